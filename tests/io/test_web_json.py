"""JSON of web APIs and exports becomes days and activities, whichever keys are missing."""

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.formats import read_json
from builders.json_damage import spoil
from trainkit.ports.format import Contents, FileContext

ORIGIN = FileContext("a.json")


def read_tree(tree: object) -> Contents:
    return read_json(json.dumps(tree).encode(), ORIGIN)


def test_an_exported_night_adds_up_its_stages() -> None:
    (night,) = read_tree(
        [
            {
                "sleepStartTimestampGMT": "2021-03-02T22:10:00.0",
                "sleepEndTimestampGMT": "2021-03-03T05:40:00.0",
                "calendarDate": "2021-03-03",
                "deepSleepSeconds": 3600,
                "lightSleepSeconds": 18000,
                "remSleepSeconds": 3600,
                "awakeSleepSeconds": 900,
                "sleepScores": {"overallScore": 81},
            }
        ]
    ).days
    assert (night.date, night.sleep_h, night.deep_h) == (dt.date(2021, 3, 3), 7, 1)
    assert (night.sleep_score, night.awake_h) == (81, 0.25)
    assert night.sleep_start == dt.datetime(2021, 3, 2, 22, 10, tzinfo=dt.UTC)
    assert (night.provenance.source, night.provenance.licence) == ("garmin-export", "user-export")


def test_naps_are_told_apart_from_the_night() -> None:
    naps = [{"calendarDate": "2021-03-03", "napTimeSec": seconds} for seconds in (1800, 900)]
    answer = read_tree(
        {
            "dailySleepDTO": {"calendarDate": "2021-03-03", "sleepTimeSeconds": 25_200},
            "dailyNapDTOS": naps,
        }
    )
    assert [day.sleep_h for day in answer.days if day.sleep_h] == [7]
    assert [day.nap_h for day in answer.days if day.nap_h] == [0.75]


def test_an_exported_day_has_stress_and_body_battery_in_lists() -> None:
    (day,) = read_tree(
        [
            {
                "calendarDate": "2021-03-03",
                "totalSteps": 9000,
                "restingHeartRate": 47,
                "allDayStress": {
                    "aggregatorList": [
                        {"type": "AWAKE", "averageStressLevel": 40},
                        {"type": "TOTAL", "averageStressLevel": 31},
                    ]
                },
                "bodyBattery": {
                    "bodyBatteryStatList": [
                        {"bodyBatteryStatType": "HIGHEST", "statsValue": 88},
                        {"bodyBatteryStatType": "LOWEST", "statsValue": 12},
                    ]
                },
            }
        ]
    ).days[:1]
    assert day.steps == 9000
    both = read_tree([{"calendarDate": "2021-03-03", "allDayStress": {"aggregatorList": 5}}])
    assert not both.days


def test_exported_activities_are_in_centimetres_and_milliseconds() -> None:
    (one,) = read_tree(
        [
            {
                "summarizedActivitiesExport": [
                    {
                        "activityId": 5,
                        "name": "Loop",
                        "activityType": "trail_running",
                        "startTimeGmt": 1609484400000.0,
                        "startTimeLocal": 1609488000000.0,
                        "duration": 3600000.0,
                        "elapsedDuration": 3700000.0,
                        "distance": 1000000.0,
                        "elevationGain": 25000.0,
                        "avgSpeed": 0.2777,
                        "avgHr": 140.0,
                    }
                ]
            }
        ]
    ).activities
    assert (one.moving_s, one.elapsed_s, one.distance_m, one.ascent_m) == (3600, 3700, 10_000, 250)
    assert one.speed_mean == pytest.approx(2.777)
    assert one.start == dt.datetime(2021, 1, 1, 7, tzinfo=dt.UTC)
    assert one.start.utcoffset() == dt.timedelta(hours=1)
    assert (one.sport, one.sub_sport, one.name, one.provenance.id) == (
        "running",
        "trail",
        "Loop",
        "5",
    )


def test_minus_one_and_a_measured_nothing_are_unknown() -> None:
    assert not read_tree({"calendarDate": "2021-03-03", "averageStressLevel": -1}).days
    empty = {"calendarDate": "2021-03-03", "avgStressLevel": 0, "maxStressLevel": 0}
    assert not read_tree(empty).days


