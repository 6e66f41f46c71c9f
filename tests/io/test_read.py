"""Any mix of files, folders and archives becomes one history; damage becomes a problem."""

import datetime as dt
import gzip
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import trainkit as tk
from builders.formats import format_for
from trainkit import Activity, DailyHealth, History, InvalidInput, Provenance, RaceResult, Streams
from trainkit.io import write_fit, write_gpx, write_json, write_parquet
from trainkit.io._reading.sniff import archive_kind

START = dt.datetime(2026, 5, 1, 7, tzinfo=dt.timezone(dt.timedelta(hours=2)))
DAYS = b"date,hrv_rmssd\n2026-05-01,52.5\n"


def ride(day: int = 0, **more: object) -> Activity:
    seconds = np.arange(60.0)
    streams = Streams(
        time_s=seconds,
        heart_rate=120 + seconds % 7,
        power=200 + seconds,
        latitude=47 + seconds / 1e5,
        longitude=8 + seconds / 1e5,
    )
    known = {"sport": "cycling", "start": START + dt.timedelta(days=day), "elapsed_s": 59.0}
    return Activity.model_validate({**known, "moving_s": 59.0, "streams": streams, **more})


FIT, GPX = write_fit(ride()), write_gpx(ride())


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def test_files_are_identified_by_content_not_name(tmp_path: Path) -> None:
    (tmp_path / "ride.txt").write_bytes(FIT)
    (tmp_path / "ride.fit").write_bytes(gzip.compress(GPX))
    (tmp_path / "days.gpx").write_bytes(DAYS)
    history = tk.read(tmp_path)
    (one,) = history.activities
    assert {source.source for source in one.sources} == {"fit-file", "gpx-file"}
    assert history.days[0].hrv_rmssd == 52.5
    assert not history.problems


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (FIT, "fit-file"),
        (GPX, "gpx-file"),
        (b"\xef\xbb\xbf \n<?xml version='1.0'?><x:gpx>", "gpx-file"),
        ("<?xml version='1.0'?><TrainingCenterDatabase>".encode("utf-16"), "tcx-file"),
        (b"<!DOCTYPE HealthData [ <!ELEMENT a ANY> ]><HealthData>", "apple-health"),
        (b"<html><body>", None),
        (b' [{"a": 1}]', "garmin-connect"),
        (b'{"activities":[],"days":{}}', "trainkit-json"),
        (b"a;b\r1;2", "table"),
        (b"PK\x05\x06" + bytes(18), "zip"),
        (b"PAR1....", "trainkit-parquet"),
        (b"\x89PNG\r\n\x1a\n,", None),
        (b"words alone", None),
        (b"", None),
    ],
)
def test_kinds(head: bytes, kind: str | None) -> None:
    format_ = format_for(head)
    assert (archive_kind(head) or (format_.name if format_ else None)) == kind


def test_archives_in_archives_are_read_to_any_depth(tmp_path: Path) -> None:
    inner = zipped(deep__ride_dot_fit=FIT, days_dot_csv_dot_gz=gzip.compress(DAYS))
    (tmp_path / "export.zip").write_bytes(zipped(part__inner_dot_zip=inner, __MACOSX__x=b"junk"))
    history = tk.read(tmp_path / "export.zip")
    assert len(history.activities) == 1
    assert len(history.days) == 1
    path = history.activities[0].provenance.path
    assert path is not None
    assert path.endswith("export.zip!part/inner.zip!deep/ride.fit")


def test_a_strava_export_joins_its_table_with_its_files(tmp_path: Path) -> None:
    table = (
        "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Moving Time,Distance,"
        'Filename\n9,"May 1, 2026, 5:00:00 AM",Dawn,Ride,59,59,500,activities/9.fit.gz\n'
    )
    export = zipped(
        activities_dot_csv=table.encode(), activities__9_dot_fit_dot_gz=gzip.compress(FIT)
    )
    (tmp_path / "export.zip").write_bytes(export)
    (one,) = tk.read(tmp_path).activities
    assert (one.name, len(one.streams or ())) == ("Dawn", 60)
    assert {source.source for source in one.sources} == {"strava-export", "fit-file"}


