"""The session library: sessions built for a duration and an athlete, with targets and a load.

Intensity is a share of the threshold, which is the speed that can be sustained for an hour, or
FTP. Load follows from it: an hour at threshold is 100.
"""

from trainkit.workouts._equivalent import equivalent
from trainkit.workouts._estimate import Estimate, estimate
from trainkit.workouts._library import LIBRARY, find_session
from trainkit.workouts._session import PLANNED, Session, Work

__all__ = [
    "LIBRARY",
    "PLANNED",
    "Estimate",
    "Session",
    "Work",
    "equivalent",
    "estimate",
    "find_session",
]
