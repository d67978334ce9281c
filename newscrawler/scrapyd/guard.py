"""Guard in front of every resource of scrapyd: its API, web pages, logs and items.

A request passes if its ``Host`` is a name of this node, no page of another origin sent it, and it carries the password.
Any other ``Host`` that resolves to this machine is DNS rebinding: an attack by a page in an operator's browser.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from scrapyd.config import Config
from twisted.web import http
from twisted.web.resource import IResource, Resource
from twisted.web.server import Request

from newscrawler.hosts import is_foreign, name_of
from newscrawler.scrapyd.credentials import Credentials
from newscrawler.scrapyd.exposure import bind_address

__all__ = ["Guard", "allowed_hosts"]

_HEADERS = {
    # A page that frames the job list could trick an operator into clicking a Cancel button.
    "X-Frame-Options": "DENY",
    # Logs contain text of crawled pages.
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class _Refusal:
    code: int
    message: str


def allowed_hosts(config: Config, environment: Mapping[str, str]) -> frozenset[str]:
    """Return the accepted names of this scrapyd besides loopback, in lower case and without port.

    They are the bind address and the comma-separated names in ``SCRAPYD_ALLOWED_HOSTS`` or ``allowed_hosts`` of
    scrapyd.conf, for example the name of a Kubernetes service, or of a proxy that passes on the ``Host`` of the
    original request.
    """
    listed = environment.get("SCRAPYD_ALLOWED_HOSTS") or config.get("allowed_hosts", "")
    names = [bind_address(config, environment), *listed.split(",")]
    named = {name.strip().strip("[]").lower() for name in names}
    # 0.0.0.0 and :: mean all addresses of the machine; no client sends them as Host.
    return frozenset(named - {"", "0.0.0.0", "::"})


class Guard(Resource):
    """Root resource that passes allowed requests on and refuses all others.

    :param inner: guarded resource
    :param hosts: :func:`allowed_hosts`
    """

    def __init__(self, inner: IResource, credentials: Credentials, hosts: Collection[str]) -> None:
        super().__init__()
        self._inner: Any = inner
        self._credentials = credentials
        self._hosts = frozenset(hosts)

    def getChildWithDefault(self, path: bytes, request: Request) -> Any:  # noqa: N802 - as Twisted calls it
        """Return the child of the guarded resource, or a resource that answers with the refusal."""
        for name, value in _HEADERS.items():
            request.setHeader(name, value)
        refusal = self._refusal(request)
        return self._inner.getChildWithDefault(path, request) if refusal is None else _Refused(refusal)

    def render(self, request: Request) -> Any:
        """Render the root itself, for a request without a path."""
        refusal = self._refusal(request)
        return self._inner.render(request) if refusal is None else _Refused(refusal).render(request)

    def _refusal(self, request: Request) -> _Refusal | None:
        host = _only(request, "Host")
        name = name_of(host or "")
        if host is None or not self._is_ours(name, request):
            return _Refusal(
                http.FORBIDDEN,
                f"Host {host!r} is not a name of this scrapyd; add it to SCRAPYD_ALLOWED_HOSTS",
            )
        if is_foreign(host, _all(request, "Origin"), _all(request, "Sec-Fetch-Site")):
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
        # With bind_address 0.0.0.0, the address that the client connected to. A Unix socket has no address.
        return address.is_loopback or name == getattr(request.getHost(), "host", None)


class _Refused(Resource):
    """Answer to a refused request of any method and path."""

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
    """Return the value of a header that was sent exactly once, otherwise None: two values could be read differently."""
    values = _all(request, header)
    return values[0] if len(values) == 1 else None


def _all(request: Request, header: str) -> list[str]:
    return list(map(str, request.requestHeaders.getRawHeaders(header, [])))


def _basic(authorization: str | None) -> tuple[bytes, bytes]:
    """Return user name and password of an ``Authorization`` header, or two empty values."""
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return b"", b""
    try:
        username, _, password = base64.b64decode(encoded.strip(), validate=True).partition(b":")
    except (binascii.Error, ValueError):
        return b"", b""
    return username, password
