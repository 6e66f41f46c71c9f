"""Warnings from the journal in between: pain that is no reason to stop, and words of warning signs.

Up to 3 of 10, pain that grows no worse while training and by the next morning is no reason to stop;
a coach leaves speed and hills out all the same (a convention). What is written in words decides
nothing, but for signs that a physician has to look at.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import cast

import numpy as np

from trainkit._array import FloatArray
from trainkit._warning_signs import careful_answer
from trainkit.models._day_table import DayTable
from trainkit.models.history import History
from trainkit.recovery._daily_signals import DailySignals, lag
from trainkit.recovery._detectors import CRITICAL, INFO, WARNING, Levels, ThresholdDetector

__all__ = ["JOURNAL_WORDS", "note_on_words"]

_FELT, _NO_SPEED, _STOPS = 10, 20, 40
_OF_HEALTH = re.compile(
    r"\b(?:hurts?|pain(?:s|ful)?|sore|ach(?:e|es|ing)|niggles?|ill|sick|a cold|cough(?:ing)?"
    r"|(?:sore )?throat|jet ?-?lag(?:ged)?|flew|flight|altitude|vaccinat\w+|medication|medicine"
    r"|beta[- ]?blockers?|antibiotics?|pregnan\w+|gave birth|birth|post ?partum|cramps|injur\w+)\b",
    re.IGNORECASE,
)
_NUMBERS = ("pain", "illness", "fever", "soreness", "energy")


def note_on_words(history: History, day: dt.date) -> str:
    """Say that words decide nothing, where a day's note speaks of health and no number does.

    Parameters
    ----------
    history : History
        With the journal.
    day : date
        The day to decide.

    Returns
    -------
    str
        Empty without such a note.
    """
    at = int((np.datetime64(day) - history.dates[0]).astype(int))
    if not 0 <= at < history.dates.size:
        return ""
    table = cast("DayTable", history.days)
    note = next(iter(table.column("notes")[table.dates == history.dates[at]]), None)
    known = any(not np.isnan(history.daily(name)[at]) for name in _NUMBERS)
    if not note or known or not _OF_HEALTH.search(note) or careful_answer(note) is not None:
        return ""
    return (
        "What you wrote today in words decides nothing. Where it changes how you can train, enter "
        "pain, illness, energy or soreness as numbers, or ask a doctor about it."
    )


def _pain(signals: DailySignals) -> FloatArray:
    """The level that was entered today or, if there is none yet, yesterday."""
    today = signals.history.daily("pain")
    return np.where(np.isnan(today), lag(today), today)


def _niggle(signals: DailySignals) -> Levels:
    pain = _pain(signals)
    level = np.where(pain >= _NO_SPEED, WARNING, np.where(pain >= _FELT, INFO, 0))
    return np.where(pain >= _STOPS, 0, level).astype(np.int8)


def _describe_niggle(signals: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    pain = float(_pain(signals)[at])
    speed = " Leave out speed and hills until it has gone." if pain >= _NO_SPEED else ""
    text = (
        f"You reported pain of {pain:.0f} of 100. Train only as long as it grows no worse, and see "
        f"how it is tomorrow morning; from {_STOPS} on the day changes.{speed}"
    )
    return text, {"pain": pain}


def _answers(signals: DailySignals) -> Mapping[int, str]:
    """What to say to the notes that speak of a warning sign, by the day's place."""
    return signals.history.memoize(("careful_answers",), lambda: dict(_read_notes(signals)))


def _read_notes(signals: DailySignals) -> list[tuple[int, str]]:
    table = cast("DayTable", signals.history.days)
    found = []
    for date, note in zip(table.dates, table.column("notes"), strict=True):
        if note and (answer := careful_answer(note)) is not None:
            found.append((int((date - signals.history.dates[0]).astype(int)), answer))
    return found


def _signs(signals: DailySignals) -> Levels:
    """The day of such a note, and the next one: nobody is well again because a day has passed."""
    levels = np.zeros(signals.shape, dtype=np.int8)
    for at in _answers(signals):
        levels[at : at + 2] = CRITICAL
    return levels


def _describe_signs(signals: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    answers = _answers(signals)
    return f"You wrote of a warning sign in your journal. {answers.get(at) or answers[at - 1]}", {}


JOURNAL_WORDS: tuple[ThresholdDetector, ...] = (
    ThresholdDetector(
        "niggle",
        "limits of coaches",
        _niggle,
        _describe_niggle,
        evidence="reported",
    ),
    ThresholdDetector(
        "warning_sign",
        "the athlete's journal",
        _signs,
        _describe_signs,
        evidence="reported",
    ),
)
"""Detectors of what the journal says in between."""
