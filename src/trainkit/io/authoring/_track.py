"""The points of a track, one after another, to an activity with streams."""

import datetime as dt
from array import array
from dataclasses import dataclass
from math import nan

import numpy as np

from trainkit._array import FloatArray
from trainkit._totals import haversine_m, totals
from trainkit.io.authoring._activity import build_activity
from trainkit.io.authoring._problem_log import ProblemLog
from trainkit.io.authoring._text import parse_number, parse_unix_time
from trainkit.models.activity import Activity
from trainkit.models.streams import Streams
from trainkit.ports.format import FileContext

__all__ = ["Samples", "Track"]

_LIMITS = {"latitude": 90.0, "longitude": 180.0}
# A gap is a pause if it exceeds both of these: seconds, and multiples of the usual step.
_PAUSE_S = 30.0
_PAUSE_STEPS = 5.0


@dataclass(frozen=True, slots=True)
class Samples:
    """A finished track.

    Parameters
    ----------
    start_s, end_s : float
        Times of the first and last point [Unix seconds].
    moving_s : float
        Time between points, without the ends of segments and long gaps [s].
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
            return
        if abs(number) > _LIMITS.get(column, abs(number)):
            self._log.count("positions that are not on the earth were left out")
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
            self._log.count("points without a time were left out")
        else:
            size = len(self._times)
            for key, value in self._point.items():
                column = self._columns.setdefault(key, array("d"))
                if len(column) < size:
                    column.extend([nan] * (size - len(column)))
                column.append(value)
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
        samples = self.samples()
        if samples is None:
            self._log.count("tracks without a timed point were left out")
            return None
        summary = {
            "elapsed_s": samples.end_s - samples.start_s,
            "moving_s": samples.moving_s,
            "distance_m": samples.distance_m,
            **totals(samples.streams),
        }
        return build_activity(
            context.to_local(dt.datetime.fromtimestamp(samples.start_s, dt.UTC)),
            summary,
            context.provenance(),
            self._log,
            sport=sport,
            name=name,
            notes=notes,
            device=device,
            streams=samples.streams,
        )

    def samples(self) -> Samples | None:
        """Return the points in order of time; None if no point has a time."""
        times = np.array(self._times)
        if not times.size:
            return None
        after_break = np.zeros(times.size, dtype=bool)
        after_break[[at for at in self._breaks if 0 < at < times.size]] = True
        order = np.argsort(times, kind="stable")
        if (order[1:] < order[:-1]).any():
            self._log.count(
                "points out of order were put in order of time",
                int(np.count_nonzero(np.diff(times) < 0)),
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
        values = self._columns[key]
        column = np.full(len(self._times), nan)
        column[: len(values)] = values
        return column


def _distance(columns: dict[str, FloatArray], after_break: np.ndarray) -> float | None:
    if "latitude" not in columns or "longitude" not in columns:
        return None
    known = ~(np.isnan(columns["latitude"]) | np.isnan(columns["longitude"]))
    steps = haversine_m(columns["latitude"][known], columns["longitude"][known])
    segment = np.cumsum(after_break)[known]
    return float(steps[np.diff(segment) == 0].sum())
