"""The disruption that hurts a plan most, what adapting saves, and what would make it robust."""

from trainkit.planning._disruptions import DISRUPTIONS, Disruption, DisruptionKind, Harm
from trainkit.resilience._many_plans import StressRequest, stress_many
from trainkit.resilience._report import StressCase, StressReport, StressWeek, TriedRemedy
from trainkit.resilience._stress import stress

__all__ = [
    "DISRUPTIONS",
    "Disruption",
    "DisruptionKind",
    "Harm",
    "StressCase",
    "StressReport",
    "StressRequest",
    "StressWeek",
    "TriedRemedy",
    "stress",
    "stress_many",
]
