"""What a page states for machines: JSON-LD, ``<meta>`` (OpenGraph, Dublin Core, publishers' own) and the language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from unicodedata import normalize

from newscrawler.html.page import Page, fold
from newscrawler.urls import host_of

__all__ = ["Structured", "letters", "listed", "name_of"]

_ARTICLE_TYPES = frozenset(
    (
        "Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle", "OpinionNewsArticle",
        "AskPublicNewsArticle", "BlogPosting", "SocialMediaPosting", "LiveBlogPosting", "ReviewNewsArticle", "Review", "Report",
        "TechArticle", "ScholarlyArticle", "MedicalWebPage", "Recipe", "AdvertiserContentArticle", "SatiricalArticle",
    )
)  # fmt: skip
_PAGE_TYPES = frozenset(
    ("WebPage", "ItemPage", "VideoObject", "PodcastEpisode", "Event", "CreativeWork", "Product", "FAQPage")
)

_HOUSE_TYPES = frozenset(("Organization", "NewsMediaOrganization", "Corporation"))
_DESK_ACCOUNT = re.compile(
    r"/(?:admin(?:istrator)?|redaktion|redaccion|editorial|newsroom|newsdesk|webmaster)/?$", re.I
)


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
        """The page's own article: the fullest, where related ones are listed too."""
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
        """The outlet's name as it states it."""
        name = fold(self._page.meta.get("og:site_name")) or self.name(self.article.get("publisher"))
        if name:
            return name
        for thing in things:
            if {"Organization", "NewsMediaOrganization", "WebSite"} & _types(thing) and (name := name_of(thing)):
                return name
        return fold(self._page.meta.get("application-name")) or None

    def follow(self, value: Any) -> Any:
        """An ``{"@id": …}`` reference as what it points to."""
        if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str):
            return self._by_id.get(value["@id"], value)
        if isinstance(value, str) and value in self._by_id:
            return self._by_id[value]
        return value

    def name(self, value: Any) -> str | None:
        """The name of a Person or Organization, given as text, object, reference or list of them."""
        for part in listed(value):
            if name := name_of(self.follow(part)):
                return name
        return None

    def agents(self, value: Any) -> Iterator[tuple[str, bool]]:
        """Names, each with whether the data says that it is an organisation, or a desk's account."""
        for part in listed(value):
            thing = self.follow(part)
            if isinstance(thing, list):
                yield from self.agents(thing)
            elif isinstance(thing, dict):
                names = thing.get("name") or _full_name(thing)
                url = thing.get("url") or thing.get("@id")
                house = bool(_HOUSE_TYPES & _types(thing)) or (isinstance(url, str) and bool(_DESK_ACCOUNT.search(url)))
                for name in listed(names):
                    if isinstance(name, str) and (text := fold(unescape(name))):
                        yield text, house
            elif isinstance(thing, str) and (text := fold(unescape(thing))):
                yield text, False

    def text(self, field: str) -> str | None:
        """A text field of the article, or of the page where there is no article."""
        for thing in (self.article, self.page_thing):
            for value in listed(thing.get(field)):
                if isinstance(value, str) and (text := fold(unescape(value))):
                    return text
        return None

    def is_site(self, text: str) -> bool:
        """Whether a text is the outlet's name or its host, and nothing else."""
        return letters(text) in self.own_names

    def names_site(self, text: str) -> bool:
        """Whether a title's part speaks of the outlet: its name, a part of it, or its host."""
        wanted = letters(text)
        if not wanted:
            return True
        if wanted in self.own_names:
            return True
        site = self._site_letters
        if site and (wanted in site or (len(site) > 3 and site in wanted and len(wanted) < 3 * len(site) + 12)):
            return True
        host = letters(self.host.rpartition(".")[0])
        label = max(self.host.split(".")[:-1] or [""], key=len)
        return (
            wanted in host
            or (len(label) > 3 and letters(label) in wanted and len(wanted) < 3 * len(label) + 12)
            or (len(wanted) > 3 and host.startswith(wanted))
        )

    def names_host(self, text: str) -> bool:
        """Whether a text names the page's host: ``Courier (www.courier.example)``."""
        return bool(self.host) and self.host in text.casefold()


def _host(url: str) -> str:
    return host_of(url).removeprefix("www.").removeprefix("m.")


def _types(thing: dict[str, Any]) -> set[str]:
    types = thing.get("@type")
    if isinstance(types, str):
        return {types.rpartition("/")[2]}
    return {t.rpartition("/")[2] for t in types if isinstance(t, str)} if isinstance(types, list) else set()


def name_of(thing: Any) -> str | None:
    """The name of a schema.org thing, given as text, object or list of them."""
    if isinstance(thing, list):
        return next((name for part in thing if (name := name_of(part))), None)
    if isinstance(thing, dict):
        thing = thing.get("name")
        if isinstance(thing, list):
            thing = next((part for part in thing if isinstance(part, str)), None)
    return fold(unescape(thing)) or None if isinstance(thing, str) else None


def _full_name(thing: dict[str, Any]) -> str | None:
    """The name of a person whose given and family names are stated apart."""
    parts = (thing.get("givenName"), thing.get("additionalName"), thing.get("familyName"))
    return " ".join(part for part in parts if isinstance(part, str)) or None


def listed(value: Any) -> list[Any]:
    """A value or list of values as a list."""
    return value if isinstance(value, list) else [value] if value else []


_ASCII_LETTERS = {code: None for code in range(128) if not chr(code).isalnum()}


def letters(text: str) -> str:
    """Letters and digits alone, case folded: what two printings of a line have in common."""
    # Deleting by a table takes a fifth of the time of the expression, and this is asked of every heading.
    if text.isascii():
        return text.lower().translate(_ASCII_LETTERS)
    # A title and its heading may differ in how their accents are composed.
    return "".join(filter(str.isalnum, normalize("NFKC", text).casefold()))
