"""One more morning of the athletes of a tile, from what the days before have left.

What a component or a detector reads of the days before are columns that never change once they are
computed. The morning adds a row to each: it is computed by the functions of a whole history, which
are asked about the last day alone. Then the components and the detectors answer as ever, on ten
days of columns.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.cohort._carried_state import (
    DAYS,
    JOURNAL,
    MEASURED,
    SCORED_DAYS,
    USUAL,
    WINDOW_DAYS,
    WINDOWS,
    State,
    columns_of,
)
from trainkit.cohort._fields import RECOVERY_FIELDS, RPE_EXCESS
from trainkit.cohort._recovery import (
    DETECTORS_OF_MANY,
    RECOVERY_COLUMNS,
    colour,
)
from trainkit.cohort._signals import HistoryColumns, Person, keep_columns, keep_last, to_signals
from trainkit.cohort._states import count_training, latest, step
from trainkit.data_quality import UnlikelyNights, judge_nights
from trainkit.metrics.fitness import PerformanceChart
from trainkit.metrics.windows import fading_sum_days
from trainkit.recovery import LAST_KNOWN_DAYS, DailySignals, Scores, journal
from trainkit.recovery._carried import carry_evidence
from trainkit.recovery._daily_signals import SHORTFALL_ALPHA, UsualHrv
from trainkit.recovery._score import keep_scores, score_last
from trainkit.recovery._warnings import KNOWN_DAYS, SETTLED_DAYS, ease_levels

__all__ = ["Morning"]

Before = Callable[[str, int, int], FloatArray]

_LOAD_DAYS = 42 + 2  # the longest of what is asked of sessions and weight
_WEEKS_DAYS = 28 + 1
_OF_COMPONENTS = (
    *("ln_rmssd", "resting_hr", "sleep_h", "sleep_score", "hrv", "resting_hr_normal"),
    *("usual_sleep_h", "acwr", "form", "form_normal", "rolling_acwr", "divergence"),
)
_JOURNAL_DAYS = 28 + 1
_LOADS = ("load", "external", "matched_external", "matched_internal")
_SHOWN = (
    "load",
    *("hrv_rmssd", "resting_hr", "sleep_h", "sleep_score", "sleep_start", "sleep_end"),
    *JOURNAL,
    *("alcohol_units", "stress", "pain", "illness", "fever", RPE_EXCESS),
)


class Morning:
    """The morning of a day for some athletes.

    Parameters
    ----------
    dates : array of datetime64[D]
        All days up to this one.
    person : Person
        What all have in common.
    bands : tuple of float
        The lowest scores for green and yellow.
    read : callable
        Takes a field, some last days, today included, and how many of them; reads the first of
        them, shape (days, athletes).
    before : callable
        Reads rows of a kept column, see `recovery.carry_evidence`.
    state : State
        What the day before has left; becomes that of the day.
    """

    def __init__(
        self,
        dates: NDArray[np.datetime64],
        person: Person,
        bands: tuple[float, float],
        *,
        read: Before,
        before: Before,
        state: State,
    ) -> None:
        self._dates, self._person, self._bands = dates, person, bands
        self._first_of, self._before, self._state = read, before, state
        self._kin: list[HistoryColumns] = []
        self._width = read("load", 1, 1).shape[1]

    def carry(self) -> dict[str, FloatArray]:
        """Compute the day; return what is to be kept of it, each of shape (athletes,)."""
        yesterday = self._carry_loads()
        nights = self._judge_nights()
        today = self._complete_windows(nights, yesterday)
        signals = self._to_signals(nights, today, yesterday)
        kept = columns_of(signals)
        evidence = carry_evidence(signals, self._load_before, self._before, self._state["sums"])
        scored, count = self._score(signals)
        at_last = ~np.isnan(scored.score[-1])
        self._answer_recovery(scored, at_last)
        self._answer_warnings(signals, at_last)
        self._show_answers()
        row = {name: column[-1] for name, column in kept.items()}
        for columns in self._kin[:1]:
            columns.forget()
        return {**row, **evidence, "score": scored.score[-1], "components": count}

    def _score(self, signals: DailySignals) -> tuple[Scores, FloatArray]:
        """Score the day on three days of columns."""
        lately = keep_last(signals, SCORED_DAYS, _OF_COMPONENTS)
        days = SCORED_DAYS - 1
        keep_columns(
            lately,
            {
                name: np.concatenate([self._before(name, days, days), getattr(signals, name)[-1:]])
                for name in ("sleep_debt_h", "sleep_regularity")
            },
        )
        before = {
            name: tuple(column[-SCORED_DAYS:] for column in pair)
            for name, pair in journal(signals).before.items()
        }
        keep_columns(journal(lately), {"before": before})
        scored, count = score_last(lately, self._lately("components"))
        keep_scores(signals, scored)
        return scored, count

    def _read(self, field: str, days: int) -> FloatArray:
        return self._first_of(field, days, days)

    def _signals(self, fields: tuple[str, ...], days: int, first: int = 0) -> DailySignals:
        """Put the last days of some fields in the place of a history; others are unknown."""
        columns = {"load": np.broadcast_to(np.nan, (days, self._width))}
        columns |= {name: self._read(name, days) for name in fields}
        return to_signals(columns, self._last_dates(days), self._person, first, self._kin)

    def _last_dates(self, days: int) -> NDArray[np.datetime64]:
        return np.asarray(self._dates[-1] - np.arange(days)[::-1])

    def _carry_loads(self) -> dict[str, FloatArray]:
        """Carry what fades, and yesterday's count, over yesterday's load."""
        load, training = self._read("load", 2)[0], self._read("training_load", 2)[0]
        states = self._state["loads"]
        if len(self._dates) > 1:
            step(states, load, states)
            count_training(
                self._state["since_rest"][0], np.where(np.isnan(training), load, training), 0.0
            )
            self._state["days_of_load"][0] += ~np.isnan(load)
        lately = latest(states, load)
        since = np.where(len(self._dates) > 1, self._state["since_rest"][0], np.nan)
        chart = {name: lately[name] for name in ("acwr", "ctl", "atl")}
        return {**chart, "since_rest": since}

    def _judge_nights(self) -> UnlikelyNights:
        """Judge last night; the nights before were judged."""
        raw = [self._read(name, WINDOW_DAYS) for name in MEASURED]
        kept, held = (
            {name: _zero(self._lately(f"{kind}_{name}")) for name in MEASURED}
            for kind in ("side", "held_back")
        )
        sides = {name: column.astype(np.int8) for name, column in kept.items()}
        night = judge_nights(*raw, first=WINDOW_DAYS - 1, sides=sides)
        return UnlikelyNights(
            side={name: np.concatenate([sides[name], night.side[name]]) for name in MEASURED},
            held_back={
                name: np.concatenate([held[name] > 0, night.held_back[name]]) for name in MEASURED
            },
            usual={name: _last(column, DAYS) for name, column in night.usual.items()},
        )

    def _lately(self, column: str) -> FloatArray:
        return self._before(column, DAYS - 1, DAYS - 1)

    def _complete_windows(
        self, nights: UnlikelyNights, yesterday: Mapping[str, FloatArray]
    ) -> DailySignals:
        """Compute what is usual before today, of windows that end with today's night."""
        window = self._signals((), WINDOW_DAYS, first=WINDOW_DAYS - 1)
        today = {
            name: np.where(nights.held_back[field][-1], np.nan, self._read(field, 1)[0])
            for name, field in zip(WINDOWS, MEASURED, strict=False)
        }
        today["ln_rmssd"] = np.log(today["ln_rmssd"])
        relative = (yesterday["ctl"] - yesterday["atl"]) / np.maximum(yesterday["ctl"], 10.0)
        today["form"] = np.where(self._state["days_of_load"][0] >= 28, relative, np.nan)
        keep_columns(
            window,
            {
                name: np.concatenate(
                    [self._before(name, WINDOW_DAYS - 1, WINDOW_DAYS - 1), row[np.newaxis]]
                )
                for name, row in today.items()
            },
        )
        return window

    def _to_signals(
        self, nights: UnlikelyNights, window: DailySignals, yesterday: Mapping[str, FloatArray]
    ) -> DailySignals:
        """Put the last days of columns in the place of a history."""
        signals = self._signals(_SHOWN, DAYS)
        signals.history.memoize(("unlikely_nights",), lambda: nights)
        hrv, beats = window.hrv, window.resting_hr_normal
        night = {
            "hrv": UsualHrv(
                self._after("hrv_mean", hrv.mean),
                self._after("hrv_normal_mean", hrv.normal_mean),
                self._after("hrv_normal_sd", hrv.normal_sd),
                np.zeros((DAYS, self._width), np.intp),
            ),
            "resting_hr_normal": (
                self._after("resting_hr_mean", beats[0]),
                self._after("resting_hr_sd", beats[1]),
            ),
            "usual_sleep_h": self._after("usual_sleep_h", window.usual_sleep_h),
            "form": window.form[-DAYS:],
            "form_normal": tuple(column[-DAYS:] for column in window.form_normal),
        }
        keep_columns(signals, night)
        keep_columns(signals, self._load_columns(yesterday))
        self._carry_sleep(signals)
        self._complete_journal(signals)
        return signals

    def _after(self, name: str, column: FloatArray) -> FloatArray:
        """Put the last row of a column after those that are kept."""
        return np.concatenate([self._lately(name), column[-1:]])

    def _load_columns(self, yesterday: Mapping[str, FloatArray]) -> dict[str, object]:
        """Compute the columns of loads and weight."""
        base = self._signals(("load", "longest_min", "weight_kg"), _LOAD_DAYS, _LOAD_DAYS - 1)
        weeks = self._signals(_LOADS, _WEEKS_DAYS)
        ratio = np.array([yesterday["acwr"], np.full(self._width, np.nan)])
        keep_columns(base, {"acwr_today": _last(ratio, _LOAD_DAYS)})
        big_day = base.big_day_before.astype(np.float64)
        form = yesterday["ctl"] - yesterday["atl"]
        return {
            "acwr": self._after("acwr", base.acwr),
            "big_day_before": self._after("big_day_before", big_day) > 0,
            "rolling_acwr": tuple(column[-DAYS:] for column in weeks.rolling_acwr),
            "divergence": weeks.divergence[-DAYS:],
            "weight_change_percent": base.weight_change_percent[-DAYS:],
            "days_since_rest": _last(yesterday["since_rest"], DAYS),
            "performance": PerformanceChart(
                *(_last(row, DAYS) for row in (yesterday["ctl"], yesterday["atl"], form))
            ),
        }

    def _carry_sleep(self, signals: DailySignals) -> None:
        """Carry the fading sum of missing sleep over the night."""
        state, missing = self._state["shortfall"], signals.missing_sleep_h[-1:]
        for _ in fading_sum_days(missing, (SHORTFALL_ALPHA,), (0.0,), sums=state):
            pass  # the state is carried in place
        keep_columns(signals, {"sleep_shortfall_h": _last(SHORTFALL_ALPHA * state[0], DAYS)})

    def _complete_journal(self, signals: DailySignals) -> None:
        """Compute what is usual in the journal before today."""
        window = journal(self._signals(JOURNAL, _JOURNAL_DAYS, first=_JOURNAL_DAYS - 1))
        before = {
            name: tuple(
                _last(np.concatenate([self._before(f"{part}_{name}", 1, 1), column[-1:]]), DAYS)
                for part, column in zip(USUAL, window.before[name], strict=True)
            )
            for name in JOURNAL
        }
        keep_columns(journal(signals), {"before": before})

    def _load_before(self, days: int) -> FloatArray:
        return np.asarray(self._first_of("load", days + 1, 1)[0])

    def _answer_recovery(self, scored: Scores, at_last: NDArray[np.bool_]) -> None:
        """Answer for today, or go on with the last known state."""
        score = np.concatenate([self._lately("score"), scored.score[-1:]])
        whole = replace(scored, score=score)
        after = self._state["after_yellow"][0]
        needed = np.where(after > 0, whole.after_yellow(self._bands), self._bands[0])
        status = colour(score[-1], needed, self._bands)
        points = [scored.columns[name].points[-1] for name in RECOVERY_COLUMNS[3:]]
        today = np.array([score[-1], np.zeros_like(after), status, *points])
        known = self._state["recovery"]
        known[1] += 1
        np.copyto(known, today, where=at_last)
        turned = whole.turning_days(self._bands)[-1]
        np.copyto(after, turned < 0, where=turned != 0)

    def _answer_warnings(self, signals: DailySignals, at_last: NDArray[np.bool_]) -> None:
        """Answer for today; what rests on a morning is of the last one with a score."""
        for at, detector in enumerate(DETECTORS_OF_MANY):
            level = detector.levels(signals.history, signals.athlete)[-1].astype(np.float64)
            before, days = self._state["levels"][at], self._state["same_days"][at]
            days[...] = np.where(level == before, np.minimum(days + 1, SETTLED_DAYS), 1)
            before[...] = level
            eased = ease_levels(detector.kind, level, days == SETTLED_DAYS)
            answer = self._state["warnings"][at]
            if detector.evidence == "reported":
                answer[...] = eased
            else:
                np.copyto(answer, eased, where=at_last)

    def _show_answers(self) -> None:
        """Show the last day with a score and a record after it or on it, while it is fresh."""
        state, size = self._state, len(RECOVERY_COLUMNS)
        without, shown = state["without_record"][0], state["answers"]
        recorded = np.any([~np.isnan(self._read(name, 1)[0]) for name in RECOVERY_FIELDS], axis=0)
        without[...] = np.where(recorded, 0, without + 1)
        shown[1] += 1
        latest = np.concatenate([state["recovery"], state["warnings"]])
        np.copyto(shown, latest, where=recorded)
        old = ~(shown[1] <= LAST_KNOWN_DAYS)
        shown[:size, old] = np.nan
        shown[2, old] = 0
        for at, detector in enumerate(DETECTORS_OF_MANY):
            if detector.evidence == "reported":
                fresh = without <= KNOWN_DAYS
                shown[size + at] = np.where(fresh, state["warnings"][at], 0)
            else:
                shown[size + at, old] = 0


def _zero(column: FloatArray) -> FloatArray:
    """Put 0 in place of days before the first."""
    return np.where(np.isnan(column), 0.0, column)


def _last(rows: FloatArray, days: int) -> FloatArray:
    """Make a column of which the last days are known, or the last one."""
    known = rows[np.newaxis] if rows.ndim == 1 else rows
    return np.concatenate([np.full((days - len(known), known.shape[1]), np.nan), known])
