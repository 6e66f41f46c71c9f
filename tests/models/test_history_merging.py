"""Recordings of one workout merge into one activity in any order, and can be split again."""

import datetime as dt
from functools import reduce
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainkit.errors import InvalidInput
from trainkit.models import (
    Activity,
    DailyHealth,
    History,
    Lap,
    Provenance,
    RaceResult,
    Streams,
    _duplicates,
)

SEVEN = dt.datetime(2026, 5, 1, 7, tzinfo=dt.timezone(dt.timedelta(hours=2)))
MINUTE = dt.timedelta(minutes=1)


def source(name: str, **more: object) -> Provenance:
    return Provenance.model_validate({"source": name, **more})


def samples(count: int, **columns: float) -> Streams:
    arrays = {name: np.full(count, value) for name, value in columns.items()}
    return Streams(time_s=np.arange(float(count)), **arrays)  # type: ignore[arg-type]


def activity(
    start: dt.datetime = SEVEN, minutes: float = 60, by: str = "fit-file", **more: object
) -> Activity:
    known: dict[str, object] = {"sport": "running", "provenance": source(by)}
    return Activity.model_validate(
        {**known, "start": start, "elapsed_s": 60 * minutes, **more}, strict=False
    )


def count(*activities: Activity) -> int:
    return len(History(activities=activities).activities)


def test_one_ride_from_three_files_is_one_activity_from_the_richest() -> None:
    fit = activity(streams=samples(9, heart_rate=130, power=200), hr_mean=130, distance_m=36_300)
    gpx = activity(SEVEN.astimezone(dt.UTC), by="gpx-file", streams=samples(9, heart_rate=130))
    tcx = activity(
        by="tcx-file", streams=samples(9, heart_rate=131, power=201), notes="windy", rpe=6
    )
    history = History(activities=(gpx, tcx, fit))
    (ride,) = history.activities
    assert ride.streams is not None
    assert ride.provenance.source in {"fit-file", "tcx-file"}
    assert ride.streams.power is not None
    assert {one.source for one in ride.sources} == {"fit-file", "gpx-file", "tcx-file"}
    assert (ride.hr_mean, ride.notes, ride.rpe) == (130, "windy", 6)


@pytest.mark.parametrize(
    "second",
    [
        activity(SEVEN + 3 * MINUTE, by="gpx-file"),
        activity(SEVEN - 4 * MINUTE, 66, by="gpx-file"),
        activity(SEVEN + 12 * MINUTE, 48, by="gpx-file"),
        activity(SEVEN, by="gpx-file", sport="generic"),
        activity(SEVEN.astimezone(dt.UTC), by="gpx-file"),
    ],
    ids=["clock drift", "drift and length", "late start", "unknown sport", "other zone"],
)
def test_overlap_in_time_is_one_workout(second: Activity) -> None:
    assert count(activity(), second) == 1


def test_a_short_workout_under_drifting_clocks_is_one() -> None:
    assert count(activity(minutes=6), activity(SEVEN + 4 * MINUTE, 6, by="gpx-file")) == 1


@pytest.mark.parametrize("hours", [-9, -1, 1, 2, 5.5, 14])
def test_a_clock_in_the_wrong_zone_is_one_workout(hours: float) -> None:
    right = activity(distance_m=10_012, hr_mean=142.3)
    shifted = SEVEN + dt.timedelta(hours=hours) + MINUTE
    wrong = activity(shifted, by="strava-export", distance_m=10_010, hr_mean=142)
    assert count(right, wrong) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (activity(sport="cycling"), activity(SEVEN + 60 * MINUTE, 30)),
        (activity(), activity(SEVEN + 60 * MINUTE, 60, by="gpx-file")),
        (activity(), activity(SEVEN + 50 * MINUTE, 60, by="gpx-file")),
        (activity(sport="cycling"), activity(by="gpx-file")),
        (activity(distance_m=9000), activity(SEVEN + 600 * MINUTE, distance_m=9000)),
        (
            activity(distance_m=9000, hr_mean=130),
            activity(SEVEN + 600 * MINUTE, by="gpx-file", distance_m=9000, hr_mean=140),
        ),
        (
            activity(distance_m=9000),
            activity(SEVEN + 487 * MINUTE, by="gpx-file", distance_m=9000),
        ),
        (activity(by="manual"), activity(by="manual", rpe=5)),
        (activity(minutes=1.5), activity(SEVEN + 4 * MINUTE, 1.5, distance_m=400)),
        (activity(), activity(SEVEN + dt.timedelta(days=1))),
    ],
    ids=[
        "brick",
        "two runs that touch",
        "short overlap",
        "two sports at once",
        "commute there and back",
        "other heart rate",
        "no whole quarter of an hour",
        "two entries by hand",
        "track repeats",
        "same hour next day",
    ],
)
def test_two_workouts_stay_two(first: Activity, second: Activity) -> None:
    assert count(first, second) == 2


