"""Structured data of a page: JSON-LD and ``<meta>`` (OpenGraph, Dublin Core, publishers' own)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from unicodedata import normalize

from newscrawler.html.page import Page, fold
from newscrawler.urls import host_of

__all__ = ["Structured", "letters", "listed", "name_of", "without_markup"]

_ARTICLE_TYPES = frozenset(
    (
        *("Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle"),
        *("OpinionNewsArticle", "AskPublicNewsArticle", "BlogPosting", "SocialMediaPosting", "LiveBlogPosting"),
        *("ReviewNewsArticle", "Review", "Report", "TechArticle", "ScholarlyArticle", "MedicalWebPage", "Recipe"),
        *("AdvertiserContentArticle", "SatiricalArticle"),
    )
)
_PAGE_TYPES = frozenset(
    ("WebPage", "ItemPage", "VideoObject", "PodcastEpisode", "Event", "CreativeWork", "Product", "FAQPage")
)

_ORGANISATION_TYPES = frozenset(("Organization", "NewsMediaOrganization", "Corporation"))
_DESK_ACCOUNT = re.compile(
    r"/(?:admin(?:istrator)?|redaktion|redaccion|editorial|newsroom|newsdesk|webmaster)/?$", re.I
)
_SPACED_MARK = re.compile(r"\s+([,.;])(?=\s|$)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_SITE_TYPES = frozenset(("Organization", "NewsMediaOrganization", "WebSite"))
_ASCII_LETTERS = {code: None for code in range(128) if not chr(code).isalnum()}
_LONGEST_CACHED = 300
"""Characters of a line whose letters are cached. Titles and headings are shorter, and are compared several times."""
_MOST_CACHED = 1_024
"""Lines whose letters are cached, some 1 MB of them. A page compares 20 different lines, 60 times in all."""
_ARTICLE = "the"
"""Before the outlet's name where the name is printed, and not in its host: "The Courier"."""
_SHORT_NAME = 3
"""Letters up to which a name of the outlet occurs in other words by chance."""
_LONG_NAME = 20
"""Characters of a name of the outlet that may be a headline."""
_SLOGAN = 12
"""Letters beside a name of the outlet in a title's part that still names the outlet: "Courier – News from Berlin"."""


class Structured:
    """Structured data of one page, read once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        things = page.json_ld
        self._by_id = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str) and len(thing) > 2}
        self.article = self._article(things)
        self.page_thing = next((thing for thing in things if _PAGE_TYPES & _types(thing)), {})
        self.site = self._site(things)
        self.host = _host(page.url)
        host, site = self.host, letters(self.site or "")
        self._site_letters = site
        labels = {letters(label) for label in host.split(".")[:-1] if len(label) > 2}
        self.own_names = ({site, letters(host), letters(host.rpartition(".")[0])} | labels) - {""}
        """Letters of the outlet's name, of its host and of the host's labels."""

    def _article(self, things: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the page's own article: the one with most fields, where related articles are listed too."""
        found: list[dict[str, Any]] = []
        for thing in things:
            main = thing.get("mainEntity") or thing.get("mainEntityOfPage")
            for candidate in (thing, main):
                if isinstance(candidate, dict) and _ARTICLE_TYPES & _types(candidate):
                    found.append(candidate)
        if not found:
            return {}
        return max(
            found, key=lambda a: ("headline" in a or "name" in a) + ("datePublished" in a) + ("author" in a) * 0.5
        )

    def _site(self, things: list[dict[str, Any]]) -> str | None:
        """Return the outlet's name as the page states it."""
        stated = fold(self._page.meta.get("og:site_name"))
        name = ("" if self._is_headline(stated) else stated) or self.name(self.article.get("publisher"))
        if name:
            return name
        for thing in things:
            if _SITE_TYPES & _types(thing) and (name := name_of(thing)):
                return name
        return fold(self._page.meta.get("application-name")) or None

    def _is_headline(self, name: str) -> bool:
        """Return whether the stated name of the outlet is that of the story: portals repeat the headline there."""
        if len(name) < _LONG_NAME:
            return False
        titles = (self._page.meta.get("og:title"), self.article.get("headline"))
        return any(isinstance(title, str) and letters(name) == letters(title) for title in titles)

    def follow(self, value: Any) -> Any:
        """Return the object to which an ``{"@id": …}`` reference points; any other value as it is."""
        if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str):
            return self._by_id.get(value["@id"], value)
        if isinstance(value, str) and value in self._by_id:
            return self._by_id[value]
        return value

    def name(self, value: Any) -> str | None:
        """Return the name of a Person or Organization, given as text, object, reference or list of them."""
        for part in listed(value):
            if name := name_of(self.follow(part)):
                return name
        return None

    def agents(self, value: Any) -> Iterator[tuple[str, bool]]:
        """Yield names, each with whether the data says that it is an organisation's or a desk's account."""
        for part in listed(value):
            thing = self.follow(part)
            if isinstance(thing, dict) and "@list" in thing:
                thing = listed(thing["@list"])
            if isinstance(thing, list):
                yield from self.agents(thing)
            elif isinstance(thing, dict):
                is_organisation = _is_organisation(thing)
                for name in listed(thing.get("name") or _full_name(thing)):
                    # Some templates put a person into the name of the person.
                    stated = name_of(name) or name.get("@value") if isinstance(name, dict) else name
                    if isinstance(stated, str) and (text := without_markup(stated)):
                        yield text, is_organisation
            elif isinstance(thing, str) and (text := without_markup(thing)):
                yield text, False

    def is_site(self, text: str) -> bool:
        """Return whether a text is the outlet's name or its host, and nothing else."""
        own = letters(text)
        return own in self.own_names or own.removeprefix(_ARTICLE) in self.own_names

    def names_site(self, text: str) -> bool:
        """Return whether a part of a title names the outlet: by its name, a part of the name, or its host."""
        wanted = letters(text)
        if not wanted or wanted in self.own_names:
            return True
        site = self._site_letters
        if site and (wanted in site or _names_with_slogan(wanted, site, len(site))):
            return True
        host = letters(self.host.rpartition(".")[0])
        if wanted in host or (len(wanted) > _SHORT_NAME and host.startswith(wanted)):
            return True
        label = max(self.host.split(".")[:-1] or [""], key=len)
        return _names_with_slogan(wanted, letters(label), len(label))

    def names_host(self, text: str) -> bool:
        """Return whether a text names the page's host: ``Courier (www.courier.example)``."""
        return bool(self.host) and self.host in text.casefold()


