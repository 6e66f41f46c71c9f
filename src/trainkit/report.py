"""One page for the browser: today's decision, the pictures with a sentence each, the sources.

It needs no network, follows the reader's light or dark, and fits a phone and paper.
"""

import datetime as dt
from collections.abc import Iterator
from typing import cast

import numpy as np

from trainkit import _html
from trainkit._array import FloatArray
from trainkit._html import Band, Line, escape
from trainkit.io import quality
from trainkit.loads import LOAD_SOURCES, DailyLoads, best_power
from trainkit.metrics.acwr import USUAL_ACWR
from trainkit.models.assessment import Assessment
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Goal
from trainkit.models.history import History
from trainkit.recovery import DailySignals, Scores, assess, daily_signals, scores

__all__ = ["page"]

_DAYS = 90
_BLUE, _GREEN, _ORANGE, _GREY = "#3b82c4", "#2e9e5b", "#d9822b", "#808790"
_BESTS_S = (5, 30, 60, 300, 1200, 3600)
_SHOWN = 12


def page(
    history: History, athlete: Athlete, on: dt.date | None = None, *, goal: Goal | None = None
) -> str:
    """Write the page of a day.

    Parameters
    ----------
    history : History
        What is known.
    athlete : Athlete
        Whose it is.
    on : date, optional
        The day; by default the last one in the history.
    goal : Goal, optional
        The race to train for.

    Returns
    -------
    str
        HTML, complete in itself.

    Raises
    ------
    InvalidInput, InsufficientData
        As `assess`.

    Examples
    --------
    >>> from trainkit import simulate
    >>> history = simulate(days=90)
    >>> text = page(history, history.athlete)
    >>> text.startswith("<!doctype html>"), "http" in text
    (True, False)
    """
    made = assess(history, athlete, on, goal=goal)
    history = history.until(made.date)
    now, scored = daily_signals(history, athlete), scores(history, athlete)
    name = athlete.name or "Athlete"
    sections = [
        made.html(),
        *_pictures(now, scored),
        *_bests(history, made.date),
        *_data(history, now.loads),
        *_sources(made, now.loads),
    ]
    return _html.page(
        f"{name}, {made.date.day} {made.date:%B %Y}",
        *(f"<section>{one}</section>" for one in sections),
    )


def _pictures(now: DailySignals, scored: Scores) -> Iterator[str]:
    days = cast("list[dt.date]", now.history.dates[-_DAYS:].tolist())
    score = _cut(scored.score)
    yield _picture(
        "Recovery",
        f"Median {_median(score)} of 100 over {len(days)} days; green from 70, yellow from 40.",
        _html.line_chart(
            days,
            [Line("recovery score", score, _GREEN)],
            marks=(70.0, 40.0),
            label="Recovery score by day",
        ),
    )
    yield from _mornings(now, days)
    yield from _sleep(now, days)
    yield from _training(now, days)


def _cut(values: FloatArray) -> list[float]:
    """The days that are pictured."""
    return [float(one) for one in values[-_DAYS:]]


def _mornings(now: DailySignals, days: list[dt.date]) -> Iterator[str]:
    low, high = now.hrv_range_ms
    week = _cut(np.exp(now.hrv.mean))
    if not all(np.isnan(week)):
        yield _picture(
            "Heart-rate variability",
            f"The 7-day mean is {_last(week)} ms; the band is your normal range, mean and half a "
            "standard deviation of the 60 days before.",
            _html.line_chart(
                days,
                [
                    Line("night", _cut(np.exp(now.ln_rmssd)), _GREY, dots=True),
                    Line("7-day mean", week, _BLUE),
                ],
                bands=[Band("normal range", _cut(low), _cut(high), _GREEN)],
                label="RMSSD by day with its normal range",
            ),
        )
    mean, sd = now.resting_hr_usual
    beats = _cut(now.resting_hr)
    if not all(np.isnan(beats)):
        yield _picture(
            "Resting heart rate",
            f"Last {_last(beats)} bpm; the band is your mean and one standard deviation.",
            _html.line_chart(
                days,
                [Line("morning", beats, _ORANGE, dots=True)],
                bands=[Band("usual", _cut(mean - sd), _cut(mean + sd), _GREEN)],
                label="Resting heart rate by day",
            ),
        )


def _sleep(now: DailySignals, days: list[dt.date]) -> Iterator[str]:
    hours = _cut(now.sleep_h)
    need = float(now.sleep_need_h[-1])
    if not all(np.isnan(hours)):
        yield _picture(
            "Sleep",
            f"Median {_median(hours, 1)} h; the line is the need of {need:.1f} h.",
            _html.line_chart(
                days,
                [Line("hours asleep", hours, _BLUE, dots=True)],
                marks=(need,),
                label="Hours asleep by day",
            ),
        )