def test_a_folder_is_read_in_order_hidden_files_left_out(tmp_path: Path) -> None:
    for name in ("b/two.fit", "a/one.fit", ".git/three.fit", "a/.hidden.fit"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(write_fit(ride(day=len(name))))
    seen: list[tuple[int, int, str]] = []
    history = tk.read(tmp_path, progress=lambda done, total, name: seen.append((done, total, name)))
    assert len(history.activities) == 1  # both names have nine letters
    assert [(done, total) for done, total, _ in seen] == [(1, 2), (2, 2)]
    assert seen[0][2].endswith("one.fit")


def test_reading_again_after_a_change_of_zone_and_place_adds_nothing(tmp_path: Path) -> None:
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ride.fit").write_bytes(FIT)
        (tmp_path / name / "ride.gpx").write_bytes(GPX)
        (tmp_path / name / "days.csv").write_bytes(DAYS)
    first = tk.read(tmp_path / "here", timezone="Europe/Berlin")
    again = tk.read(tmp_path / "there", timezone="America/Los_Angeles")
    assert first.merge(again) == first
    assert len(first.activities[0].originals) == 2


def test_the_athletes_zone_decides_local_days(tmp_path: Path) -> None:
    (tmp_path / "ride.gpx").write_bytes(write_gpx(ride(start=START.replace(hour=1))))
    athlete = tk.Athlete(
        sex="female",
        birth_date=dt.date(1990, 1, 1),
        hr_rest=50,
        hr_max=190,
        timezone="America/New_York",
    )
    history = tk.read(tmp_path, athlete=athlete)
    assert history.athlete == athlete
    assert history.activities[0].day == dt.date(2026, 4, 30)


def test_the_users_source_order_wins(tmp_path: Path) -> None:
    (tmp_path / "a.fit").write_bytes(FIT)
    (tmp_path / "b.gpx").write_bytes(write_gpx(ride(name="mine")))
    by_richness = tk.read(tmp_path)
    ordered = tk.read(tmp_path, source_order=["gpx-file"])
    assert ordered.activities[0].provenance.source == "gpx-file"
    assert by_richness.activities[0].name == ordered.activities[0].name == "mine"


def test_what_cannot_be_read_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "ride.fit").write_bytes(FIT)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "cut.zip").write_bytes(zipped(a=FIT)[:-30])
    (tmp_path / "cut.gz").write_bytes(gzip.compress(GPX * 40)[:400])
    (tmp_path / "locked.fit").write_bytes(FIT)
    history = tk.read([tmp_path, tmp_path / "absent.fit"])
    assert len(history.activities) == 1
    messages = {Path(one.path).name: one.message for one in history.problems}
    assert messages["photo.jpg"] == "it is an unknown format: left out"
    assert messages["empty.csv"] == "it is empty: left out"
    assert "damaged" in messages["cut.zip"]
    assert "compression is damaged" in messages["cut.gz"] or "damaged XML" in messages["cut.gz"]
    assert messages["absent.fit"] == "it does not exist"


@pytest.mark.skipif(os.name != "posix", reason="permissions differ on this system")
def test_a_file_that_may_not_be_read_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locked.fit").write_bytes(FIT)
    real = Path.open

    def refuse(self: Path, *rest: object, **more: object) -> object:
        if self.name == "locked.fit":
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", refuse)  # root may read everything
    (problem,) = tk.read(tmp_path).problems
    assert "Permission denied" in problem.message


def test_an_encrypted_member_is_a_problem_and_its_neighbour_is_read(tmp_path: Path) -> None:
    data = bytearray(zipped(a_dot_fit=FIT, b_dot_csv=DAYS))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flags] |= 1
    (tmp_path / "x.zip").write_bytes(bytes(data))
    history = tk.read(tmp_path / "x.zip")
    (problem,) = history.problems
    assert problem.path.endswith("x.zip!a.fit")
    assert "encrypted" in problem.message
    assert len(history.days) == 1


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: tk.read("/nowhere/at/all"), "files or folders that exist"),
        (lambda: tk.read([]), "files or folders that exist"),
        (lambda: tk.read(__file__, processes=0), "processes"),
        (lambda: tk.read(__file__, timezone="Mars/Base"), "timezone"),
    ],
)
def test_wrong_arguments_are_refused(call: Callable[[], History], match: str) -> None:
    with pytest.raises(InvalidInput, match=match):
        call()


