"""Files that another user of the machine can read or plant: spool, run records, tokens, backups, exports."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.commands._asking import FailureError
from newscrawler.commands.tail import Position
from newscrawler.items import Copy
from newscrawler.storage import SpoolError, Writer
from newscrawler.storage.backup import back_up
from newscrawler.storage.spool import Spool, abandoned, documents_of, refuse_foreign, rewrite

NOBODY = 65_534
PLANTED = Copy(
    url="https://japantoday.com/planted", outlet="japantoday.com", headline="Planted by another user of this machine",
    body=["x"], retrieved=datetime(2026, 11, 27, tzinfo=UTC), key="0" * 32,
)  # fmt: skip

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")


def plant(var: Path, database: str) -> Path:
    """A spool file as another user would leave it; its directory is still this user's."""
    spool = Spool.create(var / "spool", database)
    spool.append([PLANTED])
    spool.close()
    return spool.path


def open_to_others(directory: Path) -> None:
    directory.chmod(0o777)


def given_away(directory: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a directory away")
    os.chown(directory, NOBODY, NOBODY)


@pytest.mark.parametrize("spoil", [open_to_others, given_away])
class TestSpoolOfOthers:
    def test_a_crawl_refuses_it_and_stores_nothing(
        self, tmp_path: Path, mongo_uri: str, database: Database[Any], spoil: Any
    ) -> None:
        path = plant(tmp_path, database.name)
        spoil(path.parent)

        async def crawl() -> None:
            writer = Writer(mongo_uri, database.name, tmp_path)
            try:
                await writer.open()
            finally:
                await writer.close()

        with pytest.raises(SpoolError, match=r"its items would be stored.*NEWSCRAWLER_VAR"):
            asyncio.run(crawl())
        assert database["copies"].count_documents({}) == 0
        assert path.exists()

    def test_nothing_else_reads_or_writes_it(self, tmp_path: Path, spoil: Any) -> None:
        path = plant(tmp_path, "x")
        spoil(path.parent)
        with pytest.raises(SpoolError):
            list(abandoned(path.parent, "x"))
        with pytest.raises(SpoolError):
            rewrite(path.parent, "x", lambda item: None, damaged=lambda item: False)
        with pytest.raises(SpoolError):
            Spool.create(path.parent, "x")
        with pytest.raises(SpoolError):
            refuse_foreign(path.parent)


def test_the_control_this_user_s_own_spool_is_replayed(tmp_path: Path, mongo_uri: str, database: Database[Any]) -> None:
    plant(tmp_path, database.name)

    async def crawl() -> None:
        writer = await Writer.opened(mongo_uri, database.name, tmp_path)
        await writer.close()

    asyncio.run(crawl())
    assert database["copies"].count_documents({"_id": PLANTED.url}) == 1


def file_of_others(path: Path) -> None:
    path.chmod(0o666)


def file_given_away(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(path, NOBODY, NOBODY)


def a_link(path: Path) -> None:
    path.rename(path.with_suffix(".elsewhere"))
    path.symlink_to(path.with_suffix(".elsewhere"))


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


@pytest.mark.parametrize("spoil", [file_of_others, file_given_away, a_link, a_pipe])
def test_a_spool_file_that_is_not_this_user_s_is_left_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, spoil: Any
) -> None:
    path, own = plant(tmp_path, "x"), plant(tmp_path, "x")
    spoil(path)
    claimed = list(abandoned(path.parent, "x"))
    assert [spool.path for spool in claimed] == [own]
    for spool in claimed:
        spool.close()
    assert "is not replayed" in caplog.text
    assert os.path.lexists(path)


def test_a_spool_directory_that_is_a_link_to_another_s_is_refused(tmp_path: Path) -> None:
    elsewhere = plant(tmp_path / "elsewhere", "x").parent
    (tmp_path / "spool").symlink_to(elsewhere)
    elsewhere.chmod(0o777)
    with pytest.raises(SpoolError):
        list(abandoned(tmp_path / "spool", "x"))


@as_root
def test_nobody_can_read_what_a_crawl_leaves(tmp_path: Path, mongo_uri: str, database: Database[Any]) -> None:
    for above in (tmp_path, *tmp_path.parents):
        if above.stat().st_uid == os.geteuid() and above != Path("/"):
            above.chmod(above.stat().st_mode | 0o055)
    database["copies"].insert_one({"_id": "x", "text": "a reader's words"}, bypass_document_validation=True)
    back_up(database, tmp_path / "backup")
    Position(tmp_path / "tail" / "default.token", "x").save({"_data": "8263"})
    plant(tmp_path, "x")
    found = [tmp_path / "backup", *(tmp_path / "backup").iterdir(), *(tmp_path / "tail").iterdir(), tmp_path / "spool"]
    assert len(found) > 4
    for path in found:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
        done = subprocess.run(
            ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups", "head", "-c1", str(path)],
            capture_output=True, timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode != 0
        assert b"denied" in done.stderr


def test_a_position_that_another_could_have_written_is_refused(tmp_path: Path) -> None:
    position = Position(tmp_path / "tail" / "default.token", "x")
    position.save({"_data": "8263"})
    assert position.load() == {"_data": "8263"}
    position.path.chmod(0o666)
    with pytest.raises(FailureError, match="others may have written it"):
        position.load()
    position.path.parent.chmod(0o777)
    with pytest.raises(FailureError, match="cannot be saved"):
        position.save({"_data": "1"})


@pytest.mark.live
def test_an_export_is_its_owner_s(tmp_path: Path, mongo_uri: str, database: Database[Any]) -> None:
    (tmp_path / "a.html").write_text("<html><body><p>nothing</p></body></html>")
    exported, var = tmp_path / "out.jsonl", tmp_path / "var"
    subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "archive", "-a", f"path={tmp_path / 'a.html'}", "-O", str(exported)],
        cwd=Path(__file__).parents[2], timeout=240, check=False, umask=0o022,
        env={**os.environ, "MONGODB_URI": mongo_uri, "MONGODB_DATABASE": database.name, "NEWSCRAWLER_VAR": str(var)},
    )  # fmt: skip
    assert stat.S_IMODE(exported.stat().st_mode) == 0o600
    assert not [path for path in var.rglob("*") if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_erasure_sees_a_planted_file_too(tmp_path: Path) -> None:
    plant(tmp_path, "x")
    assert [document["url"] for _, document in documents_of(tmp_path / "spool")] == [PLANTED.url]
