"""Every folder under ``fixtures/<spider>/<case>/`` is one page as an outlet serves it, and what becomes of it.

    request.json    the page: {"url": …, "retrieved": …, "headers": {…}}
                    "retrieved" is the time at which it was saved (ISO 8601 with zone): "3 hours ago" is counted from it
                    "kind", optional: "story" (default), "feed", "sitemap" or "section", which is a list page
                    "missed", optional: declared selectors that find nothing on this page, and need not
    page.html       its bytes (page.xml for a feed or a sitemap)
    answers.json    optional: {"<url>": {"file": …, "headers": {…}} or {"status": 500}}, what the outlet's endpoints answer
    expected.json   the items that reach the store, in order, without fields that are None or empty; for a feed, a sitemap
                    or a list page the requests that it leads to

A new case: save the first two or three files, run ``.venv/bin/pytest tests/outlets --rewrite SPIDER/CASE``, read
expected.json as critically as you would read a colleague's code, and commit the folder. A run with ``--rewrite`` fails where
it changed a file, so that no change passes unread; without a name it writes the files of every case.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from itemadapter import ItemAdapter
from scrapy import Request
from scrapy.http import HtmlResponse, Response, XmlResponse
from scrapy.spiderloader import get_spider_loader
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.project import get_project_settings
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from newscrawler.items import Comments
from newscrawler.pipelines.boilerplate import BoilerplatePipeline
from newscrawler.pipelines.dedupe import DedupePipeline
from newscrawler.pipelines.validation import ValidationPipeline
from newscrawler.spiders.syndication import SyndicationSpider

FIXTURES = Path(__file__).parent / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/request.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_outlet(case: Path, pytestconfig: pytest.Config) -> None:
    items = [_plain(result) for result in _results(case)]
    expected = case / "expected.json"
    if is_rewritten(case, pytestconfig.getoption("--rewrite", default=None)):
        _rewrite(expected, items)
    assert items == json.loads(expected.read_text(encoding="utf-8"))


def test_every_kind_of_list_that_an_outlet_declares_has_a_fixture() -> None:
    loader = get_spider_loader(get_project_settings())
    kinds = {"feeds": "feed", "sitemaps": "sitemap", "sections": "section"}
    declared = {
        (name, kind) for name in loader.list() for lists, kind in kinds.items() if getattr(loader.load(name), lists, ())
    }
    saved = {(case.parent.name, json.loads((case / "request.json").read_text("utf-8")).get("kind")) for case in CASES}
    assert declared - saved == set()


def is_rewritten(case: Path, asked: str | None) -> bool:
    """Whether ``--rewrite`` speaks of the case: None is no ``--rewrite``, an empty name is all of them."""
    return asked is not None and asked in ("", case.parent.name, f"{case.parent.name}/{case.name}")


def _rewrite(expected: Path, items: list[dict[str, Any]]) -> None:
    text = json.dumps(items, ensure_ascii=False, indent=1) + "\n"
    before = expected.read_text(encoding="utf-8") if expected.exists() else None
    if text == before:
        return
    expected.write_text(text, encoding="utf-8")
    pytest.fail(
        f"{expected} was {'written' if before is None else 'changed'}: read it (git diff), then run without --rewrite",
        pytrace=False,
    )


def test_there_is_a_fixture_for_every_outlet() -> None:
    spiders = set(get_spider_loader(get_project_settings()).list()) - {"archive"}
    assert {case.parent.name for case in CASES} == spiders


def _results(case: Path) -> Iterator[Any]:
    """What the page leads to: the items that are stored, and the requests of a page that is no story."""
    saved = json.loads((case / "request.json").read_text(encoding="utf-8"))
    answers = json.loads(path.read_text(encoding="utf-8")) if (path := case / "answers.json").exists() else {}
    spider = _spider(case, saved)
    kind = saved.get("kind", "story")
    callback = getattr(spider, f"parse_{kind}")
    request = Request(saved["url"], callback=callback)
    file, page = (case / "page.xml", XmlResponse) if kind in ("feed", "sitemap") else (case / "page.html", HtmlResponse)
    response = page(saved["url"], body=file.read_bytes(), headers=saved["headers"], request=request)
    pipelines = [BoilerplatePipeline(), ValidationPipeline(), DedupePipeline()]
    queue = [callback(response, page_number=1) if kind == "section" else callback(response)]
    while queue:
        for result in queue.pop(0):
            if isinstance(result, Request) and kind == "story":
                queue.append(_answer(case, answers, result))
                continue
            if isinstance(result, Request):
                yield result
                continue
            item = result
            for pipeline in pipelines:
                item = pipeline.process_item(item)
            yield from [*item.comments, *item.rejections] if isinstance(item, Comments) else [item]
    stats = spider.crawler.stats.get_stats()
    missed = {name.split("/")[1] for name in stats if name.startswith("selectors/")} - set(saved.get("missed", ()))
    assert not missed, f"declared selectors find nothing on this page: {', '.join(sorted(missed))}"


def _spider(case: Path, saved: dict[str, Any]) -> SyndicationSpider:
    arguments = {"url": saved["url"]} if case.parent.name == "outlet" else {}
    kind = get_spider_loader(get_project_settings()).load(case.parent.name)
    assert issubclass(kind, SyndicationSpider)
    spider = kind.from_crawler(get_crawler(kind), **arguments)
    if "retrieved" in saved:
        at = datetime.fromisoformat(saved["retrieved"])
        assert at.tzinfo is not None, f"{case}/request.json: retrieved has no zone"
        spider.clock = lambda: at.astimezone(UTC)
    return spider


def _answer(case: Path, answers: dict[str, Any], request: Request) -> Any:
    assert request.callback
    assert request.errback
    assert request.url in answers, f"the spider asks for {request.url}, which answers.json does not have"
    answer = answers[request.url]
    if "status" in answer:
        failure = Failure(HttpError(Response(request.url, status=answer["status"], request=request)))
        failure.request = request  # type: ignore[attr-defined]
        return request.errback(failure)
    body = (case / answer["file"]).read_bytes()
    response = HtmlResponse(request.url, body=body, headers=answer["headers"], request=request)
    return request.callback(response, **request.cb_kwargs)


def _plain(item: Any) -> dict[str, Any]:
    """As JSON, without what depends on the moment of the test run."""
    if isinstance(item, Request):
        called = item.callback.__name__ if item.callback else None
        return {"_type": "Request", "url": item.url, "callback": called, **item.cb_kwargs}
    fields = _known(ItemAdapter(item).asdict())
    assert datetime.fromisoformat(fields.pop("retrieved")).utcoffset() == timedelta(0)
    return {"_type": type(item).__name__, **fields}


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _known(part) for key, part in value.items() if part is not None and part != [] and part != {}}
    if isinstance(value, list):
        return [_known(part) for part in value]
    return value.isoformat() if isinstance(value, datetime) else value
