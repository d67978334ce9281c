"""How a fixture is written and read: what the head of test_outlets.py says of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newscrawler.fixtures.replay import FixtureError, replay
from newscrawler.spiders.japantoday import JapanTodaySpider
from newscrawler.spiders.outlet import OutletSpider
from tests.support.rewriting import _rewrite, is_rewritten

PROSE = "<p>The harbour master said that the quay would stay closed until the crane had been lifted.</p>" * 5
PAGE = f"""<html><head><title>Crane</title></head><body><article><h1>Crane blocks the old quay</h1>
<p class="byline">By Mara Quill</p>{PROSE}</article>
<ol id="comments" class="commentlist">
<li class="comment" id="comment-1"><b class="author">Bo</b> <span class="date">3 hours ago</span><p>Again?</p></li>
<li class="comment" id="comment-2"><b class="author">Ann</b> <span class="date">2 days ago</span><p>As ever.</p></li>
</ol></body></html>"""


def case(folder: Path, **saved: object) -> Path:
    made = folder / "outlet" / "relative"
    made.mkdir(parents=True)
    request = {"url": "https://granitepost.example/2026/quay", "headers": {"Content-Type": "text/html"}, **saved}
    (made / "request.json").write_text(json.dumps(request), encoding="utf-8")
    (made / "page.html").write_text(PAGE, encoding="utf-8")
    return made


def times(made: Path) -> list[str]:
    return [item["dateCreated"] for item in replay(made, OutletSpider).results if item["_type"] == "Comment"]


def test_relative_times_are_counted_from_the_time_at_which_the_page_was_saved(tmp_path: Path) -> None:
    made = case(tmp_path, retrieved="2026-11-20T12:30:00+09:00")
    assert times(made) == ["2026-11-20T00:30:00+00:00", "2026-11-18T03:30:00+00:00"]
    assert times(made) == times(made)


def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FixtureError, match="retrieved has no zone"):
        times(case(tmp_path, retrieved="2026-11-20T12:30:00"))


@pytest.mark.parametrize(
    ("asked", "rewritten"),
    [
        (None, False),
        ("", True),
        ("outlet", True),
        ("outlet/relative", True),
        ("outlet/other", False),
        ("harborlight", False),
    ],
)
def test_one_outlet_or_one_case_is_written_anew(asked: str | None, rewritten: bool, tmp_path: Path) -> None:
    assert is_rewritten(case(tmp_path), asked) is rewritten


def test_a_run_that_changes_a_file_fails_and_one_that_changes_nothing_does_not(tmp_path: Path) -> None:
    expected = tmp_path / "expected.json"
    for items in ([{"_type": "Copy"}], [{"_type": "Rejection"}]):
        with pytest.raises(pytest.fail.Exception, match=r"expected\.json was (written|changed): read it"):
            _rewrite(expected, items)
        _rewrite(expected, items)
        assert json.loads(expected.read_text(encoding="utf-8")) == items


def test_declared_selectors_that_find_nothing_are_named(tmp_path: Path) -> None:
    made = case(tmp_path, url="https://japantoday.com/category/world/quay")
    assert replay(made, JapanTodaySpider).missed == ["body", "published"]


def test_selectors_that_need_not_find_anything_are_excused(tmp_path: Path) -> None:
    made = case(tmp_path, url="https://japantoday.com/category/world/quay", missed=["body", "published"])
    replayed = replay(made, JapanTodaySpider)
    assert replayed.missed == []
    assert replayed.results
