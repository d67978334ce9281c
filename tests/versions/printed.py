"""A copy to compare, made up."""

from __future__ import annotations

from typing import Any

PARAGRAPHS = (
    "The ferry left Vessa on Monday with 40 people on board. It was late.",
    "The mayor, Mr. Olde, said that the crew had done their work.",
    "Nobody was hurt, the port office said in the evening.",
    "The line opened in 1962 and carries a million people a year.",
)


def printed(*paragraphs: str, headline: str = "Ferry leaves Vessa", **fields: Any) -> dict[str, Any]:
    """Return a document of ``copies`` as far as a comparison reads it."""
    body = list(paragraphs or PARAGRAPHS)
    return {
        "headline": headline,
        "body": body,
        "blocks": [{"kind": "paragraph", "text": text} for text in body],
        **fields,
    }


def edited(old: str, new: str, **fields: Any) -> dict[str, Any]:
    """Return the copy with one part of its text replaced."""
    assert any(old in text for text in PARAGRAPHS)
    return printed(*(text.replace(old, new) for text in PARAGRAPHS), **fields)
