"""A night that a product keeps in several files is one night."""

import datetime as dt
import json
from pathlib import Path

import pytest

from trainkit.io import read
from trainkit.models import DailyHealth

Part = tuple[str, str] | tuple[str, str, str]  # from, to, and a stage; local times of two days


def moment(text: str) -> dt.datetime:
    """Read "22:30" as of the evening of 1 March, and times before noon as of 2 March."""
    hour, minute = map(int, text.split(":"))
    return dt.datetime(2026, 3, 1 if hour >= 15 else 2, hour, minute, tzinfo=dt.UTC)


def session(start: str, end: str, stages: tuple[Part, ...] = ()) -> bytes:
    def say(text: str) -> str:
        return moment(text).isoformat().replace("+00:00", "Z")

    segments = [
        {"fitnessActivity": f"sleep.{kind}", "startTime": say(first), "endTime": say(last)}
        for first, last, kind in stages  # type: ignore[misc]
    ]
    tree = {"fitnessActivity": "sleep", "startTime": say(start), "endTime": say(end)}
    return json.dumps(tree | {"segment": segments}).encode()


def write(folder: Path, *sessions: bytes) -> list[Path]:
    paths = []
    for number, content in enumerate(sessions):
        path = folder / f"{number}_SLEEP.json"
        path.write_bytes(content)
        paths.append(path)
    return paths


def nights(folder: Path, *sessions: bytes) -> list[DailyHealth]:
    return list(read(write(folder, *sessions), timezone="UTC").days)


@pytest.mark.parametrize(
    ("parts", "slept_h", "awake_h"),
    [
        ([("22:30", "02:00"), ("02:40", "06:30")], 3.5 + 3 + 50 / 60, 40 / 60),
        ([("23:00", "01:00"), ("01:30", "04:00"), ("04:15", "07:00")], 2 + 2.5 + 2.75, 0.75),
        ([("22:00", "23:30"), ("00:10", "06:10")], 1.5 + 6, 40 / 60),  # the first ends before
        ([("21:30", "01:00"), ("04:30", "07:30")], 3.5 + 3, 3.5),
    ],
)
def test_parts_of_one_night_are_one_night(
    tmp_path: Path, parts: list[Part], slept_h: float, awake_h: float
) -> None:
    (night,) = nights(tmp_path, *(session(*part) for part in parts))
    assert night.date == dt.date(2026, 3, 2)
    assert night.sleep_h == pytest.approx(slept_h)
    assert night.awake_h == pytest.approx(awake_h)
    assert (night.sleep_start, night.sleep_end) == (moment(parts[0][0]), moment(parts[-1][1]))


def test_the_order_of_files_and_a_second_import_change_nothing(tmp_path: Path) -> None:
    parts = [session("22:30", "02:00"), session("02:40", "06:30"), session("06:40", "07:10")]
    paths = write(tmp_path, *parts)
    history = read(paths, timezone="UTC")
    turned = read(paths[::-1], timezone="UTC")
    assert [day.sleep_h for day in turned.days] == [day.sleep_h for day in history.days]
    again = history.merge(read(paths, timezone="UTC"))
    assert [day.sleep_h for day in again.days] == [day.sleep_h for day in history.days]


def test_a_nap_in_the_evening_stays_a_nap(tmp_path: Path) -> None:
    days = nights(tmp_path, session("17:00", "18:00"), session("22:30", "06:30"))
    night = days[-1]
    assert (night.date, night.sleep_h) == (dt.date(2026, 3, 2), 8)
    assert (days[0].date, days[0].nap_h) == (dt.date(2026, 3, 1), 1)


def test_the_same_night_of_two_apps_counts_once(tmp_path: Path) -> None:
    days = nights(tmp_path, session("22:30", "06:30"), session("22:40", "06:20"))
    assert [day.sleep_h for day in days] == [8]


def test_a_night_in_parts_and_the_same_as_a_whole_count_once(tmp_path: Path) -> None:
    whole = session("22:30", "06:30")
    days = nights(tmp_path, session("22:30", "02:00"), session("02:30", "06:30"), whole)
    assert [(day.sleep_h, day.awake_h) for day in days] == [(7.5, 0.5)]  # the parts know more


def test_stages_add_up_where_all_parts_have_them(tmp_path: Path) -> None:
    first = session("23:00", "02:00", (("23:00", "01:00", "light"), ("01:00", "02:00", "deep")))
    second = session("02:30", "06:00", (("02:30", "05:00", "light"), ("05:00", "06:00", "rem")))
    (night,) = nights(tmp_path, first, second)
    assert (night.light_h, night.deep_h, night.rem_h) == (4.5, 1, 1)
    (bare,) = nights(tmp_path, first, session("02:30", "06:00"))
    assert (bare.sleep_h, bare.deep_h) == (6.5, None)


def test_nights_of_different_days_stay_apart(tmp_path: Path) -> None:
    day = dt.timedelta(days=1)
    tree = json.loads(session("22:30", "06:30"))
    for key in ("startTime", "endTime"):
        tree[key] = (dt.datetime.fromisoformat(tree[key]) + day).isoformat()
    days = nights(tmp_path, session("22:30", "06:30"), json.dumps(tree).encode())
    assert [(found.date.day, found.sleep_h) for found in days] == [(2, 8), (3, 8)]
