"""The pictures, drawn with plotly: each function returns the figure and shows nothing.

They need the extra ``plot``.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from trainkit._array import FloatArray
from trainkit._optional import require
from trainkit.chaos import CampaignReport
from trainkit.loads import best_power, daily_loads
from trainkit.metrics.acwr import USUAL_ACWR, acwr
from trainkit.metrics.fitness import performance_chart
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.recovery import daily_signals, scores

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["campaign", "hrv", "load", "mean_max", "plan", "recovery"]

_BLUE, _GREEN, _ORANGE, _GREY = "#3b82c4", "#2e9e5b", "#d9822b", "#808790"
_PHASES = {"base": "#9cc3e6", "build": "#5b9bd5", "peak": "#2f6fad", "taper": "#b9d9c3"}
_DURATIONS_S = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400)


def load(history: History, athlete: Athlete) -> "Figure":
    """Draw each day's load, and ACWR in its bands.

    Parameters
    ----------
    history : History
        What is known.
    athlete : Athlete
        Whose thresholds count.

    Returns
    -------
    plotly.graph_objects.Figure
        Bars of load (an hour at threshold is 100), and ACWR on the second axis.

    Raises
    ------
    MissingExtra
        plotly is not installed.
    """
    now, go = daily_signals(history, athlete), _plotly()
    days = history.dates
    figure = go.Figure()
    figure.add_bar(x=days, y=now.loads.internal, name="load", marker_color=_BLUE)
    figure.add_scatter(x=days, y=now.ratio, name="ACWR", yaxis="y2", line_color=_ORANGE)
    figure.add_hrect(
        y0=USUAL_ACWR[0], y1=USUAL_ACWR[1], yref="y2", fillcolor=_GREEN, opacity=0.12, line_width=0
    )
    figure.add_hline(y=1.5, yref="y2", line_dash="dot", line_color=_GREY)
    second = {
        "overlaying": "y",
        "side": "right",
        "title": "ACWR (exponential, 7 and 28 days)",
        "rangemode": "tozero",
        "dtick": 0.5,
    }
    return _laid_out(figure, "Load and ACWR", "load [hour at threshold = 100]", yaxis2=second)


def hrv(history: History, athlete: Athlete) -> "Figure":
    """Draw each night's RMSSD, the 7-day mean and the normal range.

    Parameters
    ----------
    history : History
        What is known.
    athlete : Athlete
        Whose it is.

    Returns
    -------
    plotly.graph_objects.Figure
        RMSSD [ms]; the range is mean and half a standard deviation of 60 days.

    Raises
    ------
    MissingExtra
        plotly is not installed.
    """
    now, go = daily_signals(history, athlete), _plotly()
    base, days = now.hrv, history.dates
    figure = go.Figure()
    edge = {"mode": "lines", "line_width": 0, "showlegend": False, "hoverinfo": "skip"}
    low, high = now.hrv_range_ms
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
    night = np.exp(now.ln_rmssd)
    figure.add_scatter(x=days, y=night, name="night", mode="markers", marker_color=_GREY)
    figure.add_scatter(x=days, y=np.exp(base.mean), name="7-day mean", line_color=_BLUE)
    return _laid_out(figure, "Heart-rate variability", "RMSSD [ms]")


def recovery(history: History, athlete: Athlete) -> "Figure":
    """Draw the recovery score of every day in its colours.

    Parameters
    ----------
    history : History
        What is known.
    athlete : Athlete
        Whose it is.

    Returns
    -------
    plotly.graph_objects.Figure
        Scores from 0 to 100.

    Raises
    ------
    MissingExtra
        plotly is not installed.
    """
    made, go = scores(history, athlete), _plotly()
    figure = go.Figure()
    figure.add_scatter(x=made.dates, y=made.score, name="recovery", line_color=_BLUE)
    for low, high, colour in ((70, 100, _GREEN), (40, 70, "#c98a00"), (0, 40, "#d1453b")):
        figure.add_hrect(y0=low, y1=high, fillcolor=colour, opacity=0.12, line_width=0)
    return _laid_out(figure, "Recovery", "score", yaxis_range=[0, 100])


def mean_max(activities: Iterable[Activity], durations_s: Sequence[int] = _DURATIONS_S) -> "Figure":
    """Draw the best mean power of each duration.

    Parameters
    ----------
    activities : iterable of Activity
        Those without power count for nothing.
    durations_s : sequence of int
        Whole seconds [s].

    Returns
    -------
    plotly.graph_objects.Figure
        Power [W] over duration [s], which is logarithmic.

    Raises
    ------
    MissingExtra
        plotly is not installed.
    """
    best: FloatArray = best_power(activities, durations_s)
    figure = _plotly().Figure()
    figure.add_scatter(x=list(durations_s), y=best, name="best mean power", line_color=_ORANGE)
    figure.update_xaxes(type="log", title="duration [s]")
    return _laid_out(figure, "Mean-max curve", "power [W]")


def plan(plan: TrainingPlan, athlete: Athlete, history: History | None = None) -> "Figure":
    """Draw a plan: the load of each day by phase, fitness and form, and the ACWR.

    Parameters
    ----------
    plan : TrainingPlan
        What is planned.
    athlete : Athlete
        Whose thresholds count.
    history : History, optional
        What was done before it, from which fitness and ACWR start.

    Returns
    -------
    plotly.graph_objects.Figure
        Bars of load, lines of fitness (42 days), form and ACWR (7 over 28 days).

    Raises
    ------
    MissingExtra
        plotly is not installed.
    """
    go = _plotly()
    days = np.array([one.date for one in plan.workouts], dtype="datetime64[D]")
    planned = np.array([one.load or 0.0 for one in plan.workouts])
    before = _loads_before(plan, athlete, history)
    load_ = np.concatenate([before, planned])
    usual = float(before.mean())
    fitness, _, form = performance_chart(load_, seed_ctl=usual, seed_atl=usual)
    ratio = acwr(load_, method="rolling")
    figure = go.Figure()
    phases = [one.phase or "" for one in plan.workouts]
    for phase in dict.fromkeys(phases):
        there = np.array([one == phase for one in phases])
        colour = _PHASES.get(phase, _GREY)
        figure.add_bar(x=days[there], y=planned[there], name=phase or "load", marker_color=colour)
    own = slice(before.size, None)
    figure.add_scatter(x=days, y=fitness[own], name="fitness", line_color=_BLUE)
    figure.add_scatter(x=days, y=form[own], name="form", line_color=_GREY)
    figure.add_scatter(x=days, y=ratio[own], name="ACWR", yaxis="y2", line_color=_ORANGE)
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
    return _laid_out(figure, title, "load [hour at threshold = 100]", yaxis2=second, bargap=0.15)


def campaign(report: CampaignReport) -> "Figure":
    """Draw the severity of each trial of a fault search, and the highest up to it.

    Parameters
    ----------
    report : CampaignReport
        What a campaign found.

    Returns
    -------
    plotly.graph_objects.Figure
        Bars of severity, 0 to 10, and the learning curve; a trial that failed has no bar.

    Raises
    ------
    MissingExtra
        plotly is not installed.
    """
    figure = _plotly().Figure()
    trials = list(range(1, len(report.severities) + 1))
    figure.add_bar(x=trials, y=report.severities, name="severity", marker_color=_BLUE)
    figure.add_scatter(
        x=trials,
        y=report.learning_curve,
        name="highest so far",
        line={"color": _ORANGE, "shape": "hv"},
    )
    return _laid_out(figure, "Fault search", "severity [0 to 10]", xaxis={"title": "trial"})


def _loads_before(plan: TrainingPlan, athlete: Athlete, history: History | None) -> FloatArray:
    """Loads of the 84 days before a plan, unknown ones as the mean of the known [1]."""
    load_ = np.full(84, np.nan)
    if history is not None and history.span is not None:
        known_ = daily_loads(history, athlete)
        at = (known_.dates - np.datetime64(plan.start)).astype(int) + load_.size
        inside = (at >= 0) & (at < load_.size)
        load_[at[inside]] = known_.internal[inside]
    usual = float(np.nanmean(load_)) if np.isfinite(load_).any() else 0.0
    return np.asarray(np.nan_to_num(load_, nan=usual), dtype=np.float64)


def _plotly() -> Any:
    return require("plotly.graph_objects", extra="plot")


def _laid_out(figure: "Figure", title: str, unit: str, **more: object) -> "Figure":
    legend = {"orientation": "h", "y": -0.15}
    figure.update_layout(
        title=title, yaxis_title=unit, template="plotly_white", legend=legend, **more
    )
    return figure
