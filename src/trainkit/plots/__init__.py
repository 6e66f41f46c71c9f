"""Interactive charts with plotly; each function returns a figure and displays nothing.

Each is the chart of the same name in `trainkit.charts`, with the same arguments. Requires the extra
``plot``; `figure` converts any other `Chart`.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

from trainkit import charts
from trainkit._html import BLUE, Chart
from trainkit.models.insight import Insight
from trainkit.plots._figure import figure, plotly

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = [
    "activity",
    "acwr",
    "best_pace",
    "campaign",
    "figure",
    "forecast",
    "form",
    "hrv",
    "insight",
    "load",
    "mean_max",
    "plan",
    "recovery",
    "resting_hr",
    "sleep",
    "stress",
    "volume",
    "zones",
]

Asked = ParamSpec("Asked")


def _interactive(draw: Callable[Asked, Chart]) -> "Callable[Asked, Figure]":
    """Return a function that gives the figure of a chart."""

    @wraps(draw)
    def interactive(*args: Asked.args, **kwargs: Asked.kwargs) -> "Figure":
        plotly()  # says what to install before anything is computed
        return figure(draw(*args, **kwargs))

    interactive.__module__ = __name__
    returns = "Returns\n    -------\n    plotly.graph_objects.Figure\n"
    interactive.__doc__ = (draw.__doc__ or "").replace(
        "Returns\n    -------\n    Chart\n", returns
    ) + "\n    Raises\n    ------\n    MissingExtra\n        The extra ``plot`` is not installed.\n"
    return interactive


activity = _interactive(charts.activity)
acwr = _interactive(charts.acwr)
best_pace = _interactive(charts.best_pace)
campaign = _interactive(charts.campaign)
forecast = _interactive(charts.forecast)
form = _interactive(charts.form)
hrv = _interactive(charts.hrv)
load = _interactive(charts.load)
mean_max = _interactive(charts.mean_max)
plan = _interactive(charts.plan)
recovery = _interactive(charts.recovery)
resting_hr = _interactive(charts.resting_hr)
sleep = _interactive(charts.sleep)
stress = _interactive(charts.stress)
volume = _interactive(charts.volume)
zones = _interactive(charts.zones)


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
    data, drawn = insight.data, insight.draw_days()
    if insight.picture != "groups":
        return figure(drawn or Chart(insight.title, (), missing=insight.text))
    made = figure(Chart(insight.title, (), missing=""))
    groups = data.groups
    spread = {
        "type": "data",
        "array": [group.high - group.value for group in groups],
        "arrayminus": [group.value - group.low for group in groups],
    }
    # As `Insight.chart` has it: a row for each group, from top to bottom.
    made.add_scatter(
        x=[group.value for group in groups],
        y=[f"{group.name} ({group.count})" for group in groups],
        error_x=spread,
        mode="markers",
        name=data.label,
        marker={"color": BLUE, "size": 10},
    )
    made.update_xaxes(visible=True, title=f"{data.label} [{data.unit}]")
    made.update_yaxes(visible=True, autorange="reversed", type="category")
    return made
