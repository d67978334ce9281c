"""Print the figures of readability that CONTRIBUTING names: complexity, docstrings, lines, places of constants.

Usage: ``python tools/figures.py [package …]``, from the project's root; ``newscrawler`` by default. Complexity is
radon's, which counts each ``and``, ``or`` and comprehension beside branches; ruff's C901, the gate of ``make check``,
counts branches only.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from radon.complexity import cc_visit_ast  # type: ignore[import-untyped]
from radon.visitors import Function  # type: ignore[import-untyped]

WIDTH = 120
CLAUSE = re.compile(r"(?:What|Who|Whose|Whom|How|When|Where|Which)\b")
"""Beginning of a docstring that CONTRIBUTING refuses."""


@dataclass
class Figures:
    """Figures of one room."""

    complexities: list[tuple[int, str]] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)
    long_lines: list[str] = field(default_factory=list)
    late_constants: list[str] = field(default_factory=list)
    constants: int = 0

    def add(self, other: Figures) -> None:
        """Add another room's figures."""
        self.complexities += other.complexities
        self.clauses += other.clauses
        self.long_lines += other.long_lines
        self.late_constants += other.late_constants
        self.constants += other.constants


def of_file(path: Path) -> Figures:
    """Measure one module."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    figures = Figures()
    figures.complexities = [
        (block.complexity, f"{path}:{block.lineno} {block.name}")
        for block in cc_visit_ast(tree)
        if isinstance(block, Function)  # a class is listed beside its methods
    ]
    figures.clauses = [f"{path}:{line} {text}" for line, text in _docstrings(tree) if CLAUSE.match(text)]
    figures.long_lines = [f"{path}:{number}" for number, line in enumerate(source.splitlines(), 1) if len(line) > WIDTH]
    first = next((node.lineno for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)), None)
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            figures.constants += 1
            if first is not None and node.lineno > first:
                figures.late_constants.append(f"{path}:{node.lineno}")
    return figures


def _docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            match statement:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    yield statement.lineno, text.lstrip()


def _row(name: str, figures: Figures) -> str:
    counts = [count for count, _ in figures.complexities] or [0]
    above_10 = sum(count > 10 for count in counts)
    return (
        f"{name:<14}{len(counts):>6}{above_10:>6}{above_10 / len(counts):>8.1%}{sum(c > 15 for c in counts):>6}"
        f"{sum(c > 20 for c in counts):>6}{max(counts):>7}{len(figures.clauses):>9}{len(figures.long_lines):>7}"
        f"{len(figures.late_constants):>7}/{figures.constants}"
    )


def main(packages: list[str]) -> None:
    """Print a row for each room and the total; ``-v`` as an argument lists each place."""
    rooms: dict[str, Figures] = defaultdict(Figures)
    for package in [name for name in packages if name != "-v"] or ["newscrawler"]:
        for path in sorted(Path(package).rglob("*.py")):
            parts = path.parts
            rooms["/".join(parts[:2]) if len(parts) > 2 else parts[0]].add(of_file(path))
    print(
        f"{'':<14}{'funcs':>6}{'>10':>6}{'':>8}{'>15':>6}{'>20':>6}{'worst':>7}{'What/Who':>9}"
        f"{'>120':>7}{'late constants':>16}"
    )
    total = Figures()
    for name, figures in sorted(rooms.items()):
        print(_row(name.removeprefix("newscrawler/"), figures))
        total.add(figures)
    print(_row("all", total))
    if "-v" in packages:
        for count, place in sorted(total.complexities, reverse=True):
            if count > 10:
                print(f"{count:>4} {place}")
        print(*total.clauses, *total.long_lines, *total.late_constants, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
