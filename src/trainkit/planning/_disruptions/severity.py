"""How much a disruption harms a plan: time, rules, and the risk of an injury, with and without."""

import datetime as dt
import math
from dataclasses import dataclass
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field

from trainkit._array import FloatArray
from trainkit.errors import InfeasiblePlan, InvalidInput
from trainkit.loads import daily_loads
from trainkit.metrics import load as load_metrics
from trainkit.metrics import severity
from trainkit.metrics.acwr import acute_chronic
from trainkit.models.athlete import Athlete, ThresholdChange
from trainkit.models.history import History
from trainkit.models.model import Model
from trainkit.models.plan import TrainingPlan
from trainkit.planning._adaptation import adapt
from trainkit.planning._check import check
from trainkit.planning._disruptions.disruption import Disruption
from trainkit.planning._disruptions.lived import live
from trainkit.planning._tracking.preparation import preparation_of
from trainkit.planning._tracking.race_forecast import (
    GAIN,
    Course,
    Effort,
    efforts_before,
    fitness_of,
    foresee,
    load_to_race,
    race_to_forecast,
)
from trainkit.rules import AcwrCeiling

__all__ = ["Compared", "Harm", "Setting", "compare"]

_TIME_SHARE = 0.05  # of the goal's time: losing so much scores 10
_BROKEN = 10.0  # hard rules broken that score 10
_ACWR, _ACWR_RANGE = 1.3, 0.7  # from the end of the usual range to where it scores 10
# A ratio to hardly anything is no sign of risk: the rule of plans counts what anybody may do.
_ANYBODY = AcwrCeiling().starting
_MONOTONY, _MONOTONY_RANGE = 2.0, 1.5
_USUAL_DAYS = 14  # of a plan, which tell the fitness of somebody whose past is unknown
_ADAPT_S = 180.0  # far more than it takes: results must not depend on the machine


class Harm(Model):
    """What a disruption costs, in three dimensions from 0 to 10.

    Parameters
    ----------
    total : float
        Their mean.
    time : float
        By the share of the goal's time that is lost: 10 at 5 %.
    rules : float
        By the hard rules that the days ahead break: 10 at ten or more.
    risk : float
        By the peak of ACWR over 1.3, or of monotony over 2, whichever is worse, where the plan
        alone does not reach it.
    lost : float
        Share of the goal's time that is lost [1]; below 0 is gained.
    lost_s : float, optional
        The same in seconds, where a forecast exists [s].
    broken : int
        Hard rules broken ahead.
    acwr, monotony : float
        Their peaks from the disruption to the race [1]; a chronic load below the daily load that
        anybody may have counts as that.
    """

    total: Annotated[float, Field(ge=0, le=10)]
    time: Annotated[float, Field(ge=0, le=10)]
    rules: Annotated[float, Field(ge=0, le=10)]
    risk: Annotated[float, Field(ge=0, le=10)]
    lost: float
    lost_s: float | None = None
    broken: int
    acwr: float
    monotony: float

    def __str__(self) -> str:
        time = "" if self.lost_s is None else f" ({_minutes(self.lost_s)})"
        return (
            f"{self.total:.1f} of 10: {self.lost:+.1%} of the goal's time{time}, "
            f"{self.broken} hard rules broken, ACWR up to {self.acwr:.2f}, "
            f"monotony up to {self.monotony:.1f}"
        )


class Compared(NamedTuple):
    """The harm of a disruption: if the plan adapts, and if it is followed as it is written."""

    adapted: Harm
    unadapted: Harm
    plan: TrainingPlan


@dataclass(frozen=True, slots=True)
class Setting:
    """A plan, whose it is, and what was done before."""

    plan: TrainingPlan
    athlete: Athlete
    history: History | None


class _Past(NamedTuple):
    """What is known before a plan: the same for every course of it, whatever happens later."""

    athlete: Athlete
    efforts: list[Effort]
    fitness: float


class _Measured(NamedTuple):
    time_s: float | None
    fitness: float
    broken: int
    acwr: float
    monotony: float


def compare(
    setting: Setting, disruption: Disruption, *, against: TrainingPlan | None = None
) -> Compared:
    """Live a plan through a disruption, with and without adapting it.

    Parameters
    ----------
    setting : Setting
        The plan, the athlete and the past.
    disruption : Disruption
        Ends before the plan's last day.
    against : TrainingPlan, optional
        The plan whose undisturbed course is the measure; by default the setting's own.

    Returns
    -------
    Compared
        Both harms, and the adapted plan.
    """
    plan, athlete = setting.plan, setting.athlete
    on = disruption.last + dt.timedelta(days=1)
    if not plan.start <= disruption.first or on > plan.end:
        raise InvalidInput(
            "disruption", str(disruption), f"within the plan, {plan.start} to {plan.end}"
        )
    usual = against or plan
    past = _past_of(setting, usual)
    calm = live(usual, athlete, setting.history, on)
    undisturbed = _measure(past, usual, calm, on, disruption)
    lived = live(plan, athlete, setting.history, on, disruption)
    as_written = _measure(past, plan, lived, on, disruption)
    try:
        adapted = adapt(plan, lived, athlete, on=on, seconds=_ADAPT_S).apply(plan)
    except InfeasiblePlan:  # nothing keeps the rules: the plan stays as it is
        adapted = plan
    after = as_written
    if adapted is not plan:
        after = _measure(past, adapted, lived, on, disruption)
    return Compared(_harm(undisturbed, after), _harm(undisturbed, as_written), adapted)


