"""Files that trainkit writes are for their owner only, and whole or not there."""

import os
from pathlib import Path

import pytest

from trainkit._files import open_private, write_file
from trainkit.adapters.sources.manual import ManualOptions, ManualSource
from trainkit.models import DailyHealth
from trainkit.optimize.journal import Journal


@pytest.mark.parametrize(("before", "after"), [(None, 0o600), (0o666, 0o600), (0o400, 0o400)])
def test_a_mode_only_gets_stricter(before: int | None, after: int, tmp_path: Path) -> None:
    target = tmp_path / "a"
    if before is not None:
        target.write_bytes(b"old")
        target.chmod(before)
    write_file(target, b"new")
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == after
    assert list(tmp_path.iterdir()) == [target]


def test_what_a_killed_writer_left_is_removed_later(tmp_path: Path) -> None:
    old, young = tmp_path / ".trainkit-a.new", tmp_path / ".trainkit-b.new"
    for file in (old, young):
        file.write_bytes(b"half")
    os.utime(old, (0, 0))
    write_file(tmp_path / "a", b"new")
    assert not old.exists()
    assert young.exists()  # another writer may be at work


def test_links_in_a_circle_are_an_error_of_the_system(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(OSError, match="loop"):
        write_file(loop, b"x")


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        write_file(tmp_path, b"x")


def test_files_that_grow_lose_the_rights_of_others(tmp_path: Path) -> None:
    grown = [tmp_path / name for name in ("plain", "journal", "manual.jsonl")]
    for file in grown:
        file.touch(0o644)
        file.chmod(0o644)
    os.close(open_private(grown[0], os.O_WRONLY | os.O_APPEND))
    with Journal(grown[1]) as journal:
        journal.append({"a": 1})
        journal.rewrite([{"b": 2}])
    ManualSource(ManualOptions(path=str(grown[2]))).add(DailyHealth(date="2026-05-01", mood=5))
    assert {file.stat().st_mode & 0o777 for file in grown} == {0o600}
