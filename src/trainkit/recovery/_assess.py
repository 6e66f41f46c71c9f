"""Today's decision, from a history to a recommendation."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

import numpy as np

from trainkit._array import FloatArray, number
from trainkit.errors import InsufficientData, InvalidInput
from trainkit.models.assessment import Assessment, MissingComponent, Recovery, TrainingWarning
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.ports.component import Component
from trainkit.ports.detector import Detector
from trainkit.ports.rule import Rule
from trainkit.recovery._candidates import Situation
from trainkit.recovery._classic_signs import CLASSIC_SIGNS
from trainkit.recovery._daily_signals import daily_signals
from trainkit.recovery._detectors import SIGNS
from trainkit.recovery._explain import Scored, missing_on
from trainkit.recovery._load_warnings import REPORTED
from trainkit.recovery._recommend import recommended
from trainkit.recovery._schedule import today
from trainkit.recovery._score import (
    BANDS,
    LEAST_COMPONENTS,
    Bands,
    ModelName,
    components_of,
    scores,
)
from trainkit.recovery._suitability import habits
from trainkit.rules import default_rules
from trainkit.workouts import LIBRARY, Session

__all__ = ["LAST_KNOWN_DAYS", "assess"]

LAST_KNOWN_DAYS = 14
"""Days for which an old state is still shown."""

_GRAVEST_FIRST = ("critical", "warning", "info")


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
    rules: Sequence[Rule] | None = None,
    more_rules: Sequence[Rule] = (),
    library: Sequence[Session] = LIBRARY,
) -> Assessment:
    """Decide a day: how recovered, what is unusual, and what to do.

    Only what is known when the day begins counts: its night and morning, and training up to the
    day before. A day without enough data shows the last known state of up to 14 days before, with
    its age, and allows nothing hard.

    Parameters
    ----------
    history : History
        What is known.
    athlete : Athlete
        Whose thresholds, risk style and need of sleep count.
    on : date, optional
        The day; by default the last one in the history.
    plan : TrainingPlan or iterable of PlannedWorkout, optional
        Planned workouts; one of this day is taken if it may be done. By default the history's.
    model : {"personal", "classic"} or sequence of Component
        How recovery is scored: in the athlete's own distribution, or with the curves of the
        Intelligent Training Optimizer.
    bands : tuple of float
        The least score for green, and for yellow: 70 and 40, or the stricter 80 and 50.
    goal : Goal, optional
        The race to train for.
    availability : Availability, optional
        The time there is.
    detectors : sequence of Detector, optional
        What warns; by default the model's own.
    rules : sequence of Rule, optional
        What no recommendation may break; by default those of the athlete's risk style.
    more_rules : sequence of Rule
        What it may not break either, such as rules of plugins.
    library : sequence of Session
        The sessions to choose from.

    Returns
    -------
    Assessment
        Recovery, warnings and recommendation, each with its numbers.

    Raises
    ------
    InvalidInput
        An empty history, a day before it or more than 14 days after it, or wrong bands.
    InsufficientData
        Fewer than two components on every one of the last 14 days.

    Examples
    --------
    >>> from trainkit import simulate
    >>> history = simulate(days=120)
    >>> today = assess(history, history.athlete)
    >>> today.recovery.status, today.recommendation.intensity
    ('yellow', 'easy')
    """
    bands = _checked_bands(bands)
    now = daily_signals(history, athlete)
    asked = _checked_day(*now.span, on)
    parts = components_of(model)
    made = scores(history, athlete, model=model)
    place = int((np.datetime64(asked) - history.dates[0]).astype(int))
    latest = min(place, history.dates.size - 1)
    at = _last_scored(made.score, latest, place - latest)
    if at is None:
        raise _insufficient(missing_on(made, parts, latest), parts, asked)
    if detectors is None:
        detectors = (*(CLASSIC_SIGNS if model == "classic" else SIGNS), *REPORTED)
    warnings = _warnings(history, athlete, at, latest, detectors)
    name = model if isinstance(model, str) else "custom"
    recovery = Scored(history, athlete, made, parts, name, bands).recovery(at, asked, warnings)
    races = [one.date for one in history.races] + ([goal.date] if goal else [])
    if isinstance(plan, TrainingPlan):
        plan = plan.workouts
    planned = history.workouts if plan is None else tuple(plan)
    situation = Situation(
        now=now,
        at=latest,
        today=today(
            now,
            asked,
            made.score,
            races,
            (*(default_rules(athlete.risk_style) if rules is None else rules), *more_rules),
        ),
        habits=habits(now, asked),
        recovery=recovery,
        warnings=warnings,
        plan=[one for one in planned if one.date == asked],
        goal=goal,
        availability=availability,
        library=library,
    )
    return Assessment(
        date=asked,
        recovery=recovery,
        warnings=warnings,
        recommendation=recommended(situation),
        notes=tuple(_notes(recovery, history, asked)),
        simulated=any(one.provenance.licence == "simulated" for one in history.activities[-1:]),
    )


def _checked_bands(bands: Bands) -> Bands:
    green, yellow = bands
    green = number("bands", green, low=0, high=100)
    yellow = number("bands", yellow, low=0, high=100)
    if yellow >= green:
        raise InvalidInput("bands", bands, "the least score for green, then a lower one for yellow")
    return green, yellow


def _checked_day(first: dt.date, last: dt.date, on: dt.date | None) -> dt.date:
    if on is None:
        return last
    if isinstance(on, dt.datetime) or not isinstance(on, dt.date):
        raise InvalidInput("on", on, "a date without a time")
    if on < first:
        advice = f"{first} or later, where the history begins; if that is in the future, look at "
        raise InvalidInput("on", str(on), advice + "the clock of the device that recorded it")
    if (on - last).days > LAST_KNOWN_DAYS:
        until = last + dt.timedelta(days=LAST_KNOWN_DAYS)
        advice = f"at most {until}: the last data is of {last}; import newer data first"
        raise InvalidInput("on", str(on), advice)
    return on


def _last_scored(score: FloatArray, latest: int, days_after: int) -> int | None:
    """Find the last day with a score, where it is not too old for the day that was asked for."""
    known_days = np.flatnonzero(~np.isnan(score[: latest + 1]))
    if known_days.size == 0:
        return None
    at = int(known_days[-1])
    return at if latest + days_after - at <= LAST_KNOWN_DAYS else None


def _insufficient(
    missing: Sequence[MissingComponent], parts: Sequence[Component], asked: dt.date
) -> InsufficientData:
    reasons = "; ".join(one.reason for one in missing)
    have = len(parts) - len(missing)
    return InsufficientData(f"components for {asked} ({reasons})", have, LEAST_COMPONENTS)


def _warnings(
    history: History, athlete: Athlete, at: int, latest: int, detectors: Sequence[Detector]
) -> tuple[TrainingWarning, ...]:
    """Ask each detector about the latest day on which its evidence is known."""
    found = []
    for one in detectors:
        place = latest if one.evidence == "reported" else at
        if one.levels(history, athlete)[place]:
            found.append(one.warning(history, athlete, place))
    return tuple(sorted(found, key=lambda one: _GRAVEST_FIRST.index(one.level)))


def _notes(recovery: Recovery, history: History, asked: dt.date) -> Iterator[str]:
    if recovery.age_days:
        when = "" if recovery.known_at is None else f", fetched {recovery.known_at:%Y-%m-%d %H:%M}"
        days = "1 day" if recovery.age_days == 1 else f"{recovery.age_days} days"
        yield (
            f"No state is known for {asked}; this is the last one, of {recovery.date}{when}, "
            f"{days} old."
        )
    used = ", ".join(
        f"{one.name.replace('_', ' ')} {one.weight:.0%}" for one in recovery.components
    )
    for one in recovery.missing:
        yield f"{one.reason.capitalize()}; used instead: {used}."
    last = cast("dt.date", history.dates[-1].item())
    if asked > last and not recovery.age_days:
        yield f"The last record is of {last}."