@pytest.mark.parametrize("data", [b"{", b"", b"[1,", b"\xff\xfe", b"nul"])
def test_damaged_json_is_one_problem(data: bytes) -> None:
    assert "damaged JSON" in read_json(data, ORIGIN).problems[0].message


def test_json_that_would_burst_the_memory_is_left_out() -> None:
    assert "brackets" in read_json(b"[" + b"[]," * 100_000 + b"[]]", ORIGIN).problems[0].message
    assert read_json(b"[" * 5000 + b"1," * 20_000 + b"1" + b"]" * 5000, ORIGIN).problems


def test_unknown_json_names_its_keys() -> None:
    assert read_tree({"colour": 1, "size": 2}).problems[0].message == (
        "unknown JSON (colour, size): left out"
    )
    assert not read_tree([]).problems


@pytest.fixture(scope="session")
def payloads(data_dir: Path) -> dict[str, object]:
    files = [*data_dir.glob("garmin-connect/*.json"), *data_dir.glob("strava/*.json")]
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(files)}


@pytest.mark.realdata
def test_every_recorded_answer_is_understood(payloads: dict[str, object]) -> None:
    answers = {name: read_tree(tree) for name, tree in payloads.items()}
    assert not [name for name, answer in answers.items() if answer.problems]
    days = {name: len(answer.days) for name, answer in answers.items() if answer.days}
    assert days["garth__test_daily_hrv__00"] == 20
    assert days["garth__test_daily_sleep__00"] == 20
    assert "garth__test_weekly_stress__00" not in days
    assert "garth__test_weekly_steps__00" not in days
    assert sum(len(answer.activities) for answer in answers.values()) == 6


@pytest.mark.realdata
def test_real_nights_and_mornings_have_the_payloads_figures(payloads: dict[str, object]) -> None:
    (night,) = read_tree(payloads["garth__test_daily_sleep_data_get__00"]).days
    assert night.sleep_h == pytest.approx(24180 / 3600)
    assert (night.sleep_score, night.resting_hr, night.spo2) == (83, 44, 93)
    assert night.sleep_end is not None
    assert night.sleep_end.astimezone(dt.UTC).timestamp() == 1751888248
    assert night.sleep_end.utcoffset() == dt.timedelta(hours=-6)
    (morning,) = read_tree(payloads["garth__test_morning_training_readiness_data_get__00"]).days
    entries = payloads["garth__test_morning_training_readiness_data_get__00"]["json"]  # type: ignore[index]
    first = min(entries, key=lambda one: one["timestampLocal"])
    assert morning.readiness == first["score"]
    (weighed,) = read_tree(payloads["garth__test_get_daily_weight_data__00"]).days
    assert (weighed.weight_kg, weighed.body_fat) == (59.72, 19.3)


@pytest.mark.realdata
def test_a_real_activity_of_each_api(payloads: dict[str, object]) -> None:
    (run,) = read_tree(payloads["garth__test_activity_get__01"]).activities
    assert (run.sport, run.sub_sport, run.rpe, run.feel) == ("running", "trail", 3, 25)
    assert (run.distance_m, run.normalized_power_w) == (4261.19, 226)
    assert run.start.isoformat() == "2026-01-08T08:10:21-06:00"
    assert run.provenance.licence == "garmin-api"
    (walk,) = read_tree(payloads["activity.3"]).activities
    assert (walk.distance_m, walk.elapsed_s, walk.provenance.licence) == (
        5781.1,
        3140,
        "strava-api",
    )
    assert walk.start.isoformat() == "2013-12-12T11:36:41-08:00"


@pytest.mark.realdata
@settings(max_examples=150)
@given(st.data())
def test_no_value_of_a_wrong_kind_stops_the_reader(
    payloads: dict[str, object], data: st.DataObject
) -> None:
    tree = payloads[data.draw(st.sampled_from(sorted(payloads)))]
    for _ in range(data.draw(st.integers(1, 4))):
        tree = spoil(tree, data.draw)
    assert isinstance(read_tree(tree), Contents)
