"""A week from facts to words: the public function, and the loop that asks a model."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from trainkit._array import number
from trainkit.coach._fact_sheet import Facts
from trainkit.coach._facts import facts as state_facts
from trainkit.coach._guard import guard
from trainkit.coach._week.answer import DayAnswer, WeekAnswer
from trainkit.coach._week.basis import Basis, choose_week, find_basis
from trainkit.coach._week.facts import week_facts
from trainkit.coach._week.flow import Proposed, Situation, propose_week
from trainkit.coach._week.predicted import intensity_of, predict_week
from trainkit.coach._week.truth import keep_true
from trainkit.coach._week.words import (
    Done,
    compare_weeks,
    describe_day,
    describe_injury,
    describe_nutrition,
    focus_of,
    key_sessions,
    summarize,
    terrain_of,
)
from trainkit.errors import BackendError, InsufficientData, InvalidInput
from trainkit.loads import daily_loads
from trainkit.models.assessment import TrainingWarning
from trainkit.models.athlete import Athlete
from trainkit.models.fact import Fact
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import Change, TrainingPlan, Violation
from trainkit.models.week import PredictedWeek, WeekChange, WeekDay, WeekProgram
from trainkit.models.workout import PlannedWorkout
from trainkit.planning import check
from trainkit.ports import LanguageModel
from trainkit.privacy import Gate
from trainkit.recovery import assess

__all__ = ["week"]

_DAYS = 7
_MOST_WEEKS = 8
_FACT_TOKENS = 1_800


def week(
    history: History,
    athlete: Athlete,
    week_start: dt.date | None = None,
    *,
    plan: TrainingPlan | None = None,
    llm: LanguageModel | None = None,
    tone: float = 0.5,
    availability: Availability | None = None,
    goals: Iterable[Goal] | None = None,
    weeks: int = 1,
    gate: Gate | None = None,
) -> WeekProgram:
    """Write a week: its workouts keep every hard rule, and its words agree with them.

    Without a model the rules write it. A model may propose other sessions and other words: what
    breaks a rule is repaired, and a sentence that disagrees with the week is replaced.

    Parameters
    ----------
    history : History
        What was done.
    athlete : Athlete
        Whose thresholds and risk style count.
    week_start : date, optional
        A Monday; by default the first one after the history.
    plan : TrainingPlan, optional
        The plan that the week is taken from, adapted to what was done.
    llm : LanguageModel, optional
        The model.
    tone : float
        From 0, gentle, to 1, demanding, in five levels; it changes words, never sessions.
    availability : Availability, optional
        The time for training; by default that of the plan.
    goals : iterable of Goal, optional
        The races, where there is no plan.
    weeks : int
        How many weeks, 1 to 8; those after the first are in `WeekProgram.later`.
    gate : Gate, optional
        Knows what may be shown to a model; by default trainkit's own licences.

    Returns
    -------
    WeekProgram
        The week, and who wrote it.

    Raises
    ------
    InvalidInput
        The start is no Monday, or before the last day of the history's week; no start and no
        history.
    InfeasiblePlan
        No week keeps the hard rules.

    Examples
    --------
    >>> from trainkit import simulate
    >>> history = simulate(days=120)
    >>> program = week(history, history.athlete)
    >>> len(program.days), program.backend
    (7, 'rules')
    """
    tone = float(number("tone", tone, low=0.0, high=1.0))
    if not 1 <= weeks <= _MOST_WEEKS:
        raise InvalidInput("weeks", weeks, f"1 to {_MOST_WEEKS}")
    start = choose_week(history, week_start)
    races = tuple(goals) if goals is not None else plan.goals if plan is not None else ()
    basis = find_basis(history, athlete, start, plan=plan, goals=races, availability=availability)
    order = _Order(history, athlete, llm, tone, races, gate)
    programs = []
    for offset in range(weeks):
        monday = start + dt.timedelta(days=_DAYS * offset)
        program, basis = _write_week(order, monday, basis)
        programs.append(program)
    first, *later = programs
    return first.model_copy(update={"later": tuple(later)}) if later else first


@dataclass(frozen=True, slots=True)
class _Order:
    """What was asked for, as in `week`."""

    history: History
    athlete: Athlete
    llm: LanguageModel | None
    tone: float
    goals: tuple[Goal, ...]
    gate: Gate | None


def _write_week(order: _Order, start: dt.date, basis: Basis) -> tuple[WeekProgram, Basis]:
    """Write one week, and return the plan with it in place."""
    history, athlete = order.history, order.athlete
    if order.llm is None:
        proposed = Proposed(basis.days(start), None, "rules", "")
    else:
        proposed = _ask(order, order.llm, start, basis)
    basis = basis._replace(plan=_place(basis.plan, proposed.workouts))
    days = [_plain_day(workout, athlete) for workout in proposed.workouts]
    predicted = predict_week(proposed.workouts, history, athlete, start, plan=basis.plan)
    words = _Words(days, week_facts(days, predicted), proposed.answer)
    program = WeekProgram(
        start=start,
        days=tuple(words.day(number) for number in range(_DAYS)),
        summary=words.text("summary", summarize(days, predicted, order.tone, order.goals)),
        predicted=predicted,
        key_workouts=key_sessions(days),
        nutrition=words.text("nutrition", describe_nutrition(days)),
        injury=describe_injury(_warnings(history, athlete)),
        comparison=_comparison(order, predicted, start, basis),
        changes=tuple(_changes(basis, proposed, start)),
        backend=proposed.backend,
        reason=proposed.reason,
        tone=order.tone,
        replaced_sentences=words.replaced,
        violations=tuple(_wishes(history, athlete, start, basis)),
        revision=basis.revision,
    )
    return program, basis


def _ask(order: _Order, llm: LanguageModel, start: dt.date, basis: Basis) -> Proposed:
    """Drive the dialogue: the only place that calls the model."""
    # The safe week, and what rules say of another one, rest on every record.
    kept_out = (order.gate or Gate()).restrictions(order.history, "prompt")
    if kept_out:
        reason = f"The licence {', '.join(sorted(kept_out))} does not let a model see the data."
        return Proposed(basis.days(start), None, "rules", reason)
    try:
        told = state_facts(
            order.history,
            order.athlete,
            plan=basis.plan,
            max_tokens=_FACT_TOKENS,
            gate=order.gate,
        )
    except InvalidInput:
        told = Facts()  # no history yet: the model is told of the week alone
    situation = Situation(order.history, order.athlete, start, basis, told, order.tone)
    dialogue = propose_week(situation)
    question = next(dialogue)
    try:
        while True:
            try:
                reply = llm.reply(question.prompt)
            except BackendError as error:
                question = dialogue.throw(error)
            except Exception as error:  # noqa: BLE001  a host's own model may raise anything
                failure = BackendError("llm", f"{type(error).__name__}: {error}")
                question = dialogue.throw(failure)
            else:
                question = dialogue.send(reply)
    except StopIteration as end:
        proposed: Proposed = end.value
        return proposed


def _comparison(order: _Order, predicted: PredictedWeek, start: dt.date, basis: Basis) -> str:
    before = start - dt.timedelta(days=_DAYS)
    planned = None
    if basis.plan.start <= before:
        planned = predict_week(basis.days(before), order.history, order.athlete, before)
    done = _done_before(order.history, order.athlete, start)
    return "" if done is None else compare_weeks(predicted, planned, done, start)


class _Words:
    """The words of the model where they are true, and those of the rules where not."""

    def __init__(
        self, days: Sequence[WeekDay], facts: Sequence[Fact], answer: WeekAnswer | None
    ) -> None:
        self._days, self._facts, self._answer = days, facts, answer
        self._by_date = {day.date.strip()[:10]: day for day in answer.days} if answer else {}
        self.replaced = 0

    def text(self, name: str, own: str) -> str:
        """Return a text about the week."""
        written = getattr(self._answer, name, "") if self._answer is not None else ""
        return self._true(written, own, None)

    def day(self, number: int) -> WeekDay:
        """Return a day with its words."""
        plain = self._days[number]
        asked = self._by_date.get(str(plain.date))
        if asked is None or not _is_about(asked, plain):
            return plain
        return plain.model_copy(
            update={
                name: self._true(getattr(asked, name), getattr(plain, name), plain)
                for name in ("description", "focus", "terrain")
            }
        )

    def _true(self, written: str, own: str, day: WeekDay | None) -> str:
        if not written.strip():
            return own
        kept, dropped = keep_true(written, self._days, self._facts, _is_supported, day=day)
        self.replaced += dropped
        if not dropped:
            return kept
        return f"{kept} {own}".strip()


def _is_supported(sentence: str, facts: Sequence[Fact]) -> bool:
    judged = guard(sentence, facts)
    return not judged.contradicted and not judged.unsupported


def _is_about(asked: DayAnswer, day: WeekDay) -> bool:
    """Whether the model's words speak of the session that the day has in the end."""
    return asked.session.strip().lower() == day.title.lower()


