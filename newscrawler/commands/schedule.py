"""``scrapy schedule``: recurring crawls, fired by every scrapyd node, exactly once."""

from __future__ import annotations

import argparse
import math
import signal
import threading
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pymongo import DESCENDING
from pymongo.database import Database
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from newscrawler.commands._asking import (
    FailureError,
    InputError,
    NoCrawl,
    check_action,
    database,
    nothing_else,
    one_line_errors,
)
from newscrawler.commands._terminal import one_line, table, table_columns
from newscrawler.program import program
from newscrawler.scrapyd.cron import CronError
from newscrawler.scrapyd.firing import FiringThread
from newscrawler.scrapyd.jobs import JobQueue
from newscrawler.scrapyd.schedules import Schedule, ScheduleError, Schedules
from newscrawler.spiders.syndication import ArgumentError
from newscrawler.storage import prepare
from newscrawler.storage.plain import as_json

__all__ = ["Command"]

_ACTIONS = ("list", "add", "remove", "run", "serve")


class Command(NoCrawl, ScrapyCommand):
    """List, add, remove or run recurring crawls."""

    def syntax(self) -> str:
        return "list | add NAME CRON SPIDER [options] | remove NAME | run NAME | serve"

    def short_desc(self) -> str:
        return "Recurring crawls for scrapyd: list, add, remove, run one now"

    def long_desc(self) -> str:
        return (
            "add: CRON is 'minute hour day month weekday' in the time zone of --tz. run: queue its crawl now, too. "
            "Every scrapyd node fires schedules; serve does so without one. docs/jobs.md says how missed firings "
            "are treated."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        usual = Schedule(name="", cron="", project="", spider="")
        option = parser.add_argument
        option("--tz", metavar="ZONE", default=usual.timeZone, help="add: zone of the times; %(default)s if not given")
        option("-a", dest="spargs", metavar="NAME=VALUE", action="append", default=[], help="add: a spider argument")
        option(
            "--setting", metavar="NAME=VALUE", action="append", default=[], help="add: a Scrapy setting of the crawl"
        )
        option("--priority", metavar="N", default=str(usual.priority), help="add: higher runs first")
        option("--overlap", action="store_true", help="add: fire also while its last job is pending or running")
        option(
            "--jitter",
            metavar="SECONDS",
            default=str(usual.jitter),
            help="add: delay each start by a random time up to this",
        )
        option(
            "--grace",
            metavar="SECONDS",
            default=str(usual.grace),
            help="add: still run a missed firing within this time",
        )
        option("--project", help="add: scrapyd's project; newscrawler if not given")
        option("--egg", metavar="VERSION", help="add: the deployed version to run; the latest if not given")
        option("--replace", action="store_true", help="add: replace the schedule of that name")
        option("--json", action="store_true", help="list: one JSON document per line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with one_line_errors(self):
            check_action(args, _ACTIONS, self.syntax())
            with database(self.settings) as stored:
                prepare(stored)
                try:
                    self._act(stored, args, opts)
                except CronError as error:
                    raise InputError(str(error)) from error
                except ScheduleError as error:
                    raise FailureError(str(error)) from error

    def _act(self, stored: Database[dict[str, Any]], args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        schedules = Schedules(stored, JobQueue(stored))
        match args:
            case ["list", *rest]:
                nothing_else(rest)
                _list(stored, schedules, opts)
            case ["add", name, cron, spider]:
                _add(stored, schedules, _asked(name, cron, spider, opts, self.settings), opts)
            case ["add", *_]:
                raise InputError("add takes NAME CRON SPIDER, CRON in quotes: '15 * * * *'")
            case ["remove", name]:
                schedules.remove(name)
                print(f"removed {name}; its past jobs stay on record")
            case ["run", name]:
                print(f"queued job {schedules.run(name)}")
            case ["remove" | "run", *_]:
                raise InputError(f"{args[0]} takes one NAME; see `{program()} schedule list`")
            case ["serve", *rest]:
                nothing_else(rest)
                _serve(stored)


def _asked(name: str, cron: str, spider: str, opts: argparse.Namespace, settings: BaseSettings) -> Schedule:
    spiders = get_spider_loader(settings)
    if spider not in spiders.list():
        raise InputError(f"there is no spider {spider!r}; choose from: {', '.join(spiders.list())}")
    args = _pairs("-a", opts.spargs)
    check = getattr(spiders.load(spider), "check_arguments", None)
    try:
        if check:
            check(args)
    except ArgumentError as error:
        raise InputError(str(error)) from error
    return Schedule(
        name=name,
        cron=cron,
        timeZone=opts.tz,
        project=opts.project or settings["BOT_NAME"],
        spider=spider,
        version=opts.egg,
        settings=_pairs("--setting", opts.setting),
        args=args,
        priority=_number("--priority", opts.priority),
        overlap=opts.overlap,
        jitter=_number("--jitter", opts.jitter, least=0),
        grace=_number("--grace", opts.grace, least=0),
    )


def _add(stored: Database[dict[str, Any]], schedules: Schedules, asked: Schedule, opts: argparse.Namespace) -> None:
    added = schedules.add(asked, replace=opts.replace)
    print(f"{added.name} fires next at {_when(added.next, added.timeZone)}")
    if not stored["eggs"].count_documents({"project": added.project}, limit=1):
        print(
            f"note: project {added.project} has no egg yet; its jobs wait until you deploy it with scrapyd-client "
            "deploy"
        )
    if not stored["nodes"].count_documents({"stopped": None}, limit=1):
        print(f"note: no scrapyd node is known yet; start one, or `{program()} schedule serve`")


def _list(stored: Database[dict[str, Any]], schedules: Schedules, opts: argparse.Namespace) -> None:
    rows = [("NAME", "CRON", "ZONE", "NEXT", "LAST", "CRAWL")]
    for schedule in schedules.all():
        last = stored["jobs"].find_one({"schedule": schedule.name}, sort=[("queued", DESCENDING)])
        if opts.json:
            told_of_last = last and {name: last.get(name) for name in ("_id", "state", "reason", "queued", "ended")}
            print(as_json({**asdict(schedule), "last": told_of_last}))
            continue
        zone = schedule.timeZone
        told = "–" if last is None else f"{last['state']} {_when(last['queued'], zone)}"
        crawl = " ".join([schedule.spider, *(f"-a {name}={value}" for name, value in schedule.args.items())])
        rows.append((schedule.name, schedule.cron, zone, _when(schedule.next, zone), told, one_line(crawl)))
    if opts.json:
        return
    if len(rows) == 1:
        print(f"no schedules; add one: {program()} schedule add NAME '15 * * * *' SPIDER")
        return
    for line in table(rows, right=frozenset(), room=table_columns()):
        print(line)


def _when(at: datetime | None, zone: str) -> str:
    return "–" if at is None else f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S %z}"


def _serve(stored: Database[dict[str, Any]]) -> None:
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    thread = FiringThread(stored, JobQueue(stored), lambda line: print(one_line(line), flush=True))
    thread.start()
    print("firing schedules until interrupted", flush=True)
    done.wait()
    thread.close()


def _pairs(option: str, given: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or not name:
            raise InputError(f"{option} {each!r} is not NAME=VALUE")
        pairs[name] = value
    return pairs


def _number(option: str, text: str, *, least: float | None = None) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not math.isfinite(number) or (least is not None and number < least):
        raise InputError(f"{option} {text!r} is not a number{'' if least is None else f' of at least {least:g}'}")
    return number
