"""``scrapy token`` on a real store."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.storage import tokens

Scrapy = Callable[..., Any]


def test_a_token_is_printed_once_and_works(scrapy: Scrapy, database: Database[Any]) -> None:
    ran = scrapy("token", "add", "cms", "--role", "read", "--expires", "30")
    secret, told = ran.lines
    assert re.fullmatch(r"ncr_[A-Za-z0-9_-]{43}", secret)
    assert re.fullmatch(r"issued: cms \([0-9a-f]{8}\), role read, until [0-9-]{10} [0-9:]{5}; .* not shown again", told)
    found = tokens.find(database, secret)
    assert found is not None
    assert (found.name, found.role) == ("cms", "read")
    assert found.expires is not None
    assert (found.expires - found.at).days == 30
    listed = scrapy("token", "list").out
    assert secret not in listed
    assert secret[4:] not in str(list(database["tokens"].find()))
    assert re.search(rf"^{found.digits}  .* read  valid until .* cms$", listed, re.MULTILINE)
    assert listed.endswith("1 tokens\n")


@pytest.mark.parametrize("by", ["name", "digits"])
def test_a_revoked_token_is_listed_and_does_not_work(scrapy: Scrapy, database: Database[Any], by: str) -> None:
    secret = scrapy("token", "add", "desk", "--role", "operate").lines[0]
    (token,) = tokens.tokens(database)
    assert scrapy("token", "revoke", getattr(token, by)).out == f"revoked: desk ({token.digits})\n"
    assert tokens.find(database, secret) is None
    assert re.search(r" operate  revoked 20.* desk$", scrapy("token", "list").out, re.MULTILINE)


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ((), 2, "use add NAME --role read|operate"),
        (("add", "cms"), 2, "--role is missing; it is one of read, operate"),
        (("add", "cms", "--role", "read", "--expires", "soon"), 2, "--expires 'soon' is not a whole number"),
        (("add", "a name", "--role", "read"), 1, "'a name' is not a name of a token: use 1 to 64"),
        (("revoke", "nobody"), 1, "no token is named 'nobody'; see: scrapy token list"),
        (("list", "all"), 2, "'all' is not an argument"),
    ],
)
def test_a_mistake_is_told_in_one_line(scrapy: Scrapy, args: tuple[str, ...], code: int, said: str) -> None:
    ran = scrapy("token", *args)
    assert ran.code == code
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_a_name_that_is_taken_is_refused(scrapy: Scrapy) -> None:
    scrapy("token", "add", "cms", "--role", "read")
    ran = scrapy("token", "add", "cms", "--role", "operate")
    assert (ran.code, ran.out) == (1, "")
    assert "a token of the name 'cms' was issued before; choose another name" in ran.err
