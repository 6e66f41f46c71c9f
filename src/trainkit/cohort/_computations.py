"""What a cohort can compute: for each name the fields it reads and the function of one athlete."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.cohort._recovery import (
    RECOVERY_COLUMNS,
    RECOVERY_FIELDS,
    WARNING_KINDS,
    find_warnings,
    score_recovery,
)
from trainkit.metrics import acwr, fitness, hrv

__all__ = ["COMPUTATIONS", "Computation"]

Columns = Mapping[str, FloatArray]
Dates = NDArray[np.datetime64]


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
        Takes the fields, each of shape (days, athletes), the dates, the arrays that receive the
        results, of the same shape or, with `last_day`, of shape (athletes,), and the options.
    options : tuple of str
        Names of the options that the function takes.
    together : int, optional
        Athletes at a time, so that what it holds in between stays small; by default a tile.
    last_day : bool
        Whether it answers for the last day alone.
    """

    columns: tuple[str, ...]
    fields: tuple[str, ...]
    function: Callable[..., None]
    options: tuple[str, ...] = ()
    together: int | None = None
    last_day: bool = False


def _acwr(fields: Columns, dates: Dates, results: Columns, **options: object) -> None:  # noqa: ARG001
    acwr.acwr(fields["load"], out=results["acwr"], **options)  # type: ignore[arg-type]


def _form(fields: Columns, dates: Dates, results: Columns, **options: object) -> None:  # noqa: ARG001
    chart = fitness.PerformanceChart(**results)
    fitness.performance_chart(fields["load"], out=chart, **options)  # type: ignore[arg-type]


def _hrv_baseline(fields: Columns, dates: Dates, results: Columns, **options: object) -> None:  # noqa: ARG001
    base = hrv.baseline(np.log(fields["hrv_rmssd"]), **options)  # type: ignore[arg-type]
    for name in _BASELINE:
        results[name][...] = getattr(base, name)


def _recovery(fields: Columns, dates: Dates, results: Columns, **options: object) -> None:
    answers = score_recovery(fields, dates, **options)  # type: ignore[arg-type]
    for name, answer in answers.items():
        results[name][...] = answer


def _warnings(fields: Columns, dates: Dates, results: Columns, **options: object) -> None:
    answers = find_warnings(fields, dates, **options)  # type: ignore[arg-type]
    for name, answer in answers.items():
        results[name][...] = answer


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
            together=64,
            last_day=True,
        ),
        "warnings": Computation(
            WARNING_KINDS,
            RECOVERY_FIELDS,
            _warnings,
            ("sleep_need_h", "risk_style"),
            together=64,
            last_day=True,
        ),
    }
)
"""By name. For each day: `metrics.acwr.acwr`, `metrics.fitness.performance_chart`, and
`metrics.hrv.baseline` of the logarithm of each night's RMSSD. For the last day: the score of
recovery with its components, and the level of each kind of warning."""
