"""Collect the facts of a day, in one order of topics, and number them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from trainkit.coach._fact_sheet import Facts
from trainkit.coach._fact_text import count_tokens, prompt_lines
from trainkit.coach._facts.ahead import availability_facts, goal_facts, plan_facts
from trainkit.coach._facts.bests import best_facts
from trainkit.coach._facts.context import Context, Decide
from trainkit.coach._facts.draft import Draft, measure, number
from trainkit.coach._facts.fitness import pace_facts, race_facts, threshold_facts
from trainkit.coach._facts.mornings import (
    body_facts,
    hrv_facts,
    journal_facts,
    resting_hr_facts,
    sleep_facts,
)
from trainkit.coach._facts.today import (
    assess_day,
    decision_facts,
    recovery_facts,
    warning_facts,
)
from trainkit.coach._facts.training import (
    activity_facts,
    form_facts,
    load_facts,
    session_facts,
    sum_facts,
)
from trainkit.coach._facts.view import Told, View, make_view
from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.fact import Fact
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.privacy import Gate, Use

__all__ = ["TOPICS", "check_tokens", "collect", "facts", "sheet", "state_facts"]

TOPICS = (
    "recovery",
    "warnings",
    "today",
    "goals",
    "plan",
    "load",
    "form",
    "sessions",
    "sums",
    "activities",
    "hrv",
    "resting_hr",
    "sleep",
    "body",
    "journal",
    "paces",
    "thresholds",
    "zones",
    "bests",
    "races",
    "availability",
    "athlete",
)
"""The topics of facts, the most important first."""

_FEWEST_TOKENS = 100


def facts(
    history: History,
    athlete: Athlete,
    on: dt.date | None = None,
    *,
    plan: TrainingPlan | Iterable[PlannedWorkout] | None = None,
    use: Use | None = "prompt",
    goals: Iterable[Goal] | None = None,
    availability: Availability | None = None,
    max_tokens: int | None = None,
    gate: Gate | None = None,
    decide: Decide | None = None,
) -> Facts:
    """State what is known of an athlete on a day, as numbered facts that can be traced.

    Every number is computed by the library's own functions and kept unrounded. A fact that is
    missing, stale or restricted by a licence has a reason instead of a value. Training counts up to
    the evening before, as in `recovery.assess`; activities of the day itself are listed.

    Parameters
    ----------
    history : History
        Activities, daily records and races.
    athlete : Athlete
        Supplies thresholds, zones and sleep need.
    on : date, optional
        The day; by default the last one of the history.
    plan : TrainingPlan or iterable of PlannedWorkout, optional
        The plan, by default the planned workouts of the history.
    use : {"prompt", "training"} or None
        Who reads the facts. Records whose licence forbids that use are left out before anything is
        computed, and counted. None is for the athlete's own eyes: nothing is left out.
    goals : iterable of Goal, optional
        The races ahead; by default those of the plan.
    availability : Availability, optional
        The time for training; by default that of the plan.
    max_tokens : int, optional
        Most tokens of `Facts.text`, by an estimate from above; the least important facts are left
        out and counted [tokens].
    gate : Gate, optional
        Knows the licences; by default those of trainkit.
    decide : callable, optional
        Takes a history and a day and returns their `Assessment`, as a host with its own components
        and rules decides; by default `recovery.assess` with plan, goals and availability as given.

    Returns
    -------
    Facts
        Numbered from ``"F1"``, by topic, with ``.text()``, ``.to_json()`` and a table as ``str()``.

    Raises
    ------
    InvalidInput
        The day is before the history or more than 14 days after it, the history is empty and no day
        is given, or `max_tokens` is below 100.

    Examples
    --------
    >>> from trainkit import simulate
    >>> history = simulate(days=120)
    >>> found = facts(history, history.athlete)
    >>> found[0].subject, found[0].unit, round(found[0].value)
    ('recovery: score', '%', 71)
    """
    view = make_view(
        history,
        athlete,
        on,
        Told(plan, goals, availability),
        use=use,
        gate=gate,
        decide=decide,
    )
    return state_facts(view, max_tokens)


def check_tokens(max_tokens: int | None) -> None:
    """Refuse a budget that holds hardly a fact."""
    if max_tokens is not None and max_tokens < _FEWEST_TOKENS:
        raise InvalidInput("max_tokens", max_tokens, f"at least {_FEWEST_TOKENS}")


def state_facts(view: View, max_tokens: int | None) -> Facts:
    """Collect, order and number the facts of a view."""
    check_tokens(max_tokens)
    drafts = view.ask(collect)
    ordered = [draft for topic in TOPICS for draft in drafts if draft.topic == topic]
    return sheet(ordered, view.day, refused=view.refused, max_tokens=max_tokens)


def collect(context: Context) -> Iterator[Draft]:
    """All facts of a day without numbers."""
    found = assess_day(context)
    for decided in (recovery_facts, warning_facts, decision_facts):
        yield from decided(context, found)
    for known in (
        goal_facts,
        plan_facts,
        load_facts,
        form_facts,
        session_facts,
        sum_facts,
        activity_facts,
        hrv_facts,
        resting_hr_facts,
        sleep_facts,
        body_facts,
        journal_facts,
        pace_facts,
        threshold_facts,
        best_facts,
        race_facts,
        availability_facts,
        _athlete_facts,
    ):
        yield from known(context)


def _athlete_facts(context: Context) -> Iterator[Draft]:
    draft = partial(Draft, "athlete", source="athlete", method="as stated", priority=5)
    age = draft("athlete: age", unit="years", date=context.day, method="models.Athlete.age")
    yield measure(age, context.athlete.age(context.day))
    yield draft("athlete: sex", context.athlete.sex)
    yield draft("athlete: risk style", context.athlete.risk_style)
    span = context.history.span
    if span is not None:
        recorded = draft("athlete: records begin", str(span[0]), source="computed", method="span")
        yield recorded
        count = draft("athlete: activities recorded", source="computed", method="count")
        past = context.history.until(context.day).activities
        yield measure(count, len(past))


def sheet(
    drafts: Sequence[Draft],
    day: dt.date,
    *,
    refused: Mapping[str, int] | None = None,
    max_tokens: int | None = None,
    letter: str = "F",
    begin: int = 1,
) -> Facts:
    """Number drafts, the least important ones left out where tokens are few."""
    kept = list(drafts)
    if max_tokens is not None:
        frame = Facts(refused=refused, left_out=len(drafts), day=day)
        kept = _choose(drafts, day, max_tokens - count_tokens(frame.text()))
    numbered = [
        number(draft, f"{letter}{place}", day) for place, draft in enumerate(kept, start=begin)
    ]
    return Facts(numbered, refused=refused, left_out=len(drafts) - len(kept), day=day)


def _choose(drafts: Sequence[Draft], day: dt.date, left: int) -> list[Draft]:
    """Choose the most important drafts whose lines need no more than the tokens left."""
    chosen: set[int] = set()
    heads: set[tuple[str, object, object]] = set()
    for place in sorted(range(len(drafts)), key=lambda place: drafts[place].priority):
        draft = drafts[place]
        fact = number(draft, "F100", day)
        head = draft.subject.partition(": ")[0], draft.first, draft.date
        cost = count_tokens(_line(fact, day, alone=head not in heads))
        if cost <= left:
            left -= cost
            chosen.add(place)
            heads.add(head)
    return [draft for place, draft in enumerate(drafts) if place in chosen]


def _line(fact: Fact, day: dt.date, *, alone: bool) -> str:
    line = prompt_lines([fact], day)[0]
    return f"{line}\n" if alone else f"; {line.partition(': ')[2] or line}"
