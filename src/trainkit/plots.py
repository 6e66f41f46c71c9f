"""Interactive charts with plotly; each function returns a figure and displays nothing.

Requires the extra ``plot``.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from trainkit._array import FloatArray
from trainkit._html import BLUE, GREEN, GREY, ORANGE
from trainkit._optional import require
from trainkit.chaos import CampaignReport
from trainkit.loads import best_power, daily_loads
from trainkit.metrics.acwr import USUAL_ACWR, acwr
from trainkit.metrics.fitness import performance_chart
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.insight import Insight
from trainkit.models.plan import TrainingPlan
from trainkit.recovery import daily_signals, scores

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["campaign", "hrv", "insight", "load", "mean_max", "plan", "recovery"]

_PHASES = {"base": "#9cc3e6", "build": "#5b9bd5", "peak": "#2f6fad", "taper": "#b9d9c3"}
_DURATIONS_S = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400)


def load(history: History, athlete: Athlete) -> "Figure":
    """Draw the load of each day and the ACWR with its usual range.

    Parameters
    ----------
    history : History
        Activities and daily records.
    athlete : Athlete
        Supplies the thresholds.

    Returns
    -------
    plotly.graph_objects.Figure
        Bars of load (an hour at threshold is 100), and ACWR on the second axis.

    Raises
    ------
    MissingExtra
        The extra ``plot`` is not installed.
    """
    signals, go = daily_signals(history, athlete), _plotly()
    days = history.dates
    figure = go.Figure()
    figure.add_bar(x=days, y=signals.loads.internal, name="load", marker_color=BLUE)
    figure.add_scatter(x=days, y=signals.acwr, name="ACWR", yaxis="y2", line_color=ORANGE)
    figure.add_hrect(
        y0=USUAL_ACWR[0], y1=USUAL_ACWR[1], yref="y2", fillcolor=GREEN, opacity=0.12, line_width=0
    )
    figure.add_hline(y=1.5, yref="y2", line_dash="dot", line_color=GREY)
    second = {
        "overlaying": "y",
        "side": "right",
        "title": "ACWR (exponential, 7 and 28 days)",
        "rangemode": "tozero",
        "dtick": 0.5,
    }
    return _set_layout(figure, "Load and ACWR", "load [hour at threshold = 100]", yaxis2=second)


def hrv(history: History, athlete: Athlete) -> "Figure":
    """Draw the RMSSD of each night, its 7-day mean and the normal range.

    Parameters
    ----------
    history : History
        Activities and daily records.
    athlete : Athlete
        Supplies thresholds and sleep need.

    Returns
    -------
    plotly.graph_objects.Figure
        RMSSD [ms]; the range is the 60-day mean plus and minus half a standard deviation.

    Raises
    ------
    MissingExtra
        The extra ``plot`` is not installed.
    """
    signals, go = daily_signals(history, athlete), _plotly()
    base, days = signals.hrv, history.dates
    figure = go.Figure()
    edge = {"mode": "lines", "line_width": 0, "showlegend": False, "hoverinfo": "skip"}
    low, high = signals.hrv_range_ms
    figure.add_scatter(x=days, y=high, **edge)
    figure.add_scatter(
        x=days,
        y=low,
        name="normal range",
        fill="tonexty",
        mode="lines",
        line_width=0,
        fillcolor="rgba(46,158,91,0.2)",
    )
    night = np.exp(signals.ln_rmssd)
    figure.add_scatter(x=days, y=night, name="night", mode="markers", marker_color=GREY)
    figure.add_scatter(x=days, y=np.exp(base.mean), name="7-day mean", line_color=BLUE)
    return _set_layout(figure, "Heart-rate variability", "RMSSD [ms]")


def recovery(history: History, athlete: Athlete) -> "Figure":
    """Draw the recovery score of each day, with the colour bands.

    Parameters
    ----------
    history : History
        Activities and daily records.
    athlete : Athlete
        Supplies thresholds and sleep need.

    Returns
    -------
    plotly.graph_objects.Figure
        Scores from 0 to 100.

    Raises
    ------
    MissingExtra
        The extra ``plot`` is not installed.
    """
    scored, go = scores(history, athlete), _plotly()
    figure = go.Figure()
    figure.add_scatter(x=scored.dates, y=scored.score, name="recovery", line_color=BLUE)
    for low, high, colour in ((70, 100, GREEN), (40, 70, "#c98a00"), (0, 40, "#d1453b")):
        figure.add_hrect(y0=low, y1=high, fillcolor=colour, opacity=0.12, line_width=0)
    return _set_layout(figure, "Recovery", "score", yaxis_range=[0, 100])


def mean_max(activities: Iterable[Activity], durations_s: Sequence[int] = _DURATIONS_S) -> "Figure":
    """Draw the best mean power for each duration.

    Parameters
    ----------
    activities : iterable of Activity
        Activities without power samples are ignored.
    durations_s : sequence of int
        Durations in whole seconds [s].

    Returns
    -------
    plotly.graph_objects.Figure
        Power [W] over duration [s], on a logarithmic axis.

    Raises
    ------
    MissingExtra
        The extra ``plot`` is not installed.
    """
    best: FloatArray = best_power(activities, durations_s)
    figure = _plotly().Figure()
    figure.add_scatter(x=list(durations_s), y=best, name="best mean power", line_color=ORANGE)
    figure.update_xaxes(type="log", title="duration [s]")
    return _set_layout(figure, "Mean-max curve", "power [W]")


def plan(plan: TrainingPlan, athlete: Athlete, history: History | None = None) -> "Figure":
    """Draw a plan: load of each day by phase, fitness, form and ACWR.

    Parameters
    ----------
    plan : TrainingPlan
        The plan to draw.
    athlete : Athlete
        Supplies the thresholds.
    history : History, optional
        Training before the plan, as the starting point of fitness and ACWR.

    Returns
    -------
    plotly.graph_objects.Figure
        Bars of load, lines of fitness (42 days), form and ACWR (7 over 28 days).

    Raises
    ------
    MissingExtra
        The extra ``plot`` is not installed.
    """
    go = _plotly()
    days = np.array([workout.date for workout in plan.workouts], dtype="datetime64[D]")
    planned = np.array([workout.load or 0.0 for workout in plan.workouts])
    before = _loads_before(plan, athlete, history)
    daily = np.concatenate([before, planned])
    usual = float(before.mean())
    fitness, _, form = performance_chart(daily, seed_ctl=usual, seed_atl=usual)
    ratio = acwr(daily, method="rolling")
    figure = go.Figure()
    phases = [workout.phase or "" for workout in plan.workouts]
    for phase in dict.fromkeys(phases):
        days_in_phase = np.array([name == phase for name in phases])
        colour = _PHASES.get(phase, GREY)
        figure.add_bar(
            x=days[days_in_phase],
            y=planned[days_in_phase],
            name=phase or "load",
            marker_color=colour,
        )
    in_plan = slice(before.size, None)
    figure.add_scatter(x=days, y=fitness[in_plan], name="fitness", line_color=BLUE)
    figure.add_scatter(x=days, y=form[in_plan], name="form", line_color=GREY)
    figure.add_scatter(x=days, y=ratio[in_plan], name="ACWR", yaxis="y2", line_color=ORANGE)
    second = {
        "overlaying": "y",
        "side": "right",
        "title": "ACWR (mean of 7 over 28 days)",
        "rangemode": "tozero",
        "tickmode": "linear",
        "dtick": 0.5,
        "showgrid": False,
    }
    title = f"{plan.start} to {plan.end}"
    return _set_layout(figure, title, "load [hour at threshold = 100]", yaxis2=second, bargap=0.15)


def campaign(report: CampaignReport) -> "Figure":
    """Draw the severity of each trial of a fault search, and the highest so far.

    Parameters
    ----------
    report : CampaignReport
        Result of a campaign.

    Returns
    -------
    plotly.graph_objects.Figure
        Bars of severity, 0 to 10, and the learning curve; a failed trial has no bar.

    Raises
    ------
    MissingExtra
        The extra ``plot`` is not installed.
    """
    figure = _plotly().Figure()
    trials = list(range(1, len(report.severities) + 1))
    figure.add_bar(x=trials, y=report.severities, name="severity", marker_color=BLUE)
    figure.add_scatter(
        x=trials,
        y=report.learning_curve,
        name="highest so far",
        line={"color": ORANGE, "shape": "hv"},
    )
    return _set_layout(figure, "Fault search", "severity [0 to 10]", xaxis={"title": "trial"})


def insight(insight: Insight) -> "Figure":
    """Draw the data of an insight: groups with their intervals, or values over days.

    Parameters
    ----------
    insight : Insight
        From `coach.insights`; `Insight.chart` draws the same as SVG, without an extra.

    Returns
    -------
    plotly.graph_objects.Figure
        Means with 95 % intervals, or dots with the means before and after a change; without axes
        where an insight has no data.

    Raises
    ------
    MissingExtra
        The extra ``plot`` is not installed.
    """
    figure, data = _plotly().Figure(), insight.data
    if insight.picture == "groups":
        groups = data.groups
        spread = {
            "type": "data",
            "array": [group.high - group.value for group in groups],
            "arrayminus": [group.value - group.low for group in groups],
        }
        names = [f"{group.name} ({group.count})" for group in groups]
        means = [group.value for group in groups]
        figure.add_scatter(x=names, y=means, error_y=spread, mode="markers", name=data.label)
    elif insight.picture == "days" and data.series and data.series[0].days:
        days, values = data.fill_gaps()
        figure.add_scatter(x=days, y=values, mode="markers", name=data.label, marker_color=GREY)
        for name, level in data.levels():
            figure.add_scatter(x=days, y=level, name=name, line_color=ORANGE)
    return _set_layout(figure, insight.title, f"{data.label} [{data.unit}]")


def _loads_before(plan: TrainingPlan, athlete: Athlete, history: History | None) -> FloatArray:
    """Compute the loads of the 84 days before a plan, with the mean for unknown days [1]."""
    before = np.full(84, np.nan)
    if history is not None and history.span is not None:
        loads = daily_loads(history, athlete)
        at = (loads.dates - np.datetime64(plan.start)).astype(int) + before.size
        inside = (at >= 0) & (at < before.size)
        before[at[inside]] = loads.internal[inside]
    usual = float(np.nanmean(before)) if np.isfinite(before).any() else 0.0
    return np.asarray(np.nan_to_num(before, nan=usual), dtype=np.float64)


def _plotly() -> Any:
    return require("plotly.graph_objects", extra="plot")


def _set_layout(figure: "Figure", title: str, unit: str, **more: object) -> "Figure":
    legend = {"orientation": "h", "y": -0.15}
    figure.update_layout(
        title=title, yaxis_title=unit, template="plotly_white", legend=legend, **more
    )
    return figure
