"""Builders of histories with given mornings and runs."""

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np

from trainkit.models import Activity, Athlete, History

LAST = dt.date(2026, 6, 28)
ATHLETE = Athlete(
    sex="female",
    birth_date=dt.date(1992, 5, 14),
    hr_rest=48,
    hr_max=188,
    hr_threshold=169,
    ftp_w=225,
    threshold_speed_m_s=3.8,
    sleep_need_h=7.8,
)
NIGHTS = 90


def steady(
    last: Mapping[str, float | Sequence[float]] | None = None,
    *,
    days: int = NIGHTS,
    fields: Sequence[str] = ("hrv_rmssd", "resting_hr", "sleep_h"),
    activities: Sequence[Activity] = (),
) -> History:
    """Build ordinary mornings with a little noise, and `last` as the values of the last days."""
    random = np.random.default_rng(0)
    columns: dict[str, object] = {
        "hrv_rmssd": np.round(60 * np.exp(random.normal(0, 0.12, days)), 1),
        "resting_hr": np.round(50 + random.normal(0, 2, days)),
        "sleep_h": np.round(7.7 + random.normal(0, 0.4, days), 2),
    }
    columns = {name: column for name, column in columns.items() if name in fields}
    for name, values in (last or {}).items():
        column = np.array(columns.get(name, np.full(days, np.nan)), dtype=float)
        tail = np.atleast_1d(np.asarray(values, dtype=float))
        column[-tail.size :] = tail
        columns[name] = column
    dates = np.arange(np.datetime64(LAST) - days + 1, np.datetime64(LAST) + 1)
    return History.from_columns({"date": dates, **columns}, activities=activities)  # type: ignore[arg-type]


def run(days_ago: int, minutes: float = 45, *, hr: float = 140, **more: object) -> Activity:
    """Build a run some days before the last day."""
    day = LAST - dt.timedelta(days=days_ago)
    start = dt.datetime.combine(day, dt.time(18), dt.UTC)
    speed = more.pop("speed", 2.7)
    return Activity(
        sport="running",
        start=start,
        elapsed_s=minutes * 60,
        distance_m=minutes * 60 * float(speed),  # type: ignore[arg-type]
        hr_mean=hr,
        **more,  # type: ignore[arg-type]
    )


def weeks_of_runs(weeks: int = 12) -> list[Activity]:
    """Build four easy runs per week."""
    return [run(7 * week + day) for week in range(weeks) for day in (1, 3, 5, 6)]
