"""Safe output of foreign text in logs, terminals and JSON: characters that control a terminal or reorder a line are
escaped.
"""

from __future__ import annotations

import json
import logging
import re
from types import TracebackType
from typing import Any, Literal, TextIO, cast

__all__ = [
    "CONTINUED",
    "UNSAFE",
    "EscapingStream",
    "Style",
    "escaped",
    "json_escaped",
    "make_records_printable",
    "one_line",
    "printable",
]

UNSAFE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # control characters; U+009B alone begins an escape sequence
    "\u2028\u2029"  # line and paragraph separators
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction marks, embeddings, overrides and isolates
    "\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"  # shown by nothing, needed by no script
    "\U000e0000-\U000e007f"  # tags: ASCII that is read by machines and seen by nobody
    "\ud800-\udfff"  # lone surrogates, which no encoding takes
    "]"
)
"""Characters of which none reaches a log line, a terminal or a line of JSON. Joiners and variation selectors are not
among them: Persian and Indic words, emoji and Japanese names need them."""

CONTINUED = "    | "
"""Begins every line of a log but the first of a record. A record begins with its time, so no line of a page, wherever
its breaks are, can pass for a record."""

Style = Literal["added", "removed", "strong"]
"""Meaning of a piece of output."""

_STYLES: dict[Style, str] = {"added": "\x1b[1;32m", "removed": "\x1b[9;31m", "strong": "\x1b[1m"}
"""Green and bold, red and struck through, bold: the shapes tell the styles apart where the colours do not."""
_PLAIN = "\x1b[0m"

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

_LAID_OUT = ("scrapy.addons", "scrapy.crawler", "scrapy.middleware", "scrapy.statscollectors", "twisted", "asyncio")
"""Loggers whose messages have several lines by intention: settings, statistics, tracebacks. Everybody else's message
is one line."""

_USERINFO = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]{0,20}://)(?![^\s/?#]*\*\*\*@)[^\s/?#]*@")
"""User name and password of an address: a proxy's, an outlet's, MongoDB's."""

_HELD = re.compile("[^\n]+")

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]
_EXCEPTIONS = logging.Formatter()


def escaped(text: str) -> str:
    r"""Return the text with ``\n``, ``\x1b``, ``\u202e`` in place of unsafe characters."""
    return UNSAFE.sub(_escape, text)


def printable(text: str) -> str:
    """Return the text without control, escape and direction characters: a comment must not drive the terminal.

    Line ends stay, and so do the joiners that scripts and emoji need.
    """
    return "\n".join(UNSAFE.sub("", line) for line in text.split("\n"))


def one_line(text: str | None) -> str:
    """Return the text with single spaces between words, made :func:`printable`."""
    return printable(" ".join((text or "").split()))


def json_escaped(line: str) -> str:
    r"""Return a JSON document with ``\u009b`` in place of unsafe characters, which occur in its strings only."""
    return UNSAFE.sub(lambda found: json.dumps(found[0])[1:-1], line)


def make_records_printable() -> None:
    """Make every log record of this process printable, for all handlers and formatters.

    User names and passwords in URLs are masked. A message becomes one line. Tracebacks, and messages that Scrapy
    formats on several lines, keep their lines; all but the first begin with :data:`CONTINUED`.
    """
    logging.setLogRecordFactory(_PrintableRecord)


class EscapingStream:
    """Text stream that escapes all unsafe characters except line ends and tabs."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @classmethod
    def around(cls, stream: TextIO) -> TextIO:
        """Return an escaping stream around ``stream``, or ``stream`` itself if it escapes already."""
        return stream if isinstance(stream, cls) else cast("TextIO", cls(stream))

    def write(self, text: str) -> int:
        """Write the text and return its length."""
        self._stream.write(UNSAFE.sub(_escape_in_lines, text))
        return len(text)

    def write_styled(self, style: Style, text: str) -> None:
        """Write the text, escaped, in the style: the only way in which an escape sequence reaches a terminal."""
        self._stream.write(f"{_STYLES[style]}{UNSAFE.sub(_escape_in_lines, text)}{_PLAIN}")

    def writelines(self, lines: list[str]) -> None:
        """Write each of the lines."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _PrintableRecord(logging.LogRecord):
    """Log record with a printable message and traceback."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        if self.exc_info:
            # A formatter uses this text instead of formatting the exception again.
            self.exc_text = _continued(_EXCEPTIONS.formatException(cast(_ExcInfo, self.exc_info)))
        if self.stack_info:
            self.stack_info = _continued(self.stack_info)

    def getMessage(self) -> str:  # noqa: N802 - as logging calls it
        message = _masked(super().getMessage())
        if UNSAFE.search(message) is None:
            return message
        if (self.name or "").startswith(_LAID_OUT):
            first, broken, rest = message.rstrip("\n").partition("\n")
            return escaped(first) + (broken and f"\n{_continued(rest)}")
        return escaped(message.rstrip("\n"))


def _continued(text: str) -> str:
    return _HELD.sub(lambda line: CONTINUED + escaped(line[0]), _masked(text))


def _masked(text: str) -> str:
    return _USERINFO.sub(r"\1***@", text) if "@" in text and "://" in text else text


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    digits = f"x{code:02x}" if code < 0x100 else f"u{code:04x}" if code < 0x10000 else f"U{code:08x}"
    return _SHORT.get(character) or f"\\{digits}"


def _escape_in_lines(found: re.Match[str]) -> str:
    return found[0] if found[0] in "\n\t" else _escape(found)
