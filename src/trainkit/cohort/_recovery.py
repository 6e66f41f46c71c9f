"""Recovery and warnings of many athletes, by the functions of one.

The components and detectors of `trainkit.recovery` compute with columns whose first axis is time.
Here they get columns of shape (days, athletes), in the place of a history.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from dataclasses import fields as dataclass_fields
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.loads import DailyLoads
from trainkit.metrics.acwr import RiskStyle
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.recovery import (
    BANDS,
    DETECTORS,
    LAST_KNOWN_DAYS,
    MODELS,
    REPORTED,
    daily_signals,
    scores,
    settle_levels,
)

__all__ = [
    "RECOVERY_COLUMNS",
    "RECOVERY_FIELDS",
    "WARNING_KINDS",
    "find_warnings",
    "score_recovery",
]

Columns = Mapping[str, FloatArray]
Dates = NDArray[np.datetime64]

RECOVERY_FIELDS = (
    *("load", "external", "training_load", "matched_external", "matched_internal", "longest_min"),
    *("hrv_rmssd", "resting_hr", "sleep_h", "sleep_score", "sleep_start", "sleep_end", "weight_kg"),
    *("soreness", "energy", "mood", "sleep_quality", "felt_stress"),
    *("alcohol_units", "stress", "pain", "illness", "fever"),
)
"""What recovery and warnings read; a field that a cohort does not keep is unknown."""

_SILENCE_DAYS = 14  # the default of `daily_loads`
# Sessions are told apart by what a cohort does not keep.
_BY_SESSION = frozenset({"hard_to_do", "undertraining"})
_DETECTORS = tuple(
    detector for detector in (*DETECTORS, *REPORTED) if detector.kind not in _BY_SESSION
)

_REMEMBERED_DAYS = 3
# A score of 14 days ago, with a week before it that has several components and two mornings before
# each that steady it, looks back 60 days on nights of which each looks back 62, and on sleep debt.
_RECENT_DAYS = 14 + 7 + 3 + 61 + 62 + 7 + 7
_SETTLED_FROM = 61 + 62 + 7 + 7  # from which on a score is the one of the whole history
_NO_COLUMNS = frozenset({"sessions", "rows", "training"})

RECOVERY_COLUMNS = ("score", "age_days", "status", *(part.name for part in MODELS["personal"]))
WARNING_KINDS = tuple(detector.kind for detector in _DETECTORS)


@dataclass(frozen=True)
class _Person:
    """What components ask of an athlete."""

    sleep_need_h: float | None
    risk_style: RiskStyle


@dataclass(frozen=True, eq=False)
class _Columns:
    """What components ask of a history."""

    dates: Dates
    fields: Columns
    activities: tuple[()] = ()
    memo: dict[Hashable, object] = field(default_factory=dict)

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        """The first and the last day."""
        first, last = self.dates[[0, -1]].tolist()
        return first, last

    def daily(self, name: str) -> FloatArray:
        """Return a field; one that is not kept is unknown."""
        if name in self.fields:
            return self.fields[name]
        return np.full(self.fields["load"].shape, np.nan)

    def memoize(self, key: Hashable, compute: Callable[[], object]) -> object:
        """Return what was computed before, or compute it."""
        if key not in self.memo:
            self.memo[key] = compute()
        return self.memo[key]


def score_recovery(
    fields: Columns,
    dates: Dates,
    *,
    sleep_need_h: float | None = None,
    bands: Literal["70/40", "80/50"] = "70/40",
) -> Columns:
    """Score the last day of athletes as `trainkit.assess` does, with the personal model.

    Returns the score [percent], the age of the data behind it [d], the colour before warnings (3
    green, 2 yellow, 1 red) and the points of each component [percent].
    """
    edges = BANDS[bands]
    answers = _score(fields, dates, sleep_need_h, edges, _RECENT_DAYS)
    if len(dates) > _RECENT_DAYS and np.isnan(answers["status"]).any():
        unsure = np.isnan(answers["status"])
        chosen = {name: column[:, unsure] for name, column in fields.items()}
        answers["status"][unsure] = _score(chosen, dates, sleep_need_h, edges, len(dates))["status"]
    return answers


def _score(
    fields: Columns,
    dates: Dates,
    sleep_need_h: float | None,
    bands: tuple[float, float],
    recent_days: int,
) -> dict[str, FloatArray]:
    """Score the last day from recent mornings and all loads; status is NaN where that is short."""
    history, athlete = _as_history(fields, dates, sleep_need_h, "balanced")
    if len(dates) > recent_days:
        history = _keep_recent(history, athlete, recent_days)
    scored = scores(history, athlete)
    at, age = _last_scored(scored.score)
    status, sure = _status(scored.score, bands, scored.back_to_green)
    status = _pick(status, at)
    if len(dates) > recent_days:
        status[~sure] = np.nan
    parts = {name: _pick(column.points, at) for name, column in scored.columns.items()}
    return {"score": _pick(scored.score, at), "age_days": age, "status": status} | parts


def _keep_recent(history: History, athlete: Athlete, days: int) -> History:
    """Keep the mornings that the score depends on, and what all loads say of those days."""
    whole = daily_signals(history, athlete)
    loads = whole.loads
    recent = _Columns(
        history.dates[-days:],
        {name: history.daily(name)[-days:] for name in RECOVERY_FIELDS},
        memo={("loads", athlete, _SILENCE_DAYS): _cut(loads, days)},
    )
    signals = daily_signals(cast("History", recent), athlete)
    for name in ("load_yesterday", "acwr", "divergence", "form"):
        signals.__dict__[name] = getattr(whole, name)[-days:]  # where cached_property keeps it
    return cast("History", recent)


def _cut(loads: DailyLoads, days: int) -> DailyLoads:
    """Keep the last days of loads."""
    names = [item.name for item in dataclass_fields(loads) if item.name not in _NO_COLUMNS]
    return replace(loads, **{name: getattr(loads, name)[-days:] for name in names})


def find_warnings(
    fields: Columns,
    dates: Dates,
    *,
    sleep_need_h: float | None = None,
    risk_style: RiskStyle = "balanced",
) -> Columns:
    """Find each kind of warning on the last day: 0 none, 1 info, 2 warning, 3 critical.

    A kind by the evidence of a morning is asked about the last day with a score, as in
    `trainkit.assess`.
    """
    history, athlete = _as_history(fields, dates, sleep_need_h, risk_style)
    at, _ = _last_scored(scores(history, athlete).score)
    last = np.full_like(at, len(dates) - 1)
    answers = {}
    for detector in _DETECTORS:
        levels = detector.levels(history, athlete)
        asked = last if detector.evidence == "reported" else at
        answers[detector.kind] = settle_levels(detector.kind, levels, asked).astype(np.float64)
    return answers


def _as_history(
    fields: Columns, dates: Dates, sleep_need_h: float | None, risk_style: RiskStyle
) -> tuple[History, Athlete]:
    """Put columns in the place of a history, with its loads already summed."""
    columns = {name: np.asarray(column, np.float64) for name, column in fields.items()}
    load = columns["load"]
    training = np.where(np.isnan(columns["training_load"]), load, columns["training_load"])
    nothing = np.zeros(0, np.intp)
    loads = DailyLoads(
        dates=dates,
        external=columns["external"],
        internal=load,
        trimp=load,
        matched_external=columns["matched_external"],
        matched_internal=columns["matched_internal"],
        minutes=columns["longest_min"],
        longest_min=np.nan_to_num(columns["longest_min"]),
        run_m=np.zeros(load.shape),
        effort=np.zeros(load.shape, np.int8),
        sessions=(),
        rows=nothing,
        training=nothing.astype(bool),
        training_load=training,
    )
    person = _Person(sleep_need_h, risk_style)
    history = _Columns(dates, columns, memo={("loads", person, _SILENCE_DAYS): loads})
    return cast("History", history), cast("Athlete", person)


def _last_scored(score: FloatArray) -> tuple[NDArray[np.intp], FloatArray]:
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
    score: FloatArray, bands: tuple[float, float], back_to_green: float
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Colour every day as `Scores.status` does, 3 green, 2 yellow, 1 red, 0 unknown.

    Returns the colours, and for whom the days before the first one do not matter.
    """
    green, yellow = bands
    more = min(green + back_to_green, max(100.0, green))
    edge, unknown = np.full(score.shape[1], green), np.zeros(score.shape[1])
    colours, sure = np.zeros(score.shape), np.zeros(score.shape[1], bool)
    for day, shown in enumerate(np.rint(score)):
        edge = np.where(unknown >= _REMEMBERED_DAYS, green, edge)
        known = ~np.isnan(shown)
        colours[day] = np.select([shown >= edge, shown >= yellow, known], [3.0, 2.0, 1.0])
        edge = np.where(known, np.where(shown >= edge, green, more), edge)
        unknown = np.where(known, 0, unknown + 1)
        if day >= _SETTLED_FROM:
            sure |= shown < green
            sure |= shown >= more
            sure |= unknown >= _REMEMBERED_DAYS
    return colours, sure
