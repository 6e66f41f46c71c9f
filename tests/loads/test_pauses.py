"""What was recorded counts; a pause is a seam, over which no value is held."""

import datetime as dt

import numpy as np
import pytest

from trainkit.loads import activity_load, best_power
from trainkit.metrics import aerobic, load, power
from trainkit.metrics.recording import longest_step
from trainkit.models import Activity, Athlete, Streams

RIDER = Athlete(sex="male", birth_date="1990-01-01", hr_rest=50, hr_max=190, ftp_w=260)
START = dt.datetime(2026, 6, 1, 6, tzinfo=dt.UTC)


def ride(time_s: np.ndarray, watts: np.ndarray, **columns: np.ndarray) -> Activity:
    moving = float(np.minimum(np.diff(time_s), 10).sum())
    return Activity(
        sport="cycling",
        start=START,
        elapsed_s=float(time_s[-1]),
        moving_s=moving,
        streams=Streams(time_s=time_s, power=watts, **columns),
    )


def stopped(seconds: int, pause: float, at: int) -> np.ndarray:
    time_s = np.arange(float(seconds))
    time_s[at + 1 :] += pause
    return time_s


@pytest.mark.parametrize("pause", [4, 12, 45, 58, 300, 90_000])
def test_a_sprint_before_a_pause_lasts_as_long_as_it_did(pause: float) -> None:
    watts = np.full(1500, 180.0)
    watts[700] = 1100.0
    whole = ride(np.arange(1500.0), watts)
    paused = ride(stopped(1500, pause, 700), watts).model_copy(update={"moving_s": 1499.0})
    assert activity_load(paused, RIDER).external == activity_load(whole, RIDER).external
    durations = [5, 30, 300]
    assert best_power([paused], durations)[:2] == pytest.approx(best_power([whole], durations)[:2])
    times = stopped(1500, pause, 700)
    stamped = power.normalized_power(watts, time_s=times)
    assert stamped == pytest.approx(power.normalized_power(watts), rel=0.02)


def test_efforts_join_over_a_pause_only_as_far_as_the_clock_allows() -> None:
    watts = np.full(900, 100.0)
    watts[400:520] = 400.0
    apart = ride(stopped(900, 500, 459), watts)
    assert best_power([apart], [60, 120, 900]) == pytest.approx(
        [400, 250, (120 * 400 + 280 * 100) / 900], rel=0.01
    )
    light = ride(stopped(900, 20, 459), watts)
    assert best_power([light], [140])[0] == pytest.approx(120 * 400 / 140, rel=0.01)


def test_smart_recording_is_no_pause() -> None:
    rng = np.random.default_rng(4)
    steps = rng.choice([1.0, 2, 3, 4, 7, 9], 600)
    smart = np.concatenate([[0.0], np.cumsum(steps)])
    level = 200 + 40 * np.sin(smart / 120)
    thin = ride(smart, level)
    every = np.arange(0.0, smart[-1])
    full = ride(every, 200 + 40 * np.sin(every / 120))
    loads = [
        activity_load(one.model_copy(update={"moving_s": None}), RIDER) for one in (thin, full)
    ]
    assert loads[0].external == pytest.approx(loads[1].external, rel=0.01)
    assert loads[0].external_coverage == 1


@pytest.mark.parametrize(
    ("steps", "longest"),
    [
        ([1.0] * 50, 3),
        ([1.0] * 25 + [50.0] + [1.0] * 25, 3),
        ([5.0] * 20, 15),
        ([60.0] * 20, 60),
        ([1.0] * 60 + [10.0] * 6, 30),
        (([1.0] * 20 + [30.0]) * 12, 3),
    ],
    ids=["each second", "one pause", "each five", "each minute", "two rhythms", "many pauses"],
)
def test_the_rhythm_of_a_recording_tells_its_pauses(steps: list[float], longest: float) -> None:
    assert longest_step(np.concatenate([[0.0], np.cumsum(steps)])) == longest


def test_a_heart_rate_is_not_held_over_pauses() -> None:
    beats = np.full(600, 150.0)
    whole = np.arange(600.0)
    paused = whole + 40.0 * (whole // 60)
    heart = {"hr_rest": 50.0, "hr_max": 190.0}
    trimp = load.banister_trimp_stream(whole, beats, **heart)
    assert load.banister_trimp_stream(paused, beats, **heart) == pytest.approx(trimp, rel=0.02)
    assert aerobic.time_in_zones(paused, beats, [140.0])[1] == pytest.approx(599, abs=10)
    plain, stops = (
        ride(times, np.full(600, 200.0), heart_rate=beats).model_copy(update={"moving_s": 599.0})
        for times in (whole, paused)
    )
    assert activity_load(stops, RIDER).internal == pytest.approx(
        activity_load(plain, RIDER).internal, rel=0.02
    )
