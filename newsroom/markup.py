"""Pieces of markup that more than one outlet prints: feeds, sitemaps, dates."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from newsroom.site import Resource

__all__ = ["PIXEL", "FeedEntry", "atom", "esc", "paragraphs", "rss", "sitemap", "sitemap_index"]

PIXEL = Resource(
    bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b"), "image/gif"
)
"""Every picture of the newsroom: one transparent pixel."""

FeedEntry = tuple[str, str, datetime, str, str | None]
"""Title, URL, date, summary, author."""


def esc(text: object) -> str:
    """Escape for text and for attributes in double quotes; apostrophes are kept."""
    return html.escape(str(text), quote=False).replace('"', "&quot;")


def paragraphs(texts: Iterable[str], joint: str = "\n") -> str:
    """Put each text into a ``<p>``."""
    return joint.join(f"<p>{esc(text)}</p>" for text in texts)


def rss(title: str, link: str, entries: Sequence[FeedEntry], *, myself: str, extra: str = "") -> bytes:
    """Render a feed as RSS 2.0."""
    newest = max((entry[2] for entry in entries), default=datetime(2026, 11, 1, tzinfo=UTC))
    items = "\n".join(
        f"<item>\n<title>{esc(name)}</title>\n<link>{esc(url)}</link>\n"
        f'<guid isPermaLink="true">{esc(url)}</guid>\n<pubDate>{_rfc822(date)}</pubDate>\n'
        + (f"<dc:creator><![CDATA[{author}]]></dc:creator>\n" if author else "")
        + f"<description><![CDATA[{summary}]]></description>\n</item>"
        for name, url, date, summary, author in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/">\n'
        f"<channel>\n<title>{esc(title)}</title>\n"
        f'<atom:link href="{esc(myself)}" rel="self" type="application/rss+xml" />\n'
        f"<link>{esc(link)}</link>\n<description>{esc(title)}</description>\n"
        f"<lastBuildDate>{_rfc822(newest)}</lastBuildDate>\n{extra}{items}\n</channel>\n</rss>\n"
    ).encode()


def atom(title: str, link: str, entries: Sequence[FeedEntry], *, myself: str) -> bytes:
    """Render a feed as Atom 1.0."""
    newest = max((entry[2] for entry in entries), default=datetime(2026, 11, 1, tzinfo=UTC))
    items = "\n".join(
        f'<entry>\n<title>{esc(name)}</title>\n<link rel="alternate" type="text/html" href="{esc(url)}"/>\n'
        f"<id>{esc(url)}</id>\n<published>{date.isoformat()}</published>\n<updated>{date.isoformat()}</updated>\n"
        + (f"<author><name>{esc(author)}</name></author>\n" if author else "")
        + f'<summary type="html">{esc(summary)}</summary>\n</entry>'
        for name, url, date, summary, author in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f'<title>{esc(title)}</title>\n<link href="{esc(link)}"/>\n<link rel="self" href="{esc(myself)}"/>\n'
        f"<id>{esc(link)}</id>\n<updated>{newest.isoformat()}</updated>\n{items}\n</feed>\n"
    ).encode()


def sitemap(
    entries: Iterable[tuple[str, datetime]], *, news: Sequence[str] | None = None, language: str = "en"
) -> bytes:
    """Render a sitemap; with ``news`` (titles in the order of the entries) a news sitemap."""
    rows = []
    for number, (url, changed) in enumerate(entries):
        extra = f"<lastmod>{changed.isoformat()}</lastmod>"
        if news is not None:
            extra = (
                "<news:news><news:publication><news:name>Plain Press</news:name>"
                f"<news:language>{language}</news:language></news:publication>"
                f"<news:publication_date>{changed.isoformat()}</news:publication_date>"
                f"<news:title>{esc(news[number])}</news:title></news:news>"
            )
        rows.append(f"<url><loc>{esc(url)}</loc>{extra}</url>")
    space = ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"' if news is not None else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{space}>\n' + "\n".join(rows) + "\n</urlset>\n"
    ).encode()


def sitemap_index(entries: Iterable[tuple[str, datetime]]) -> bytes:
    """Render a sitemap index."""
    rows = "\n".join(
        f"<sitemap><loc>{esc(url)}</loc><lastmod>{changed.isoformat()}</lastmod></sitemap>" for url, changed in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}\n</sitemapindex>\n'
    ).encode()


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment)
