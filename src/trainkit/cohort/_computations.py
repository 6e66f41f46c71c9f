"""What a cohort can compute: for each name the fields it reads and the function of one athlete."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.cohort._carry import CARRIED, Carrying
from trainkit.cohort._fields import RECOVERY_FIELDS
from trainkit.cohort._mornings import PartMornings, TileMornings
from trainkit.cohort._recovery import (
    RECOVERY_COLUMNS,
    WARNING_KINDS,
    find_warnings,
    score_recovery,
)
from trainkit.metrics import acwr, fitness, hrv

__all__ = ["COMPUTATIONS", "Computation"]

Columns = Mapping[str, FloatArray]
Dates = NDArray[np.datetime64]
Options = Mapping[str, object]
_TOGETHER = 256  # athletes, whose columns stay in the cache


@dataclass(frozen=True, slots=True)
class Computation:
    """A function over some athletes of a tile.

    Parameters
    ----------
    columns : tuple of str
        Names of its results.
    fields : tuple of str
        Fields that it reads.
    function : callable
        Takes the fields, each of shape (days, athletes), or what `source` makes of them, the arrays
        that receive the results, of the same shape or, with `last_day`, of shape (athletes,), and
        the options.
    options : tuple of str
        Names of the options that the function takes.
    together : int, optional
        Athletes at a time, so that what it holds in between stays small; by default a tile.
    last_day : bool
        Whether it answers for the last day alone.
    source : callable, optional
        Takes the fields of a tile, the dates and, by name, the options of the computations that
        share it; returns an object whose method `part` takes a slice of athletes.
    carrying : Carrying, optional
        Answers from what the days before have left, where the same is asked for again.
    """

    columns: tuple[str, ...]
    fields: tuple[str, ...]
    function: Callable[..., None]
    options: tuple[str, ...] = ()
    together: int | None = None
    last_day: bool = False
    source: Callable[[Columns, Dates, Mapping[str, Options]], TileMornings] | None = None
    carrying: Carrying | None = None


def _acwr(fields: Columns, results: Columns, **options: object) -> None:
    acwr.acwr(fields["load"], out=results["acwr"], **options)  # type: ignore[arg-type]


def _form(fields: Columns, results: Columns, **options: object) -> None:
    chart = fitness.PerformanceChart(**results)
    fitness.performance_chart(fields["load"], out=chart, **options)  # type: ignore[arg-type]


def _hrv_baseline(fields: Columns, results: Columns, **options: object) -> None:
    base = hrv.baseline(np.log(fields["hrv_rmssd"]), trend_days=None, **options)  # type: ignore[arg-type]
    _fill(results, {name: getattr(base, name) for name in _BASELINE})


def _recovery(
    part: PartMornings,
    results: Columns,
    bands: Literal["70/40", "80/50"] = "70/40",
    **options: object,
) -> None:
    _fill(results, score_recovery(part.mornings(**options), bands=bands))  # type: ignore[arg-type]


def _warnings(part: PartMornings, results: Columns, **options: object) -> None:
    _fill(results, find_warnings(part.mornings(**options)))  # type: ignore[arg-type]


def _fill(results: Columns, answers: Columns) -> None:
    for name, answer in answers.items():
        results[name][...] = answer


def _read_mornings(fields: Columns, dates: Dates, asked: Mapping[str, Options]) -> TileMornings:
    """Read a tile for recovery, which no risk style changes, and warnings."""
    style = asked.get("warnings", {}).get("risk_style", "balanced")
    return TileMornings(fields, dates, illness="warnings" in asked, risk_style=style)  # type: ignore[arg-type]


_BASELINE = ("mean", "normal_mean", "normal_sd", "low", "high", "cv")
_SPANS = ("acute_days", "chronic_days", "min_periods", "acute_alpha", "chronic_alpha", "seed")

COMPUTATIONS: Mapping[str, Computation] = MappingProxyType(
    {
        "acwr": Computation(("acwr",), ("load",), _acwr, ("method", *_SPANS)),
        "form": Computation(
            ("ctl", "atl", "tsb"),
            ("load",),
            _form,
            ("fitness_days", "fatigue_days", "alpha", "form", "seed_ctl", "seed_atl"),
        ),
        "hrv_baseline": Computation(
            _BASELINE,
            ("hrv_rmssd",),
            _hrv_baseline,
            ("days", "normal_days", "min_nights", "min_normal_nights", "exclude_days", "width_sd"),
            together=256,
        ),
        "recovery": Computation(
            RECOVERY_COLUMNS,
            RECOVERY_FIELDS,
            _recovery,
            ("sleep_need_h", "bands"),
            together=_TOGETHER,
            last_day=True,
            source=_read_mornings,
            carrying=CARRIED,
        ),
        "warnings": Computation(
            WARNING_KINDS,
            RECOVERY_FIELDS,
            _warnings,
            ("sleep_need_h", "risk_style"),
            together=_TOGETHER,
            last_day=True,
            source=_read_mornings,
            carrying=CARRIED,
        ),
    }
)
"""By name. For each day: `metrics.acwr.acwr`, `metrics.fitness.performance_chart`, and
`metrics.hrv.baseline` of the logarithm of each night's RMSSD. For the last day: the score of
recovery with its components, and the level of each kind of warning."""
