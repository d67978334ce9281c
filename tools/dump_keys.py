"""Dump the dedupe keys of the evaluation pages and of generated pairs, and compare two dumps.

    python tools/dump_keys.py dump before.jsonl                          in a work tree of the older commit
    python tools/dump_keys.py dump after.jsonl                           in the newer one
    python tools/dump_keys.py compare before.jsonl after.jsonl

The keys of stored stories must not change when the readers of bylines and dates learn new words. A line of a dump has
a headline, a byline, their normalised forms, the key, and the body's signature with a hash of its text. The pages are
not part of this repository. They are expected in ``../shared/eval``, or in the folder that ``EVAL_PAGES`` names.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGES = Path(os.environ.get("EVAL_PAGES", ROOT.parent / "shared" / "eval"))
RETRIEVED = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""Fixed, so that relative times are the same in both dumps."""
SEEDS = range(4)
"""Seeds of the pair generators; each seed gives about 3,000 pairs."""

sys.path[:0] = [str(ROOT), str(PAGES)]


def main() -> int:
    """Dump, or compare and return 1 when the dumps differ."""
    parser = argparse.ArgumentParser(prog="python tools/dump_keys.py", description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    dumping = commands.add_parser("dump")
    dumping.add_argument("file", type=Path)
    comparing = commands.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "compare":
        return _compare(arguments.before, arguments.after)
    with arguments.file.open("w", encoding="utf-8") as out:
        for source in (_generated(), _pages()):
            for line in source:
                out.write(json.dumps(line, ensure_ascii=True, sort_keys=True) + "\n")
    return 0


def _line(name: str, headline: str | None, byline: str | None, body: list[str] | None) -> dict[str, Any]:
    from newscrawler.dedupe import body_signature, normalise_byline, normalise_headline, story_key

    return {
        "name": name,
        "headline": headline,
        "byline": byline,
        "normalised": [normalise_headline(headline or ""), list(normalise_byline(byline or ""))],
        "key": story_key(headline, byline),
        "body": sha256("\n".join(body or ()).encode("utf-8", "surrogatepass")).hexdigest(),
        "signature": body_signature(body or []),
    }


def _generated() -> Iterator[dict[str, Any]]:
    from tests.support import syndicated_pairs

    for seed in SEEDS:
        for generate in (syndicated_pairs.merging, syndicated_pairs.differing):
            for number, pair in enumerate(generate(seed)):
                for side, printing in enumerate((pair.one, pair.other)):
                    name = f"{generate.__name__} {seed} {number} {side} {pair.kind}"
                    yield _line(name, printing.headline, printing.byline, None)


def _pages() -> Iterator[dict[str, Any]]:
    import datasets

    from newscrawler.extraction import extract_html
    from newscrawler.html.page import Page

    for dataset in datasets.DATASETS + datasets.LARGER:
        for row in datasets.load(dataset):
            html = row["html"].encode("utf-8", "replace")
            page = Page(row["url"], html, content_type="text/html; charset=utf-8", retrieved=RETRIEVED)
            printing = extract_html(page).printing
            yield _line(f"{dataset} {row['id']}", printing.headline, printing.byline, printing.body)


def _compare(before: Path, after: Path) -> int:
    old, new = before.read_text("utf-8").splitlines(), after.read_text("utf-8").splitlines()
    pairs = list(zip(old, new, strict=False))
    different = [pair for pair in pairs if pair[0] != pair[1]]
    for one, other in different[:20]:
        print("-", one, "\n+", other)
    print(f"{len(pairs) - len(different)} of {len(old)} the same; {len(new)} lines in the newer dump")
    return int(bool(different) or len(old) != len(new))


if __name__ == "__main__":
    sys.exit(main())
