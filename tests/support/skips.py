"""Report of skipped tests, with the command that installs what they need.

``make test`` prints it last: ``python -m tests.support.skips FILE UNSTEADY`` reads the notes of both runs of pytest,
and the unsteady tests that :mod:`tests.support.alone` has noted.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.support import alone

__all__ = ["note", "summary"]

_PACKAGES = re.compile(r"apt-get install ([a-z0-9.+ -]+)")
_SAMPLES = re.compile(r"not here: (.*/samples)\b")
_ROOT = re.compile(r"\bonly root\b")


def note(file: Path, reasons: Iterable[str]) -> None:
    """Append the reason of each skipped test to the file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        out.writelines(json.dumps(reason) + "\n" for reason in reasons)


def summary(reasons: Iterable[str]) -> str:
    """Return the reasons with the number of tests of each, and one command that brings all that is missing."""
    counted = Counter(reasons)
    if not counted:
        return "skipped: nothing"
    lines = [f"skipped: {counted.total()} tests"]
    lines += [
        f"  {count:4} {reason}" for reason, count in sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    ]
    command = _command(counted)
    if command:
        lines.append(f"To run them too: {command}")
    return "\n".join(lines)


def _command(reasons: Iterable[str]) -> str:
    text = "\n".join(reasons)
    packages = sorted({name for found in _PACKAGES.findall(text) for name in found.split()})
    steps = [f"apt-get install {' '.join(packages)}"] if packages else []
    steps += [f"ln -s FOLDER_OF_THE_SAMPLES {place}" for place in sorted(set(_SAMPLES.findall(text)))]
    if not steps and not _ROOT.search(text):
        return ""
    return " && ".join([*steps, "sudo make test" if _ROOT.search(text) else "make test"])


def main(arguments: list[str]) -> int:
    """Print the summaries of a file of reasons and of a file of unsteady tests."""
    reasons, unsteady = (alone.noted(Path(each)) for each in arguments)
    print(summary(reasons))
    if unsteady:
        print(alone.summary(unsteady))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
