"""FIT files become activities that agree with the devices' own figures."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from builders.formats import read_fit
from trainkit import metrics
from trainkit._totals import ascent_m
from trainkit.io.fit import encode
from trainkit.models import Activity
from trainkit.ports.format import Contents, FileContext

NOON = 1_000_000_000  # FIT seconds: 2021-09-08 01:46:40 UTC
EPOCH = dt.datetime(1989, 12, 31, tzinfo=dt.UTC)
BERLIN = dt.timezone(dt.timedelta(hours=2))
FILE_ID = ("file_id", {"type": "activity", "serial_number": 7, "time_created": NOON})


def read(*messages: tuple[str, dict[str, object]], zone: dt.tzinfo = dt.UTC) -> Contents:
    return read_fit(encode([FILE_ID, *messages]), FileContext("a.fit", zone))  # type: ignore[list-item]


def records(seconds: object, **columns: object) -> tuple[str, dict[str, object]]:
    return "record", {"timestamp": NOON + np.asarray(seconds), **columns}


def session(start: int = 0, elapsed: float = 10, **more: object) -> tuple[str, dict[str, object]]:
    times = {"start_time": NOON + start, "timestamp": NOON + start + elapsed}
    return "session", {**times, "total_elapsed_time": elapsed, "sport": "running", **more}


def closing(local_hours: float = 0) -> tuple[str, dict[str, object]]:
    return "activity", {"timestamp": NOON, "local_timestamp": NOON + 3600 * local_hours}


def only(answer: Contents) -> Activity:
    (activity,) = answer.activities
    return activity


def test_totals_come_from_the_session_else_from_the_records() -> None:
    heart_rate = [100, 110, None, 130]
    one = only(read(records(range(4), heart_rate=heart_rate), session(avg_power=200, max_power=9)))
    assert (one.sport, one.elapsed_s, one.power_mean) == ("running", 10, 200)
    assert one.hr_mean == pytest.approx((100 + 110 + 130) / 3)
    assert one.hr_max == 130
    assert one.streams is not None
    np.testing.assert_array_equal(one.streams.heart_rate, [100, 110, np.nan, 130])
    assert one.streams.power is None


def test_the_files_own_offset_wins_over_the_athletes_zone() -> None:
    body = (records([0]), session())
    assert only(read(*body, closing(2), zone=dt.UTC)).start.utcoffset() == dt.timedelta(hours=2)
    assert only(read(*body, closing(0), zone=BERLIN)).start.utcoffset() == dt.timedelta(hours=2)
    assert only(read(*body, closing(-99), zone=BERLIN)).start.utcoffset() == dt.timedelta(hours=2)
    assert only(read(*body, closing(2))).start == EPOCH + dt.timedelta(seconds=NOON)


def test_sessions_of_a_multisport_file_share_out_records_laps_and_beats() -> None:
    answer = read(
        records(range(5), heart_rate=range(100, 105)),
        ("hrv", {"time": np.array([[0.5, 0.5]])}),
        records(range(5, 9), heart_rate=range(120, 124)),
        ("hrv", {"time": np.array([[0.4, np.nan]])}),
        ("lap", {"start_time": NOON + np.array([0, 5]), "total_elapsed_time": [5.0, 4.0]}),
        session(0, 5),
        session(5, 4, sport="cycling", sub_sport="mountain"),
    )
    run, ride = answer.activities
    assert (run.sport, ride.sport, ride.sub_sport) == ("running", "cycling", "mountain")
    assert run.streams is not None
    assert ride.streams is not None
    assert (len(run.streams), len(ride.streams)) == (5, 4)
    assert ride.streams.time_s.tolist() == [0, 1, 2, 3]
    assert (len(run.laps), len(ride.laps)) == (1, 1)
    np.testing.assert_array_equal(run.streams.rr_ms, [500, 500])
    np.testing.assert_array_equal(ride.streams.rr_ms, [400])
    assert run.provenance.id != ride.provenance.id


def test_a_file_that_was_cut_off_keeps_its_records() -> None:
    answer = read(records(range(60), speed=[2.5] * 60))
    one = only(answer)
    assert (one.sport, one.elapsed_s, one.speed_max) == ("generic", 59, 2.5)
    assert [problem.severity for problem in answer.problems] == ["warning"]
    multisport = read(session(0, 5), records(range(100, 200), heart_rate=[120] * 100))
    assert [one.elapsed_s for one in multisport.activities] == [5, 99]


def test_a_timer_stop_is_a_gap_even_where_the_device_recorded_on() -> None:
    stops = [
        ("event", {"timestamp": NOON + at, "event": "timer", "event_type": kind})
        for at, kind in ((0, "start"), (20, "stop_all"), (50, "start"), (60, "stop_all"))
    ]
    everything = read(*stops, records(range(61), power=[200] * 61), session(0, 60))
    one = only(everything)
    assert one.streams is not None
    assert np.diff(one.streams.time_s).max() == 30
    assert one.moving_s == 30
    assert "29 records while the timer was stopped" in everything.problems[0].message
    few = read(*stops, records([*range(21), 49, *range(50, 61)]), session(0, 60))
    assert len(only(few).streams or ()) == 33
    assert not few.problems


def test_a_clock_that_goes_back_is_reported_and_time_never_decreases() -> None:
    answer = read(records([0, 1, 2, -500, -499, -498]), session(0, 5))
    streams = only(answer).streams
    assert streams is not None
    assert streams.time_s.tolist() == [0, 1, 2, 3, 4, 5]
    (problem,) = answer.problems
    assert "set back by 502 s" in problem.message
    assert problem.offset is not None
    late = only(read(records([0, 2, 1, 3], power=[1, 3, 2, 4]), session(0, 3))).streams
    assert late is not None
    np.testing.assert_array_equal(late.power, [1, 2, 3, 4])


def test_records_without_a_time_are_reported() -> None:
    (problem,) = read(("record", {"heart_rate": [1, 2]})).problems
    assert (problem.severity, problem.message) == (
        "error",
        "2 records without a time cannot be placed",
    )


def test_a_value_out_of_range_is_left_out_and_reported() -> None:
    answer = read(session(avg_heart_rate=3, max_heart_rate=180, total_calories=0))
    assert only(answer).hr_mean is None
    assert only(answer).hr_max == 180
    assert answer.problems[0].message == "hr_mean of 3 is out of range: left out"


def test_other_fields_and_unknown_names_are_kept() -> None:
    data = {"vertical_oscillation": [80.5], "unknown_200": np.array([7], "<u2"), "left_pco": [3]}
    one = only(read(records([0], **data), session(sport="unknown_99")))
    assert one.sport == "unknown_99"
    assert one.streams is not None
    assert {name: column.tolist() for name, column in one.streams.extra.items()} == {
        "vertical_oscillation_mm": [80.5],
        "unknown_200": [7],
        "left_pco_mm": [3],
    }


def test_ascent_ignores_noise_and_counts_hills() -> None:
    noise = 100 + np.tile([0.0, 1.4], 500)
    assert ascent_m(noise) == (0, 0)
    hill = np.concatenate([np.linspace(0, 100, 300), np.linspace(100, 0, 300), [np.nan]])
    up, down = ascent_m(hill)
    assert up == pytest.approx(100, abs=3)
    assert down == pytest.approx(100, abs=3)
    assert ascent_m(np.array([np.nan])) == (None, None)


Truth = dict[str, dict[str, object]]


@pytest.fixture(scope="session")
def truth(data_dir: Path) -> list[dict[str, object]]:
    text = (data_dir / "activities" / "FIT_GROUND_TRUTH.json").read_text(encoding="utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def real(data_dir: Path) -> Callable[[str], Contents]:
    return lambda name: read_fit((data_dir / "activities" / name).read_bytes(), FileContext(name))


TOTALS = {
    "elapsed_s": ("total_elapsed_time", 1e-3),
    "moving_s": ("total_timer_time", 1e-3),
    "distance_m": ("total_distance", 1e-2),
    "ascent_m": ("total_ascent", 1),
    "hr_mean": ("avg_heart_rate", 1),
    "hr_max": ("max_heart_rate", 1),
    "power_mean": ("avg_power", 1),
    "power_max": ("max_power", 1),
    "normalized_power_w": ("normalized_power", 1),
    "calories_kcal": ("total_calories", 1),
}
COLUMNS = {
    "heart_rate": ("heart_rate", 1.0),
    "power": ("power", 1.0),
    "cadence": ("cadence", 1.0),
    "speed": ("enhanced_speed", 1e-3),
    "distance": ("distance", 1e-2),
    "altitude": ("enhanced_altitude", 0.2),
    "temperature": ("temperature", 1.0),
}


@pytest.mark.realdata
def test_sessions_of_real_files_agree_with_the_devices(
    truth: list[dict], real: Callable[[str], Contents]
) -> None:
    compared = 0
    for file in truth:
        sessions = sorted(file["sessions"], key=lambda one: str(one.get("start_time", "")))
        activities = real(file["file"]).activities
        if sessions:
            assert len(activities) == len(sessions), file["file"]
        for activity, expected in zip(activities, sessions, strict=False):
            assert activity.sport == expected["sport"], file["file"]
            if expected.get("start_time"):
                assert activity.start == dt.datetime.fromisoformat(expected["start_time"])
            for name, (field, resolution) in TOTALS.items():
                if expected.get(field):
                    difference = abs(getattr(activity, name) - expected[field])
                    assert difference <= resolution / 2 + 1e-9, (file["file"], name)
                    compared += 1
    assert compared > 120


@pytest.mark.realdata
def test_columns_of_real_files_agree_with_the_truth(
    truth: list[dict], real: Callable[[str], Contents]
) -> None:
    compared = 0
    for file in truth:
        streams = [one.streams for one in real(file["file"]).activities if one.streams is not None]
        if not streams or not file["records"].get("n"):
            continue
        assert sum(map(len, streams)) == file["records"]["n"], file["file"]
        for name, (field, resolution) in COLUMNS.items():
            truth = file["records"].get(field)
            if not isinstance(truth, dict):
                continue
            parts = [column for one in streams if (column := getattr(one, name)) is not None]
            values = np.concatenate(parts)
            values = values[~np.isnan(values)]
            assert values.size == truth["n"], (file["file"], name)
            for ours, theirs in (
                (values.mean(), truth["mean"]),
                (values.min(), truth["min"]),
                (values.max(), truth["max"]),
            ):
                assert ours == pytest.approx(theirs, abs=resolution / 2 + 1e-3), (file, name)
                compared += 1
        beats = sum(one.rr_ms.size for one in streams if one.rr_ms is not None)
        assert beats == file["hrv"]["rr_count"], file["file"]
    assert compared > 250


@pytest.mark.realdata
def test_broken_files_give_their_records_and_the_byte_of_the_damage(
    real: Callable[[str], Contents],
) -> None:
    expected = {
        "fitparse/activity-filecrc.fit": (14, 769, "warning"),
        "fitparse/activity-unexpected-eof.fit": (14, 751, "error"),
        "fitparse/activity-settings-corruptheader.fit": (14, 771, "error"),
    }
    for name, (count, offset, severity) in expected.items():
        answer = real(name)
        assert len(only(answer).streams or ()) == count, name
        assert (answer.problems[0].offset, answer.problems[0].severity) == (offset, severity)


@pytest.mark.realdata
def test_normalized_power_of_the_samples_is_the_devices_own(
    truth: list[dict], real: Callable[[str], Contents]
) -> None:
    compared = {}
    for file in truth:
        for one in real(file["file"]).activities:
            if one.normalized_power_w and one.streams is not None:
                ours = metrics.power.normalized_power(one.streams.power, time_s=one.streams.time_s)
                compared[file["file"]] = ours / one.normalized_power_w
    assert len(compared) == 3
    errors = np.abs(np.array(list(compared.values())) - 1)
    assert np.median(errors) < 0.005, compared
    assert errors.max() < 0.01, compared