def _past_of(setting: Setting, plan: TrainingPlan) -> _Past:
    """Measure what was before a plan; of somebody unknown, what the plan begins with is usual."""
    athlete, history = setting.athlete, setting.history
    load = np.array([])
    if history is not None and history.span is not None:
        recorded = daily_loads(history, athlete)
        load = recorded.internal[recorded.dates < np.datetime64(plan.start)]
    if not np.isfinite(load).any():
        days = plan.workouts[:_USUAL_DAYS]
        load = np.array([day.load or 0.0 for day in days if day.kind != "race"] or [0.0])
    # A threshold of the first day counts from the eve: the first day may be missed already.
    eve = plan.start - dt.timedelta(days=1)
    dated = _date_threshold(athlete, plan)
    efforts = efforts_before(history, dated, plan.start)
    efforts = [effort._replace(day=min(effort.day, eve)) for effort in efforts]
    return _Past(athlete, efforts, float(np.nanmean(load)))


def _measure(
    past: _Past, plan: TrainingPlan, lived: History, on: dt.date, disruption: Disruption
) -> _Measured:
    """Measure what is ahead of a day after what was lived."""
    athlete = past.athlete
    dates, load = load_to_race(plan, athlete, lived, on)
    # Whatever the journal says, a day of the plan that is behind and has no session was rest.
    load[np.isnan(load) & (dates >= np.datetime64(plan.start))] = 0.0
    # The day before all others has the fitness that the past left.
    fitness = fitness_of(np.append(np.nan, load), usual=past.fitness)
    course = Course(np.append(dates[:1] - 1, dates), fitness)
    time_s, goal = None, race_to_forecast(plan)
    if goal is not None and past.efforts:
        ready = preparation_of(plan, athlete, lived, on, goal)
        time_s = foresee(goal, past.efforts, course, ready).time_s
    broken = sum(violation.hard for violation in check(plan, athlete, lived, on=on))
    known = np.nan_to_num(load)
    # From the disruption on; the race itself is no peak of training.
    ahead = (dates >= np.datetime64(disruption.first)) & (dates < np.datetime64(plan.end))
    loads, monotony = acute_chronic(known), load_metrics.monotony(known)[ahead]
    ratio = (loads.acute / np.maximum(loads.chronic, _ANYBODY))[ahead]
    return _Measured(time_s, float(course.fitness[-1]), broken, _peak(ratio), _peak(monotony))


def _date_threshold(athlete: Athlete, plan: TrainingPlan) -> Athlete:
    """Date a threshold pace at the plan's start: what is lost on the way is lost from there."""
    speed = athlete.at(plan.start, "running").threshold_speed_m_s
    if speed is None or any(change.threshold_speed_m_s for change in athlete.changes):
        return athlete
    change = ThresholdChange(date=plan.start, sport="running", threshold_speed_m_s=speed)
    return athlete.model_copy(update={"changes": (*athlete.changes, change)})


def _peak(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(known.max()) if known.size else 0.0


def _harm(undisturbed: _Measured, after: _Measured) -> Harm:
    lost_s = None
    if undisturbed.time_s is not None and after.time_s is not None:
        lost_s = after.time_s - undisturbed.time_s
        lost = lost_s / undisturbed.time_s
    else:
        lost = math.exp(GAIN * math.log2(undisturbed.fitness / after.fitness)) - 1
    time = 10 * min(max(lost, 0.0) / _TIME_SHARE, 1.0)
    new = max(after.broken - undisturbed.broken, 0)
    rules = 10 * min(new / _BROKEN, 1.0)
    ratio = (after.acwr - max(_ACWR, undisturbed.acwr)) / _ACWR_RANGE
    uniform = (after.monotony - max(_MONOTONY, undisturbed.monotony)) / _MONOTONY_RANGE
    risk = 10 * min(max(ratio, uniform, 0.0), 1.0)
    return Harm(
        total=severity.combine(rules, time, risk),
        time=time,
        rules=rules,
        risk=risk,
        lost=lost,
        lost_s=lost_s,
        broken=new,
        acwr=after.acwr,
        monotony=after.monotony,
    )


def _minutes(seconds: float) -> str:
    sign, whole = ("-" if seconds < 0 else "+"), round(abs(seconds))
    return f"{sign}{whole // 60}:{whole % 60:02d} min"
