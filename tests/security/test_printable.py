"""Nothing that a page, a reader or a file name says can drive a terminal, forge a log line or turn a line around."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from scrapy.utils.test import get_crawler

from newscrawler.commands._terminal import one_line, printable
from newscrawler.extensions.logformatter import QuietLogFormatter
from newscrawler.printable import CONTINUED, UNSAFE, EscapingStream, escaped, json_escaped, make_records_printable
from newscrawler.storage.plain import as_json
from tests.support import forking

HOSTILE = "\x1b]0;PWNED\x07\x1b[2J\x9b31m\x85\x7f\u2028\u2029\u202e\u2066\u200f\u061c\ud800\r\n\x0b\x0c\x1c"
FORGED = "2026-11-27 00:00:00 [newscrawler.runs.record] INFO: run 0123456789ab: ok FORGED"
INVISIBLE = "\u180e\u200b\u2060\u2061\u2062\u2063\u2064\u206a\u206b\u206c\u206d\u206e\u206f\ufeff\ufff9\ufffa\ufffb"


@cache
def every() -> str:
    """Every control character, line separator, lone surrogate, direction control and tag that Unicode has, and what is
    invisible and no script needs."""
    return "".join(
        chr(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(chr(code)) in ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")
        or chr(code) in "\u061c\u200e\u200f"
        or (unicodedata.category(chr(code)) == "Cf" and chr(code) in INVISIBLE)
        or 0xE0000 <= code < 0xE0080
    )


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Return the text of a log file, from a handler with Scrapy's own format."""
    factory = logging.getLogRecordFactory()
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(asctime)s [%(name)s] %(levelname)s: %(message)s", "%Y-%m-%d %H:%M:%S"))
    logging.root.addHandler(handler)
    # As every crawl does it
    QuietLogFormatter.from_crawler(get_crawler())
    yield written
    logging.root.removeHandler(handler)
    logging.setLogRecordFactory(factory)


def lines(log: io.StringIO) -> list[str]:
    """The lines, of which none holds an unsafe character and each begins a record or is marked."""
    found = log.getvalue().removesuffix("\n").split("\n")
    for line in found:
        assert UNSAFE.search(line) is None, repr(line)
        assert not line.startswith(FORGED[:19])
        assert not line or line.startswith((CONTINUED, "20"))
    return found


def test_every_unsafe_character_of_unicode_is_known() -> None:
    assert set(every()) == set(UNSAFE.findall(every()))
    kept = "tab-free text, 東京 نمی\u200cخواهم 👩\u200d🚀 ❤\ufe0f 葛\U000e0100 é"
    assert escaped(kept) == kept


def test_a_record_is_one_printable_line(log: io.StringIO) -> None:
    logging.getLogger("outlet").warning("%s: content type %s\n%s", f"x{HOSTILE}", f"text/x\n{FORGED}", every())
    logging.getLogger("outlet").warning(f"{HOSTILE}\n{FORGED}{HOSTILE}")
    logging.getLogger("outlet").warning("%(a)s", {"a": f"\r{FORGED}"})
    (first, second, third) = lines(log)
    assert r"content type text/x\n2026-11-27 00:00:00" in first
    assert r"\x1b]0;PWNED\x07\x1b[2J\x9b31m\x85\x7f\u2028\u2029\u202e\u2066\u200f\u061c\ud800\r\n" in second
    assert third.endswith(r"\r" + FORGED)


def test_the_same_record_drives_the_terminal_without_the_guard(log: io.StringIO) -> None:
    logging.setLogRecordFactory(logging.LogRecord)
    logging.getLogger("outlet").warning("%s", f"no\n{FORGED}\x1b[2J")
    assert f"\n{FORGED}\x1b[2J" in log.getvalue()


def test_a_traceback_stays_readable_and_cannot_pass_for_a_record(log: io.StringIO) -> None:
    try:
        raise ValueError(f"no\n{FORGED}\r\n{HOSTILE}\n\n{FORGED}")
    except ValueError:
        logging.getLogger("outlet").exception("a callback raised", stack_info=True)
    found = lines(log)
    assert f"{CONTINUED}Traceback (most recent call last):" in found
    assert f"{CONTINUED}{FORGED}" in found
    assert f"{CONTINUED}{FORGED}\\r" in found
    assert any(line.startswith(f'{CONTINUED}  File "') for line in found)


def test_what_scrapy_lays_out_is_marked_line_by_line(log: io.StringIO) -> None:
    logging.getLogger("scrapy.statscollectors").warning("Dumping Scrapy stats:\n{'a': 1,\n 'b': '%s'}", f"\n{FORGED}")
    first, *rest = lines(log)
    assert first.endswith("Dumping Scrapy stats:")
    assert rest == [f"{CONTINUED}{{'a': 1,", f"{CONTINUED} 'b': '", f"{CONTINUED}{FORGED}'}}"]


def test_a_warning_of_python_is_one_line(log: io.StringIO) -> None:
    logging.getLogger("py.warnings").warning("%s", f"a.py:1: UserWarning: x\n{FORGED}\n  call()\n")
    assert len(lines(log)) == 1


def test_json_is_printable_and_says_the_same() -> None:
    fields = {"text": f"{HOSTILE}\n{' '.join(every())}", f"key{HOSTILE}": ["\x9b", {"\u202e": 1}], "plain": "é 東京"}
    line = as_json(fields)
    assert UNSAFE.search(line) is None
    assert json.loads(line) == fields
    assert "é 東京" in line
    assert r"\u009b" in line
    assert json_escaped('"\x9b"') == r'"\u009b"'
    assert json_escaped('"\U000e0041"') == r'"\udb40\udc41"'
    assert escaped("\U000e0041\u200b") == r"\U000e0041\u200b"


def test_text_for_people_is_printable() -> None:
    assert UNSAFE.search(printable(every()).replace("\n", "")) is None
    assert UNSAFE.search(one_line(every())) is None


def test_whatever_a_command_prints_is_printable() -> None:
    written = io.StringIO()
    stream = EscapingStream.around(written)
    assert EscapingStream.around(stream) is stream
    with contextlib.redirect_stdout(stream):
        print(f"a\tb{HOSTILE}", every(), flush=True)
    stream.writelines(["x\x9b\n", "y"])
    assert UNSAFE.search(re.sub(r"[\n\t]", "", written.getvalue())) is None
    assert written.getvalue().startswith("a\tb\\x1b]0;PWNED\\x07")


def test_an_argument_is_refused_in_one_printable_line(tmp_path: Path) -> None:
    for words in (["stories", f"\x1b[2J\n{FORGED}\x9b"], ["crawl", f"\x1b[2J\n{FORGED}\x9b"]):
        done = forking.run(["scrapy", *words], timeout=120)
        said = done.stderr.removesuffix("\n")
        assert done.returncode == 2, said
        assert "FORGED" in said.splitlines()[-1]
        assert UNSAFE.search(said.splitlines()[-1]) is None
        assert not any(line.startswith(FORGED) for line in said.splitlines())


def test_the_guard_can_be_set_twice() -> None:
    factory = logging.getLogRecordFactory()
    try:
        make_records_printable()
        make_records_printable()
        assert logging.makeLogRecord({"msg": "a\n%s", "args": ("\x1b",)}).getMessage()
    finally:
        logging.setLogRecordFactory(factory)
