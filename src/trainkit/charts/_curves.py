"""Charts of bests: mean-max power and pace by season and sport, each with a fitted model."""

from collections.abc import Iterable, Sequence

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
    Dash,
    Level,
    Panel,
    format_clock,
)
from trainkit.charts._parts import name_of_distance
from trainkit.errors import InsufficientData, InvalidInput
from trainkit.loads import best_power, season_bests, season_of
from trainkit.metrics import power, running
from trainkit.models.activity import Activity
from trainkit.models.history import History
from trainkit.models.summary import BestEffort

__all__ = ["DURATIONS_S", "best_pace", "mean_max"]

DURATIONS_S = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400)
"""The durations of a mean-max curve [s]."""

_MODEL_S = (120.0, 1800.0)  # what a hyperbola describes
_SEASONS = 3
_STYLES: tuple[tuple[str, Dash], ...] = ((BLUE, "solid"), (PURPLE, "dashed"), (GREEN, "dotted"))
_OVER: tuple[tuple[str, Dash], ...] = ((BLUE, "dashed"), (PURPLE, "dotted"), (GREEN, "dashed"))
_MODEL_M = (100.0, 12_000.0)


def mean_max(
    activities: Iterable[Activity],
    durations_s: Sequence[int] = DURATIONS_S,
    *,
    first_month: int = 1,
) -> Chart:
    """Draw the best mean power for each duration, by sport and season, with critical power.

    Parameters
    ----------
    activities : iterable of Activity
        Activities without power samples are ignored.
    durations_s : sequence of int
        Durations in whole seconds [s].
    first_month : int
        The month in which a season begins, 1 to 12.

    Returns
    -------
    Chart
        Power [W] over duration [s], on a logarithmic axis: one panel a sport, the best of all, then
        the latest three seasons, and the hyperbola through the bests of 2 to 30 minutes.
    """
    title = "Mean-max power"
    sports: dict[str, list[Activity]] = {}
    for activity in activities:
        if activity.streams is not None and activity.streams.power is not None:
            sports.setdefault(activity.sport, []).append(activity)
    panels = []
    for sport, own in sorted(sports.items(), key=lambda item: -len(item[1])):
        panel = _power_panel(sport, own, durations_s, first_month, alone=len(sports) == 1)
        if panel is not None:
            panels.append(panel)
    if not panels:
        missing = "No activity has samples of power."
        return Chart(title, (), axis="duration", along="duration", missing=missing)
    words = [level.text for panel in panels for level in panel.levels]
    best = panels[0].series[0]
    known = [
        f"{watts:.0f} W for {format_clock(seconds)}"
        for seconds, watts in zip(durations_s, best.y, strict=True)
        if seconds in {5, 60, 300, 1200, 3600} and not np.isnan(watts)
    ] if isinstance(best, Curve) else []  # fmt: skip
    return Chart(
        title,
        panels,
        axis="duration",
        along="duration",
        description="Best mean power: " + ", ".join([*known, *words]),
        note="Model: critical power and W' from 2 to 30 minutes." if words else "",
    )


def _power_panel(
    sport: str, own: list[Activity], durations_s: Sequence[int], first_month: int, *, alone: bool
) -> Panel | None:
    seasons: dict[str, list[Activity]] = {}
    for activity in own:
        seasons.setdefault(season_of(activity.day, first_month), []).append(activity)
    bests = {season: best_power(items, durations_s) for season, items in seasons.items()}
    best = np.fmax.reduce(list(bests.values()))
    if np.isnan(best).all():
        return None
    x = [float(seconds) for seconds in durations_s]
    curves = [Curve("best mean power", x, best.tolist(), ORANGE)]
    if len(bests) > 1:
        latest = sorted(bests, reverse=True)[:_SEASONS]
        curves += [
            Curve(season, x, bests[season].tolist(), colour, dash)
            for season, (colour, dash) in zip(latest, _OVER, strict=False)
        ]
    model, levels = _critical_power(np.asarray(x), best)
    name = "power" if alone else f"power, {sport.replace('_', ' ')}"
    return Panel(
        f"{name} [W]", [*curves, *model], levels=levels, low=0.0, share=1.6 if alone else 1.2
    )


