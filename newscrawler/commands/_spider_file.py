"""Write an outlet's file: one class with declarations, as the formatter and the linter require it."""

from __future__ import annotations

import importlib
import keyword
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from scrapy.settings import BaseSettings
from w3lib.url import safe_url_string

import newscrawler
from newscrawler.commands._asking import InputError
from newscrawler.places import clone_of

__all__ = ["Declarations", "check_name", "spider_text", "write_spider"]

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_HOST = re.compile(r"[a-z0-9.:\[\]-]+")
_GUIDE = "docs/adding-an-outlet.md says what may be declared"
_LINE = 120
"""Characters of a line of this project."""

_TAKEN = frozenset({"outlet", "archive", "syndication"})
"""Modules of newscrawler's own package of spiders, also where the settings name another package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarations:
    """Declarations of a new outlet's class; values that are empty or None are left out."""

    outlet: str
    made_by: str
    """Command that proposed the declarations, for the file's first line; one line of ASCII without quotes."""
    languages: Sequence[str] = ()
    time_zone: str | None = None
    feeds: Sequence[str] = ()
    sitemaps: Sequence[str] = ()
    sections: Sequence[str] = ()
    archive_sitemaps: Sequence[str] = ()
    archive_page: str | None = None
    story_url: str | None = None
    comment_platforms: Sequence[str] = ()


def check_name(name: str, known: Collection[str], settings: BaseSettings) -> Path:
    """Return where the file of a new spider belongs.

    :param known: names of all existing spiders
    :raises InputError: when the name is no spider's name or is taken, or when no file can be written
    """
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise InputError(
            f"{name!r} is no spider's name: small letters, digits and _, a letter first, at most 40 characters"
        )
    if name in known or name in _TAKEN:
        raise InputError(f"there is a spider {name!r} already; choose another name")
    path = _directory(settings["NEWSPIDER_MODULE"]) / f"{name}.py"
    if path.exists():
        raise InputError(f"{path} exists and is not overwritten; choose another name, or remove it first")
    return path


def _directory(package: str) -> Path:
    """Return the directory of the package that new spiders are written into."""
    if package.partition(".")[0] == "newscrawler" and clone_of(Path(newscrawler.__file__).parent) is None:
        raise InputError(
            "newscrawler is installed here, and an installation is not written into; name a package of your own: "
            "-s NEWSPIDER_MODULE=PACKAGE, and NEWSCRAWLER_SPIDER_MODULES=PACKAGE to crawl with it"
        )
    try:
        return Path(next(iter(importlib.import_module(package).__path__)))
    except (ImportError, AttributeError):
        raise InputError(f"NEWSPIDER_MODULE {package!r} is no package that can be imported") from None


def write_spider(path: Path, text: str) -> None:
    """Write a new file; an existing file is kept.

    :raises InputError: when the file exists
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"{path} exists and is not overwritten") from None


def spider_text(name: str, declared: Declarations) -> str:
    """Return the file of a spider. Addresses are percent-encoded, so that no page writes a line of code.

    :raises InputError: when a value cannot be written into a string of one line
    """
    if not _HOST.fullmatch(declared.outlet):
        raise InputError(f"{declared.outlet!r} is no host that a spider can be written for")
    lines = [
        f'"""{declared.outlet}, as `{declared.made_by}` found it. {_GUIDE}."""',
        "",
        "from newscrawler.spiders.syndication import SyndicationSpider",
        "",
        "",
        f"class {_class_name(name)}(SyndicationSpider):",
        f'    """``scrapy crawl {name}``."""',
        "",
        f'    name = "{name}"',
        f'    outlet = "{declared.outlet}"',
    ]
    lines += _strings("languages", declared.languages)
    if declared.time_zone:
        lines.append(f'    time_zone = "{declared.time_zone}"')
    for field in ("feeds", "sitemaps", "sections", "archive_sitemaps"):
        lines += _strings(field, [_plain(url) for url in getattr(declared, field)])
    if declared.archive_page:
        lines.append(f'    archive_page = "{_checked(declared.archive_page)}"')
    if declared.story_url:
        lines.append(f'    story_url = r"{_checked(declared.story_url)}"')
    lines += _strings("comment_platforms", declared.comment_platforms)
    return "\n".join(lines) + "\n"


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_")) + "Spider"


def _strings(field: str, values: Sequence[str]) -> list[str]:
    if not values:
        return []
    quoted = [f'"{_checked(value)}"' for value in values]
    line = f"    {field} = ({', '.join(quoted)}{',' if len(quoted) == 1 else ''})"
    if len(line) <= _LINE:
        return [line]
    return [f"    {field} = (", *(f"        {value}," for value in quoted), "    )"]


def _plain(url: str) -> str:
    return safe_url_string(url).replace("\\", "%5C").replace('"', "%22")


def _checked(value: str) -> str:
    if not (value.isascii() and value.isprintable()) or '"' in value or value.endswith("\\"):
        raise InputError(f"{value!r} cannot be written into a spider; declare it by hand")
    return value