def test_two_commutes_in_two_sources_are_two_workouts() -> None:
    back = SEVEN + dt.timedelta(hours=10)
    commutes = [
        activity(start, 30, by=by, sport="cycling", distance_m=9000)
        for start in (SEVEN, back)
        for by in ("fit-file", "strava-export")
    ]
    assert [one.start for one in History(activities=tuple(commutes)).activities] == [SEVEN, back]


def test_halves_of_a_long_recording_do_not_swallow_one_another() -> None:
    halves = activity(minutes=60, by="a"), activity(SEVEN + 60 * MINUTE, 60, by="a")
    assert count(*halves, activity(minutes=120, by="b")) == 3


def test_reading_again_elsewhere_adds_nothing() -> None:
    noon = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
    here = activity(
        provenance=source("fit-file", path="/home/a/1.fit", fetched_at=noon),
        laps=[Lap(start=SEVEN, elapsed_s=60)],
        streams=samples(4, power=200),
    )
    there = activity(
        SEVEN.astimezone(dt.timezone(dt.timedelta(hours=-7))),
        provenance=source("fit-file", path="D:/1.fit", fetched_at=noon + MINUTE),
        laps=[Lap(start=SEVEN.astimezone(dt.UTC), elapsed_s=60)],
        streams=samples(4, power=200),
    )
    first = History(activities=(here,), days=[DailyHealth(date=SEVEN.date(), stress=20)])
    again = History(activities=(there,), days=[DailyHealth(date=SEVEN.date(), stress=20)])
    assert first.merge(again) == first
    assert again.merge(first).activities == (here,)
    assert again.merge(first).activities[0].day == here.day


def test_the_local_offset_wins_over_utc() -> None:
    rich = activity(SEVEN.astimezone(dt.UTC), by="gpx-file", streams=samples(5, power=200))
    (one,) = History(activities=(rich, activity())).activities
    assert one.provenance.source == "gpx-file"
    assert one.start == SEVEN
    assert one.start.utcoffset() == dt.timedelta(hours=2)


def test_the_users_order_picks_the_winner_of_each_field() -> None:
    rich = activity(distance_m=10_000, calories_kcal=600, streams=samples(9, power=200))
    poor = activity(by="strava-export", distance_m=10_100, streams=samples(3, power=200))
    history = History(activities=(rich, poor))
    assert history.activities[0].distance_m == 10_000
    ordered = history.model_copy(update={"source_order": ("strava-export",)})
    (one,) = ordered.activities
    assert (one.distance_m, one.calories_kcal) == (10_100, 600)
    assert one.streams == poor.streams
    assert one.provenance == poor.provenance


def test_a_source_without_samples_gives_fields_but_not_the_clock() -> None:
    rich = activity(SEVEN + MINUTE, name="lunch", streams=samples(9, power=200))
    diary = activity(by="diary", name="tempo", race=True)
    (one,) = History(activities=(rich, diary), source_order=("diary",)).activities
    assert (one.name, one.race) == ("tempo", True)
    assert (one.start, one.streams, one.provenance.source) == (rich.start, rich.streams, "fit-file")


