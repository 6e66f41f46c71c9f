"""Clocks that leap within a recording: when a device finds the time, or loses it."""

import datetime as dt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray

__all__ = ["ClockLeap", "MendedClock", "mend_clock", "moving_steps", "parse_offset"]

_LATE_S = 10.0  # devices write samples late by seconds; a clock that is set leaps further
_LONGEST_STOP_S = 24 * 3600.0  # nobody pauses a recording for longer without stopping the timer
_MARKED_STOP_S = 36 * 3600.0  # a file may mark a night as a stop
# A gap is a pause if it exceeds both of these: seconds, and multiples of the usual step.
_PAUSE_S = 30.0
_PAUSE_STEPS = 5.0
_UNSET_UNIX_S = 980_000_000.0  # before 2001-01-21: clocks that were never set begin in 1970 to 2000


class ClockLeap(NamedTuple):
    """A leap of the clock.

    Parameters
    ----------
    after : int
        The sample before it.
    seconds : float
        Forward if positive [s].
    """

    after: int
    seconds: float


class MendedClock(NamedTuple):
    """Times without leaps.

    Parameters
    ----------
    time_s : ndarray, shape (samples,)
        [s]
    leaps : tuple of ClockLeap
        In order; empty if the clock never leapt.
    usual_s : float
        The step that replaces each leap [s].
    parts : tuple of (float, float, float)
        For each part between leaps, its first and last time before mending, and its shift [s].
    """

    time_s: FloatArray
    leaps: tuple[ClockLeap, ...] = ()
    usual_s: float = 0.0
    parts: tuple[tuple[float, float, float], ...] = ()

    def mend(self, moment_s: float) -> float:
        """Return a moment of the same clock, which belongs to the part that is nearest to it."""
        if not self.parts:
            return moment_s
        return moment_s + min(self.parts, key=lambda part: _distance(moment_s, part))[2]

    def gained_s(self, first_s: float, last_s: float) -> float:
        """Return how far the clock leapt forward within a span of mended time [s]."""
        inside = (
            leap.seconds - self.usual_s
            for leap in self.leaps
            if leap.seconds > 0 and first_s <= self.time_s[leap.after] < last_s
        )
        return sum(inside, 0.0)


def mend_clock(
    time_s: FloatArray, *, epoch_s: float = 0.0, stopped: NDArray[np.bool_] | None = None
) -> MendedClock:
    """Move what follows a leap of the clock next to what is before it.

    A clock that was never set, before 2001, is corrected to the time that it finds.

    Parameters
    ----------
    time_s : ndarray, shape (samples,)
        In the order of the file [s].
    epoch_s : float
        When it counts from [Unix seconds].
    stopped : ndarray of bool, shape (samples - 1,), optional
        Steps that the file marks as a stop, of up to a day and a half.

    Returns
    -------
    MendedClock
        The times as they are, if the clock never leapt.
    """
    steps = time_s[1:] - time_s[:-1]
    if not steps.size or (
        np.minimum.reduce(steps) >= -_LATE_S and np.maximum.reduce(steps) <= _LONGEST_STOP_S
    ):
        return MendedClock(time_s)  # the usual case, without the cost of what follows
    forward = steps > _LONGEST_STOP_S
    if stopped is not None:
        forward &= ~stopped | (steps > _MARKED_STOP_S)
    leaps = np.flatnonzero(forward | (steps < -_LATE_S))
    if not leaps.size:
        return MendedClock(time_s)
    plain = np.delete(steps, leaps)
    usual = float(np.median(plain[plain > 0])) if (plain > 0).any() else 1.0
    shifts = np.concatenate([[0.0], np.cumsum(usual - steps[leaps])])
    firsts, lasts = np.r_[0, leaps + 1], np.r_[leaps, time_s.size - 1]
    begins = time_s[firsts]
    true = np.flatnonzero(begins + epoch_s >= _UNSET_UNIX_S)
    shifts -= shifts[true[0]] if true.size else 0.0
    return MendedClock(
        time_s + np.repeat(shifts, lasts - firsts + 1),
        tuple(ClockLeap(int(at), float(steps[at])) for at in leaps),
        usual,
        tuple(zip(begins.tolist(), time_s[lasts].tolist(), shifts.tolist(), strict=True)),
    )


def moving_steps(time_s: FloatArray) -> NDArray[np.bool_]:
    """Mark the steps between samples that are no pauses.

    Parameters
    ----------
    time_s : ndarray, shape (samples,)
        Never falling [s].

    Returns
    -------
    ndarray of bool, shape (samples - 1,)
        False where a gap exceeds half a minute and five usual steps.
    """
    steps = np.diff(time_s)
    usual = float(np.median(steps[steps > 0])) if (steps > 0).any() else 0.0
    moving: NDArray[np.bool_] = steps <= max(_PAUSE_S, _PAUSE_STEPS * usual)
    return moving


def parse_offset(text: str) -> dt.tzinfo | None:
    """Parse the offset of an ISO 8601 time; None for UTC, which says nothing of a place."""
    try:
        zone = dt.datetime.fromisoformat(text.strip()).tzinfo
    except ValueError:
        return None
    return zone if zone is not None and zone.utcoffset(None) else None


def _distance(moment_s: float, part: tuple[float, float, float]) -> float:
    first, last, _ = part
    return max(first - moment_s, moment_s - last, 0.0)
