"""Values of JavaScript literals, read without running any script.

JSON is read by the parser of the standard library. What it refuses, such as names without quotes, single quotes,
``undefined``, a comma at the end or a function among the values, is read token by token. Everything that is no literal
becomes None.
"""

from __future__ import annotations

import base64
import json
import re
from binascii import Error as Base64Error
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

from newscrawler.jsontext import MAX_CONTAINERS, MAX_DEPTH, parse_json

__all__ = ["LiteralError", "LiteralReader", "parsed_text", "values_in"]

_TOKEN = re.compile(
    r"""\s+|"(?>[^"\\]+|\\.)*+"|'(?>[^'\\]+|\\.)*+'|`(?>[^`\\]+|\\.)*+`|\d[\w.]*|[^\W\d][\w$]*|\$[\w$]*|//|/\*|=>|.""",
    re.DOTALL,
)
_QUOTES = "\"'`"
_CLOSING = {"{": "}", "[": "]", "(": ")"}
_ENDS = frozenset(",;}])")
_WORDS = {"true": True, "false": False}
_TRANSPARENT = frozenset(["Date", "parse", "freeze", "String", "Number", "Set", "reactive", "ref", "observable"])
"""Functions whose result is their only argument, as far as data goes."""

_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": ""}

_START = re.compile(
    r"(?:[=(:,\[]|(?<=return) )\s{0,40}(?:([\[{])|([\"'`])(?=\s{0,4}(?:\\?[\[{]|%7[Bb]|%5[Bb]|eyJ|W3s)))"
    r"|\bfunction\s{0,4}\(([\w$\s,]{1,20000})\)\s{0,4}\{\s{0,4}return\b\s{0,4}"
)
"""Beginning of a literal: behind ``=``, ``(``, ``:``, ``,`` or ``return``, as an object, a list, or a text with one."""

_NAME = re.compile(r"([\w$.-]{1,60})(?:\[[\w\"']{1,20}\]|[\"'\]]{0,2})\s{0,4}$")
"""Name that a literal is given, at the end of what stands before it."""

_LONGEST_NAME = 80
"""Characters before a literal in which its name is."""

_FAILURES = 100_000
"""Characters, beside twice the text's own, that may be read in vain: each bracket of a hostile text may begin a literal
that breaks off at the end of the text."""

_TOLERANT = 200_000
"""Characters of a script that are read token by token, which takes 0.3 µs for each; JSON takes a thirtieth of it."""

_COST = 10
"""Characters that take as long to read as JSON as one character takes token by token."""

_LONGEST_NUMBER = 20
"""Digits of a whole number; ids have up to 19."""

_SHORTEST = 60
"""Characters of a text in a text that may hold a comment."""

_DECODER = json.JSONDecoder(strict=False)


class LiteralError(ValueError):
    """No literal begins here, or it is not closed.

    :ivar at: position of the first character that was not read
    """

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class _Parameter:
    """A name of a parameter, which stands for an argument that comes later."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


def values_in(text: str) -> Iterator[tuple[str, Any]]:
    """Yield the objects and lists that a script's text holds, each with the name that it is given, or an empty one.

    The text may be JSON as a whole. Each of its characters is read at most a few times.
    """
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    if text.count("{") + text.count("[") > MAX_CONTAINERS:
        return
    if text[:1] in ("{", "["):
        try:
            yield "", parse_json(text, strict=False)
        except ValueError:
            pass
        else:
            return
    yield from _Search(text).values()


class _Search:
    """One pass over a script's text that looks for literals."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._may_fail = _FAILURES + 2 * len(text)
        self._may_tolerate = _TOLERANT

    def values(self) -> Iterator[tuple[str, Any]]:
        text, at = self._text, 0
        if text[:1] in ("{", "["):
            value, at = self._literal(0)
            if value:
                yield "", value
        while self._may_fail > 0 and (start := _START.search(text, at)) is not None:
            value, at = self._value(start)
            if isinstance(value, dict | list):
                yield _name_before(text, start.start()), value

    def _value(self, start: re.Match[str]) -> tuple[Any, int]:
        """Return the value that begins at a match, and the position behind it."""
        if start[3] is not None:
            return self._called(start)
        if start[1] is not None:
            return self._literal(start.start(1))
        token = _TOKEN.match(self._text, start.start(2))
        assert token is not None
        if len(token[0]) < 2:
            return None, token.end()
        return parsed_text(unescaped_string(token[0])), token.end()

    def _literal(self, at: int) -> tuple[Any, int]:
        """Return the value at a bracket, and the position behind it; behind the bracket where no literal begins."""
        try:
            return _DECODER.raw_decode(self._text, at)
        except RecursionError:
            self._may_fail = 0
            return None, len(self._text)
        except json.JSONDecodeError as error:
            self._may_fail -= error.pos - at
        return self._tolerant(at, frozenset())

    def _tolerant(self, at: int, names: frozenset[str]) -> tuple[Any, int]:
        if self._may_tolerate <= 0 or self._may_fail <= 0:
            return None, at + 1
        reader = LiteralReader(self._text, at, names)
        try:
            value = reader.value()
        except LiteralError as error:
            self._may_fail -= _COST * (error.at - at)
            return None, at + 1
        self._may_tolerate -= reader.at - at
        return value, reader.at

    def _called(self, start: re.Match[str]) -> tuple[Any, int]:
        """Return what a function returns that is called at once: ``(function(a, b) {return {…}}(1, "x"))``."""
        parameters = [name.strip() for name in start[3].split(",")]
        value, end = self._tolerant(start.end(), frozenset(parameters))
        if value is None:
            return None, start.end()
        reader = LiteralReader(self._text, end, frozenset())
        try:
            arguments = reader.arguments_of_call()
        except LiteralError:
            return value, end
        return _filled(value, dict(zip(parameters, arguments, strict=False))), reader.at


