"""``scrapy alerts``: evaluates the alert rules and notifies a webhook."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from scrapy.commands import ScrapyCommand

from newscrawler.alerts.evaluation import firing, limits_of
from newscrawler.alerts.notices import Webhook, deliver, record, since
from newscrawler.alerts.rules import Alert
from newscrawler.commands._asking import NoCrawl, database, nothing_else, one_line_errors
from newscrawler.commands._terminal import date, one_line, table, table_columns
from newscrawler.program import program
from newscrawler.storage.plain import as_json
from newscrawler.storage.schema import prepare

__all__ = ["Command"]


class Command(NoCrawl, ScrapyCommand):
    """Evaluate the alert rules."""

    def syntax(self) -> str:
        return "[--notify] [--json]"

    def short_desc(self) -> str:
        return "Show what is wrong with crawls, nodes and the frontier, and notify a webhook"

    def long_desc(self) -> str:
        return (
            "Evaluates the alert rules (docs/runs.md) and prints the alerts. With --notify also records them, and "
            "posts each alert to the webhook in NEWSCRAWLER_ALERT_WEBHOOK when it begins and when it ends: run that "
            "every few minutes. Exit code 1: there are alerts. 3: the webhook was not reached."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--notify", action="store_true", help="record the alerts and notify the webhook")
        parser.add_argument("--json", action="store_true", help="one JSON document per line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with one_line_errors(self):
            nothing_else(args)
            with database(self.settings) as stored:
                found = firing(stored, limits_of(self.settings))
                failed: tuple[str, ...] = ()
                if opts.notify:
                    prepare(stored)
                    record(stored, found)
                    if url := self.settings.get("ALERT_WEBHOOK"):
                        failed = deliver(stored, Webhook(url)).failed
                    else:
                        print(
                            f"{program()} alerts: NEWSCRAWLER_ALERT_WEBHOOK is not set, so nobody is notified",
                            file=sys.stderr,
                        )
                began = since(stored)
            for line in _json(found, began) if opts.json else _lines(found, began):
                print(line)
            for failure in failed:
                print(f"{program()} alerts: the webhook was not reached: {one_line(failure)}", file=sys.stderr)
            self.exitcode = 3 if failed else 1 if found else 0


def _json(found: Sequence[Alert], began: Mapping[str, datetime]) -> Iterator[str]:
    for alert in found:
        yield as_json({"id": alert.id, **asdict(alert), "since": began.get(alert.id)})


def _lines(found: Sequence[Alert], began: Mapping[str, datetime]) -> Iterator[str]:
    if not found:
        yield "nothing is wrong"
        return
    rows = [("SINCE", "RULE", "WHAT")]
    rows += [(date(began.get(alert.id)), alert.rule, one_line(alert.message)) for alert in found]
    yield from table(rows, right=frozenset(), room=table_columns())
