"""Wishes of an outlet about copies of its pages: ``noarchive``, and reserved text and data mining (W3C TDMRep)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from newscrawler.html.page import Page
from newscrawler.jsontext import parse_json
from newscrawler.urls import parts_of, web_address

__all__ = ["NOTHING_RESERVED", "TDM_FILE", "Reservation", "TdmRules", "read_reservations", "reservation_fields"]

TDM_FILE = "/.well-known/tdmrep.json"
"""Path of the file in which a host states its reservations."""

_OUR_NAMES = frozenset(("", "robots", "newscrawler"))
"""Agents to whom a robots rule speaks to us: everybody, and this crawler."""
_ARCHIVE_RULE = re.compile(r"\bnoarchive\b", re.I)
_AGENT = re.compile(r"^\s*([\w-]+)\s*:\s*(?![\d/])")
"""The agent before a rule of ``X-Robots-Tag``."""
_RULES_WITH_VALUES = frozenset(("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"))
_RESERVED = {"1": True, "0": False}
_MOST_RULES = 1_000
"""Rules of one file that are read."""
_LONGEST_LOCATION = 500
"""Characters of the location of a rule."""
_MOST_STARS = 8
"""Stars of a location. Each may be tried at every place of a path."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Wishes about one page."""

    noarchive: bool | None = None
    """True: no copy of the page is to be shown. None: it does not say."""
    tdm: bool | None = None
    """Whether text and data mining is reserved. None: nothing is stated."""
    policy: str | None = None
    """URL of the terms of text and data mining."""


NOTHING_RESERVED = Reservation()
"""Wishes of a page that states none."""


def read_reservations(
    page: Page, headers: Mapping[str, Iterable[str]] | None = None, file: Reservation = NOTHING_RESERVED
) -> Reservation:
    """Return the wishes about a page. What stands nearest to the text holds: its metadata, then headers, then the file.

    :param headers: of the answer, by lower-case names
    :param file: wishes that the host's file states for the page's path
    """
    headers = headers or {}
    noarchive = any(
        _ARCHIVE_RULE.search(rule) for name in ("robots", "newscrawler") for rule in page.metas.get(name, ())
    ) or any(_forbids_archive(tag) for tag in headers.get("x-robots-tag", ()))
    for stated in (
        _stated(page.meta.get("tdm-reservation"), page.meta.get("tdm-policy")),
        _stated(_first(headers, "tdm-reservation"), _first(headers, "tdm-policy")),
        file,
    ):
        if stated.tdm is not None:
            return Reservation(noarchive or None, stated.tdm, stated.policy)
    return Reservation(noarchive or None)


def reservation_fields(reservation: Reservation) -> dict[str, Any]:
    """Return the attributes of a :class:`~newscrawler.items.Copy` that wishes give."""
    return {
        "noarchive": reservation.noarchive,
        "tdmReservation": reservation.tdm,
        "tdmPolicy": reservation.policy,
    }


class TdmRules:
    """Rules of a host's ``tdmrep.json``.

    :raises ValueError: when the bytes are not a list of rules
    """

    def __init__(self, body: bytes) -> None:
        rules = parse_json(body.removeprefix(b"\xef\xbb\xbf"))
        if isinstance(rules, dict):
            # Some hosts write a single rule without its list.
            rules = [rules]
        if not isinstance(rules, list):
            raise ValueError("not a list of rules")
        self._rules = [found for rule in rules[:_MOST_RULES] if (found := _rule(rule)) is not None]

    def of(self, path: str) -> Reservation:
        """Return the wishes about a path with its query.

        The longest location that fits holds; of two of one length, the one that reserves.
        """
        fitting = [(length, bool(stated.tdm), stated) for length, fits, stated in self._rules if fits.match(path)]
        return max(fitting, key=lambda each: each[:2])[2] if fitting else NOTHING_RESERVED


def _rule(rule: Any) -> tuple[int, re.Pattern[str], Reservation] | None:
    """Return length and pattern of a rule's location, and its statement; None for a rule that states nothing."""
    if not isinstance(rule, dict):
        return None
    location = rule.get("location")
    stated = _stated(rule.get("tdm-reservation"), rule.get("tdm-policy"))
    if not isinstance(location, str) or len(location) > _LONGEST_LOCATION or stated.tdm is None:
        return None
    path = parts_of(location).path if "://" in location else location
    # As in robots.txt: * stands for anything, $ for the end. Stars side by side are one, or a search takes for ever.
    pieces = [re.escape(piece) for piece in re.split(r"\*+", path.removesuffix("$"))]
    if len(pieces) > _MOST_STARS:
        return None
    return len(path), re.compile(".*?".join(pieces) + (r"\Z" if path.endswith("$") else "")), stated


def _stated(reservation: Any, policy: Any) -> Reservation:
    """Return a statement; one that is neither 1 nor 0 states nothing, as the protocol says."""
    reserved = _RESERVED.get(str(int(reservation) if isinstance(reservation, bool) else reservation).strip())
    link = web_address(policy) if reserved is not None and isinstance(policy, str) else None
    return Reservation(None, reserved, link)


def _forbids_archive(tag: str) -> bool:
    """Return whether a header ``X-Robots-Tag`` asks us not to archive: rules for other crawlers do not count."""
    agent = ""
    for rule in tag.split(","):
        named = _AGENT.match(rule)
        if named is not None and named[1].lower() not in _RULES_WITH_VALUES:
            agent = named[1].lower()
            rule = rule[named.end() :]
        if agent in _OUR_NAMES and _ARCHIVE_RULE.search(rule):
            return True
    return False


def _first(headers: Mapping[str, Iterable[str]], name: str) -> str | None:
    return next(iter(headers.get(name, ())), None)
