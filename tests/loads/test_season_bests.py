"""Best efforts of a history against trying every window, and what rows without samples tell."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainkit import History, InvalidInput, RaceResult
from trainkit.loads import best_efforts, season_bests, season_of
from trainkit.models import Activity, BestEffort, Streams

START = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)
STEPS = st.lists(
    st.tuples(st.floats(0.5, 20.0), st.floats(0.1, 6.0)), min_size=2, max_size=30
)  # seconds, and metres per second


def run(
    day: int, steps: list[tuple[float, float]], *, latitude: bool = False, sport: str = "running"
) -> Activity:
    seconds, speeds = np.array(steps).T
    time_s = np.concatenate([[0.0], np.cumsum(seconds)])
    metres = np.concatenate([[0.0], np.cumsum(seconds * speeds)])
    places = {"latitude": 50 + 1e-5 * metres, "longitude": 8 + 0 * metres} if latitude else {}
    return Activity(
        sport=sport,
        start=START + dt.timedelta(days=day),
        elapsed_s=float(time_s[-1]),
        distance_m=float(metres[-1]),
        streams=Streams(time_s=time_s, distance=metres, **places),
    )


def slowest_search(activity: Activity, metres: float) -> float:
    """Try every start of a fine grid and every sample as the start or the end."""
    assert activity.streams is not None
    time = activity.streams.time_s.astype(float)
    way = np.asarray(activity.streams.distance, dtype=float)
    begins = np.concatenate([np.linspace(0, way[-1] - metres, 300), way, way - metres])
    begins = begins[(begins >= 0) & (begins <= way[-1] - metres)]
    return float((np.interp(begins + metres, way, time) - np.interp(begins, way, time)).min())


@settings(max_examples=40, deadline=None)
@given(runs=st.lists(STEPS, min_size=1, max_size=4), share=st.floats(0.1, 0.9))
def test_the_best_of_all_runs_is_that_of_trying_every_window(
    runs: list[list[tuple[float, float]]], share: float
) -> None:
    activities = [run(day, steps, latitude=True) for day, steps in enumerate(runs)]
    wanted = share * max(activity.distance_m or 0 for activity in activities)
    (best,) = best_efforts(History(activities=tuple(activities)), [wanted])
    known = [item for item in activities if (item.distance_m or 0) >= wanted]
    times = {item.id: slowest_search(item, wanted) for item in known}
    assert best.time_s <= min(times.values()) + 1e-6
    assert best.time_s == pytest.approx(times[best.activity or ""], rel=1e-6)
    # The place is where it says: the distance is covered in this time from there.
    item = next(item for item in activities if item.id == best.activity)
    assert item.streams is not None
    assert best.start is not None
    assert best.start_m is not None
    time, way = item.streams.time_s.astype(float), np.asarray(item.streams.distance, dtype=float)
    begun = (best.start - item.start).total_seconds()
    assert np.interp(begun, time, way) == pytest.approx(best.start_m, abs=0.05)
    ended = np.interp(begun + best.time_s, time, way)
    assert ended - best.start_m == pytest.approx(wanted, abs=0.05)
    assert best.latitude is not None
    assert best.latitude <= 50 + 1e-5 * best.start_m + 1e-6


@settings(max_examples=25, deadline=None)
@given(steps=STEPS, share=st.floats(0.1, 1.0), stretch=st.floats(1.0, 2.0))
def test_a_slower_recording_has_slower_bests_and_a_longer_distance_takes_longer(
    steps: list[tuple[float, float]], share: float, stretch: float
) -> None:
    fast = run(0, steps)
    slow = run(0, [(stretch * seconds, speed / stretch) for seconds, speed in steps])
    wanted = share * 0.999 * min(fast.distance_m or 0, slow.distance_m or 0)
    quick, late = (
        best_efforts(History(activities=(item,)), [wanted / 2, wanted]) for item in (fast, slow)
    )
    assert quick[0].time_s <= quick[1].time_s
    for one_fast, one_slow in zip(quick, late, strict=True):
        assert one_slow.time_s == pytest.approx(stretch * one_fast.time_s, rel=1e-6)


def row(day: int, metres: float, seconds: float) -> Activity:
    start = START + dt.timedelta(days=day)
    return Activity(sport="running", start=start, elapsed_s=seconds, distance_m=metres)


def test_rows_without_samples_tell_that_a_part_was_at_least_as_fast() -> None:
    history = History(activities=(row(0, 12_000, 3600), row(1, 4900, 1200)))
    best = {item.distance_m: item for item in best_efforts(history, [5000, 10_000, 21_097.5])}
    assert best.keys() == {5000, 10_000}
    assert best[5000].time_s == 1800  # two parts of 5 km in an hour: one took half of it or less
    assert best[10_000].time_s == 3600
    assert {item.method for item in best.values()} == {"total"}
    assert best[5000].start is None


@settings(max_examples=25, deadline=None)
@given(steps=STEPS, share=st.floats(0.1, 1.0))
def test_what_totals_tell_is_never_faster_than_what_samples_show(
    steps: list[tuple[float, float]], share: float
) -> None:
    exact = run(0, steps)
    bare = exact.model_copy(update={"streams": None})
    wanted = share * 0.999 * (exact.distance_m or 0)
    (shown,) = best_efforts(History(activities=(exact,)), [wanted])
    (told,) = best_efforts(History(activities=(bare,)), [wanted])
    assert shown.time_s <= told.time_s + 1e-6


def test_an_official_time_counts_for_its_distance_alone() -> None:
    race = RaceResult(date=dt.date(2026, 5, 3), distance_m=10_000, time_s=2400, name="City")
    history = History(activities=(row(0, 10_050, 2500),), races=(race,))
    best = best_efforts(history, [5000, 10_000])
    assert [(item.distance_m, item.time_s, item.method) for item in best] == [
        (5000, 1250, "total"),
        (10_000, 2400, "race"),
    ]
    assert best[1].name == "City"


def test_each_season_has_its_own_best_the_latest_first() -> None:
    history = History(activities=(row(-330, 5000, 1300), row(0, 5000, 1250), row(1, 5000, 1270)))
    bests = season_bests(history, [5000])
    assert [(best.season, best.time_s) for best in bests] == [("2026", 1250), ("2025", 1300)]
    both = season_bests(history, [5000], first_month=7)
    assert [(best.season, best.time_s) for best in both] == [("2025/26", 1250), ("2024/25", 1300)]


def test_a_season_ends_before_its_first_month() -> None:
    assert season_of(dt.date(2026, 10, 31), 11) == "2025/26"
    assert season_of(dt.date(2026, 11, 1), 11) == "2026/27"
    assert season_of(dt.date(1999, 12, 1), 11) == "1999/00"
    assert season_of(dt.date(2026, 11, 1)) == "2026"


def test_other_sports_and_too_short_ways_do_not_count() -> None:
    ride = run(0, [(10.0, 6.0)] * 30, sport="cycling")
    history = History(activities=(ride,))
    assert best_efforts(history, [500]) == ()
    assert best_efforts(history, [500], sport="cycling")[0].sport == "cycling"
    assert best_efforts(history, [5000], sport="cycling") == ()


@pytest.mark.parametrize("wrong", [[0.0], [-5.0], [float("nan")]])
def test_a_distance_is_above_zero(wrong: list[float]) -> None:
    with pytest.raises(InvalidInput, match="distances_m"):
        best_efforts(History(), wrong)


def test_a_history_gives_them_as_a_table_and_back_from_json() -> None:
    history = History(activities=(row(0, 5000, 1250), row(1, 5000, 1270)))
    table = history.best_efforts([5000], most=2)
    assert table["time_s"].tolist() == [1250, 1270]
    assert table.units["distance_m"] == "m"
    assert len(history.season_bests([5000])) == 1
    (best,) = best_efforts(history, [5000])
    assert BestEffort.model_validate_json(best.model_dump_json()) == best
