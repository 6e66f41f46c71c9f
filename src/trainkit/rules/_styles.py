"""The default set, with each number by the athlete's risk style."""

from collections.abc import Mapping
from typing import Literal

from trainkit.metrics.acwr import RISK_STYLES
from trainkit.ports.rule import Rule
from trainkit.rules._load import LongRunStep
from trainkit.rules._rest import DaysWithoutRest, FallingScores, RaceNear
from trainkit.rules._spacing import HardInARow, HardInAWeek, HardShare, HardSpacing

__all__ = ["HARD_SHARE", "RiskStyle", "days_without_rest", "default_rules", "easier_days"]

RiskStyle = Literal["conservative", "balanced", "adaptive", "aggressive"]

HARD_SHARE: Mapping[RiskStyle, float] = {
    "conservative": 0.34,
    "balanced": 0.40,
    "adaptive": 0.40,
    "aggressive": 0.50,
}
"""Largest share of hard days among those trained, for plans and for today's decision alike."""

_EASIER_DAYS: Mapping[RiskStyle, int] = {
    "conservative": 2,
    "balanced": 1,
    "adaptive": 1,
    "aggressive": 0,
}
"""Easier days after a hard one."""
_OLD, _OLD_DAYS = 65, 2  # Pfitzinger & Douglas 2020, Advanced Marathoning, has three or four

_MOST_WITHOUT_REST = 7  # at any style: no coach plans an eighth day of training in a row

_STEP_M = 2000.0  # published plans lengthen short long runs by one to two miles


def easier_days(risk_style: RiskStyle, age: int | None = None) -> int:
    """Return how many easier days follow a hard one.

    Parameters
    ----------
    risk_style : {"balanced", "conservative", "adaptive", "aggressive"}
        None for somebody aggressive.
    age : int, optional
        Two at least from 65 on [years].

    Returns
    -------
    int
        [d]

    Examples
    --------
    >>> easier_days("balanced"), easier_days("balanced", 66)
    (1, 2)
    """
    days = _EASIER_DAYS[risk_style]
    return days if age is None or age < _OLD else max(days, _OLD_DAYS)


def days_without_rest(risk_style: RiskStyle) -> int:
    """Return the most days of training in a row: a day of rest comes within eight.

    Parameters
    ----------
    risk_style : {"balanced", "conservative", "adaptive", "aggressive"}
        Its limit on a warning may be higher.

    Returns
    -------
    int
        [d]

    Examples
    --------
    >>> days_without_rest("conservative"), days_without_rest("aggressive")
    (6, 7)
    """
    return min(RISK_STYLES[risk_style].max_days_without_rest, _MOST_WITHOUT_REST)


def default_rules(
    risk_style: RiskStyle = "balanced", *, age: int | None = None
) -> tuple[Rule, ...]:
    """List the rules that apply unless a host passes its own.

    Parameters
    ----------
    risk_style : {"balanced", "conservative", "adaptive", "aggressive"}
        How close to the limits they allow.
    age : int, optional
        Older athletes have more easier days between hard ones [years].

    Returns
    -------
    tuple of Rule
        The rules.

    Examples
    --------
    >>> [rule.name for rule in default_rules()][:3]
    ['hard_spacing', 'hard_in_a_row', 'hard_in_a_week']
    """
    return (
        HardSpacing(easier_days(risk_style, age)),
        HardInARow(),
        HardInAWeek(),
        HardShare(HARD_SHARE[risk_style]),
        FallingScores(),
        RaceNear(),
        DaysWithoutRest(days_without_rest(risk_style)),
        LongRunStep(step_m=_STEP_M),
    )
