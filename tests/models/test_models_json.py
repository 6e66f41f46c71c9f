"""JSON brings every model back equal: NaN, float32, offsets, and all."""

import datetime as dt
import json
from collections.abc import Callable
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from trainkit.models import (
    Activity,
    Athlete,
    DailyHealth,
    History,
    Lap,
    Length,
    Problem,
    Provenance,
    RaceResult,
    Streams,
    ThresholdChange,
    TrainingPlan,
)

words = st.text(min_size=1, max_size=8)
zones = st.timezones() | st.integers(-1439, 1439).map(
    lambda minutes: dt.timezone(dt.timedelta(minutes=minutes))
)
moments = st.datetimes(dt.datetime(1960, 1, 1), dt.datetime(2090, 1, 1), timezones=zones)  # noqa: DTZ001
days = st.dates(dt.date(2025, 1, 1), dt.date(2025, 1, 20))


def known(low: float, high: float) -> st.SearchStrategy[float | None]:
    return st.none() | st.floats(low, high)


provenances = st.builds(
    Provenance,
    source=st.sampled_from(["fit-file", "garmin-export", "manual"]),
    id=st.none() | words,
    path=st.none() | words,
    fetched_at=st.none() | moments,
    licence=words,
)


@st.composite
def streams(draw: st.DrawFn) -> Streams:
    samples = draw(st.integers(0, 5))
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    column = npst.arrays(
        dtype,
        samples,
        elements=st.floats(
            allow_infinity=False, allow_nan=True, width=32 if dtype == np.float32 else 64
        ),
    )
    beats = draw(st.integers(0, 4))
    rr_ms = st.none() | npst.arrays(np.float64, beats, elements=st.floats(200, 3000))
    return Streams(
        time_s=np.sort(draw(npst.arrays(np.float64, samples, elements=st.floats(-9, 1e6)))),
        heart_rate=draw(st.none() | column),
        latitude=draw(st.none() | column),
        rr_ms=draw(rr_ms),
        developer=draw(st.dictionaries(words, column, max_size=2)),
        developer_units=draw(st.dictionaries(words, words, max_size=2)),
        extra=draw(st.dictionaries(words, column, max_size=2)),
    )


activities = st.builds(
    Activity,
    sport=st.sampled_from(["running", "cycling", "generic"]),
    sub_sport=st.none() | words,
    start=moments,
    elapsed_s=st.floats(0, 1e5),
    distance_m=known(0, 1e5),
    hr_mean=known(20, 260),
    laps=st.lists(st.builds(Lap, start=moments, elapsed_s=st.floats(0, 100))).map(tuple),
    lengths=st.lists(
        st.builds(Length, start=moments, elapsed_s=st.floats(0, 100), strokes=st.none()), max_size=1
    ).map(tuple),
    notes=st.none() | words,
    race=st.booleans(),
    streams=st.none() | streams(),
    provenance=provenances,
)
health = st.builds(
    DailyHealth,
    date=days,
    hrv_rmssd=known(1, 500),
    sleep_start=st.none() | moments,
    sleep_score=known(0, 100),
    illness=st.none() | st.booleans(),
    notes=st.none() | words,
    provenance=provenances,
)
athletes = st.builds(
    Athlete,
    sex=st.sampled_from(["female", "male"]),
    birth_date=st.dates(dt.date(1930, 1, 1), dt.date(2015, 1, 1)),
    hr_rest=st.floats(30, 80),
    hr_max=st.floats(150, 220),
    mass_kg=known(30, 200),
    speed_zones=st.none() | st.just((2.0, 3.0, 4.0)),
    changes=st.lists(st.builds(ThresholdChange, date=days, ftp_w=known(0, 500)), max_size=3),
    timezone=st.sampled_from(["UTC", "Europe/Berlin"]),
)
histories = st.builds(
    History,
    activities=st.lists(activities, max_size=3).map(tuple),
    days=st.lists(health, max_size=6),
    races=st.lists(
        st.builds(RaceResult, date=days, distance_m=st.just(5000.0), time_s=st.floats(900, 3000))
    ).map(tuple),
    problems=st.lists(
        st.builds(Problem, path=words, message=words, offset=st.none() | st.integers(0, 9))
    ).map(tuple),
    athlete=st.none() | athletes,
    source_order=st.sampled_from([(), ("manual",), ("garmin-export", "fit-file")]),
)


@pytest.mark.parametrize(
    "models",
    [streams(), activities, health, athletes, histories],
    ids=["streams", "activity", "day", "athlete", "history"],
)
def test_json_round_trip_is_exact(models: st.SearchStrategy[Activity]) -> None:
    @settings(max_examples=60)
    @given(models)
    def check(model: Activity) -> None:
        text = model.model_dump_json()
        back = type(model).model_validate_json(text)
        assert back == model
        assert back.model_dump_json() == text

    check()


@settings(max_examples=40)
@given(histories)
def test_plain_python_round_trip_is_exact(history: History) -> None:
    assert History.model_validate(history.model_dump()) == history


@given(activities)
def test_offset_survives_json(activity: Activity) -> None:
    back = Activity.model_validate_json(activity.model_dump_json())
    assert back.start.utcoffset() == activity.start.utcoffset()
    assert back.day == activity.day


def test_a_named_zone_becomes_its_offset_of_that_moment() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    second_two_o_clock = dt.datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=berlin)
    activity = Activity(sport="running", start=second_two_o_clock, elapsed_s=60)
    assert activity.start.utcoffset() == dt.timedelta(hours=1)
    assert activity.start.isoformat() == "2026-10-25T02:30:00+01:00"


def test_days_in_json_are_columns_that_a_person_can_read() -> None:
    day = DailyHealth(date=dt.date(2026, 1, 2), sleep_h=7.5, illness=False)
    plain = json.loads(History(days=[day]).model_dump_json())["days"]
    assert plain["date"] == ["2026-01-02"]
    assert plain["sleep_h"] == [7.5]
    assert plain["illness"] == [False]
    assert "resting_hr" not in plain


BROKEN: list[tuple[Callable[[dict[str, object]], object], str]] = [
    (lambda days: days.pop("date"), "days"),
    (lambda days: days.update(date=["2026-01-02", "2026-01-03"]), "days.provenance"),
    (lambda days: days.update(provenance=[4]), "days.provenance"),
    (lambda days: days.update(sleep_h=[7.5, 8]), "days.sleep_h"),
    (lambda days: days.update(sleep_h="long"), "days.sleep_h"),
    (lambda days: days.update(slep_h=[7.5]), "days.slep_h"),
    (lambda days: days.update(sources=[{"source": ""}]), "days.source"),
]


@pytest.mark.parametrize(("damage", "name"), BROKEN)
def test_damaged_columns_are_named(
    damage: Callable[[dict[str, object]], object], name: str
) -> None:
    day = DailyHealth(date=dt.date(2026, 1, 2), sleep_h=7.5)
    plain = json.loads(History(days=[day]).model_dump_json())
    damage(plain["days"])
    with pytest.raises(ValueError, match=name):
        History.model_validate_json(json.dumps(plain))


def test_former_names_still_work() -> None:
    assert TrainingPlan.completed is TrainingPlan.complete
    assert TrainingPlan.skipped is TrainingPlan.skip
