"""What training and the journal say: the weekly coach's categories, and what an athlete reports."""

from collections.abc import Mapping

import numpy as np

from trainkit._array import FloatArray
from trainkit.metrics import acwr
from trainkit.models.assessment import Intensity
from trainkit.recovery._daily_signals import DailySignals, earlier
from trainkit.recovery._detectors import Levels, ThresholdDetector
from trainkit.recovery._words import signed

__all__ = ["REPORTED"]

_LEVELS: Mapping[str, int] = {
    "mandatory_rest": 3,
    "overtraining_risk": 3,
    "underfueling_risk": 2,
    "high_acwr_risk": 2,
    "recovery_needed": 2,
    "undertraining_opportunity": 1,
}
_KINDS = {
    "underfueling_risk": "underfuelling",
    "high_acwr_risk": "high_acwr",
    "undertraining_opportunity": "undertraining",
}
_COACH = "Training Monkey 2026"


def _category(now: DailySignals) -> np.ndarray[tuple[int, ...], np.dtype[np.str_]]:
    external, internal = now.rolling_ratios
    return now.history.derived(
        ("category", now.athlete),
        lambda: acwr.category(
            external,
            internal,
            now.divergence,
            days_since_rest=now.days_since_rest,
            weight_change_percent=now.weight_change,
            risk_style=now.athlete.risk_style,
        ),
    )


def _say(category: str, now: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    external, internal = (float(one[at]) for one in now.rolling_ratios)
    limits = acwr.RISK_STYLES[now.athlete.risk_style]
    divergence, days = float(now.divergence[at]), float(now.days_since_rest[at])
    weight = float(now.weight_change[at])
    style = now.athlete.risk_style
    texts = {
        "mandatory_rest": f"{days:.0f} days of training in a row; the {style} style allows "
        f"{limits.max_days_without_rest}. Today is for rest.",
        "overtraining_risk": "Training costs you more than it used to: divergence "
        f"{signed(divergence, 2)}, at or below {limits.divergence_overtraining:.2f} "
        f"({style} style).",
        "underfueling_risk": f"Weight changed by {signed(weight, 1)} % in 28 days while load is "
        f"high (ACWR {external:.2f} and {internal:.2f}); eat enough for the work you do.",
        "high_acwr_risk": f"Load has risen fast: ACWR {external:.2f} (work) and {internal:.2f} "
        f"(cost), both above {limits.acwr_high:.2f} ({style} style).",
        "recovery_needed": f"{days:.0f} days of training in a row and a divergence of "
        f"{signed(divergence, 2)}: an easier day is due.",
        "undertraining_opportunity": f"Load has fallen: ACWR {external:.2f} (work) and "
        f"{internal:.2f} (cost), both below {limits.acwr_low:.2f}; there is room for more.",
    }
    values = {
        "external_acwr": external,
        "internal_acwr": internal,
        "divergence": divergence,
        "days_since_rest": days,
        "weight_change_percent": weight,
    }
    return texts[category], values


def _sign(category: str, at_most: tuple[Intensity, Intensity, Intensity]) -> ThresholdDetector:
    return ThresholdDetector(
        _KINDS.get(category, category),
        _COACH,
        lambda now: np.where(_category(now) == category, _LEVELS[category], 0).astype(np.int8),
        lambda now, at: _say(category, now, at),
        at_most,
        "reported",
    )


def _told(now: DailySignals, field: str) -> FloatArray:
    """What the journal says of today or, where it says nothing yet, of yesterday."""
    today = now.history.daily(field)
    return np.where(np.isnan(today), earlier(today), today)


def _ill(now: DailySignals) -> Levels:
    return np.where(_told(now, "illness") == 1, 3, 0).astype(np.int8)


def _pain(now: DailySignals) -> Levels:
    """From 60 on two days running it stops training, from 40 it softens it."""
    pain = _told(now, "pain")
    again = (pain >= 60) & (earlier(now.history.daily("pain")) >= 60)
    return np.where(again, 3, np.where(pain >= 40, 2, 0)).astype(np.int8)


REPORTED: tuple[ThresholdDetector, ...] = (
    *(_sign(one, ("hard", "easy", "rest")) for one in _LEVELS),
    ThresholdDetector(
        "reported_illness",
        "the athlete's journal",
        _ill,
        lambda now, at: ("You reported that you feel ill. Rest until you feel well.", {}),  # noqa: ARG005
        evidence="reported",
    ),
    ThresholdDetector(
        "reported_pain",
        _COACH,
        _pain,
        lambda now, at: (
            f"You reported pain of {_told(now, 'pain')[at]:.0f} of 100.",
            {"pain": float(_told(now, "pain")[at])},
        ),
        ("hard", "easy", "rest"),
        "reported",
    ),
)
"""Detectors that both models use."""
