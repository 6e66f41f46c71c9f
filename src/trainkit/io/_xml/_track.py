"""Points of a track, one after another, as GPX and TCX give them, to streams."""

import datetime as dt
from array import array
from dataclasses import dataclass
from math import isfinite, nan

import numpy as np

from trainkit._array import FloatArray
from trainkit._totals import haversine_m
from trainkit.io._remarks import Remarks
from trainkit.models.streams import Streams

__all__ = ["Samples", "Track", "number", "seconds_of"]

_LIMITS = {"latitude": 90.0, "longitude": 180.0}
_PAUSE_S = 30.0  # without a point for so long, and for five times as long as usual, it is a pause
_PAUSE_STEPS = 5.0


@dataclass(frozen=True, slots=True)
class Samples:
    """A finished track.

    Parameters
    ----------
    start_s, end_s : float
        Times of the first and last point [Unix seconds].
    moving_s : float
        Time between points, without segment ends and long gaps [s].
    distance_m : float or None
        Along the points, segment by segment [m].
    streams : Streams
        The points, in order of time.
    """

    start_s: float
    end_s: float
    moving_s: float
    distance_m: float | None
    streams: Streams


class Track:
    """Collects points.

    Parameters
    ----------
    remarks : Remarks
        Takes what was left out or put right.
    """

    def __init__(self, remarks: Remarks) -> None:
        self._told = remarks.counts
        self._times = array("d")
        self._columns: dict[tuple[str, str], array[float]] = {}
        self._point: dict[tuple[str, str], float] = {}
        self._breaks: list[int] = []

    def put(self, column: str, text: str, *, within: str = "") -> None:
        """Remember one value of the current point.

        Parameters
        ----------
        column : str
            Its column.
        text : str
            The value; what is no number is missing.
        within : str
            ``"developer"`` or ``"extra"`` for a column in one of these.
        """
        value = number(text)
        if value is None:
            return
        if abs(value) > _LIMITS.get(column, abs(value)):
            self._told["positions that are not on the earth were left out"] += 1
            return
        self._point[within, column] = value

    def end_point(self, time: str) -> None:
        """Finish the current point; one without a time cannot be placed."""
        seconds = seconds_of(time)
        if seconds is None:
            self._told["points without a time were left out"] += 1
        else:
            size = len(self._times)
            for key, value in self._point.items():
                known = self._columns.setdefault(key, array("d"))
                if len(known) < size:
                    known.extend([nan] * (size - len(known)))
                known.append(value)
            self._times.append(seconds)
        self._point = {}

    def end_segment(self) -> None:
        """Note that the timer stood until the next point."""
        self._breaks.append(len(self._times))

    def samples(self) -> Samples | None:
        """Finish the track; None if no point has a time."""
        times = np.array(self._times)
        if not times.size:
            return None
        after_break = np.zeros(times.size, dtype=bool)
        after_break[[at for at in self._breaks if 0 < at < times.size]] = True
        order = np.argsort(times, kind="stable")
        if (order[1:] < order[:-1]).any():
            self._told["points out of order were put in order of time"] += int(
                np.count_nonzero(np.diff(times) < 0)
            )
        times, after_break = times[order], after_break[order]
        columns = {key: self._column(key)[order] for key in self._columns}
        steps = np.diff(times)
        usual = float(np.median(steps[steps > 0])) if (steps > 0).any() else 0.0
        paused = after_break[1:] | (steps > max(_PAUSE_S, _PAUSE_STEPS * usual))
        nested: dict[str, dict[str, FloatArray]] = {"developer": {}, "extra": {}, "": {}}
        for (within, name), column in columns.items():
            nested[within][name] = column
        return Samples(
            start_s=float(times[0]),
            end_s=float(times[-1]),
            moving_s=float(steps[~paused].sum()),
            distance_m=_distance(nested[""], after_break),
            streams=Streams.model_validate(
                {
                    "time_s": times - times[0],
                    **nested[""],
                    "developer": nested["developer"],
                    "extra": nested["extra"],
                }
            ),
        )

    def _column(self, key: tuple[str, str]) -> FloatArray:
        known = self._columns[key]
        column = np.full(len(self._times), nan)
        column[: len(known)] = known
        return column


def _distance(columns: dict[str, FloatArray], after_break: np.ndarray) -> float | None:
    if "latitude" not in columns or "longitude" not in columns:
        return None
    known = ~(np.isnan(columns["latitude"]) | np.isnan(columns["longitude"]))
    steps = haversine_m(columns["latitude"][known], columns["longitude"][known])
    segment = np.cumsum(after_break)[known]
    return float(steps[np.diff(segment) == 0].sum())


def number(text: str | None) -> float | None:
    """Read a finite number; None for anything else."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if isfinite(value) and "_" not in (text or "") else None


def seconds_of(text: str | None) -> float | None:
    """Read an ISO 8601 time as Unix seconds; one without an offset is in UTC."""
    try:
        moment = dt.datetime.fromisoformat((text or "").strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
