"""Training load: the external and internal load of each activity, and daily columns of both.

Both loads share one unit: an hour at the athlete's threshold is 100.
"""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:
    from trainkit.loads._activity import (
        EASY_UP_TO,
        HARD_ABOVE,
        LOAD_SOURCES,
        MODERATE,
        ActivityLoad,
        Effort,
        activity_load,
        effort,
    )
    from trainkit.loads._best_efforts import best_times
    from trainkit.loads._best_power import best_power
    from trainkit.loads._daily import DailyLoads, daily_loads, keep_loads
    from trainkit.loads._levels import EASY_RANGE, LIGHT_LOAD, REST_LOAD
    from trainkit.loads._long_drift import drift
    from trainkit.loads._periods import POWER_ZONES, totals, zone_bounds, zone_totals
    from trainkit.loads._season_bests import RACED_DISTANCES, best_efforts, season_bests, season_of
    from trainkit.loads._sessions import LoadShelf, Sessions, list_sessions, use_shelf
    from trainkit.loads._sports import SPORT_INTENSITY, intensity_of_sport
    from trainkit.loads._weekly import WeekTotals, period_totals, weekly_totals

__all__ = [
    "EASY_RANGE",
    "EASY_UP_TO",
    "HARD_ABOVE",
    "LIGHT_LOAD",
    "LOAD_SOURCES",
    "MODERATE",
    "POWER_ZONES",
    "RACED_DISTANCES",
    "REST_LOAD",
    "SPORT_INTENSITY",
    "ActivityLoad",
    "DailyLoads",
    "Effort",
    "LoadShelf",
    "Sessions",
    "WeekTotals",
    "activity_load",
    "best_efforts",
    "best_power",
    "best_times",
    "daily_loads",
    "drift",
    "effort",
    "intensity_of_sport",
    "keep_loads",
    "list_sessions",
    "period_totals",
    "season_bests",
    "season_of",
    "totals",
    "use_shelf",
    "weekly_totals",
    "zone_bounds",
    "zone_totals",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_activity": (
                "ActivityLoad EASY_UP_TO Effort HARD_ABOVE LOAD_SOURCES MODERATE activity_load "
                "effort"
            ),
            "_best_efforts": "best_times",
            "_best_power": "best_power",
            "_daily": "DailyLoads daily_loads keep_loads",
            "_levels": "EASY_RANGE LIGHT_LOAD REST_LOAD",
            "_long_drift": "drift",
            "_periods": "POWER_ZONES totals zone_bounds zone_totals",
            "_season_bests": "RACED_DISTANCES best_efforts season_bests season_of",
            "_sessions": "LoadShelf Sessions list_sessions use_shelf",
            "_sports": "SPORT_INTENSITY intensity_of_sport",
            "_weekly": "WeekTotals period_totals weekly_totals",
        },
    )
