"""A contributed format, that of the guide, is as good as a built-in one."""

import io
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

import pytest

import trainkit as tk
from trainkit.io._reading.format_paths import import_path
from trainkit.io._reading.source_reader import SourceReader
from trainkit.plugins.conformance import FormatConformance
from trainkit.ports import Contents, FileContext, Format

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "import.md"
WORKOUTS = 12


@pytest.fixture(scope="module")
def trk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Format]:
    """The format of the guide, as a module on the path."""
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (code,) = (block for block in blocks if "class TrkFormat" in block)
    folder = tmp_path_factory.mktemp("plugin")
    (folder / "trk_format.py").write_text(code, encoding="utf-8")
    sys.path.insert(0, str(folder))
    yield import_module("trk_format").TrkFormat()
    sys.path.remove(str(folder))


def workout(day: int, points: int = 60) -> str:
    return "".join(
        f"2026-05-{day:02}T07:{at // 60:02}:{at % 60:02}Z {47 + at / 1e5:.5f} 8.2 {120 + at % 9}\n"
        for at in range(points)
    )


def track(*days: int, points: int = 60) -> bytes:
    return ("#TRK running\n" + "\n".join(workout(day, points) for day in days)).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for day in range(1, WORKOUTS + 1):
        (tmp_path / f"{day}.trk").write_bytes(track(day))
    (tmp_path / "days.csv").write_bytes(b"date,hrv_rmssd\n2026-05-01,52.5\n")
    return tmp_path


def test_a_part_comes_before_the_next_one_is_read(trk: Format) -> None:
    file = io.BytesIO(track(1, 2, 3, points=600))
    first = next(iter(trk.read(file, FileContext("a.trk", source=trk.name))))
    assert len(first.activities) == 1
    assert file.tell() < len(file.getvalue()) / 2


def test_one_process_reads_it(trk: Format, folder: Path) -> None:
    history = tk.read(folder, formats=[trk])
    assert len(history.activities) == WORKOUTS
    assert history.days[0].hrv_rmssd == 52.5
    assert not history.problems
    run = history.activities[0]
    assert (run.sport, run.provenance.source, len(run.streams or ())) == ("running", "trk-file", 60)
    assert run.hr_max == 128


def test_worker_processes_import_and_read_it(
    trk: Format, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = tk.read(folder, formats=[trk])
    assert import_path(trk) == "trk_format:TrkFormat()"

    def fail(*_: object) -> Iterator[Contents]:
        raise AssertionError("this process read a file")

    monkeypatch.setattr(SourceReader, "read", fail)
    assert tk.read(folder, formats=[trk], processes=2) == alone


def test_this_process_reads_what_no_worker_can_import(trk: Format, folder: Path) -> None:
    class Local:
        name = trk.name

        def matches(self, head: bytes, path: str, /) -> bool:
            return trk.matches(head, path)

        def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
            return trk.read(file, context)

    assert import_path(Local()) is None
    together = tk.read(folder, formats=[Local()], processes=2)
    assert together == tk.read(folder, formats=[trk])


class WithState:
    """Another process cannot make one."""

    def __init__(self, format_: Format) -> None:
        self.format_ = format_


def test_only_what_can_be_made_anew_has_an_import_path(trk: Format) -> None:
    assert import_path(WithState(trk)) is None  # type: ignore[arg-type]


def test_a_folder_is_merged_once(
    trk: Format, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "days.csv").unlink()

    def fail(*_: object) -> None:
        raise AssertionError("two histories were merged")

    monkeypatch.setattr(tk.History, "merge", fail)
    assert len(tk.read(folder, formats=[trk]).activities) == WORKOUTS


def test_problems_name_the_file(trk: Format, tmp_path: Path) -> None:
    (tmp_path / "a.trk").write_bytes(track(1) + b"battery low\n")
    (tmp_path / "b.trk").write_bytes(b"#TRK running\n")
    history = tk.read(tmp_path, formats=[trk])
    assert len(history.activities) == 1
    messages = {Path(problem.path).name: problem.message for problem in history.problems}
    assert messages == {
        "a.trk": "1 line that is no point was left out",
        "b.trk": "1 track without a timed point was left out",
    }


def test_a_reader_that_fails_loses_one_file(trk: Format, folder: Path) -> None:
    class Fails:
        name = "fails"

        def matches(self, head: bytes, _path: str, /) -> bool:
            return b"2026-05-03" in head

        def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
            yield from trk.read(file, context)
            raise KeyError("oops")

    history = tk.read(folder, formats=[Fails(), trk])
    assert len(history.activities) == WORKOUTS  # the part before the failure is kept
    (problem,) = history.problems
    assert "its reader failed: KeyError" in problem.message


def test_it_reads_its_own_csv_and_json_but_no_format_of_trainkit(tmp_path: Path) -> None:
    class Greedy:
        name = "greedy"

        def matches(self, _head: bytes, _path: str, /) -> bool:
            return True

        def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
            yield Contents(problems=(context.warning(f"{len(file.read())} bytes"),))

    (tmp_path / "a.csv").write_bytes(b"when;what\n1;2\n")
    (tmp_path / "b.json").write_bytes(b"{}")
    (tmp_path / "c.gpx").write_bytes(b"<gpx></gpx>")
    history = tk.read(tmp_path, formats=[Greedy()])
    assert [problem.message for problem in history.problems] == [
        "14 bytes",
        "2 bytes",
        "nothing was found in it",
    ]


class TestTrk(FormatConformance):
    clock = "utc"

    @pytest.fixture
    def format_(self, trk: Format) -> Format:
        return trk

    @pytest.fixture
    def sample(self) -> bytes:
        return track(1, 2)
