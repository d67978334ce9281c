"""Every folder under ``fixtures/<spider>/<case>/`` is one story page as an outlet serves it, and what becomes of it.

    request.json    {"url": …, "retrieved": …, "headers": {…}}: the story page
    page.html       its bytes
    answers.json    optional: {"<url>": {"file": …, "headers": {…}} or {"status": 500}}, what the outlet's endpoints answer
    expected.json   the items that reach the store, in order, without fields that are None or empty

A new case: save the first two or three files, run ``pytest tests/outlets --rewrite``, read expected.json as critically
as you would read a colleague's code, and commit the folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from itemadapter import ItemAdapter
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.spiderloader import SpiderLoader
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.project import get_project_settings
from twisted.python.failure import Failure

from newscrawler.items import Comments
from newscrawler.pipelines.boilerplate import BoilerplatePipeline
from newscrawler.pipelines.dedupe import DedupePipeline
from newscrawler.pipelines.validation import ValidationPipeline

FIXTURES = Path(__file__).parent / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/request.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_outlet(case: Path, pytestconfig: pytest.Config) -> None:
    items = [_plain(item) for item in _stored_items(case)]
    expected = case / "expected.json"
    if pytestconfig.getoption("--rewrite", default=False):
        expected.write_text(json.dumps(items, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert items == json.loads(expected.read_text(encoding="utf-8"))


def test_there_is_a_fixture_for_every_outlet() -> None:
    spiders = set(SpiderLoader.from_settings(get_project_settings()).list()) - {"archive"}
    assert {case.parent.name for case in CASES} == spiders


def _stored_items(case: Path) -> Iterator[Any]:
    saved = json.loads((case / "request.json").read_text(encoding="utf-8"))
    answers = json.loads(path.read_text(encoding="utf-8")) if (path := case / "answers.json").exists() else {}
    arguments = {"url": saved["url"]} if case.parent.name == "outlet" else {}
    spider = SpiderLoader.from_settings(get_project_settings()).load(case.parent.name)(**arguments)
    request = Request(saved["url"], callback=spider.parse_story)
    body = (case / "page.html").read_bytes()
    response = HtmlResponse(saved["url"], body=body, headers=saved["headers"], request=request)
    pipelines = [BoilerplatePipeline(), ValidationPipeline(), DedupePipeline()]
    queue = [spider.parse_story(response)]
    while queue:
        for result in queue.pop(0):
            if isinstance(result, Request):
                queue.append(_answer(case, answers, result))
                continue
            item = result
            for pipeline in pipelines:
                item = pipeline.process_item(item)
            yield from [*item.comments, *item.rejections] if isinstance(item, Comments) else [item]


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
    fields = _known(ItemAdapter(item).asdict())
    assert datetime.fromisoformat(fields.pop("retrieved")).utcoffset() == timedelta(0)
    return {"_type": type(item).__name__, **fields}


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _known(part) for key, part in value.items() if part is not None and part != [] and part != {}}
    if isinstance(value, list):
        return [_known(part) for part in value]
    return value.isoformat() if isinstance(value, datetime) else value
