"""The ways to average a load, each one entry of `METHODS`: its averages, its source, its bands.

To add a method, write a function that yields the two loads day by day, and give it a name in
`Method`, an entry in `METHODS` and a field in `Definitions`. Nothing else branches on a name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, repeat
from math import ceil
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, as_columns, series
from trainkit.metrics._window_kernels import FEW_VALUES
from trainkit.metrics.acwr._bands import ACWR_BANDS, Bands
from trainkit.metrics.windows import (
    fading_sum_days,
    fading_sums,
    rolling_mean,
    rolling_sum_days,
)

__all__ = [
    "METHODS",
    "Averaging",
    "DailyLoads",
    "Definitions",
    "Method",
    "Seed",
    "Spans",
]

Method = Literal["ewma", "rolling", "uncoupled"]
"""The definitions that `acwr` computes with spans of your choice."""

Seed = float | Literal["first"]


class Definitions(NamedTuple):
    """The ratio [1] of each day by each definition, all in the shape of the load.

    `rolling` and `uncoupled` are means over 7 and 28 days; `ewma` is seeded with the first load and
    `ewma_zero_seed` with 0; `ewma_exponential` weighs the newest day by 1 - exp(-1/N);
    `fatigue_over_fitness` is ATL over CTL (7 and 42 days, 1/N, from 0); `decayed_chronic` divides a
    7-day mean by a 28-day mean that forgets at a constant rate.
    """

    rolling: FloatArray
    uncoupled: FloatArray
    ewma: FloatArray
    ewma_zero_seed: FloatArray
    ewma_exponential: FloatArray
    fatigue_over_fitness: FloatArray
    decayed_chronic: FloatArray


class DailyLoads(NamedTuple):
    """Acute and chronic load of each day as sums, and the factor that turns each into a load."""

    pairs: Iterable[FloatArray | tuple[FloatArray, FloatArray]]
    acute_unit: float
    chronic_unit: float

    def all_days(self) -> FloatArray:
        """Gather both loads of all days, shape (days, 2, athletes)."""
        if isinstance(self.pairs, np.ndarray):
            return self.pairs
        return np.array([(acute.copy(), chronic.copy()) for acute, chronic in self.pairs])


@dataclass(frozen=True, slots=True)
class Spans:
    """Checked options of a ratio: spans and `min_periods` [d], weights [1], seed [au]."""

    acute_days: int
    chronic_days: int
    min_periods: int
    acute_alpha: float
    chronic_alpha: float
    seed: Seed


@dataclass(frozen=True, slots=True)
class Averaging:
    """One way to average.

    `daily_loads` checks the load, shape (days, athletes), and averages it; `hide` sets to NaN in a
    result the days without an answer. `source` and `bands` say who published the method and which
    bands belong to it (None: none do). `own_options` are the options of `acwr` that only this
    method takes.
    """

    daily_loads: Callable[[FloatArray, Spans], DailyLoads]
    hide: Callable[[FloatArray, FloatArray, Spans], None]
    source: str
    bands: Bands | None = None
    own_options: frozenset[str] = frozenset()
    chronic_can_be_zero: bool = False
    """Whether the chronic load can be 0 on a day whose acute load is not."""


def _exponential(load: FloatArray, spans: Spans) -> DailyLoads:
    seed = None if isinstance(spans.seed, str) else spans.seed
    alphas = spans.acute_alpha, spans.chronic_alpha
    sums = fading_sums if load.size <= FEW_VALUES else fading_sum_days
    return DailyLoads(sums(load, alphas, (seed, seed), check=_check), *alphas)


def _check(load: FloatArray) -> None:
    series("load", load, low=0)


def _rolling(load: FloatArray, spans: Spans) -> DailyLoads:
    return _lagged(load, spans, lag_days=0)


def _uncoupled(load: FloatArray, spans: Spans) -> DailyLoads:
    return _lagged(load, spans, lag_days=spans.acute_days)


def _lagged(load: FloatArray, spans: Spans, *, lag_days: int) -> DailyLoads:
    """Plain means, the chronic one over the days up to `lag_days` ago."""
    load, window = series("load", load, low=0), spans.chronic_days - lag_days
    acute = _window_loads(load, spans.acute_days, spans)
    earlier = load[: max(len(load) - lag_days, 0)]
    chronic = _window_loads(earlier, window, spans)
    pairs: Iterable[FloatArray | tuple[FloatArray, FloatArray]]
    if isinstance(acute, np.ndarray) and isinstance(chronic, np.ndarray):
        pairs = np.full((len(load), 2, load.shape[1]), np.nan, load.dtype)
        pairs[:, 0], pairs[lag_days:, 1] = acute, chronic
    else:
        unknown = repeat(np.full_like(load[0], np.nan), lag_days)
        pairs = zip(acute, chain(unknown, chronic), strict=False)
    if spans.min_periods < spans.chronic_days:
        return DailyLoads(pairs, 1.0, 1.0)
    return DailyLoads(pairs, 1 / spans.acute_days, 1 / window)


def _window_loads(load: FloatArray, window: int, spans: Spans) -> Iterable[FloatArray]:
    """Sums over full windows; with `min_periods`, means over the known days."""
    if spans.min_periods == spans.chronic_days:
        return rolling_sum_days(load, window)
    need = ceil(window * spans.min_periods / spans.chronic_days)
    return rolling_mean(load, window, min_periods=need)


def _hide_before_start(result: FloatArray, load: FloatArray, spans: Spans) -> None:
    """Hide an exponential average until `min_periods` days after its first known one."""
    result, load, hidden = as_columns(result), as_columns(load), spans.min_periods - 1
    result[:hidden] = np.nan
    waiting = np.flatnonzero(np.isnan(load[0]))
    late: list[NDArray[np.intp]] = []  # who begins on each day after the first
    for today in load[1:]:
        if not waiting.size:
            break
        known = ~np.isnan(today[waiting])
        late.append(waiting[known])
        if known.any():
            waiting = waiting[~known]
    for day, columns in enumerate(late, 1):
        if columns.size:
            result[max(day, hidden) : day + hidden, columns] = np.nan


def _hide_unknown_days(result: FloatArray, load: FloatArray, spans: Spans) -> None:
    """Hide unknown days, on which a mean over the known days continues."""
    if spans.min_periods < spans.chronic_days:
        result[np.isnan(load)] = np.nan


METHODS: Mapping[Method, Averaging] = MappingProxyType(
    {
        "ewma": Averaging(
            _exponential,
            _hide_before_start,
            source="Williams et al. 2017, Br J Sports Med 51:209",
            own_options=frozenset({"acute_alpha", "chronic_alpha", "seed"}),
        ),
        "rolling": Averaging(
            _rolling,
            _hide_unknown_days,
            source="Hulin et al. 2014, Br J Sports Med 48:708; "
            "Gabbett 2016, Br J Sports Med 50:273",
            bands=ACWR_BANDS,
        ),
        "uncoupled": Averaging(
            _uncoupled,
            _hide_unknown_days,
            source="Windt & Gabbett 2019, Br J Sports Med 53:988",
            chronic_can_be_zero=True,
        ),
    }
)
"""How each method averages, who published it, and the bands that belong to it."""
