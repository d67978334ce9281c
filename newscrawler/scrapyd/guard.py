"""Guard in front of every resource of scrapyd: its API, web pages, logs and items.

A request passes when its ``Host`` is one of ours (another name that resolves to this machine belongs to a page that
rebinds DNS in an operator's browser), when no page of another origin sent it, and when it carries the password.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scrapyd.config import Config
from twisted.web import http
from twisted.web.resource import IResource, Resource
from twisted.web.server import Request

from newscrawler.scrapyd.credentials import Credentials
from newscrawler.scrapyd.exposure import bind_address

__all__ = ["Guard", "allowed_hosts"]

_OWN_SITE = frozenset({"same-origin", "none"})
"""``Sec-Fetch-Site`` of a browser that sends its own page's request, or an address that its user typed."""

_HEADERS = {
    # A page that frames the job list could have its Cancel buttons clicked
    "X-Frame-Options": "DENY",
    # Logs hold text of strangers' pages
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class _Refusal:
    code: int
    message: str


def allowed_hosts(config: Config, environment: Mapping[str, str]) -> frozenset[str]:
    """Return the names, in lower case and without port, by which scrapyd may be asked besides loopback.

    They are the bind address and what ``SCRAPYD_ALLOWED_HOSTS`` or ``allowed_hosts`` of scrapyd.conf lists, separated by
    commas: the name of a Kubernetes service, or of a proxy, which must pass the ``Host`` on that it was asked for.
    """
    listed = environment.get("SCRAPYD_ALLOWED_HOSTS") or config.get("allowed_hosts", "")
    names = [bind_address(config, environment), *listed.split(",")]
    named = {name.strip().strip("[]").lower() for name in names}
    # Nobody is asked by the address that stands for all of a machine's
    return frozenset(named - {"", "0.0.0.0", "::"})


class Guard(Resource):
    """The one way to a root resource.

    :param inner: the resource that requests reach when they pass
    :param hosts: :func:`allowed_hosts`
    """

    def __init__(self, inner: IResource, credentials: Credentials, hosts: Collection[str]) -> None:
        super().__init__()
        self._inner: Any = inner
        self._credentials = credentials
        self._hosts = frozenset(hosts)

    def getChildWithDefault(self, path: bytes, request: Request) -> Any:  # noqa: N802 - as Twisted calls it
        """Return the child of the guarded resource, or the refusal."""
        for name, value in _HEADERS.items():
            request.setHeader(name, value)
        refusal = self._refusal(request)
        return self._inner.getChildWithDefault(path, request) if refusal is None else _Refused(refusal)

    def render(self, request: Request) -> Any:
        """Render the root itself, for a path without any segment."""
        refusal = self._refusal(request)
        return self._inner.render(request) if refusal is None else _Refused(refusal).render(request)

    def _refusal(self, request: Request) -> _Refusal | None:
        host = _only(request, "Host")
        name = _name(host or "")
        if host is None or not self._is_ours(name, request):
            return _Refusal(
                http.FORBIDDEN,
                f"this scrapyd does not answer for Host {host!r}; names besides loopback are set in SCRAPYD_ALLOWED_HOSTS",
            )
        if self._is_foreign(request, host):
            return _Refusal(http.FORBIDDEN, "a page of another origin sent this request")
        if not self._credentials.match(*_basic(_only(request, "Authorization"))):
            return _Refusal(http.UNAUTHORIZED, "scrapyd asks for a user name and a password")
        return None

    def _is_ours(self, name: str, request: Request) -> bool:
        if name in self._hosts or name == "localhost":
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        # With bind_address 0.0.0.0 the address that the client has connected to; a Unix socket has none
        return address.is_loopback or name == getattr(request.getHost(), "host", None)

    def _is_foreign(self, request: Request, host: str) -> bool:
        sites = request.requestHeaders.getRawHeaders("Sec-Fetch-Site", [])
        if any(site not in _OWN_SITE for site in sites):
            return True
        for origin in request.requestHeaders.getRawHeaders("Origin", []):
            try:
                parts = urlsplit(origin)
            except ValueError:
                return True
            # Port included: another server of this machine is foreign too
            if parts.scheme not in ("http", "https") or parts.netloc.lower() != host.lower():
                return True
        return False


class _Refused(Resource):
    """The answer to a refused request, whatever its method and path."""

    isLeaf = True

    def __init__(self, refusal: _Refusal) -> None:
        super().__init__()
        self._refusal = refusal

    def render(self, request: Request) -> bytes:
        request.setResponseCode(self._refusal.code)
        request.setHeader("Content-Type", "text/plain; charset=utf-8")
        if self._refusal.code == http.UNAUTHORIZED:
            request.setHeader("WWW-Authenticate", 'Basic realm="Scrapyd", charset="UTF-8"')
        return b"" if request.method == b"HEAD" else f"{self._refusal.message}\n".encode()


def _only(request: Request, header: str) -> str | None:
    """Return the value of a header that was sent once; None otherwise, so that no two readers choose differently."""
    values = request.requestHeaders.getRawHeaders(header, [])
    return str(values[0]) if len(values) == 1 else None


def _name(host: str) -> str:
    """Return the name or address in ``name:port``, in lower case; empty where there is none."""
    if host.startswith("["):
        name, closed, port = host[1:].partition("]")
        rest = closed and (not port or (port.startswith(":") and port[1:].isdigit()))
        return name.lower() if rest else ""
    name, colon, port = host.partition(":")
    return name.lower() if not colon or port.isdigit() else ""


def _basic(authorization: str | None) -> tuple[bytes, bytes]:
    """Return user name and password of an ``Authorization`` header; empty ones where it has none."""
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return b"", b""
    try:
        username, _, password = base64.b64decode(encoded.strip(), validate=True).partition(b":")
    except (binascii.Error, ValueError):
        return b"", b""
    return username, password
