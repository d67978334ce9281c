"""List the evaluation pages with an agency's story, and the extracted fields of each: ``python -m bench.wire_pages``.

    python -m bench.wire_pages            the pages with an agency, a table
    python -m bench.wire_pages --missed   pages whose text or data names an agency where none was found

The table has ids and fields. It has no text of the pages except the words that credit the agency.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
from collections import Counter
from datetime import UTC, datetime

from bench.compare import PAGES
from newscrawler.extraction import ExtractedArticle, extract_html
from newscrawler.html.page import Page, PageError
from newscrawler.language.agencies import AGENCIES

_NAMES = sorted((name for names in AGENCIES.values() for name in names.full if len(name) > 2), key=len, reverse=True)
_NAMED = re.compile(
    "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" if name.isascii() else re.escape(name) for name in _NAMES)
)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.wire_pages", description=__doc__.partition("\n")[0])
    parser.add_argument("--missed", action="store_true", help="pages that name an agency where none was found")
    arguments = parser.parse_args()
    if not (PAGES / "datasets.py").exists():
        print(f"wire_pages: no pages under {PAGES}; set EVAL_PAGES", file=sys.stderr)
        return 1
    sys.path.insert(0, str(PAGES))
    datasets = importlib.import_module("datasets")
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    for each in datasets.DATASETS:
        for row in datasets.load(each):
            # The two largest sets share pages.
            if row["html"] in seen:
                continue
            seen.add(row["html"])
            body = row["html"].encode("utf-8", "replace")
            page = Page(row["url"], body, content_type="text/html; charset=utf-8", retrieved=datetime.now(UTC))
            try:
                found = extract_html(page)
            except PageError:
                continue
            if arguments.missed:
                _missed(each, row["id"], found)
            elif found.printing.agency:
                counts[found.printing.agency] += 1
                print(f"| {each} | {row['id']} | " + " | ".join(_cells(found)) + " |")
    if not arguments.missed:
        print(f"\n{len(seen)} distinct pages, {counts.total()} with an agency: {dict(counts.most_common())}")
    return 0


def _cells(found: ExtractedArticle) -> list[str]:
    printing = found.printing
    dateline = printing.dateline
    place = f"{dateline.located}{f', {dateline.date}' if dateline.date else ''}" if dateline else "–"
    rights = f"{printing.copyrightHolder} {printing.copyrightYear or ''}".strip() if printing.copyrightHolder else "–"
    credit = (printing.creditText or "")[:60].replace("|", "/")
    return [printing.agency or "–", credit, place, "; ".join(printing.authors) or "–", rights]


def _missed(each: str, name: str, found: ExtractedArticle) -> None:
    """Print the place that names an agency, for a person to check: the agency may only be quoted."""
    printing = found.printing
    if printing.agency or not printing.body:
        return
    edges = [*printing.body[:1], *printing.body[-2:], printing.byline or ""]
    for text in edges:
        if match := _NAMED.search(text):
            print(f"{each} {name}: …{text[max(0, match.start() - 40) : match.end() + 20]}…")


if __name__ == "__main__":
    sys.exit(main())
