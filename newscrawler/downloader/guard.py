"""The one guard for where a crawl may go, at the connection.

Whatever asks for a page (spider, redirect, robots.txt, comment platform, script in the browser) ends in a connection of
:class:`GuardedDownloadHandler`. There a name is resolved once, addresses that are not on the public network are dropped
(:mod:`newscrawler.addresses`), and one of those that are left is connected to: nothing resolves in between.
``Host`` header and TLS name stay the host's.

Exceptions are the operator's alone: ``HOST_MAP`` (to exactly the mapped address) and ``FETCH_ALLOW``. Ports other than 80
and 443 need an exception too, or an address of the spider's own that names the port for the same host.
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
"""Host and port that ``HOST_MAP`` names for a host."""

_REMEMBERED = 10_000
"""Hosts, as many as Scrapy remembers addresses of."""

_REMEDY = "an outlet of your own network goes into NEWSCRAWLER_FETCH_ALLOW (docs/operating.md)"


class AddressRefused(IgnoreRequest):
    """A request leads where no crawl may go. Not retried; the message names the address, the rule and the remedy."""


class WebAddresses:
    """Downloader middleware before all others: a request for anything but http and https ends here, with its reason.

    There are no handlers for other schemes either; this one says so before robots.txt is looked for, and counts.
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
    """Addresses of names, looked up once and kept as long as Scrapy keeps them (``DNSCACHE_*``, ``DNS_TIMEOUT``).

    IPv4 and IPv6, in the order that the system prefers. Failures are not kept.
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
        """Addresses of a name; fails with ``DNSLookupError`` when there are none."""
        from twisted.internet import reactor

        waiter: Deferred[tuple[Address, ...]] = Deferred()
        if name in self._kept:
            waiter.callback(self._kept[name])
            return waiter
        # Many requests of a host begin at once: they share one look-up.
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
    # A link's own address comes with the link ("%eth0"), which is of no use to the policy: it is closed in any case.
    addresses = dict.fromkeys(ip_address(str(entry[4][0]).partition("%")[0]) for entry in found)
    if not addresses:
        raise OSError(f"{name} has no address")
    return tuple(addresses)


class Guard:
    """Decides for one crawl which addresses a host and port lead to.

    :param allowed: the operator's exceptions
    :param own: hosts and ports that the spider's own addresses name
    :param names: resolves names
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
        """With ``FETCH_ALLOW`` and the spider's ``own_addresses``.

        :raises ValueError: names the entry of ``FETCH_ALLOW`` that cannot be read
        """
        allowed = AllowList.read(crawler.settings.getlist("FETCH_ALLOW"))
        assert crawler.stats is not None
        own = _own_ports(getattr(crawler.spider, "own_addresses", ()))
        return cls(allowed, own, Names.from_crawler(crawler), partial(crawler.stats.inc_value, "guard/refused"))

    async def addresses(self, host: str, port: int) -> tuple[Address, ...]:
        """Return the addresses that may be connected to for the host of a URL, the system's favourite first.

        A name with addresses of both kinds keeps the public ones: sites state private addresses beside the real ones by
        mistake, and a resolver for IPv6-only networks adds its own.

        :raises AddressRefused: when there is none
        :raises twisted.internet.error.DNSLookupError: when a name does not resolve
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
            logger.warning(
                "%s has addresses that no crawl connects to beside public ones; left out: %s", target, others
            )
        return fit

    async def mapped_addresses(self, host: str) -> tuple[Address, ...]:
        """Return the addresses of a host that ``HOST_MAP`` sends requests to: the operator's, wherever they are."""
        target = read_host(host)
        return await self._names.addresses(target) if isinstance(target, str) else (target,)

    def check_mapped(self, host: str) -> None:
        """Check a host that ``HOST_MAP`` has an address for: a name is mapped, an address that is closed stays so.

        :raises AddressRefused: when the host is an address that no crawl connects to, in any spelling
        """
        with suppress(HostError):
            target = read_host(host)
            if not isinstance(target, str) and (why := closed(target)) is not None:
                raise self.refusal(f"{target}: not on the public network ({why}); HOST_MAP is for names of outlets")

    def refusal(self, why: str) -> AddressRefused:
        """Return the error to raise, counted."""
        self._count()
        return AddressRefused(why)

    async def check(self, host: str, port: int) -> None:
        """Check a host that a proxy will resolve, as far as that can be done from here.

        :raises AddressRefused: when the host is no public one by itself, or by what it resolves to here
        """
        if (host, port) in self._left:
            return
        try:
            await self.addresses(host, port)
        except DNSLookupError:
            # Where no name resolves, finding that out takes seconds: once for each host.
            self._left[host, port] = True

    def _target(self, host: str, port: int) -> tuple[Address | str, bool]:
        """The host as an address or name that nothing speaks against yet, and whether the port is open without exception."""
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
            # As it was written too, where that hides what it is.
            written = "" if host.strip("[]").lower() == str(target) else f" ({host[:100]})"
            raise self.refusal(f"{target}{written}: {why}; {_REMEDY}")
        return target, is_open

    def _why(self, address: Address, port: int, is_open: bool) -> str | None:
        """The rule that keeps a crawl from an address and port; None where it may connect."""
        if self._allowed.names_address(address, port, is_open=is_open):
            return None
        if (why := closed(address)) is not None:
            return f"not on the public network ({why})"
        if not is_open:
            return _port(port)
        return "an address of this machine" if _is_own(address, port) else None


