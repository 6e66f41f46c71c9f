"""Learning to run: where somebody stands on the ladder of first runs."""

import datetime as dt
from collections.abc import Sequence

from trainkit.models.activity import Activity
from trainkit.workouts import FIT_RUNG, START_ANEW_DAYS, WALK_RUN, Session, walk_run_session

__all__ = ["BEGINNER_RUNS_A_WEEK", "count_new_runs", "next_walk_run"]

BEGINNER_RUNS_A_WEEK = 3

_LEARNED = BEGINNER_RUNS_A_WEEK * len(WALK_RUN)
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
        minutes without a break, or 27 times. After 84 days without a run all begins again, further
        up the ladder.
    """
    runs: list[dt.date] = []
    begun, learned, last = 0, False, None
    for activity in activities:
        if activity.sport != "running" or activity.day >= date:
            continue
        if last is not None and (activity.day - last).days >= START_ANEW_DAYS:
            begun, learned, runs = _begin_again(begun, runs, learned=learned), False, []
        last = activity.day
        seconds = activity.moving_s or activity.elapsed_s
        speed = (activity.distance_m or 0.0) / max(seconds, 1.0)
        learned |= activity.race or (seconds >= 60 * _UNBROKEN_MIN and speed >= _RUNNING_M_S)
        if seconds >= 60 * _LEAST_MIN and (activity.rpe or 0.0) <= _TOO_HARD_RPE:
            runs.append(activity.day)
    if last is not None and (date - last).days >= START_ANEW_DAYS:
        return _begin_again(begun, runs, learned=learned)
    count = begun + len(runs)
    if learned or count >= _LEARNED:
        return None
    missed = (date - runs[-1]).days if runs else 0
    if missed >= _LONG_MISSED_DAYS:
        return count // 2
    return max(count - 2 * BEGINNER_RUNS_A_WEEK, 0) if missed >= _MISSED_DAYS else count


def _begin_again(begun: int, runs: Sequence[dt.date], *, learned: bool) -> int:
    """Where the ladder is joined after months without a run: further up by whoever could run."""
    known = learned or begun + len(runs) >= _LEARNED
    return BEGINNER_RUNS_A_WEEK * (FIT_RUNG - 1) if known else 0


def next_walk_run(new_runs: int) -> Session:
    """Return the session of the ladder of first runs that comes next.

    Parameters
    ----------
    new_runs : int
        Runs so far.

    Returns
    -------
    Session
        Running and walking by turns.
    """
    week, at = divmod(new_runs, BEGINNER_RUNS_A_WEEK)
    return walk_run_session(week + 1, at)