def _critical_power(seconds: FloatArray, watts: FloatArray) -> tuple[list[Curve], list[Level]]:
    """Fit the hyperbola; nothing where the bests allow none."""
    inside = (seconds >= _MODEL_S[0]) & (seconds <= _MODEL_S[1]) & (watts > 0)
    try:
        fit = power.critical_power(
            watts[inside], seconds[inside],
            estimator="robust" if np.count_nonzero(inside) > 2 else "least_squares",
        )  # fmt: skip
    except (InvalidInput, InsufficientData):
        return [], []
    along = np.geomspace(*_MODEL_S, 40)
    curve = fit.cp + fit.w_prime / along
    name = f"model: CP {fit.cp:.0f} W, W' {fit.w_prime / 1000:.1f} kJ"
    model = Curve(name, along.tolist(), curve.tolist(), GREY, "dotted")
    return [model], [Level(fit.cp, f"CP {fit.cp:.0f} W")]


def best_pace(
    history: History,
    distances_m: Sequence[float] | None = None,
    *,
    sport: str = "running",
    first_month: int = 1,
) -> Chart:
    """Draw the best pace over each distance, by season, with critical speed.

    Parameters
    ----------
    history : History
        As in `loads.best_efforts`.
    distances_m : sequence of float, optional
        Distances [m]; by default those that are raced in the sport.
    sport : str
        As in `Activity`.
    first_month : int
        The month in which a season begins, 1 to 12.

    Returns
    -------
    Chart
        Pace [min/km] over distance [m], on a logarithmic axis, fast at the top: the latest three
        seasons, and the hyperbola through the bests of 2 to 30 minutes.
    """
    title = f"Best pace by distance, {sport.replace('_', ' ')}"
    bests = season_bests(history, distances_m, sport=sport, first_month=first_month)
    if not bests:
        missing = f"No activity in {sport.replace('_', ' ')} has a distance of that length."
        return Chart(title, (), axis="distance", along="distance", missing=missing)
    seasons: dict[str, list[BestEffort]] = {}
    fastest: dict[float, BestEffort] = {}
    for best in bests:
        seasons.setdefault(best.season, []).append(best)
        if best.time_s < fastest.get(best.distance_m, best).time_s + 1e-9:
            fastest[best.distance_m] = best
    metres = 100.0 if sport == "swimming" else 1000.0
    curves = []
    latest = sorted(seasons, reverse=True)[:_SEASONS]
    for season, (colour, dash) in zip(latest, _STYLES, strict=False):
        curves += _season(season, seasons[season], colour, dash, metres)
    ways, times = _exact(fastest.values())
    model, levels = _critical_speed(ways, times, metres)
    words = [
        f"{name_of_distance(best.distance_m)} in {format_clock(best.time_s)} ({best.date})"
        for best in fastest.values()
    ]
    unsure = any(best.method == "total" for best in bests)
    unit = "pace [min/100 m]" if sport == "swimming" else "pace [min/km]"
    series = [*curves, *model]
    return Chart(
        title,
        [Panel(unit, series, levels=levels, clock=True, falling=True, share=1.6)],
        axis="distance",
        along="distance",
        description="Bests: " + ", ".join(words),
        note="Where only totals are known, a part was at least as fast." if unsure else "",
    )


def _season(
    season: str, bests: Sequence[BestEffort], colour: str, dash: Dash, metres: float
) -> list[Curve]:
    x = [best.distance_m for best in bests]
    pace = [best.time_s * metres / best.distance_m for best in bests]
    words = [
        f"{name_of_distance(best.distance_m)} in {format_clock(best.time_s)} on {best.date}"
        for best in bests
    ]
    return [
        Curve(season, x, pace, colour, dash),
        Curve("", x, pace, colour, dots=True, words=words),
    ]


def _exact(bests: Iterable[BestEffort]) -> tuple[FloatArray, FloatArray]:
    """Return distances and times that a model may be fitted to."""
    known = [
        (best.distance_m, best.time_s)
        for best in bests
        if best.method != "total" and _MODEL_S[0] <= best.time_s <= _MODEL_S[1]
    ]
    ways, times = np.array(known).reshape(-1, 2).T
    return ways, times


def _critical_speed(
    ways: FloatArray, times: FloatArray, metres: float
) -> tuple[list[Curve], list[Level]]:
    try:
        fit = running.critical_speed(
            ways, times, estimator="robust" if ways.size > 2 else "least_squares"
        )
    except (InvalidInput, InsufficientData):
        return [], []
    seconds = np.geomspace(*_MODEL_S, 40)
    way = fit.cs * seconds + fit.d_prime
    pace = format_clock(metres / fit.cs)
    name = f"model: critical pace {pace}, D' {fit.d_prime:.0f} m"
    curve = Curve(name, way.tolist(), (metres * seconds / way).tolist(), GREY, "dotted")
    return [curve], [Level(metres / fit.cs, f"critical {pace}")]
