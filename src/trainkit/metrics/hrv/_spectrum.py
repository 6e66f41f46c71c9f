"""Power spectral densities: Welch for even samples, Lomb and Scargle for uneven ones.

Both average periodograms of overlapping segments, so the cost grows linearly with the record and
neither needs a fine grid of frequencies. The densities are one-sided and absolute: integrated over
frequency, a sine of amplitude A has A^2 / 2.
"""

from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from trainkit._array import FloatArray

__all__ = ["Detrend", "lomb_density", "welch_density"]

Detrend = Literal["constant", "linear"]


def welch_density(
    samples: FloatArray, rate_hz: float, segment: int, hop: int, *, detrend: Detrend = "constant"
) -> tuple[FloatArray, FloatArray]:
    """Mean periodogram of overlapping segments, each without trend and under a Hann window.

    Parameters
    ----------
    samples : ndarray, shape (samples,)
        At least one segment; samples after the last whole segment are not used.
    rate_hz : float
        Samples per second [Hz].
    segment, hop : int
        Samples in a segment, and from the start of one to the start of the next.
    detrend : {"constant", "linear"}
        What is taken from each segment: its mean, or its straight line.

    Returns
    -------
    frequency, density : ndarray, shape (segment // 2 + 1,)
        [Hz], and the square of the samples' unit per Hz.
    """
    segments = sliding_window_view(samples, segment)[::hop]
    window = np.sin(np.pi * np.arange(segment) / segment) ** 2
    spectrum = np.fft.rfft(_without_trend(np.arange(float(segment)), segments, detrend) * window)
    density = (spectrum.real**2 + spectrum.imag**2).mean(axis=0) / (rate_hz * (window @ window))
    density[1 : (segment + 1) // 2] *= 2  # zero and Nyquist have no mirror image
    return np.fft.rfftfreq(segment, 1 / rate_hz), density


def lomb_density(
    time_s: FloatArray,
    values: FloatArray,
    segment_s: float,
    hop_s: float,
    highest_hz: float,
    *,
    detrend: Detrend = "constant",
) -> tuple[FloatArray, FloatArray]:
    """Mean Lomb-Scargle periodogram of overlapping segments, each without trend.

    Parameters
    ----------
    time_s, values : ndarray, shape (beats,)
        Times [s] in order, and the values at them.
    segment_s, hop_s : float
        Length of a segment [s], and from the start of one to the start of the next. The first
        starts at 0; beats after the last whole segment are not used.
    highest_hz : float
        End of the grid; its step is 1 / `segment_s` [Hz].
    detrend : {"constant", "linear"}
        As in `welch_density`.

    Returns
    -------
    frequency, density : ndarray, shape (frequencies,)
        [Hz], and the square of the values' unit per Hz; NaN if no segment has values.
    """
    frequency = np.arange(1, int(highest_hz * segment_s * (1 + 1e-9)) + 1) / segment_s
    starts = np.arange(int((time_s[-1] - segment_s) / hop_s + 1e-9) + 1) * hop_s
    power, beats = np.zeros(len(frequency)), 0
    for start in starts:
        first, end = np.searchsorted(time_s, (start, start + segment_s), side="right")
        inside = time_s[first:end] - start
        flat = _without_trend(inside, values[first:end], detrend)
        power += lomb_power(inside, flat, frequency)
        beats += end - first
    return frequency, 2 * segment_s * power / (beats or np.nan)


def lomb_power(time_s: FloatArray, values: FloatArray, frequency: FloatArray) -> FloatArray:
    """Lomb-Scargle periodogram of one segment at multiples of the first frequency.

    With z = sum y e^(iwt) and q = sum e^(2iwt), Scargle's time shift (1982,
    https://doi.org/10.1086/160554) turns both by half the angle of q, where the sums of the squared
    cosines and sines are (N + |q|) / 2 and (N - |q|) / 2.
    """
    beats = len(values)
    turn = np.exp(2j * np.pi * frequency[0] * time_s)
    waves = np.cumprod(np.broadcast_to(turn, (len(frequency), beats)), axis=0)
    z = waves @ (values - values.sum() / max(beats, 1))
    q = np.einsum("fb,fb->f", waves, waves)
    size = np.abs(q)
    z *= np.exp(-0.5j * np.angle(q))
    seen = beats - size > 1e-9 * beats  # else each sine is zero: the beats come at its Nyquist
    sines = np.divide(z.imag**2, beats - size, where=seen, out=np.zeros_like(size))
    power: FloatArray = z.real**2 / np.maximum(beats + size, 1) + sines
    return power


def _without_trend(at: FloatArray, values: FloatArray, detrend: Detrend) -> FloatArray:
    """Values less their mean, or less their line and then their mean, along the last axis.

    The line is fitted under half a cosine wave. An even weight would fit a part of each sine too:
    6 / (pi k)^2 of the power of one with k cycles, 7 % at 0.01 Hz in five minutes.
    """
    if not values.size:
        return values
    if detrend == "linear" and at[-1] > at[0]:
        weight = np.sin(np.pi * (at - at[0]) / (at[-1] - at[0]))
        across = at - weight @ at / weight.sum()
        spread = float(weight @ across**2)
        if spread > 0:
            change = values - values[..., :1]  # exactly 0 if all are equal
            slope = change @ (weight * across) / spread
            values = change - slope[..., None] * across
    flat: FloatArray = values - values.mean(axis=-1, keepdims=True)
    return flat
