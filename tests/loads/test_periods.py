"""Sums by week, month and year, zones and drift, against sums by hand."""

import datetime as dt
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainkit import Athlete, History, InvalidInput, ThresholdChange
from trainkit.loads import activity_load, drift, totals, zone_bounds, zone_totals
from trainkit.models import Activity, Streams
from trainkit.models.summary import Period

ATHLETE = Athlete(sex="female", birth_date=dt.date(1990, 1, 1), hr_rest=50, hr_max=190, ftp_w=200)
FIRST = dt.date(2025, 11, 3)
SESSIONS = st.lists(
    st.tuples(
        st.integers(0, 200), st.sampled_from(["running", "cycling", "yoga"]), st.integers(5, 200)
    ),
    min_size=1,
    max_size=15,
    unique_by=lambda item: item[0],
)


def session(day: int, sport: str = "running", minutes: float = 60.0, **more: object) -> Activity:
    start = dt.datetime.combine(FIRST, dt.time(8), tzinfo=dt.UTC) + dt.timedelta(days=day)
    return Activity(sport=sport, start=start, elapsed_s=60 * minutes, **more)  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(sessions=SESSIONS, by=st.sampled_from(["week", "month", "year"]))
def test_sums_are_those_of_a_loop_over_the_days(
    sessions: list[tuple[int, str, int]], by: Period
) -> None:
    activities = tuple(
        session(day, sport, minutes, distance_m=100.0 * minutes, ascent_m=day)
        for day, sport, minutes in sessions
    )
    rows = totals(History(activities=activities, athlete=ATHLETE), by)
    for row in rows:
        own = [a for a in activities if a.sport == row.sport and row.first <= a.day <= row.last]
        assert row.sessions == len(own)
        assert row.minutes == pytest.approx(sum(a.elapsed_s for a in own) / 60)
        assert row.distance_m == pytest.approx(sum(a.distance_m or 0 for a in own))
        assert row.ascent_m == pytest.approx(sum(a.ascent_m or 0 for a in own))
        assert row.longest_min == max((a.elapsed_s / 60 for a in own), default=0.0)
        expected = sum(activity_load(a, ATHLETE).internal for a in own)
        assert row.load == pytest.approx(expected)
    assert sum(row.sessions for row in rows) == len(activities)
    # Periods follow each other without a gap, and every sport is in each.
    spans = sorted({(row.first, row.last) for row in rows})
    for (_, before), (after, _) in pairwise(spans):
        assert after == before + dt.timedelta(days=1)
    assert len(rows) == len(spans) * len({activity.sport for activity in activities})
    if by == "week":
        assert {first.weekday() for first, _ in spans} == {0}


def test_without_thresholds_there_is_no_load_but_all_else() -> None:
    (row,) = totals(History(activities=(session(0, distance_m=10_000),)))
    assert row.load is None
    assert (row.sessions, row.minutes, row.distance_m) == (1, 60.0, 10_000)
    assert totals(History()) == ()
    with pytest.raises(InvalidInput, match="by"):
        totals(History(), "day")  # type: ignore[arg-type]


@settings(max_examples=25, deadline=None)
@given(
    beats=st.lists(st.integers(60, 189), min_size=3, max_size=60),
    days=st.lists(st.integers(0, 90), min_size=1, max_size=3, unique=True),
)
def test_time_in_zones_is_that_of_a_count_of_samples(beats: list[int], days: list[int]) -> None:
    seconds = np.arange(float(len(beats)))
    streams = Streams(time_s=seconds, heart_rate=np.array(beats, dtype=float))
    history = History(activities=tuple(session(day, streams=streams) for day in days))
    rows = zone_totals(history, ATHLETE)
    bounds = zone_bounds(ATHLETE.at(FIRST), "heart_rate")
    assert bounds is not None
    for zone in range(6):
        own = sum(row.minutes for row in rows if row.zone == zone)
        low = bounds[zone - 1] if zone else 0
        high = bounds[zone] if zone < 5 else 1e9
        samples = sum(low <= value < high for value in beats)
        assert own * 60 / len(days) == pytest.approx(samples, abs=1.01)  # the last one has no end
    months = {row.first for row in rows}
    for first in months:
        shares = [row.share for row in rows if row.first == first]
        assert sum(shares) == pytest.approx(1.0) or sum(shares) == 0


def test_zones_are_those_of_the_day() -> None:
    change = ThresholdChange(date=FIRST + dt.timedelta(days=40), hr_zones=(100, 160))
    athlete = ATHLETE.model_copy(update={"changes": (change,)})
    streams = Streams(time_s=np.arange(61.0), heart_rate=np.full(61, 150.0))
    history = History(activities=(session(0, streams=streams), session(50, streams=streams)))
    rows = zone_totals(history, athlete, "month")
    spent = {(row.first.month, row.zone): row.minutes for row in rows if row.minutes}
    assert {key[1] for key in spent if key[0] == 11} == {3}
    assert {key[1] for key in spent if key[0] == 12} == {1}


def test_powers_have_seven_zones_by_ftp_and_errors_of_the_heart_do_not_count() -> None:
    assert zone_bounds(ATHLETE.at(FIRST), "power") == pytest.approx(
        (0, 110, 150, 180, 210, 240, 300)
    )
    streams = Streams(time_s=np.arange(61.0), heart_rate=np.full(61, 230.0), power=np.full(61, 200))
    history = History(activities=(session(0, "cycling", streams=streams),))
    assert zone_totals(history, ATHLETE) == ()
    rows = zone_totals(history, ATHLETE, measure="power")
    assert [row.zone for row in rows if row.minutes] == [4]
    assert zone_totals(history, ATHLETE, measure="power", sport="running") == ()


def steady(minutes: int, drift_bpm: float, pause_s: float = 0.0) -> Streams:
    seconds = np.arange(60.0 * minutes)
    beats = 140 + drift_bpm * (seconds >= seconds.size / 2)
    time_s = seconds + pause_s * (seconds >= seconds.size / 2)
    return Streams(time_s=time_s, heart_rate=beats, speed=np.full(seconds.size, 3.0))


@settings(max_examples=15, deadline=None)
@given(more=st.floats(-10, 20), pause_s=st.sampled_from([0.0, 600.0]))
def test_drift_is_the_loss_of_speed_per_beat(more: float, pause_s: float) -> None:
    history = History(activities=(session(0, minutes=90, streams=steady(90, more, pause_s)),))
    (found,) = drift(history)
    assert found.decoupling_percent == pytest.approx(100 * (1 - 140 / (140 + more)), abs=0.05)


def test_drift_needs_a_long_session_with_a_heart_rate() -> None:
    short = session(0, minutes=60, streams=steady(60, 5))
    bare = session(1, minutes=90)
    silent = session(2, minutes=90, streams=Streams(time_s=np.arange(10.0), speed=np.full(10, 3.0)))
    history = History(activities=(short, bare, silent))
    assert drift(history) == ()
    assert len(drift(history, min_minutes=50)) == 1
    assert history.drift(min_minutes=50)["decoupling_percent"][0] == pytest.approx(3.45, abs=0.05)
    with pytest.raises(InvalidInput, match="min_minutes"):
        drift(history, min_minutes=5)


def test_a_history_gives_tables_with_units() -> None:
    streams = Streams(time_s=np.arange(61.0), heart_rate=np.full(61, 150.0))
    history = History(activities=(session(0, streams=streams),), athlete=ATHLETE)
    assert history.totals("month").units["distance_m"] == "m"
    assert history.zones()["minutes"].sum() == pytest.approx(1.0)
    with pytest.raises(InvalidInput, match="athlete"):
        History().zones()
