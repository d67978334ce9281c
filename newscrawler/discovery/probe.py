"""Declarations of an outlet, proposed from its pages: feeds, sitemaps, the shape of a story's address, the time zone.

Each proposal names its evidence; where the evidence does not suffice or contradicts itself, nothing is proposed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice, takewhile
from urllib.parse import parse_qsl, urlsplit

from newscrawler.discovery.links import resolve
from newscrawler.discovery.sections import feed_links, section_links
from newscrawler.html.page import Page
from newscrawler.language.dates.zones import zone_of
from newscrawler.sites import same_site

__all__ = [
    "Proposal",
    "archive_candidates",
    "feed_candidates",
    "printed_times",
    "proposed_archive_page",
    "proposed_story_url",
    "proposed_zone",
    "robots_sitemaps",
    "section_candidates",
]

_SITEMAP_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)

_FEED_PATH = re.compile(
    r"/(?:feed|rss|atom)/?$|[/._-](?:rss|atom|feed)\.(?:xml|json)$|\.(?:rss|atom)$|/(?:feeds?|rss|atom)/[^/]+/?$", re.I
)
"""Paths of links that a page has for feed readers."""

_OF_COMMENTS = re.compile(r"comment", re.I)

_LEAST_STORIES = 5
"""Addresses from which a pattern is derived: of fewer, a second shape may be missing by chance."""

_LEAST_ALIKE = 2
"""Addresses of one shape that make it part of the pattern: a single one may be a wrong link."""

_MOST_SHAPES = 3
"""Shapes in a pattern. Outlets have one or two (stories, live pages); more are no pattern."""

_COVERED = 0.95
"""Share of the addresses that the pattern must match: it leaves out all others for good."""

_YEAR, _DATE = re.compile(r"(?:19|20)\d\d"), re.compile(r"(?:19|20)\d{6}")
_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|jsp|cms)$", re.I)
_IDS = tuple((re.compile(form), form) for form in (r"[^/?]*[-_.]\d{4,}", r"\d{4,}[-_.][^/?]*", r"[^/?]*\d{4,}"))
"""Numbers of stories at the end or beginning of a segment, the surest form first."""

_SECTION_DEPTH = 2
"""Segments of a section's path: ``/world``, ``/category/world``. Deeper lists are topics."""

_LEAST_BELOW = 2
"""Addresses of stories below a link that make it one of a section."""

_STAMP = re.compile(r"(?:19|20)\d\d-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)")
_STAMP_822 = re.compile(
    r"\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?:19|20)\d\d \d\d:\d\d(?::\d\d)? [+-]\d{4}\b"
)

_MOST_STAMPS = 200
"""Printed times that are looked at: a feed has some 100."""

_SEVERAL_ZONES = frozenset({"au", "br", "ca", "cl", "ec", "es", "id", "mx", "pt", "ru", "us"})
"""Countries whose outlets print different zones: the host's domain alone does not tell which."""


_ARCHIVE = re.compile(
    r"(?P<before>[^{}]*?[/=_-])(?P<y>(?:19|20)\d\d)(?P<s>[/_.-]?)(?P<m>1[0-2]|0?[1-9])"
    r"(?:(?P=s)(?P<d>[12]\d|3[01]|0?[1-9]))?"
    r"(?P<after>/?|\.(?:s?html?|php|aspx?))"
)
"""Address that ends with a day or month: that of an archive page, and of no story, which has words behind its day."""

_LEAST_ARCHIVES = 2
"""Archive pages of one shape that make a declaration: a single one may be a story's page without a name."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A declaration, or None where the evidence does not suffice; ``why`` says in each case what it rests on."""

    value: str | None
    why: str


def robots_sitemaps(robots: str, url: str) -> list[str]:
    """Return the sitemaps that a robots.txt names, news sitemaps first.

    :param url: of the robots.txt, base of addresses that are relative against the rules
    """
    found = dict.fromkeys(filter(None, (resolve(url, line) for line in _SITEMAP_LINE.findall(robots))))
    return sorted(found, key=lambda each: "news" not in urlsplit(each).path.lower())


def feed_candidates(page: Page) -> list[str]:
    """Return the feeds that a page announces, then those that it links to; feeds of comments are left out.

    :raises newscrawler.html.page.PageError: when the page cannot be parsed
    """
    found = dict.fromkeys(feed_links(page))
    for node in page.tree.css("a[href]"):
        url = resolve(page.url, node.attributes.get("href"))
        if url and _FEED_PATH.search(urlsplit(url).path):
            found.setdefault(url)
    return [url for url in found if same_site(url, page.url) and not _OF_COMMENTS.search(url)]


