"""Today's decision: from a history to a recommendation."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

import numpy as np

from trainkit._array import FloatArray, number
from trainkit.errors import InsufficientData, InvalidInput
from trainkit.models.assessment import (
    Assessment,
    MissingComponent,
    Recovery,
    TrainingWarning,
)
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.ports.component import Component
from trainkit.ports.detector import Detector
from trainkit.ports.rule import Rule
from trainkit.recovery._candidates import Situation
from trainkit.recovery._classic_detectors import CLASSIC_DETECTORS
from trainkit.recovery._daily_signals import DailySignals, daily_signals
from trainkit.recovery._detectors import DETECTORS
from trainkit.recovery._doubts import notes_on_held_back
from trainkit.recovery._explain import Explainer, missing_components, stands_alone
from trainkit.recovery._habits import summarize_habits
from trainkit.recovery._journal_words import note_on_words
from trainkit.recovery._load_warnings import REPORTED
from trainkit.recovery._recent import LAST_KNOWN_DAYS, choose_signals
from trainkit.recovery._recommend import recommend
from trainkit.recovery._schedule import today
from trainkit.recovery._score import (
    BANDS,
    MIN_COMPONENTS,
    Bands,
    ModelName,
    Scores,
    model_components,
    scores,
)
from trainkit.recovery._warnings import KNOWN_DAYS, collect_warnings, drop_undertraining
from trainkit.recovery._words import capitalize_first, label
from trainkit.rules import default_rules, find_ladders
from trainkit.workouts import LIBRARY, Session

__all__ = ["assess", "next_goal"]

_WELL_TRAINED = 45.0  # fitness, in loads of which an hour at threshold is 100
_HIGH_RESTING_HR = 1.75  # [SD]


def assess(
    history: History,
    athlete: Athlete,
    on: dt.date | None = None,
    *,
    plan: Iterable[PlannedWorkout] | TrainingPlan | None = None,
    model: ModelName | Sequence[Component] = "personal",
    bands: Bands = BANDS["70/40"],
    goal: Goal | None = None,
    availability: Availability | None = None,
    detectors: Sequence[Detector] | None = None,
    more_detectors: Sequence[Detector] = (),
    rules: Sequence[Rule] | None = None,
    more_rules: Sequence[Rule] = (),
    library: Sequence[Session] = LIBRARY,
    late: bool = False,
) -> Assessment:
    """Decide a day: how recovered the athlete is, what is unusual, and what to do.

    Only data known at the start of the day counts: its night and morning, and training up to the
    day before. Without enough data for the day, the assessment shows the last known state, up to 14
    days old, with its age, and recommends nothing hard.

    Parameters
    ----------
    history : History
        Activities and daily records.
    athlete : Athlete
        Supplies thresholds, risk style and sleep need.
    on : date, optional
        The day to decide; by default the last day of the history.
    plan : TrainingPlan or iterable of PlannedWorkout, optional
        Planned workouts, by default those of the history. A workout of this day is recommended if
        recovery and rules allow it.
    model : {"personal", "classic"} or sequence of Component
        How to score recovery: relative to the athlete's own distribution, or with the curves of
        the Intelligent Training Optimizer.
    bands : tuple of float
        The lowest scores for green and for yellow: 70 and 40, or the stricter 80 and 50.
    goal : Goal, optional
        The race to train for.
    availability : Availability, optional
        The time available for training.
    detectors : sequence of Detector, optional
        Sources of warnings; by default those of the model.
    more_detectors : sequence of Detector
        Additional sources of warnings, such as those of plugins.
    rules : sequence of Rule, optional
        Rules for the recommendation; by default those of the athlete's risk style.
    more_rules : sequence of Rule
        Additional rules, such as those of plugins.
    library : sequence of Session
        The sessions to choose from.
    late : bool
        Whether to decide a day longer than 14 days after the last score too, with that score and
        its age; days without a record count as days without training.

    Returns
    -------
    Assessment
        Recovery, warnings and recommendation with the numbers behind them.

    Raises
    ------
    InvalidInput
        The history is empty, the day is before it or more than 14 days after it without `late`, or
        the bands are invalid.
    InsufficientData
        None of the last 14 days has a component of the score; with `late`, no day has one.

    Examples
    --------
    >>> from trainkit import simulate
    >>> history = simulate(days=120)
    >>> today = assess(history, history.athlete)
    >>> today.recovery.status, today.recommendation.intensity
    ('yellow', 'easy')
    """
    bands = _validate_bands(bands)
    day = _validate_day(*daily_signals(history, athlete).span, on, late=late)
    parts = model_components(model)
    signals, scored, at = _last_known(history, athlete, day, model, bands, late=late)
    lately, earlier = signals.history, history.dates.size - signals.days
    latest = _latest(signals, day)
    if at is None:
        raise _insufficient_data(missing_components(lately, scored, parts, latest), day)
    goals = _goals(goal, plan)
    warnings = collect_warnings(
        history,
        athlete,
        day,
        (*_choose_detectors(detectors, model), *more_detectors),
        at=at + earlier,
        goals=goals,
        recent=(*DETECTORS, *REPORTED) if earlier else (),
    )
    name = model if isinstance(model, str) else "custom"
    recovery = Explainer(lately, athlete, scored, parts, name, bands).recovery(at, day, warnings)
    ladders = find_ladders(
        history,
        athlete,
        day,
        goals=goals,
        recovered=_is_recovered(signals, recovery, latest),
        resting_hr_high=_is_resting_hr_high(signals, day, latest),
    )
    warnings = drop_undertraining(_keep_recent(warnings, day), lately, day, goals, ladders)
    own = default_rules(athlete.risk_style, age=athlete.age(day)) if rules is None else rules
    races = [race.date for race in goals if race.priority != "C"]
    habits = summarize_habits(signals, day, activities=history.activities)
    every = (*own, *ladders, *more_rules)
    this_day = today(signals, day, scored.score, races, every, habits=habits)
    situation = Situation(
        signals=signals,
        at=latest,
        today=this_day,
        habits=habits,
        recovery=recovery,
        warnings=warnings,
        ladders=[ladder for ladder in ladders if ladder.step_on(day) is not None],
        plan=_planned_on(day, history, plan),
        goal=next_goal(goals, day),
        season_goal=next_goal([race for race in goals if race.priority == "A"], day),
        availability=availability,
        library=library,
    )
    return Assessment(
        date=day,
        recovery=recovery,
        warnings=warnings,
        recommendation=recommend(situation),
        notes=tuple(_notes(recovery, lately, day)),
        simulated=_is_simulated(history),
        data_until=min(day, signals.span[1]),
    )


def _last_known(
    history: History,
    athlete: Athlete,
    day: dt.date,
    model: ModelName | Sequence[Component],
    bands: Bands,
    *,
    late: bool,
) -> tuple[DailySignals, Scores, int | None]:
    """The signals that decide a day, their scores, and the row of the last one; None for none."""
    signals = choose_signals(history, athlete, day, model=model, bands=bands)
    scored = scores(signals.history, athlete, model=model)
    at = _last_scored_day(scored.score, signals, day)
    if at is None and late:
        signals = daily_signals(history, athlete)
        scored = scores(history, athlete, model=model)
        at = _last_scored_day(scored.score, signals, day, late=True)
    return signals, scored, at


def _keep_recent(warnings: Iterable[TrainingWarning], day: dt.date) -> tuple[TrainingWarning, ...]:
    """Leave out warnings that are older than the last known state may be."""
    return tuple(item for item in warnings if (day - item.date).days <= LAST_KNOWN_DAYS)


def _goals(
    goal: Goal | None, plan: Iterable[PlannedWorkout] | TrainingPlan | None
) -> tuple[Goal, ...]:
    """Gather the races of the argument and of the plan; one that both have counts once."""
    goals = plan.goals if isinstance(plan, TrainingPlan) else ()
    if goal is None:
        return goals
    others = tuple(other for other in goals if other.date != goal.date)
    return tuple(sorted((goal, *others), key=lambda race: race.date))


def _planned_on(
    day: dt.date, history: History, plan: Iterable[PlannedWorkout] | TrainingPlan | None
) -> list[PlannedWorkout]:
    """Return what is planned for a day, by a plan or else by the history."""
    planned = plan.workouts if isinstance(plan, TrainingPlan) else plan
    workouts = history.workouts if planned is None else planned
    return [workout for workout in workouts if workout.date == day]


def next_goal(goals: Sequence[Goal], day: dt.date) -> Goal | None:
    """Choose the race of the day, else the next A or B race, else the next one."""
    ahead = [goal for goal in goals if goal.date >= day]
    return min(
        ahead,
        key=lambda goal: (goal.date != day, goal.priority == "C", goal.date, goal.priority),
        default=None,
    )


def _choose_detectors(
    detectors: Sequence[Detector] | None, model: ModelName | Sequence[Component]
) -> Sequence[Detector]:
    """Return those that a caller chose, else those of the model."""
    if detectors is not None:
        return detectors
    return (*(CLASSIC_DETECTORS if model == "classic" else DETECTORS), *REPORTED)


def _is_simulated(history: History) -> bool:
    return any(done.provenance.licence == "simulated" for done in history.activities[-1:])


def _is_recovered(signals: DailySignals, recovery: Recovery, at: int) -> bool:
    """Whether a fresh morning makes a ladder shorter."""
    fresh = recovery.age_days <= KNOWN_DAYS
    return recovery.status == "green" and fresh and _trained_well(signals, at)


def _is_resting_hr_high(signals: DailySignals, day: dt.date, at: int) -> bool:
    """Whether a fresh morning makes a ladder longer."""
    measured = (day - signals.span[1]).days <= KNOWN_DAYS
    return measured and bool(signals.resting_hr_z[at] >= _HIGH_RESTING_HR)


def _trained_well(signals: DailySignals, at: int) -> bool:
    """Whether the athlete is used to enough training to recover at the faster end."""
    return bool(signals.performance.ctl[at] >= _WELL_TRAINED)


def _validate_bands(bands: Bands) -> Bands:
    green, yellow = bands
    green = number("bands", green, low=0, high=100)
    yellow = number("bands", yellow, low=0, high=100)
    if yellow >= green:
        raise InvalidInput(
            "bands", bands, "the lowest score for green, then a lower one for yellow"
        )
    return green, yellow


def _validate_day(first: dt.date, last: dt.date, on: dt.date | None, *, late: bool) -> dt.date:
    if on is None:
        return last
    if isinstance(on, dt.datetime) or not isinstance(on, dt.date):
        raise InvalidInput("on", on, "a date without a time")
    if on < first:
        advice = f"{first} or later, when the history begins; if that is in the future, check the "
        raise InvalidInput("on", str(on), advice + "clock of the device that recorded it")
    if (on - last).days > LAST_KNOWN_DAYS and not late:
        until = last + dt.timedelta(days=LAST_KNOWN_DAYS)
        advice = f"at most {until}, since the last data is from {last}; import newer data first"
        raise InvalidInput("on", str(on), advice)
    return on


def _latest(signals: DailySignals, day: dt.date) -> int:
    """The row of a day, or the last one before it."""
    return min((day - signals.span[0]).days, signals.days - 1)


def _last_scored_day(
    score: FloatArray, signals: DailySignals, day: dt.date, *, late: bool = False
) -> int | None:
    """Find the last day with a score, unless it is too old for the requested day."""
    known_days = np.flatnonzero(~np.isnan(score[: _latest(signals, day) + 1]))
    if known_days.size == 0:
        return None
    at = int(known_days[-1])
    is_recent = (day - signals.span[0]).days - at <= LAST_KNOWN_DAYS
    return at if is_recent or late else None


def _insufficient_data(missing: Sequence[MissingComponent], day: dt.date) -> InsufficientData:
    reasons = "; ".join(component.reason for component in missing)
    return InsufficientData(f"components for {day} ({reasons})", 0, MIN_COMPONENTS)


def _notes(recovery: Recovery, history: History, day: dt.date) -> Iterator[str]:
    last = cast("dt.date", history.dates[-1].item())
    held_back: list[str] = []
    if day <= last:
        at = int((np.datetime64(day) - history.dates[0]).astype(int))
        held_back += notes_on_held_back(history, at, used=recovery.model == "classic")
    if recovery.age_days > LAST_KNOWN_DAYS:
        yield (
            f"The last recovery that can be scored is from {recovery.date}, {recovery.age_days} "
            f"days ago, and the last data is from {min(day, last)}: sync or import newer data "
            "first. Days without records count as days without training."
        )
    elif recovery.age_days:
        fetched = recovery.known_at
        when = "" if fetched is None else f" (fetched {fetched:%Y-%m-%d %H:%M})"
        days = "1 day" if recovery.age_days == 1 else f"{recovery.age_days} days"
        yield (
            f"There is {'too little' if held_back else 'no'} data for {day}. "
            f"This is the last known state, from {recovery.date}{when}, {days} old."
        )
    yield from held_back
    if words := note_on_words(history, day):
        yield words
    used = ", ".join(f"{label(part.name)} {part.weight:.0%}" for part in recovery.components)
    if len(recovery.components) == 1:
        reasons = "; ".join(component.reason for component in recovery.missing)
        because = f" ({reasons})" if reasons else ""
        yield f"{stands_alone(recovery.components[0])}; take it with care{because}."
    else:
        for component in recovery.missing:
            yield f"{capitalize_first(component.reason)}; the score uses {used} instead."
    if day > last and not recovery.age_days:
        yield f"The last record is from {last}."