def test_unmerging_brings_the_originals_back_for_good() -> None:
    first, second = activity(), activity(by="gpx-file", notes="x")
    history = History(activities=(first, second))
    apart = history.unmerge(history.activities[0])
    assert set(map(repr, apart.activities)) == {repr(first), repr(second)}
    assert History.model_validate_json(apart.model_dump_json()) == apart
    assert history.merge(apart) == apart
    assert apart.merge(history) == apart


def test_only_a_merged_activity_can_be_unmerged() -> None:
    history = History(activities=(activity(),))
    with pytest.raises(InvalidInput, match="a merged activity of this history"):
        history.unmerge(history.activities[0])


def test_a_merged_activity_keeps_its_originals_in_json() -> None:
    (one,) = History(activities=(activity(), activity(by="gpx-file"))).activities
    assert Activity.model_validate_json(one.model_dump_json()).originals == one.originals
    assert History(activities=(one,)).originals == one.originals


def test_days_are_merged_field_by_field_and_keep_their_originals() -> None:
    date = SEVEN.date()
    watch = DailyHealth(
        date=date, hrv_rmssd=50, sleep_h=7, stress=20, provenance=source("garmin-export")
    )
    strap = DailyHealth(date=date, hrv_rmssd=55, mood=80, provenance=source("hrv4training"))
    history = History(days=[watch, strap])
    (day,) = history.days
    assert (day.hrv_rmssd, day.sleep_h, day.mood) == (50, 7, 80)
    assert day.originals == (watch, strap)
    ordered = history.model_copy(update={"source_order": ("hrv4training",)})
    assert ordered.days[0].hrv_rmssd == 55
    assert ordered.daily("hrv_rmssd").tolist() == [55]
    assert History(days=list(history.days)) == history


def test_both_ends_of_the_night_come_from_one_source() -> None:
    date, bed = SEVEN.date(), SEVEN - dt.timedelta(hours=9)
    half = DailyHealth(date=date, sleep_start=SEVEN, sleep_h=7, provenance=source("a"))
    whole = DailyHealth(date=date, sleep_start=bed, sleep_end=SEVEN, provenance=source("b"))
    (day,) = History(days=[half, whole], source_order=("a",)).days
    assert (day.sleep_start, day.sleep_end, day.sleep_h) == (bed, SEVEN, 7)


def test_the_newest_reading_of_a_day_wins() -> None:
    date = SEVEN.date()
    morning = DailyHealth(date=date, steps=10, provenance=source("garmin-api", fetched_at=SEVEN))
    evening = DailyHealth(
        date=date,
        steps=9000,
        provenance=source("garmin-api", fetched_at=SEVEN + dt.timedelta(hours=12)),
    )
    assert History(days=[evening, morning]).days[0].steps == 9000


sources = st.sampled_from(["fit-file", "gpx-file", "manual"])
offsets = st.integers(-11, 12).map(lambda hours: dt.timezone(dt.timedelta(hours=hours)))
workouts = st.builds(
    activity,
    start=st.builds(
        lambda step, zone: (SEVEN + step * 4 * MINUTE).astimezone(zone),
        st.integers(0, 40),
        offsets,
    ),
    minutes=st.sampled_from([6, 30, 60]),
    by=sources,
    sport=st.sampled_from(["running", "cycling", "generic"]),
    distance_m=st.sampled_from([None, 1000.0, 9000.0]),
    hr_mean=st.sampled_from([None, 140.0]),
    rpe=st.sampled_from([None, 3.0]),
    streams=st.sampled_from([None, samples(3, power=200), samples(5, heart_rate=140)]),
)
records = st.builds(
    DailyHealth,
    date=st.integers(0, 3).map(lambda days: SEVEN.date() + dt.timedelta(days=days)),
    stress=st.sampled_from([None, 10.0, 20.0]),
    mood=st.sampled_from([None, 10.0]),
    illness=st.sampled_from([None, True, False]),
    provenance=sources.map(source),
)
races = st.builds(
    RaceResult,
    date=st.just(SEVEN.date()),
    distance_m=st.sampled_from([5000.0, 10_000.0]),
    time_s=st.just(1500.0),
)
histories = st.builds(
    History,
    activities=st.lists(workouts, max_size=5).map(tuple),
    days=st.lists(records, max_size=5),
    races=st.lists(races, max_size=2).map(tuple),
    source_order=st.just(("gpx-file",)),
)


