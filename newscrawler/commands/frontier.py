"""``scrapy frontier``: the crawl jobs of the shared frontier, and its dead letters, which can be queued again."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import Any

from pymongo.database import Database
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawler.commands._asking import FailureError, InputError, NoCrawl, database, nothing_else, one_line_errors
from newscrawler.commands._terminal import columns, date, one_line, table, table_columns, wrap
from newscrawler.frontier.inspection import DeadLetter, NoSuchRequestError, crawl_jobs, dead_letters, drop
from newscrawler.operations.frontier import requeue
from newscrawler.program import program
from newscrawler.storage import prepare

__all__ = ["Command"]

_ID_DIGITS = 12
"""Digits of an id that are shown. They tell the requests of a crawl job apart, and follow the digits of the job."""

_JOB_DIGITS = 16


class Command(NoCrawl, ScrapyCommand):
    """Show the shared frontier, and requeue dead letters."""

    def syntax(self) -> str:
        return "[status] | dead [JOB] | requeue [ID ... | --all] | drop JOB"

    def short_desc(self) -> str:
        return "Show the shared frontier: crawl jobs, workers, dead letters"

    def long_desc(self) -> str:
        return (
            "status: crawl jobs with their workers, and how many requests wait, are leased, are done, are dead. "
            "dead: the dead letters with their reasons. requeue: make dead letters due again. drop: remove a crawl "
            "job, so that the next crawl of that spider begins afresh."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="requeue: every dead letter")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with one_line_errors(self), database(self.settings) as stored:
            try:
                match args or ["status"]:
                    case ["status", *rest]:
                        nothing_else(rest)
                        _show_jobs(stored)
                    case ["dead", *rest]:
                        nothing_else(rest[1:])
                        _show_dead(list(dead_letters(stored, *rest)))
                    case ["requeue", *ids]:
                        _requeue(stored, self.settings, ids, every=opts.all)
                    case ["drop", job]:
                        print(f"{job}: {drop(stored, job):,} requests deleted")
                    case ["drop", *_]:
                        raise InputError(f"drop takes one JOB; see `{program()} frontier`")
                    case [other, *_]:
                        raise InputError(f"{other!r} is not an action; use {self.syntax()}")
            except NoSuchRequestError as error:
                raise FailureError(f"{error}; see `{program()} frontier`") from None


def _show_jobs(stored: Database[dict[str, Any]]) -> None:
    found = crawl_jobs(stored)
    if not found:
        print("no crawl jobs: nothing is being crawled and nothing is left over")
        return
    rows = [("JOB", "STARTED", "WAITING", "LEASED", "DONE", "DEAD", "WORKERS")]
    for job in found:
        workers = ", ".join(f"{name} ({hosts} hosts)" for name, hosts in sorted(job.workers.items()))
        state = workers or ("none; the next crawl resumes it" if job.open else "ended")
        counts = (f"{number:,}" for number in (job.waiting, job.leased, job.done, job.dead))
        rows.append((job.id, date(job.started), *counts, state))  # type: ignore[arg-type]
    for line in table(rows, right=frozenset({2, 3, 4, 5}), room=table_columns()):
        print(line)


def _show_dead(found: Sequence[DeadLetter]) -> None:
    if not found:
        print("no dead letters")
        return
    for letter in found:
        tries = f"{letter.tries} {'lease' if letter.tries == 1 else 'leases'}"
        print(f"{_name(letter)}  {date(letter.died)}  {tries}  {one_line(letter.url)}")
        for line in wrap(letter.reason, columns(), indent="    "):
            print(line)
    print(f"{len(found)} dead letters; requeue them with: {program()} frontier requeue ID … | --all")


def _requeue(stored: Database[dict[str, Any]], settings: BaseSettings, ids: Sequence[str], *, every: bool) -> None:
    if bool(ids) == every:
        raise InputError(f"requeue takes either IDs or --all; see `{program()} frontier dead`")
    letters = list(dead_letters(stored))
    # All ids are looked up before anything is written, so a mistyped id changes nothing.
    chosen = letters if every else [_one(letters, id) for id in ids]
    prepare(stored)
    done, overtaken = requeue(stored, settings, [letter.id for letter in chosen])
    print(f"requeued {len(done)}; a crawl that runs takes them, or the next one of that spider and arguments")
    if overtaken:
        print(
            f"{len(overtaken)} left alone: a newer crawl job of the same spider and arguments is running and "
            "requests them itself"
        )


def _one(letters: Sequence[DeadLetter], id: str) -> DeadLetter:
    if not re.fullmatch("[0-9a-f]+", id):
        raise InputError(f"{id!r} is not an ID: use the hexadecimal digits that `{program()} frontier dead` shows")
    found = [letter for letter in letters if letter.id[_JOB_DIGITS:].startswith(id)]
    if len(found) != 1:
        raise FailureError(f"{id}: {'several dead letters begin with it' if found else 'there is no such dead letter'}")
    return found[0]


def _name(letter: DeadLetter) -> str:
    return letter.id[_JOB_DIGITS:][:_ID_DIGITS]