def section_candidates(page: Page, stories: Sequence[str]) -> list[str]:
    """Return links that may lead to sections: those of the navigation, then those above addresses of stories.

    Not every outlet marks its navigation; ``/news/world/`` on the front page is a section where stories are at
    ``/news/world/…``.

    :param stories: normalised addresses of stories
    :raises newscrawler.html.page.PageError: when the page cannot be parsed
    """
    found = dict.fromkeys(section_links(page))
    paths = [urlsplit(url).path for url in stories]
    for node in page.tree.css("a[href]"):
        url = resolve(page.url, node.attributes.get("href"))
        if url is None or url in found or not same_site(url, page.url):
            continue
        parts = urlsplit(url)
        above = f"{parts.path.strip('/')}/"
        if parts.query or not 0 < above.count("/") <= _SECTION_DEPTH or above == "/":
            continue
        if sum(path.startswith(f"/{above}") for path in paths) >= _LEAST_BELOW:
            found[url] = None
    return list(found)


def archive_candidates(page: Page) -> list[str]:
    """Return the addresses of the same site that a page links to.

    :raises newscrawler.html.page.PageError: when the page cannot be parsed
    """
    found = (resolve(page.url, node.attributes.get("href")) for node in page.tree.css("a[href]"))
    return list(dict.fromkeys(url for url in found if url is not None and same_site(url, page.url)))


def proposed_archive_page(links: Iterable[str]) -> Proposal:
    """Propose the address of the outlet's archive pages: two or more links that end with different days, or months,
    and differ in nothing else.

    :param links: of the start page
    """
    shapes: defaultdict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
    for url in links:
        match = _ARCHIVE.fullmatch(url) if url.isascii() else None
        # Without separators 2026115 may be the 1st or the 15th.
        if match is not None and (match["s"] or len(match["m"]) == len(match["d"] or "00") == 2):
            kind = "day" if match["d"] else "month"
            shapes[kind, match["before"], match["s"], match["after"]].add((match["m"], match["d"] or ""))
    found = [(shape, days) for shape, days in shapes.items() if len(days) >= _LEAST_ARCHIVES]
    if not found:
        return Proposal(None, "no links to pages of past days or months")
    (kind, before, separator, after), days = min(found, key=lambda each: (each[0][0], -len(each[1])))
    # One digit where one is enough proves that form; otherwise two digits are usual.
    form = ":d" if any(len(part) == 1 for day in days for part in day) else ""
    parts = ["{year}", f"{{month{form}}}", *([f"{{day{form}}}"] if kind == "day" else [])]
    return Proposal(f"{before}{separator.join(parts)}{after}", f"{len(days)} links to pages of past {kind}s")


# --- The shape of a story's address -----------------------------------------------------------------------------------


def proposed_story_url(stories: Sequence[str], others: Iterable[str]) -> Proposal:
    """Propose the expression that a story's address matches.

    The rule: addresses are grouped by their number of segments and by what each segment is (year, date, number, text).
    In a group of five or more, a text that is the same everywhere is taken literally; any other segment is taken by
    what it is. A last segment of text keeps what all have in common: a number of four digits or more at its end or
    beginning, else a hyphen. The shapes that two or more addresses have are joined, three at most. The result is
    proposed when it matches 19 of 20 addresses and none of the ``others``.

    :param stories: normalised addresses of stories
    :param others: addresses of pages that are no stories
    """
    distinct = list(dict.fromkeys(stories))
    if len(distinct) < _LEAST_STORIES:
        return Proposal(None, f"{len(distinct)} addresses of stories are too few to see what they share")
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for url in distinct:
        groups[_shape(url)].append(url)
    ranked = sorted(groups.values(), key=len, reverse=True)
    kept = [group for group in ranked if len(group) >= _LEAST_ALIKE][:_MOST_SHAPES]
    if sum(map(len, kept)) < _COVERED * len(distinct):
        return Proposal(None, f"{len(distinct)} addresses of stories have {len(groups)} shapes")
    paths = [_segments(urlsplit(url).path)[:-1] for group in kept for url in group]
    common = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, zip(*paths, strict=False)))
    pattern = _joined(list(dict.fromkeys(_expression(group, common) for group in kept)))
    matches = re.compile(pattern).search
    if (other := next((url for url in others if matches(url)), None)) is not None:
        return Proposal(None, f"what {len(distinct)} addresses of stories share is also true of {other}, which is none")
    covered = sum(matches(url) is not None for url in distinct)
    return Proposal(
        pattern, f"matches {covered} of {len(distinct)} addresses of stories, and no other page that was found"
    )


