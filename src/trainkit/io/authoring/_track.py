"""The points of a track, one after another, to an activity with streams."""

import datetime as dt
from array import array
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit._totals import distance_since_start, measure_way, totals
from trainkit.io.authoring._activity import build_activity
from trainkit.io.authoring._clock import MendedClock, mend_clock, moving_steps, parse_offset
from trainkit.io.authoring._problem_log import ProblemLog
from trainkit.io.authoring._sports import canonical_sport
from trainkit.io.authoring._text import parse_number, parse_unix_time
from trainkit.models.activity import Activity
from trainkit.models.limits import fastest
from trainkit.models.streams import Streams
from trainkit.ports.format import FileContext

__all__ = ["Samples", "Track"]

_LIMITS = {"latitude": 90.0, "longitude": 180.0}
_LONGEST_TOUR_S = 30 * 86_400.0  # between two segments of a tour
_MOST_LEAPS = 5
_NOTHING = {"", "nan", "null", "none", "-", "--"}  # texts for an unknown value


@dataclass(frozen=True, slots=True)
class Samples:
    """A finished track.

    Parameters
    ----------
    start_s, end_s : float
        Times of the first and last point [Unix seconds].
    zone : tzinfo or None
        The offset from UTC with which the first point's time was written; None for UTC.
    clock : MendedClock
        How the clock leapt.
    moving_s : float
        Time between points, without the ends of segments and long gaps [s].
    distance_m : float or None
        By the points' own distance, else along their positions, segment by segment [m].
    streams : Streams
        The points, in order of time.
    """

    start_s: float
    end_s: float
    zone: dt.tzinfo | None
    clock: MendedClock
    moving_s: float
    distance_m: float | None
    streams: Streams


