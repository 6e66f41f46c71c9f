"""The weekly coach's category of a day, by the athlete's risk style."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, overload

import numpy as np
from numpy.typing import NDArray

from trainkit._array import Floats, broadcast, choice, numbers

__all__ = ["RISK_STYLES", "Category", "RiskStyle", "RiskThresholds", "category"]

RiskStyle = Literal["conservative", "balanced", "adaptive", "aggressive"]
Category = Literal[
    "mandatory_rest",
    "overtraining_risk",
    "underfueling_risk",
    "high_acwr_risk",
    "recovery_needed",
    "unknown",
    "undertraining_opportunity",
    "normal_progression",
]


@dataclass(frozen=True, slots=True)
class RiskThresholds:
    """Limits of one risk style.

    `acwr_high` and `acwr_low` [1] bound both ratios; `divergence_overtraining` and
    `divergence_moderate` [1] are the divergences that stop training and that call for care;
    `max_days_without_rest` [d]; `weight_loss_percent` [%] of body weight over 28 days, and
    `days_before_recovery` [d] of training in a row, are the same for all published styles.
    """

    acwr_high: float
    acwr_low: float
    divergence_overtraining: float
    divergence_moderate: float
    max_days_without_rest: int
    weight_loss_percent: float = 3.0
    days_before_recovery: int = 5


# Training Monkey (2026), for rolling coupled ratios of 7 and 28 days.
RISK_STYLES: Mapping[RiskStyle, RiskThresholds] = {
    "conservative": RiskThresholds(1.2, 0.85, -0.10, -0.03, 6),
    "balanced": RiskThresholds(1.3, 0.80, -0.15, -0.05, 7),
    "adaptive": RiskThresholds(1.35, 0.80, -0.15, -0.05, 7),
    "aggressive": RiskThresholds(1.5, 0.75, -0.20, -0.08, 8),
}
"""By style; pass your own `RiskThresholds` for any other."""


@overload
def category(
    external_acwr: float,
    internal_acwr: float,
    divergence: float,
    *,
    days_since_rest: float,
    weight_change_percent: float = float("nan"),
    risk_style: RiskStyle | RiskThresholds = "balanced",
) -> Category: ...
@overload
def category(
    external_acwr: Floats,
    internal_acwr: Floats,
    divergence: Floats,
    *,
    days_since_rest: float | Floats,
    weight_change_percent: float | Floats = float("nan"),
    risk_style: RiskStyle | RiskThresholds = "balanced",
) -> NDArray[np.str_]: ...
def category(
    external_acwr: float | Floats,
    internal_acwr: float | Floats,
    divergence: float | Floats,
    *,
    days_since_rest: float | Floats,
    weight_change_percent: float | Floats = float("nan"),
    risk_style: RiskStyle | RiskThresholds = "balanced",
) -> Category | NDArray[np.str_]:
    r"""Classify a day by the first condition that it meets.

    | category | condition |
    |---|---|
    | mandatory_rest | days since rest above the maximum |
    | overtraining_risk | divergence at or below the overtraining threshold |
    | underfueling_risk | 3 % of weight lost or more, and either ratio high |
    | high_acwr_risk | both ratios high |
    | recovery_needed | divergence below the moderate threshold after more than 5 days |
    | unknown | none of the above, and a number is missing |
    | undertraining_opportunity | both ratios low |
    | normal_progression | none of the above |

    $$\mathrm{high}: r > r_{high}, \qquad \mathrm{low}: r < r_{low}$$

    A warning needs only its own numbers; clearance to train needs all of them but the weight.

    Parameters
    ----------
    external_acwr, internal_acwr : float or array
        Ratios r of external and internal load [1].
    divergence : float or array
        Their divergence [1].
    days_since_rest : float or array
        Days of training in a row [d], today included, as `load.days_since_rest`.
    weight_change_percent : float or array
        Change of body weight over 28 days [%]; NaN where it is not known.
    risk_style : {"balanced", "conservative", "adaptive", "aggressive"} or RiskThresholds
        The thresholds.

    Returns
    -------
    str or ndarray of str, shape of the inputs
        Category [a word].

    Raises
    ------
    InvalidInput
        A value out of range, an unknown style, or shapes that do not go together.

    References
    ----------
    - Training Monkey 2026, Weekly training coach, software. (`"unknown"` is added here, because a
      missing number is no clearance to train)

    Examples
    --------
    >>> category(1.75, 1.6, 0.0, days_since_rest=1, risk_style="aggressive")
    'high_acwr_risk'
    """
    external = np.asarray(numbers("external_acwr", external_acwr, low=0))
    internal = np.asarray(numbers("internal_acwr", internal_acwr, low=0))
    D = np.asarray(numbers("divergence", divergence, low=-2, high=2))
    days = np.asarray(numbers("days_since_rest", days_since_rest, low=0))
    weight = np.asarray(numbers("weight_change_percent", weight_change_percent, low=-100))
    broadcast(
        external_acwr=external,
        internal_acwr=internal,
        divergence=D,
        days_since_rest=days,
        weight_change_percent=weight,
    )
    limits = _thresholds(risk_style)
    high, low = limits.acwr_high, limits.acwr_low
    first_match = {
        "mandatory_rest": days > limits.max_days_without_rest,
        "overtraining_risk": limits.divergence_overtraining >= D,
        "underfueling_risk": (weight <= -limits.weight_loss_percent)
        & ((external > high) | (internal > high)),
        "high_acwr_risk": (external > high) & (internal > high),
        "recovery_needed": (limits.divergence_moderate > D) & (days > limits.days_before_recovery),
        "unknown": np.isnan(external + internal + D + days),
        "undertraining_opportunity": (external < low) & (internal < low),
    }
    matched = np.select(list(first_match.values()), list(first_match), default="normal_progression")
    return cast("Category", str(matched)) if matched.ndim == 0 else matched


def _thresholds(risk_style: RiskStyle | RiskThresholds) -> RiskThresholds:
    if isinstance(risk_style, RiskThresholds):
        return risk_style
    choice("risk_style", risk_style, RISK_STYLES)
    return RISK_STYLES[risk_style]
