"""A self-contained HTML report: today's decision, charts with a sentence each, and the sources.

It needs no network, follows the light or dark setting of the browser, and fits phones and paper.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, cast

import numpy as np

from trainkit import _html, charts
from trainkit._array import FloatArray
from trainkit._html import SHOWN_DAYS, Chart, day_number, escape
from trainkit.errors import InsufficientData, InvalidInput
from trainkit.io import quality
from trainkit.loads import LOAD_SOURCES, DailyLoads, WeekTotals, best_power, weekly_totals
from trainkit.models.assessment import Assessment
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.recovery import DailySignals, Scores, assess, daily_signals, scores
from trainkit.recovery._plan_of_day import compare_with_plan

__all__ = ["Figure", "figures", "page"]

_BESTS_S = (5, 30, 60, 300, 1200, 3600)
_LEAST_D = 7
_MAX_LISTED = 12  # doubts and problems
_MAX_SPORTS = 2  # in the table of weeks


class Figure(NamedTuple):
    """A chart with the sentence that says its result, and its numbers.

    Parameters
    ----------
    title, sentence : str
        In plain words.
    chart : str
        An SVG element with its legend.
    days : sequence of date
        The days of the chart.
    columns : mapping of str to sequence of float
        The series by name, one value a day; NaN where unknown.
    """

    title: str
    sentence: str
    chart: str
    days: Sequence[dt.date]
    columns: Mapping[str, Sequence[float]]

    def html(self) -> str:
        """Return heading, sentence and chart as HTML elements."""
        return f"<h2>{escape(self.title)}</h2><p>{escape(self.sentence)}</p>{self.chart}"

    def table(self, *, every_d: int = 1) -> str:
        """Return the numbers as an HTML table, the latest day first; of each `every_d` one [d]."""
        rows = [
            (str(day), *(_last([column[at]], 2) for column in self.columns.values()))
            for at, day in enumerate(self.days)
        ]
        return _html.table(("day", *self.columns), rows[::-1][::every_d])


def figures(history: History, athlete: Athlete, *, days: int = SHOWN_DAYS) -> list[Figure]:
    """Draw recovery, heart-rate variability, resting heart rate, sleep, load and form.

    Parameters
    ----------
    history : History
        Activities and daily records.
    athlete : Athlete
        Supplies thresholds and sleep need.
    days : int
        How many days up to the last are shown, at least 7 [d].

    Returns
    -------
    list of Figure
        Charts of these days, without those that there is no data for.
    """
    if days < _LEAST_D:
        raise InvalidInput("days", days, f"{_LEAST_D} or more")
    signals = daily_signals(history, athlete)
    return list(_charts(signals, scores(history, athlete), days))


def page(
    history: History,
    athlete: Athlete,
    on: dt.date | None = None,
    *,
    goal: Goal | None = None,
    plan: Iterable[PlannedWorkout] | TrainingPlan | None = None,
) -> str:
    """Write the report of a day.

    Where nothing can be said of recovery, as for rows of a list of activities, the report tells
    what is missing and draws load and form.

    Parameters
    ----------
    history : History
        Activities and daily records.
    athlete : Athlete
        Supplies thresholds and sleep need.
    on : date, optional
        The day; by default the last one in the history.
    goal : Goal, optional
        The race to train for.
    plan : TrainingPlan or iterable of PlannedWorkout, optional
        Planned workouts, by default those of the history; the session of the day stands beside
        the recommendation.

    Returns
    -------
    str
        A self-contained HTML page.

    Raises
    ------
    InvalidInput
        As `assess`.
    InsufficientData
        No day has an activity, and as `assess`.

    Examples
    --------
    >>> from trainkit import simulate
    >>> history = simulate(days=90)
    >>> text = page(history, history.athlete)
    >>> text.startswith("<!doctype html>"), "http" in text
    (True, False)
    """
    if plan is not None and not isinstance(plan, TrainingPlan):
        plan = tuple(plan)
    made: Assessment | None = None
    try:
        made = assess(history, athlete, on, goal=goal, plan=plan)
    except InsufficientData as error:
        day = on or (history.span[1] if history.span else None)
        if day is None or not history.until(day).activities:
            raise
        decision = [f"<p>No recovery score yet: {escape(error)}</p>"]
    else:
        day = made.date
        workouts = plan.workouts if isinstance(plan, TrainingPlan) else plan or history.workouts
        lines = compare_with_plan(workouts, made.recommendation)
        decision = [made.html(), *(f"<p>{escape(line)}</p>" for line in lines)]
    # Later days must not change the charts of an earlier day.
    history = history.until(day)
    signals, scored = daily_signals(history, athlete), scores(history, athlete)
    sections = [
        *decision,
        *_weeks(history, signals.loads, day),
        *(figure.html() for figure in _charts(signals, scored)),
        *_best_power(history, day),
        *_data(history, signals.loads),
        *_sources(made, signals.loads),
    ]
    return _html.page(
        f"{athlete.name or 'Athlete'}, {day.day} {day:%B %Y}",
        *(f"<section>{section}</section>" for section in sections),
    )


def _weeks(history: History, loads: DailyLoads, last: dt.date) -> Iterator[str]:
    """Distance and longest session by week, for the sports with most time."""
    totals = weekly_totals(history, loads, last)
    sports = list(totals)[:_MAX_SPORTS]
    if not sports:
        return
    header = ["seven days from"]
    for sport in sports:
        header += [sport.replace("_", " "), "longest"]
    weeks = zip(*(totals[sport] for sport in sports), strict=True)
    rows = [
        [str(week[0].first), *(cell for totals in week for cell in _cells(totals))]
        for week in weeks
    ]
    main = sports[0].replace("_", " ")
    longest = max(totals[sports[0]], key=lambda week: week.longest_min)
    yield (
        f"<h2>Weeks</h2><p>Distance and longest session of the last {len(rows)} weeks. The longest "
        f"in {escape(main)}: {_cells(longest)[1]}.</p>" + _html.table(header, rows)
    )


def _cells(week: WeekTotals) -> tuple[str, str]:
    """Format distance, or time where no distance is known, and the longest session."""
    if not week.sessions:
        return "-", "-"
    distance = f"{week.distance_m / 1000:.0f} km" if week.distance_m else f"{week.minutes:.0f} min"
    far = f"{week.longest_m / 1000:.1f} km, " if week.longest_m else ""
    return distance, f"{far}{week.longest_min:.0f} min"


def _charts(signals: DailySignals, scored: Scores, shown_d: int = SHOWN_DAYS) -> Iterator[Figure]:
    days = cast("list[dt.date]", signals.history.dates[-shown_d:].tolist())
    score = _recent(scored.score, days)
    if not all(np.isnan(score)):
        yield Figure(
            "Recovery",
            f"Median {_median(score)} of 100 over {len(days)} days; green from 70, yellow from 40.",
            _draw(scored.draw(), days),
            days,
            {"recovery": score},
        )
    yield from _hrv_and_resting_hr(signals, days)
    yield from _sleep(signals, days)
    yield from _training(signals, days)


def _draw(chart: Chart, days: list[dt.date]) -> str:
    """Draw the days of a chart, for screens and for phones."""
    return replace(chart.between(day_number(days[0]), day_number(days[-1])), note="").html()


def _recent(values: FloatArray, days: list[dt.date]) -> list[float]:
    """Cut a column to the days of the charts."""
    return cast("list[float]", values[-len(days) :].tolist())


def _hrv_and_resting_hr(signals: DailySignals, days: list[dt.date]) -> Iterator[Figure]:
    low, high = signals.hrv_range_ms
    week = _recent(np.exp(signals.hrv.mean), days)
    if not all(np.isnan(week)):
        yield Figure(
            "Heart-rate variability",
            f"Your 7-day mean is {_last(week)} ms. The band is your normal range: the mean of the "
            "60 days before, plus and minus half a standard deviation.",
            _draw(charts.hrv(signals.history, signals.athlete), days),
            days,
            {
                "night [ms]": _recent(np.exp(signals.ln_rmssd), days),
                "7-day mean [ms]": week,
                "low": _recent(low, days),
                "high": _recent(high, days),
            },
        )
    mean, sd = signals.resting_hr_normal
    beats = _recent(signals.resting_hr, days)
    if not all(np.isnan(beats)):
        yield Figure(
            "Resting heart rate",
            f"Your latest value is {_last(beats)} bpm. The band is your mean plus and minus one "
            "standard deviation.",
            _draw(charts.resting_hr(signals.history, signals.athlete), days),
            days,
            {
                "morning [bpm]": beats,
                "low": _recent(mean - sd, days),
                "high": _recent(mean + sd, days),
            },
        )


def _sleep(signals: DailySignals, days: list[dt.date]) -> Iterator[Figure]:
    hours = _recent(signals.sleep_h, days)
    need = float(signals.sleep_need_h[-1])
    if not all(np.isnan(hours)):
        yield Figure(
            "Sleep",
            f"Median {_median(hours, 1)} h. The line is your need of {need:.1f} h.",
            _draw(charts.sleep(signals.history, signals.athlete), days),
            days,
            {"asleep [h]": hours},
        )


def _training(signals: DailySignals, days: list[dt.date]) -> Iterator[Figure]:
    loads = _recent(signals.loads.internal, days)
    ratio = _recent(signals.acwr, days)
    week = np.nansum(loads[-7:])
    yield Figure(
        "Load",
        f"{week:.0f} in the last 7 days; an hour at threshold is 100.",
        _draw(signals.loads.draw(), days),
        days,
        {"load": loads},
    )
    drawn = charts.load(signals.history, signals.athlete)
    yield Figure(
        "Acute-to-chronic load",
        f"ACWR {_last(ratio, 2)} this morning (exponential, 7 and 28 days); 0.8 to 1.3 is the "
        "usual range. It shows how load has changed; it does not measure injury risk.",
        _draw(drawn.only(-1) if len(drawn.panels) > 1 else drawn, days),
        days,
        {"ACWR": ratio},
    )
    chart = [_recent(column, days) for column in signals.performance]
    yield Figure(
        "Fitness, fatigue and form",
        f"Fitness {_last(chart[0])}, fatigue {_last(chart[1])}, form {_last(chart[2])} this "
        "morning (42 and 7 days).",
        _draw(_without_load(charts.form(signals.history, signals.athlete)), days),
        days,
        dict(zip(("fitness", "fatigue", "form"), chart, strict=True)),
    )


def _without_load(chart: Chart) -> Chart:
    """Leave out the load, which has a figure of its own."""
    return replace(chart, panels=chart.panels[:-1] or chart.panels)


def _best_power(history: History, on: dt.date) -> Iterator[str]:
    """List the best mean power of recent days, if any was recorded."""
    recent = history.between(on - dt.timedelta(days=SHOWN_DAYS), on).activities
    best = best_power(recent, _BESTS_S)
    rows = [
        (_format_duration(seconds), f"{watts:.0f} W")
        for seconds, watts in zip(_BESTS_S, best, strict=True)
        if not np.isnan(watts)
    ]
    if rows:
        yield "<h2>Best mean power</h2>" + _html.table(("duration", "power"), rows)


def _data(history: History, loads: DailyLoads) -> Iterator[str]:
    report = quality(history)
    span = f"{history.span[0]} to {history.span[1]}" if history.span else "no days"
    rows = [
        (escape(name.replace("_", " ")), f"{share:.0%}") for name, share in history.coverage.items()
    ]
    rows.append(("load", f"{loads.coverage['load']:.0%}"))
    findings = "".join(
        f"<p><small>{escape(finding.message)}</small></p>" for finding in report[:_MAX_LISTED]
    )
    problems = "".join(
        f"<p><small>{escape(problem.path)}: {escape(problem.message)}</small></p>"
        for problem in history.problems[:_MAX_LISTED]
    )
    yield (
        f"<h2>Data</h2><p>{len(history.activities)} activities and {len(history.days)} days, "
        f"{span}; {len(report)} doubtful values, "
        f"{len(history.problems)} problems while reading.</p>"
        + _html.table(("measure", "days known"), rows)
        + findings
        + problems
    )


def _sources(assessment: Assessment | None, loads: DailyLoads) -> Iterator[str]:
    parts = () if assessment is None else assessment.recovery.components
    warnings = () if assessment is None else assessment.warnings
    rows = [
        (escape(part.name.replace("_", " ")), escape(part.method), escape(", ".join(part.sources)))
        for part in parts
    ]
    rows += [
        (escape(warning.kind.replace("_", " ")), escape(warning.source), "") for warning in warnings
    ]
    rows += [
        (f"load from {escape(method)}", escape(LOAD_SOURCES[method.partition(": ")[2]]), f"{n}")
        for method, n in loads.methods.items()
    ]
    yield "<h2>Where the numbers come from</h2>" + _html.table(
        ("number", "formula and source", "data"), rows
    )


def _format_duration(seconds: int) -> str:
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60} min"


def _median(values: list[float], digits: int = 0) -> str:
    known_values = [value for value in values if not np.isnan(value)]
    return f"{np.median(known_values):.{digits}f}" if known_values else "-"


def _last(values: list[float], digits: int = 0) -> str:
    known_values = [value for value in values if not np.isnan(value)]
    return f"{known_values[-1]:.{digits}f}" if known_values else "-"
