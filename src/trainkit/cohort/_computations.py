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
        Takes the fields, each of shape (days, athletes), the dates and the options; returns the
        results, of the same shape or, with `last_day`, of shape (athletes,).
    options : tuple of str
        Names of the options that the function takes.
    together : int
        Athletes at a time, so that what it holds in between stays small.
    last_day : bool
        Whether it answers for the last day alone.
    """

    columns: tuple[str, ...]
    fields: tuple[str, ...]
    function: Callable[..., Columns]
    options: tuple[str, ...] = ()
    together: int = 2048
    last_day: bool = False


def _acwr(fields: Columns, dates: NDArray[np.datetime64], **options: object) -> Columns:  # noqa: ARG001
    return {"acwr": acwr.acwr(fields["load"], **options)}  # type: ignore[arg-type]


def _form(fields: Columns, dates: NDArray[np.datetime64], **options: object) -> Columns:  # noqa: ARG001
    chart = fitness.performance_chart(fields["load"], **options)  # type: ignore[arg-type]
    return chart._asdict()


def _hrv_baseline(fields: Columns, dates: NDArray[np.datetime64], **options: object) -> Columns:  # noqa: ARG001
    base = hrv.baseline(np.log(fields["hrv_rmssd"]), **options)  # type: ignore[arg-type]
    return {name: getattr(base, name) for name in _BASELINE}


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
            score_recovery,
            ("sleep_need_h", "bands"),
            together=64,
            last_day=True,
        ),
        "warnings": Computation(
            WARNING_KINDS,
            RECOVERY_FIELDS,
            find_warnings,
            ("sleep_need_h", "risk_style"),
            together=64,
            last_day=True,
        ),
    }
)
"""By name. For each day: `metrics.acwr.acwr`, `metrics.fitness.performance_chart`, and
`metrics.hrv.baseline` of the logarithm of each night's RMSSD. For the last day: the score of
recovery with its components, and the level of each kind of warning."""
