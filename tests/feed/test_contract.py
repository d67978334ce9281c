"""What the feed relies on and pymongo does not promise."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database

from newscrawler.feed._stream import Stream, token_of_now

BATCH = {"_id": "x"}


def test_operations_that_are_here_are_taken_at_once_and_no_others_waited_for(store: Database[dict[str, Any]]) -> None:
    stream = Stream(store, token_of_now(store))
    comments = store["comments"]
    comments.insert_many([{"_id": str(number)} for number in range(5)], bypass_document_validation=True)
    # Had the stream asked the server again, all that comes within a fifth of a second would be among them.
    taken = stream.take(100)
    assert [each.id for each in taken] == [str(number) for number in range(len(taken))]
    comments.delete_one({"_id": "0"})
    rest = [each for _ in range(2) for each in stream.take(100)]
    assert [each.operation for each in (*taken, *rest)] == ["insert"] * 5 + ["delete"]
    assert len(rest) <= 6
    stream.close()


def test_a_position_goes_on_exactly_after_what_was_taken(store: Database[dict[str, Any]]) -> None:
    stream = Stream(store, token_of_now(store))
    store["comments"].insert_many([{"_id": str(number)} for number in range(5)], bypass_document_validation=True)
    first = [each.id for each in stream.take(2)]
    token = stream.token
    stream.close()
    assert token is not None
    second = Stream(store, token)
    assert [*first, *(each.id for _ in range(3) for each in second.take(100))] == ["0", "1", "2", "3", "4"]
    second.close()


def test_the_server_leaves_texts_out(store: Database[dict[str, Any]]) -> None:
    stream = Stream(store, token_of_now(store))
    comments = store["comments"]
    comments.insert_one({"_id": "1", "thread": "t", "text": "Words."}, bypass_document_validation=True)
    comments.update_one(
        {"_id": "1"},
        {"$set": {"text": "Other words.", "author.name": "A"}, "$unset": {"thread": ""}},
        bypass_document_validation=True,
    )
    added, changed = [each for _ in range(2) for each in stream.take(1)]
    assert "ords" not in repr((added, changed))
    assert (added.known, added.written, added.taken) == ({"thread": "t"}, (), ())
    assert (set(changed.written), changed.taken) == ({"text", "author"}, ("thread",))
    stream.close()
