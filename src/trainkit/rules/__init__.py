"""The training rules: each is one object that checks any plan, a day's as well as a season's.

An own rule implements the port `trainkit.ports.Rule`.
"""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:
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

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_ladder_search": "find_ladders",
            "_ladder_tables": "Usual break_ladder",
            "_ladders": "Ladder Step",
            "_load": "AcwrCeiling LongRunStep",
            "_long_sessions": "LongSessionStep",
            "_race_ladders": "race_ladder",
            "_rest": "DaysWithoutRest FallingScores RaceNear",
            "_schedule": "LOOK_BACK_DAYS blank_schedule",
            "_shares": "AcwrFloor EasyShare",
            "_spacing": "HardInARow HardInAWeek HardShare HardSpacing",
            "_styles": "HARD_SHARE RiskStyle days_without_rest default_rules easier_days",
            "_taper": "Taper",
            "_time": "TimeAvailable",
            "_violation": "HALF_MINUTE",
            "_weeks": "CutBack LongRunShare LowDays SessionCaps WeeklyRamp WeeklyRest Work",
            "_youth": "YouthWeek",
        },
    )
