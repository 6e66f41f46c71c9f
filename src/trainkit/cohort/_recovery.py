"""Recovery and warnings of many athletes on the last day, by the functions of one."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, choice
from trainkit.cohort._mornings import SCORED_FROM, Mornings
from trainkit.recovery import (
    BANDS,
    DETECTORS,
    LAST_KNOWN_DAYS,
    MODELS,
    REPORTED,
    Scores,
    settle_levels,
)
from trainkit.recovery._warnings import KNOWN_DAYS

__all__ = [
    "BY_SUSPICION",
    "DETECTORS_OF_MANY",
    "RECOVERY_COLUMNS",
    "WARNING_KINDS",
    "colour",
    "find_warnings",
    "is_after_yellow",
    "last_scored",
    "score_recovery",
]

# Sessions are told apart, flights found and notes read by what a cohort does not keep.
_BY_SESSION = frozenset({"hard_to_do", "undertraining", "time_zones", "warning_sign"})
DETECTORS_OF_MANY = tuple(
    detector for detector in (*DETECTORS, *REPORTED) if detector.kind not in _BY_SESSION
)
BY_SUSPICION = "illness_pattern"  # costs as much as all others, and few can have it

RECOVERY_COLUMNS = ("score", "age_days", "status", *(part.name for part in MODELS["personal"]))
WARNING_KINDS = tuple(detector.kind for detector in DETECTORS_OF_MANY)


def score_recovery(
    mornings: Mornings,
    *,
    bands: Literal["70/40", "80/50"] = "70/40",
    score: FloatArray | None = None,
) -> dict[str, FloatArray]:
    """Score the last day of athletes as `trainkit.assess` does, with the personal model.

    The last known state is that of `score`, by default of the days up to the last record.

    Returns the score [percent], the age of the data behind it [d], the colour before warnings (3
    green, 2 yellow, 1 red) and the points of each component [percent].
    """
    choice("bands", bands, BANDS)
    edges, scored = BANDS[bands], mornings.scored
    at, age = last_scored(mornings.recorded_score if score is None else score)
    status, sure = _status(scored, edges, at)
    if mornings.shortened and not sure.all():
        everything = mornings.choose(~sure).scored
        more = len(everything.score) - len(scored.score)
        status[~sure], _ = _status(everything, edges, at[~sure] + more)
    parts = {name: _pick(column.points, at) for name, column in scored.columns.items()}
    return {"score": _pick(scored.score, at), "age_days": age, "status": status} | parts


def is_after_yellow(mornings: Mornings, *, bands: str) -> NDArray[np.bool_]:
    """Whether the day after the last one needs more points for green."""
    edges = BANDS[bands]
    turned = mornings.scored.turning_days(edges)
    if mornings.shortened:
        turned[:SCORED_FROM] = 0
    days = np.arange(1, len(turned) + 1).reshape(-1, 1)
    at = ((turned != 0) * days).max(axis=0) - 1
    after = np.take_along_axis(turned, np.maximum(at, 0)[np.newaxis], axis=0)[0] < 0
    unknown = at < 0
    if mornings.shortened and unknown.any():
        after[unknown] = is_after_yellow(mornings.choose(unknown), bands=bands)
    return np.asarray(after)


def find_warnings(mornings: Mornings) -> dict[str, FloatArray]:
    """Find each kind of warning on the last day: 0 none, 1 info, 2 warning, 3 critical.

    A kind by the evidence of a morning is asked about the last day with a score, and a report
    counts on its day and the next one, as in `trainkit.assess`.
    """
    at, age = last_scored(mornings.recorded_score)
    last = np.where(
        mornings.days_without_record <= KNOWN_DAYS, len(mornings.recorded_score) - 1, -1
    )
    answers = {}
    for detector in DETECTORS_OF_MANY:
        if detector.kind == BY_SUSPICION:
            answers[detector.kind] = _find_illness(mornings, age)
            continue
        levels = detector.levels(mornings.history, mornings.athlete)
        asked = last if detector.evidence == "reported" else at
        answers[detector.kind] = settle_levels(detector.kind, levels, asked).astype(np.float64)
    return answers


def _find_illness(mornings: Mornings, age_days: FloatArray) -> FloatArray:
    """Weigh the evidence of those who can be ill; it reaches back a year and more."""
    found = np.zeros(age_days.shape)
    suspects = mornings.suspect(age_days)
    if suspects.any():
        (detector,) = (detector for detector in DETECTORS_OF_MANY if detector.kind == BY_SUSPICION)
        nights = mornings.all_nights(suspects)
        levels = detector.levels(nights.history, nights.athlete)
        asked = len(levels) - 1 - age_days[suspects].astype(np.intp)
        found[suspects] = settle_levels(detector.kind, levels, asked)
    return found


def last_scored(score: FloatArray) -> tuple[NDArray[np.intp], FloatArray]:
    """Find the last day with a score, at most 14 days old, and its age; -1 and NaN without one."""
    days = np.arange(len(score)).reshape(-1, 1)
    at = np.where(np.isnan(score), -1, days).max(axis=0)
    age = len(score) - 1.0 - at
    fresh = (at >= 0) & (age <= LAST_KNOWN_DAYS)
    return np.where(fresh, at, -1), np.where(fresh, age, np.nan)


def _pick(column: FloatArray, at: NDArray[np.intp]) -> FloatArray:
    """Take each athlete's value of a day; NaN where there is no day."""
    picked = np.take_along_axis(column, np.maximum(at, 0)[np.newaxis], axis=0)[0]
    return np.where(at >= 0, picked, np.nan)


def _status(
    scored: Scores, bands: tuple[float, float], at: NDArray[np.intp]
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Colour a day, 3 green, 2 yellow, 1 red, 0 unknown, and tell who needs no earlier days."""
    status = colour(_pick(scored.score, at), _pick(scored.needed_for_green(bands), at), bands)
    turned = scored.turning_days(bands) != 0
    turned[:SCORED_FROM] = False
    sure = np.maximum.accumulate(turned, axis=0)
    return status, (at < 0) | np.take_along_axis(sure, np.maximum(at, 0)[np.newaxis], axis=0)[0]


def colour(score: FloatArray, needed: FloatArray, bands: tuple[float, float]) -> FloatArray:
    """Colour days by the score that each needs for green: 3 green, 2 yellow, 1 red, 0 unknown."""
    shown = np.rint(score)
    return np.select([shown >= needed, shown >= bands[1], ~np.isnan(shown)], [3.0, 2.0, 1.0], 0.0)
