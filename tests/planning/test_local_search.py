"""A plain local search over whole minutes finds no plan that beats a certificate.

It knows nothing of the program: it changes one day after the other, values a plan with the
objective, and keeps it if the check lists nothing. What a certificate does not speak of
(docs/decisions/0019-what-the-bound-says.md) it leaves out: the exemptions of wishes in weeks of
little training.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

import trainkit as tk
from builders.runners import RUNNER, START, Case, small_case
from trainkit.models import WEEKDAYS, PlannedWorkout
from trainkit.planning._plan import problem_for
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._schedule import violations_of, with_workouts
from trainkit.planning._solver import certify, round_solution, search
from trainkit.planning._solver.certificate import TOLERANCE
from trainkit.planning._solver.easy_days import SESSIONS
from trainkit.planning._solver.formulation import build_program
from trainkit.planning._solver.hard_sessions import hard_sessions_on
from trainkit.planning._solver.ladder_sessions import easy_choices_on, uses_ladders
from trainkit.planning._solver.objective import value_of
from trainkit.planning._solver.workouts import build_session, rest_workout
from trainkit.ports.rule import Rule
from trainkit.rules import EasyShare, HardShare, SessionCaps
from trainkit.workouts import find_session

SECONDS = 5.0
KEPT = {"hard_share", "easy_share", "session_caps", "low_days"}  # wishes that plans keep
# The half minute of a day (49, 138, 217) or of hard work (116, 162, 195, 329, 383) once beat these.
BEATEN_ONCE = (49, 116, 138, 162, 195, 217, 329, 383)
OTHERS = (0, 4, 5, 8, 9, 11, 12, 16, 17, 19, 21, 24, 28, 36, 43, 44, 54, 350)

Plan = list[PlannedWorkout]


def tiny_case(seed: int) -> Case:
    """One or two weeks with odd minutes a day, sometimes after a break."""
    random, case = np.random.default_rng(seed), small_case(seed)
    weeks = int(random.integers(1, 3))
    race = START + dt.timedelta(days=7 * weeks - 1 - int(random.integers(0, 3)))
    usual = [case.availability.on(START + dt.timedelta(days=day)) for day in range(7)]
    minutes = {
        name: whole + (float(random.choice([0, 0.4, 0.5, 0.7])) if whole else 0.0)
        for name, whole in zip(WEEKDAYS, usual, strict=True)
    }
    history = case.history
    if history is not None and random.random() < 0.6:
        last = START - dt.timedelta(days=int(random.integers(6, 20)))
        history = tk.History(activities=tuple(a for a in history.activities if a.day < last))
    limited = random.random() < 0.4
    hours = float(random.choice([2.51, 3.3, 4.777, 8])) if limited else None
    free = tk.Availability(minutes=minutes, hours_per_week=hours)
    goal = case.goals[0].model_copy(update={"date": race})
    return Case(case.athlete, history, (goal,), free)


def problem_of(case: Case) -> PlanningProblem:
    problem, _ = problem_for(
        case.goals, case.athlete, case.history, case.availability, START, allow_short=True
    )
    return problem


def sessions_on(problem: PlanningProblem, at: int) -> Iterator[PlannedWorkout]:
    """Yield rest, each easy session in whole minutes, and each session of a fixed length."""
    day: dt.date = problem.schedule.dates[at].item()
    yield rest_workout(day, problem.week_of(at))
    kinds = {} if uses_ladders(problem, at) else build_program(problem).kinds(at)
    for kind, own in kinds.items():
        session = find_session(SESSIONS[problem.sport][kind])
        most = min(own.minutes[1], problem.availability.on(day) + 1)
        for minutes in np.arange(np.ceil(own.minutes[0]), most + 1e-9):
            yield build_session(problem, day, session, float(minutes), kind)
    for choice in (*easy_choices_on(problem, at), *hard_sessions_on(problem, at)):
        yield build_session(
            problem, day, choice.session, choice.minutes, choice.kind, hard=not choice.easy
        )


class StrictEasyShare(EasyShare):
    """Without the ten minutes of hard work that are always allowed."""

    least_min = 0.0


class StrictCaps(SessionCaps):
    """Without the ten minutes of a kind that are always allowed."""

    least_min = 0.0


class StrictHardShare(HardShare):
    """From the first day trained."""

    least_trained = 0


def strict_wishes(problem: PlanningProblem) -> list[Rule]:
    """Take the exemptions for little training from the wishes that have one."""
    strict: list[Rule] = []
    for rule in problem.rules:
        if isinstance(rule, EasyShare):
            strict.append(StrictEasyShare(rule.shares, hard=True))
        elif isinstance(rule, SessionCaps):
            strict.append(StrictCaps(rule.caps, hard=True))
        elif isinstance(rule, HardShare):
            strict.append(StrictHardShare(rule.at_most, hard=True))
    return strict


def is_allowed(problem: PlanningProblem, plan: Plan, strict: Sequence[Rule]) -> bool:
    """Whether the check lists nothing, and each week has its long and hard sessions once."""
    single = [
        (workout.week, "long" if workout.kind == "long" else workout.title)
        for workout in plan
        if workout.hard and workout.kind != "race"
    ]
    if len(set(single)) < len(single):
        return False
    by_day = dict(zip(problem.planned_days, plan, strict=True))
    schedule = with_workouts(problem.schedule, by_day, problem.goals, problem.athlete)
    listed = violations_of(schedule, (*problem.rules, *strict))
    return not any(violation.hard or violation.rule in KEPT for violation in listed)


def climb(problem: PlanningProblem, plan: Plan) -> Plan:
    """Change one day after the other for the better until nothing helps."""
    strict, first = strict_wishes(problem), problem.schedule.first
    offered = {at - first: list(sessions_on(problem, at)) for at in problem.open_days}
    value, better = value_of(problem, plan), True
    while better:
        better = False
        for place, sessions in offered.items():
            others = [[*plan[:place], session, *plan[place + 1 :]] for session in sessions]
            valued = [(value_of(problem, other), other) for other in others]
            for worth, other in sorted(valued, key=lambda pair: -pair[0]):
                if worth <= value + 1e-6:
                    break
                if is_allowed(problem, other, strict):
                    plan, value, better = other, worth, True
                    break
    return plan


@pytest.mark.parametrize("seed", [*BEATEN_ONCE, *OTHERS])
def test_a_local_search_does_not_beat_the_certificate(seed: int) -> None:
    problem = problem_of(tiny_case(seed))
    solution = search(problem, SECONDS)
    plan = round_solution(problem, solution)
    proof = certify(problem, plan, solution, reference=value_of(problem, plan) - 10)
    promised = proof.objective + proof.gap * (proof.bound - proof.reference)
    assert value_of(problem, climb(problem, plan)) <= promised + TOLERANCE


def test_the_search_beats_a_plan_that_is_not_the_best() -> None:
    """It can find better plans, so that the test above can fail."""
    problem = problem_of(tiny_case(4))
    solution = search(problem, SECONDS)
    best = round_solution(problem, solution)
    worse = [
        rest_workout(workout.date, problem.week_of(at)) if workout.kind == "easy" else workout
        for at, workout in zip(problem.planned_days, best, strict=True)
        if workout.date is not None
    ]
    value = value_of(problem, worse)
    assert value < value_of(problem, best) - TOLERANCE
    assert value_of(problem, climb(problem, worse)) > value + TOLERANCE


@pytest.mark.parametrize("minutes", [30.4, 30.5, 30.6])
def test_check_and_program_allow_the_same_half_minute(minutes: float) -> None:
    """A day of 30.5 minutes holds a run of 31, for both; one of 30.4 does not."""
    time = {**dict.fromkeys(WEEKDAYS, 0.0), "tue": minutes}
    goal = tk.Goal(distance_m=5000, date=START + dt.timedelta(days=6))
    case = Case(RUNNER, None, (goal,), tk.Availability(minutes=time))
    problem = problem_of(case)
    at = problem.schedule.first + 1
    run = build_session(
        problem,
        START + dt.timedelta(days=1),
        find_session(SESSIONS["running"]["easy"]),
        31.0,
        "easy",
    )
    schedule = with_workouts(problem.schedule, {at: run}, problem.goals, problem.athlete)
    listed = [v.rule for v in violations_of(schedule, problem.rules) if v.rule == "availability"]
    program = build_program(problem)
    program.reward(program.of("minutes", at) * 1000.0)
    longest = program.solve(gap=1e-6, seconds=SECONDS).minutes[at]
    assert (listed == []) == (longest >= 31 - 1e-6) == (minutes >= 30.5)


def test_time_on_the_day_of_the_race_alone_is_a_plan() -> None:
    """Nothing is chosen then: the program is linear, and its value is its bound."""
    time = {**dict.fromkeys(WEEKDAYS, 0.0), "sun": 60.0}
    goal = tk.Goal(distance_m=5000, date=START + dt.timedelta(days=6))
    free = tk.Availability(minutes=time)
    plan = tk.plan(goal, RUNNER, availability=free, start=START, allow_short=True)
    proof = plan.certificate
    assert proof is not None
    assert proof.objective == pytest.approx(proof.bound)
    assert [workout.kind for workout in plan.workouts] == ["rest"] * 6 + ["race"]
