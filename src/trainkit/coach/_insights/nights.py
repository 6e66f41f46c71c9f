"""Sleep, alcohol, stress and late training against the morning after."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.coach._insights.columns import Columns
from trainkit.coach._insights.exposures import Outcome, controls, exposures, outcome
from trainkit.coach._insights.finding import Finding, Words, sign
from trainkit.coach._insights.statistics import Association, associate
from trainkit.models.insight import InsightData, InsightGroup, InsightKind

__all__ = ["ask_about_nights"]

_FEWEST_DAYS = 5  # of either kind


@dataclass(frozen=True)
class _Habit:
    """A kind of day, and what to say of it."""

    name: InsightKind
    after: str
    others: str
    worse: str
    action: str


_HABITS = (
    _Habit(
        "alcohol",
        "after days with {limit}",
        "after days without",
        "Mornings after alcohol look less recovered",
        "Keep alcohol away from the eve of hard sessions and races.",
    ),
    _Habit(
        "stress",
        "after stressful days",
        "after calmer days",
        "Stress in the day shows the next morning",
        "After a stressful day, start with an easy session, or plan ten calm minutes before bed.",
    ),
    _Habit(
        "late_training",
        "after sessions that end late",
        "after other days",
        "Late sessions go along with a less rested morning",
        "Move the late session forward by two hours where you can, or make it an easy one.",
    ),
)


def ask_about_nights(days: Columns) -> Iterator[Finding]:
    """Ask about sleep, then about each habit that is known."""
    measured = outcome(days)
    if measured is None:
        return
    exposed = exposures(days)
    yield from _ask_about_sleep(days, measured, exposed)
    for habit in _HABITS:
        values = exposed.get(habit.name)
        if values is None:
            continue
        held = controls(days, exposed, habit.name)
        found = associate(values, days.morning, held)
        shown = associate(values, measured.values, held)
        if found is not None and shown is not None:
            yield _answer(habit, values, measured, found, shown)


def _ask_about_sleep(
    days: Columns, measured: Outcome, exposed: dict[str, FloatArray]
) -> Iterator[Finding]:
    sleep = exposed.get("sleep")
    if sleep is None:
        return
    found = associate(sleep, measured.values, controls(days, exposed, "sleep"))
    if found is None:
        return
    known = sleep[np.isfinite(sleep) & np.isfinite(measured.values)]
    short, long = np.quantile(known, (1 / 3, 2 / 3)).tolist()
    groups = measured.compare(
        (f"nights under {short:.1f} h", sleep < short),
        ("nights between", (sleep >= short) & (sleep <= long)),
        (f"nights over {long:.1f} h", sleep > long),
    )
    effect, low, high = measured.effect(found)

    equal = "training and weekday" if "hard_1" in exposed else "the weekday"

    def say() -> Words:
        worst, best = groups[0], groups[-1]
        text = (
            f"After {best.name} your {measured.name} averaged {best.value:.0f} {measured.unit}, "
            f"after {worst.name} {worst.value:.0f} {measured.unit}. An hour more of sleep goes "
            f"along with {abs(effect):.1f} {measured.per} {measured.better} {measured.name}, with "
            f"{equal} held equal ({found.count} nights)."
        )
        action = f"Aim for more than {long:.1f} hours before the days that matter."
        return Words("Longer nights go along with fresher mornings", text, action)

    good = measured.is_better(effect) and len(groups) > 1 and abs(effect) >= measured.least
    yield Finding(
        key="sleep",
        kind="sleep",
        p=found.p,
        strength=abs(found.r),
        effect=effect,
        low=low,
        high=high,
        unit=f"{measured.per} per h",
        count=found.count,
        effective=found.effective,
        say=say if good else None,
        data=InsightData(label=measured.name, unit=measured.unit, groups=groups),
        picture="groups",
    )


def _answer(
    habit: _Habit, values: FloatArray, measured: Outcome, found: Association, shown: Association
) -> Finding:
    exposed, limit = _part(habit, values)
    rest = np.isfinite(values) & ~exposed
    groups = measured.compare(
        (habit.after.format(limit=limit), exposed),
        (habit.others, rest),
    )
    effect, low, high = measured.effect(shown, _step(values, exposed, rest))
    counted = [group.count for group in groups]
    enough = len(counted) > 1 and min(counted) >= _FEWEST_DAYS

    def say() -> Words:
        return Words(habit.worse, _tell(groups, measured, effect), habit.action)

    worse = not measured.is_better(effect) and abs(effect) >= measured.least
    return Finding(
        key=habit.name,
        kind=habit.name,
        p=found.p,
        strength=abs(found.r),
        effect=effect,
        low=low,
        high=high,
        unit=measured.per,
        count=found.count,
        effective=found.effective,
        say=say if enough and worse and found.slope < 0 else None,
        data=InsightData(label=measured.name, unit=measured.unit, groups=groups),
        picture="groups",
    )


def _part(habit: _Habit, values: FloatArray) -> tuple[NDArray[np.bool_], str]:
    """Part the days: any drink, a late session, or the most stressful third."""
    if habit.name == "stress":
        return values > np.nanquantile(values, 2 / 3), ""
    if habit.name == "alcohol" and np.nanmin(values) >= 1:
        middle = float(np.nanmedian(values))
        return values > middle, f"more than {middle:.0f} drinks"
    return values > 0, "alcohol"


def _step(values: FloatArray, exposed: NDArray[np.bool_], rest: NDArray[np.bool_]) -> float:
    """Return the difference of the exposure between the two kinds of days."""
    if not exposed.any() or not rest.any():
        return 1.0
    return float(np.nanmean(values[exposed]) - np.nanmean(values[rest]))


def _tell(groups: tuple[InsightGroup, ...], measured: Outcome, effect: float) -> str:
    worse, usual = groups
    word = sign(effect, "higher", "lower")
    return (
        f"{worse.name.capitalize()} ({worse.count}) your {measured.name} averaged "
        f"{worse.value:.0f} {measured.unit}, {usual.name} ({usual.count}) "
        f"{usual.value:.0f} {measured.unit}. With training and weekday held equal it was "
        f"{abs(effect):.1f} {measured.per} {word}."
    )
