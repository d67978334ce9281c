"""Guard of the connections of a crawl: the only place that decides which addresses a crawl may connect to.

Every request (of the spider, a redirect, robots.txt, a comment platform, a script in the browser) uses a connection of
:class:`GuardedDownloadHandler`. The handler resolves a name once, drops addresses that are not on the public network
(:mod:`newscrawler.addresses`), and connects to one of the remaining addresses without resolving the name again. The
``Host`` header and the TLS name stay those of the host.

Only the operator makes exceptions: ``HOST_MAP`` (exactly the mapped address) and ``FETCH_ALLOW``. A port other than
80 and 443 needs an exception, or a URL declared by the spider that names the port for the same host.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _BindAddressAgent, _ScrapyAgent
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.http import Response
from scrapy.utils._download_handlers import get_dataloss_msg, wrap_twisted_exceptions
from scrapy.utils.datatypes import LocalCache
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.address import IPv4Address as TxIPv4
from twisted.internet.address import IPv6Address as TxIPv6
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IStreamClientEndpoint
from twisted.internet.threads import deferToThreadPool
from twisted.python.failure import Failure
from twisted.web.client import URI, Agent, _StandardEndpointFactory
from zope.interface import implementer  # type: ignore[import-untyped]

from newscrawler.addresses import WEB_PORTS, Address, AllowList, HostError, closed, closed_name, read_host
from newscrawler.urls import parts_of, unaskable

__all__ = ["AddressRefused", "Guard", "GuardedDownloadHandler", "Names", "WebAddresses"]

logger = logging.getLogger(__name__)

Mapped = tuple[str, int]
"""Host and port that ``HOST_MAP`` gives for a host."""

_REMEMBERED = 10_000
"""Hosts that are remembered, as many as in Scrapy's DNS cache."""

_REMEDY = "if it is an outlet on your own network, add it to NEWSCRAWLER_FETCH_ALLOW (docs/operating.md)"


class AddressRefused(IgnoreRequest):
    """A request to an address that no crawl may connect to. Not retried; the message names address, rule and remedy."""


