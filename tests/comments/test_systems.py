"""Threads and traps on whole pages of newspapers, blogs and portals, also with all names of classes changed."""

from __future__ import annotations

import pytest

from bench.mutations import mutated
from tests.comments.test_kinds import check, read
from tests.support.comment_systems import SYSTEMS, page_of_system
from tests.support.comment_systems_traps import TRAPS_OF_SYSTEMS, page_of_system_trap

UNREAD = (
    "hungarian_forum_with_references",  # posts with a day alone, directly in the page
    "in_a_template_that_waits",
    "letters_in_preformatted_text",
    "notes_of_a_blog_network",  # no times, likes between the replies
    "nuke_in_tables",  # a title that all members have, and the year behind the zone
    "one_preformatted_text_for_all",
    "plus_ones_behind_dots",  # its votes
    "pushes_of_a_terminal_board",  # lines without a list around them
    "quotes_that_indent",  # paragraphs of which only the replies are in an element
    "theme_with_links_to_the_last_posts_of_readers",  # the line with the link ends the text
)
"""Systems that are known not to be read whole."""

NAMED = (
    "austrian_postings",
    "bulgarian_with_positions",
    "dutch_footers_with_bars",
    "german_weekly_with_numbers",
    "link_board_with_subtrees",
    "replies_of_a_federated_network",
    "russian_site_of_posts_with_ratings",
    "spanish_links_with_epochs",
)
"""Systems of which names of classes or attributes tell a part that nothing else does."""


@pytest.mark.parametrize("name", [name for name in SYSTEMS if name not in UNREAD])
def test_a_system_is_read_in_all_its_fields(name: str) -> None:
    check(SYSTEMS[name], page_of_system(name))


@pytest.mark.parametrize("name", [name for name in SYSTEMS if name not in (*NAMED, *UNREAD)])
def test_a_system_is_read_without_the_names_of_its_classes(name: str) -> None:
    told = " ".join(f"{one.name} {one.text}" for one in SYSTEMS[name].said)
    check(SYSTEMS[name], mutated(page_of_system(name), "all names", 1, told))


@pytest.mark.parametrize("name", UNREAD)
def test_a_system_that_is_read_by_now_is_no_longer_called_unread(name: str) -> None:
    with pytest.raises(AssertionError):
        check(SYSTEMS[name], page_of_system(name))


@pytest.mark.parametrize("name", TRAPS_OF_SYSTEMS)
def test_a_list_that_is_no_thread_is_left_alone(name: str) -> None:
    assert [one.text for one in read(page_of_system_trap(name))] == []
