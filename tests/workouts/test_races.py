"""VDOT of a threshold: none where the equations do not hold."""

import datetime as dt

import pytest

from builders.days import ATHLETE
from trainkit.metrics import running
from trainkit.workouts import threshold_vdot, vdot_holds

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
