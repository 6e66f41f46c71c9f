"""Warnings from how the athlete feels: soreness, energy and mood, effort of sessions, fever.

What a person feels comes before what a watch measures: a critical report is red on a green morning.
The limits are those of coaches (after Hooper 1995 and McLean 2010); energy of 10 is 1 of 10.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.metrics.windows import rolling_count
from trainkit.recovery._circumstances import journeys, say_journey
from trainkit.recovery._daily_signals import DailySignals, lag
from trainkit.recovery._detectors import CRITICAL, INFO, WARNING, Levels, ThresholdDetector
from trainkit.recovery._wellness import journal

__all__ = ["FEELINGS"]

_SORE, _VERY_SORE, _WORST_SORE = 50, 70, 90
_LOW, _LOWEST = 30, 10
_SHORT_MIN = 30.0  # a session with very sore legs
_HARDER = 2.0  # RPE above what a session's load suggests
_SESSION_DAYS = 3  # after which sessions are no longer told


def _felt(signals: DailySignals) -> tuple[FloatArray, FloatArray, FloatArray]:
    ratings = journal(signals).ratings
    return ratings["soreness"], ratings["energy"], ratings["mood"]


def _spent(signals: DailySignals) -> NDArray[np.bool_]:
    soreness, energy, mood = _felt(signals)
    return np.asarray((soreness >= _WORST_SORE) & (np.fmin(energy, mood) <= _LOWEST))


def _soreness(signals: DailySignals) -> Levels:
    sore = np.where(_felt(signals)[0] >= _SORE, WARNING, 0)
    return np.where(_spent(signals), CRITICAL, sore).astype(np.int8)


def _describe_soreness(signals: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    soreness = float(_felt(signals)[0][at])
    values = {"soreness": soreness}
    if _spent(signals)[at]:
        low, low_values = _list_low(signals, at, _LOWEST)
        text = f"Your soreness is {soreness:.0f}, {low}. Rest today."
        return text, values | low_values
    if soreness >= _VERY_SORE:
        text = (
            f"You are very sore, {soreness:.0f} of 100: nothing hard, long or downhill. Rest, or "
            f"move easily for {_SHORT_MIN:.0f} min at most."
        )
        return text, values | {"minutes_at_most": _SHORT_MIN}
    text = (
        f"You are sore, {soreness:.0f} of 100. Go easy on flat ground today, and move "
        "anything hard by a day."
    )
    return text, values


def _low_days(signals: DailySignals) -> FloatArray:
    """Count the days of the last five with energy or mood reported low [d]."""
    reports = journal(signals).reports
    low = np.fmin(reports["energy"], reports["mood"]) <= _LOW
    return rolling_count(low, 5).astype(np.float64)


def _feeling_low(signals: DailySignals) -> Levels:
    _, energy, mood = _felt(signals)
    low = np.fmin(energy, mood) <= _LOW
    both = np.maximum(energy, mood) <= _LOW  # False where one of them is unknown
    lowest = np.fmin(energy, mood) <= _LOWEST
    often = low & (_low_days(signals) >= 3)
    return np.where(both | lowest | often, WARNING, np.where(low, INFO, 0)).astype(np.int8)


def _describe_low(signals: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    low, values = _list_low(signals, at, _LOW)
    days = float(_low_days(signals)[at])
    cause = f"{low[0].upper()}{low[1:]}"
    if days >= 3:
        text = (
            f"{cause}, and energy or mood was low on {days:.0f} of the last 5 days. Keep the days "
            "easy until you feel better."
        )
        return text, values | {"low_days": days}
    if _feeling_low(signals)[at] == WARNING:
        return f"{cause}. Keep today easy.", values
    text = (
        f"{cause}. Start easily and decide after 15 minutes; if it feels harder than it should, "
        "do half."
    )
    return text, values


def _list_low(signals: DailySignals, at: int, limit: float) -> tuple[str, dict[str, float]]:
    """List which of energy and mood are at or below a limit: "your energy is 5 of 100"."""
    _, energy, mood = _felt(signals)
    values = {"energy": float(energy[at]), "mood": float(mood[at])}
    low = [f"your {name} is {value:.0f}" for name, value in values.items() if value <= limit]
    return f"{' and '.join(low)} of 100", values


def _recent_excess(signals: DailySignals) -> FloatArray:
    """Tabulate, newest first, how much harder the last three rated sessions felt than usual [1]."""
    excess = journal(signals).session_excess
    rated = np.flatnonzero(~np.isnan(excess))
    values = np.concatenate([np.full(2, np.nan), excess[rated]])
    rows, days = np.maximum.accumulate(signals.loads.rows[rated]), np.arange(signals.days)
    last = np.searchsorted(rows, days) - 1  # the last rated session before each day
    table = np.column_stack([values[last + 2], values[last + 1], values[last]])
    recent = (last >= 0) & (days - np.append(rows, 0)[last] <= _SESSION_DAYS)
    return np.where(recent[:, np.newaxis], table, np.nan)


def _hard_to_do(signals: DailySignals) -> Levels:
    harder = _recent_excess(signals) >= _HARDER
    twice, thrice = harder[:, :2].all(axis=1), harder.all(axis=1)
    return np.where(thrice, WARNING, np.where(twice, INFO, 0)).astype(np.int8)


def _describe_hard(signals: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    excess = _recent_excess(signals)[at]
    count = 3 if (excess >= _HARDER).all() else 2
    mean = float(excess[:count].mean())
    text = (
        f"Your last {count} rated sessions felt {mean:.1f} RPE harder than their load suggests. "
        "Train 2 to 3 % slower until that passes, and test your thresholds again."
    )
    return text, {"rpe_excess": mean, "sessions": float(count)}


def _time_zones(signals: DailySignals) -> Levels:
    flown = journeys(signals)
    return np.where(flown.easy, WARNING, np.where(flown.zones != 0, INFO, 0)).astype(np.int8)


def _fever(signals: DailySignals) -> Levels:
    """Read the entry of today or, if there is none yet, of yesterday."""
    fever, illness = signals.history.daily("fever"), signals.history.daily("illness")
    today = np.where(np.isnan(fever) & (illness == 0), 0.0, fever)  # well again: no fever either
    latest = np.where(np.isnan(today), lag(today), today)
    return np.where(latest == 1, CRITICAL, 0).astype(np.int8)


FEELINGS: tuple[ThresholdDetector, ...] = (
    ThresholdDetector(
        "soreness",
        "Hooper 1995; McLean 2010; limits of coaches",
        _soreness,
        _describe_soreness,
        ("hard", "easy", "rest"),
        "reported",
    ),
    ThresholdDetector(
        "feeling_low",
        "Hooper 1995; Saw 2016; limits of coaches",
        _feeling_low,
        _describe_low,
        ("hard", "easy", "rest"),
        "reported",
    ),
    ThresholdDetector(
        "time_zones",
        "Janse van Rensburg 2021",
        _time_zones,
        say_journey,
        ("hard", "easy", "easy"),
        "reported",
    ),
    ThresholdDetector(
        "hard_to_do",
        "Foster 2001; limits of coaches",
        _hard_to_do,
        _describe_hard,
        evidence="reported",
    ),
    ThresholdDetector(
        "fever",
        "Schwellnus 2022",
        _fever,
        lambda signals, at: (  # noqa: ARG005
            "You reported a fever. No training until you have been without it for 24 hours, "
            "and without medicine against it.",
            {},
        ),
        evidence="reported",
    ),
)
"""Detectors of both models: what the athlete feels."""
