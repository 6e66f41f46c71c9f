"""What contributed sessions must do."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pytest

from trainkit.models import INTENSITIES, Athlete, PlannedWorkout
from trainkit.plugins.conformance._base import ATHLETE, PluginConformance
from trainkit.workouts import HARD_PURPOSES, LIBRARY, Session

__all__ = ["WorkoutConformance"]

_DAY = dt.date(2026, 6, 1)
_UNKNOWN = Athlete(sex="male", birth_date=dt.date(1980, 5, 1), hr_rest=60, hr_max=180)
_OFF_MIN = 1.0  # a session is as long as was asked for, to the minute
_PURPOSES = frozenset(
    {session.purpose for session in LIBRARY}
    | {purpose for purposes in HARD_PURPOSES.values() for purpose in purposes}
)


class WorkoutConformance(PluginConformance):
    """Tests of contributed sessions; give the fixture `sessions`."""

    @pytest.fixture
    def sessions(self) -> Sequence[Session]:
        """All sessions that the plugin contributes; override this."""
        raise NotImplementedError("give a fixture `sessions`")

    def test_they_can_be_chosen(self, sessions: Sequence[Session]) -> None:
        """Each has a name, a purpose that trainkit asks for, and a range of minutes."""
        assert sessions
        for session in sessions:
            assert isinstance(session, Session)
            assert session.name.strip()
            assert session.purpose in _PURPOSES, f"nothing asks for {session.purpose!r}"
            assert session.intensity in INTENSITIES
            low, high = session.minutes
            assert 0 < low <= high
            assert 0 <= session.share[0] <= session.share[1]

    def test_more_minutes_are_more_load(self, sessions: Sequence[Session]) -> None:
        """The load is finite, never falls with time, and its effort is one of the four."""
        for session in sessions:
            loads = [session.load(minutes) for minutes in _durations(session)]
            assert np.isfinite(loads).all()
            assert np.all(np.diff(loads) >= 0)
            assert all(session.effort(minutes) in INTENSITIES for minutes in session.minutes)

    def test_each_is_built_for_any_duration(self, sessions: Sequence[Session]) -> None:
        """It is as long as was asked for, for an athlete with thresholds and for one without."""
        for session in sessions:
            for athlete in (ATHLETE, _UNKNOWN):
                for minutes in _durations(session):
                    workout = session.build(minutes, athlete, _DAY)
                    assert isinstance(workout, PlannedWorkout)
                    assert (workout.date, workout.sport) == (_DAY, session.sport)
                    if not workout.resting:
                        assert abs(workout.duration_min - minutes) <= _OFF_MIN, session.name


def _durations(session: Session) -> list[float]:
    """List some useful durations, the shortest and the longest among them [min]."""
    return [float(minutes) for minutes in np.linspace(*session.minutes, 5)]
