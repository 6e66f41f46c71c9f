"""A runner back from a break of so many days."""

import datetime as dt

import trainkit as tk
from builders.runners import FIVE_DAYS, RUNNER, START

USUAL_MIN = (40.0, 50.0, 45.0, 40.0, 75.0)
_DAYS = (1, 2, 3, 5, 6)  # Tuesday to Sunday


def history_before(days_off: int) -> tk.History:
    """Return sixteen equal weeks up to a break that ends the day before the plan."""
    last = START - dt.timedelta(days=days_off + 1)
    done = [
        tk.Activity(
            sport="running",
            start=dt.datetime.combine(
                last - dt.timedelta(days=7 * week + 6 - place), dt.time(7), dt.UTC
            ),
            elapsed_s=60 * minutes,
            distance_m=60 * minutes * 2.7,
            hr_mean=142,
        )
        for week in range(16)
        for place, minutes in zip(_DAYS, USUAL_MIN, strict=True)
    ]
    return tk.History(activities=tuple(done))


def plan_after(
    days_off: int, weeks: int = 14, *, availability: tk.Availability = FIVE_DAYS
) -> tk.TrainingPlan:
    """Plan a 10K after the break."""
    goal = tk.Goal(distance_m=10_000, date=START + dt.timedelta(days=7 * weeks - 1))
    return tk.plan(
        goal,
        RUNNER,
        history_before(days_off),
        availability=availability,
        start=START,
        allow_short=True,
        seconds=30,
    )
