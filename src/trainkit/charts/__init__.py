"""Charts that need no other package; each function returns a `Chart`.

`Chart.svg` draws it for a page or a file, light or dark, and notebooks show it. `trainkit.plots`
has the same functions and returns plotly figures. `Panel`, `Curve`, `Bars` and the others make
charts of your own.
"""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:
    from trainkit._html import Area, Bars, Chart, Curve, Event, Level, Mark, Panel, Span, Zone
    from trainkit.charts._activity import activity
    from trainkit.charts._curves import best_pace, mean_max
    from trainkit.charts._fitness import acwr, form, load
    from trainkit.charts._mornings import hrv, recovery, resting_hr, sleep
    from trainkit.charts._plan import forecast, plan
    from trainkit.charts._search import campaign
    from trainkit.charts._stress import stress
    from trainkit.charts._volume import volume, zones

__all__ = [
    "Area",
    "Bars",
    "Chart",
    "Curve",
    "Event",
    "Level",
    "Mark",
    "Panel",
    "Span",
    "Zone",
    "activity",
    "acwr",
    "best_pace",
    "campaign",
    "forecast",
    "form",
    "hrv",
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

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_activity": "activity",
            "_curves": "best_pace mean_max",
            "_fitness": "acwr form load",
            "_mornings": "hrv recovery resting_hr sleep",
            "_plan": "forecast plan",
            "_search": "campaign",
            "_stress": "stress",
            "_volume": "volume zones",
            "trainkit._html": "Area Bars Chart Curve Event Level Mark Panel Span Zone",
        },
    )
