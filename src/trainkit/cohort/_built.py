"""What the days of some athletes leave to the next one, from whole columns."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.cohort._carried_state import KEPT_DAYS, STATE_ROWS, State, columns_of
from trainkit.cohort._mornings import Mornings
from trainkit.cohort._recovery import (
    BY_SUSPICION,
    DETECTORS_OF_MANY,
    RECOVERY_COLUMNS,
    is_after_yellow,
    score_recovery,
)
from trainkit.cohort._writing import states_of
from trainkit.metrics.windows import fading_sum_days
from trainkit.recovery import DailySignals, settle_levels
from trainkit.recovery._carried import evidence_columns
from trainkit.recovery._daily_signals import SHORTFALL_ALPHA
from trainkit.recovery._score import count_components
from trainkit.recovery._warnings import KNOWN_DAYS, SETTLED_DAYS

__all__ = ["Built"]


class Built:
    """Columns and states after the last day of some mornings.

    Parameters
    ----------
    mornings : Mornings
        Of some athletes.
    load : array, shape (days, athletes)
        Their loads, of the same days [au].
    bands : str
        A name of `recovery.BANDS`.

    Attributes
    ----------
    columns : dict of str to array, each of shape (days, athletes)
        Last days of what is kept.
    states : array, shape (states, athletes)
        As `State`.
    """

    def __init__(self, mornings: Mornings, load: FloatArray, bands: str) -> None:
        athletes = load.shape[1]
        nights = mornings.all_nights(np.ones(athletes, bool))
        evidence, sums = evidence_columns(nights)
        scored = mornings.scored
        count = count_components(list(scored.columns.values())).astype(np.float64)
        columns = {**columns_of(mornings.base), **evidence}
        columns |= {"score": scored.score, "components": count}
        self.columns = {name: columns[name] for name in KEPT_DAYS}
        self.states = np.empty((STATE_ROWS, athletes))
        state = State(self.states)
        state.begin()
        state["sums"][...] = sums
        self._fade(state, mornings.base, nights, load)
        state["after_yellow"][0] = is_after_yellow(mornings, bands=bands)
        self._answer(state, mornings, nights, bands)

    def _fade(
        self, state: State, base: DailySignals, nights: DailySignals, load: FloatArray
    ) -> None:
        """Fade loads and missing sleep; the load of the last day belongs to the next one."""
        state["loads"][...] = states_of(load[:-1])
        state["days_of_load"][0] = base.days_of_load[-1]
        state["since_rest"][0] = base.days_since_rest[-1] if len(load) > 1 else 0.0
        for _ in fading_sum_days(
            nights.missing_sleep_h, (SHORTFALL_ALPHA,), (0.0,), sums=state["shortfall"]
        ):
            pass  # the state is carried in place

    def _answer(self, state: State, mornings: Mornings, nights: DailySignals, bands: str) -> None:
        """Answer for the last day with a score, and for the last one up to a record."""
        levels = []
        for row, detector in enumerate(DETECTORS_OF_MANY):
            source = nights if detector.kind == BY_SUSPICION else mornings
            levels.append(detector.levels(source.history, source.athlete))
            state["levels"][row] = levels[-1][-1]
            state["same_days"][row] = _count_same(levels[-1][-SETTLED_DAYS:])
        without = mornings.days_without_record
        scored = score_recovery(mornings, bands=bands, score=mornings.scored.score)  # type: ignore[arg-type]
        shown = score_recovery(mornings, bands=bands)  # type: ignore[arg-type]
        state["recovery"][...] = [scored[name] for name in RECOVERY_COLUMNS]
        state["warnings"][...] = _settle(levels, scored["age_days"], np.zeros_like(without))
        state["without_record"][0] = without
        state["answers"][...] = [
            *(shown[name] for name in RECOVERY_COLUMNS),
            *_settle(levels, shown["age_days"], without),
        ]


def _settle(
    levels: Sequence[NDArray[np.int8]], age_days: FloatArray, without_record: NDArray[np.intp]
) -> list[NDArray[np.int8]]:
    """Ease the levels of the last day with a score, and of reports that are fresh."""
    settled = []
    for detector, column in zip(DETECTORS_OF_MANY, levels, strict=True):
        ago = age_days
        if detector.evidence == "reported":
            ago = np.where(without_record <= KNOWN_DAYS, 0.0, np.nan)
        at = np.where(np.isnan(ago), -1, len(column) - 1 - np.nan_to_num(ago)).astype(np.intp)
        settled.append(settle_levels(detector.kind, column, at))
    return settled


def _count_same(levels: NDArray[np.int8]) -> NDArray[np.intp]:
    """Count the last days on which a level has been the same [d]."""
    same = np.logical_and.accumulate((levels == levels[-1])[::-1], axis=0)
    return np.asarray(np.count_nonzero(same, axis=0))
