"""Arguments of spiders (``scrapy crawl NAME -a name=value``), refused before a crawl starts where they are unusable."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from newscrawler.sites import same_site

__all__ = ["ArgumentError", "check_category", "check_url", "time_of", "unknown_arguments", "whole"]


class ArgumentError(ValueError):
    """A spider argument (``-a name=value``) cannot be used; the message names it and the remedy."""


def check_url(url: str, outlet: str) -> None:
    """Refuse the address of a story that a crawl of an outlet cannot take.

    :param outlet: host without ``www.``; empty: any host
    :raises ArgumentError: names the remedy
    """
    if "@" in url.partition("://")[2].partition("/")[0]:
        raise ArgumentError(
            "url names a user or a password before its host, which would be stored and shown with every story: "
            "leave out the part before the @"
        )
    if not re.match(r"https?://[^/\s]+", url):
        raise ArgumentError(f"url={url!r} is not an http(s) URL")
    if outlet and not same_site(url, f"https://{outlet}/"):
        raise ArgumentError(f"url={url!r} is not on {outlet}; use: scrapy crawl outlet -a url={url}")


def check_category(category: str) -> None:
    """Refuse a text that names no section.

    :raises ArgumentError: names the remedy
    """
    if not re.fullmatch(r"[\w-]+(?:/[\w-]+)*", category):
        raise ArgumentError(f"category={category!r} is not a section's name as in its URL, e.g. category=world")


def time_of(text: str | None) -> datetime | None:
    """Return the time that ``since`` states, in UTC if it has no zone; None where it is not given.

    :raises ArgumentError: it is no date or time
    """
    if text is None:
        return None
    try:
        since = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentError(f"since={text!r} is not an ISO date or time, e.g. since=2026-11-01") from None
    return since if since.tzinfo else since.replace(tzinfo=UTC)


def whole(name: str, text: str | None) -> int | None:
    """Return a number above 0; None where it is not given.

    :raises ArgumentError: it is none
    """
    if text is None:
        return None
    if not re.fullmatch(r"\d{1,9}", text) or int(text) == 0:
        raise ArgumentError(f"{name}={text!r} is not a whole number above 0, e.g. {name}=10")
    return int(text)


def unknown_arguments(arguments: dict[str, str], known: frozenset[str]) -> set[str]:
    """Return the names that a spider does not take. A leading underscore marks scrapyd's arguments (``_job``)."""
    return {name for name in arguments if name not in known and not name.startswith("_")}