def _name_before(text: str, at: int) -> str:
    name = _NAME.search(text[max(0, at - _LONGEST_NAME) : at])
    return name[1] if name else ""


class LiteralReader:
    """Reader of one literal, token by token.

    :param at: position at which the literal begins
    :param names: parameters, which are read as such
    :ivar at: position behind the last token that was read
    """

    def __init__(self, text: str, at: int, names: frozenset[str]) -> None:
        self._text = text
        self._names = names
        self.at = at
        self._token = ""
        self._depth = 0
        self._step()

    def _step(self) -> None:
        """Go to the next token that is neither space nor a remark."""
        while True:
            token = _TOKEN.match(self._text, self.at)
            if token is None:
                self._token = ""
                return
            word = token[0]
            if word.isspace():
                self.at = token.end()
            elif word in ("//", "/*"):
                self.at = self._after_remark(word)
            else:
                self._token = word
                return

    def _after_remark(self, opening: str) -> int:
        closing = "\n" if opening == "//" else "*/"
        end = self._text.find(closing, self.at + 2)
        return len(self._text) if end < 0 else end + len(closing)

    def _next(self) -> str:
        """Return the token and go to the next.

        :raises LiteralError: at the end, and at a quote that is not closed
        """
        token = self._token
        if not token or token in _QUOTES:
            raise LiteralError(self.at)
        self.at += len(token)
        self._step()
        return token

    def value(self) -> Any:
        """Return the value of the expression at the current token; None unless it is a literal.

        :raises LiteralError: where the text ends or a bracket is closed that is not open
        """
        token = self._next_of_value()
        if token == "{":
            value: Any = self._within(self._object)
        elif token == "[":
            value = self._within(self._list)
        elif token[0] in _QUOTES:
            value = self._string(token)
        elif token[0].isdigit() or token in "-.":
            value = self._number(token)
        else:
            value = self._word(token)
        return value if self._token in _ENDS or not self._token else self._skip()

    def _next_of_value(self) -> str:
        """Return the first token of a value without stepping behind a bracket's own end."""
        if self._token in _ENDS:
            raise LiteralError(self.at)
        return self._next()

    def _within(self, read: Any) -> Any:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise LiteralError(self.at)
        value = read()
        self._depth -= 1
        return value

    def _object(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while self._token != "}":
            name = self._next()
            if name == ",":
                continue
            if name[0] in _QUOTES:
                name = unescaped_string(name)
            if self._token == ":":
                self._next()
                found[name] = self.value()
            elif self._token not in (",", "}"):
                self._skip()  # a method, or names that are computed or spread
            elif name in self._names:
                found[name] = _Parameter(name)
        self._close()
        return found

    def _list(self) -> list[Any]:
        found: list[Any] = []
        while self._token != "]":
            if self._token == ",":
                self._next()
                continue
            found.append(self.value())
        self._close()
        return found

    def _close(self) -> None:
        """Step behind a closing bracket, without reading what may follow the whole literal."""
        self.at += 1
        if self._depth > 1 or self._names:
            self._step()
        else:
            self._token = ""

    def _string(self, token: str) -> str:
        value = unescaped_string(token)
        while self._token == "+":
            self._next()
            if self._token[:1] not in _QUOTES or not self._token:
                break
            value += unescaped_string(self._next())
        return value

    def _number(self, token: str) -> int | float | None:
        if token in "-.":
            token += self._next()
        if self._token == "." or token[-1] in "eE":
            return None
        digits = token.removeprefix("-")
        try:
            return int(token) if len(digits) < _LONGEST_NUMBER and digits.isdecimal() else float(token)
        except ValueError:
            return None

    def _word(self, token: str) -> Any:
        if token in self._names:
            return _Parameter(token)
        if token in _WORDS:
            return _WORDS[token]
        if token == "!" and self._token in ("0", "1"):
            return self._next() == "0"
        if token == "void":
            self._next()
            return None
        return self._call(token) if token.isidentifier() else self._balanced(token)

    def _balanced(self, token: str) -> None:
        if token in _CLOSING:
            self._skip_to(_CLOSING[token])

    def _call(self, name: str) -> Any:
        """Return the argument of a call that hands its argument on: ``new Date("…")``, ``JSON.parse("…")``."""
        while self._token == "." or self._token.isidentifier():
            token = self._next()
            name = name if token == "." else token
        if self._token != "(":
            return None
        if name not in _TRANSPARENT and name not in _DECODING:
            return None
        arguments = self.arguments()
        if len(arguments) != 1:
            return None
        value = arguments[0]
        if isinstance(value, str) and name in _DECODING:
            return _DECODING[name](value)
        return parsed_text(value) if name == "parse" and isinstance(value, str) else value

    def arguments(self) -> list[Any]:
        """Return the values between the parentheses at the current token.

        :raises LiteralError: where they are not closed
        """
        self._next()
        found: list[Any] = []
        while self._token != ")":
            if self._token == ",":
                self._next()
            else:
                found.append(self._within(self.value))
        self.at += 1
        self._step()
        return found

    def arguments_of_call(self) -> list[Any]:
        """Return the arguments of a call behind the end of its function: ``; } ) (1, 2)``.

        :raises LiteralError: where no call follows
        """
        while self._token in (";", "}", ")"):
            self._next()
        if self._token != "(":
            raise LiteralError(self.at)
        self._depth = 1
        return self.arguments()

    def _skip(self) -> None:
        """Go to the end of an expression: the next comma or closing bracket outside its own brackets."""
        while self._token and self._token not in _ENDS:
            token = self._next()
            if token in _CLOSING:
                self._skip_to(_CLOSING[token])

    def _skip_to(self, closing: str) -> None:
        """Go behind a closing bracket."""
        waiting = [closing]
        while waiting:
            token = self._next()
            if token in _CLOSING:
                waiting.append(_CLOSING[token])
            elif token == waiting[-1]:
                waiting.pop()


def unescaped_string(literal: str) -> str:
    """Return the text of a string literal, its quotes included."""
    inner = literal[1:-1]
    if "\\" not in inner:
        return inner
    if literal[0] == '"':
        try:
            return str(json.loads(literal, strict=False))
        except ValueError:
            pass  # an escape that only scripts know
    text = _ESCAPE.sub(_letter, inner)
    if not text.isascii():
        # Two escapes make one character where each is half of a surrogate pair.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _letter(escape: re.Match[str]) -> str:
    letter = escape[1]
    if letter[0] in "ux" and len(letter) > 1:
        code = int(letter[1:].strip("{}"), 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return "" if letter in ("\n", "\r\n") else _LETTERS.get(letter, letter)


def parsed_text(text: str) -> Any:
    """Return the value of a text that holds JSON, also percent-encoded or in base64; None where it holds none."""
    text = text.strip()
    if len(text) < _SHORTEST:
        return None
    if text.startswith("%"):
        text = unquote(text)
    elif text[0] not in "[{":
        text = _from_base64(text)
    if text[:1] not in ("{", "["):
        return None
    try:
        return parse_json(text, strict=False)
    except ValueError:
        return None


def _from_base64(text: str) -> str:
    if not text.startswith(("eyJ", "W3s")):
        return ""
    try:
        return base64.b64decode(text + "==").decode("utf-8", "replace")
    except (Base64Error, ValueError):
        return ""


_DECODING: dict[str, Callable[[str], str]] = {
    "decodeURIComponent": unquote,
    "unescape": unquote,
    "decodeURI": unquote,
    "atob": _from_base64,
}
"""Functions that undo an encoding of their argument."""


def _filled(value: Any, arguments: dict[str, Any]) -> Any:
    """Return a value in which each parameter is replaced by its argument."""
    if isinstance(value, _Parameter):
        return arguments.get(value.name)
    waiting = [value]
    while waiting:
        container = waiting.pop()
        places = list(container.items()) if isinstance(container, dict) else list(enumerate(container))
        for place, inner in places:
            if isinstance(inner, _Parameter):
                container[place] = arguments.get(inner.name)
            elif isinstance(inner, dict | list):
                waiting.append(inner)
    return value
