"""From a history to today's decision: the recovery score, the warnings, the recommendation."""

from trainkit.recovery._assess import LAST_KNOWN_DAYS, assess
from trainkit.recovery._classic_signs import CLASSIC_SIGNS
from trainkit.recovery._daily_signals import DailySignals, daily_signals
from trainkit.recovery._detectors import SIGNS
from trainkit.recovery._load_warnings import REPORTED
from trainkit.recovery._score import BANDS, MODELS, WEIGHTS, ModelName, Scores, combined, scores

__all__ = [
    "BANDS",
    "CLASSIC_SIGNS",
    "LAST_KNOWN_DAYS",
    "MODELS",
    "REPORTED",
    "SIGNS",
    "WEIGHTS",
    "DailySignals",
    "ModelName",
    "Scores",
    "assess",
    "combined",
    "daily_signals",
    "scores",
]
