"""Conditional requests: only what changed is printed again, and the spider hears of both."""

import pytest

MIDDLEWARES = {"tests.downloader.stored_validators.StoredValidatorsMiddleware": 540}
BASE = "https://outlet.example"


def unchanged(seen):
    same = seen.headers.get("if-none-match") == '"v1"' or "if-modified-since" in seen.headers
    return (304, {"ETag": '"v1"'}, "") if same else (200, {"ETag": '"v2"'}, "printed")


@pytest.fixture
def answers(outlets, crawl):
    for path in ("/tagged", "/dated", "/bare", "/unknown"):
        outlets.pages["outlet.example", path] = unchanged
    outlets.pages["outlet.example", "/old"] = (301, {"Location": "/tagged"}, "")
    asked = [
        *(
            {"url": BASE + path, "meta": {"conditional": BASE + path}}
            for path in ("/tagged", "/dated", "/bare", "/unknown")
        ),
        {"url": BASE + "/tagged"},
        {"url": BASE + "/old", "meta": {"conditional": BASE + "/tagged"}},
    ]
    return crawl(asked, DOWNLOADER_MIDDLEWARES=MIDDLEWARES).answers


def test_a_304_reaches_the_callback_and_nothing_else_changes(answers, outlets):
    assert [answer["status"] for answer in answers] == [304, 304, 200, 200, 200, 304]
    tagged, dated, bare, unknown, plain, redirected = answers
    assert "error" not in tagged
    assert "error" not in dated
    assert redirected["url"] == BASE + "/tagged"
    assert [bare["body"], unknown["body"], plain["body"]] == ["printed"] * 3
    assert "if-none-match" not in outlets.asked("/bare")[0].headers
    assert "if-modified-since" not in outlets.asked("/tagged")[0].headers
    assert len(outlets.asked("/dated")) == 1, "a 304 was retried"
