"""Hard days, load spikes, monotony and heavy months against the mornings that follow."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.coach._insights.columns import Columns
from trainkit.coach._insights.exposures import Outcome, controls, exposures, outcome
from trainkit.coach._insights.finding import Finding, Words, sign
from trainkit.coach._insights.statistics import Association, associate
from trainkit.models.insight import InsightData, InsightKind

__all__ = ["ask_about_hard_days", "ask_about_load"]

_LAGS = (1, 2, 3)
_OVER = 1 / 3  # share of the first morning's effect below which a morning is as usual
_FEWEST_HARD = 8
_BAD = 0.2  # share of the mornings that count as bad


@dataclass(frozen=True)
class _Pattern:
    """A kind of week, and what to say of it."""

    name: InsightKind
    high: str
    title: str
    text: str
    action: str


_PATTERNS = (
    _Pattern(
        "load_spike",
        "weeks far above your month",
        "Jumps in load are followed by rough mornings",
        "the week's load was highest compared with your month",
        "Raise the week's load in smaller steps: hold it to about a tenth above the month.",
    ),
    _Pattern(
        "monotony",
        "weeks with the same load every day",
        "Weeks without easy days are followed by rough mornings",
        "the days of the week were most alike",
        "Make easy days easier and keep one full rest day, so that the days differ.",
    ),
    _Pattern(
        "fatigue",
        "your heaviest months",
        "Fatigue builds up over your heavy months",
        "the four weeks before were heaviest",
        "Take a lighter week after every three weeks of full training.",
    ),
)


def ask_about_hard_days(days: Columns) -> Iterator[Finding]:
    """Ask how many mornings a hard day is felt."""
    measured, exposed = outcome(days), exposures(days)
    if measured is None or "hard_1" not in exposed:
        return
    held = controls(days, exposed, "hard_1")
    lags = [f"hard_{lag}" for lag in _LAGS if f"hard_{lag}" in exposed]
    found = [associate(exposed[name], days.morning, controls(days, exposed, name)) for name in lags]
    first, shown = found[0], associate(exposed["hard_1"], measured.values, held)
    if first is None or shown is None:
        return
    effect, low, high = measured.effect(shown)
    felt = _count_mornings(found)
    isolated = _since_hard(days.hard)
    groups = measured.compare(
        ("the morning after a hard day", isolated == 1),
        ("two days after", isolated == 2),
        ("three days after", isolated == 3),
        ("later", isolated > 3),
    )
    counted = int(np.nansum(exposed["hard_1"]))

    def say() -> Words:
        word = sign(effect, "higher", "lower")
        mornings = "one morning" if felt == 1 else f"{felt} mornings"
        text = (
            f"On the morning after a hard day your {measured.name} is {abs(effect):.1f} "
            f"{measured.per} {word}, and it takes {mornings} to be back to usual "
            f"({counted} hard days)."
        )
        easy = "one easy day" if felt == 1 else f"{felt} easy days"
        action = f"Leave {easy} between hard sessions."
        back = "a day" if felt == 1 else f"{felt} days"
        return Words(f"You need {back} to recover from a hard session", text, action)

    worse = first.slope < 0 and not measured.is_better(effect) and abs(effect) >= measured.least
    yield Finding(
        key="recovery_spacing",
        kind="recovery_spacing",
        p=first.p,
        strength=abs(first.r),
        effect=effect,
        low=low,
        high=high,
        unit=measured.per,
        count=first.count,
        effective=first.effective,
        say=say if worse and counted >= _FEWEST_HARD else None,
        data=InsightData(label=measured.name, unit=measured.unit, groups=groups),
        picture="groups",
    )


def _count_mornings(found: list[Association | None]) -> int:
    """Count the mornings until the effect is below a third of the first, and may be none."""
    first = found[0]
    if first is None:
        return 0
    for number, later in enumerate(found[1:], start=1):
        if later is None or later.slope > _OVER * first.slope or later.high > 0:
            return number
    return len(found)


def _since_hard(hard: FloatArray) -> NDArray[np.float64]:
    """Count the days since the last hard one; 0 where unknown."""
    since = np.zeros(hard.size)
    last: int | None = None
    for day in range(hard.size):
        since[day] = 0 if last is None else day - last
        if np.isnan(hard[day]):
            last = None
        elif hard[day] > 0:
            last = day
    return since


def ask_about_load(days: Columns) -> Iterator[Finding]:
    """Ask about spikes, monotony and heavy months."""
    measured, exposed = outcome(days), exposures(days)
    if measured is None:
        return
    for pattern in _PATTERNS:
        values = exposed.get(pattern.name)
        if values is None:
            continue
        held = controls(days, exposed, pattern.name)
        found = associate(values, days.morning, held)
        shown = associate(values, measured.values, held)
        if found is not None and shown is not None:
            yield _answer(days, pattern, values, measured, found, shown)


def _answer(  # noqa: PLR0917  one pattern with its two tests
    days: Columns,
    pattern: _Pattern,
    values: FloatArray,
    measured: Outcome,
    found: Association,
    shown: Association,
) -> Finding:
    low_third, high_third = np.nanquantile(values, (1 / 3, 2 / 3)).tolist()
    top, bottom = values > high_third, values < low_third
    step = float(np.nanmean(values[top]) - np.nanmean(values[bottom]))
    effect, low, high = measured.effect(shown, step)
    bad = days.morning <= np.nanquantile(days.morning, _BAD)
    counts = (values > high_third, values < low_third)
    shares = [_share(bad, days.morning, chosen) for chosen in counts]
    groups = measured.compare((pattern.high, top), ("the opposite", bottom))

    def say() -> Words:
        text = (
            f"Where {pattern.text}, {shares[0]:.0f} % of your mornings were among your worst "
            f"fifth, against {shares[1]:.0f} % at the other end. Your {measured.name} was "
            f"{abs(effect):.1f} {measured.per} {sign(effect, 'higher', 'lower')}, with hard days "
            f"held equal ({found.count} mornings)."
        )
        return Words(pattern.title, text, pattern.action)

    worse = not measured.is_better(effect) and abs(effect) >= measured.least
    plain = found.slope < 0 and shares[0] > shares[1]
    return Finding(
        key=pattern.name,
        kind=pattern.name,
        p=found.p,
        strength=abs(found.r),
        effect=effect,
        low=low,
        high=high,
        unit=measured.per,
        count=found.count,
        effective=found.effective,
        say=say if worse and plain else None,
        data=InsightData(label=measured.name, unit=measured.unit, groups=groups),
        picture="groups",
    )


def _share(bad: NDArray[np.bool_], morning: FloatArray, chosen: NDArray[np.bool_]) -> float:
    known = chosen & np.isfinite(morning)
    return 100 * float(bad[known].mean()) if known.any() else 0.0