def _plain_day(workout: PlannedWorkout, athlete: Athlete) -> WeekDay:
    assert workout.date is not None  # noqa: S101  every day of a plan has one
    if workout.resting:
        return WeekDay(date=workout.date, title="Rest", description=describe_day(workout))
    return WeekDay(
        date=workout.date,
        title=workout.name,
        description=describe_day(workout),
        workout=workout,
        intensity=intensity_of(workout, athlete, workout.date),
        duration_min=workout.duration_min,
        load=workout.load or 0.0,
        focus=focus_of(workout),
        terrain=terrain_of(workout),
    )


def _place(plan: TrainingPlan, workouts: Sequence[PlannedWorkout]) -> TrainingPlan:
    changes = {
        workout.date: (old, workout)
        for workout in workouts
        if workout.date is not None
        and (old := plan.on(workout.date)) is not None
        and old != workout
    }
    return plan.replace_days(changes) if changes else plan


def _changes(basis: Basis, proposed: Proposed, start: dt.date) -> list[WeekChange]:
    """List what was repaired, and what adapting the plan changed in this week."""
    end = start + dt.timedelta(days=_DAYS)
    adapted = basis.revision.changes if basis.revision is not None else ()
    inside = [change for change in adapted if start <= change.date < end]
    return [_tell(change) for change in (*inside, *proposed.changes)]


