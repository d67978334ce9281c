"""Keys that some platforms want, which are the operator's own.

A request names the key that it needs in braces, ``{key:disqus}``, wherever it is kept: in a queue, in a thread's
cursor, in a reason. Only the request that leaves carries the key itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Keys"]

_NAMED = re.compile(r"\{key:([^{}]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The setting ``COMMENT_KEYS``: a platform's name, with ``/<host>`` where each server has its own, and the key."""

    values: Mapping[str, str] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return bool(self.values.get(name))

    @staticmethod
    def named(name: str) -> str:
        """What stands in a request for the key of that name."""
        return "{key:" + name + "}"

    def fill(self, text: str) -> str:
        """The text with the keys that it names."""
        return _NAMED.sub(lambda match: self.values.get(match.group(1), match.group()), text)

    def hide(self, text: str) -> str:
        """The text with the names of the keys that it holds: what may be logged and stored."""
        for name, key in self.values.items():
            if key:
                text = text.replace(key, self.named(name))
        return text
