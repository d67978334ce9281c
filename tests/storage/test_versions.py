"""What makes a revision of a stored copy, and what its change says; on a real server."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.items import Copy, Gone, Unchanged
from newscrawler.storage import Reader
from newscrawler.storage._batch import write_batch
from newscrawler.storage._erasing import erase_copies
from newscrawler.storage.suppression import Entry
from tests.support.wire_items import LATER, NOON, copy, paragraphs

Db = Database[dict[str, Any]]
Write = Any

URL = "https://a.example/ferry"
BODY = paragraphs("ferry")


def at(visit: float) -> datetime:
    return NOON + visit * LATER


def visit(number: float, *more: str, **fields: Any) -> Copy:
    """A visit of the copy, with further paragraphs below its text."""
    return copy(URL, retrieved=at(number), **{"body": [*BODY, *more], **fields})


def stored(database: Db) -> dict[str, Any]:
    found = database["copies"].find_one({"_id": URL})
    assert found is not None
    return found


def kinds(database: Db) -> list[str | None]:
    """Kinds of the changes, as a reader of the revisions sees them."""
    return [each.change.kind if each.change else None for each in Reader(database).revisions(URL)]


# --- changes ------------------------------------------------------------------------------------------------------


def test_each_revision_says_what_replaced_it(prepared: Db, write: Write) -> None:
    write(visit(0))
    write(visit(1, "Divers found the anchor."))
    write(visit(2, "Divers found the ancor."))
    write(visit(3, "Divers found the ancor.", headline="Ferry is back in its harbor"))
    note = "Correction: the anchor was found on Monday."
    write(visit(4, "Divers found the anchor.", note, headline="Ferry is back in its harbor", edNote=note))
    write(visit(5, "Divers found the anchor.", pubStatus="canceled"))
    assert kinds(prepared) == ["update", "typo", "headline", "correction", "kill"]
    first = prepared["revisions"].find_one({"_id": f"{URL}#0"})
    assert first is not None
    assert first["change"] == {
        **{"kind": "update", "headline": False, "added": 1, "removed": 0, "moved": 0, "edited": 0},
        **{"wordsAdded": 5, "wordsRemoved": 0, "fields": [], "silent": True},
    }
    assert "change" not in stored(prepared)


def test_a_revision_that_was_stored_without_its_change_is_compared_when_it_is_read(prepared: Db, write: Write) -> None:
    write(visit(0))
    write(visit(1, "Divers found the anchor."))
    write(visit(2))
    prepared["revisions"].update_many({}, {"$unset": {"change": ""}})
    assert kinds(prepared) == ["update", "text"]


def test_a_page_of_an_archive_between_two_revisions_is_compared_with_its_neighbours(prepared: Db, write: Write) -> None:
    write(visit(0))
    write(visit(3, "Divers found the anchor.", "It was red."))
    assert write(visit(1, "Divers found the anchor.", discoveredVia="archive:x.warc")) == ["stale"]
    changes = [each.change for each in Reader(prepared).revisions(URL)]
    assert [change and (change.kind, change.added) for change in changes] == [("update", 1), ("update", 1)]


# --- furniture ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "before_and_after",
    [
        ("1,234 shares", "1,240 shares"),
        ("Updated 5 minutes ago", "Updated 2 hours ago"),
        ("Read also: Bridge opens", "Read also: Budget passes"),
        ("He said: “no” – twice", 'He said: "no" - twice'),
    ],
)
def test_furniture_makes_no_revision_and_the_latest_visit_is_shown(
    prepared: Db, write: Write, before_and_after: tuple[str, str]
) -> None:
    before, after = before_and_after
    write(visit(0, before))
    changed = Reader(prepared).story(URL).stored.lastChanged
    assert write(visit(1, after)) == ["unchanged"]
    assert write(visit(2, after)) == ["unchanged"]
    found = stored(prepared)
    assert (found["revision"], found["body"][-1], found["lastSeen"], found["lastChanged"]) == (0, after, at(2), at(0))
    tree = Reader(prepared).story(URL)
    assert (tree.stored.story.body[-1], tree.stored.lastChanged, tree.stored.lastSeen) == (after, changed, at(2))
    assert kinds(prepared) == []


def test_a_line_that_other_stories_of_the_outlet_show_is_furniture(prepared: Db, write: Write) -> None:
    for name in ("bridge", "budget", "museum"):
        url = f"https://a.example/{name}"
        lines = [*paragraphs(name), "The Harbor Letter every morning"]
        write(copy(url, headline=f"Town discusses the {name}", body=lines))
    write(visit(0, "The Harbor Letter every morning"))
    # Another story's headline in a box, and a line of every page that is not there today.
    assert write(visit(1, "Town discusses the museum")) == ["unchanged"]
    assert kinds(prepared) == []
    assert write(visit(2, "The museum opens on Monday")) == ["changed"]
    assert kinds(prepared) == ["update"]


def test_a_sentence_that_one_other_story_shares_is_text(prepared: Db, write: Write) -> None:
    background = "The line opened in 1962."
    write(copy("https://a.example/line", headline="Line is old", body=[*paragraphs("line"), background]))
    write(visit(0))
    assert write(visit(1, background)) == ["changed"]


def test_the_feed_tells_of_no_furniture(prepared: Db, write: Write) -> None:
    write(visit(0, "1,234 shares"))
    with Reader(prepared).changes() as feed:
        write(visit(1, "1,240 shares"))
        write(visit(2, "1,240 shares", "Divers found the anchor."))
        told = [(change.collection, change.what) for change in feed.pending()]
    assert [each for each in told if each[1] == "changed"] == [("copies", "changed"), ("stories", "changed")]
    assert ("copies", "seen") in told


# --- flip-flops ---------------------------------------------------------------------------------------------------


def test_a_headline_that_goes_back_and_forth_is_counted(prepared: Db, write: Write) -> None:
    one, other = "Ferry returns to harbor", "You will not believe this ferry"
    for number, headline in enumerate([one, other, one, other, other, one]):
        write(visit(number, headline=headline))
    assert kinds(prepared) == ["headline"]
    found = stored(prepared)
    assert (found["flipFlops"], found["headlines"], found["headline"]) == (3, [one, other], one)
    assert found["lastChanged"] == at(1)
    shown = Reader(prepared).story(URL).copies[0].stored
    assert (shown.flipFlops, shown.headlines) == (3, (one, other))


def test_headlines_of_before_they_were_noted_are_known_from_the_revisions(prepared: Db, write: Write) -> None:
    write(visit(0))
    write(visit(1, headline="Vessel comes home"))
    prepared["copies"].update_many({}, {"$unset": {"headlines": "", "flipFlops": ""}})
    assert write(visit(2)) == ["unchanged"]
    assert stored(prepared)["flipFlops"] == 1


def test_an_edit_under_a_headline_that_goes_back_is_a_revision(prepared: Db, write: Write) -> None:
    write(visit(0))
    write(visit(1, headline="Vessel comes home"))
    assert write(visit(2, "Divers found the anchor.")) == ["changed"]
    assert kinds(prepared) == ["headline", "update"]
    assert stored(prepared)["flipFlops"] == 1


# --- gone and restored --------------------------------------------------------------------------------------------


def gone(number: float, status: int = 404) -> Gone:
    return Gone(url=URL, status=status, retrieved=at(number))


def test_a_page_that_is_not_there_is_noted_with_the_first_and_the_last_visit(prepared: Db, write: Write) -> None:
    write(visit(0))
    assert write(gone(1)) == ["changed"]
    assert write(gone(2)) == ["unchanged"]
    found = stored(prepared)
    assert found["gone"] == {"at": at(1), "last": at(2), "status": 404}
    assert (found["body"], found["lastSeen"], found["lastChanged"], found["revision"]) == (BODY, at(0), at(1), 0)
    tree = Reader(prepared).story(URL)
    assert tree.stored.lastChanged == at(1)
    assert tree.copies[0].stored.gone is not None


def test_the_same_page_back_is_restored(prepared: Db, write: Write) -> None:
    write(visit(0))
    write(gone(1, 410))
    assert write(visit(2)) == ["changed"]
    assert kinds(prepared) == ["restored"]
    found = stored(prepared)
    assert "gone" not in found
    assert (found["lastSeen"], found["lastChanged"], found["revision"]) == (at(2), at(2), 1)
    first = prepared["revisions"].find_one({"_id": f"{URL}#0"})
    assert first is not None
    assert first["gone"]["status"] == 410
    assert write(visit(3)) == ["unchanged"]


def test_not_modified_restores_too(prepared: Db, write: Write) -> None:
    write(visit(0))
    write(gone(1))
    assert write(Unchanged(kind="copy", id=URL, retrieved=at(2))) == ["changed"]
    assert kinds(prepared) == ["restored"]
    assert stored(prepared)["body"] == BODY


def test_other_text_in_the_place_of_a_gone_page_is_restored_with_its_sentences(prepared: Db, write: Write) -> None:
    write(visit(0))
    write(gone(1))
    write(visit(2, "Divers found the anchor."))
    (revision,) = Reader(prepared).revisions(URL)
    assert revision.change is not None
    assert (revision.change.kind, revision.change.added) == ("restored", 1)


def test_what_was_fetched_earlier_neither_loses_nor_restores(prepared: Db, write: Write) -> None:
    write(visit(3))
    assert write(gone(2)) == ["stale"]
    assert "gone" not in stored(prepared)
    write(gone(5))
    assert write(Unchanged(kind="copy", id=URL, retrieved=at(4))) == ["unchanged"]
    assert stored(prepared)["gone"]["at"] == at(5)
    assert write(visit(4.5, discoveredVia="archive:x.warc")) == ["unchanged"]
    assert stored(prepared)["gone"]["at"] == at(5)


def test_nothing_is_noted_of_a_page_that_is_not_stored(prepared: Db, write: Write) -> None:
    assert write(gone(1)) == ["stale"]
    assert prepared["copies"].count_documents({}) == 0
    assert prepared["quarantine"].count_documents({}) == 0


def test_written_twice_it_has_the_effect_of_one_write(prepared: Db) -> None:
    items: list[Copy | Gone] = [
        visit(0),
        gone(1),
        visit(2),
        gone(3),
        gone(4),
        visit(5, "1,234 shares"),
        visit(6, "1,240 shares"),
    ]
    for item in items:
        write_batch(prepared, [item])
    once = {name: list(prepared[name].find().sort("_id")) for name in ("stories", "copies", "revisions")}
    for item in items:
        write_batch(prepared, [item])
    assert {name: list(prepared[name].find().sort("_id")) for name in once} == once
    assert kinds(prepared) == ["restored", "restored"]


def test_erased_headlines_are_not_kept(prepared: Db, write: Write) -> None:
    write(visit(0))
    write(visit(1, headline="Vessel comes home"))
    erase_copies(prepared, [URL], Entry("erased", at(2), "url"))
    assert "headlines" not in stored(prepared)


def test_lines_below_a_label_are_furniture_and_so_is_what_stood_there_before(prepared: Db, write: Write) -> None:
    def with_line(number: float, line: str, labelled: list[str]) -> Copy:
        return visit(number, body=[*BODY[:3], line, *BODY[3:]], labelled=labelled)

    write(with_line(0, "Boots for every weather", []))
    assert write(with_line(1, "Fly to the isles", ["Fly to the isles"])) == ["unchanged"]
    # Its label is known of the visit before.
    assert write(visit(2)) == ["unchanged"]
    assert write(with_line(3, "What the plan says", [])) == ["changed"]
