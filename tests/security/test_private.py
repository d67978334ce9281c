"""Files and directories that only their owner reads."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from newscrawler.private import NotPrivateError, private_directory, read_private, write_private_once


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_directory_is_its_owners_and_so_are_those_made_above_it(tmp_path: Path) -> None:
    made = private_directory(tmp_path / "a" / "b")
    assert (mode(made), mode(made.parent)) == (0o700, 0o700)


def test_a_directory_that_others_could_read_no_longer_is(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir(mode=0o755)
    assert mode(private_directory(tmp_path / "d")) == 0o700


@pytest.mark.parametrize("others", [0o777, 0o1777, 0o770, 0o720, 0o702])
def test_a_directory_that_others_could_write_to_is_refused_and_left_as_it_is(tmp_path: Path, others: int) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d").chmod(others)
    with pytest.raises(NotPrivateError, match=r"other users may write to .*chmod 700"):
        private_directory(tmp_path / "d")
    assert mode(tmp_path / "d") == others


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_what_belongs_to_another_user_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir(mode=0o700)
    os.chown(tmp_path / "d", 12_345, 12_345)
    with pytest.raises(NotPrivateError, match="belongs to another user"):
        private_directory(tmp_path / "d")
    assert write_private_once(tmp_path / "f", "x")
    os.chown(tmp_path / "f", 12_345, 12_345)
    with pytest.raises(NotPrivateError, match="not a file of this user"):
        read_private(tmp_path / "f")


def test_a_file_in_the_place_of_a_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d").write_text("")
    with pytest.raises(NotPrivateError, match="not a directory"):
        private_directory(tmp_path / "d")


def test_a_file_is_written_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "f"
    assert write_private_once(path, "first")
    assert not write_private_once(path, "second")
    assert (mode(path), read_private(path)) == (0o600, "first")
    assert [each.name for each in tmp_path.iterdir()] == ["f"]


@pytest.mark.parametrize("others", [0o644, 0o640, 0o604, 0o622])
def test_a_file_that_others_could_read_or_change_is_refused(tmp_path: Path, others: int) -> None:
    path = tmp_path / "f"
    write_private_once(path, "secret")
    path.chmod(others)
    with pytest.raises(NotPrivateError, match=f"mode {others:04o}"):
        read_private(path)


def test_no_link_or_pipe_is_read_in_its_place(tmp_path: Path) -> None:
    write_private_once(tmp_path / "f", "x")
    (tmp_path / "link").symlink_to(tmp_path / "f")
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(OSError, match="symbolic"):
        read_private(tmp_path / "link")
    with pytest.raises(NotPrivateError):
        read_private(tmp_path / "pipe")