def _training(now: DailySignals, days: list[dt.date]) -> Iterator[str]:
    loads = _cut(now.loads.internal)
    ratio = _cut(now.ratio)
    week = np.nansum(loads[-7:])
    yield _picture(
        "Load",
        f"{week:.0f} in the last 7 days; an hour at threshold is 100.",
        _html.bar_chart(days, Line("load of the day", loads, _BLUE), label="Load by day"),
    )
    flat = [USUAL_ACWR[0]] * len(days), [USUAL_ACWR[1]] * len(days)
    yield _picture(
        "Acute to chronic load",
        f"ACWR {_last(ratio, 2)} this morning (exponential, 7 and 28 days); 0.8 to 1.3 is the "
        "usual range. It says how load has changed, and is no risk of injury.",
        _html.line_chart(
            days,
            [Line("ACWR", ratio, _ORANGE)],
            bands=[Band("0.8 to 1.3", *flat, _GREEN)],
            label="ACWR by day",
        ),
    )
    chart = [_cut(one) for one in now.chart]
    yield _picture(
        "Fitness, fatigue and form",
        f"Fitness {_last(chart[0])}, fatigue {_last(chart[1])}, form {_last(chart[2])} this "
        "morning (42 and 7 days).",
        _html.line_chart(
            days,
            [
                Line("fitness", chart[0], _BLUE),
                Line("fatigue", chart[1], _ORANGE),
                Line("form", chart[2], _GREY),
            ],
            marks=(0.0,),
            label="Fitness, fatigue and form by day",
        ),
    )


def _picture(title: str, sentence: str, drawing: str) -> str:
    return f"<h2>{escape(title)}</h2><p>{escape(sentence)}</p>{drawing}"


def _bests(history: History, on: dt.date) -> Iterator[str]:
    """The best mean power of the pictured days, where any was recorded."""
    recent = history.between(on - dt.timedelta(days=_DAYS), on).activities
    best = best_power(recent, _BESTS_S)
    rows = [
        (_length(seconds), f"{watts:.0f} W")
        for seconds, watts in zip(_BESTS_S, best, strict=True)
        if not np.isnan(watts)
    ]
    if rows:
        yield "<h2>Best mean power</h2>" + _html.table(("for", "power"), rows)


def _data(history: History, loads: DailyLoads) -> Iterator[str]:
    report = quality(history)
    span = f"{history.span[0]} to {history.span[1]}" if history.span else "no days"
    rows = [
        (escape(name.replace("_", " ")), f"{share:.0%}") for name, share in history.coverage.items()
    ]
    rows.append(("load", f"{loads.coverage['load']:.0%}"))
    doubts = "".join(f"<p><small>{escape(one.message)}</small></p>" for one in report[:_SHOWN])
    lost = "".join(
        f"<p><small>{escape(one.path)}: {escape(one.message)}</small></p>"
        for one in history.problems[:_SHOWN]
    )
    yield (
        f"<h2>Data</h2><p>{len(history.activities)} activities and {len(history.days)} days, "
        f"{span}; {len(report)} things in doubt, {len(history.problems)} problems of reading.</p>"
        + _html.table(("measure", "days known"), rows)
        + doubts
        + lost
    )


def _sources(made: Assessment, loads: DailyLoads) -> Iterator[str]:
    rows = [
        (escape(one.name.replace("_", " ")), escape(one.method), escape(", ".join(one.sources)))
        for one in made.recovery.components
    ]
    rows += [(escape(one.kind.replace("_", " ")), escape(one.source), "") for one in made.warnings]
    rows += [
        (f"load from {escape(method)}", escape(LOAD_SOURCES[method.partition(": ")[2]]), f"{n}")
        for method, n in loads.methods.items()
    ]
    yield "<h2>Where the numbers come from</h2>" + _html.table(
        ("number", "formula and source", "data"), rows
    )


def _length(seconds: int) -> str:
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60} min"


def _median(values: list[float], digits: int = 0) -> str:
    known_values = [one for one in values if not np.isnan(one)]
    return f"{np.median(known_values):.{digits}f}" if known_values else "-"


def _last(values: list[float], digits: int = 0) -> str:
    known_values = [one for one in values if not np.isnan(one)]
    return f"{known_values[-1]:.{digits}f}" if known_values else "-"
