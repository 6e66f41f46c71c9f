"""The session library: sessions built for a duration and an athlete, with targets and a load.

Intensity is a share of the threshold, which is the speed that can be sustained for an hour, or
FTP. Load follows from it: an hour at threshold is 100.
"""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:
    from trainkit.workouts._equivalent import equivalent
    from trainkit.workouts._estimate import Estimate, estimate, expected, race_intensity
    from trainkit.workouts._library import LIBRARY, TRAIL_LONG_RUN, find_session, named
    from trainkit.workouts._phases import (
        HARD_PURPOSES,
        PHASES,
        Phase,
        RaceType,
        Stage,
        hard_session_names,
        race_type,
        stage,
    )
    from trainkit.workouts._progressions import PROGRESSIONS, divide_work, dose_range, works_for
    from trainkit.workouts._race_words import fuelling_words, race_notes, trail_words
    from trainkit.workouts._races import (
        Expected,
        best_race,
        expected_times,
        threshold_vdot,
        vdot_holds,
        vdot_time,
        vdots,
    )
    from trainkit.workouts._session import PLANNED, Session, Work
    from trainkit.workouts._swim_ladders import (
        EASY_SWIMS,
        RACE_EVE_SWIM,
        SWIM_LADDERS,
        SwimPurpose,
        first_swim_rung,
        swim_ladder,
    )
    from trainkit.workouts._swim_session import SwimSession
    from trainkit.workouts._swim_sets import SwimEffort, SwimSet
    from trainkit.workouts._walk_run import (
        FIT_RUNG,
        GENTLE_WALK_RUN,
        START_ANEW_DAYS,
        WALK_RUN,
        WalkRunSession,
        first_walk_run_rung,
        walk_run_session,
    )
    from trainkit.workouts._walk_run_weeks import WalkRunWeek, rung_for, walk_run_weeks

__all__ = [
    "EASY_SWIMS",
    "FIT_RUNG",
    "GENTLE_WALK_RUN",
    "HARD_PURPOSES",
    "LIBRARY",
    "PHASES",
    "PLANNED",
    "PROGRESSIONS",
    "RACE_EVE_SWIM",
    "START_ANEW_DAYS",
    "SWIM_LADDERS",
    "TRAIL_LONG_RUN",
    "WALK_RUN",
    "Estimate",
    "Expected",
    "Phase",
    "RaceType",
    "Session",
    "Stage",
    "SwimEffort",
    "SwimPurpose",
    "SwimSession",
    "SwimSet",
    "WalkRunSession",
    "WalkRunWeek",
    "Work",
    "best_race",
    "divide_work",
    "dose_range",
    "equivalent",
    "estimate",
    "expected",
    "expected_times",
    "find_session",
    "first_swim_rung",
    "first_walk_run_rung",
    "fuelling_words",
    "hard_session_names",
    "named",
    "race_intensity",
    "race_notes",
    "race_type",
    "rung_for",
    "stage",
    "swim_ladder",
    "threshold_vdot",
    "trail_words",
    "vdot_holds",
    "vdot_time",
    "vdots",
    "walk_run_session",
    "walk_run_weeks",
    "works_for",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_equivalent": "equivalent",
            "_estimate": "Estimate estimate expected race_intensity",
            "_library": "LIBRARY TRAIL_LONG_RUN find_session named",
            "_phases": (
                "HARD_PURPOSES PHASES Phase RaceType Stage hard_session_names race_type stage"
            ),
            "_progressions": "PROGRESSIONS divide_work dose_range works_for",
            "_race_words": "fuelling_words race_notes trail_words",
            "_races": "Expected best_race expected_times threshold_vdot vdot_holds vdot_time vdots",
            "_session": "PLANNED Session Work",
            "_swim_ladders": (
                "EASY_SWIMS RACE_EVE_SWIM SWIM_LADDERS SwimPurpose first_swim_rung swim_ladder"
            ),
            "_swim_session": "SwimSession",
            "_swim_sets": "SwimEffort SwimSet",
            "_walk_run": (
                "FIT_RUNG GENTLE_WALK_RUN START_ANEW_DAYS WALK_RUN WalkRunSession "
                "first_walk_run_rung walk_run_session"
            ),
            "_walk_run_weeks": "WalkRunWeek rung_for walk_run_weeks",
        },
    )