def _names_with_slogan(text: str, name: str, length: int) -> bool:
    """Return whether a text is a name of the outlet with a few words beside it.

    :param length: characters of the name, which a host may print with dashes
    """
    return length > _SHORT_NAME and name in text and len(text) < 3 * length + _SLOGAN


def _is_organisation(thing: dict[str, Any]) -> bool:
    url = thing.get("url") or thing.get("@id")
    types = _types(thing)
    # Both types are stated where a person stands for the site.
    is_organisation = bool(_ORGANISATION_TYPES & types) and "Person" not in types
    return is_organisation or (isinstance(url, str) and bool(_DESK_ACCOUNT.search(url)))


def without_markup(text: str) -> str:
    """Return a stated text without entities and tags, which some templates escape into it."""
    text = unescape(text)
    if "&lt;" in text:
        text = unescape(text)
    return _SPACED_MARK.sub(r"\1", fold(_TAG.sub(" ", text))) if "<" in text else fold(text)


def _host(url: str) -> str:
    return host_of(url).removeprefix("www.").removeprefix("m.")


def _types(thing: dict[str, Any]) -> set[str]:
    types = thing.get("@type")
    if isinstance(types, str):
        return {types.rpartition("/")[2]}
    return {t.rpartition("/")[2] for t in types if isinstance(t, str)} if isinstance(types, list) else set()


def name_of(thing: Any) -> str | None:
    """Return the name of a schema.org thing, given as text, object or list of them."""
    if isinstance(thing, list):
        return next((name for part in thing if (name := name_of(part))), None)
    if isinstance(thing, dict):
        thing = thing.get("name")
        if isinstance(thing, list):
            thing = next((part for part in thing if isinstance(part, str)), None)
    return fold(unescape(thing)) or None if isinstance(thing, str) else None


def _full_name(thing: dict[str, Any]) -> str | None:
    """Return the name of a person whose given and family names are stated apart."""
    parts = (thing.get("givenName"), thing.get("additionalName"), thing.get("familyName"))
    return " ".join(part for part in parts if isinstance(part, str)) or None


def listed(value: Any) -> list[Any]:
    """Return a value or list of values as a list."""
    return value if isinstance(value, list) else [value] if value else []


class _LettersCache(dict[str, str]):
    """Letters by line."""

    def __missing__(self, text: str) -> str:
        found = _read_letters(text)
        if len(text) <= _LONGEST_CACHED:
            if len(self) >= _MOST_CACHED:
                self.clear()
            self[text] = found
        return found


_LETTERS = _LettersCache()

letters: Callable[[str], str] = _LETTERS.__getitem__
"""Return letters and digits alone, case folded, by which two printings of a line are compared."""


def _read_letters(text: str) -> str:
    # Called for every heading: deleting by a table takes a fifth of the time of an expression.
    if text.isascii():
        return text.lower().translate(_ASCII_LETTERS)
    # A title and its heading may compose their accents differently.
    return "".join(filter(str.isalnum, normalize("NFKC", text).casefold()))
