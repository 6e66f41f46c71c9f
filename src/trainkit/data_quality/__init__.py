"""What in a history can hardly be true, and a separate, reversible step that takes it out."""

from trainkit.data_quality._cleaning import Change, Cleaned, clean
from trainkit.data_quality._finding import Finding, QualityReport
from trainkit.data_quality._nights import UnlikelyNights, unlikely_nights
from trainkit.data_quality._report import quality

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
