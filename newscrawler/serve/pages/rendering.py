"""Pages of the dashboard from templates: navigation, filters for times and numbers, and fragments for live parts.

A page is one template that extends ``base.html``. Its live parts are blocks with the name of the element that they
fill: htmx asks the page's own URL again and names the element (``HX-Target``), and the answer is that block alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

import newscrawler
from newscrawler.durations import bound, span
from newscrawler.printable import escaped, printable
from newscrawler.program import program
from newscrawler.serve.security import client, csrf_token
from newscrawler.urls import web_address

__all__ = ["address", "environment", "is_fragment", "page"]

NAVIGATION = (
    ("/", "Now"),
    ("/outlets", "Outlets"),
    ("/runs", "Runs"),
    ("/stories", "Stories"),
    ("/clusters", "Clusters"),
    ("/work", "Work"),
    ("/store", "Store"),
)
"""Address and label of each place of the dashboard."""

_TEMPLATES = Path(__file__).parent.parent / "templates"
_STATIC = Path(__file__).parent.parent / "static"

_UNKNOWN = Markup('<span class="unknown" title="not known">–</span>')
"""Shown where a value is not known: a 0 or an empty cell would be a statement."""

_AGES = ((86_400, "d"), (3_600, "h"), (60, "min"))
"""Seconds and sign of the units of an age. Below a minute an age is given in seconds."""

_LONGEST = 280
"""Characters of a stranger's text in a table, unless a page asks for another number."""

_HEADERS = {"Cache-Control": "private, no-store", "Vary": "HX-Request, HX-Target, Cookie"}
"""A page shows what is so now, and a fragment must never be kept in the place of the page of the same URL."""


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    """Return a page, or the one block of it that htmx asks for.

    :param template: file name below ``templates/``
    :param context: values for the template; ``now`` (aware) is the time that ages count from, by default this machine's
    """
    found = environment().get_template(template)
    values = {**_frame(request), **context}
    if (block := _asked_block(request)) and block in found.blocks:
        text = "".join(found.blocks[block](found.new_context(values)))
    else:
        text = found.render(values)
    return HTMLResponse(text, status_code=status, headers=_HEADERS)


def is_fragment(request: Request, block: str) -> bool:
    """Return whether htmx asks for this block of the page alone, so that a page may leave out the rest of its work."""
    return _asked_block(request) == block


def _asked_block(request: Request) -> str | None:
    if request.headers.get("HX-Request") != "true" or request.headers.get("HX-History-Restore-Request") == "true":
        return None
    return request.headers.get("HX-Target")


def _frame(request: Request) -> dict[str, Any]:
    """Return what ``base.html`` needs of every request."""
    path = request.url.path
    return {
        "request": request,
        "here": path + (f"?{request.url.query}" if request.url.query else ""),
        "path": path,
        "params": dict(request.query_params),
        "nav": [(url, label, path == url or (url != "/" and path.startswith(f"{url}/"))) for url, label in NAVIGATION],
        "client": client(request),
        "csrf": csrf_token(request),
        "version": newscrawler.__version__,
        "assets": _assets(),
        "program": program(),
        "now": datetime.now(UTC),
    }


@cache
def _assets() -> str:
    """Return a mark of our own script and style, so that a browser takes the new ones after an update."""
    digest = hashlib.sha256()
    for name in ("style.css", "app.js"):
        digest.update((_STATIC / name).read_bytes())
    return digest.hexdigest()[:10]


@cache
def environment() -> Environment:
    """Return the environment of all templates, compiled: it escapes everything, and refuses names that do not exist."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        at=_at, ago=_ago, day=_day, number=_number, share=_share, span=_span, size=_size, within=bound,
        clip=_clip, known=_known, outlet=_outlet, out=_out, said=_said, segment=_segment, lines=_lines,
        printable=printable, fragment=_fragment,
    )  # fmt: skip
    made.globals.update(address=address)
    # A global, so that a block that is rendered by itself has it too.
    made.globals["ui"] = made.get_template("components.html").module
    for name in made.list_templates(extensions=["html"]):
        # Compiled by the first reader of each page, it would cost that reader a tenth of a second.
        made.get_template(name)
    return made


# --- addresses --------------------------------------------------------------------------------------------------------


def address(path: str, params: Mapping[str, Any] | None = None, **changes: Any) -> str:
    """Return ``path`` with the query parameters and the changes to them; those that are None or empty are left out."""
    wanted = {**(params or {}), **changes}
    kept = {name: value for name, value in wanted.items() if value is not None and value != ""}
    return f"{path}?{urlencode(kept)}" if kept else path


def _segment(value: Any) -> str:
    """Return a value as one segment of a path: ``/`` and all else that a path splits at are escaped."""
    return quote(str(value), safe="")


def _outlet(name: str | None) -> Markup:
    """Return a link to the page of an outlet."""
    if not name:
        return _UNKNOWN
    return Markup('<a href="/outlets/{}"><bdi>{}</bdi></a>').format(_segment(name), _clip(name, 80))


def _out(url: str | None, text: str | None = None, most: int = 80) -> Markup:
    """Return a stranger's link; its text alone where the address is none of the web."""
    if not url:
        return _UNKNOWN
    shown = _said(text or url, most)
    if web_address(url) is None:
        return shown
    link = '<a class="out" href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>'
    return Markup(link).format(url, shown)


