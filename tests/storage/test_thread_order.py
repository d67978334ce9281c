"""A thread in reading order, a page at a time, and its votes over time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.storage._reading_order import Placed, reading_order
from newscrawler.storage.reader import Reader, traverse
from newscrawler.storage.thread_order import VotesAt, summed_votes, thread_page, votes_over_time
from tests.support.commands_store import (
    BUSES_THERE,
    FLAT,
    NESTED,
    VISIT,
    at,
    comment,
    comments,
    copies,
    thread,
    threads,
)


def placed(native: str, parent: str | None = None, position: int | None = None) -> Placed:
    return Placed(id=f"t#{native}", native=native, parent=parent, position=position, created=None)


class TestReadingOrder:
    def test_replies_follow_the_comment_that_they_answer(self) -> None:
        order = reading_order([placed("c", "a", 2), placed("b", None, 1), placed("a", None, 0), placed("d", "c", 3)])
        assert [(each.native, depth) for each, depth in order] == [("a", 0), ("c", 1), ("d", 2), ("b", 0)]

    def test_an_answer_to_a_comment_that_is_not_stored_is_at_the_top(self) -> None:
        assert reading_order([placed("a", "gone")]) == [(placed("a", "gone"), 0)]

    def test_comments_that_answer_each_other_in_a_circle_are_shown_once(self) -> None:
        order = reading_order([placed("a", "b", 1), placed("b", "a", 0), placed("own", "own", 2)])
        assert [(each.native, depth) for each, depth in order] == [("own", 0), ("b", 0), ("a", 1)]

    def test_ten_thousand_answers_below_each_other_take_no_recursion(self) -> None:
        chain = [placed(str(number), str(number - 1) if number else None, number) for number in range(10_000)]
        assert reading_order(chain)[-1][1] == 9_999


@pytest.fixture
def reader(write: Any, database: Database[Any]) -> Reader:
    write(*copies(), *threads(), *comments())
    return Reader(database)


class TestThreadPage:
    def test_pages_together_are_the_thread_as_the_reader_has_it(self, reader: Reader, database: Database[Any]) -> None:
        whole = [(node.stored.id, depth) for node, depth in traverse(reader.comments(NESTED))]
        found, start, firsts = [], None, []
        while True:
            page = thread_page(database, NESTED, limit=2, start=start)
            found += [(each.stored.id, each.depth) for each in page.comments]
            firsts.append(page.first)
            if page.next is None:
                break
            start = page.next
        assert found == whole
        assert (firsts, page.total, page.is_whole) == ([1, 3, 5], 5, True)
        assert thread_page(database, NESTED, limit=2, start=page.previous).first == 3

    def test_a_comment_that_is_gone_begins_no_page(self, reader: Reader, database: Database[Any]) -> None:
        assert thread_page(database, NESTED, limit=2, start="never") is None
        assert thread_page(database, FLAT, limit=2, start=f"{NESTED}#a") is None

    def test_what_is_beyond_the_bound_is_told(self, reader: Reader, database: Database[Any]) -> None:
        page = thread_page(database, NESTED, limit=10, most=4)
        assert (page.total, page.is_whole) == (4, False)

    def test_a_thread_without_comments_is_an_empty_page(self, reader: Reader, database: Database[Any]) -> None:
        assert thread_page(database, "isso:nothing", limit=10).comments == ()


class TestVotes:
    def test_are_summed_at_each_visit_over_what_each_comment_last_stated(
        self, write: Any, database: Database[Any]
    ) -> None:
        write(*copies(), thread("1234", BUSES_THERE, collectedCount=2))
        first = [comment(FLAT, "1", 0, upvoteCount=2, downvoteCount=0), comment(FLAT, "2", 1, upvoteCount=1)]
        later = VISIT + timedelta(hours=1)
        write(*first)
        write(replace(first[0], upvoteCount=7, downvoteCount=3, retrieved=later))
        assert votes_over_time(database, FLAT) == [
            VotesAt(at=VISIT, comments=2, up=3, down=0),
            VotesAt(at=later, comments=2, up=8, down=3),
        ]

    def test_a_count_that_is_not_stated_any_more_stays(self) -> None:
        history = [{"at": at(9), "score": 4}, {"at": at(10), "score": None, "state": "removed"}]
        assert [(each.at, each.score) for each in summed_votes([history])] == [(at(9), 4), (at(10), 4)]

    def test_votes_that_no_comment_states_are_no_votes(self) -> None:
        assert summed_votes([[{"at": at(9)}], []]) == []

    def test_a_comment_that_comes_later_adds_its_votes(self) -> None:
        points = summed_votes([[{"at": at(9), "score": -1}], [{"at": at(11), "score": 3}]])
        assert [(each.comments, each.score) for each in points] == [(1, -1), (2, 2)]

    def test_many_points_are_thinned_and_the_last_stays(self) -> None:
        history = [{"at": at(9) + timedelta(minutes=each), "score": each} for each in range(1_000)]
        points = summed_votes([history])
        assert (len(points), points[0].score, points[-1].score) == (200, 0, 999)
