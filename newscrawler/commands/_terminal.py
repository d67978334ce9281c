"""Text from the web on a terminal: made safe, and aligned even if characters take two columns."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from wcwidth import iter_graphemes, wcswidth

from newscrawler.printable import EscapingStream, Style, one_line, printable

__all__ = [
    "Part",
    "columns",
    "cut",
    "date",
    "has_colours",
    "one_line",
    "pad",
    "print_parts",
    "printable",
    "quote",
    "ready",
    "table",
    "votes",
    "width",
    "wrap",
    "wrap_parts",
]

Part = tuple[Style | None, str]
"""Piece of a line with its style."""

_MARKS: dict[Style, tuple[str, str]] = {"added": ("{+", "+}"), "removed": ("[-", "-]"), "strong": ("", "")}
"""Marks around a styled piece where there are no colours, as in ``git diff --word-diff``."""

_SWITCHES: dict[str, Style | None] = {"\ue000": "added", "\ue001": "removed", "\ue002": "strong", "\ue003": None}
"""Private characters that stand for the beginning of a style, and for its end, while a coloured text is wrapped."""
_SWITCH = re.compile("([\ue000-\ue003])")

_PIPED_COLUMNS = 120
"""Columns of piped output."""

_NARROWEST = 20
"""Fewest columns of a line. Replies that are indented too deeply run over the edge instead."""

_UNKNOWN = "–"

_TO_LOCAL_DAY = timedelta(hours=13, minutes=30)
"""A day is stored as its midnight in the outlet's time zone, and read in UTC. This much later it is the same day for
every zone from Hawaii (-10) to New Zealand in summer (+13)."""

_NOT_AT_START = frozenset("、。，．）」』】〕〉》！？：；ー々」)]}!?,.:;%’”")
"""Closing marks that do not begin a line: Japanese, Chinese and Latin."""


def ready() -> None:
    """Make standard output accept any text: characters that its encoding lacks are shown as ``?``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def columns() -> int:
    """Return the width of the terminal, or a fixed width if output is piped, so that files look the same everywhere."""
    return table_columns() or _PIPED_COLUMNS


def table_columns() -> int | None:
    """Return the width of the terminal, or None if output is piped: a program that reads a table needs it uncut."""
    if "COLUMNS" in os.environ or sys.stdout.isatty():
        return max(_NARROWEST, shutil.get_terminal_size().columns)
    return None