class WebAddresses:
    """Downloader middleware, first of all, that refuses requests with a scheme other than http and https.

    There are no download handlers for other schemes either. This middleware refuses and counts such a request before
    its robots.txt is requested.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WebAddresses:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if (why := unaskable(request.url)) is not None:
            assert self._crawler.stats is not None
            self._crawler.stats.inc_value("guard/refused")
            raise AddressRefused(why)


class Names:
    """Cache of resolved names (``DNSCACHE_*``, ``DNS_TIMEOUT``).

    Addresses are IPv4 and IPv6 in the order that the system prefers. Failures are not cached.
    """

    def __init__(self, size: int, seconds: float) -> None:
        self._kept: LocalCache[str, tuple[Address, ...]] = LocalCache(size)
        self._waiting: dict[str, list[Deferred[tuple[Address, ...]]]] = {}
        self._size = size
        self._seconds = seconds

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Names:
        settings = crawler.settings
        size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(size, settings.getfloat("DNS_TIMEOUT"))

    def addresses(self, name: str) -> Deferred[tuple[Address, ...]]:
        """Return the addresses of a name; fail with ``DNSLookupError`` if there are none."""
        from twisted.internet import reactor

        waiter: Deferred[tuple[Address, ...]] = Deferred()
        if name in self._kept:
            waiter.callback(self._kept[name])
            return waiter
        # Several requests to a host often start together; they share one look-up.
        self._waiting.setdefault(name, []).append(waiter)
        if len(self._waiting[name]) == 1:
            pool = reactor.getThreadPool()
            looked_up: Deferred[tuple[Address, ...]] = deferToThreadPool(reactor, pool, _look_up, name)
            looked_up.addTimeout(self._seconds, reactor)
            looked_up.addBoth(self._found, name)
        return waiter

    def _found(self, found: tuple[Address, ...] | Failure, name: str) -> None:
        if self._size and not isinstance(found, Failure):
            self._kept[name] = found
        for waiter in self._waiting.pop(name):
            if waiter.called:
                continue
            if isinstance(found, Failure):
                waiter.errback(DNSLookupError(f"{name} does not resolve"))
            else:
                waiter.callback(found)


def _look_up(name: str) -> tuple[Address, ...]:
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    # A link-local address comes with its link ("%eth0"). The policy refuses it in any case.
    addresses = dict.fromkeys(ip_address(str(entry[4][0]).partition("%")[0]) for entry in found)
    if not addresses:
        raise OSError(f"{name} has no address")
    return tuple(addresses)


class Guard:
    """Policy of one crawl: the addresses that may be connected to for a host and port.

    :param allowed: exceptions by the operator
    :param own: hosts and ports of URLs that the spider declares
    :param names: resolver of names
    :param count: called for each refusal
    """

    def __init__(
        self, allowed: AllowList, own: Collection[tuple[str, int]], names: Names, count: Callable[[], object]
    ) -> None:
        self._allowed = allowed
        self._own = frozenset(own)
        self._names = names
        self._count = count
        self._thinned: LocalCache[str, bool] = LocalCache(_REMEMBERED)
        self._left: LocalCache[tuple[str, int], bool] = LocalCache(_REMEMBERED)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Guard:
        """Make the guard from ``FETCH_ALLOW`` and the spider's ``own_addresses``.

        :raises ValueError: an entry of ``FETCH_ALLOW`` is not valid; the message names it
        """
        allowed = AllowList.read(crawler.settings.getlist("FETCH_ALLOW"))
        assert crawler.stats is not None
        own = _own_ports(getattr(crawler.spider, "own_addresses", ()))
        return cls(allowed, own, Names.from_crawler(crawler), partial(crawler.stats.inc_value, "guard/refused"))

    async def addresses(self, host: str, port: int) -> tuple[Address, ...]:
        """Return the addresses that may be connected to for the host of a URL, in the order that the system prefers.

        Private addresses of a name that also has public addresses are left out: some sites publish both by mistake,
        and a resolver for IPv6-only networks adds its own.

        :raises AddressRefused: no address is allowed
        :raises twisted.internet.error.DNSLookupError: the name does not resolve
        """
        target, is_open = self._target(host, port)
        if not isinstance(target, str):
            return (target,)
        found = await self._names.addresses(target)
        if self._allowed.names_host(target, port, is_open=is_open):
            return found
        fit = tuple(address for address in found if self._why(address, port, is_open) is None)
        if not fit:
            raise self.refusal(f"{target} is at {found[0]}: {self._why(found[0], port, is_open)}; {_REMEDY}")
        if len(fit) < len(found) and target not in self._thinned:
            self._thinned[target] = True
            others = ", ".join(str(address) for address in found if address not in fit)
            logger.warning("%s has private addresses beside public ones; left out: %s", target, others)
        return fit

    async def mapped_addresses(self, host: str) -> tuple[Address, ...]:
        """Return the addresses of a host that ``HOST_MAP`` names. They may be private: the operator chose the host."""
        target = read_host(host)
        return await self._names.addresses(target) if isinstance(target, str) else (target,)

    def check_mapped(self, host: str) -> None:
        """Check a host that ``HOST_MAP`` maps. Only names can be mapped; a private address stays refused.

        :raises AddressRefused: the host is a private address, in any spelling
        """
        with suppress(HostError):
            target = read_host(host)
            if not isinstance(target, str) and (why := closed(target)) is not None:
                raise self.refusal(f"{target}: not on the public network ({why}); HOST_MAP maps names of outlets only")

    def refusal(self, why: str) -> AddressRefused:
        """Count a refusal and return the error to raise."""
        self._count()
        return AddressRefused(why)

    async def check(self, host: str, port: int) -> None:
        """Check a host that a proxy will resolve, as far as this machine can.

        :raises AddressRefused: the host itself, or an address that it resolves to here, is not public
        """
        if (host, port) in self._left:
            return
        try:
            await self.addresses(host, port)
        except DNSLookupError:
            # Where no name resolves, the look-up takes seconds. It is done once for each host.
            self._left[host, port] = True

    def _target(self, host: str, port: int) -> tuple[Address | str, bool]:
        """Return the host as an allowed address or a name to resolve, and whether its port needs no exception."""
        try:
            target = read_host(host)
        except HostError as error:
            raise self.refusal(str(error)) from None
        is_open = port in WEB_PORTS or (str(target), port) in self._own
        if isinstance(target, str):
            if self._allowed.names_host(target, port, is_open=is_open):
                return target, is_open
            why = closed_name(target)
            if why is None and not is_open and not self._allowed.names_port(port):
                why = _port(port)
        else:
            why = self._why(target, port, is_open)
        if why is not None:
            # Show the original spelling too if it hides the address.
            written = "" if host.strip("[]").lower() == str(target) else f" ({host[:100]})"
            raise self.refusal(f"{target}{written}: {why}; {_REMEDY}")
        return target, is_open

    def _why(self, address: Address, port: int, is_open: bool) -> str | None:
        """Return the rule that refuses an address and port, or None if a crawl may connect."""
        if self._allowed.names_address(address, port, is_open=is_open):
            return None
        if (why := closed(address)) is not None:
            return f"not on the public network ({why})"
        if not is_open:
            return _port(port)
        return "an address of this machine" if _is_own(address, port) else None


def _port(port: int) -> str:
    return f"port {port} is neither 80 nor 443, and no URL declared by the outlet names it"


def _own_ports(addresses: Collection[str]) -> frozenset[tuple[str, int]]:
    found = set()
    for address in addresses:
        parts = parts_of(address)
        try:
            port, host = parts.port, read_host(parts.hostname or "")
        except ValueError:
            continue  # not a host: a request to it is refused with its reason
        if port is not None:
            found.add((str(host), port))
    return frozenset(found)


def _is_own(address: Address, port: int) -> bool:
    """Return whether the address belongs to this machine, whose services may trust local connections.

    The system would use such an address as the source as well. Connecting a UDP socket sends nothing.
    """
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_DGRAM) as choosing:
        try:
            choosing.connect((str(address), port))
        except OSError:
            return False  # no route to the address
        return str(ip_address(choosing.getsockname()[0])) == str(address)


class GuardedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler with guarded connections.

    The statistic ``guard/refused`` counts refused requests.
    """

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._guard = Guard.from_crawler(crawler)

    async def download_request(self, request: Request) -> Response:
        return await self.download_from(request, None)

    async def download_from(self, request: Request, mapped: Mapped | None) -> Response:
        """Download a request.

        :param mapped: host and port of the request's URL if ``HOST_MAP`` chose them, otherwise None
        :raises AddressRefused: the request is to an address that no crawl may connect to
        """
        # Like Scrapy's own method, with another agent.
        agent = _GuardingAgent(
            guard=self._guard,
            mapped=mapped,
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        try:
            with wrap_twisted_exceptions():
                if request.meta.get("proxy") and mapped is None:
                    await self._check_for_proxy(request)
                return await maybe_deferred_to_future(agent.download_request(request))
        except ResponseDataLossError:
            if not self._fail_on_dataloss_warned:
                logger.warning(get_dataloss_msg(request.url))
                self._fail_on_dataloss_warned = True
            raise

    async def _check_for_proxy(self, request: Request) -> None:
        # Parsed like the agent does, so that the checked host is the one that the proxy gets.
        uri = URI.fromBytes(request.url.encode("ascii"))  # type: ignore[no-untyped-call]
        checked = Deferred.fromCoroutine(self._guard.check(uri.host.decode("ascii"), uri.port))
        await maybe_deferred_to_future(checked)


class _GuardingAgent(_ScrapyAgent):
    def __init__(self, *, guard: Guard, mapped: Mapped | None, **others: Any) -> None:
        super().__init__(**others)
        self._guard = guard
        self._mapped = mapped

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        agent = super()._get_agent(request, timeout)
        if type(agent) is not _BindAddressAgent:
            return agent  # connects to the operator's proxy; the name was checked before
        from twisted.internet import reactor

        return _Agent(reactor, self._contextFactory, timeout, agent._endpointFactory._bindAddress, self._pool).guarded(
            self._guard, self._mapped
        )


class _Agent(_BindAddressAgent):
    _mapped: Mapped | None = None

    def guarded(self, guard: Guard, mapped: Mapped | None) -> _Agent:
        """Replace Twisted's endpoints by guarded endpoints, and return this agent."""
        plain = self._endpointFactory
        self._endpointFactory = _Endpoints(  # type: ignore[no-untyped-call]
            plain._reactor, plain._policyForHTTPS, plain._connectTimeout, plain._bindAddress
        ).guarded(guard, mapped)
        self._mapped = mapped
        return self

    def _requestWithEndpoint(self, key: tuple[Any, ...], *others: Any) -> Any:  # noqa: N802
        # An idle connection to a mapped address is reused for mapped requests only; other requests are checked anew.
        return super()._requestWithEndpoint((*key, self._mapped), *others)


class _Endpoints(_StandardEndpointFactory):
    def guarded(self, guard: Guard, mapped: Mapped | None) -> _Endpoints:
        self._guard = guard
        self._mapped = mapped
        return self

    def endpointForURI(self, uri: URI) -> Any:  # noqa: N802
        endpoint: Any = _Endpoint(self, uri, self._guard, self._mapped)
        if uri.scheme == b"https":
            return wrapClientTLS(self._policyForHTTPS.creatorForNetloc(uri.host, uri.port), endpoint)
        if uri.scheme == b"http":
            return endpoint
        raise self._guard.refusal(f"{uri.scheme!r} is neither http nor https")


@implementer(IStreamClientEndpoint)
class _Endpoint:
    """Endpoint that connects to one of the allowed addresses of a URI."""

    def __init__(self, factory: _Endpoints, uri: URI, guard: Guard, mapped: Mapped | None) -> None:
        self._factory = factory
        self._host = uri.host.decode("ascii", "backslashreplace")
        self._port = uri.port
        self._guard = guard
        self._mapped = mapped

    def __repr__(self) -> str:
        return f"<guarded {self._host}:{self._port}>"

    def connect(self, protocol_factory: Any) -> Deferred[Any]:
        return Deferred.fromCoroutine(self._connect(protocol_factory))

    async def _connect(self, protocol_factory: Any) -> Any:
        if self._mapped is None:
            addresses = await self._guard.addresses(self._host, self._port)
        elif self._mapped == (self._host, self._port):
            addresses = await self._guard.mapped_addresses(self._host)
        else:
            raise self._guard.refusal(f"{self._host}:{self._port} is not an address of HOST_MAP")
        return await _Checked(self._factory, self._host, self._port, addresses).connect(protocol_factory)


class _Checked(HostnameEndpoint):
    """Twisted's endpoint for a name, with checked addresses instead of a look-up. It keeps the first that answers."""

    def __init__(self, factory: _Endpoints, host: str, port: int, addresses: tuple[Address, ...]) -> None:
        self._addresses = addresses
        super().__init__(
            factory._reactor, host, port, timeout=factory._connectTimeout, bindAddress=factory._bindAddress
        )

    def _getNameResolverAndMaybeWarn(self, reactor: object) -> Any:  # noqa: N802
        return self

    def resolveHostName(self, receiver: Any, name: str, portNumber: int = 0, *others: Any) -> Any:  # noqa: N802
        """Pass the checked addresses on; resolve nothing."""
        receiver.resolutionBegan(self)
        for address in self._addresses:
            kind = TxIPv4 if address.version == 4 else TxIPv6
            receiver.addressResolved(kind("TCP", str(address), portNumber))
        receiver.resolutionComplete()
        return self
