"""Write the rows of item fields into the tables of docs/collections, from the attributes of newscrawler.items.

    python -m tools.make_collections           # writes
    python -m tools.make_collections --check   # names the pages that differ, and exits with 1

A row whose field is no attribute of an item (``_id``, ``contentHash``) is written by hand and stays as it is. A field
without a row gets one after the attribute before it.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from newscrawler.calendar import Habits
from newscrawler.clusters import Link
from newscrawler.items import Comment, Copy, Rejection, Story, Thread
from newscrawler.storage._fields import Field, Fields, fields_of

__all__ = ["PAGES", "main", "row", "with_rows"]

PAGES: dict[str, type] = {
    "stories": Story,
    "copies": Copy,
    "threads": Thread,
    "comments": Comment,
    "quarantine": Rejection,
    "links": Link,
    "habits": Habits,
}

_HEADER = "| field | type | meaning | null or absent means |\n|---|---|---|---|\n"
_DOCS = Path(__file__).resolve().parents[1] / "docs" / "collections"
_PAGE_OF_CLASS = {"Story": "stories", "Copy": "copies", "Thread": "threads", "Comment": "comments"}
_IDENTITY = {"Copy.url": "_id", "Thread.id": "_id", "Comment.id": "_id"}
_ABSENCE = re.compile(r"(?:^|\s)(None|Empty|Absent): (.*)$", re.DOTALL)
_ROLE = re.compile(r":(?:attr|class|func|data|meth):`~?([\w.]+)`")
_FIELD_NAME = re.compile(r"^\| `(\w+)`")


def with_rows(page: str, item: type) -> str:
    """Return a page with a row for each stored attribute of the item class.

    :raises ValueError: when the page has no table of fields
    """
    before, header, rest = page.partition(_HEADER)
    if not header:
        raise ValueError(f"a page without the table {_HEADER.splitlines()[0]}")
    table, gap, after = rest.partition("\n\n")
    rows = {_name(line): line for line in table.splitlines()}
    previous = "_id"
    for field in fields_of(item).all:
        if field.name not in rows:
            names = list(rows)
            place = names.index(previous) + 1
            rows = {name: rows.get(name, "") for name in [*names[:place], field.name, *names[place:]]}
        rows[field.name] = row(field, item)
        previous = field.name
    return before + header + "\n".join(rows.values()) + gap + after


def row(field: Field, item: type) -> str:
    """Return the row of a field: name, type, meaning, and what null or an empty list means.

    :raises ValueError: for an attribute without a docstring
    """
    text = _docstring(item, field.name)
    if not text:
        raise ValueError(f"{item.__name__}.{field.name} has no docstring")
    absence = _ABSENCE.search(text)
    meaning = text[: absence.start()].strip() if absence else text
    absent = "–"
    if absence:
        absent = {"None": "", "Empty": "empty: ", "Absent": "absent: "}[absence[1]] + absence[2].removesuffix(".")
    if (inner := field.nested or field.listed) is not None:
        meaning += " " + " ".join(_parts(fields_of(inner), inner))
    return f"| `{field.name}` | {_type(field)} | {_markdown(meaning, item)} | {_markdown(absent, item)} |"


def _name(line: str) -> str:
    found = _FIELD_NAME.match(line)
    if found is None:
        raise ValueError(f"a row that names no field: {line[:60]}")
    return found[1]


def _parts(nested: Fields, item: type) -> Iterator[str]:
    for field in nested.all:
        text = _docstring(item, field.name)
        absence = _ABSENCE.search(text)
        meaning = (text[: absence.start()] if absence else text).strip().removesuffix(".")
        yield f"``{field.name}``: {meaning[0].lower()}{meaning[1:]}{', or null' if field.optional else ''}."


def _type(field: Field) -> str:
    if get_origin(field.type) is Literal:
        names = ", ".join(f"`{value}`" for value in get_args(field.type))
    elif get_origin(field.type) is list:
        return "array of objects" if field.listed is not None else "array of strings"
    elif field.nested is not None or get_origin(field.type) is dict:
        names = "object"
    else:
        names = str(field.rule["bsonType"] if isinstance(field.rule["bsonType"], str) else field.rule["bsonType"][0])
    return names + (" or null" if field.optional else "")


def _markdown(text: str, item: type) -> str:
    # Dates of the database are UTC: README of the collections says so for all of them.
    text = _ROLE.sub(lambda found: _link(found[1], item), text.removesuffix(" Aware."))
    return re.sub(r"``(.+?)``", r"`\1`", text).replace("|", "\\|")


def _link(target: str, item: type) -> str:
    name, _, attribute = target.rpartition(".") if target[:1].isupper() and "." in target else (target, "", "")
    page = _PAGE_OF_CLASS.get(name)
    if page is None:
        return f"`{target}`"
    if not attribute:
        return f"[{name.lower()}]({page}.md)"
    stored = _IDENTITY.get(target, attribute)
    return f"`{stored}`" if name == item.__name__ else f"`{stored}` ([{page}]({page}.md))"


def _docstring(item: type, name: str) -> str:
    """Return the text below an attribute, of the class or of one that it derives from; empty where there is no text."""
    for cls in item.__mro__[:-1]:
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
        body: list[Any] = tree.body if isinstance(tree, ast.ClassDef) else []
        for statement, after in zip(body, [*body[1:], None], strict=True):
            if not isinstance(statement, ast.AnnAssign) or ast.unparse(statement.target) != name:
                continue
            if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                return " ".join(str(after.value.value).split())
            return ""
    return ""


def main(arguments: list[str]) -> int:
    """Write or check the pages; returns the exit code."""
    check = "--check" in arguments
    different = []
    for name, item in PAGES.items():
        path = _DOCS / f"{name}.md"
        page = path.read_text("utf-8")
        made = with_rows(page, item)
        if made != page:
            different.append(name)
            if not check:
                path.write_text(made, "utf-8")
    for name in different:
        print(f"docs/collections/{name}.md {'differs: run tools/make_collections.py' if check else 'is written'}")
    return 1 if different and check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
