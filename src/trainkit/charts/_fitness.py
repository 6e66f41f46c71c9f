"""Charts of training load: form, load with its ratio, and the definitions of the ratio."""

from collections.abc import Sequence

import numpy as np

from trainkit._array import FloatArray
from trainkit._html import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    Chart,
    Curve,
    Level,
    Panel,
    Zone,
    day_number,
    is_known,
)
from trainkit.charts._parts import (
    USUAL_RATIO,
    join_words,
    load_bars,
    numbers_of,
    race_events,
    ratio_panel,
    signals_of,
    trim,
)
from trainkit.loads import daily_loads
from trainkit.metrics.acwr import definitions
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Goal
from trainkit.models.history import History

__all__ = ["acwr", "form", "load"]

_NO_LOAD = "There is no activity yet, so there is no load to show."
_USUAL_SHARE = (0.1, 0.9)
_SETTLING_D = 42
_ENOUGH_D = 28


def form(history: History, athlete: Athlete, *, goals: Sequence[Goal] = ()) -> Chart:
    """Draw fitness, fatigue and form, over the load that they follow from.

    Parameters
    ----------
    history : History
        Activities; heart rates and nights are not needed.
    athlete : Athlete
        Supplies the thresholds.
    goals : sequence of Goal
        Races to come; those of the history are marked too.

    Returns
    -------
    Chart
        Fitness and fatigue (42 and 7 days) at the end of yesterday; form with the range of the
        middle 80 % of the days; and the load of each day, or week where there are many days.
    """
    signals = signals_of(history, athlete)
    if signals is None or not history.activities:
        return Chart("Fitness, fatigue and form", (), missing=_NO_LOAD)
    days = numbers_of(history.dates)
    fitness, fatigue = (column.tolist() for column in signals.performance[:2])
    curves = [
        Curve("fitness (42 days)", days, fitness, BLUE),
        Curve("fatigue (7 days)", days, fatigue, ORANGE, "dashed"),
    ]
    unit, bars = load_bars(history.dates, signals.loads.internal)
    balance = _form_panel(signals.performance.tsb, days)
    words = [join_words(curve, "a day") for curve in curves]
    note = "Form begins after 42 days: until then fitness only adds up."
    if balance is not None:
        note += " Usual: the middle 80 % of the days."
    chart = Chart(
        "Fitness, fatigue and form",
        [
            *([Panel("mean load [a day]", curves, low=0.0)] if is_known(curves[0]) else []),
            *([] if balance is None else [balance]),
            Panel(unit, [bars], share=0.7),
        ],
        description="; ".join(words),
        note=note,
        events=race_events([*history.races, *goals], days[0], days[-1]),
    )
    return _trim(chart, history, days)


def _trim(chart: Chart, history: History, days: list[float]) -> Chart:
    """Leave out a long time before the first activity, which has no load."""
    first = day_number(min(activity.day for activity in history.activities))
    return trim(chart, days, first, days[-1])


def _form_panel(balance: FloatArray, days: list[float]) -> Panel | None:
    """Return the panel of form, without the days on which fitness is still too low."""
    settled = np.cumsum(~np.isnan(balance)) > _SETTLING_D
    shown = np.where(settled, balance, np.nan)
    known = shown[~np.isnan(shown)]
    if not known.size:
        return None
    low, high = np.quantile(known, _USUAL_SHARE).tolist()
    zones = [Zone(low, high, "usual", GREEN)] if known.size >= _ENOUGH_D else []
    curve = Curve("", days, shown.tolist(), PURPLE)
    return Panel("form [fitness minus fatigue]", [curve], levels=[Level(0)], zones=zones)


def load(history: History, athlete: Athlete) -> Chart:
    """Draw the load of each day and the ACWR with its usual range.

    Parameters
    ----------
    history : History
        Activities and daily records.
    athlete : Athlete
        Supplies the thresholds.

    Returns
    -------
    Chart
        Bars of load (an hour at threshold is 100), and below them the exponential ACWR of 7 and 28
        days up to yesterday.
    """
    signals = signals_of(history, athlete)
    if signals is None or not history.activities:
        return Chart("Load and ACWR", (), missing=_NO_LOAD)
    days = numbers_of(history.dates)
    unit, bars = load_bars(history.dates, signals.loads.internal)
    curve = Curve("ACWR", days, signals.acwr.tolist(), ORANGE)
    panels = [Panel(unit, [bars])]
    if not np.isnan(signals.acwr).all():
        panels.append(ratio_panel([curve], "ACWR [exponential, 7 and 28 days]"))
    chart = Chart(
        "Load and ACWR",
        panels,
        description="Load by day; " + join_words(curve, ""),
        note="" if len(panels) == 2 else "The ratio begins after 28 days.",
        events=race_events(history.races, days[0], days[-1]),
    )
    return _trim(chart, history, days)


def _number(value: float) -> str:
    return "unknown" if np.isnan(value) else f"{value:.2f}"


def acwr(history: History, athlete: Athlete) -> Chart:
    """Draw the definitions of the acute-to-chronic workload ratio side by side.

    Parameters
    ----------
    history : History
        Activities.
    athlete : Athlete
        Supplies the thresholds.

    Returns
    -------
    Chart
        One panel for each definition, over the same days and the same range. Only the rolling one
        has a published usual range.
    """
    title = "ACWR by its definitions"
    if not history.activities:
        return Chart(title, (), missing=_NO_LOAD)
    ratios = definitions(daily_loads(history, athlete).internal)
    if np.isnan(ratios.rolling).all():
        days_known = history.dates.size
        return Chart(title, (), missing=f"{days_known} of the 28 days that a ratio needs.")
    days = numbers_of(history.dates)
    shown = (
        ("rolling means of 7 and 28 days", ratios.rolling, BLUE),
        ("uncoupled: 7 days and the 21 before", ratios.uncoupled, PURPLE),
        ("exponential, 7 and 28 days", ratios.ewma, ORANGE),
        ("fatigue over fitness, 7 and 42 days", ratios.fatigue_over_fitness, GREY),
    )
    known = [item for item in shown if not np.isnan(item[1]).all()]
    panels = []
    highest = min(max(float(np.nanmax(column)) for _, column, _ in known), 2.5)
    for name, column, colour in known:
        curve = [Curve("", days, np.minimum(column, highest).tolist(), colour)]
        rolling = column is ratios.rolling
        panels.append(
            Panel(
                f"{name} [ratio]",
                curve,
                levels=[] if rolling else [Level(1)],
                zones=[USUAL_RATIO] if rolling else [],
                low=0.0,
                high=highest,
                share=0.6,
            )
        )
    last = ", ".join(f"{name} {_number(column[-1])}" for name, column, _ in known)
    chart = Chart(
        title,
        panels,
        description=f"The ratio of the last day by definition: {last}.",
        note="The usual range of 0.8 to 1.3 belongs to the rolling definition alone.",
        events=race_events(history.races, days[0], days[-1]),
    )
    return _trim(chart, history, days)
