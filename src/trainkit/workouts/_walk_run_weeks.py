"""Which week of a walk-run ladder comes next, after what was done."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from trainkit.models.history import History
from trainkit.workouts._walk_run import GENTLE_WALK_RUN, WALK_RUN

__all__ = ["WalkRunWeek", "rung_for", "walk_run_weeks"]

_SHORTEST_MIN = 10.0  # of an activity that counts as a session
_HARD_RPE, _PAIN_PERCENT = 6.0, 30.0
_DONE_SHARE = 2 / 3  # of the planned sessions
_BACK_AFTER, _HALF_AFTER = 2, 4  # missed weeks


@dataclass(frozen=True, slots=True)
class WalkRunWeek:
    """What became of one week of the ladder.

    Parameters
    ----------
    done : int
        Number of sessions done.
    planned : int
        Number of sessions planned.
    rpe : float, optional
        The highest rating of perceived exertion [0 to 10].
    pain : bool
        Whether something hurt.
    """

    done: int
    planned: int = 3
    rpe: float | None = None
    pain: bool = False

    @property
    def passed(self) -> bool:
        """Whether the next week may follow: two of three done, without pain, RPE at most 6."""
        enough = self.done >= _DONE_SHARE * self.planned
        return enough and not self.pain and (self.rpe is None or self.rpe <= _HARD_RPE)


def rung_for(weeks: Sequence[WalkRunWeek], *, first_rung: int = 1, gentle: bool = False) -> int:
    """Find the week of the ladder that comes next.

    A week of which fewer than two of three sessions were done, that hurt or that felt harder than
    RPE 6 is repeated. After a missed week the last week that was done comes again; after two or
    three missed weeks the ladder goes two weeks back from it, after four to half of its number.

    Parameters
    ----------
    weeks : sequence of WalkRunWeek
        The weeks so far, in order.
    first_rung : int
        Where the ladder was entered; see `first_walk_run_rung`.
    gentle : bool
        Whether the ladder is `GENTLE_WALK_RUN`.

    Returns
    -------
    int
        The week, from 1; at most the last one of the ladder.

    Examples
    --------
    >>> good, short, missed = WalkRunWeek(3), WalkRunWeek(1), WalkRunWeek(0)
    >>> rung_for([good, good]), rung_for([good, short]), rung_for([good, good, missed])
    (3, 2, 2)
    """
    last = len(GENTLE_WALK_RUN if gentle else WALK_RUN)
    rung = upcoming = min(max(first_rung, 1), last)
    missed, started = 0, False
    for week in weeks:
        if not week.done:
            missed += 1
            continue
        rung = _after_missed(rung, missed) if missed and started else upcoming
        missed, started = 0, True
        upcoming = min(rung + 1, last) if week.passed else rung
    return _after_missed(rung, missed) if missed and started else upcoming


def _after_missed(rung: int, missed: int) -> int:
    if missed >= _HALF_AFTER:
        return max(rung // 2, 1)
    return max(rung - 2, 1) if missed >= _BACK_AFTER else rung


def walk_run_weeks(
    history: History,
    start: dt.date,
    day: dt.date,
    *,
    planned: int = 3,
    sports: Collection[str] = ("running",),
) -> list[WalkRunWeek]:
    """Read from the history what became of each week of a ladder.

    Parameters
    ----------
    history : History
        Activities with their ratings, and days with pain.
    start : date
        First day of the ladder.
    day : date
        The day of asking; a week that is not over by then is left out.
    planned : int
        Sessions planned in a week.
    sports : collection of str
        Sports that count; with ``"walking"`` for weeks of walking only.

    Returns
    -------
    list of WalkRunWeek
        One for every seven days, in order.
    """
    weeks = []
    for at in range(max((day - start).days // 7, 0)):
        begin = start + dt.timedelta(days=7 * at)
        week = history.between(begin, begin + dt.timedelta(days=6))
        sessions = [
            activity
            for activity in week.activities
            if activity.sport in sports
            and (activity.moving_s or activity.elapsed_s) >= 60 * _SHORTEST_MIN
        ]
        pain = any((health.pain or 0.0) > _PAIN_PERCENT for health in week.days)
        ratings = [activity.rpe for activity in sessions if activity.rpe is not None]
        rpe = max(ratings, default=None)
        done = len({activity.day for activity in sessions})
        weeks.append(WalkRunWeek(done=done, planned=planned, rpe=rpe, pain=pain))
    return weeks
