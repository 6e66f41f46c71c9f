"""The training rules: each is one object that judges any plan, today's as well as a season's."""

from trainkit.rules._load import AcwrCeiling, LongRunStep
from trainkit.rules._rest import DaysWithoutRest, FallingScores, RaceNear
from trainkit.rules._spacing import HardInARow, HardInAWeek, HardShare, HardSpacing
from trainkit.rules._styles import RiskStyle, default_rules

__all__ = [
    "AcwrCeiling",
    "DaysWithoutRest",
    "FallingScores",
    "HardInARow",
    "HardInAWeek",
    "HardShare",
    "HardSpacing",
    "LongRunStep",
    "RaceNear",
    "RiskStyle",
    "default_rules",
]
