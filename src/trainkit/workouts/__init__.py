"""The library of sessions: each is made for a length and an athlete, with targets and a load.

Intensity is a share of the threshold: of the speed that can be held for an hour, or of FTP. Loads
follow from it as everywhere in trainkit: an hour at threshold is 100.
"""

from trainkit.workouts._equivalent import equivalent
from trainkit.workouts._expected import Expected, expected
from trainkit.workouts._library import LIBRARY, named
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
from trainkit.workouts._session import PLANNED, Session, Work

__all__ = [
    "HARD_PURPOSES",
    "LIBRARY",
    "PHASES",
    "PLANNED",
    "Expected",
    "Phase",
    "RaceType",
    "Session",
    "Stage",
    "Work",
    "equivalent",
    "expected",
    "hard_session_names",
    "named",
    "race_type",
    "stage",
]