def _port(port: int) -> str:
    return f"port {port} is neither 80 nor 443, and no address of the outlet's own names it"


def _own_ports(addresses: Collection[str]) -> frozenset[tuple[str, int]]:
    found = set()
    for address in addresses:
        parts = parts_of(address)
        try:
            port, host = parts.port, read_host(parts.hostname or "")
        except ValueError:
            continue  # not a host: it is refused when it is asked for, with its reason
        if port is not None:
            found.add((str(host), port))
    return frozenset(found)


def _is_own(address: Address, port: int) -> bool:
    """Whether the address is one of this machine: its services may listen to all that reaches it.

    The system would send from the address itself. Choosing a way for UDP sends nothing.
    """
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_DGRAM) as choosing:
        try:
            choosing.connect((str(address), port))
        except OSError:
            return False  # no way there at all
        return str(ip_address(choosing.getsockname()[0])) == str(address)


class GuardedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler, whose connections all pass the guard.

    ``guard/refused`` counts refused requests.
    """

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._guard = Guard.from_crawler(crawler)

    async def download_request(self, request: Request) -> Response:
        return await self.download_from(request, None)

    async def download_from(self, request: Request, mapped: Mapped | None) -> Response:
        """As :meth:`download_request`.

        :param mapped: host and port of the request's URL, where that was not the request's own but ``HOST_MAP``'s
        :raises AddressRefused: when the request leads where no crawl may go
        """
        # As Scrapy's own, with another agent.
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
        # Read as the agent will: what is checked is what the proxy is told.
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
            return agent  # connects to the operator's proxy, once the name has been checked
        from twisted.internet import reactor

        return _Agent(reactor, self._contextFactory, timeout, agent._endpointFactory._bindAddress, self._pool).guarded(
            self._guard, self._mapped
        )


class _Agent(_BindAddressAgent):
    _mapped: Mapped | None = None

    def guarded(self, guard: Guard, mapped: Mapped | None) -> _Agent:
        """With endpoints that pass the guard, in place of Twisted's."""
        plain = self._endpointFactory
        self._endpointFactory = _Endpoints(  # type: ignore[no-untyped-call]
            plain._reactor, plain._policyForHTTPS, plain._connectTimeout, plain._bindAddress
        ).guarded(guard, mapped)
        self._mapped = mapped
        return self

    def _requestWithEndpoint(self, key: tuple[Any, ...], *others: Any) -> Any:  # noqa: N802
        # A connection to a mapped address waits for requests of the map alone: what a page names there is refused.
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
    """Connects to one of the addresses that the guard gives for a URI."""

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
            raise self._guard.refusal(f"{self._host}:{self._port} is not what HOST_MAP names")
        return await _Checked(self._factory, self._host, self._port, addresses).connect(protocol_factory)


class _Checked(HostnameEndpoint):
    """Twisted's endpoint, which tries addresses in turn and keeps the first that answers; with addresses in place of a name."""

    def __init__(self, factory: _Endpoints, host: str, port: int, addresses: tuple[Address, ...]) -> None:
        self._addresses = addresses
        super().__init__(
            factory._reactor, host, port, timeout=factory._connectTimeout, bindAddress=factory._bindAddress
        )

    def _getNameResolverAndMaybeWarn(self, reactor: object) -> Any:  # noqa: N802
        return self

    def resolveHostName(self, receiver: Any, name: str, portNumber: int = 0, *others: Any) -> Any:  # noqa: N802
        """Give the addresses that were checked; nothing is resolved."""
        receiver.resolutionBegan(self)
        for address in self._addresses:
            kind = TxIPv4 if address.version == 4 else TxIPv6
            receiver.addressResolved(kind("TCP", str(address), portNumber))
        receiver.resolutionComplete()
        return self
