"""The search for the disruption that hurts a plan most."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice

from trainkit._array import whole
from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.optimize import Categorical, Integer, Optimizer, Point, Real, Space
from trainkit.planning import plan as make_plan
from trainkit.planning._disruptions import (
    DISRUPTIONS,
    MOST_DAYS,
    Compared,
    Disruption,
    DisruptionKind,
    Setting,
    compare,
    live,
    remedies,
)
from trainkit.ports.rule import Rule
from trainkit.resilience._report import StressCase, StressReport, StressWeek, TriedRemedy

__all__ = ["disruption_at", "space_of", "stress"]

_LEAST_DAYS = 15
_REMEDY_S = 5.0
_WORTH = 0.2  # points of severity from which a change is worth a word
_GREATEST = 0.5  # of the trials: the greatest disruptions, from which the search goes on
# Of the plan: the first two for every kind, the others for those that hurt as much as this share
# of the worst.
_SPREAD = (0.0, 0.6, 0.3, 0.85, 0.45, 0.72, 0.15, 0.52, 0.66, 0.38)
_ALL_KINDS, _LEADING = 2, 0.6
# Days by which it begins later and lasts longer.
_BESIDE_DAYS = (
    (4, 0), (-4, 0), (2, 0), (-2, 0), (1, 0), (-1, 0), (6, 0), (-6, 0),
    (0, -2), (2, -2), (1, -1), (0, -1), (-1, 1), (0, 1), (4, -2),
)  # fmt: skip
_BESIDE = 0.35  # of the trials, at most
_SETTLE = 0.6  # of the trials, after which the search refines the worst


def stress(
    plan: TrainingPlan,
    athlete: Athlete,
    history: History | None = None,
    *,
    trials: int = 60,
    seed: int = 0,
    kinds: Sequence[DisruptionKind] = tuple(DISRUPTIONS),
) -> StressReport:
    """Search for the disruption that hurts a plan most, although it is adapted.

    Each trial lives the plan up to the end of a disruption, adapts it and measures what is lost of
    the goal's time, which hard rules the days ahead break, and how far ACWR and monotony rise. The
    optimizer that finds the worst fault of a service chooses the next trial.

    Parameters
    ----------
    plan : TrainingPlan
        Of at least 15 days.
    athlete : Athlete
        For whom it was made.
    history : History, optional
        What was done before it; days from its start on are ignored.
    trials : int
        Disruptions to try, at least 10.
    seed : int
        The same seed tries the same.
    kinds : sequence of str
        Of `DISRUPTIONS`; by default all, without ``"race"`` where the plan has no race.

    Returns
    -------
    StressReport
        The worst disruption, its cost with and without adapting, and what would help.

    Raises
    ------
    InvalidInput
        A plan that is too short, fewer than 10 trials, or an unknown kind.

    Notes
    -----
    The cost is a model's: time follows from fitness as in `planning.forecast`, whose error is
    several percent, and ACWR is a sign of risk, no cause. Compare numbers of one plan.
    """
    trials = whole("trials", trials, low=10)
    if len(plan.workouts) < _LEAST_DAYS:
        raise InvalidInput("plan", f"{len(plan.workouts)} days", f"at least {_LEAST_DAYS}")
    unknown = [kind for kind in kinds if kind not in DISRUPTIONS]
    if unknown or not kinds:
        raise InvalidInput("kinds", unknown or kinds, "some of " + ", ".join(DISRUPTIONS))
    known = [kind for kind in kinds if plan.goals or kind != "race"]
    setting = Setting(plan, athlete, history)
    optimizer = Optimizer(
        space_of(plan, known), seed=seed, maximize=True, settle_after=round(_SETTLE * trials)
    )
    tried: dict[Disruption, Compared] = {}
    greatest = islice(_greatest_of_kinds(plan, known, tried), round(_GREATEST * trials))
    beside = islice(_beside_worst(plan, tried), round(_BESIDE * trials))
    first = chain(greatest, beside)
    for _ in range(trials):
        point = next(first, None) or optimizer.ask()
        disruption = disruption_at(plan, point)
        if disruption not in tried:
            tried[disruption] = compare(setting, disruption)
        optimizer.tell(point, tried[disruption].adapted.total)
    return _report(setting, tried, trials)


def _greatest_of_kinds(
    plan: TrainingPlan, kinds: Sequence[DisruptionKind], tried: Mapping[Disruption, Compared]
) -> Iterator[Point]:
    """Yield the longest and greatest disruptions over the plan, soon of those kinds that hurt."""
    last = len(plan.workouts) - 3
    for number, share in enumerate(_SPREAD):
        leading = kinds if number < _ALL_KINDS else _leading_kinds(tried)
        for kind in leading:
            yield {"kind": kind, "day": round(share * last), "length": 1.0, "size": 1.0}


def _beside_worst(plan: TrainingPlan, tried: Mapping[Disruption, Compared]) -> Iterator[Point]:
    """Yield neighbours of the worst so far, and go on from each that is worse.

    A weekday more or less may cost as much, at its beginning and at the return from it.
    """
    while True:
        worst = max(tried, key=lambda disruption: tried[disruption].adapted.total)
        points = (_moved(plan, worst, *step) for step in _BESIDE_DAYS)
        new = (p for p in points if p is not None and disruption_at(plan, p) not in tried)
        point = next(new, None)
        if point is None:
            return
        yield point


def _moved(plan: TrainingPlan, worst: Disruption, later: int, longer: int) -> Point | None:
    """Return a disruption that begins some days later and lasts longer; None where it cannot."""
    day, days = (worst.first - plan.start).days + later, worst.days + longer
    most = min(MOST_DAYS[worst.kind], len(plan.workouts) - 2 - day)
    if day < 0 or not 1 <= days <= most:
        return None
    length = (days - 1) / (most - 1) if most > 1 else 1.0
    return {"kind": worst.kind, "day": day, "length": length, "size": worst.size}


def _leading_kinds(tried: Mapping[Disruption, Compared]) -> list[DisruptionKind]:
    """List the kinds whose worst is near the worst of all, the most harmful first."""
    worst: dict[DisruptionKind, float] = {}
    for disruption, compared in tried.items():
        worst[disruption.kind] = max(worst.get(disruption.kind, 0.0), compared.adapted.total)
    least = _LEADING * max(worst.values(), default=0.0)
    return sorted((kind for kind in worst if worst[kind] >= least), key=lambda kind: -worst[kind])


def space_of(plan: TrainingPlan, kinds: Sequence[DisruptionKind]) -> Space:
    """Return the disruptions of a plan as a search space."""
    return Space(
        [
            Categorical("kind", list(kinds)),
            Integer("day", 0, len(plan.workouts) - 3),
            Real("length", 0.0, 1.0),
            Real("size", 0.0, 1.0),
        ]
    )


def disruption_at(plan: TrainingPlan, point: Point) -> Disruption:
    """Return the disruption of a point; it ends two days before the plan at the latest."""
    kind: DisruptionKind = point["kind"]  # type: ignore[assignment]
    day, length = int(point["day"]), float(point["length"])
    most = min(MOST_DAYS[kind], len(plan.workouts) - 2 - day)
    return Disruption(
        kind=kind,
        first=plan.start + dt.timedelta(days=day),
        days=1 + round(length * (most - 1)),
        size=round(float(point["size"]), 2),
    )


def _report(setting: Setting, tried: dict[Disruption, Compared], trials: int) -> StressReport:
    by_harm = sorted(tried, key=lambda disruption: -tried[disruption].adapted.total)
    worst = by_harm[0]
    first_of_kind = {disruption.kind: disruption for disruption in reversed(by_harm)}
    cases = [
        StressCase(
            disruption=disruption,
            adapted=tried[disruption].adapted,
            unadapted=tried[disruption].unadapted,
        )
        for disruption in sorted(first_of_kind.values(), key=by_harm.index)
    ]
    helped = _try_remedies(setting, worst)
    compared = tried[worst]
    saved = compared.unadapted.total - compared.adapted.total
    return StressReport(
        worst=worst,
        severity=compared.adapted,
        unadapted=compared.unadapted,
        saved_by_adapting=saved,
        by_kind=tuple(cases),
        remedies=tuple(helped),
        advice=tuple(_advice(compared, helped)),
        weeks=_weeks(setting, worst, compared.plan),
        trials=trials,
    )


def _try_remedies(setting: Setting, worst: Disruption) -> list[TriedRemedy]:
    plan, athlete, history = setting.plan, setting.athlete, setting.history

    def make(
        goals: Sequence[Goal], who: Athlete, time: Availability, more_rules: Sequence[Rule]
    ) -> TrainingPlan:
        return make_plan(
            goals or None,
            who,
            history,
            availability=time,
            start=plan.start,
            allow_short=True,
            more_rules=more_rules,
            methodology=plan.methodology,
            seconds=_REMEDY_S,
        )

    tried = []
    for remedy in remedies(plan, athlete, make, worst.first):
        if worst.last < remedy.plan.end:
            harm = compare(Setting(remedy.plan, athlete, history), worst, against=plan).adapted
            tried.append(TriedRemedy(words=remedy.words, harm=harm))
    return sorted(tried, key=lambda remedy: remedy.harm.total)


def _advice(compared: Compared, helped: Sequence[TriedRemedy]) -> list[str]:
    adapted, written = compared.adapted, compared.unadapted
    saved = written.total - adapted.total
    kept = written.broken - adapted.broken
    rules = "1 hard rule is" if kept == 1 else f"{kept} hard rules are"
    if saved >= _WORTH:
        words = f"Adapting the plan afterwards saves {saved:.1f} points of {written.total:.1f}"
        advice = [f"{words}: {rules} not broken." if kept > 0 else f"{words}."]
    elif kept > 0:
        advice = [f"Adapt the plan afterwards: it costs as much, but {rules} not broken."]
    else:
        advice = ["Adapting the plan afterwards saves nothing: go on as planned."]
    best = helped[0] if helped else None
    if best is not None and adapted.total - best.harm.total >= _WORTH:
        gain = f"{best.harm.total:.1f} instead of {adapted.total:.1f}"
        advice.append(f"With {best.words}, it would cost {gain} of 10.")
    elif helped:
        tried = "; ".join(remedy.words for remedy in helped)
        advice.append(f"No change of the plan that was tried makes it less severe: {tried}.")
    return advice


def _weeks(setting: Setting, worst: Disruption, adapted: TrainingPlan) -> tuple[StressWeek, ...]:
    plan, on = setting.plan, worst.last + dt.timedelta(days=1)
    lived = live(plan, setting.athlete, None, on, worst)
    planned: dict[dt.date, float] = {}
    done: dict[dt.date, float] = {}
    for workout in plan.workouts:
        if workout.date:
            _add(planned, workout.date, workout.duration_min)
    for activity in lived.activities:
        _add(done, activity.day, activity.elapsed_s / 60)
    for workout in adapted.workouts:
        if workout.date and workout.date >= on:
            _add(done, workout.date, workout.duration_min)
    return tuple(
        StressWeek(monday=monday, planned_min=minutes, lived_min=done.get(monday, 0.0))
        for monday, minutes in sorted(planned.items())
    )


def _add(weeks: dict[dt.date, float], day: dt.date, minutes: float) -> None:
    monday = day - dt.timedelta(days=day.weekday())
    weeks[monday] = weeks.get(monday, 0.0) + minutes
