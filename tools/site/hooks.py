"""Hooks of MkDocs: pages that are generated from the code, and links that leave the folder docs/.

The pages are written so that their links work on a code host, where a file of the repository can be linked to. On the
site a link to another page of the repository's top folder leads to that page, and a link to a file of the code shows
its name. A link or a name of a file that does not exist is a warning, which ends a strict build.
"""

from __future__ import annotations

import logging
import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from tools.site.commands_page import commands_page
from tools.site.settings_page import settings_page

ROOT = Path(__file__).resolve().parents[2]

_log = logging.getLogger("mkdocs.hooks.newscrawler")

_TOP = {
    "README.md": "README.md",
    "CHANGELOG.md": "project/changelog.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "SECURITY.md": "project/security-policy.md",
}
"""Pages of the repository's top folder, and where they are on the site. The site's own first page is docs/README.md."""

PUBLIC = {
    "items": ("newscrawler.items",),
    "storage": ("newscrawler.storage",),
    "change feed": ("newscrawler.feed",),
    "spiders": (
        "newscrawler.spiders.outlet",
        "newscrawler.spiders.syndication",
        "newscrawler.spiders.archive",
        "newscrawler.signals",
        "newscrawler.meta",
    ),
    "reading pages": ("newscrawler.extraction", "newscrawler.comments", "newscrawler.comments.protocol"),
    "other input": ("newscrawler.discovery.feeds", "newscrawler.discovery.sitemaps", "newscrawler.textdumps"),
    "dedupe": ("newscrawler.dedupe",),
}
"""Public modules (docs/versioning.md) by the name of their page."""

_GENERATED_FROM = {
    "newscrawler/settings.py": "reference/settings.md",
    "newscrawler/commands": "reference/commands.md",
    "newscrawler/items.py": "reference/api/items.md",
    "newscrawler/storage": "reference/api/storage.md",
    "newscrawler/feed": "reference/api/change-feed.md",
    "newscrawler/spiders": "reference/api/spiders.md",
    "newscrawler/extraction": "reference/api/reading-pages.md",
    "newscrawler/discovery": "reference/api/other-input.md",
    "newscrawler/dedupe": "reference/api/dedupe.md",
}
"""Code from which a page of the site is generated: on the site, a link to the code leads to the page."""

_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s#]+)(#[^)\s]*)?\)")

_FILE = re.compile(r"`((?:newscrawler|newsroom|tests|tools|bench|fuzz|deploy|docs)/[\w./-]+\.\w+)`")
"""Names of files in running text."""

_TAKEN_OFF = "](\0)"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    for name, place in _TOP.items():
        if name != place:
            files.append(File.generated(config, place, content=(ROOT / name).read_text(encoding="utf-8")))
    generated = {
        "reference/settings.md": settings_page(ROOT / "newscrawler" / "settings.py"),
        "reference/commands.md": commands_page(),
        **{f"reference/api/{name.replace(' ', '-')}.md": _api_page(name, modules) for name, modules in PUBLIC.items()},
    }
    for place, content in generated.items():
        files.append(File.generated(config, place, content=content))
    return files


def _api_page(name: str, modules: tuple[str, ...]) -> str:
    parts = [f"# API: {name}", "", "Generated from the docstrings.", ""]
    for module in modules:
        parts += [f"::: {module}", ""]
    return "\n".join(parts)


def on_page_markdown(markdown: str, *, page: Page, **_: Any) -> str:
    """Replace links that leave docs/ by links to the site's own pages, or by plain text where they lead to code."""
    here = page.file.src_uri
    # The file's place in the repository: the links of a page are relative to it.
    source = next((name for name, place in _TOP.items() if place == here and name != place), f"docs/{here}")
    for name in _FILE.findall(markdown):
        if not source.endswith("CHANGELOG.md") and not (ROOT / name).exists():
            _log.warning("%s names a file that does not exist: %s", source, name)

    def onto_the_site(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), link[1]))
        there = _TOP.get(target) or _GENERATED_FROM.get(target)
        if not there and target.startswith("docs/"):
            there = target.removeprefix("docs/")  # MkDocs checks it
        if there:
            return f"]({posixpath.relpath(there, posixpath.dirname(here) or '.')}{link[2] or ''})"
        if not (ROOT / target).exists():
            _log.warning("%s links to a file that does not exist: %s", source, link[1])
        return _TAKEN_OFF

    return re.sub(r"\[([^\[\]]*)" + re.escape(_TAKEN_OFF), r"\1", _LINK.sub(onto_the_site, markdown))
