"""`trainkit voice replay` lists what would have been said, and renders it."""

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest

from trainkit import io
from trainkit.cli import main
from trainkit.models import (
    Activity,
    History,
    PlannedWorkout,
    Provenance,
    Repeat,
    Step,
    Streams,
)
from trainkit.models.sound import measure_sound

START = dt.datetime(2026, 5, 2, 8, tzinfo=dt.UTC)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    time_s = np.arange(2400.0)
    streams = Streams(time_s=time_s, speed=np.full(2400, 3.2), distance=3.2 * time_s)
    activity = Activity(
        sport="running",
        start=START,
        elapsed_s=2399,
        streams=streams,
        provenance=Provenance(source="test"),
    )
    path = tmp_path / "run.json"
    path.write_bytes(io.write_json(History(activities=(activity,))))
    return path


def test_the_list_of_a_run_is_printed(recording: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["voice", "replay", str(recording), "--persona", "aiden"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split(maxsplit=2)[:2] == ["0:00:00", "pre-start"]
    assert "Kilometre one: five twelve per kilometre." in lines[1]
    assert lines[-1].split()[1] == "workout-end"


def test_the_list_is_printed_as_json(recording: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["voice", "replay", str(recording), "--json", "--quiet"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["trigger"] for row in rows] == ["pre-start", "workout-end"]
    assert set(rows[0]) == {"at_s", "trigger", "text", "toast"}


def test_a_planned_workout_is_followed(
    recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = (Step(kind="interval", until="time", amount=180), Step(until="time", amount=120))
    workout = PlannedWorkout(
        name="Threes",
        sport="running",
        date=START.date(),
        steps=(Step(kind="warmup", until="time", amount=600), Repeat(times=4, steps=parts)),
    )
    path = tmp_path / "workout.json"
    path.write_bytes(io.write_json(History(workouts=(workout,))))
    assert main(["voice", "replay", str(recording), "--workout", str(path)]) == 0
    assert "last-repeat" in capsys.readouterr().out


def test_each_sentence_is_rendered(
    recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    code = main(["voice", "replay", str(recording), "--audio", str(out), "--speech", "silent"])
    assert code == 0
    lines = capsys.readouterr().out.splitlines()
    files = sorted(out.iterdir())
    assert len(files) == len(lines) - 1
    assert lines[-1] == f"{len(files)} of {len(files)} clips in {out}"
    assert files[0].name == "0-00-00-pre-start.wav"
    assert all(measure_sound(file.read_bytes()) is not None for file in files)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--persona", "hal"], "it must be alice or aiden"),
        (["--workout", "{recording}"], "a file with a planned workout"),
        (["--persona", "none.json"], "a JSON file that exists"),
    ],
)
def test_wrong_options_are_answered_in_a_line(
    recording: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    given = [part.format(recording=recording) for part in arguments]
    assert main(["voice", "replay", str(recording), *given]) == 1
    assert words in capsys.readouterr().err
