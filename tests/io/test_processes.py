"""Reading in several processes: what they send, and when this one calls them."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

import trainkit as tk
from trainkit import Activity, Streams
from trainkit.io import write_fit
from trainkit.io._reading import answers, read_in_batches, worker_pool
from trainkit.io._reading.frames import LENGTH, frame, parse_body
from trainkit.io._reading.source_reader import Source
from trainkit.ports.format import Contents


def ride(day: int) -> Activity:
    start = dt.datetime(2026, 5, 1, 7, tzinfo=dt.UTC) + dt.timedelta(days=day)
    streams = Streams.model_validate({"time_s": [0, 600], "heart_rate": [110, 120 + day]})
    return Activity(sport="cycling", start=start, elapsed_s=600, streams=streams)


def test_a_frame_brings_back_each_bit() -> None:
    rng = np.random.default_rng(0)
    streams = Streams(
        time_s=np.arange(41.0),
        heart_rate=np.where(np.arange(41) % 5 == 0, np.nan, 150.0),
        altitude=rng.normal(size=41).astype(np.float32),
        speed=rng.normal(size=41),
        developer={"odd": rng.integers(0, 9, 41) / 100},
        rr_ms=np.array([800.0, 810.5]),
    )
    activity = ride(1).model_copy(update={"streams": streams, "name": "größer"})
    data = frame(Contents(activities=(activity, ride(2))))
    assert int.from_bytes(data[:LENGTH], "little") == len(data) - LENGTH
    again = parse_body(data[LENGTH:])
    assert again is not None
    assert again.activities == (activity, ride(2))
    back = again.activities[0].streams
    assert back is not None
    assert back.altitude is not None
    assert back.altitude.dtype == np.float32
    assert not back.time_s.flags.writeable
    # What is stored later is plain JSON, without a trace of the way here.
    assert back.model_dump_json() == streams.model_dump_json()


def test_a_source_may_be_left_to_the_caller() -> None:
    assert parse_body(frame(None)[LENGTH:]) is None


def write_rides(folder: Path, days: int) -> None:
    for day in range(days):
        (folder / f"{day}.fit").write_bytes(write_fit(ride(day)))


def test_few_files_start_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rides(tmp_path, 3)
    monkeypatch.setattr(answers, "read_in_processes", None)
    assert len(tk.read(tmp_path).activities) == 3


def test_many_files_are_read_here_and_there_each_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rides(tmp_path, 40)
    monkeypatch.setattr(answers, "_LOOK_S", 0.0)
    monkeypatch.setattr(answers, "_WORTH_S", 0.0)
    monkeypatch.setattr(answers, "_cores", lambda: 3)
    asked: list[int] = []
    real = worker_pool.read_in_processes

    def note(sources: list[Source], zone: str, processes: int, **more: object) -> object:
        asked.append(processes)
        assert more["read_too"]
        return real(sources, zone, processes, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(answers, "read_in_processes", note)
    done: list[int] = []
    together = tk.read(tmp_path, progress=lambda n, *_: done.append(n))
    assert together == tk.read(tmp_path, processes=1)
    assert asked == [2]
    assert done == list(range(1, 41))


def test_batches_have_each_file_once_and_whole(tmp_path: Path) -> None:
    write_rides(tmp_path, 5)
    (tmp_path / "9.fit").write_bytes(b"")
    paths = [str(path) for path in sorted(tmp_path.iterdir())]
    batches = list(read_in_batches(paths, at_once=2, timezone="UTC"))
    assert [len(names) for names, _ in batches] == [2, 2, 2]
    assert sorted(name for names, _ in batches for name in names) == paths
    for names, history in batches:
        found = {activity.provenance.path for activity in history.activities}
        assert found | {problem.path for problem in history.problems} == set(names)