# --- strangers' text --------------------------------------------------------------------------------------------------


def _said(text: str | None, most: int | None = _LONGEST) -> Markup:
    """Return a stranger's text, whose direction marks cannot reach beyond it, cut to a number of characters."""
    if not text:
        return _UNKNOWN
    shown = _clip(text, most)
    if shown == text or most is None:
        return Markup('<bdi class="said">{}</bdi>').format(shown)
    # A tooltip of a whole article helps nobody.
    return Markup('<bdi class="said" title="{}">{}</bdi>').format(_clip(text, 4 * most), shown)


def _clip(text: str | None, most: int | None = _LONGEST) -> str:
    """Return a text on one line without unsafe characters, cut to a number of characters."""
    line = escaped(" ".join((text or "").split()))
    return line if most is None or len(line) <= most else line[: most - 1].rstrip() + "…"


def _lines(text: str) -> list[str]:
    """Return the lines of a stranger's text that are not empty, without unsafe characters."""
    return [escaped(line.strip()) for line in text.splitlines() if line.strip()]


def _fragment(text: str) -> str:
    """Return a part of a page with its lines and tabs, and other unsafe characters escaped."""
    return "\n".join("\t".join(map(escaped, line.split("\t"))) for line in text.splitlines())


# --- times ------------------------------------------------------------------------------------------------------------


def _aware(value: datetime) -> datetime:
    """Return a time of the store, which is UTC also where the driver does not say so."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _time(value: datetime, show: str, shown: str) -> Markup:
    known = _aware(value).astimezone(UTC)
    return Markup('<time datetime="{}" data-show="{}" title="{} UTC">{}</time>').format(
        known.isoformat(timespec="seconds").replace("+00:00", "Z"), show, f"{known:%Y-%m-%d %H:%M:%S}", shown
    )


@pass_context
def _at(context: Context, value: datetime | None, precision: str | None = None) -> Markup:
    """Return a point in time in UTC, which the script shows in the reader's zone, unless it is known to the day only.

    :param precision: as in :data:`newscrawler.items.Precision`
    """
    if value is None:
        return _UNKNOWN
    if precision == "day":
        return _day(value)
    known = _aware(value).astimezone(UTC)
    pattern = "%d %b %H:%M" if known.year == _now(context).year else "%d %b %Y %H:%M"
    if precision == "local":
        # Its zone is not known, so no other zone's time can be told.
        return Markup('<time datetime="{}" title="zone not known">{}</time>').format(
            f"{known:%Y-%m-%dT%H:%M}", f"{known:{pattern}}"
        )
    return _time(value, "at", f"{known:{pattern}} UTC")


def _day(value: datetime | None) -> Markup:
    """Return a day, which no zone moves."""
    if value is None:
        return _UNKNOWN
    known = _aware(value).astimezone(UTC)
    return Markup('<time datetime="{}">{}</time>').format(f"{known:%Y-%m-%d}", f"{known:%d %b %Y}")


@pass_context
def _ago(context: Context, value: datetime | None) -> Markup:
    """Return an age such as ``3 min ago``, which the script keeps up to date."""
    if value is None:
        return _UNKNOWN
    return _time(value, "ago", age((_now(context) - _aware(value)).total_seconds()))


def _now(context: Context) -> datetime:
    # Macros of components.html have no context of a request.
    now = context.get("now")
    return now if isinstance(now, datetime) else datetime.now(UTC)


def age(seconds: float) -> str:
    """Return ``just now``, ``40 s ago``, ``3 min ago``, ``5 h ago``, ``in 2 d``."""
    whole = abs(int(seconds))
    if whole < 5:
        return "just now"
    shown = next((f"{whole // size} {unit}" for size, unit in _AGES if whole >= size), f"{whole} s")
    return f"{shown} ago" if seconds > 0 else f"in {shown}"


def _span(seconds: float | None) -> str | Markup:
    """Return a duration in words."""
    return _UNKNOWN if seconds is None else span(seconds)


# --- numbers ----------------------------------------------------------------------------------------------------------


def _number(value: float | None, digits: int = 0) -> str | Markup:
    return _UNKNOWN if value is None else f"{value:,.{digits}f}"


def _share(value: float | None) -> str | Markup:
    return _UNKNOWN if value is None else f"{value:.0%}"


def _size(value: float | None) -> str | Markup:
    """Return a number of bytes as ``12.3 MB``."""
    if value is None:
        return _UNKNOWN
    size = float(value)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1_000:
            return f"{size:,.0f} {unit}" if unit == "B" else f"{size:,.1f} {unit}"
        size /= 1_000
    return f"{size:,.1f} TB"


def _known(value: Any) -> Any:
    """Return the value, or a dash where there is none."""
    return _UNKNOWN if value is None or value == "" else value


def joined(parts: Iterable[Any], between: str = ", ") -> Markup:
    """Return the parts, each escaped, with a separator between them."""
    return Markup(escape(between)).join(parts)
