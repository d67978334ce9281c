"""Lines in which a page says that the rest of its text is for subscribers."""

from __future__ import annotations

import re

from newscrawler.expressions import expression
from newscrawler.guarded import Guarded
from newscrawler.language.tables import load

__all__ = ["asks_to_subscribe", "says_rest_is_missing"]

_WORDS = load("teasers")
_LINE_MAX = 400
"""Characters of a line of a wall. A longer one is a paragraph about subscriptions."""
_REST = Guarded.on_hints(expression(_WORDS.pattern("rest"), re.I), _WORDS.words("rest_hint"))
_SUBSCRIBE = Guarded.on_hints(expression(_WORDS.pattern("subscribe"), re.I), _WORDS.words("subscribe_hint"))


def says_rest_is_missing(line: str) -> bool:
    """Return whether a line says that a part of the text above it is missing.

    >>> says_rest_is_missing("Il vous reste 62 % de cet article à lire.")
    True
    """
    return len(line) <= _LINE_MAX and _REST.search(line) is not None


def asks_to_subscribe(line: str) -> bool:
    """Return whether a line asks for a subscription, a registration or a login to read the text.

    A page that shows its whole text to some readers prints such a line too.

    >>> asks_to_subscribe("Subscribe now to continue reading.")
    True
    """
    return len(line) <= _LINE_MAX and (_SUBSCRIBE.search(line) is not None or says_rest_is_missing(line))
