"""Changes of level of HRV, resting heart rate and heart rate at the same pace; recent trends."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from trainkit._array import FloatArray
from trainkit.coach._insights.columns import Columns
from trainkit.coach._insights.efficiency import efficiency
from trainkit.coach._insights.exposures import SLOW, exposures
from trainkit.coach._insights.finding import Finding, Words, percent, sign
from trainkit.coach._insights.statistics import Shift, find_change, find_slope, hold_equal
from trainkit.models.insight import InsightData, InsightSeries

__all__ = ["ask_about_changes", "ask_about_recent_trends"]

_WINDOW_DAYS = 180
_LEAST_DAYS, _LEAST_SESSIONS = 14, 8
_WEEK, _BLOCK_SESSIONS = 7, 4
_TREND_DAYS = 14
_FRESH_DAYS = 120  # an older change is no news


@dataclass(frozen=True)
class _Measure:
    """A measure, and what a change of it means."""

    key: str
    name: str
    unit: str
    per: str
    logarithmic: bool
    good: int
    least: float


_HRV = _Measure("hrv", "HRV", "ms", "%", logarithmic=True, good=1, least=3.0)
_PULSE = _Measure(
    "resting_hr", "resting heart rate", "bpm", "bpm", logarithmic=False, good=-1, least=1.0
)
_EFFORT = _Measure(
    "efficiency", "heart rate at the same pace", "bpm", "bpm", logarithmic=False, good=-1, least=1.5
)


def ask_about_changes(days: Columns) -> Iterator[Finding]:
    """Ask for the one change of level of each measure in the last half-year."""
    start = max(days.size - _WINDOW_DAYS, 0)
    dates = days.days()
    held = [values for name, values in exposures(days).items() if name not in SLOW]
    for measure, level in ((_HRV, days.ln_rmssd), (_PULSE, days.resting_hr)):
        values = hold_equal(level, held)
        shift = find_change(values[start:], least=_LEAST_DAYS, block=_WEEK)
        if shift is not None:
            yield _change(measure, shift, dates[start:], values[start:], days.on)
    found = efficiency(days)
    if found is None:
        return
    recent = found.rows >= start
    beats = hold_equal(found.beats, [*found.controls, *found.conditions(days)])[recent]
    shift = find_change(beats, least=_LEAST_SESSIONS, block=_BLOCK_SESSIONS)
    if shift is not None:
        when = [dates[row] for row in found.rows[recent]]
        yield _change(_EFFORT, shift, when, beats, days.on)


def _amount(measure: _Measure, value: float) -> float:
    return percent(value) if measure.logarithmic else value


def _series(measure: _Measure, dates: list[dt.date], values: FloatArray) -> InsightData:
    shown = np.exp(values) if measure.logarithmic else values
    numbers = tuple(None if np.isnan(value) else float(value) for value in shown)
    series = InsightSeries(name=measure.name, days=tuple(dates), values=numbers)
    return InsightData(label=measure.name, unit=measure.unit, series=(series,))


def _change(
    measure: _Measure, shift: Shift, dates: list[dt.date], values: FloatArray, on: dt.date
) -> Finding:
    since = dates[shift.at]
    effect = _amount(measure, shift.after - shift.before)
    ends = sorted((_amount(measure, shift.low), _amount(measure, shift.high)))
    good = effect * measure.good > 0
    before, after = (
        (np.exp(value) if measure.logarithmic else value) for value in (shift.before, shift.after)
    )

    def say() -> Words:
        word = sign(effect, "higher", "lower")
        digits = 0 if measure.logarithmic else 1
        if measure is _EFFORT:
            level = f"your heart beats {abs(effect):.0f} bpm {sign(effect, 'faster', 'slower')}"
            text = f"At the same pace {level} since {since} ({shift.count} sessions)."
        else:
            levels = [f"{value:.{digits}f} {measure.unit}" for value in (after, before)]
            text = (
                f"Since {since} your {measure.name} averages {levels[0]}, against {levels[1]} "
                f"before: {abs(effect):.{digits}f} {measure.per} {word} ({shift.count} mornings)."
            )
        text += f" {_MEANING[measure.key, good]}"
        name = measure.name[0].upper() + measure.name[1:]
        title = f"{name} {'rose' if effect > 0 else 'fell'} around {since:%-d %B}"
        return Words(title, text, _ADVICE[measure.key, good])

    new = (on - since).days <= _FRESH_DAYS
    data = _series(measure, dates, values).model_copy(update={"since": since})
    return Finding(
        key=f"trend:{measure.key}",
        kind="trend",
        p=shift.p,
        strength=abs(shift.r),
        effect=effect,
        low=ends[0],
        high=ends[1],
        unit=measure.per,
        count=shift.count,
        effective=shift.effective,
        say=say if new and abs(effect) >= measure.least else None,
        data=data,
        picture="days",
    )


_MEANING = {
    ("hrv", True): "That usually speaks of good recovery.",
    ("hrv", False): "Training, sleep, stress or an illness may go along with that.",
    ("resting_hr", True): "That often comes with better endurance or more rest.",
    ("resting_hr", False): "Training, heat, stress, a changed device or an illness may be behind.",
    ("efficiency", True): "The same pace has become easier for you.",
    (
        "efficiency",
        False,
    ): "The same pace has become harder: heat, fatigue or a break may be behind.",
}
_ADVICE = {
    ("hrv", True): "Keep doing what you changed then.",
    ("hrv", False): "Look at what changed then, and keep the next week easier if you feel it too.",
    ("resting_hr", True): "Keep doing what you changed then.",
    ("resting_hr", False): "Look at sleep and stress first; see a doctor if you feel unwell.",
    ("efficiency", True): "Test your threshold again: your zones may have moved.",
    ("efficiency", False): "Go by heart rate for a week, and check your rest.",
}


def ask_about_recent_trends(days: Columns) -> Iterator[Finding]:
    """Ask for a trend where two weeks are known, and not yet four."""
    for measure, values in ((_HRV, days.ln_rmssd), (_PULSE, days.resting_hr)):
        if np.isfinite(values).sum() < _TREND_DAYS - 2:
            continue
        test = find_slope(values)
        if test is None:
            continue
        effect = _amount(measure, 7 * test.slope)
        ends = sorted((_amount(measure, 7 * test.low), _amount(measure, 7 * test.high)))
        data = _series(measure, days.days(), values)
        yield Finding(
            key=f"trend:{measure.key}",
            kind="trend",
            p=test.p,
            strength=abs(test.r),
            effect=effect,
            low=ends[0],
            high=ends[1],
            unit=f"{measure.per} per week",
            count=test.count,
            effective=test.effective,
            say=_tell_of_trend(measure, effect, test.count),
            data=data,
            picture="days",
        )


def _tell_of_trend(measure: _Measure, effect: float, count: int) -> Callable[[], Words] | None:
    if abs(effect) < measure.least:
        return None
    word = sign(effect, "rises", "falls")

    def say() -> Words:
        text = (
            f"Over {count} mornings your {measure.name} {word} by {abs(effect):.1f} "
            f"{measure.per} a week. Two weeks show a direction, no pattern yet."
        )
        name = measure.name[0].upper() + measure.name[1:]
        return Words(f"{name} {word} these two weeks", text, "Keep measuring every morning.")

    return say
