"""What is kept of the days of a cohort, and what a day hands to the next.

| state | unit |
|---|---|
| those of `_states`, up to yesterday's load | |
| days without rest, days with a load, up to yesterday | d |
| fading sum of missing sleep | h |
| sums of the regressions | |
| whether green needs more points tomorrow | |
| level of each kind of warning, and for how many days it has been the same | d |
| the last day with a score: recovery and warnings | |
| days without a record | d |
| the answers: the same, up to the last day with a record | |
"""

from collections.abc import Mapping

import numpy as np

from trainkit._array import FloatArray
from trainkit.cohort._recovery import RECOVERY_COLUMNS, WARNING_KINDS
from trainkit.cohort._states import ROWS, first_states
from trainkit.data_quality import unlikely_nights
from trainkit.recovery import DailySignals, journal
from trainkit.recovery._carried import EVIDENCE_DAYS, EVIDENCE_SUMS

__all__ = [
    "DAYS",
    "JOURNAL",
    "KEPT_DAYS",
    "MEASURED",
    "SCORED_DAYS",
    "STATE_ROWS",
    "USUAL",
    "WINDOWS",
    "WINDOW_DAYS",
    "State",
    "columns_of",
]

DAYS = 8
"""Days of columns on which detectors answer for the last one [d]."""

SCORED_DAYS = 3
"""Days of columns on which components do [d]."""

WINDOW_DAYS = 60 + 1
"""Days of the longest windows, with the day that they are before [d]."""

JOURNAL = ("soreness", "energy", "mood", "sleep_quality", "felt_stress")
"""Answers of the journal."""

USUAL = ("usual_mean", "usual_sd")
"""Kept columns of each answer."""

MEASURED = ("hrv_rmssd", "resting_hr", "sleep_h")
"""Fields of which nights can be unlikely."""

_PLAIN = ("usual_sleep_h", "acwr", "sleep_debt_h", "sleep_regularity")
WINDOWS = ("ln_rmssd", "resting_hr", "sleep_h", "form")
"""Kept columns of which windows of 60 days are read."""

KEPT_DAYS: Mapping[str, int] = {
    **dict.fromkeys(WINDOWS, WINDOW_DAYS - 1),
    **dict.fromkeys(
        (
            *("hrv_mean", "hrv_normal_mean", "hrv_normal_sd"),
            *("resting_hr_mean", "resting_hr_sd", "usual_sleep_h"),
            *("acwr", "big_day_before", "score", "components"),
            *(f"{kind}_{name}" for kind in ("side", "held_back") for name in MEASURED),
        ),
        DAYS - 1,
    ),
    **dict.fromkeys(("sleep_debt_h", "sleep_regularity"), SCORED_DAYS - 1),
    **{f"{part}_{name}": 1 for part in USUAL for name in JOURNAL},
    **EVIDENCE_DAYS,
}
"""Columns that are kept, and how many days before a morning are read of each [d]."""

_SIZES = {
    "loads": len(ROWS),
    "since_rest": 1,
    "days_of_load": 1,
    "shortfall": 1,
    "sums": EVIDENCE_SUMS,
    "after_yellow": 1,
    "levels": len(WARNING_KINDS),
    "same_days": len(WARNING_KINDS),
    "recovery": len(RECOVERY_COLUMNS),
    "warnings": len(WARNING_KINDS),
    "without_record": 1,
    "answers": len(RECOVERY_COLUMNS) + len(WARNING_KINDS),
}
STATE_ROWS = sum(_SIZES.values())
"""Numbers of an athlete that a day hands to the next."""


class State:
    """States by name, views of an array of shape (rows, athletes)."""

    def __init__(self, rows: FloatArray) -> None:
        self._rows = rows
        starts = np.cumsum([0, *_SIZES.values()]).tolist()
        self._parts = dict(zip(_SIZES, starts, strict=False))

    def __getitem__(self, name: str) -> FloatArray:
        """Return the rows of a state, a view."""
        start = self._parts[name]
        return self._rows[start : start + _SIZES[name]]

    def begin(self) -> None:
        """Become the state before the first day."""
        self._rows[...] = 0
        self["loads"][...] = first_states(self._rows.shape[1], self._rows.dtype)
        for name in ("shortfall", "levels", "recovery"):
            self[name][...] = np.nan
        self["answers"][: len(RECOVERY_COLUMNS)] = np.nan

    def answers(self) -> dict[str, FloatArray]:
        """Return the answers by column."""
        names = (*RECOVERY_COLUMNS, *WARNING_KINDS)
        return dict(zip(names, self["answers"], strict=True))


def columns_of(signals: DailySignals) -> dict[str, FloatArray]:
    """Return what is kept of the signals by name, but for the score."""
    nights = unlikely_nights(signals.history)
    sides = {f"side_{name}": nights.side[name].astype(np.float64) for name in MEASURED}
    held = {f"held_back_{name}": nights.held_back[name].astype(np.float64) for name in MEASURED}
    mean, sd = signals.resting_hr_normal
    ratings = {
        f"{part}_{name}": column
        for name, pair in journal(signals).before.items()
        for part, column in zip(USUAL, pair, strict=True)
    }
    return {
        **{name: getattr(signals, name) for name in (*WINDOWS, *_PLAIN)},
        "hrv_mean": signals.hrv.mean,
        "hrv_normal_mean": signals.hrv.normal_mean,
        "hrv_normal_sd": signals.hrv.normal_sd,
        "resting_hr_mean": mean,
        "resting_hr_sd": sd,
        "big_day_before": signals.big_day_before.astype(np.float64),
        **ratings,
        **sides,
        **held,
    }