def bombs() -> dict[str, bytes]:
    zeros = bytes(50 << 20)
    blank_csv = b"date,hrv_rmssd\n" + b"2026-05-01,50\n" * (1 << 20)
    nested = zipped(a=b"x" * 100)
    for _ in range(12):
        nested = zipped(a=nested)
    wide = zipped(**{f"m{i}": b"" for i in range(60)})
    for _ in range(3):
        wide = zipped(**{f"m{i}": wide for i in range(60)})
    return {
        "zeros.gz": gzip.compress(zeros),
        "zeros.zip": zipped(zeros=zeros),
        "table.gz": gzip.compress(blank_csv),
        "json.gz": gzip.compress(b"[" + b"1," * (8 << 20) + b"1]"),
        "nested.zip": nested,
        "wide.zip": wide,
    }


@pytest.mark.parametrize(("name", "data"), bombs().items(), ids=bombs())
def test_a_bomb_goes_off_nowhere(tmp_path: Path, name: str, data: bytes) -> None:
    import tracemalloc

    (tmp_path / name).write_bytes(data)
    tracemalloc.start()
    history = tk.read(tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert history.problems
    assert peak < 64 << 20


def test_several_processes_give_the_very_same_history(tmp_path: Path) -> None:
    for day in range(12):
        (tmp_path / f"{day}.fit").write_bytes(write_fit(ride(day)))
        (tmp_path / f"{day}.gpx").write_bytes(write_gpx(ride(day)))
    (tmp_path / "export.zip").write_bytes(zipped(d=DAYS, bad=FIT[:40], x=b"\x00"))
    done: list[int] = []
    alone = tk.read(tmp_path, processes=1, timezone="Europe/Paris")
    together = tk.read(
        tmp_path, processes=3, timezone="Europe/Paris", progress=lambda n, *_: done.append(n)
    )
    assert together == alone
    assert done == list(range(1, 28))
    assert len(alone.activities) == 12


def test_a_process_that_dies_is_a_problem_of_one_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trainkit.io._reading import worker_pool

    for day in range(6):
        (tmp_path / f"{day}.fit").write_bytes(write_fit(ride(day)))
    (tmp_path / "3.fit").write_bytes(b"crash")
    # A reader that ends its process when it is handed the file called 3.
    program = (
        "import os, json\nfrom trainkit.io._reading import source_reader, worker\n"
        "read = source_reader.SourceReader.read\n"
        "def crash(self, source):\n"
        "    if source.path.endswith('3.fit'): os._exit(9)\n"
        "    return read(self, source)\n"
        "source_reader.SourceReader.read = crash\nworker.main()"
    )
    real = subprocess.Popen

    def popen(command: list[str], **more: object) -> object:
        return real([*command[:-1], program], **more)  # type: ignore[call-overload]

    monkeypatch.setattr(worker_pool.subprocess, "Popen", popen)
    history = tk.read(tmp_path, processes=2)
    assert len(history.activities) == 5
    (problem,) = history.problems
    assert problem.path.endswith("3.fit")
    assert "its reader stopped" in problem.message


def test_a_process_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from trainkit.io._reading import worker_pool

    for day in range(4):
        (tmp_path / f"{day}.fit").write_bytes(write_fit(ride(day)))
    program = (
        "import time\nfrom trainkit.io._reading import source_reader, worker\n"
        "read = source_reader.SourceReader.read\n"
        "def hang(self, source):\n"
        "    if source.path.endswith('2.fit'): time.sleep(60)\n"
        "    return read(self, source)\n"
        "source_reader.SourceReader.read = hang\nworker.main()"
    )
    real = subprocess.Popen
    monkeypatch.setattr(
        worker_pool.subprocess,
        "Popen",
        lambda command, **more: real([*command[:-1], program], **more),
    )
    monkeypatch.setattr(worker_pool, "_SILENT_S", 10.0)  # starting takes seconds on a busy machine
    monkeypatch.setattr(worker_pool, "_CHECK_S", 0.5)
    history = tk.read(tmp_path, processes=2)
    assert len(history.activities) == 3
    assert "silent for too long" in history.problems[0].message


def test_a_script_without_a_main_guard_reads_in_processes(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for day in range(3):
        (tmp_path / "data" / f"{day}.fit").write_bytes(write_fit(ride(day)))
    script = tmp_path / "script.py"
    script.write_text(
        "import trainkit as tk\nprint(len(tk.read('data', processes=2).activities))\n",
        encoding="utf-8",
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "3\n"), done.stderr


def whole() -> History:
    days = [
        DailyHealth(date=START.date(), hrv_rmssd=50.5, notes="é", illness=True),
        DailyHealth(date=START.date(), stress=20, provenance=Provenance(source="watch")),
    ]
    history = History(
        activities=(ride(), ride(name="b", provenance=Provenance(source="gpx-file")), ride(1)),
        days=days,
        races=(RaceResult(date=START.date(), distance_m=10_000, time_s=2400),),
        workouts=(tk.PlannedWorkout(name="Tempo", steps=()),),
        problems=(tk.Problem(path="x", message="y", offset=3),),
        source_order=("watch",),
    )
    return history.unmerge(next(one for one in history.activities if one.originals))


def test_a_history_file_reads_back_exactly(tmp_path: Path) -> None:
    history = whole()
    (tmp_path / "history.json").write_bytes(write_json(history))
    assert tk.read(tmp_path / "history.json") == history
    assert tk.read(tmp_path / "history.json").merge(history) == history


def test_a_parquet_file_reads_back_exactly(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="the parquet extra is not installed")
    import pyarrow.parquet as pq

    history = whole()
    (tmp_path / "history.parquet").write_bytes(write_parquet(history))
    assert tk.read(tmp_path / "history.parquet") == history
    table = pq.read_table(tmp_path / "history.parquet")
    rides = table.filter(pa.compute.equal(table["record"], "activity"))
    assert rides["sport"].to_pylist() == ["cycling"] * 3
    assert rides["elapsed_s"].to_pylist() == [59.0] * 3
    other = pa.table({"date": [START.date()], "stress": [30.0]})
    pq.write_table(other, tmp_path / "days.parquet")
    assert tk.read(tmp_path / "days.parquet").days[0].stress == 30
    pq.write_table(pa.table({"a": [1]}), tmp_path / "days.parquet")
    assert tk.read(tmp_path / "days.parquet").problems
    (tmp_path / "days.parquet").write_bytes(b"PAR1" + bytes(40))
    assert "damaged Parquet" in tk.read(tmp_path / "days.parquet").problems[0].message


def test_a_history_file_with_a_wrong_field_is_a_problem(tmp_path: Path) -> None:
    text = write_json(whole()).replace(b'"elapsed_s":59.0', b'"elapsed_s":-1')
    (tmp_path / "history.json").write_bytes(text)
    read = tk.read(tmp_path / "history.json")
    (problem,) = set(read.problems) - set(whole().problems)
    assert "elapsed_s" in problem.message
    assert read.days == whole().days


@pytest.mark.realdata
def test_the_ride_in_three_formats_is_one_activity_from_the_richest(data_dir: Path) -> None:
    history = tk.read(data_dir / "activities" / "sweatpy")
    merged = [one for one in history.activities if one.originals]
    (one,) = merged
    assert {source.source for source in one.sources} == {"fit-file", "gpx-file", "tcx-file"}
    assert len(one.originals) == 4
    assert one.provenance.source == "fit-file"
    assert len(one.streams or ()) == 5159
    assert one.distance_m == pytest.approx(36_300, rel=0.001)
    assert one.hr_mean == pytest.approx(130.3, abs=0.5)


@pytest.mark.realdata
def test_the_whole_folder_of_real_files_reads_twice_the_same(data_dir: Path) -> None:
    history = tk.read(data_dir, timezone="Europe/Amsterdam")
    assert len(history.activities) > 90
    assert len(history.days) > 80
    assert len(history.workouts) == 6
    again = tk.read(data_dir, timezone="Pacific/Auckland", processes=2)
    assert history.merge(again) == history
