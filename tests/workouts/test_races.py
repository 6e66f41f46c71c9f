"""VDOT of a threshold: none where the equations do not hold."""

import datetime as dt

import pytest

from builders.days import ATHLETE
from trainkit.metrics import running
from trainkit.workouts import expected_times, threshold_vdot, vdot_holds, vdot_time

DAY = dt.date(2026, 6, 1)


@pytest.mark.parametrize("speed", [0.3, 0.9, 1.4, 1.6, 2.0, 3.8, 8.0, 12.0])
def test_a_threshold_has_a_vdot_from_which_race_times_follow_or_none(speed: float) -> None:
    level = threshold_vdot(ATHLETE.model_copy(update={"threshold_speed_m_s": speed}), DAY)
    assert (level is None) == (speed < 1.6 or speed >= 8)
    if level is not None:
        assert running.race_time(level, 10_000) > 0


def test_vdot_holds_from_1500_m_to_50_km() -> None:
    assert [vdot_holds(metres) for metres in (1_499, 1_500, 50_000, 50_001)] == [
        False,
        True,
        True,
        False,
    ]


def test_the_equations_go_on_below_their_end() -> None:
    assert vdot_time(50, 10_000) == running.race_time(50, 10_000)
    times = [vdot_time(level, 10_000) for level in (16, 15.001, 15, 14.999, 14, 7.5)]
    assert times == sorted(times)
    assert times[3] == pytest.approx(times[1], rel=1e-3)
    assert times[-1] == 2 * times[2]


def test_half_of_real_runners_lie_between_fast_and_slow() -> None:
    found = expected_times(10_000, 2700, 21_097.5, week_m=40_000)
    told = running.predict_race(10_000, 2700, 21_097.5, week_m=40_000, level=0.5)
    assert found == (told.lower_s, told.time_s, told.upper_s)
