"""Which warnings a day gets: of fresh evidence, and not explained by a race or a ladder."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.models.assessment import TrainingWarning
from trainkit.models.athlete import Athlete
from trainkit.models.day import DailyHealth
from trainkit.models.goal import Goal
from trainkit.models.history import History
from trainkit.ports.detector import Detector
from trainkit.recovery._recent import recent_signals
from trainkit.rules import Ladder

__all__ = [
    "KNOWN_DAYS",
    "SETTLED_DAYS",
    "collect_warnings",
    "drop_undertraining",
    "ease_levels",
    "settle_levels",
]

KNOWN_DAYS = 1
"""Days for which a report and a morning describe today [d]."""

SETTLED_DAYS = 8
"""Days of the same level in a row, after which a warning becomes a note [d]."""

_NEVER_SETTLED = frozenset(
    {"reported_illness", "reported_pain", "soreness", "feeling_low", "fever", "warning_sign"}
)
_ONE_MEASURE = frozenset({"hrv_low", "overtraining", "resting_hr_high"})  # even if critical
_RACE_DAYS = 14  # before and after an A or B race, with less training on purpose
_BY_SEVERITY = ("critical", "warning", "info")


def collect_warnings(
    history: History,
    athlete: Athlete,
    day: dt.date,
    detectors: Sequence[Detector],
    *,
    at: int,
    goals: Sequence[Goal] = (),
    recent: Sequence[Detector] = (),
) -> tuple[TrainingWarning, ...]:
    """Ask each detector about the latest day on which its evidence is known.

    Parameters
    ----------
    history : History
        The history.
    athlete : Athlete
        The athlete.
    day : date
        The day to decide.
    detectors : sequence of Detector
        Sources of warnings.
    at : int
        Index of the last day with a score, which is asked for the evidence of mornings. A report
        of the day before counts; an older one describes a day that is past.
    goals : sequence of Goal
        Races: less training before them is a taper, and no sign of an illness.
    recent : sequence of Detector
        Those of them that need no more than `recent_signals`.

    Returns
    -------
    tuple of TrainingWarning
        The most severe first.
    """
    index = int((np.datetime64(day) - history.dates[0]).astype(int))
    days_after = index - history.dates.size + 1
    reports = _with_day(history, day) if 0 < days_after <= KNOWN_DAYS else history
    warnings = []
    for detector in detectors:
        reported = detector.evidence == "reported"
        if reported and days_after > KNOWN_DAYS:
            continue
        source, asked = (reports, index) if reported else (history, at)
        if any(detector is own for own in recent):
            days = source.dates.size
            source = recent_signals(source, athlete).history
            asked -= days - source.dates.size
        levels = detector.levels(source, athlete)
        if levels[asked]:
            warning = _settle(detector.warning(source, athlete, asked), levels[: asked + 1])
            if not _explained_by_taper(warning, day, goals):
                warnings.append(_date(warning, day))
    return tuple(sorted(warnings, key=lambda warning: _BY_SEVERITY.index(warning.level)))


def drop_undertraining(
    warnings: Sequence[TrainingWarning],
    history: History,
    day: dt.date,
    goals: Sequence[Goal],
    ladders: Sequence[Ladder],
) -> tuple[TrainingWarning, ...]:
    """Leave out "room for more" on a ladder and around a race, where less is intended."""
    if not any(warning.kind == "undertraining" for warning in warnings):
        return tuple(warnings)
    race_days = [goal.date for goal in goals if goal.priority != "C"]
    race_days += [done.day for done in history.activities if done.race and done.day <= day]
    racing = any(abs((race - day).days) <= _RACE_DAYS for race in race_days)
    if not racing and all(ladder.step_on(day) is None for ladder in ladders):
        return tuple(warnings)
    return tuple(warning for warning in warnings if warning.kind != "undertraining")


def _with_day(history: History, day: dt.date) -> History:
    """Add a day without any record, so that the report before it is yesterday's."""
    return history.merge(History(days=(DailyHealth(date=day),)))


def _settle(warning: TrainingWarning, levels: NDArray[np.int8]) -> TrainingWarning:
    """Ease a warning that has said the same for a week.

    What is reported stays, and so does a critical warning, since two measures agree in it; where
    it rests on one, it becomes a warning.
    """
    at = np.array(len(levels) - 1)
    if warning.level == "info" or not _has_settled(warning.kind, levels, at):
        return warning
    if warning.level == "warning":
        message = f"{warning.message} It has been so for a week, and counts as a note now."
        update = {"level": "info", "intensity_at_most": "hard", "message": message}
        return warning.model_copy(update=update)
    message = f"{warning.message} It has been so for a week: if rest does not help, see a doctor."
    if warning.kind in _ONE_MEASURE:
        update = {"level": "warning", "intensity_at_most": "easy", "message": message}
        return warning.model_copy(update=update)
    return warning.model_copy(update={"message": message})


def settle_levels(kind: str, levels: NDArray[np.int8], at: NDArray[np.intp]) -> NDArray[np.int8]:
    """Compute the levels that many athletes see, eased as the warning of one is.

    Parameters
    ----------
    kind : str
        Kind of the warning.
    levels : array of int, shape (days, athletes)
        What a detector finds.
    at : array of int, shape (athletes,)
        The day that each is asked about; -1 for none, which has no level.

    Returns
    -------
    ndarray of int, shape (athletes,)
        0 none, 1 info, 2 warning, 3 critical.
    """
    day = np.maximum(at, 0)
    level = np.take_along_axis(levels, day[np.newaxis], axis=0)[0]
    level = ease_levels(kind, level, _has_settled(kind, levels, day))
    return np.where(at >= 0, level, 0).astype(np.int8)


def ease_levels(kind: str, level: FloatArray, settled: NDArray[np.bool_]) -> FloatArray:
    """Ease the levels of athletes whose level has been the same for `SETTLED_DAYS`."""
    if kind in _NEVER_SETTLED:
        return level
    eased = np.where(level == 2, 1, np.where((level == 3) & (kind in _ONE_MEASURE), 2, level))
    return np.where(settled, eased, level)


def _has_settled(kind: str, levels: NDArray[np.int8], at: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether a level has been the same for a week before the days asked about."""
    back = np.arange(SETTLED_DAYS).reshape(-1, *(1,) * at.ndim)
    days = np.maximum(at - back, 0).reshape(SETTLED_DAYS, *levels.shape[1:])
    week = np.take_along_axis(levels, days, axis=0)
    same = (week == week[0]).all(axis=0) & (at >= SETTLED_DAYS - 1)
    return np.asarray(same & (kind not in _NEVER_SETTLED))


def _explained_by_taper(warning: TrainingWarning, day: dt.date, goals: Sequence[Goal]) -> bool:
    """Whether an illness shows in missing training alone, and a race explains that."""
    if warning.kind != "illness_pattern":
        return False
    taper = any(
        0 <= (goal.date - day).days <= _RACE_DAYS and goal.priority != "C" for goal in goals
    )
    mornings, needed = (warning.values.get(name, 0.0) for name in ("of_which_mornings", "needed"))
    return taper and mornings < needed


def _date(warning: TrainingWarning, day: dt.date) -> TrainingWarning:
    """Name the day of a warning that is not about today."""
    if warning.date == day:
        return warning
    message = f"On {warning.date.day} {warning.date:%B}: {warning.message}"
    return warning.model_copy(update={"message": message})
