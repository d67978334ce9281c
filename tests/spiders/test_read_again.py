"""What a crawl remembers of the addresses that it has read, when it reads the same pages again and again."""

from __future__ import annotations

from newscrawler.discovery.answers import Answer
from newscrawler.extensions.copy_addresses import CopyAddresses

QUAY = "https://granitepost.example/2026/quay"
SHARED = f"{QUAY}?from=mail"


def answer(url: str, text: str) -> Answer:
    return Answer(
        asked=url,
        url=url,
        headline="Crane blocks the old quay",
        title="",
        text=text,
        announced=None,
        is_dated=True,
        is_signed=True,
    )


def test_only_the_last_text_of_a_page_counts() -> None:
    addresses = CopyAddresses()
    for text in ("The crane fell at noon.", "The crane fell at noon; it was lifted at six."):
        addresses.note(answer(QUAY, text), QUAY)
    assert addresses.seen_at(answer(SHARED, "The crane fell at noon.")) is None
    assert addresses.seen_at(answer(SHARED, "The crane fell at noon; it was lifted at six.")) == QUAY


def test_a_page_that_is_read_often_is_remembered_once() -> None:
    addresses = CopyAddresses()
    for number in range(50):
        addresses.note(answer(SHARED, f"Version {number}"), QUAY)
    assert sum(len(each) for each in addresses._read.values()) == 1
    assert sum(len(each) for each in addresses._claims.values()) == 1
