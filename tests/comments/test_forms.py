"""Threads and traps as software of many countries and years prints them, also with all names of classes changed."""

from __future__ import annotations

import pytest

from bench.mutations import mutated
from tests.comments.test_kinds import check, read
from tests.support.comment_forms import FORMS, page_of_form
from tests.support.comment_forms_traps import TRAPS_OF_FORMS, page_of_form_trap

NAMED = (
    "cards_with_points_and_ages",
    "subjects_and_boxes_that_indent",
    "hosted_site_builder",
    "federated_blockquotes_by_level",
    "turkish_with_thumbs",
    "a_name_line_and_a_date_line_between_breaks",
    "an_archived_copy_with_a_bar",
    "baltic_portal",
    "terms_with_numbers_that_alternate",
)
"""Forms of which names of classes tell a part that nothing else does."""


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_read_in_all_its_fields(name: str) -> None:
    check(FORMS[name], page_of_form(name))


@pytest.mark.parametrize("name", [name for name in FORMS if name not in NAMED])
def test_a_form_is_read_without_the_names_of_its_classes(name: str) -> None:
    told = " ".join(f"{one.name} {one.text}" for one in FORMS[name].said)
    check(FORMS[name], mutated(page_of_form(name), "all names", 1, told))


@pytest.mark.parametrize("name", TRAPS_OF_FORMS)
def test_a_list_that_is_no_thread_is_left_alone(name: str) -> None:
    assert [one.text for one in read(page_of_form_trap(name))] == []
