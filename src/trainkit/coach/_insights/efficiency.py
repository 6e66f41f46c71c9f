"""Heart rate at the same pace or power, session by session: the common ground of detectors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.coach._insights.columns import KINDS, Columns
from trainkit.coach._insights.statistics import hold
from trainkit.models.activity import Activity

__all__ = ["MILD_C", "Efficiency", "dose", "efficiency"]

MILD_C = 15.0
"""Temperature above which heat counts [degrees Celsius]."""

_NOON_H = 12
_FEWEST = 12  # sessions of a sport
_LEAST_S = 1_200.0
_CLIMB = 7.0  # metres of flat running for a metre climbed, as in the equivalent distance
_SLOWEST_M_S = 1.2
_DOSE_DAYS = 28.0


@dataclass(frozen=True, eq=False)
class Efficiency:
    """Sessions in order, of sports with enough of them.

    Parameters
    ----------
    beats : ndarray, shape (sessions,)
        Heart rate above or below what is usual at that pace or power and length [bpm].
    rows : ndarray of int
        The row of each session's day.
    at : ndarray of int
        The index of each in `Columns.sessions`.
    controls : list of ndarray
        Output, length and climb in each sport.
    sport : str
        The sport of most of them.
    """

    beats: FloatArray
    rows: NDArray[np.intp]
    at: NDArray[np.intp]
    controls: list[FloatArray]
    sport: str

    def conditions(self, days: Columns) -> list[FloatArray]:
        """Return degrees above 15 °C, and 1 for sessions before noon."""
        activities = [days.sessions[at][0] for at in self.at]
        warmth = np.array(
            [
                np.nan if a.temperature_mean is None else max(a.temperature_mean - MILD_C, 0.0)
                for a in activities
            ]
        )
        return [warmth, np.array([float(a.start.hour < _NOON_H) for a in activities])]


def efficiency(days: Columns) -> Efficiency | None:
    """Fit heart rate on pace or power, sport by sport; None where no sport has enough sessions."""
    chosen: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for at, (activity, _) in enumerate(days.sessions):
        output = _output(activity)
        if output is not None:
            chosen.setdefault((activity.sport, output[0]), []).append((at, output[1]))
    parts = {key: sessions for key, sessions in chosen.items() if len(sessions) >= _FEWEST}
    if not parts:
        return None
    order = sorted(at for sessions in parts.values() for at, _ in sessions)
    place = {at: row for row, at in enumerate(order)}
    beats, controls = np.full(len(order), np.nan), list[FloatArray]()
    for sessions in parts.values():
        index = np.array([place[at] for at, _ in sessions])
        activities = [days.sessions[at][0] for at, _ in sessions]
        outputs = np.array([value for _, value in sessions])
        lengths = np.log([activity.duration_s for activity in activities])
        climbs = [(a.ascent_m or 0.0) / max(a.distance_m or 1.0, 1.0) for a in activities]
        columns = np.column_stack([outputs, outputs**2, lengths, climbs])
        hearts = hold(np.array([activity.hr_mean or np.nan for activity in activities]))
        design = np.column_stack([np.ones(index.size), columns - columns.mean(axis=0)])
        fitted = design @ np.linalg.lstsq(design, hearts, rcond=None)[0]
        beats[index] = hearts - fitted
        for column in (columns - columns.mean(axis=0)).T:
            control = np.zeros(len(order))
            control[index] = column
            controls.append(control)
    sport = max(parts, key=lambda key: len(parts[key]))[0]
    rows = np.array(order, dtype=np.intp)
    return Efficiency(hold(beats), days.rows[rows], rows, controls, sport)


def _output(activity: Activity) -> tuple[str, float] | None:
    """Return power or speed on the flat, where there is a heart rate and enough time."""
    if activity.hr_mean is None or activity.duration_s < _LEAST_S or activity.race:
        return None
    if activity.sport == "cycling":
        power = activity.normalized_power_w or activity.power_mean
        return None if not power else ("power", power)
    if activity.sport != "running" or not activity.distance_m:
        return None
    speed = (activity.distance_m + _CLIMB * (activity.ascent_m or 0.0)) / activity.duration_s
    return ("speed", speed) if speed >= _SLOWEST_M_S else None


def dose(days: Columns, kind: str) -> FloatArray:
    """Return the recent minutes a week of a type of session, weighted over four weeks [min]."""
    minutes = np.zeros(days.size)
    for row, of_kind, (activity, _) in zip(days.rows, days.kinds, days.sessions, strict=True):
        if KINDS[of_kind] == kind:
            minutes[row] += activity.duration_s / 60
    recent = np.full(days.size, np.nan)
    level = float(minutes.mean())
    for day in range(days.size):
        recent[day] = 7 * level  # of the days before
        if days.known[day]:
            level += (minutes[day] - level) / _DOSE_DAYS
    return recent
