from __future__ import annotations

import pytest
from pymongo.write_concern import WriteConcern
from scrapy.settings import Settings

from newscrawler.storage import StorageError, connect, masked, resolve_uri


def test_a_uri_in_the_settings_is_taken() -> None:
    assert resolve_uri(Settings({"MONGODB_URI": "mongodb://db.example"})) == "mongodb://db.example"


def test_the_password_is_masked() -> None:
    assert masked("mongodb://ada:s3cret@db.example/x") == "mongodb://ada:***@db.example/x"
    assert masked("mongodb://db.example/x") == "mongodb://db.example/x"


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    uri = "mongodb://ada:s3cret@127.0.0.1:1/?serverSelectionTimeoutMS=200"
    with pytest.raises(StorageError, match=r"ada:\*\*\*@127\.0\.0\.1:1.*MONGODB_URI") as caught:
        connect(uri)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("uri", ["db.example", "http://db.example", "mongodb://", "mongodb://a:b:c@x"])
def test_a_uri_that_is_none_is_named(uri: str) -> None:
    with pytest.raises(StorageError, match="cannot be used"):
        connect(uri)


def test_a_write_is_acknowledged_by_the_majority_whatever_the_uri_says(mongo_uri: str) -> None:
    with connect(mongo_uri + "&w=1&journal=false") as client:
        assert client["x"].write_concern == WriteConcern("majority", j=True, wtimeout=20_000)


def test_what_the_uri_says_about_waiting_is_kept(mongo_uri: str) -> None:
    with connect(mongo_uri + "&socketTimeoutMS=1234") as client:
        assert client.options.pool_options.socket_timeout == pytest.approx(1.234)
