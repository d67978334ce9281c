"""The look before an expression lets through every text that the expression matches."""

from __future__ import annotations

import importlib
import pkgutil
import re
from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newscrawler
from newscrawler import urls as hrefs
from newscrawler.extraction.headline.titled import TitleParts
from newscrawler.guarded import Guarded, caseless
from newscrawler.html.page import Page
from newscrawler.html.structured import Structured
from newscrawler.language.agencies import AGENCIES, find_agency
from tests.support.soak import times


def _guards() -> dict[str, Guarded]:
    found: dict[str, Guarded] = {}
    for module in pkgutil.walk_packages(newscrawler.__path__, "newscrawler."):
        # The scrapyd applications and the programs start what they are for when they are imported.
        if module.name.startswith(("newscrawler.scrapyd.", "newscrawler.commands.")) or "__main__" in module.name:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Guarded):
                found[f"{module.name.removeprefix('newscrawler.')}.{name}"] = value
    return found


GUARDS = _guards()


@pytest.mark.parametrize("name", GUARDS)
@settings(max_examples=times(25, 2_000), deadline=None)
@given(data=st.data())
def test_the_look_lets_through_whatever_the_expression_matches(name: str, data: st.DataObject) -> None:
    guard = GUARDS[name]
    pattern = re.compile(guard.pattern.pattern, guard.pattern.flags)
    text = guard.given(data.draw(st.from_regex(pattern, fullmatch=guard.mode == "fullmatch")))
    if getattr(pattern, guard.mode)(text):
        assert guard.may_match(text)


def test_the_package_has_guards() -> None:
    assert {name.rpartition(".")[2] for name in GUARDS} >= {
        "_CLOSED",
        "CREDIT",
        "_AFTER_NAME",
        "_ANY",
        "_BY",
        "_SEVERAL",
    }


@pytest.mark.parametrize("odd", ["İ", "ı", "I", "ſ", "\u212a", "S", "K", "ς"])
def test_case_is_folded_as_expressions_ignore_it(odd: str) -> None:
    for plain in "iskσ":
        if re.fullmatch(plain, odd, re.I):
            assert caseless(odd) == caseless(plain)


def test_a_guard_on_hints_ignores_case_where_its_expression_does() -> None:
    assert Guarded.on_hints(re.compile("comments closed", re.I), ["closed"]).search("Comments Closed")
    assert not Guarded.on_hints(re.compile("comments closed"), ["closed"]).search("comments Closed")


def test_a_folded_guard_ignores_case_as_its_expression_does() -> None:
    guard = Guarded.folded(r"\W*απόψεις\W*", mode="fullmatch")
    assert all(guard.fullmatch(text) for text in ("απόψεις", "ΑΠΌΨΕΙΣ:", "Απόψεισ"))
    assert not guard.fullmatch("απόψεις 3")


@pytest.mark.parametrize("name", sorted({name for names in AGENCIES.values() for name in (*names.full, *names.short)}))
def test_every_name_of_an_agency_passes_the_look(name: str) -> None:
    assert find_agency(f"Mara Quill, {name}") is not None


@settings(max_examples=times(25, 2_000), deadline=None)
@given(st.from_regex(hrefs._WHOLE, fullmatch=True))
def test_an_address_that_is_not_joined_is_what_joining_makes_of_it(address: str) -> None:
    address = address.strip()
    assert hrefs.joined("https://courier.example/news/quay", address) == urljoin(
        "https://courier.example/news/quay", address
    )


@settings(max_examples=times(25, 2_000), deadline=None)
@given(st.text("Aä\u0308Oo\u3142\u3163ß1 |-:/", min_size=4, max_size=40), st.data())
def test_a_line_that_prints_a_part_of_the_title_passes_the_look_with_words_behind_it(
    title: str, data: st.DataObject
) -> None:
    page = Page("https://courier.example/quay", b"<p>x</p>", content_type="text/html", retrieved=datetime.now(UTC))
    parts = TitleParts(title, Structured(page))
    start = data.draw(st.integers(0, len(title)))
    line = title[start : data.draw(st.integers(start, len(title)))].rstrip()
    if parts.share(line):
        assert parts.may_begin(line)
        assert parts.may_begin(f"{line} Monday January 7 2019")
