"""Implausible data in a history, and a separate, reversible step that removes it."""

from trainkit.data_quality._cleaning import Change, Cleaned, clean
from trainkit.data_quality._finding import Finding, QualityReport
from trainkit.data_quality._nights import UnlikelyNights, unlikely_nights
from trainkit.data_quality._quality import quality

__all__ = [
    "Change",
    "Cleaned",
    "Finding",
    "QualityReport",
    "UnlikelyNights",
    "clean",
    "quality",
    "unlikely_nights",
]
