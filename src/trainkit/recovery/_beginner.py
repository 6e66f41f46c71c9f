"""Learning to run: minutes of running between minutes of walking, a step every three runs."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from trainkit.models.activity import Activity
from trainkit.workouts import Session, Work

__all__ = ["BEGINNER_RUNS_A_WEEK", "count_new_runs", "walk_run_session"]

BEGINNER_RUNS_A_WEEK = 3

# Minutes of running, of walking, and how often; then without a break. After the NHS plan "Couch to
# 5K", whose three runs a week lead to half an hour in nine weeks.
_STAGES = (
    Work(1.0, 1.5, 8),
    Work(1.5, 2.0, 6),
    Work(2.5, 2.5, 4),
    Work(3.5, 1.5, 4),
    Work(5.0, 2.5, 3),
    Work(8.0, 3.0, 2),
    Work(),
    Work(),
    Work(),
)
_MINUTES = (30.0,) * 7 + (35.0, 40.0)
_RUNS_A_STAGE = 3
_LEARNED = _RUNS_A_STAGE * len(_STAGES)
_TOO_HARD_RPE = 6.0  # a run above it is repeated
_LEAST_MIN = 12.0
_UNBROKEN_MIN, _RUNNING_M_S = 20.0, 1.9  # nobody walks so fast for so long
_MISSED_DAYS, _LONG_MISSED_DAYS = 14, 28


def count_new_runs(activities: Sequence[Activity], date: dt.date) -> int | None:
    """Count the runs of somebody who is still learning to run.

    Parameters
    ----------
    activities : sequence of Activity
        All that is known, in order of time.
    date : date
        The day; activities from then on are not looked at.

    Returns
    -------
    int or None
        Runs that count, fewer after two weeks without one; None for somebody who has run for 20
        minutes without a break, or 27 times.
    """
    runs = []
    for activity in activities:
        if activity.sport != "running" or activity.day >= date:
            continue
        seconds = activity.moving_s or activity.elapsed_s
        speed = (activity.distance_m or 0.0) / max(seconds, 1.0)
        if activity.race or (seconds >= 60 * _UNBROKEN_MIN and speed >= _RUNNING_M_S):
            return None
        if seconds >= 60 * _LEAST_MIN and (activity.rpe or 0.0) <= _TOO_HARD_RPE:
            runs.append(activity.day)
    if len(runs) >= _LEARNED:
        return None
    missed = (date - runs[-1]).days if runs else 0
    if missed >= _LONG_MISSED_DAYS:
        return len(runs) // 2
    return max(len(runs) - 2 * _RUNS_A_STAGE, 0) if missed >= _MISSED_DAYS else len(runs)


def walk_run_session(session: Session, new_runs: int) -> Session:
    """Give the walk-and-run session the parts of a stage.

    Parameters
    ----------
    session : Session
        The library's own.
    new_runs : int
        Runs so far.

    Returns
    -------
    Session
        With the stage's minutes of running and walking, and its length as the longest.
    """
    stage = min(new_runs // _RUNS_A_STAGE, len(_STAGES) - 1)
    return replace(
        session, work=_STAGES[stage], minutes=(min(session.minutes[0], 20.0), _MINUTES[stage])
    )
