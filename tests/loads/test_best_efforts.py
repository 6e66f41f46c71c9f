import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainkit import simulate
from trainkit.loads import best_times, daily_loads, period_totals, weekly_totals
from trainkit.models import Activity, Streams

START = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)
STEPS = st.lists(
    st.tuples(st.floats(0.5, 20.0), st.floats(0.0, 6.0)), min_size=2, max_size=40
)  # seconds, and metres per second


def run(streams: Streams) -> Activity:
    return Activity(sport="running", start=START, elapsed_s=10_000, streams=streams)


def track(steps: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    seconds, speeds = np.array(steps).T
    time = np.concatenate([[0.0], np.cumsum(seconds)])
    return time, np.concatenate([[0.0], np.cumsum(seconds * speeds)])


@settings(max_examples=60)
@given(steps=STEPS, share=st.floats(0.05, 0.95))
def test_no_part_that_begins_anywhere_is_faster(
    steps: list[tuple[float, float]], share: float
) -> None:
    time, metres = track(steps)
    wanted = share * metres[-1]
    if wanted < 1:
        return
    (best,) = best_times(run(Streams(time_s=time, distance=metres)), [wanted])
    fine = np.concatenate([time, time - best, np.linspace(0, time[-1] - best, 400)])
    fine = fine[(fine >= 0) & (fine <= time[-1] - best)]
    covered = np.interp(fine + best, time, metres) - np.interp(fine, time, metres)
    assert covered.max() == pytest.approx(wanted, rel=1e-6, abs=1e-6)


def test_a_steady_run_has_one_pace() -> None:
    seconds = np.arange(0.0, 3601)
    steady = run(Streams(time_s=seconds, distance=3.0 * seconds))
    assert best_times(steady, [1000, 5000, 10_800]) == pytest.approx([1000 / 3, 5000 / 3, 3600])
    assert np.isnan(best_times(steady, [10_801])).all()


def test_speed_stands_in_for_a_missing_distance() -> None:
    seconds = np.arange(0.0, 1001)
    steady = run(Streams(time_s=seconds, speed=np.full(1001, 4.0)))
    assert best_times(steady, [1000]) == pytest.approx([250])


def test_a_pause_counts_as_time() -> None:
    time = np.array([0.0, 100, 400, 500])
    paused = run(Streams(time_s=time, distance=[0.0, 300, 300, 600]))
    assert best_times(paused, [600]).tolist() == [500]


def test_a_jump_of_the_receiver_makes_nobody_faster() -> None:
    seconds = np.arange(0.0, 1201)
    metres = 3.0 * seconds
    metres[600:] += 900.0
    assert best_times(run(Streams(time_s=seconds, distance=metres)), [1000])[0] > 330


def test_unknown_samples_are_skipped() -> None:
    seconds = np.arange(0.0, 1201)
    metres = 3.0 * seconds
    metres[::3] = np.nan
    holes = run(Streams(time_s=seconds, distance=metres))
    assert best_times(holes, [1000]) == pytest.approx([1000 / 3])


@pytest.mark.parametrize("size", [0, 1])
def test_too_few_samples_have_no_time(size: int) -> None:
    streams = Streams(time_s=np.arange(float(size)), distance=np.arange(float(size)))
    assert np.isnan(best_times(run(streams), [0.5])).all()
    bare = Activity(sport="running", start=START, elapsed_s=60)
    assert np.isnan(best_times(bare, [100])).all()


def test_a_period_of_a_week_is_that_week() -> None:
    history = simulate(days=60, seed=2)
    assert history.athlete is not None
    loads = daily_loads(history, history.athlete)
    last = history.dates[-1].item()
    weeks = weekly_totals(history, loads, last, weeks=1)
    period = period_totals(history, loads, last - dt.timedelta(days=6), last)
    assert {sport: week[0] for sport, week in weeks.items()} == period
    assert list(period) == list(weeks)
    assert period_totals(history, loads, last, last - dt.timedelta(days=1)) == {}