def _tell(change: Change) -> WeekChange:
    return WeekChange(
        date=change.date,
        before=_short(change.before),
        after=_short(change.after),
        rule=change.reason,
        reason=change.message,
    )


def _short(workout: PlannedWorkout) -> str:
    return "rest" if workout.resting else f"{workout.name} {workout.duration_min:.0f} min"


def _wishes(history: History, athlete: Athlete, start: dt.date, basis: Basis) -> list[Violation]:
    end = start + dt.timedelta(days=_DAYS)
    if basis.plan.on(start) is None:
        return []
    found = check(basis.plan, athlete, history, availability=basis.free, on=start)
    return [violation for violation in found if start <= violation.date < end]


def _warnings(history: History, athlete: Athlete) -> tuple[TrainingWarning, ...]:
    try:
        return assess(history, athlete).warnings
    except (InvalidInput, InsufficientData):
        return ()


def _done_before(history: History, athlete: Athlete, start: dt.date) -> Done | None:
    """Return what the last seven days with records before the week held; None without records."""
    if not history.activities or history.span is None:
        return None
    end = min(history.span[1] + dt.timedelta(days=1), start)
    first = end - dt.timedelta(days=_DAYS)
    loads = daily_loads(history, athlete)
    inside = (loads.dates >= np.datetime64(first)) & (loads.dates < np.datetime64(end))
    return Done(
        last=end - dt.timedelta(days=1),
        minutes=float(np.nansum(loads.minutes[inside])),
        load=float(np.nansum(loads.internal[inside])),
    )
