"""Page of all settings, from the comments of ``newscrawler/settings.py``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scrapy.settings import default_settings

__all__ = ["settings_page"]

_SECTION = re.compile(r"# --- (.+?) -+$")

_ENVIRONMENT = re.compile(r"""os\.environ(?:\.get\(|\[)\s*"(\w+)\"""")

_PAGE = re.compile(r"\s*\((?:see )?docs/([\w-]+)\.md\)|\bdocs/([\w-]+)\.md")
"""Reference of a comment to a page of docs/."""

_SHORT = 60
"""Most letters of a value in its heading's line; a longer value is a block of code."""

_HEAD = """# Settings

Generated from [`newscrawler/settings.py`](../../newscrawler/settings.py). Set the environment variable that a setting
names, or override a setting for one crawl: `scrapy crawl japantoday -s NAME=VALUE`. Settings of
[Scrapy](https://docs.scrapy.org/en/latest/topics/settings.html) that are not listed have Scrapy's defaults.
"""


@dataclass(slots=True)
class _Setting:
    names: list[str]
    values: list[str]
    reason: list[str] = field(default_factory=list)


def settings_page(file: Path) -> str:
    """Return the page as Markdown.

    :raises ValueError: a setting has neither a comment of its own nor one above its group
    """
    parts = [_HEAD]
    for title, settings in _sections(file.read_text(encoding="utf-8")):
        parts.append(f"## {_PAGE.sub('', title)}\n")
        parts += [f"Explained in [{name}](../{name}.md).\n" for name, _ in _PAGE.findall(title)]
        parts += [_entry(setting) for setting in settings]
    return "\n".join(parts)


def _sections(source: str) -> Iterator[tuple[str, list[_Setting]]]:
    lines = source.splitlines()
    title, found = "The project", list[_Setting]()
    above = 0
    for node in ast.parse(source).body:
        if not isinstance(node, ast.Assign | ast.AnnAssign):
            above = node.end_lineno or 0
            continue
        comment = list[str]()
        for line in lines[above : node.lineno - 1]:
            if section := _SECTION.match(line):
                yield title, found
                title, found, comment = section[1], [], []
            elif line.startswith("#"):
                comment.append(line.removeprefix("#").strip())
            elif not line:
                comment = list[str]()
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        assert isinstance(target, ast.Name)
        assert node.value is not None
        value = ast.get_source_segment(source, node.value) or ""
        # A setting right below another one shares its reason.
        if not comment and found and lines[node.lineno - 2].strip() and not lines[node.lineno - 2].startswith("#"):
            found[-1].names.append(target.id)
            found[-1].values.append(value)
        else:
            found.append(_Setting([target.id], [value], comment))
        above = node.end_lineno or 0
    yield title, found


def _entry(setting: _Setting) -> str:
    lines = [f"### {', '.join(f'`{name}`' for name in setting.names)}", ""]
    for name, value in zip(setting.names, setting.values, strict=True):
        facts = [f"`{name}`: `{value}`"] if len(value) <= _SHORT and "\n" not in value else [f"`{name}`"]
        facts += [f"environment: `{each}`" for each in _ENVIRONMENT.findall(value)]
        if hasattr(default_settings, name):
            default = repr(getattr(default_settings, name))
            facts.append(f"Scrapy's default: `{default}`" if len(default) <= _SHORT else "a setting of Scrapy")
        lines += ["; ".join(facts), ""]
        if len(value) > _SHORT or "\n" in value:
            lines += ["```python", f"{name} = {value}", "```", ""]
    reason = _PAGE.sub(lambda page: f" ({_linked(page[1])})" if page[1] else _linked(page[2]), " ".join(setting.reason))
    lines += [reason, ""]
    return "\n".join(lines)


def _linked(name: str) -> str:
    return f"[{name}](../{name}.md)"
