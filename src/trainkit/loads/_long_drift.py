"""Drift of heart rate against pace in long sessions."""

import numpy as np

from trainkit._array import number
from trainkit.loads._external import grade_adjusted_speed, resample_1hz
from trainkit.metrics import aerobic
from trainkit.models.activity import Activity
from trainkit.models.history import History
from trainkit.models.limits import HIGHEST_BPM, fastest_mean
from trainkit.models.summary import LongDrift

__all__ = ["drift"]

_LONG_MIN = 75.0
_KNOWN = 0.8  # share of the session in which both are known
_RIDES = frozenset({"cycling", "rowing"})
_SURGE = 1.2  # of the fastest mean speed, above which a sample is an error
_MOST_W = 3000.0


def drift(
    history: History, *, sport: str = "running", min_minutes: float = _LONG_MIN
) -> tuple[LongDrift, ...]:
    """Compute how far heart rate drifted from pace or power in each long session.

    On foot, pace is that on the flat that would be equally hard; on a bike, power counts. Pauses
    are left out. A hard finish or heat drifts too: compare steady sessions with each other.

    Parameters
    ----------
    history : History
        Activities with samples of heart rate, and of speed, distance or power.
    sport : str
        As in `Activity`.
    min_minutes : float
        The least moving time of a long session [min], at least 20.

    Returns
    -------
    tuple of LongDrift
        In order of date; sessions with less than 80 % of the samples are left out.

    Raises
    ------
    InvalidInput
        `min_minutes` is below 20.

    Examples
    --------
    >>> from trainkit.models import History
    >>> drift(History())
    ()
    """
    least_s = 60 * number("min_minutes", min_minutes, low=20)
    found = []
    for activity in history.activities:
        if activity.sport == sport and activity.duration_s >= least_s:
            percent = _decoupling(activity)
            if not np.isnan(percent):
                found.append(
                    LongDrift(
                        date=activity.day,
                        activity=activity.id,
                        minutes=activity.duration_s / 60,
                        distance_m=activity.distance_m,
                        hr_mean=activity.hr_mean,
                        decoupling_percent=percent,
                    )
                )
    return tuple(found)


def _decoupling(activity: Activity) -> float:
    streams = activity.streams
    if streams is None or streams.heart_rate is None:
        return np.nan
    beats = resample_1hz(streams, streams.heart_rate, low=20, high=HIGHEST_BPM)
    if activity.sport in _RIDES and streams.power is not None:
        output = resample_1hz(streams, streams.power, low=0, high=_MOST_W)
    else:
        output = grade_adjusted_speed(streams, _SURGE * fastest_mean(activity.sport))
    if output.size != beats.size or not output.size:
        return np.nan
    if np.mean(~np.isnan(output) & ~np.isnan(beats)) < _KNOWN:
        return np.nan
    return aerobic.decoupling(output, beats)
