"""Warnings from training load and from what the athlete reports in the journal."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.metrics import acwr
from trainkit.metrics.windows import rolling_count, rolling_mean, rolling_sum
from trainkit.models.assessment import Intensity
from trainkit.recovery._daily_signals import DailySignals, lag, zero_if_nan
from trainkit.recovery._detectors import Levels, ThresholdDetector
from trainkit.recovery._journal_words import JOURNAL_WORDS
from trainkit.recovery._reported import FEELINGS
from trainkit.recovery._words import format_signed

__all__ = ["REPORTED"]

_LEVELS: Mapping[str, int] = {
    "mandatory_rest": 2,
    "overtraining_risk": 2,
    "underfueling_risk": 2,
    "high_acwr_risk": 1,
    "recovery_needed": 2,
    "undertraining_opportunity": 1,
}
_KINDS = {
    "underfueling_risk": "underfuelling",
    "high_acwr_risk": "high_acwr",
    "undertraining_opportunity": "undertraining",
}
_GAP_DAYS = 6
_COACH = "Training Monkey 2026"


def _category(signals: DailySignals) -> np.ndarray[tuple[int, ...], np.dtype[np.str_]]:
    external, internal = signals.rolling_acwr
    return signals.history.memoize(
        ("category", signals.athlete),
        lambda: acwr.category(
            external,
            internal,
            signals.divergence,
            days_since_rest=signals.days_since_rest,
            weight_change_percent=signals.weight_change_percent,
            risk_style=signals.athlete.risk_style,
        ),
    )


def _describe(category: str, signals: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    external, internal = (float(ratio[at]) for ratio in signals.rolling_acwr)
    limits = acwr.RISK_STYLES[signals.athlete.risk_style]
    divergence, days = float(signals.divergence[at]), float(signals.days_since_rest[at])
    weight = float(signals.weight_change_percent[at])
    style = signals.athlete.risk_style
    # In words, for the ratio of the score is another one: exponentially weighted.
    ratios = (
        f"the mean of 7 days is {external:.2f} times that of 28 (internal load: {internal:.2f})"
    )
    texts = {
        "mandatory_rest": f"You have trained {days:.0f} days in a row; the {style} style allows "
        f"{limits.max_days_without_rest}. Rest today.",
        "overtraining_risk": "Training costs you more than it used to: your divergence is "
        f"{format_signed(divergence, 2)}, at or below the limit of "
        f"{limits.divergence_overtraining:.2f} ({style} style).",
        "underfueling_risk": f"Your weight has changed by {format_signed(weight, 1)} % in 28 days "
        f"while your load is high: {ratios}. "
        "Eat enough to match your training.",
        "high_acwr_risk": f"Your load has risen fast: {ratios}, both above "
        f"{limits.acwr_high:.2f} ({style} style).",
        "recovery_needed": f"You have trained {days:.0f} days in a row and your divergence is "
        f"{format_signed(divergence, 2)}. Take an easier day.",
        "undertraining_opportunity": f"Your load has dropped: {ratios}, both below "
        f"{limits.acwr_low:.2f}. You have room for more.",
    }
    values = {
        "external_acwr": external,
        "internal_acwr": internal,
        "divergence": divergence,
        "days_since_rest": days,
        "weight_change_percent": weight,
    }
    return texts[category], values


def _category_detector(
    category: str, at_most: tuple[Intensity, Intensity, Intensity]
) -> ThresholdDetector:
    return ThresholdDetector(
        _KINDS.get(category, category),
        _COACH,
        lambda signals: _category_levels(signals, category),
        lambda signals, at: _describe(category, signals, at),
        at_most,
        "reported",
    )


def _category_levels(signals: DailySignals, category: str) -> Levels:
    """Grade a category; what follows from a gap in training, or from one number, stays a note."""
    level = np.where(_category(signals) == category, _LEVELS[category], 0)
    if category == "undertraining_opportunity":  # a break asks for its ladder, not for more
        level = np.where(_had_a_gap(signals), 0, level)
    if category == "overtraining_risk":  # weeks of decline show in the mornings too
        mornings = (signals.hrv_week_z <= -1) | (_mean_of_3(signals.resting_hr_z) >= 1)
        level = np.where((level > 0) & mornings, 3, level)
    return level.astype(np.int8)


def _had_a_gap(signals: DailySignals) -> NDArray[np.bool_]:
    """Whether six days in a row of the 28 before were without training."""
    trained = lag(zero_if_nan(signals.loads.training_load)) > 0
    idle = rolling_sum(trained.astype(np.float64), _GAP_DAYS) == 0
    return np.asarray(rolling_count(idle, 28) > 0)


def _mean_of_3(values: FloatArray) -> FloatArray:
    return rolling_mean(values, 3, min_periods=2)


def _latest_report(signals: DailySignals, field: str) -> FloatArray:
    """Read the journal entry of today or, if there is none yet, of yesterday."""
    today = signals.history.daily(field)
    return np.where(np.isnan(today), lag(today), today)


def _illness(signals: DailySignals) -> Levels:
    return np.where(_latest_report(signals, "illness") == 1, 3, 0).astype(np.int8)


def _pain(signals: DailySignals) -> Levels:
    """Grade pain: 60 on two days in a row stops training, 40 makes it easier."""
    today = signals.history.daily("pain")
    pain = _latest_report(signals, "pain")
    before = np.where(np.isnan(today), lag(today, 2), lag(today))  # the day before that report
    persistent = (pain >= 60) & (before >= 60)
    return np.where(persistent, 3, np.where(pain >= 40, 2, 0)).astype(np.int8)


REPORTED: tuple[ThresholdDetector, ...] = (
    *(_category_detector(category, ("hard", "easy", "rest")) for category in _LEVELS),
    ThresholdDetector(
        "reported_illness",
        "the athlete's journal",
        _illness,
        lambda signals, at: ("You reported feeling ill. Rest until you feel well.", {}),  # noqa: ARG005
        evidence="reported",
    ),
    ThresholdDetector(
        "reported_pain",
        _COACH,
        _pain,
        lambda signals, at: (
            f"You reported a pain level of {_latest_report(signals, 'pain')[at]:.0f} of 100.",
            {"pain": float(_latest_report(signals, "pain")[at])},
        ),
        ("hard", "easy", "rest"),
        "reported",
    ),
    *FEELINGS,
    *JOURNAL_WORDS,
)
"""Detectors of both models: training load and journal."""
