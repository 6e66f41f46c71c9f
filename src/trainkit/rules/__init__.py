"""The training rules: each is one object that checks any plan, a day's as well as a season's.

An own rule implements the port `trainkit.ports.Rule`.
"""

from trainkit.rules._ladder_search import find_ladders
from trainkit.rules._ladder_tables import (
    Usual,
    break_ladder,
)
from trainkit.rules._ladders import Ladder, Step
from trainkit.rules._load import AcwrCeiling, LongRunStep
from trainkit.rules._long_sessions import LongSessionStep
from trainkit.rules._race_ladders import (
    race_ladder,
)
from trainkit.rules._rest import DaysWithoutRest, FallingScores, RaceNear
from trainkit.rules._schedule import LOOK_BACK_DAYS, blank_schedule
from trainkit.rules._shares import AcwrFloor, EasyShare
from trainkit.rules._spacing import HardInARow, HardInAWeek, HardShare, HardSpacing
from trainkit.rules._styles import (
    HARD_SHARE,
    RiskStyle,
    days_without_rest,
    default_rules,
    easier_days,
)
from trainkit.rules._taper import Taper
from trainkit.rules._time import TimeAvailable
from trainkit.rules._violation import HALF_MINUTE
from trainkit.rules._weeks import (
    CutBack,
    LongRunShare,
    LowDays,
    SessionCaps,
    WeeklyRamp,
    WeeklyRest,
    Work,
)
from trainkit.rules._youth import YouthWeek

__all__ = [
    "HALF_MINUTE",
    "HARD_SHARE",
    "LOOK_BACK_DAYS",
    "AcwrCeiling",
    "AcwrFloor",
    "CutBack",
    "DaysWithoutRest",
    "EasyShare",
    "FallingScores",
    "HardInARow",
    "HardInAWeek",
    "HardShare",
    "HardSpacing",
    "Ladder",
    "LongRunShare",
    "LongRunStep",
    "LongSessionStep",
    "LowDays",
    "RaceNear",
    "RiskStyle",
    "SessionCaps",
    "Step",
    "Taper",
    "TimeAvailable",
    "Usual",
    "WeeklyRamp",
    "WeeklyRest",
    "Work",
    "YouthWeek",
    "blank_schedule",
    "break_ladder",
    "days_without_rest",
    "default_rules",
    "easier_days",
    "find_ladders",
    "race_ladder",
]