@settings(max_examples=80)
@given(histories)
def test_merging_a_history_with_itself_adds_nothing(history: History) -> None:
    assert history.merge(history) == history
    assert history.merge(History()) == history


@settings(max_examples=80)
@given(st.lists(histories, min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_the_order_of_import_makes_no_difference(parts: list[History], random: object) -> None:
    joined = reduce(History.merge, parts)
    shuffled = list(parts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert reduce(History.merge, shuffled) == joined
    assert reduce(lambda done, part: part.merge(done), parts) == joined
    assert joined.merge(parts[0]) == joined


@settings(max_examples=80)
@given(histories)
def test_no_record_is_lost_or_used_twice(history: History) -> None:
    assert History(activities=history.originals) == History(activities=history.activities)
    used = [one for done in history.activities for one in (done.originals or (done,))]
    assert len(used) == len(history.originals)
    starts = [one.start for one in history.activities]
    assert starts == sorted(starts)


@settings(max_examples=80)
@given(histories)
def test_telling_the_starts_in_another_zone_changes_no_activity(history: History) -> None:
    utc = [
        one.model_copy(update={"start": one.start.astimezone(dt.UTC)}) for one in history.originals
    ]
    moved = History(activities=tuple(utc), source_order=history.source_order)
    assert len(moved.activities) == len(history.activities)
    assert history.merge(moved).activities == history.activities


def only_a_day(minutes: float, *, sport: str = "running", day: int = 5) -> Activity:
    """A row of a table that has no time of day."""
    return Activity(
        sport=sport,
        start=dt.datetime(2026, 5, day, tzinfo=dt.UTC),
        elapsed_s=60 * minutes,
        provenance=Provenance(source="training-peaks"),
    )


def at_noon(minutes: float, *, sport: str = "running", day: int = 5) -> Activity:
    start = dt.datetime(2026, 5, day, 12, 3, 7, tzinfo=dt.UTC)
    return Activity(sport=sport, start=start, elapsed_s=60 * minutes, distance_m=9000)


@pytest.mark.parametrize(
    ("rows", "recordings", "count"),
    [
        ([only_a_day(50)], [at_noon(51)], 1),
        ([only_a_day(50)], [at_noon(70)], 2),
        ([only_a_day(50)], [at_noon(50, day=6)], 2),
        ([only_a_day(50)], [at_noon(50, sport="swimming")], 2),
        ([only_a_day(50), only_a_day(49, sport="cycling")], [at_noon(50)], 2),
        ([only_a_day(30), only_a_day(60)], [at_noon(59)], 2),
    ],
)
def test_a_record_without_a_time_of_day_joins_the_recording_of_its_length(
    rows: list[Activity], recordings: list[Activity], count: int
) -> None:
    merged = History(activities=(*rows, *recordings)).activities
    assert len(merged) == count
    joined = [activity for activity in merged if activity.distance_m]
    # The time of the recording stands.
    assert all(activity.start.hour == 12 for activity in joined)


@pytest.mark.parametrize("kind", ["one moment", "other lengths", "every second", "midnight"])
def test_crowded_recordings_are_compared_in_linear_time(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0
    compare = _duplicates._same_time

    def count(*arguments: Any, **named: Any) -> bool:
        nonlocal calls
        calls += 1
        return compare(*arguments, **named)

    monkeypatch.setattr(_duplicates, "_same_time", count)
    start = dt.datetime(2024, 1, 5, 0 if kind == "midnight" else 6, tzinfo=dt.UTC)
    size = 1000
    records = tuple(
        Activity(
            sport="running",
            start=start + dt.timedelta(seconds=index if kind == "every second" else 0),
            elapsed_s=600.0 + (index if kind == "other lengths" else 0),
            provenance=Provenance(source="s", id=str(index)),
        )
        for index in range(size)
    )
    history = History(activities=records)
    assert calls <= 64 * size
    assert len(history.activities) == 1
    assert len(history.originals) == size