def _shape(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    *_, last = segments = _segments(parts.path)
    ending = _ENDING.search(last)
    names = tuple(name for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    return (*map(_class, segments), ending[0].lower() if ending else "", *names)


def _segments(path: str) -> list[str]:
    return path.strip("/").split("/")


def _class(segment: str) -> str:
    if _YEAR.fullmatch(segment):
        return r"\d{4}"
    if _DATE.fullmatch(segment):
        return r"\d{8}"
    if segment.isascii() and segment.isdigit():
        return r"\d{1,2}" if len(segment) <= 2 else r"\d+"
    return "text" if segment else ""


def _expression(group: Sequence[str], common: int) -> str:
    """Return what the addresses of one shape share, without scheme, host and closing slash.

    :param common: how many segments at the beginning are the same in all shapes
    """
    parts = [urlsplit(url) for url in group]
    columns = list(zip(*(_segments(part.path) for part in parts), strict=True))
    # That two addresses of a rare shape share a word may be chance.
    literal = len(columns) if len(group) >= _LEAST_STORIES else common
    path = "/".join(
        _segment(column, is_last=number == len(columns), is_literal=number <= literal)
        for number, column in enumerate(columns, 1)
    )
    queries = [dict(parse_qsl(part.query, keep_blank_values=True)) for part in parts]
    query = "&".join(f"{re.escape(name)}={_value([each[name] for each in queries])}" for name in queries[0])
    return f"{path}\\?{query}" if query else path


def _segment(values: Sequence[str], *, is_last: bool, is_literal: bool) -> str:
    # A year or a day is a number in the pattern, also where all stories that were seen are of one.
    if (kind := _class(values[0])) != "text":
        return kind
    if is_literal and len(set(values)) == 1:
        return re.escape(values[0])
    ending = _ENDING.search(values[0]) if is_last else None
    behind = re.escape(ending[0]) if ending else ""
    stems = [_ENDING.sub("", value) for value in values] if ending else list(values)
    if not is_last:
        return "[^/?]+"
    for expression, form in _IDS:
        if all(map(expression.fullmatch, stems)):
            return form + behind
    return f"[^/?]*-[^/?]*{behind}" if all("-" in stem for stem in stems) else f"[^/?]+{behind}"


def _value(values: Sequence[str]) -> str:
    if len(set(values)) == 1:
        return re.escape(values[0])
    return r"\d+" if all(value.isascii() and value.isdigit() for value in values) else "[^&]+"


def _joined(expressions: Sequence[str]) -> str:
    inner = expressions[0] if len(expressions) == 1 else f"(?:{'|'.join(expressions)})"
    return f"^https?://[^/]+/{inner}/?$"


# --- The zone ---------------------------------------------------------------------------------------------------------


def printed_times(text: str) -> list[datetime]:
    """Return the times that a feed or page states with an offset, as ISO 8601 or as in mail.

    A time in ``GMT`` says nothing of a zone and is left out.
    """
    found: list[datetime] = []
    for forms, read in ((_STAMP, datetime.fromisoformat), (_STAMP_822, parsedate_to_datetime)):
        for stated in islice(forms.finditer(text), _MOST_STAMPS):
            with suppress(ValueError):  # the 31st of June is a misprint, and evidence of no zone
                found.append(read(stated[0]))
    return found


def proposed_zone(host: str, language: str | None, times: Sequence[datetime]) -> Proposal:
    """Propose the zone of times that an outlet prints without one.

    An offset names no zone, because many share it. The country of the host or the language names one, and printed
    offsets confirm it or contradict it.

    :param times: aware; as printed, with the offsets that the outlet states
    """
    offsets = {time: offset for time in times if (offset := time.utcoffset())}
    printed = ", ".join(sorted({f"{time:%z}"[:3] + ":" + f"{time:%z}"[3:5] for time in offsets}))
    domain = host.rpartition(".")[2]
    zone = zone_of(host, language)
    if zone is None:
        if not offsets:
            return Proposal(
                None, "neither the host's country nor the language has one zone, and no date prints an offset"
            )
        return Proposal(None, f"dates print {printed}, which several zones share: declare the outlet's")
    basis = f"the country .{domain}" if zone_of(host, None) == zone else f"the language {language}"
    if offsets:
        wrong = Counter(zone.utcoffset(time) == offset for time, offset in offsets.items())[False]
        if wrong:
            return Proposal(None, f"dates print {printed}, and {basis} has {zone}: declare the right one")
        return Proposal(str(zone), f"{basis}, and dates print {printed}")
    if domain in _SEVERAL_ZONES:
        return Proposal(None, f"{basis} has several zones, and no date prints an offset")
    is_utc = any(time.utcoffset() == timedelta(0) for time in times)
    return Proposal(
        str(zone), f"{basis}; " + ("dates print UTC" if is_utc else "no date prints an offset to confirm it")
    )
