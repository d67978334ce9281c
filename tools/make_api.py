"""Write the reference of docs/api.md from the table of the API.

python -m tools.make_api           # writes
python -m tools.make_api --check   # says whether the page differs, and exits with 1 then
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from newscrawler.serve.api.description import Operation, Parameter
from newscrawler.serve.api.table import OPERATIONS

__all__ = ["PAGE", "main", "with_reference"]

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api.md"

_BEGIN = "<!-- made by tools/make_api.py: begin -->\n"
_END = "<!-- made by tools/make_api.py: end -->\n"

_FORMS = {"moment": "a day, or a time with its zone", "text": "text"}


def with_reference(page: str) -> str:
    """Return the page with the reference between its two marks.

    :raises ValueError: the page lacks a mark
    """
    before, begin, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not (begin and end):
        raise ValueError(f"{PAGE.name} lacks the marks of the reference")
    return before + begin + "\n" + "".join(_sections()) + end + after


def _sections() -> Iterator[str]:
    for tag in dict.fromkeys(each.tag for each in OPERATIONS):
        yield f"### {tag}\n\n"
        for operation in OPERATIONS:
            if operation.tag == tag:
                yield from _section(operation)


def _section(operation: Operation) -> Iterator[str]:
    yield f"#### `GET {operation.path}`\n\n"
    yield _filled(" ".join(filter(None, (operation.summary, operation.details)))) + "\n\n"
    if operation.parameters:
        yield "| parameter | form | meaning |\n|---|---|---|\n"
        yield from (f"| `{each.name}` | {_form(each)} | {each.about} |\n" for each in operation.parameters)
        yield "\n"
    yield f"Answers: {', '.join(f'`{media}`' for media in operation.answers)}.\n\n"


def _form(parameter: Parameter) -> str:
    match parameter.kind:
        case "number":
            form = f"{parameter.least:,} to {parameter.most:,}"
        case "choice":
            form = " or ".join(f"`{each}`" for each in parameter.choices)
        case "choices":
            form = "names of fields" if parameter.name == "fields" else ", ".join(f"`{e}`" for e in parameter.choices)
        case other:
            form = _FORMS[other]
    if parameter.default is not None:
        form += f"; `{parameter.default}` if not given"
    return f"{form}; required" if parameter.required else form


def _filled(text: str, width: int = 118) -> str:
    """Return the text in lines; code stays whole."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def main(arguments: list[str]) -> int:
    """Write the page, or with ``--check`` return 1 where it differs."""
    page = PAGE.read_text()
    made = with_reference(page)
    if "--check" in arguments:
        if made != page:
            print(f"{PAGE.name} differs from the table; run python -m tools.make_api", file=sys.stderr)
        return int(made != page)
    PAGE.write_text(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
