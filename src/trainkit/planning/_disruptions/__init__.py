"""What may happen to a plan, what an athlete then does, and what it costs."""

from trainkit.planning._disruptions.disruption import (
    DISRUPTIONS,
    MOST_DAYS,
    Disruption,
    DisruptionKind,
)
from trainkit.planning._disruptions.lived import live
from trainkit.planning._disruptions.remedies import Planner, Remedy, remedies
from trainkit.planning._disruptions.severity import Compared, Harm, Setting, compare

__all__ = [
    "DISRUPTIONS",
    "MOST_DAYS",
    "Compared",
    "Disruption",
    "DisruptionKind",
    "Harm",
    "Planner",
    "Remedy",
    "Setting",
    "compare",
    "live",
    "remedies",
]
