"""Every folder under ``fixtures/<spider>/<case>/`` is one page as an outlet serves it, and what becomes of it.

    request.json    the page: {"url": …, "retrieved": …, "headers": {…}}
                    "retrieved" is the time at which it was saved (ISO 8601 with zone): "3 hours ago" is counted from it
                    "kind", optional: "story" (default), "feed", "sitemap" or "section", which is a list page
                    "missed", optional: declared selectors that find nothing on this page, and need not
    page.html       its bytes (page.xml for a feed or a sitemap)
    answers.json    optional, answers of the outlet's endpoints: {"<url>": answer, or a list of answers in order}.
                    An answer is {"file": …, "headers": {…}}, {"status": 500} or
                    {"refused": "Forbidden by robots.txt"}. Optional in it: "body", the body that was sent there;
                    "url", the address of a redirect; "rendered", the browser's report
    expected.json   the items that reach the store, in order, without fields that are None or empty; for a feed, a
                    sitemap or a list page the requests that it leads to

A new case: ``scrapy savefixture SPIDER URL`` writes all of these; read expected.json as critically as you would read
a colleague's code. After a change of the code, ``.venv/bin/pytest tests/outlets --rewrite SPIDER/CASE`` writes
expected.json anew from the saved files. A run with ``--rewrite`` fails where it changed a file, so that no change
passes unread; without a name it writes the files of every case.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from newscrawler.fixtures.replay import replay
from tests.support.rewriting import _rewrite, is_rewritten

FIXTURES = Path(__file__).parent / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/request.json"))
OF_OUR_OWN_WORDS = {"harborlight", "japantoday", "outlet"}
"""Outlets whose pages are made by the newsroom or by hand; those of others are not committed here (CONTRIBUTING.md)."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_outlet(case: Path, pytestconfig: pytest.Config) -> None:
    replayed = replay(case, get_spider_loader(get_project_settings()).load(case.parent.name))
    expected = case / "expected.json"
    if is_rewritten(case, pytestconfig.getoption("--rewrite", default=None)):
        _rewrite(expected, replayed.results)
    assert not replayed.missed, "declared selectors find nothing on this page"
    assert replayed.results == json.loads(expected.read_text(encoding="utf-8"))


def test_an_outlet_with_cases_has_one_of_every_kind_of_list_that_it_declares() -> None:
    loader = get_spider_loader(get_project_settings())
    kinds = {"feeds": "feed", "sitemaps": "sitemap", "sections": "section"}
    declared = {
        (name, kind) for name in loader.list() for lists, kind in kinds.items() if getattr(loader.load(name), lists, ())
    }
    saved = {(case.parent.name, json.loads((case / "request.json").read_text("utf-8")).get("kind")) for case in CASES}
    begun = {name for name, _ in saved}
    missing = {(name, kind) for name, kind in declared - saved if name in begun}
    assert missing == set(), "save them with: scrapy savefixture NAME URL"


def test_the_outlets_of_our_own_words_have_fixtures() -> None:
    spiders = set(get_spider_loader(get_project_settings()).list()) - {"archive"}
    assert OF_OUR_OWN_WORDS <= {case.parent.name for case in CASES} <= spiders
