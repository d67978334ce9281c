"""The dataset card: a page that tells a stranger what is in an export and how it may be read."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawler.export.columns import TABLES, TableName
from newscrawler.export.formats import ENDINGS
from newscrawler.export.manifest import MANIFEST, Manifest
from newscrawler.printable import escaped

__all__ = ["CARD", "card"]

CARD = "README.md"

_TABLES: dict[TableName, str] = {
    "stories": "wire stories, one for each, however many outlets print it",
    "copies": "printings: a story as one outlet prints it; `story` is the `id` of its story",
    "threads": "comment sections; `copyUrl` is the `url` of their copy",
    "comments": "comments of readers; `thread` is the `id` of their thread, `parentItem` the `nativeId` of the comment "
    "that they answer",
}

_READ = {
    "jsonl.zst": 'pandas.read_json("stories/day=2026-11-20/part-0.jsonl.zst", lines=True)',
    "parquet": "pandas.read_parquet(\"stories\")     # or in DuckDB: FROM read_parquet('stories/*/*.parquet')",
    "csv": 'pandas.read_csv("stories/day=2026-11-20/part-0.csv")',
    "ninjs": "one item of IPTC ninjs 3.1 a line",
}


def card(manifest: Manifest, tables: Sequence[TableName]) -> str:
    """Return the card of a finished export, as Markdown."""
    asked = manifest.request
    totals = manifest.totals()
    days = [day.day for day in manifest.days]
    lines = [
        "# News stories" + (" and comments" if asked["comments"] else "") + ", exported by newscrawler",
        "",
        f"Begun {manifest.begun}, finished {manifest.finished}. What was stored or changed after the beginning may be "
        "missing.",
        "",
        "## Contents",
        "",
        f"- Days: {f'{days[0]} to {days[-1]}' if days else 'none'}, by the time of publication in UTC"
        " (`undated`: the page states none). A day that is known without a time begins at midnight where the outlet "
        "is, so that it may be the day before in UTC.",
        *(f"- {name}: {escaped(str(asked[name]))}" for name in ("since", "until", "outlet", "agency") if asked[name]),
        *(f"- `{table}/`: {totals.get(table, 0):,} {_TABLES[table]}" for table in tables),
        f"- `{MANIFEST}`: the rows, bytes and SHA-256 of each file",
        "",
        "## Reading it",
        "",
        f"Files end in `.{ENDINGS[asked['format']]}`:",
        "",
        f"    {_READ[asked['format']]}",
        "",
        *_notes(asked["format"]),
        *_columns(asked["format"], tables),
        "## People and rights",
        "",
        *_people(asked),
        "The texts belong to the agencies, outlets and readers who wrote them: `copyrightHolder`, `copyrightNotice` "
        "and `tdmReservation` say what the pages state. Erase here what you are asked to erase in the store: an export "
        "is not changed by a later erasure.",
    ]
    return "\n".join(lines) + "\n"


def _notes(format: str) -> list[str]:
    if format == "csv":
        return [
            "An empty cell is an unknown value. Lists and objects are JSON, except `body`, whose paragraphs have a "
            "blank line between them. A text that a spreadsheet would run as a formula begins with an apostrophe, "
            "which is not part of it.",
            "",
        ]
    return ["A null is an unknown value.", ""] if format != "ninjs" else []


def _columns(format: str, tables: Sequence[TableName]) -> list[str]:
    if format == "ninjs":
        return []
    lines = ["## Columns", "", "docs/collections of newscrawler explains each.", ""]
    lines += [f"- `{table}`: {', '.join(f'`{each.name}`' for each in TABLES[table])}" for table in tables]
    return [*lines, ""]


def _people(asked: dict[str, object]) -> list[str]:
    if not asked["comments"]:
        return []
    if asked["pseudonymous"]:
        return [
            "Commenters appear under pseudonyms that are equal for equal names and cannot be turned back without the "
            "operator's key. This is pseudonymous data, not anonymous data: texts are as they were written, may name "
            "people, and can be searched for. Earlier texts of changed and removed comments are left out, and the last "
            "text and the author of vanished ones.",
            "",
        ]
    return [
        "Commenters appear with the names that they chose, and `observations` holds earlier texts of comments that "
        "were changed or removed. Keep this folder to those who may see them; `--pseudonymous` makes one to pass on.",
        "",
    ]
