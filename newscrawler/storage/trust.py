"""Outlets that an operator believes before others, and outlets of the agencies themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

__all__ = ["AGENCY_OUTLETS", "NO_TRUST", "Trust"]

AGENCY_OUTLETS: Mapping[str, tuple[str, ...]] = {
    "AAP": ("aap.com.au",),
    "AFP": ("afp.com",),
    "ANSA": ("ansa.it",),
    "AP": ("apnews.com", "ap.org"),
    "Bloomberg": ("bloomberg.com",),
    "CP": ("thecanadianpress.com",),
    "Dow Jones": ("dowjones.com",),
    "EFE": ("efe.com",),
    "Interfax": ("interfax.com", "interfax.ru"),
    "Jiji": ("jiji.com",),
    "Kyodo": ("kyodonews.net", "kyodo.co.jp"),
    "PA": ("pa.media",),
    "Reuters": ("reuters.com",),
    "TASS": ("tass.com", "tass.ru"),
    "UPI": ("upi.com",),
    "Xinhua": ("xinhuanet.com", "news.cn"),
    "dpa": ("dpa.com",),
}
"""Sites on which an agency prints its own stories, by its canonical name. ``AGENCY_OUTLETS`` of the settings adds
others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Outlets that an operator declares. The same for every worker of a database, or stories differ by worker."""

    lead_outlets: tuple[str, ...] = ()
    """Hosts without ``www.``, the most believed first: their copies lead a story before those of other outlets."""
    agency_outlets: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: AGENCY_OUTLETS)

    @classmethod
    def declared(
        cls, outlets: Iterable[str], known: Iterable[str] = (), agencies: Mapping[str, Iterable[str]] | None = None
    ) -> Trust:
        """Return the trust that settings declare.

        :param outlets: the operator's order
        :param known: outlets that have a spider of their own: somebody chose them. They follow by name.
        :param agencies: outlets of agencies beside those of :data:`AGENCY_OUTLETS`
        """
        order = dict.fromkeys([*map(_plain, outlets), *sorted(map(_plain, known))])
        own = {name: tuple(hosts) for name, hosts in AGENCY_OUTLETS.items()}
        for name, hosts in (agencies or {}).items():
            own[name] = (*own.get(name, ()), *map(_plain, hosts))
        return cls(lead_outlets=tuple(filter(None, order)), agency_outlets=own)

    def place(self, host: str) -> int | None:
        """Return the outlet's place in the operator's order, from 0; None where it has no place."""
        return self.lead_outlets.index(host) if host in self.lead_outlets else None

    def is_agencys_own(self, host: str, agency: str | None) -> bool:
        """Return whether the host is the agency's own: one of its sites, or below one of them."""
        return any(host == own or host.endswith("." + own) for own in self.agency_outlets.get(agency or "", ()))


NO_TRUST = Trust()
"""No outlet is declared; the agencies' own are known."""


def _plain(host: str) -> str:
    return host.strip().lower().removeprefix("www.")
