"""Aerobic efficiency and its drift within a session.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| EF | output (power or speed) per heart beat | W/bpm or (m/s)/bpm | scalar |
"""

from typing import overload

import numpy as np

from trainkit._array import (
    FloatArray,
    Floats,
    broadcast,
    finish,
    number,
    numbers,
    same_shape,
    series,
)
from trainkit.metrics._streams import stream_time
from trainkit.metrics.recording import longest_step

__all__ = ["decoupling", "decoupling_of_halves", "efficiency_factor"]


@overload
def efficiency_factor(output: float, hr: float) -> float: ...
@overload
def efficiency_factor(output: Floats, hr: float | Floats) -> FloatArray: ...
def efficiency_factor(output: float | Floats, hr: float | Floats) -> float | FloatArray:
    r"""Output per heart beat: normalized power or graded speed over mean heart rate.

    $$EF = \frac{\mathrm{output}}{HR}$$

    Parameters
    ----------
    output : float or array
        Normalized or mean power [W], or speed [m/s], of each session, at least 0.
    hr : float or array
        Mean heart rate [bpm], above 0.

    Returns
    -------
    float or ndarray, shape of the inputs
        Efficiency factor [W/bpm] or [(m/s)/bpm].

    Raises
    ------
    InvalidInput
        A negative output or a heart rate that is not above 0.

    References
    ----------
    - Friel 2009a, The Cyclist's Training Bible, 4th ed., VeloPress.

    Examples
    --------
    >>> efficiency_factor(192.0, 150.0)
    1.28
    """
    done = numbers("output", output, low=0)
    beats = numbers("hr", hr, low=0, open_low=True)
    broadcast(output=done, hr=beats)
    return finish(np.divide(done, beats), done, beats)


def decoupling(
    output: Floats, hr: Floats, *, time_s: Floats | None = None, max_gap_s: float | None = None
) -> float:
    r"""Drift of heart rate against output from the first half to the second (Pw:Hr, Pa:Hr).

    $$100 \, \frac{EF_1 - EF_2}{EF_1}$$

    Positive is drift: less output per beat in the second half. The split is at half the time, and
    means are over time, not over samples. Meant for steady efforts below the threshold.

    Parameters
    ----------
    output : array, shape (samples,)
        Power [W] or speed [m/s]; NaN where missing.
    hr : array, shape (samples,)
        Heart rate [bpm]; NaN or 0 where missing. A sample without both is left out.
    time_s : array, shape (samples,), optional
        Seconds since any start [s], not decreasing; by default evenly spaced.
    max_gap_s : float, optional
        A step above this [s] is a pause; the sample before it holds for a usual step. By default
        three long steps of the recording, at least 3 s and at most 60 s.

    Returns
    -------
    float, a scalar
        Decoupling [%]; below 5 is called coupled. NaN if a half has no known sample or no output.

    Raises
    ------
    InvalidInput
        Negative values, shapes that differ, or time that runs backwards.

    References
    ----------
    - Friel 2009a, The Cyclist's Training Bible, 4th ed., VeloPress.
    - Smyth et al. 2022, Sports Med 52:2283. <https://doi.org/10.1007/s40279-022-01680-5> (drift in
      marathons)

    Examples
    --------
    >>> round(decoupling([193.0] * 10 + [195.0] * 10, [136.0] * 10 + [142.0] * 10), 2)
    3.23
    """
    done = series("output", output, low=0, ndim=1)
    beats = series("hr", hr, low=0, ndim=1)
    time = stream_time(np.arange(float(len(done))) if time_s is None else time_s)
    same_shape(output=done, hr=beats, time_s=time)
    weights = _hold_seconds(time, longest_step(time, max_gap_s))
    weights = np.where(np.isnan(done) | ~(beats > 0), 0, weights)
    first = time < (time[0] + time[-1]) / 2
    halves = [first & (weights > 0), ~first & (weights > 0)]
    if not all(half.any() for half in halves):
        return np.nan
    (output_1, hr_1), (output_2, hr_2) = (
        (
            float(np.average(done[half], weights=weights[half])),
            float(np.average(beats[half], weights=weights[half])),
        )
        for half in halves
    )
    if output_1 == 0:
        return np.nan
    return decoupling_of_halves(output_1, hr_1, output_2, hr_2)


def decoupling_of_halves(output_1: float, hr_1: float, output_2: float, hr_2: float) -> float:
    r"""Drift of heart rate against output, from the means of two halves.

    $$100 \, \frac{EF_1 - EF_2}{EF_1}, \qquad EF_k = \frac{\mathrm{output}_k}{HR_k}$$

    Parameters
    ----------
    output_1, output_2 : float
        Mean or normalized power [W], or speed [m/s], of each half; the first above 0.
    hr_1, hr_2 : float
        Mean heart rate of each half [bpm], above 0.

    Returns
    -------
    float, a scalar
        Decoupling [%]; positive is drift.

    Raises
    ------
    InvalidInput
        A value out of range.

    References
    ----------
    - Friel 2009a, The Cyclist's Training Bible, 4th ed., VeloPress.
    - isaacrides 2008, Aerobic decoupling, blog. (worked example)

    Examples
    --------
    >>> round(decoupling_of_halves(193, 136, 195, 142), 2)
    3.23
    """
    ef_1 = number("output_1", output_1, low=0, open_low=True)
    ef_2 = number("output_2", output_2, low=0)
    ef_1 /= number("hr_1", hr_1, low=0, open_low=True)
    ef_2 /= number("hr_2", hr_2, low=0, open_low=True)
    return 100 * (ef_1 - ef_2) / ef_1


def _hold_seconds(time: FloatArray, max_gap_s: float) -> FloatArray:
    """Seconds from each sample to the next; the last, and one before a pause, hold a usual step."""
    steps = np.diff(time)
    usual = min(float(np.median(steps)), max_gap_s) if steps.size else 1.0
    return np.append(np.where(steps > max_gap_s, usual, steps), usual)
