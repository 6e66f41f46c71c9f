"""One value that cannot be loses its row with a problem, not its file."""

import datetime as dt
import json
from pathlib import Path

import pytest

import trainkit as tk
from trainkit.io._reading.source_reader import FAULT

RIDE = {
    "start_date_local": "2024-01-05T07:00:00Z",
    "moving_time": 3600,
    "resource_state": 3,
    "distance": 1e4,
    "type": "Run",
}
POINT = '<trkpt lat="1" lon="1"><time>{}</time></trkpt>'
ZONES = ("America/Los_Angeles", "Pacific/Kiritimati", "UTC")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "value",
    [
        {"start_date": "0001-01-01T00:00:00Z"},
        {"start_date": "9999-12-31T23:59:59Z"},
        {"start_date": "today"},
        {"start_date": 10**400},
        {"moving_time": 10**400},
        {"distance": 1e308},
        {"type": 5},
    ],
)
def test_one_value_of_a_list_of_rides(tmp_path: Path, value: dict[str, object], zone: str) -> None:
    good = [
        {**RIDE, "id": i, "start_date": f"20{i // 28:02}-01-{i % 28 + 1:02}T06:00:00Z"}
        for i in range(50)
    ]
    bad = {**RIDE, "id": 99, "start_date": "2024-06-01T06:00:00Z", **value}
    (tmp_path / "a.json").write_text(json.dumps([*good, bad]))
    history = tk.read(tmp_path, timezone=zone)
    assert len(history.activities) >= 50
    assert FAULT not in str(history.problems)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("date", ["Dec 31, 9999, 11:00:00 PM", "Jan 1, 0001, 1:00:00 AM", "now"])
def test_one_date_of_a_table(tmp_path: Path, date: str, zone: str) -> None:
    rows = "".join(f'{i},"Jan {i}, 2024, 6:00:00 AM",run,Run,3600,10\n' for i in range(1, 29))
    head = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance\n"
    (tmp_path / "a.csv").write_text(f'{head}{rows}99,"{date}",run,Run,3600,10\n')
    history = tk.read(tmp_path, timezone=zone)
    assert len(history.activities) == 28
    assert "that is no date" in str(history.problems)
    assert FAULT not in str(history.problems)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("time", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"])
def test_one_time_of_a_track(tmp_path: Path, time: str, zone: str) -> None:
    points = "".join(POINT.format(f"2024-01-01T00:00:{i:02}Z") for i in range(60))
    track = f"<gpx><trk><trkseg>{points}{POINT.format(time)}</trkseg></trk></gpx>"
    (tmp_path / "a.gpx").write_text(track)
    history = tk.read(tmp_path, timezone=zone)
    assert history.activities[0].elapsed_s == 59
    assert "without a time" in str(history.problems)


@pytest.mark.parametrize("date", ["0000-01-01", "10000-01-01", "today", "2024", 5, None])
@pytest.mark.parametrize("field", ["activities", "days", "races"])
def test_one_record_of_a_history(tmp_path: Path, field: str, date: object) -> None:
    history = tk.simulate(days=30)
    race = tk.RaceResult(date="2024-05-01", distance_m=5000, time_s=1500)
    plain = json.loads(history.merge(tk.History(races=(race,))).model_dump_json())
    plain["races"] = [plain["races"][0], dict(plain["races"][0], date="2024-05-08")]
    if field == "days":
        plain["days"]["date"][3] = date
    else:
        plain[field][0]["start" if field == "activities" else "date"] = date
    (tmp_path / "h.json").write_text(json.dumps(plain))
    read = tk.read(tmp_path / "h.json")
    assert len(read.days) == len(history.days) - (field == "days")
    assert len(read.races) == 2 - (field == "races")
    assert len(read.originals) == len(history.originals) - (field == "activities")
    assert any("left out" in problem.message for problem in read.problems)
    assert read.athlete == history.athlete
    assert tk.History.model_validate_json(read.model_dump_json()) == read


def test_a_parquet_of_too_many_rows_is_not_read(tmp_path: Path) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    rows = 200_001
    table = pa.table({"date": pa.repeat(pa.scalar(dt.date(2024, 1, 1)), rows)})
    pq.write_table(table.append_column("mood", pa.repeat(5.0, rows)), tmp_path / "a.parquet")
    history = tk.read(tmp_path)
    assert "200,001 rows" in str(history.problems)
    assert len(history.days) == 0
