"""Today's decision from a history: recovery score, warnings and recommendation."""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:
    from trainkit.recovery._assess import assess
    from trainkit.recovery._classic_detectors import CLASSIC_DETECTORS
    from trainkit.recovery._daily_signals import DailySignals, daily_signals
    from trainkit.recovery._detectors import DETECTORS, may_be_ill
    from trainkit.recovery._load_warnings import REPORTED
    from trainkit.recovery._recent import LAST_KNOWN_DAYS, weeks_of_signals
    from trainkit.recovery._score import BANDS, MODELS, WEIGHTS, ModelName, Scores, combine, scores
    from trainkit.recovery._warnings import settle_levels
    from trainkit.recovery._wellness import journal

__all__ = [
    "BANDS",
    "CLASSIC_DETECTORS",
    "DETECTORS",
    "LAST_KNOWN_DAYS",
    "MODELS",
    "REPORTED",
    "WEIGHTS",
    "DailySignals",
    "ModelName",
    "Scores",
    "assess",
    "combine",
    "daily_signals",
    "journal",
    "may_be_ill",
    "scores",
    "settle_levels",
    "weeks_of_signals",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_assess": "assess",
            "_classic_detectors": "CLASSIC_DETECTORS",
            "_daily_signals": "DailySignals daily_signals",
            "_detectors": "DETECTORS may_be_ill",
            "_load_warnings": "REPORTED",
            "_recent": "LAST_KNOWN_DAYS weeks_of_signals",
            "_score": "BANDS MODELS ModelName Scores WEIGHTS combine scores",
            "_warnings": "settle_levels",
            "_wellness": "journal",
        },
    )
