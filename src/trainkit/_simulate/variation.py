"""How much simulated mornings and training vary: as frozen, or as much as those of real people."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray

__all__ = ["FROZEN", "REAL", "Range", "Variation", "draw_rest_when_ill", "measurement_noise"]

Range = tuple[float, float]
"""Each person's number is drawn from here, evenly."""

_RESTS, _TRAINS_ON = 0.95, 0.1  # chance of a day of rest while ill, of the two kinds of people


@dataclass(frozen=True, slots=True)
class Variation:
    """How mornings vary beyond the body's response, and how training is missed.

    Parameters
    ----------
    ln_rmssd_sd, resting_hr_sd : tuple of float
        SD of what no model explains [ln ms], [bpm], between persons from the first to the second.
    ln_rmssd_again, resting_hr_again : tuple of float
        The share of it that is still there a day later: its autocorrelation [1].
    response : float
        Of mornings to training, sleep, stress and drinks, relative to the frozen simulator [1].
    missed : float
        Share of the sessions that are missed for no reason of the body [1].
    resting_ill : float, optional
        Share of the illnesses in which the person rests, and trains on in the others [1]; by
        default everybody rests on four of five days.
    """

    ln_rmssd_sd: Range = (0.15, 0.15)
    resting_hr_sd: Range = (2.5, 2.5)
    ln_rmssd_again: Range = (0.0, 0.0)
    resting_hr_again: Range = (0.0, 0.0)
    response: float = 1.0
    missed: float = 0.08
    resting_ill: float | None = None


FROZEN = Variation()
"""The simulator of decision 13."""

REAL = Variation(
    ln_rmssd_sd=(0.13, 0.30),
    resting_hr_sd=(1.8, 3.2),
    ln_rmssd_again=(0.0, 0.6),
    resting_hr_again=(0.85, 0.95),
    response=0.5,
    missed=0.2,
    resting_ill=0.5,
)
"""Mornings as variable as those of the people in docs/validation.md, half of whom rest when ill."""


def measurement_noise(
    days: int,
    variation: Variation,
    devices: np.random.Generator,
    varied: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """Draw what no model explains: lnRMSSD [ln ms] and resting heart rate [bpm]."""
    draws = devices.standard_normal((days, 2))
    ln_rmssd = _autoregressive(draws[:, 0], variation.ln_rmssd_again, varied)
    resting_hr = _autoregressive(draws[:, 1], variation.resting_hr_again, varied)
    return (
        _draw(variation.ln_rmssd_sd, varied) * ln_rmssd,
        _draw(variation.resting_hr_sd, varied) * resting_hr,
    )


def draw_rest_when_ill(
    onset: NDArray[np.bool_], variation: Variation, random: np.random.Generator
) -> FloatArray:
    """Draw the chance of a day of rest while ill, the same all through an illness [1]."""
    if variation.resting_ill is None:
        return np.full(onset.size, 0.8)
    rests = random.random(onset.size + 1) < variation.resting_ill
    return np.where(rests[np.cumsum(onset)], _RESTS, _TRAINS_ON)


def _draw(between: Range, random: np.random.Generator) -> float:
    low, high = between
    return low if low == high else float(random.uniform(low, high))


def _autoregressive(draws: FloatArray, again: Range, random: np.random.Generator) -> FloatArray:
    """Make white noise autocorrelated, with the same SD of 1."""
    share = _draw(again, random)
    if share == 0.0:
        return draws
    series = draws.copy()
    for day in range(1, draws.size):
        series[day] = share * series[day - 1] + np.sqrt(1 - share**2) * draws[day]
    return series
