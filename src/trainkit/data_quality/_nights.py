"""Nights and mornings far outside the person's range, held back until a second one confirms them.

One wild value is usually an error of the device, and in a mean and SD of 60 days it hides a real
change for two months. The answer for a day uses that day and earlier days only.

| symbol | meaning | unit |
|---|---|---|
| x | value of the day; ln x for HRV | ms, bpm, h |
| m | median of the 60 days before, at least 7 of them known | as x |
| s | robust SD, 1.4826 times the median absolute deviation from m | as x |
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.metrics.windows import rolling_median
from trainkit.models.history import History

__all__ = ["UnlikelyNights", "extend_nights", "judge_nights", "unlikely_nights"]

Kind = TypeVar("Kind", bound=np.generic)

_DAYS = 60
_READ_DAYS = _DAYS + 2  # before a night
_MIN_NIGHTS = 7
_ROBUST = 1.4826  # the SD of a normal distribution with a median absolute deviation of 1
_SD = 4.0
_HRV_FACTOR = (1.5, 2.0)  # any night within the first is possible, none beyond the second is likely
_HR_BELOW_BPM = 12.0
# An illness raises a resting heart rate by up to 15 bpm, a high fever by 20.
_HR_ABOVE_BPM = (20.0, 25.0)
_HR_ABOVE_SHARE = 0.5
_SLEEP_H = (1.0, 15.0)
# HRV down and heart rate up on the same morning are a body under strain, not two wrong devices.
_STRAIN_HRV = (1 / 3, 0.75)
_STRAIN_BPM = (5.0, 40.0)


@dataclass(frozen=True, slots=True, eq=False)
class UnlikelyNights:
    """Nights and mornings far outside the person's range, columns of shape (days,) by field.

    Parameters
    ----------
    side : mapping of str to array of int
        1 for a value far above the range, -1 far below, 0 within.
    held_back : mapping of str to array of bool
        Far outside, and not confirmed by the night before.
    usual : mapping of str to array
        Median of the 60 days before, in the field's unit; NaN with fewer than 7 known nights.
    """

    side: Mapping[str, NDArray[np.int8]]
    held_back: Mapping[str, NDArray[np.bool_]]
    usual: Mapping[str, FloatArray]

    def doubtful_nights(self, field: str) -> NDArray[np.bool_]:
        """Mark the nights that no later night confirmed; unlike `held_back`, it looks ahead.

        Parameters
        ----------
        field : str
            One of the fields.

        Returns
        -------
        ndarray of bool, shape (days,)
            The nights to doubt.
        """
        held = self.held_back[field].copy()
        confirming = np.flatnonzero((self.side[field] != 0) & ~held)
        for back in (1, 2):
            before = confirming[confirming >= back] - back
            held[before[self.side[field][before] == self.side[field][before + back]]] = False
        return held


def unlikely_nights(history: History) -> UnlikelyNights:
    """Find nights so far outside the person's range that a second one must confirm them.

    HRV is far outside beyond a factor of 2 from the median of the 60 days before, or beyond 4
    robust SD but at least a factor of 1.5. A resting heart rate is far outside 12 bpm (and 4 robust
    SD) below, or 20 to 25 bpm above, where no illness takes it; sleep below 1 h or above 15 h.
    A night is confirmed if the known night before, at most 2 days earlier, is as far out on the
    same side: it counts, as do those that follow.

    Parameters
    ----------
    history : History
        The history.

    Returns
    -------
    UnlikelyNights
        For ``"hrv_rmssd"``, ``"resting_hr"`` and ``"sleep_h"``; cached with the history.

    Examples
    --------
    >>> dates = [f"2026-06-{day:02}" for day in range(1, 11)]
    >>> history = History.from_columns({"date": dates, "hrv_rmssd": [60.0] * 9 + [255.0]})
    >>> unlikely_nights(history).held_back["hrv_rmssd"].nonzero()[0].tolist()
    [9]
    """
    return history.memoize(("unlikely_nights",), lambda: _unlikely_nights(history, 0))


def extend_nights(history: History, known: UnlikelyNights, part: slice) -> None:
    """Compute the nights of a history whose first ones are known, and cache all with it.

    Parameters
    ----------
    history : History
        A history that was just made.
    known : UnlikelyNights
        Those of another one.
    part : slice
        Which of its days are the first ones of this history.
    """
    new = _unlikely_nights(history, part.stop - part.start)
    joined = UnlikelyNights(
        side=_join(known.side, new.side, part),
        held_back=_join(known.held_back, new.held_back, part),
        usual=_join(known.usual, new.usual, part),
    )
    history.memoize(("unlikely_nights",), lambda: joined)


def _join(
    known: Mapping[str, NDArray[Kind]], new: Mapping[str, NDArray[Kind]], part: slice
) -> dict[str, NDArray[Kind]]:
    return {name: np.concatenate([known[name][part], column]) for name, column in new.items()}


def _unlikely_nights(history: History, since: int) -> UnlikelyNights:
    """Find the nights from a day on."""
    fields = ("hrv_rmssd", "resting_hr", "sleep_h")
    first = max(since - _READ_DAYS, 0)
    hrv, beats, hours = (history.daily(name)[first:] for name in fields)
    nights = judge_nights(hrv, beats, hours)
    usual = {**nights.usual, "sleep_h": _median_before(hours)}
    days = slice(since - first, None)
    return UnlikelyNights(
        side={name: column[days] for name, column in nights.side.items()},
        held_back={name: column[days] for name, column in nights.held_back.items()},
        usual={name: column[days] for name, column in usual.items()},
    )


def judge_nights(
    hrv: FloatArray,
    beats: FloatArray,
    hours: FloatArray,
    *,
    first: int = 0,
    sides: Mapping[str, NDArray[np.int8]] | None = None,
) -> UnlikelyNights:
    """Find unlikely nights in columns, of one person or of many.

    Parameters
    ----------
    hrv, beats, hours : array, shape (days, ...)
        RMSSD [ms], resting heart rate [bpm] and sleep [h] of each day; NaN where unknown.
    first : int
        Row of the first day to judge.
    sides : mapping of str to array of int, optional
        Those of the days before it, two at least. Then only the days that are judged are returned;
        by default, all are, and those before it are within the range.

    Returns
    -------
    UnlikelyNights
        As `unlikely_nights`, but for the usual sleep, on which no judgement rests.
    """
    ln_rmssd = np.log(hrv)
    usual_ln, usual_beats = _median_before(ln_rmssd, first), _median_before(beats, first)
    rows = slice(0 if sides is None else first, None)
    usual = {"hrv_rmssd": usual_ln[rows], "resting_hr": usual_beats[rows]}
    away = ln_rmssd[rows] - usual["hrv_rmssd"], beats[rows] - usual["resting_hr"]
    strain, night = _signs_of_strain(*away), hours[rows]
    side = {
        "hrv_rmssd": np.where(strain, 0, _side_of_hrv(ln_rmssd, usual["hrv_rmssd"])),
        "resting_hr": np.where(strain, 0, _side_of_heart_rate(beats, usual["resting_hr"])),
        "sleep_h": np.where(night < _SLEEP_H[0], -1, np.where(night > _SLEEP_H[1], 1, 0)),
    }
    own = {name: column.astype(np.int8) for name, column in side.items()}
    held_back = {}
    for (name, column), values in zip(own.items(), (hrv, beats, hours), strict=True):
        earlier = 0 if sides is None else 2
        known = np.concatenate([sides[name][-2:], column]) if sides else column
        confirmed = _is_confirmed(known, np.isnan(values[-len(known) :]))[earlier:]
        held_back[name] = (column != 0) & ~confirmed
    return UnlikelyNights(own, held_back, usual | {"hrv_rmssd": np.exp(usual["hrv_rmssd"])})


def _side_of_hrv(ln_rmssd: FloatArray, usual: FloatArray) -> NDArray[np.intp]:
    away = ln_rmssd[-len(usual) :] - usual
    low, high = np.log(_HRV_FACTOR)
    limit = np.full(away.shape, high)
    possible = np.nonzero(np.abs(away) > low)
    limit[possible] = np.clip(_SD * _robust_sd_before(ln_rmssd, usual, possible), low, high)
    return np.where(away > limit, 1, np.where(away < -limit, -1, 0))


def _side_of_heart_rate(beats: FloatArray, usual: FloatArray) -> NDArray[np.intp]:
    above = np.clip(_HR_ABOVE_SHARE * usual, *_HR_ABOVE_BPM)
    away = beats[-len(usual) :] - usual
    below = np.full(away.shape, _HR_BELOW_BPM)
    possible = np.nonzero(away < -_HR_BELOW_BPM)
    spread = _robust_sd_before(beats, usual, possible)
    below[possible] = np.maximum(_SD * spread, _HR_BELOW_BPM)
    return np.where(away > above, 1, np.where(away < -below, -1, 0))


def _signs_of_strain(ln_rmssd: FloatArray, beats: FloatArray) -> NDArray[np.bool_]:
    """Mark mornings with HRV well below usual and a resting heart rate well above."""
    low, high = np.log(_STRAIN_HRV)
    less, most = _STRAIN_BPM
    both: NDArray[np.bool_] = (ln_rmssd >= low) & (ln_rmssd <= high) & (beats >= less)
    return both & (beats <= most)


def _is_confirmed(side: NDArray[np.int8], unknown: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mark the nights whose known night before, at most 2 days earlier, is far on the same side."""
    confirmed = np.zeros(side.shape, dtype=bool)
    confirmed[1:] = side[1:] == side[:-1]
    confirmed[2:] |= (side[2:] == side[:-2]) & unknown[1:-1]
    return confirmed


def _median_before(values: FloatArray, first: int = 0) -> FloatArray:
    """Compute the median of the 60 days before each day; today is not among them."""
    before = np.full_like(values, np.nan)
    before[1:] = values[:-1]
    return rolling_median(before, _DAYS, min_periods=_MIN_NIGHTS, first=first)


def _robust_sd_before(
    values: FloatArray, usual: FloatArray, days: tuple[NDArray[np.intp], ...]
) -> FloatArray:
    """Compute the robust SD before some days of the last ones, each with a window of its own."""
    back = len(values) - len(usual) + days[0] - np.arange(1, _DAYS + 1)[:, np.newaxis]
    before = values[(np.maximum(back, 0), *days[1:])]
    away = np.sort(np.abs(np.where(back >= 0, before, np.nan) - usual[days]), axis=0)
    count = np.count_nonzero(~np.isnan(away), axis=0)  # NaN sorts to the end
    middle = np.stack([np.maximum(count - 1, 0) // 2, np.minimum(count // 2, _DAYS - 1)])
    median = np.take_along_axis(away, middle, axis=0).sum(axis=0) / 2
    return np.where(count >= _MIN_NIGHTS, _ROBUST * median, np.nan)
