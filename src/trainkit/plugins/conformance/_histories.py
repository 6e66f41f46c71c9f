"""A made-up history for the tests of components and detectors, and its views at earlier days."""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pytest

from trainkit.models import Activity, Athlete, History
from trainkit.plugins.conformance._base import ATHLETE, PluginConformance

__all__ = ["HistoryConformance", "cut_at_start_of", "days_to_cut_at"]

_FIRST = dt.date(2026, 1, 5)
_DAYS = 120
_DRIFT = range(42, 50)  # a run a day, at a rising heart rate
_OVERLOAD = range(60, 74)  # two hours a day, and weight falls
_STRAIN = range(70, 78)  # low HRV, high resting heart rate, short nights, illness and pain
_BREAK = range(78, 90)  # no training
_FRESH = range(96, 104)  # high HRV with a very low resting heart rate
# What belongs to the day itself, not to its night and morning.
_OF_THE_DAY = (
    "stress",
    "body_battery_low",
    "body_battery_high",
    "steps",
    "calories_kcal",
    "energy",
    "soreness",
    "pain",
    "mood",
    "rpe",
    "illness",
    "alcohol_units",
)


def _history() -> History:
    random = np.random.default_rng(5)
    days = np.arange(_DAYS)
    strain, fresh = np.isin(days, _STRAIN), np.isin(days, _FRESH)
    level = np.where(strain, np.log(0.6), np.where(fresh, np.log(1.5), 0.0))
    columns = {
        "hrv_rmssd": 60 * np.exp(random.normal(0, 0.12, _DAYS) + level),
        "resting_hr": 52 + random.normal(0, 2, _DAYS) + 12 * strain - 8 * fresh,
        "sleep_h": np.where(strain, 4.2, 7.6) + random.normal(0, 0.4, _DAYS),
        "sleep_score": np.where(strain, 25.0, 78.0) + random.normal(0, 6, _DAYS),
        "stress": np.clip(30 + 25 * strain + random.normal(0, 6, _DAYS), 1, 99),
        "weight_kg": 62 - 5 * np.clip((days - 50) / 20, 0, 1) + random.normal(0, 0.2, _DAYS),
        "alcohol_units": np.where(random.random(_DAYS) < 0.1, 2.0, 0.0),
        "mood": np.clip(70 - 40 * strain + random.normal(0, 8, _DAYS), 0, 100),
    }
    for column in columns.values():
        column[random.random(_DAYS) < 0.06] = np.nan
    columns["illness"] = np.where(strain, 1.0, 0.0)
    columns["pain"] = np.where(strain, 75.0, 5.0)
    dates = np.datetime64(_FIRST) + days
    return History.from_columns({"date": dates, **columns}, activities=list(_runs(random)))


def _runs(random: np.random.Generator) -> Iterator[Activity]:
    for at in range(_DAYS):
        often = at in _DRIFT or at in _OVERLOAD
        if at in _BREAK or (not often and random.random() < 0.35):
            continue
        minutes = 120 if at in _OVERLOAD else int(random.integers(35, 60))
        extra = 18 if at in _OVERLOAD else 12 if at in _DRIFT else 0
        day = _FIRST + dt.timedelta(days=at)
        yield Activity(
            sport="running",
            start=dt.datetime.combine(day, dt.time(18), dt.UTC),
            elapsed_s=60 * minutes,
            distance_m=162.0 * minutes,
            hr_mean=float(random.integers(138, 150)) + extra,
        )


HISTORY = _history()


class HistoryConformance(PluginConformance):
    """Tests of what looks at the history of an athlete."""

    @pytest.fixture
    def history(self) -> History:
        """120 days with mornings, training, a journal and gaps; override this for other data.

        They include weeks of overload, strain, rest and freshness.
        """
        return HISTORY

    @pytest.fixture
    def athlete(self) -> Athlete:
        """Whose history it is."""
        return ATHLETE


def days_to_cut_at(history: History) -> list[dt.date]:
    """List some days with a record, from the second one to the last."""
    recorded = history.recorded
    places = np.unique(np.linspace(1, recorded.size - 1, 12).astype(int))
    return [day for day in recorded[places].tolist() if history.span and day > history.span[0]]


def cut_at_start_of(day: dt.date, history: History, *, journal: bool) -> History:
    """Return what was known when a day began; `journal` keeps what the person entered on it."""
    before = history.until(day)
    days = list(before.days)
    if not journal and days and days[-1].date == day:
        entered = {name: None for name in _OF_THE_DAY if getattr(days[-1], name) is not None}
        days[-1] = days[-1].model_copy(update=entered)
    done = tuple(activity for activity in before.activities if activity.day < day)
    return History(days=days, activities=done, athlete=history.athlete)
