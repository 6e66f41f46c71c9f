"""The nouns: frozen values, checked at the edge, exact in JSON; no formulas and no clients."""

from trainkit.models.activity import Activity, Lap, Length
from trainkit.models.athlete import Athlete, ThresholdChange, Thresholds
from trainkit.models.day import DailyHealth
from trainkit.models.history import History
from trainkit.models.provenance import Problem, Provenance
from trainkit.models.race import RaceResult
from trainkit.models.streams import Streams
from trainkit.models.workout import PlannedWorkout, Repeat, Step, Target

__all__ = [
    "Activity",
    "Athlete",
    "DailyHealth",
    "History",
    "Lap",
    "Length",
    "PlannedWorkout",
    "Problem",
    "Provenance",
    "RaceResult",
    "Repeat",
    "Step",
    "Streams",
    "Target",
    "ThresholdChange",
    "Thresholds",
]
