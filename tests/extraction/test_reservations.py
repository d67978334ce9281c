"""Wishes of outlets about copies of their pages: in metadata, headers and a host's file."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from newscrawler.extraction.reservations import Reservation, TdmRules, read_reservations, reservation_fields
from newscrawler.html.page import Page
from newscrawler.items import Block, Copy
from newscrawler.pipelines.reservations import ReservationsPipeline

NOW = datetime(2026, 11, 20, tzinfo=UTC)
POLICY = "https://outlet.example/terms.json"


def wishes(head: str = "", headers: dict[str, list[str]] | None = None, file: Reservation | None = None) -> Reservation:
    page = Page(
        "https://outlet.example/tarn",
        f"<html><head>{head}</head><body><p>x</p></body></html>".encode(),
        content_type="text/html; charset=utf-8",
        retrieved=NOW,
    )
    return read_reservations(page, headers, file or Reservation())


def test_a_page_that_states_nothing() -> None:
    assert wishes() == Reservation(None, None, None)
    assert wishes('<meta name=robots content="index, follow, max-image-preview:large">') == Reservation()


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="robots" content="noarchive">',
        '<meta name="ROBOTS" content="index,follow,NOARCHIVE">',
        '<meta name="newscrawler" content="noarchive">',
        '<meta name="robots" content="index"><meta name="robots" content="noarchive">',
    ],
)
def test_noarchive_in_the_metadata(head: str) -> None:
    assert wishes(head).noarchive is True


@pytest.mark.parametrize(
    ("tags", "ours"),
    [
        (["noarchive"], True),
        (["noindex, noarchive"], True),
        (["nofollow", "NoArchive"], True),
        (["newscrawler: noarchive"], True),
        (["unavailable_after: 25 Jun 2030 15:00:00 PST, noarchive"], True),
        (["googlebot: noarchive"], False),
        (["googlebot: noindex, noarchive"], False),
        (["otherbot: noarchive, newscrawler: noarchive"], True),
        (["noindex, nosnippet"], False),
    ],
)
def test_noarchive_in_the_header_speaks_to_us_or_to_others(tags: list[str], ours: bool) -> None:
    assert bool(wishes(headers={"x-robots-tag": tags}).noarchive) is ours


@pytest.mark.parametrize(("value", "reserved"), [("1", True), ("0", False), (" 1 ", True), ("2", None), ("yes", None)])
def test_a_reservation_in_metadata_or_header(value: str, reserved: bool | None) -> None:
    policy = POLICY if reserved is not None else None
    head = f'<meta name="tdm-reservation" content="{value}"><meta name="tdm-policy" content="{POLICY}">'
    assert wishes(head) == Reservation(None, reserved, policy)
    headers = {"tdm-reservation": [value], "tdm-policy": [POLICY]}
    assert wishes(headers=headers) == Reservation(None, reserved, policy)


def test_what_stands_nearest_to_the_text_holds() -> None:
    file = Reservation(None, True, POLICY)
    assert wishes(file=file) == file
    assert wishes(headers={"tdm-reservation": ["0"]}, file=file).tdm is False
    head = '<meta name="tdm-reservation" content="1">'
    assert wishes(head, {"tdm-reservation": ["0"]}).tdm is True


def test_a_policy_that_is_no_web_address_is_none() -> None:
    head = '<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="javascript:alert(1)">'
    assert wishes(head) == Reservation(None, True, None)


RULES: list[Any] = [
    {"location": "/", "tdm-reservation": 0},
    {"location": "/news/*", "tdm-reservation": 1, "tdm-policy": POLICY},
    {"location": "/news/free/*", "tdm-reservation": 0},
    {"location": "/*.pdf$", "tdm-reservation": "1"},
    {"location": "https://outlet.example/whole", "tdm-reservation": True},
    {"location": "/wrong", "tdm-reservation": 7},
    {"location": ["/list"], "tdm-reservation": 1},
    "no rule",
]


@pytest.mark.parametrize(
    ("path", "reserved"),
    [
        ("/", False),
        ("/news/tarn", True),
        ("/news/tarn?page=2", True),
        ("/news/free/tarn", False),
        ("/paper.pdf", True),
        ("/paper.pdf?x=1", False),
        ("/whole/part", True),
        ("/wrong", False),
        ("/list", False),
    ],
)
def test_the_most_exact_rule_of_a_file_holds(path: str, reserved: bool) -> None:
    assert TdmRules(json.dumps(RULES).encode()).of(path).tdm is reserved


def test_a_file_without_a_rule_for_the_path_states_nothing() -> None:
    assert TdmRules(b'[{"location": "/news", "tdm-reservation": 1}]').of("/sport") == Reservation()
    assert TdmRules(b'\xef\xbb\xbf{"location": "/", "tdm-reservation": 1}').of("/sport").tdm is True


@pytest.mark.parametrize("body", [b"", b"<html>", b'"text"', b"7", b"[" * 100_000])
def test_what_is_no_file_of_rules_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        TdmRules(body)


def test_a_location_full_of_stars_costs_nothing() -> None:
    hostile = json.dumps([{"location": "/" + "*a" * 200 + "$", "tdm-reservation": 1}]).encode()
    assert TdmRules(hostile).of("/" + "a" * 2_000) == Reservation()


def reserved(**wish: Any) -> Copy:
    return Copy(
        url="https://outlet.example/tarn",
        outlet="outlet.example",
        retrieved=NOW,
        headline="Ferry to Tarn runs again",
        byline="Ada Quist",
        blocks=[Block(kind="note", text="Corrects the year."), Block(text="It sails.")],
        edNote="Corrects the year.",
        **wish,
    )


@pytest.mark.parametrize(
    ("wish", "obeyed", "counted"),
    [
        ({"tdmReservation": True}, ["tdm"], ["reservations/tdm"]),
        ({"noarchive": True}, ["noarchive"], ["reservations/noarchive"]),
        ({"noarchive": True, "tdmReservation": True}, ["noarchive", "tdm"], ["reservations/tdm"]),
        ({"noarchive": True}, ["tdm"], []),
        ({"tdmReservation": False}, ["noarchive", "tdm"], []),
        ({"tdmReservation": True, "noarchive": True}, [], []),
    ],
)
def test_the_text_is_withheld_where_a_wish_is_obeyed(
    wish: dict[str, bool], obeyed: list[str], counted: list[str]
) -> None:
    counts: list[str] = []
    copy = ReservationsPipeline(obeyed, counts.append).process_item(reserved(**wish))
    assert counts == counted
    if counted:
        assert (copy.body, copy.blocks, copy.edNote) == ([], [], None)
        assert (copy.representation, copy.partialReason) == ("partial", "reserved")
    else:
        assert copy == reserved(**wish)
    assert (copy.headline, copy.byline) == ("Ferry to Tarn runs again", "Ada Quist")


def test_an_unknown_wish_is_refused_by_its_name() -> None:
    with pytest.raises(ValueError, match="OBEY_RESERVATIONS names noarchiv: it may hold noarchive and tdm"):
        ReservationsPipeline(["noarchiv", "tdm"], print)


def test_the_fields_of_a_copy() -> None:
    assert reservation_fields(Reservation(True, False, None)) == {
        "noarchive": True,
        "tdmReservation": False,
        "tdmPolicy": None,
    }
