"""Implausible data in a history, and a separate, reversible step that removes it."""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:
    from trainkit.data_quality._cleaning import Change, Cleaned, clean
    from trainkit.data_quality._finding import Finding, QualityReport
    from trainkit.data_quality._nights import (
        UnlikelyNights,
        extend_nights,
        judge_nights,
        unlikely_nights,
    )
    from trainkit.data_quality._quality import quality

__all__ = [
    "Change",
    "Cleaned",
    "Finding",
    "QualityReport",
    "UnlikelyNights",
    "clean",
    "extend_nights",
    "judge_nights",
    "quality",
    "unlikely_nights",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_cleaning": "Change Cleaned clean",
            "_finding": "Finding QualityReport",
            "_nights": "UnlikelyNights extend_nights judge_nights unlikely_nights",
            "_quality": "quality",
        },
    )
