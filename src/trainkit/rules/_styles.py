"""The default set, with each number by the athlete's risk style."""

from collections.abc import Mapping
from typing import Literal

from trainkit.metrics.acwr import RISK_STYLES
from trainkit.ports.rule import Rule
from trainkit.rules._load import LongRunStep
from trainkit.rules._rest import DaysWithoutRest, FallingScores, RaceNear
from trainkit.rules._spacing import HardInARow, HardInAWeek, HardShare, HardSpacing

__all__ = ["RiskStyle", "default_rules"]

RiskStyle = Literal["conservative", "balanced", "adaptive", "aggressive"]

# Easier days after a hard one, and largest share of hard days; the rest is in RISK_STYLES.
_HARD: Mapping[RiskStyle, tuple[int, float]] = {
    "conservative": (2, 0.25),
    "balanced": (1, 0.35),
    "adaptive": (1, 0.40),
    "aggressive": (0, 0.50),
}


def default_rules(risk_style: RiskStyle = "balanced") -> tuple[Rule, ...]:
    """List the rules that apply unless a host passes its own.

    Parameters
    ----------
    risk_style : {"balanced", "conservative", "adaptive", "aggressive"}
        How close to the limits they allow.

    Returns
    -------
    tuple of Rule
        The rules.

    Examples
    --------
    >>> [rule.name for rule in default_rules()][:3]
    ['hard_spacing', 'hard_in_a_row', 'hard_in_a_week']
    """
    limits = RISK_STYLES[risk_style]
    easier_days, hard_share = _HARD[risk_style]
    return (
        HardSpacing(easier_days),
        HardInARow(),
        HardInAWeek(),
        HardShare(hard_share),
        FallingScores(),
        RaceNear(),
        DaysWithoutRest(limits.max_days_without_rest),
        LongRunStep(),
    )
