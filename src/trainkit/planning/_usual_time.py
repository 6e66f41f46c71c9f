"""The time that somebody has who names none: a usual week, and what is trained already."""

import datetime as dt
import math
from collections import defaultdict

from trainkit.models.goal import WEEKDAYS, Availability
from trainkit.models.history import History

__all__ = ["USUAL_TIME", "usual_time"]

USUAL_TIME = Availability(
    minutes={"mon": 60, "tue": 75, "wed": 60, "thu": 75, "fri": 60, "sat": 120, "sun": 210}
)
"""The time of somebody of whom nothing is known."""

_WEEKS, _OFTEN = 6, 3  # how often a day of these weeks had so much time, if it is no exception
_STEP_MIN = 5.0
_LIFE = frozenset({"walking", "hiking"})


def usual_time(history: History | None, on: dt.date) -> Availability:
    """Return the time to plan with where an athlete names none.

    Parameters
    ----------
    history : History or None
        What was trained.
    on : date
        The first day of the plan.

    Returns
    -------
    Availability
        An hour or a little more on weekdays, two on Saturday and three and a half on Sunday; more
        on a weekday that had more in three of the last six weeks, since who trains so much has the
        time for it.
    """
    spent: dict[dt.date, float] = defaultdict(float)
    for activity in () if history is None else history.activities:
        if 0 < (on - activity.day).days <= 7 * _WEEKS and activity.sport not in _LIFE:
            spent[activity.day] += 0.0 if activity.race else activity.duration_s / 60
    minutes = dict(USUAL_TIME.minutes)
    for weekday, name in enumerate(WEEKDAYS):
        own = sorted((value for day, value in spent.items() if day.weekday() == weekday))
        if len(own) >= _OFTEN:
            most = _STEP_MIN * math.ceil(own[-_OFTEN] / _STEP_MIN)
            minutes[name] = min(max(minutes[name], most), 1440.0)
    return Availability(minutes=minutes)
