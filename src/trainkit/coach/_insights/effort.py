"""What goes along with a lower heart rate at the same pace: training, heat and time of day."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from trainkit._array import FloatArray
from trainkit.coach._insights.columns import KINDS, Columns
from trainkit.coach._insights.efficiency import MILD_C, Efficiency, dose, efficiency
from trainkit.coach._insights.finding import Finding, Words, compare
from trainkit.coach._insights.statistics import Association, associate, drift
from trainkit.models.insight import InsightData, InsightGroup, InsightKind

__all__ = ["ask_about_conditions", "ask_about_types"]

_WARM_C = 20.0
_FEWEST = 8  # sessions of either kind
_LEAST_BPM = 1.0
_LEAST_DEGREE_BPM = 0.2
_SPAN_DAYS = 56  # of a pattern of weeks
_SESSIONS_SLOW = 240.0  # days of a slow change, in sessions' own pace

_TYPES = {
    "easy": "easy sessions",
    "long": "long sessions",
    "tempo": "tempo sessions",
    "intervals": "intervals",
}


def ask_about_conditions(days: Columns) -> Iterator[Finding]:
    """Ask about heat, and about mornings against the rest of the day."""
    found = efficiency(days)
    if found is None:
        return
    warmth, morning = found.conditions(days)
    slow = _drift_of(days, found, 60.0)
    heat = associate(warmth, found.beats, [*slow, *found.controls, morning])
    if heat is not None and np.isfinite(warmth).any():
        yield _tell_of_heat(found, warmth, heat)
    few = min(morning.sum(), morning.size - morning.sum())
    time = associate(morning, found.beats, [*slow, *found.controls, warmth])
    if time is not None and few >= _FEWEST:
        yield _tell_of_time(found, morning, time)


def _drift_of(days: Columns, found: Efficiency, period: float) -> list[FloatArray]:
    return [wave[found.rows] for wave in drift(days.size, period)]


def _finding(  # noqa: PLR0917  what all findings on sessions share
    key: str, kind: InsightKind, test: Association, step: float, unit: str, data: InsightData
) -> Finding:
    low, high = sorted((test.low * step, test.high * step))
    return Finding(
        key=key,
        kind=kind,
        p=test.p,
        strength=abs(test.r),
        effect=test.slope * step,
        low=low,
        high=high,
        unit=unit,
        count=test.count,
        effective=test.effective,
        data=data,
        picture="groups",
    )


def _beats(groups: tuple[InsightGroup, ...]) -> InsightData:
    return InsightData(label="heart rate against usual, same pace", unit="bpm", groups=groups)


def _tell_of_heat(found: Efficiency, warmth: FloatArray, test: Association) -> Finding:
    warm = warmth >= _WARM_C - MILD_C
    groups = compare(
        found.beats, ((f"{_WARM_C:.0f} °C and more", warm), ("cooler", warmth < _WARM_C - MILD_C))
    )
    answer = _finding("heat", "heat", test, 1.0, "bpm per °C", _beats(groups))

    def say() -> Words:
        text = (
            f"Each degree above {MILD_C:.0f} °C goes along with {test.slope:.1f} bpm more at the "
            f"same pace: about {5 * test.slope:.0f} bpm at 20 °C and {15 * test.slope:.0f} bpm at "
            f"30 °C ({test.count} sessions)."
        )
        action = "In the heat go by heart rate or feel, and accept a slower pace."
        return Words("Heat costs you heartbeats at the same pace", text, action)

    told = test.slope >= _LEAST_DEGREE_BPM and int(np.nansum(warm)) >= _FEWEST
    return _with(answer, say if told else None)


def _tell_of_time(found: Efficiency, morning: FloatArray, test: Association) -> Finding:
    groups = compare(found.beats, (("before noon", morning > 0), ("after noon", morning == 0)))
    data = _beats(groups)
    answer = _finding("time_of_day", "time_of_day", test, 1.0, "bpm", data)
    best, other = ("after noon", "before noon")
    if test.slope < 0:
        best, other = other, best

    def say() -> Words:
        text = (
            f"At the same pace your heart beats {abs(test.slope):.0f} bpm slower {best} than "
            f"{other}, with heat held equal ({test.count} sessions)."
        )
        action = f"Put the sessions that matter {best} where your day allows it."
        return Words(f"The same pace costs fewer heartbeats {best}", text, action)

    return _with(answer, say if abs(test.slope) >= _LEAST_BPM else None)


def _with(finding: Finding, say: Callable[[], Words] | None) -> Finding:
    return replace(finding, say=say)


def ask_about_types(days: Columns) -> Iterator[Finding]:
    """Ask which type of training goes along with a lower heart rate at the same pace."""
    found = efficiency(days)
    if found is None or days.size < 2 * _SPAN_DAYS:
        return
    doses = {kind: dose(days, kind)[found.rows] for kind in KINDS}
    slow = _drift_of(days, found, _SESSIONS_SLOW)
    for kind, minutes in doses.items():
        if np.ptp(minutes) == 0:
            continue
        others = [values for other, values in doses.items() if other != kind]
        test = associate(minutes, found.beats, [*slow, *found.controls, *others])
        if test is not None:
            yield _tell_of_type(found, kind, minutes, test)


def _tell_of_type(found: Efficiency, kind: str, minutes: FloatArray, test: Association) -> Finding:
    low, high = np.quantile(minutes, (1 / 3, 2 / 3)).tolist()
    name = _TYPES[kind]
    groups = compare(
        found.beats, ((f"much of {name}", minutes > high), (f"little of {name}", minutes < low))
    )
    step = float(minutes[minutes > high].mean() - minutes[minutes < low].mean())
    data = _beats(groups)
    answer = _finding(f"workout_type:{kind}", "workout_type", test, step, "bpm", data)
    effect = test.slope * step

    def say() -> Words:
        text = (
            f"After weeks with more {name} ({high:.0f} minutes a week and more, against less than "
            f"{low:.0f}) your heart beats {abs(effect):.1f} bpm slower at the same pace, with the "
            f"other sessions held equal ({test.count} sessions)."
        )
        action = f"Keep {name} in your plan, about {high:.0f} minutes a week."
        return Words(f"{name.capitalize()} go along with your best form", text, action)

    return _with(answer, say if effect <= -_LEAST_BPM else None)
