"""Files that the command line writes hold health data: they are for their owner only."""

import os
from pathlib import Path

import pytest

from trainkit.cli import main
from trainkit.cli._inputs import write_file


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "command", ["log journal mine.json --mood 5", "import in.csv -o mine.json"]
)
@pytest.mark.parametrize(("before", "after"), [(None, 0o600), (0o644, 0o600), (0o400, 0o400)])
def test_a_file_is_for_its_owner_only(command: str, before: int | None, after: int) -> None:
    Path("in.csv").write_text("date,mood\n2024-01-01,5\n")
    target = Path("mine.json")
    if before is not None:
        assert main(["log", "journal", "mine.json", "--pain", "5"]) == 0
        target.chmod(before)
    assert main(command.split()) == 0
    assert target.stat().st_mode & 0o777 == after
    assert sorted(path.name for path in Path().iterdir()) == ["in.csv", "mine.json"]


def test_a_link_stays_a_link() -> None:
    Path("real.json").write_bytes(b"old")
    Path("link.json").symlink_to("real.json")
    write_file(Path("link.json"), b"new")
    assert Path("link.json").is_symlink()
    assert Path("real.json").read_bytes() == b"new"


def test_a_device_is_written_and_not_replaced() -> None:
    write_file(Path("/dev/null"), b"gone")
    assert Path("/dev/null").is_char_device()


def test_a_failure_leaves_the_old_file_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.json").write_bytes(b"old")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_file(Path("a.json"), b"new")
    assert [path.read_bytes() for path in Path().iterdir()] == [b"old"]
