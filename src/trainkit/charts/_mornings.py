"""Charts of mornings: recovery, and heart-rate variability with what happened."""

from collections import Counter

import numpy as np

from trainkit._array import FloatArray
from trainkit._html import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    RED,
    Area,
    Chart,
    Curve,
    Event,
    Level,
    Panel,
    Span,
)
from trainkit.charts._parts import join_words, numbers_of, race_events, signals_of, trim
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.recovery import scores

__all__ = ["hrv", "recovery", "resting_hr", "sleep"]

_DRINKS = 3.0  # units from which an evening is marked
_PAIN = 40.0


def recovery(history: History, athlete: Athlete) -> Chart:
    """Draw the recovery score of each day, with the colour bands.

    Parameters
    ----------
    history : History
        Activities and daily records.
    athlete : Athlete
        Supplies thresholds and sleep need.

    Returns
    -------
    Chart
        Scores from 0 to 100; it says so where no morning has one.
    """
    if not history.dates.size:
        return Chart("Recovery", (), missing="There is no day yet.")
    return scores(history, athlete).draw()


def hrv(history: History, athlete: Athlete) -> Chart:
    """Draw the RMSSD of each night, its 7-day mean and normal range, with what happened.

    Illness and alcohol of the journal, pain, and races are marked.

    Parameters
    ----------
    history : History
        Daily records, with a journal where there is one.
    athlete : Athlete
        Supplies thresholds and sleep need.

    Returns
    -------
    Chart
        RMSSD [ms]; the range is the 60-day mean plus and minus half a standard deviation.
    """
    title = "Heart-rate variability"
    signals = signals_of(history, athlete)
    if signals is None or np.isnan(signals.ln_rmssd).all():
        return Chart(title, (), missing="No night has a heart-rate variability (RMSSD).")
    days = numbers_of(history.dates)
    low, high = signals.hrv_range_ms
    mean = Curve("7-day mean", days, np.exp(signals.hrv.mean).tolist(), BLUE)
    panel = Panel(
        "RMSSD [ms]",
        [
            Area("normal range", days, low.tolist(), high.tolist(), GREEN),
            Curve("night", days, np.exp(signals.ln_rmssd).tolist(), GREY, dots=True),
            mean,
        ],
        share=1.5,
    )
    happened = _what_happened(history, days)
    chart = Chart(
        title,
        [panel],
        description=f"RMSSD by night, {join_words(mean, 'ms')}; {_count(happened)} marked.",
        note="Normal range: mean of the 60 days before, plus and minus half a standard deviation.",
        events=happened,
        spans=_ill_days(history, days),
    )
    return trim(chart, days, *_ends_of(days, signals.ln_rmssd))


def _ends_of(days: list[float], column: FloatArray) -> tuple[float, float]:
    """Return the first and the last day with a value."""
    known = np.flatnonzero(~np.isnan(column))
    return days[known[0]], days[known[-1]]


def resting_hr(history: History, athlete: Athlete) -> Chart:
    """Draw the resting heart rate of each morning with its usual range.

    Parameters
    ----------
    history : History
        Daily records.
    athlete : Athlete
        Supplies thresholds and sleep need.

    Returns
    -------
    Chart
        Resting heart rate [bpm]; the range is the mean of 60 days plus and minus one standard
        deviation.
    """
    title = "Resting heart rate"
    signals = signals_of(history, athlete)
    if signals is None or np.isnan(signals.resting_hr).all():
        return Chart(title, (), missing="No morning has a resting heart rate.")
    days = numbers_of(history.dates)
    mean, sd = signals.resting_hr_normal
    curve = Curve("morning", days, signals.resting_hr.tolist(), ORANGE, dots=True)
    area = Area("usual range", days, (mean - sd).tolist(), (mean + sd).tolist(), GREEN)
    chart = Chart(
        title,
        [Panel("resting heart rate [bpm]", [area, curve])],
        description=join_words(curve, "bpm"),
        spans=_ill_days(history, days),
    )
    return trim(chart, days, *_ends_of(days, signals.resting_hr))


def sleep(history: History, athlete: Athlete) -> Chart:
    """Draw the hours asleep of each night, with the athlete's need.

    Parameters
    ----------
    history : History
        Daily records.
    athlete : Athlete
        Supplies the sleep need.

    Returns
    -------
    Chart
        Hours asleep [h], with the need: stated, or the median of 60 nights within 7 to 9 h.
    """
    title = "Sleep"
    signals = signals_of(history, athlete)
    if signals is None or np.isnan(signals.sleep_h).all():
        return Chart(title, (), missing="No night has hours asleep.")
    days = numbers_of(history.dates)
    need = float(signals.sleep_need_h[-1])
    curve = Curve("", days, signals.sleep_h.tolist(), BLUE, dots=True)
    chart = Chart(
        title,
        [Panel("asleep [h]", [curve], levels=[Level(need, "need")])],
        description=join_words(Curve("asleep", days, curve.y, BLUE), "h"),
        spans=_ill_days(history, days),
    )
    return trim(chart, days, *_ends_of(days, signals.sleep_h))


def _ill_days(history: History, days: list[float]) -> list[Span]:
    """Return the runs of days that the journal calls ill."""
    ill = history.daily("illness") == 1
    return [Span(days[first] - 0.5, days[last] + 0.5, "ill", RED) for first, last in _runs(ill)]


def _count(events: list[Event]) -> str:
    """Say how often each thing happened."""
    counts = Counter(event.text for event in events)
    return ", ".join(f"{name} ({times})" for name, times in counts.items()) or "nothing"


def _what_happened(history: History, days: list[float]) -> list[Event]:
    """Return races, mornings after alcohol, and the first days of pain."""
    races = race_events(history.races, days[0], days[-1])
    drinks = history.daily("alcohol_units") >= _DRINKS
    events = [Event(days[first], "alcohol") for first, _ in _runs(drinks)]
    pain = history.daily("pain") >= _PAIN
    return [*races, *events, *(Event(days[first], "pain") for first, _ in _runs(pain))]


def _runs(marked: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """Return the first and the last index of each run of marked days."""
    edges = np.diff(np.r_[0, marked.astype(int), 0])
    starts = np.flatnonzero(edges == 1)
    ends = np.flatnonzero(edges == -1) - 1
    return list(zip(starts.tolist(), ends.tolist(), strict=True))