def has_colours() -> bool:
    """Return whether standard output is a terminal with colours, and the user wants them (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def print_parts(parts: Iterable[Part], *, colours: bool) -> None:
    """Print one line; with ``colours`` the parts that have a style are printed in it."""
    for style, text in parts:
        if colours and style is not None and isinstance(sys.stdout, EscapingStream):
            sys.stdout.write_styled(style, text)
        else:
            sys.stdout.write(text)
    print()


def wrap_parts(parts: Sequence[Part], room: int, *, indent: str = "", colours: bool) -> Iterator[list[Part]]:
    """Yield the parts as lines of at most ``room`` columns, each after ``indent``.

    Without ``colours`` no part of a line has a style: ``{+added+}`` and ``[-removed-]`` pieces are marked instead.
    """
    if not colours:
        for line in wrap("".join(_marked(style, text) for style, text in parts), room, indent=indent):
            yield [(None, line)]
        return
    begins = {style: switch for switch, style in _SWITCHES.items()}
    switched = "".join(begins[style] + _without_switches(text) for style, text in parts)
    style: Style | None = None
    for line in wrap(switched, room, indent=indent):
        pieces: list[Part] = [(None, indent)]
        for piece in _SWITCH.split(line.removeprefix(indent)):
            if piece in _SWITCHES:
                style = _SWITCHES[piece]
            elif piece:
                pieces.append((style, piece))
        yield pieces


def _marked(style: Style | None, text: str) -> str:
    if style is None or not text.strip():
        return text
    before, after = _MARKS[style]
    body = text.strip()
    at = text.index(body)
    return text[:at] + before + body + after + text[at + len(body) :]


def _without_switches(text: str) -> str:
    return _SWITCH.sub("", text)


def width(text: str) -> int:
    """Return the columns that a printable text takes: two for a wide East Asian character and for an emoji of several
    characters, none for combining marks and joiners.
    """
    if text.isascii():
        return len(text)
    columns = wcswidth(text)
    # A control character has no width; it counts as one column, as in ASCII.
    return columns if columns >= 0 else sum(max(1, wcswidth(character)) for character in text)


def cut(text: str, room: int) -> str:
    """Return the text in at most ``room`` columns, with ``…`` if it was cut."""
    if width(text) <= room:
        return text
    kept, used = [], 1
    for character in iter_graphemes(text):
        used += width(character)
        if used > room:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def pad(text: str, room: int, *, right: bool = False) -> str:
    """Return the text filled with spaces to ``room`` columns."""
    space = " " * (room - width(text))
    return space + text if right else text + space


def quote(text: str | None, room: int | None = None) -> str:
    """Return one line in quotes, cut to ``room`` columns including the quotes."""
    line = one_line(text)
    return f'"{line if room is None else cut(line, room - 2)}"'


def wrap(text: str, room: int, *, indent: str = "") -> Iterator[str]:
    """Yield lines of at most ``room`` columns, each after ``indent``; break at spaces and between wide characters."""
    room = max(_NARROWEST, room - width(indent))
    for paragraph in text.splitlines():
        line = ""
        for piece in _pieces(one_line(paragraph), room):
            if line and width(line + piece.rstrip()) > room:
                yield indent + line.rstrip()
                line = ""
            line += piece
        yield (indent + line).rstrip()


def _pieces(line: str, room: int) -> Iterator[str]:
    piece, used = "", 0
    before = 0
    for character in iter_graphemes(line):
        size = width(character)
        between = piece and (piece[-1] == " " or size == 2 or before == 2)
        may_break = between and size and character != " " and character not in _NOT_AT_START
        if may_break or used + size > room:  # the latter for a word longer than a line, such as a URL
            yield piece
            piece, used = "", 0
        piece += character
        used += size
        before = size
    yield piece


def table(rows: Sequence[Sequence[str]], *, right: frozenset[int], room: int | None) -> Iterator[str]:
    """Yield rows as aligned columns, two spaces apart; the last column is cut to fit into ``room`` columns.

    :param right: the columns that are aligned to the right
    :param room: None for no limit
    """
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)][:-1]
    left = None if room is None else max(_NARROWEST, room - sum(widths) - 2 * len(widths))
    for *cells, last in rows:
        padded = [pad(cell, widths[index], right=index in right) for index, cell in enumerate(cells)]
        yield "  ".join([*padded, last if left is None else cut(last, left)])


def date(at: datetime | None, precision: str | None = "exact") -> str:
    """Return a point in time with its known precision.

    ``2019-08-17 09:30`` is in UTC, ``2019-08-17 09:30 local`` in an unknown zone, ``2019-08-17`` a day, ``–`` unknown.
    """
    if at is None:
        return _UNKNOWN
    if precision == "day":
        return f"{at + _TO_LOCAL_DAY:%Y-%m-%d}"
    return f"{'about ' if precision == 'relative' else ''}{at:%Y-%m-%d %H:%M}{' local' if precision == 'local' else ''}"


def votes(up: int | None, down: int | None, score: int | None) -> str:
    """Return votes as ``▲6 ▼0`` or ``score -2``, both if the score is not the difference; ``–`` is an unknown count."""
    if up is None and down is None:
        return f"score {_UNKNOWN if score is None else score}"
    shown = f"▲{_UNKNOWN if up is None else up} ▼{_UNKNOWN if down is None else down}"
    if score is None or (up is not None and down is not None and score == up - down):
        return shown
    return f"{shown} score {score}"
