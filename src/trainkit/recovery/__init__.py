"""From a history to today's decision: the recovery score, the warnings, the recommendation."""

from trainkit.recovery._assess import LAST_KNOWN_DAYS, assess
from trainkit.recovery._categories import REPORTED
from trainkit.recovery._classic_signs import CLASSIC_SIGNS
from trainkit.recovery._known import Known, known
from trainkit.recovery._score import BANDS, MODELS, WEIGHTS, ModelName, Scores, combined, scores
from trainkit.recovery._signs import SIGNS

__all__ = [
    "BANDS",
    "CLASSIC_SIGNS",
    "LAST_KNOWN_DAYS",
    "MODELS",
    "REPORTED",
    "SIGNS",
    "WEIGHTS",
    "Known",
    "ModelName",
    "Scores",
    "assess",
    "combined",
    "known",
    "scores",
]
