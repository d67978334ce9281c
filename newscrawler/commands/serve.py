"""``scrapy serve``: the HTTP API and the dashboard."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from dataclasses import replace
from typing import Any

from pymongo.database import Database
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawler.commands._asking import FailureError, NoCrawl, database, nothing_else, one_line_errors, whole_number
from newscrawler.extras import MissingExtraError
from newscrawler.feed.hosting import keep_days
from newscrawler.program import program
from newscrawler.storage import tokens
from newscrawler.storage.schema import prepare

__all__ = ["Command"]

Document = dict[str, Any]

_PORT = 8420
"""Of no other service that is registered or in wide use."""


class Command(NoCrawl, ScrapyCommand):
    """Serve the HTTP API and the dashboard."""

    def syntax(self) -> str:
        return "[--host ADDRESS] [--port N] [--require-token]"

    def short_desc(self) -> str:
        return "Serve the HTTP API and the dashboard"

    def long_desc(self) -> str:
        return (
            "On loopback, until a token is issued, everybody on this machine may read, and a link that is printed "
            "signs in as operator. Anywhere else every request needs a token. The settings SERVE_… are for what is "
            "the same at each start: names, proxies, https."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--host", metavar="ADDRESS", help="address to listen on; 127.0.0.1 unless SERVE_HOST names another"
        )
        parser.add_argument(
            "--port", metavar="N", default=str(_PORT), help=f"port, {_PORT} unless given; 0 is any free one"
        )
        parser.add_argument("--require-token", action="store_true", help="require a token on loopback too")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with one_line_errors(self):
            nothing_else(args)
            port = whole_number("--port", opts.port, least=0)
            with database(self.settings) as stored:
                _serve(stored, self.settings, opts.host or self.settings["SERVE_HOST"], port, opts.require_token)


def _serve(stored: Database[Document], settings: BaseSettings, host: str, port: int, token_required: bool) -> None:
    try:
        from newscrawler.serve.app import build
        from newscrawler.serve.server import Server, access_for, listen, url_of
    except MissingExtraError as error:
        raise FailureError(str(error)) from None
    _check_retention()
    access = access_for(
        host,
        names=settings.getlist("SERVE_HOSTS"),
        token_required=token_required,
        https=settings.getbool("SERVE_HTTPS"),
        per_minute=whole_number("SERVE_REQUESTS_PER_MINUTE", str(settings["SERVE_REQUESTS_PER_MINUTE"])),
    )
    prepare(stored)
    if access.token_required and not tokens.any_usable(stored):
        raise FailureError(
            f"every request on {host or 'all addresses'} needs a token, and none is valid: issue one with "
            f"`{program()} token add NAME --role operate`"
        )
    if tokens.any_issued(stored):
        access = replace(access, link=None)
    try:
        listening = listen(host, port)
    except (OSError, OverflowError) as error:
        number = getattr(error, "errno", None)
        reason = os.strerror(number) if number else str(error)
        raise FailureError(f"cannot listen on {host}, port {port}: {reason}; see --host and --port") from None
    _log_to_stderr(settings)

    def tell() -> None:
        url = url_of(listening)
        print(f"serve: {url}")
        if access.link is not None:
            print(f"serve: sign in as operator, once: {url}/login?key={access.link.key}")
        print("serve: Ctrl-C stops it", flush=True)

    with listening:
        app = build(stored, settings, access, tasks=True)
        Server(app, access, proxies=settings.getlist("SERVE_PROXIES"), started=tell).run(sockets=[listening])


def _check_retention() -> None:
    """Refuse days that the sequencer cannot use: its thread would end, and the server would seem healthy.

    :raises FailureError: naming the variable and the remedy
    """
    try:
        keep_days()
    except ValueError as error:
        raise FailureError(str(error)) from None


def _log_to_stderr(settings: BaseSettings) -> None:
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    # Scrapy's level is DEBUG unless somebody sets another; that of libraries is of no use here.
    level = max(logging.INFO, logging.getLevelNamesMapping().get(settings["LOG_LEVEL"], logging.INFO))
    logging.basicConfig(stream=sys.stderr, level=level, format=form, force=True)
