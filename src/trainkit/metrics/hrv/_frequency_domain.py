"""Heart-rate variability by frequency: slow and fast shares of the variance.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| t_i | time of beat i, the sum of the intervals up to it | s | (beats,) |
| P(f) | one-sided power spectral density of the intervals | ms^2/Hz | (frequencies,) |
"""

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple, cast

import numpy as np

from trainkit._array import FloatArray, Floats, choice, number, series
from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics.hrv._intervals import beat_intervals
from trainkit.metrics.hrv._spectrum import Detrend, lomb_density, welch_density

__all__ = [
    "LEAST_RECORD_S",
    "TASK_FORCE_BANDS",
    "Detrend",
    "FrequencyDomain",
    "Interpolation",
    "SpectrumMethod",
    "frequency_domain",
]

SpectrumMethod = Literal["welch", "lomb"]
Interpolation = Literal["cubic", "linear"]

TASK_FORCE_BANDS = ((0.0033, 0.04), (0.04, 0.15), (0.15, 0.4))
"""VLF, LF and HF: lowest and highest frequency [Hz] (Task Force 1996)."""

LEAST_RECORD_S = (295.0, 115.0, 55.0)
"""Shortest record [s] for VLF, LF and HF: 5, 2 and 1 minutes (Task Force 1996), less the partial
beats at its ends."""


class FrequencyDomain(NamedTuple):
    """Power by band; NaN where the record is too short for the band.

    Attributes
    ----------
    vlf, lf, hf : float
        Power of the very low, low and high frequencies [ms^2].
    lf_hf : float
        `lf` over `hf` [1].
    total : float
        Sum of the three bands [ms^2].
    lf_nu, hf_nu : float
        `lf` and `hf` as shares of their sum, in normalized units [%].
    """

    vlf: float
    lf: float
    hf: float
    lf_hf: float
    total: float
    lf_nu: float
    hf_nu: float


def frequency_domain(
    rr_ms: Floats,
    *,
    method: SpectrumMethod = "welch",
    interpolation: Interpolation = "cubic",
    sampling_hz: float = 4.0,
    segment_s: float = 300.0,
    overlap: float = 0.5,
    detrend: Detrend | None = None,
    bands: Sequence[tuple[float, float]] = TASK_FORCE_BANDS,
    max_missing_fraction: float = 0.05,
) -> FrequencyDomain:
    r"""Power of the intervals in the VLF, LF and HF bands.

    $$P_{band} = \int_{f_{low}}^{f_{high}} P(f) \, df$$

    by the trapezoidal rule over the frequencies from $f_{low}$ to below $f_{high}$. "welch"
    resamples the intervals evenly, a tachogram, and averages windowed (Hann) periodograms of
    overlapping segments; "lomb" averages Lomb-Scargle periodograms of the uneven beats.

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], above 0, artifacts corrected (`clean_rr`). A missing beat (NaN) takes
        the interpolated time and adds no value; at the ends it is dropped.
    method : {"welch", "lomb"}
        How the spectrum is estimated. Only Welch uses `interpolation` and `sampling_hz`.
    interpolation : {"cubic", "linear"}
        Between beats. Linear interpolation is older and loses part of HF, often a third.
    sampling_hz : float
        Sampling rate of the tachogram [Hz], at least twice the upper end of the highest band.
    segment_s : float
        Length of a segment [s], at least 10, shortened to the record; its inverse is the
        resolution [Hz].
    overlap : float
        Share [1] of a segment that the next one shares, from 0 to 0.95.
    detrend : {"constant", "linear"}, optional
        What is taken from each segment: its mean, or its straight line; by default the line for
        "lomb" and the mean for "welch".
    bands : sequence of three (low, high)
        Limits of VLF, LF and HF [Hz].
    max_missing_fraction : float
        Largest share [1] of missing beats that is bridged; more is refused.

    Returns
    -------
    FrequencyDomain, seven scalars
        Powers [ms^2], ratio [1], normalized units [%]. A band is NaN, with all that follows from
        it, if the record is too short for it (`LEAST_RECORD_S`) or the grid has fewer than two
        frequencies in it.

    Raises
    ------
    InvalidInput
        An interval that is not above 0, an unknown name, or an option out of range.
    InsufficientData
        A record too short for any band, or too many missing beats.

    Notes
    -----
    A drift slower than the segment is no rhythm, but without a window it leaks into VLF: a rise of
    100 ms in 20 minutes adds 33 ms^2 to a Lomb spectrum of segments less their mean, 7 to Welch's,
    and nothing once the line is taken out. The line is fitted under half a cosine wave, so that it
    leaves a rhythm its power: 99 % at 0.01 Hz in segments of five minutes.

    Beats carry no information above half the mean heart rate; below 48 beats per minute, the HF
    band of the Task Force reaches beyond that.

    References
    ----------
    - Task Force 1996, Circulation 93:1043. <https://doi.org/10.1161/01.CIR.93.5.1043> (bands)
    - Welch 1967, IEEE Trans Audio Electroacoust 15:70. <https://doi.org/10.1109/TAU.1967.1161901>
      (`"welch"`)
    - Lomb 1976, Astrophys Space Sci 39:447. <https://doi.org/10.1007/BF00648343> (`"lomb"`)
    - Scargle 1982, Astrophys J 263:835. <https://doi.org/10.1086/160554> (`"lomb"`)
    - Laguna et al. 1998, IEEE Trans Biomed Eng 45:698. <https://doi.org/10.1109/10.678605>
      (`"lomb"` on heart rates)
    - Clifford & Tarassenko 2005, IEEE Trans Biomed Eng 52:630.
      <https://doi.org/10.1109/TBME.2005.844028> (loss by resampling)
    - Bartels & Peçanha 2020, J Open Source Softw 5:1867. <https://doi.org/10.21105/joss.01867>
      (published spectrum: its tests)

    Examples
    --------
    A sine of 10 ms at 0.1 Hz has 10^2 / 2 = 50 ms^2, all of it LF:

    >>> beat_s = np.arange(600) * 1.0
    >>> rr_ms = 1000 + 10 * np.sin(2 * np.pi * 0.1 * beat_s)
    >>> power = frequency_domain(rr_ms)
    >>> round(power.lf), round(power.hf), round(power.lf_nu)
    (50, 0, 100)
    """
    choice("method", method, ("welch", "lomb"))
    choice("interpolation", interpolation, ("cubic", "linear"))
    limits = _check_bands(bands)
    highest = float(limits.max())
    rate = number("sampling_hz", sampling_hz, low=2 * highest)
    segment = number("segment_s", segment_s, low=10)
    if detrend is not None:
        choice("detrend", detrend, ("constant", "linear"))
    hop = 1 - number("overlap", overlap, low=0, high=0.95)
    missing = number("max_missing_fraction", max_missing_fraction, low=0, high=1)

    time, rr = _beat_times(beat_intervals(rr_ms), missing)
    if time[-1] < min(LEAST_RECORD_S):
        raise InsufficientData("seconds of RR intervals", int(time[-1]), int(min(LEAST_RECORD_S)))
    if method == "lomb":
        segment = min(segment, float(time[-1]))
        trend = detrend or "linear"
        frequency, density = lomb_density(time, rr, segment, hop * segment, highest, detrend=trend)
    else:
        samples = _tachogram(time, rr, rate, interpolation)
        length = min(round(segment * rate), len(samples))
        step = max(1, round(hop * length))
        frequency, density = welch_density(
            samples, rate, length, step, detrend=detrend or "constant"
        )
    vlf, lf, hf = (
        _power(frequency, density, *band) if time[-1] >= least else math.nan
        for band, least in zip(limits, LEAST_RECORD_S, strict=True)
    )
    lf_hf = lf / hf if hf > 0 else math.nan
    share = 100 / (lf + hf) if lf + hf > 0 else math.nan
    return FrequencyDomain(vlf, lf, hf, lf_hf, vlf + lf + hf, lf * share, hf * share)


