"""The operators' list of followed outlets: what is accepted, what is refused by name, and what is stated before."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import pytest
from pymongo.database import Database
from scrapy.utils.test import get_crawler

from newscrawler.commands import _following
from newscrawler.commands._asking import FailureError, InputError
from newscrawler.spiders._outlets import Delegates
from newscrawler.spiders.syndication import SyndicationSpider
from newscrawler.storage.outlets import FollowedOutlet, followed

FEED = "https://granitepost.example/feed.xml"
Run = Callable[..., str]


class QuayTimes(SyndicationSpider):
    name = "quaytimes"
    outlet = "quaytimes.example"
    feeds = ("https://quaytimes.example/rss",)


class Silent(SyndicationSpider):
    name = "silent"
    outlet = "silent.example"


SPIDERS: dict[str, type[SyndicationSpider]] = {"quaytimes": QuayTimes, "silent": Silent}


@pytest.fixture
def run(database: Database[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> str:
        parser = argparse.ArgumentParser()
        parser.add_argument("--json", action="store_true")
        _following.add_options(parser)
        parser.add_argument("words", nargs="*")
        opts = parser.parse_intermixed_args(words)
        _following.act(database, opts.words, opts, SPIDERS)
        return capsys.readouterr().out

    return run


def test_an_outlet_with_a_spider_is_added_by_its_name(run: Run, database: Database[dict[str, Any]]) -> None:
    told = run("add", "quaytimes", "--stories", "40", "--most-per-hour", "600")
    assert "quaytimes.example): about" in told
    assert "requests a day" in told
    assert "40 a day (as asked)" in told
    assert "at most 600 an hour" in told
    [outlet] = followed(database)
    assert (outlet.name, outlet.outlet, outlet.spider) == ("quaytimes", "quaytimes.example", "quaytimes")
    assert (outlet.state, outlet.mostPerHour) == ("active", 600)


def test_an_outlet_without_a_spider_is_its_host_and_its_lists(run: Run, database: Database[dict[str, Any]]) -> None:
    run("add", "https://www.granitepost.example/", "--feed", FEED, "--language", "en", "--time-zone", "Europe/Oslo")
    [outlet] = followed(database)
    assert (outlet.name, outlet.spider, outlet.feeds) == ("granitepost.example", None, [FEED])
    assert (outlet.languages, outlet.timeZone) == (["en"], "Europe/Oslo")


def test_the_cost_can_be_asked_without_adding(run: Run, database: Database[dict[str, Any]]) -> None:
    assert "nothing was added" in run("add", "quaytimes", "--dry-run")
    assert followed(database) == []


def test_pause_resume_and_remove(run: Run, database: Database[dict[str, Any]]) -> None:
    run("add", "quaytimes")
    assert "paused quaytimes" in run("pause", "quaytimes")
    assert [each.state for each in followed(database)] == ["paused"]
    assert "paused already" in run("pause", "quaytimes")
    assert "paused" in run("list")
    assert "followed again" in run("resume", "quaytimes")
    assert [each.state for each in followed(database)] == ["active"]
    assert "removed quaytimes" in run("remove", "quaytimes")
    assert "no outlet is followed" in run("list")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["add"], "one NAME"),
        (["add", "nowhere"], "choose from: quaytimes, silent"),
        (["add", "granitepost.example"], "scrapy probe https://granitepost.example/"),
        (["add", "silent"], "declares no feed"),
        (["add", "quaytimes", "--feed", FEED], "declares feeds itself"),
        (["add", "granitepost.example", "--feed", "ftp://granitepost.example/"], "is not an http(s) URL"),
        (["add", "granitepost.example", "--feed", "https://me:pw@granitepost.example/"], "is not an http(s) URL"),
        (["add", "granitepost.example", "--feed", FEED, "--time-zone", "Mars/Base"], "is not a zone"),
        (["add", "granitepost.example", "--feed", FEED, "--story-url", "("], "is not a regular expression"),
        (["add", "granitepost.example", "--feed", FEED, "--platform", "carrier-pigeon"], "is not known"),
        (["add", "granitepost.example", "--feed", FEED, "--country", "Norway"], "is not a code"),
        (["add", "quaytimes", "--most-per-hour", "none"], "--most-per-hour"),
        (["pause"], "takes one NAME"),
        (["list", "quaytimes"], "is not an argument"),
    ],
)
def test_wrong_words_are_refused_by_name(
    run: Run, database: Database[dict[str, Any]], words: list[str], problem: str
) -> None:
    with pytest.raises(InputError) as told:
        run(*words)
    assert problem in str(told.value)
    assert followed(database) == []


@pytest.mark.parametrize("words", [["pause", "quaytimes"], ["resume", "quaytimes"], ["remove", "quaytimes"]])
def test_what_is_not_in_the_list_cannot_be_changed(run: Run, words: list[str]) -> None:
    with pytest.raises(FailureError, match="no outlet 'quaytimes' in the list"):
        run(*words)


def test_a_host_is_followed_under_one_name(run: Run) -> None:
    run("add", "quaytimes")
    with pytest.raises(FailureError, match="already"):
        run("add", "quaytimes")
    with pytest.raises(FailureError, match="followed as 'quaytimes' already"):
        run("add", "quaytimes.example", "--feed", "https://quaytimes.example/rss")


class TestDelegates:
    def delegates(self) -> Delegates:
        return Delegates(get_crawler(settings_dict={"SPIDER_MODULES": ["newsroom.spiders"]}))

    def test_a_document_is_read_as_a_spider_would_be(self) -> None:
        delegates = self.delegates()
        outlet = FollowedOutlet(
            name="granitepost.example",
            outlet="granitepost.example",
            feeds=[FEED],
            timeZone="Asia/Tokyo",
            storyUrl="/2026/",
            commentPlatforms=["isso"],
        )
        told, refused = delegates.update([outlet])
        assert (told, refused) == (["granitepost.example is followed"], [])
        delegate = delegates.get("granitepost.example")
        assert delegate is not None
        assert (delegate.feeds, delegate.story_url, delegate.time_zone) == ((FEED,), "/2026/", "Asia/Tokyo")
        assert delegate.comment_platforms == ("isso",)
        assert delegate.is_followed

    def test_an_object_stays_while_its_outlet_stays_the_same(self) -> None:
        delegates = self.delegates()
        outlet = FollowedOutlet(name="harborlight", outlet="harborlight.example", spider="harborlight")
        delegates.update([outlet])
        before = delegates.get("harborlight.example")
        assert delegates.update([outlet]) == ([], [])
        assert delegates.get("harborlight.example") is before

    def test_a_paused_outlet_is_read_and_not_asked(self) -> None:
        delegates = self.delegates()
        delegates.update(
            [FollowedOutlet(name="a", outlet="a.example", feeds=["https://a.example/rss"], state="paused")]
        )
        assert delegates.get("a.example") is not None
        assert delegates.active == {}

    def test_a_removed_outlet_is_not_read_any_more(self) -> None:
        delegates = self.delegates()
        delegates.update([FollowedOutlet(name="a", outlet="a.example", feeds=["https://a.example/rss"])])
        assert delegates.update([]) == (["a is not followed any more"], [])
        assert delegates.get("a.example") is None

    def test_a_spider_that_is_not_here_is_refused_by_name_and_the_others_are_followed(self) -> None:
        delegates = self.delegates()
        told, refused = delegates.update(
            [
                FollowedOutlet(name="gone", outlet="gone.example", spider="gone"),
                FollowedOutlet(name="a", outlet="a.example", feeds=["https://a.example/rss"]),
            ]
        )
        assert told == ["a is followed"]
        assert len(refused) == 1
        assert "there is no spider 'gone' here" in refused[0]
        assert list(delegates.active) == ["a.example"]
