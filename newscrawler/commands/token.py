"""``scrapy token``: tokens of the HTTP API and the dashboard."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from typing import Any

from pymongo.database import Database
from scrapy.commands import ScrapyCommand

from newscrawler.commands._asking import InputError, NoCrawl, database, nothing_else, one_line_errors, whole_number
from newscrawler.commands._terminal import date, one_line, table, table_columns
from newscrawler.storage import tokens
from newscrawler.storage.clock import server_time
from newscrawler.storage.erasure import operator
from newscrawler.storage.schema import prepare
from newscrawler.storage.tokens import Token

__all__ = ["Command"]

Document = dict[str, Any]


class Command(NoCrawl, ScrapyCommand):
    """Tokens: add, list, revoke."""

    def syntax(self) -> str:
        return "add NAME --role read|operate [--expires DAYS]; list; revoke NAME"

    def short_desc(self) -> str:
        return "Tokens of the HTTP API and the dashboard: add, list, revoke"

    def long_desc(self) -> str:
        return (
            "add prints the token once; only its hash is stored. Role read: see everything. Role operate: replay, "
            "requeue, cancel, run now, too. A name is used once. revoke takes a name or the first digits of an id; "
            "every server refuses the token within two seconds."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--role", choices=tokens.ROLES, help="add: what the token may do")
        parser.add_argument("--expires", metavar="DAYS", help="add: days until it is refused; never if not given")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        with one_line_errors(self):
            if not args or args[0] not in ("add", "list", "revoke"):
                raise InputError(f"use {self.syntax()}")
            with database(self.settings) as stored:
                match args:
                    case ["list", *rest]:
                        nothing_else(rest)
                        _list(stored)
                    case ["add", name]:
                        _add(stored, name, opts)
                    case ["revoke", named]:
                        revoked = tokens.revoke(stored, named)
                        print(f"revoked: {revoked.name} ({revoked.digits})")
                    case _:
                        raise InputError(f"use {self.syntax()}")


def _add(stored: Database[Document], name: str, opts: argparse.Namespace) -> None:
    if opts.role is None:
        raise InputError(f"--role is missing; it is one of {', '.join(tokens.ROLES)}")
    days = None if opts.expires is None else timedelta(days=whole_number("--expires", opts.expires))
    prepare(stored)
    token, secret = tokens.issue(stored, name, opts.role, by=operator(), expires=days)
    print(secret)
    until = f"until {date(token.expires)}" if token.expires else "without an end"
    print(f"issued: {token.name} ({token.digits}), role {token.role}, {until}; the token above is not shown again")


def _list(stored: Database[Document]) -> None:
    rows = [("ID", "ISSUED", "ROLE", "STATE", "BY", "NAME")]
    now = server_time(stored)
    for each in tokens.tokens(stored):
        rows.append((each.digits, date(each.at), each.role, _state(each, now), one_line(each.by), one_line(each.name)))
    if len(rows) > 1:
        for line in table(rows, right=frozenset(), room=table_columns()):
            print(line)
    print(f"{len(rows) - 1} tokens")


def _state(token: Token, now: datetime) -> str:
    if token.revoked is not None:
        return f"revoked {date(token.revoked)}"
    if token.expires is None:
        return "valid"
    return f"expired {date(token.expires)}" if token.expires <= now else f"valid until {date(token.expires)}"
