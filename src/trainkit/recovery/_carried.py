"""The evidence of an illness on one more morning, from what the mornings before have left.

The same functions as for a whole history, asked about the last day alone. What they read of the
days before never changes once it is computed, so a cohort keeps it:

| column | days before that are read | what it is |
|---|---|---|
| covariate, robust | 90 | what the regression learns from, see `_residuals` |
| away | 60 | distance of a measure from what is usual |
| residual, innovation, news | 61 | see `_whitening` |
| surprise, gap, carried, scale, momentum, sd | 3 | of the mornings of a course, see `_whitening` |
| missed | 3 | log-likelihood ratio of the training of the day before |
| judged | 120 | evidence of both measures |

The sums of the regression are carried too: a day more, and the one 90 days ago less.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from trainkit._array import FloatArray
from trainkit.recovery._daily_signals import DailySignals, lag, zero_if_nan
from trainkit.recovery._illness import (
    COURSE_DAYS,
    SAME_WEEKDAYS,
    USUAL_DAYS,
    IllnessEvidence,
    evidence_of,
    explained,
    judge_training,
    keep_evidence,
    ratio_of_training,
    unexplained,
    usual_evidence,
    weigh,
)
from trainkit.recovery._regression import expect_by, products, sums_before
from trainkit.recovery._residuals import (
    COVARIATES,
    LEARNED_DAYS,
    PRIOR,
    SPREAD_DAYS,
    Measure,
    covariates,
    measures_of,
    morning_residuals,
    residual_from,
    spread_of,
)
from trainkit.recovery._whitening import (
    LEARNED_NIGHTS,
    LONGEST_GAP,
    Innovations,
    Whitened,
    whiten,
)

__all__ = ["EVIDENCE_DAYS", "EVIDENCE_SUMS", "Before", "carry_evidence", "evidence_columns"]

Before = Callable[[str, int, int], FloatArray]
"""Reads some rows of a kept column, of which the first is some days ago; NaN where none is."""

_MEASURES = ("hrv", "resting_hr")
_NIGHTS = ("residual", "innovation", "news")
_COURSE = ("surprise", "gap", "carried", "scale", "momentum", "sd")
_COVARIATES = tuple(f"covariate_{at}" for at in range(COVARIATES))

EVIDENCE_DAYS: Mapping[str, int] = {
    **dict.fromkeys(_COVARIATES, LEARNED_DAYS),
    **{f"robust_{name}": LEARNED_DAYS for name in _MEASURES},
    **{f"away_{name}": SPREAD_DAYS for name in _MEASURES},
    **{f"{column}_{name}": LEARNED_NIGHTS + 1 for column in _NIGHTS for name in _MEASURES},
    **{f"{column}_{name}": COURSE_DAYS for column in _COURSE for name in _MEASURES},
    "missed": COURSE_DAYS,
    "judged": USUAL_DAYS,
}
"""Columns that are kept, and how many days before a morning are read of each [d]."""

EVIDENCE_SUMS = len(_MEASURES) * (COVARIATES + 1) * (COVARIATES + 4) // 2
"""Sums of the regressions that are carried from day to day."""


def evidence_columns(signals: DailySignals) -> tuple[dict[str, FloatArray], FloatArray]:
    """Compute what is kept of whole columns, and the sums after the last day.

    Returns columns of shape (days, athletes), and sums of shape (sums, athletes).
    """
    regressors = covariates(signals, signals.days)
    columns = dict(zip(_COVARIATES, regressors, strict=True))
    columns |= {"missed": lag(judge_training(signals)), "judged": evidence_of(signals).judged}
    sums = []
    for name, measure, residual in zip(
        _MEASURES, measures_of(signals), morning_residuals(signals), strict=True
    ):
        robust = measure.limit(spread_of(lag(measure.away)))
        sums.append(sums_before(products(regressors, robust), LEARNED_DAYS)[-1])
        white = whiten(residual, measure.expected)
        columns |= _columns_of(name, measure, robust, white)
    return columns, np.concatenate(sums)


def carry_evidence(
    signals: DailySignals,
    load_before: Callable[[int], FloatArray],
    before: Before,
    sums: FloatArray,
) -> dict[str, FloatArray]:
    """Weigh the last morning, and keep the evidence with its signals.

    Parameters
    ----------
    signals : DailySignals
        Some last days, of shape (days, athletes); enough to explain missed training.
    load_before : callable
        Reads the load of some days ago, shape (athletes,) [au].
    before : callable
        Reads the columns of the days before.
    sums : array, shape (sums, athletes)
        Sums of the regressions, which become those of the next day.

    Returns
    -------
    dict of str to array, each of shape (athletes,)
        What is to be kept of the morning.
    """
    today: dict[str, FloatArray] = {}
    regressors = covariates(signals, 1)
    today |= {name: column[0] for name, column in zip(_COVARIATES, regressors, strict=True)}
    oldest = [zero_if_nan(before(name, LEARNED_DAYS, 1)) for name in _COVARIATES]
    for name, measure, own in zip(
        _MEASURES, measures_of(signals), np.split(sums, len(_MEASURES)), strict=True
    ):
        last = measure.last_days(1)
        spread = spread_of(before(f"away_{name}", SPREAD_DAYS, SPREAD_DAYS), SPREAD_DAYS - 1)
        robust = last.limit(spread[-1:])
        foretold = expect_by(own[:, np.newaxis], regressors, PRIOR)
        residual = residual_from(last.values, *foretold)
        nights = LEARNED_NIGHTS + 1
        known = Innovations(
            *(before(f"{column}_{name}", nights, nights) for column in ("innovation", "news"))
        )
        residuals = np.concatenate([before(f"residual_{name}", nights, nights), residual])
        white = whiten(residuals, measure.expected, known)
        today |= {key: row[0] for key, row in _columns_of(name, last, robust, white).items()}
        gone = before(f"robust_{name}", LEARNED_DAYS, 1)
        own[...] = own + products(regressors, robust)[0] - products(oldest, gone)[0]
    same_weekday = [load_before(1 + days) for days in SAME_WEEKDAYS]
    missed = ratio_of_training(load_before(1), same_weekday)
    today["missed"] = unexplained(missed, explained(signals)[-2])
    evidence = _weigh(before, today)
    today["judged"] = evidence.judged[-1]
    judged = np.concatenate([before("judged", USUAL_DAYS, USUAL_DAYS), evidence.judged[-1:]])
    usual = usual_evidence(judged, USUAL_DAYS)[-len(evidence.usual) :]
    keep_evidence(signals, _pad(replace(evidence, usual=usual), signals.days))
    return today


def _columns_of(
    name: str, measure: Measure, robust: FloatArray, white: Whitened
) -> dict[str, FloatArray]:
    """Name what is kept of a measure."""
    columns = {f"{column}_{name}": getattr(white, column) for column in (*_NIGHTS, *_COURSE)}
    return columns | {f"away_{name}": measure.away, f"robust_{name}": robust}


def _weigh(before: Before, today: Mapping[str, FloatArray]) -> IllnessEvidence:
    """Weigh the last mornings, of which the last one has all that it needs."""

    def lately(column: str) -> FloatArray:
        pair = [
            np.concatenate([before(key, COURSE_DAYS, COURSE_DAYS), today[key][np.newaxis]])
            for key in (f"{column}_{name}" for name in _MEASURES)
        ]
        return np.stack(pair, axis=-1)

    course = {name: lately(name) for name in (*_NIGHTS, *_COURSE)}
    gap = course.pop("gap")
    both = Whitened(**course, gap=np.where(np.isnan(gap), LONGEST_GAP + 1, gap).astype(np.intp))
    missed = [before("missed", 2, 2), today["missed"][np.newaxis]]
    unknown = np.zeros_like(missed[1])  # of today, which is not over
    return weigh(both, zero_if_nan(np.concatenate([*missed, unknown])))


def _pad(evidence: IllnessEvidence, days: int) -> IllnessEvidence:
    """Put days without evidence before the last ones."""

    def pad(rows: FloatArray) -> FloatArray:
        return np.concatenate([np.full((days - len(rows), *rows.shape[1:]), np.nan), rows])

    return IllnessEvidence(
        *(pad(getattr(evidence, name)) for name in IllnessEvidence.__dataclass_fields__)
    )
