"""The session library: sessions built for a duration and an athlete, with targets and a load.

Intensity is a share of the threshold, which is the speed that can be sustained for an hour, or
FTP. Load follows from it: an hour at threshold is 100.
"""

from trainkit.workouts._equivalent import equivalent
from trainkit.workouts._estimate import Estimate, estimate
from trainkit.workouts._library import LIBRARY, find_session
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
from trainkit.workouts._races import threshold_vdot, vdot_holds, vdots
from trainkit.workouts._session import PLANNED, Session, Work
from trainkit.workouts._targets import heart_rate_target, intensity_of

named = find_session  # the earlier name
expected = estimate  # the earlier name

__all__ = [
    "HARD_PURPOSES",
    "LIBRARY",
    "PHASES",
    "PLANNED",
    "Estimate",
    "Phase",
    "RaceType",
    "Session",
    "Stage",
    "Work",
    "equivalent",
    "estimate",
    "expected",
    "find_session",
    "hard_session_names",
    "heart_rate_target",
    "intensity_of",
    "named",
    "race_type",
    "stage",
    "threshold_vdot",
    "vdot_holds",
    "vdots",
]