class Track:
    """Collects the points of one activity.

    Call `put` for each value of a point and `end_point` with its time; `activity` builds the
    record from all points.

    Parameters
    ----------
    log : ProblemLog
        Collects what is left out or corrected.
    """

    def __init__(self, log: ProblemLog) -> None:
        self._log = log
        self._times = array("d")
        self._columns: dict[tuple[str, str], array[float]] = {}
        self._point: dict[tuple[str, str], float] = {}
        self._breaks: list[int] = []
        self._zone: dt.tzinfo | None = None

    def put(self, column: str, value: str | float, *, within: str = "") -> None:
        """Set one value of the current point.

        Parameters
        ----------
        column : str
            A column of `Streams`, such as ``"heart_rate"``, in its unit.
        value : str or float
            The value; text that is not a number is missing.
        within : str
            ``"developer"`` or ``"extra"`` for a column in one of these.
        """
        number = parse_number(value) if isinstance(value, str) else value
        if number is None:
            if str(value).strip().lower() not in _NOTHING:
                what = "value[s] such as {} that [is no number|are no numbers] [was|were] left out"
                self._log.count(what, example=str(value))
            return
        if abs(number) > _LIMITS.get(column, abs(number)):
            self._log.count("position[s] that [is|are] not on the earth [was|were] left out")
            return
        self._point[within, column] = number

    def end_point(self, time: str | float) -> None:
        """Finish the current point.

        Parameters
        ----------
        time : str or float
            ISO 8601, or Unix seconds; a point without a time is left out.
        """
        seconds = parse_unix_time(time) if isinstance(time, str) else time
        if seconds is None:
            self._log.count("point[s] without a time [was|were] left out")
        else:
            size = len(self._times)
            for key, value in self._point.items():
                column = self._columns.setdefault(key, array("d"))
                if len(column) < size:
                    column.extend([nan] * (size - len(column)))
                column.append(value)
            if not size and isinstance(time, str):
                self._zone = parse_offset(time)
            self._times.append(seconds)
        self._point = {}

    def end_segment(self) -> None:
        """Mark a pause: the timer is stopped until the next point."""
        self._breaks.append(len(self._times))

    def activity(
        self,
        context: FileContext,
        *,
        sport: str | None = None,
        name: str | None = None,
        notes: str | None = None,
        device: str | None = None,
    ) -> Activity | None:
        """Build the activity: totals from the points, and the start in the athlete's zone.

        Parameters
        ----------
        context : FileContext
            The file.
        sport : str, optional
            In the words of any source; see `canonical_sport`.
        name, notes, device : str, optional
            As in `Activity`.

        Returns
        -------
        Activity or None
            None if no point has a time, which the log reports.
        """
        samples = self.samples(sport=sport)
        if samples is None:
            self._log.count("track[s] without a timed point [was|were] left out")
            return None
        summary = {
            "elapsed_s": samples.end_s - samples.start_s,
            "moving_s": samples.moving_s,
            **totals(samples.streams, sport=canonical_sport(sport) or "generic"),
            "distance_m": samples.distance_m,
        }
        return build_activity(
            dt.datetime.fromtimestamp(samples.start_s, samples.zone or context.zone),
            summary,
            context.provenance(),
            self._log,
            sport=sport,
            name=name,
            notes=notes,
            device=device,
            streams=samples.streams,
        )

    def samples(self, *, sport: str | None = None) -> Samples | None:
        """Return the points in order of time; None if no point has a time.

        Parameters
        ----------
        sport : str, optional
            In the words of any source; positions and distances faster than it allows do not count.

        Returns
        -------
        Samples or None
            The points.
        """
        times = np.array(self._times)
        if not times.size:
            return None
        after_break = np.zeros(times.size, dtype=bool)
        after_break[[at for at in self._breaks if 0 < at < times.size]] = True
        clock = self._mend(times, after_break)
        times = clock.time_s
        order = np.argsort(times, kind="stable")
        if (order[1:] < order[:-1]).any():
            self._log.count(
                "point[s] out of order [was|were] put in order of time",
                int(np.count_nonzero(np.diff(times) < 0)),
            )
        times, after_break = times[order], after_break[order]
        columns = {key: self._column(key)[order] for key in self._columns}
        moving = moving_steps(times) & ~after_break[1:]
        nested: dict[str, dict[str, FloatArray]] = {"developer": {}, "extra": {}, "": {}}
        for (within, name), column in columns.items():
            nested[within][name] = column
        limit = fastest(canonical_sport(sport) or "generic")
        distance_m = self._distance(times - times[0], nested[""], after_break, limit)
        return Samples(
            start_s=float(times[0]),
            end_s=float(times[-1]),
            zone=self._zone,
            clock=clock,
            moving_s=float(np.diff(times)[moving].sum()),
            distance_m=distance_m,
            streams=Streams.model_validate(
                {
                    "time_s": times - times[0],
                    **nested[""],
                    "developer": nested["developer"],
                    "extra": nested["extra"],
                }
            ),
        )

    def _mend(self, times: FloatArray, after_break: NDArray[np.bool_]) -> MendedClock:
        """Return the times without leaps of the clock; segments may be days apart or unordered."""
        steps = np.diff(times)
        apart = after_break[1:] & (steps < _LONGEST_TOUR_S) & ~_overlap_earlier(times)
        clock = mend_clock(times, stopped=apart)
        if len(clock.leaps) > _MOST_LEAPS:
            return MendedClock(times)  # not in order of time at all
        for leap in clock.leaps:
            way = "on" if leap.seconds > 0 else "back"
            self._log.note(
                f"the clock was set {way} by {abs(leap.seconds):.0f} s; the points were moved "
                "next to each other"
            )
        return clock

    def _distance(
        self,
        time_s: FloatArray,
        columns: dict[str, FloatArray],
        after_break: NDArray[np.bool_],
        limit: float,
    ) -> float | None:
        """Return the distance, and make the column of distances one since the start."""
        way_m: float | None = None
        if "latitude" in columns and "longitude" in columns:
            way = measure_way(
                time_s,
                columns["latitude"],
                columns["longitude"],
                fastest_m_s=limit,
                after_break=after_break,
            )
            way_m = way.metres
            self._log.count(
                "position[s] that cannot be true [is|are] not in the distance", way.wrong
            )
            self._log.count("leap[s] of the position [is|are] not in the distance", way.leaps)
        if "distance" not in columns:
            return way_m
        told = distance_since_start(
            columns["distance"], time_s, fastest_m_s=limit, measured_m=way_m
        )
        columns["distance"] = told.column
        for note in told.notes:
            self._log.note(note)
        return told.total_m or way_m

    def _column(self, key: tuple[str, str]) -> FloatArray:
        values = self._columns[key]
        column = np.full(len(self._times), nan)
        column[: len(values)] = values
        return column


def _overlap_earlier(times: FloatArray) -> NDArray[np.bool_]:
    """Mark the steps after which times come that earlier points already had."""
    highest = np.maximum.accumulate(times)[:-1]
    lowest = np.minimum.accumulate(times)[:-1]
    overlap: NDArray[np.bool_] = (times[1:] < highest) & (times[1:] > lowest)
    return overlap
