"""Sphinx roles in docstrings, shown as code on the site: ``:class:`~newscrawler.items.Story``` is ``Story``."""

from __future__ import annotations

import re
from typing import Any

import griffe

_ROLE = re.compile(r":(?:class|func|meth|mod|data|attr|exc):`(~?)([\w.]+)`")

_LITERAL = re.compile(r"``(.+?)``", re.DOTALL)


def _shown(role: re.Match[str]) -> str:
    name = role[2].rpartition(".")[2] if role[1] else role[2]
    return f"`{name}`"


class Roles(griffe.Extension):
    """Extension that rewrites each docstring once, before it is rendered as Markdown."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        if obj.docstring:
            obj.docstring.value = _ROLE.sub(_shown, obj.docstring.value)