def _check_bands(bands: Sequence[tuple[float, float]]) -> FloatArray:
    limits = series("bands", cast(Floats, bands), low=0)
    if limits.shape != (3, 2) or not (limits[:, 0] < limits[:, 1]).all():
        raise InvalidInput("bands", bands, "three pairs low < high in Hz: VLF, LF and HF")
    return limits


def _beat_times(rr: FloatArray, max_missing: float) -> tuple[FloatArray, FloatArray]:
    """Times [s] of the known beats since the record's start, and their intervals [ms]."""
    place = np.flatnonzero(~np.isnan(rr))
    need = max(2, math.ceil((1 - max_missing) * len(rr) - 1e-9))
    if len(place) < need:
        raise InsufficientData("known beats", len(place), need)
    known = rr[place].astype(np.float64)
    passed = np.interp(np.arange(place[0], place[-1] + 1), place, known)
    return np.cumsum(passed)[place - place[0]] / 1000, known


def _tachogram(
    time: FloatArray, rr: FloatArray, rate: float, interpolation: Interpolation
) -> FloatArray:
    """Intervals [ms] at even times, less the first one: exactly 0 if all are equal."""
    samples = time[0] + np.arange(int((time[-1] - time[0]) * rate) + 1) / rate
    change = rr - rr[0]
    if interpolation == "linear":
        line: FloatArray = np.interp(samples, time, change)
        return line
    from scipy.interpolate import CubicSpline

    curve: FloatArray = CubicSpline(time, change)(samples)
    return curve


def _power(frequency: FloatArray, density: FloatArray, low: float, high: float) -> float:
    edge = 1 - 1e-9  # a frequency at a limit counts as at it, whatever the rounding
    inside = (frequency >= low * edge) & (frequency < high * edge)
    if np.count_nonzero(inside) < 2:
        return math.nan
    step = frequency[1] - frequency[0]
    level = density[inside]
    return float(step * (level.sum() - (level[0] + level[-1]) / 2))
