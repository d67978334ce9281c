"""Spellings of an internal service's address, for the guard's tests: by seed, so that a failure can be repeated."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from random import Random
from urllib.parse import quote

__all__ = ["NAMES", "hosts_of", "urls_of"]

NAMES = {
    # What the tests' resolver answers, one look-up after the other; the last answer stays.
    "loop.hostile.example": [["127.0.0.1"]],
    "loop6.hostile.example": [["::1"]],
    "mapped.hostile.example": [["::ffff:127.0.0.1"]],
    "link.hostile.example": [["fe80::1%1"]],
    "metadata.hostile.example": [["169.254.169.254"]],
    "both.hostile.example": [["127.0.0.1", "::1"]],
    "any.hostile.example": [["0.0.0.0"]],
    "nat64.hostile.example": [["64:ff9b::7f00:1"]],
    "xn--bcher-kva.hostile.example": [["127.0.0.1"]],
    "localhost": [["127.0.0.1", "::1"]],
    "localhost.localdomain": [["127.0.0.1"]],
    "ip6-localhost": [["::1"]],
    "x.localhost": [["127.0.0.1"]],
    "vm": [["127.0.1.1"]],
}
_FULLWIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
_CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def hosts_of(address: str, random: Random) -> Iterator[str]:
    """Spellings of one address as the host of a URL."""
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        yield from _ipv6(found)
        return
    number = int(found)
    yield from (address, address + ".", str(number), hex(number), f"0x{number:X}", f"0{number:o}", f"000{number:o}")
    for _ in range(12):
        yield _parts(number, random)
    yield from (address.translate(_FULLWIDTH), address.translate(_CIRCLED), address.translate(_SUPERSCRIPT))
    yield from (address.replace(".", "。"), address.replace(".", "．"), address.replace(".", "%2e"), quoted(address))
    yield from (
        f"{address[:1]}\u00ad{address[1:]}",
        f"{address}\u200b",
        f"{address[:2]}\t{address[2:]}",
        f"{address}%00",
    )
    high, low = number >> 16, number & 0xFFFF
    yield from (f"[::ffff:{address}]", f"[::ffff:{high:x}:{low:x}]", f"[::{address}]", f"[::{high:x}:{low:x}]")
    yield from (f"[64:ff9b::{address}]", f"[64:ff9b::{high:x}:{low:x}]", f"[64:ff9b:1::{high:x}:{low:x}]")
    yield from (f"[2002:{high:x}:{low:x}::]", f"[2002:{high:x}:{low:x}::1]", f"[::ffff:0:{address}]")
    teredo = number ^ 0xFFFFFFFF
    yield f"[2001:0:808:808:0:0:{teredo >> 16:x}:{teredo & 0xFFFF:x}]"
    yield f"[2606:2800:220:1:0:5efe:{high:x}:{low:x}]"


def quoted(text: str) -> str:
    return "".join(f"%{ord(letter):02x}" for letter in text)


def _parts(number: int, random: Random) -> str:
    """One to four parts, each decimal, octal or hexadecimal, with zeros before it."""
    count = random.randint(1, 4)
    first = [number >> 8 * (3 - place) & 0xFF for place in range(count - 1)]
    last = number & (1 << 8 * (5 - count)) - 1
    shapes = (
        str,
        lambda n: f"0{n:o}",
        lambda n: f"0x{n:x}",
        lambda n: f"0X{n:X}",
        lambda n: f"0x0000{n:x}",
        lambda n: f"00{n:o}",
    )
    return ".".join(random.choice(shapes)(part) for part in (*first, last)) + random.choice(("", "", "."))


def _ipv6(address: IPv6Address) -> Iterator[str]:
    yield from (f"[{address}]", f"[{address.exploded}]", f"[{address.exploded.upper()}]", str(address))
    yield from (
        f"[{address}%25eth0]",
        f"[{address}%eth0]",
        f"[{address}%251]",
        f"[{address}].",
        quote(f"[{address}]", safe=""),
    )
    yield f"[{address.exploded[:30]}:{IPv4Address(int(address) & 0xFFFFFFFF)}]"


def urls_of(host: str, port: int, random: Random) -> Iterator[str]:
    """URLs of a host, as pages may write them."""
    path = f"/admin/{random.randint(0, 10**9)}/by-hostile-link"
    yield f"http://{host}:{port}{path}"
    yield f"https://{host}:{port}{path}"
    yield random.choice(
        (
            f"http://reader@{host}:{port}{path}",
            f"http://reader:word@{host}:{port}{path}",
            f"http://hostile.example@{host}:{port}{path}",
            f"http://hostile.example:80@{host}:{port}{path}",
            f"http://{host}:{port}\\@hostile.example{path}",
            f"http://hostile.example\\@{host}:{port}{path}",
            f"http:\\\\{host}:{port}{path}",
            f"http:/{host}:{port}{path}",
            f"http:{host}:{port}{path}",
            f"http:///{host}:{port}{path}",
            f"//{host}:{port}{path}",
            f"hTTp://{host.upper()}:{port}{path}",
            f"http://{host}:0{port}{path}",
            f"\thttp://{host}:{port}{path}\n",
            f"ht\ntp://{host}:{port}{path}",
            f"http://{host}:{port}#@hostile.example{path}",
            f"http://{host}:{port}?@hostile.example{path}",
            f"http://{host}{path}",
            f"https://{host}{path}",
        )
    )
