"""One builder makes the problem of plan, adapt and repair: what a host brings reaches all three."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

import pytest

import trainkit as tk
from builders.runners import FIVE_DAYS, RUNNER, START, followed
from trainkit.models import Violation
from trainkit.planning import what_if
from trainkit.ports import LinearModel, Schedule
from trainkit.workouts import LIBRARY, Session, Work, find_session

WEEKS = 8
GOAL = tk.Goal(distance_m=10_000, date=START + dt.timedelta(days=7 * WEEKS - 1))
ON = START + dt.timedelta(days=14)
OWN = Session(
    "Club threshold", "running", "threshold", "hard", (0.96, 1.01), (45, 75), Work(9, 1.5, 4)
)
FAST = Session(
    "Club 400s", "running", "repetitions", "hard", (1.1, 1.15), (40, 60), Work(1.5, 2, 8)
)


@dataclass(frozen=True)
class FreeThursdays:
    """A host's rule: no session on a Thursday."""

    name: ClassVar[str] = "free_thursdays"
    reason: ClassVar[str] = "a choir meets"

    def violations(self, schedule: Schedule) -> list[Violation]:
        return [
            Violation(
                rule=self.name,
                date=schedule.dates[at].item(),
                message="a session on the day of the choir",
                value=float(schedule.minutes[at]),
                limit=0.0,
                reason=self.reason,
            )
            for at in self.days(schedule)
            if schedule.minutes[at]
        ]

    def rows(self, model: LinearModel) -> None:
        for at in self.days(model.schedule):
            model.at_most(self.name, model.of("minutes", at), 0.0)

    def days(self, schedule: Schedule) -> list[int]:
        planned = range(schedule.first, schedule.load.size)
        return [at for at in planned if schedule.dates[at].item().weekday() == 3]


@pytest.fixture(scope="module")
def history() -> tk.History:
    return tk.simulate(RUNNER, days=120, seed=1)


@pytest.fixture(scope="module")
def plan(history: tk.History) -> tk.TrainingPlan:
    return tk.plan(GOAL, RUNNER, history, availability=FIVE_DAYS, start=START, seconds=4)


def lived(history: tk.History, plan: tk.TrainingPlan) -> tk.History:
    """All of the first week and nothing of the second, so that the plan has to change."""
    return history.merge(followed(plan, START + dt.timedelta(days=6)))


def names(workouts: tuple[tk.PlannedWorkout, ...]) -> set[str]:
    return {one.title for one in workouts}


def without_hard_sessions(plan: tk.TrainingPlan) -> tk.TrainingPlan:
    """Every session is an easy run of an hour: no day of rest, so that a repair has work to do."""
    easy = find_session("Easy run")
    days = [
        easy.build(60, RUNNER, one.date).model_copy(update={"kind": "easy"})
        if one.date is not None and one.kind != "race"
        else one
        for one in plan.workouts
    ]
    return plan.model_copy(update={"workouts": tuple(days)})


def test_a_hosts_session_is_offered_by_all_three(
    plan: tk.TrainingPlan, history: tk.History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among the hard sessions that some day may have."""
    from trainkit.planning._solver import program

    offered: list[set[str]] = []
    original = program.hard_sessions_on

    def recorded(*context: object) -> object:
        choices = original(*context)  # type: ignore[arg-type]
        offered.append({one.session.name for one in choices})
        return choices

    monkeypatch.setattr(program, "hard_sessions_on", recorded)
    library, own = (*LIBRARY, OWN, FAST), {OWN.name, FAST.name}
    short = FIVE_DAYS.model_copy(update={"minutes": {**FIVE_DAYS.minutes, "sun": 40}})
    # Less than a break: the first week back from one has a single kind of hard session.
    missed = history.merge(followed(plan, ON - dt.timedelta(days=5)))
    calls = (
        lambda: tk.plan(GOAL, RUNNER, history, start=START, library=library, seconds=2),
        lambda: tk.adapt(plan, missed, RUNNER, on=ON, library=library),
        lambda: tk.repair(plan, RUNNER, history, library=library, availability=short),
    )
    for call in calls:
        offered.clear()
        call()
        assert any(own & choices for choices in offered)


def test_a_fixed_session_stays_in_all_three(history: tk.History) -> None:
    run = find_session("Easy run").build(50, RUNNER, START)
    days = [START + dt.timedelta(days=at) for at in (22, 36)]
    club = run.model_copy(update={"name": "Club run", "kind": "club"})
    fixed = tuple(club.model_copy(update={"date": day}) for day in days)
    free = FIVE_DAYS.model_copy(update={"fixed": fixed})
    made = tk.plan(GOAL, RUNNER, history, availability=free, start=START, seconds=4)
    adapted = tk.adapt(made, lived(history, made), RUNNER, on=ON).apply(made)
    spoilt = without_hard_sessions(made)
    repaired = tk.repair(spoilt, RUNNER, history).plan
    for one in (made, adapted, repaired):
        assert [(one.on(day) or made.workouts[0]).title for day in days] == ["Club run"] * 2


def test_more_rules_apply_in_all_three(plan: tk.TrainingPlan, history: tk.History) -> None:
    rule = FreeThursdays()
    made = tk.plan(
        GOAL, RUNNER, history, availability=FIVE_DAYS, start=START, more_rules=[rule], seconds=4
    )
    past = lived(history, plan)
    adapted = tk.adapt(plan, past, RUNNER, on=ON, more_rules=[rule]).apply(plan)
    repaired = tk.repair(plan, RUNNER, history, more_rules=[rule]).plan
    for one, since in ((made, START), (adapted, ON), (repaired, START)):
        thursdays = [day for day in one.workouts if day.date and day.date.weekday() == 3]
        assert {day.kind for day in thursdays if day.date and day.date >= since} == {"rest"}
    assert any(v.rule == rule.name for v in tk.check(plan, RUNNER, history, more_rules=[rule]))


def test_what_more_time_is_worth_uses_the_same_rules(history: tk.History) -> None:
    found = what_if(
        GOAL,
        RUNNER,
        history,
        availability=FIVE_DAYS,
        start=START,
        more_rules=[FreeThursdays()],
        seconds=2,
    )
    for one in (found.plan, found.hour.plan, found.week.plan):
        thursdays = [day for day in one.workouts if day.date and day.date.weekday() == 3]
        assert {day.kind for day in thursdays} == {"rest"}
