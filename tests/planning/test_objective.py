"""The objective is written once, and the certificate's bound is the solver's own."""

import datetime as dt
import itertools
from collections.abc import Iterator

import numpy as np
import pytest

import trainkit as tk
from builders.runners import RUNNER, START, Case, small_case
from trainkit.models import PlannedWorkout
from trainkit.planning._plan import problem_for
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._schedule import violations_of, with_workouts
from trainkit.planning._solver import certificate
from trainkit.planning._solver.certificate import TOLERANCE, certify
from trainkit.planning._solver.easy_days import SESSIONS
from trainkit.planning._solver.formulation import build_program
from trainkit.planning._solver.hard_sessions import hard_sessions_on
from trainkit.planning._solver.objective import value_of
from trainkit.planning._solver.search import search
from trainkit.planning._solver.solution import Solution
from trainkit.planning._solver.workouts import (
    build_session,
    race_workout,
    rest_workout,
    workouts_of,
)
from trainkit.workouts import find_session

SECONDS = 5.0  # a tenth of it is enough on a quiet machine
# The rows of these two are stricter than the rules in weeks of little training: they do not know
# that 10 minutes of hard work, or a hard day among fewer than 6 trained, are always allowed.
STRICTER = {"session_caps", "hard_share", "easy_share"}


def problem_of(case: Case) -> PlanningProblem:
    problem, _ = problem_for(
        case.goals, case.athlete, case.history, case.availability, START, allow_short=True
    )
    return problem


@pytest.mark.parametrize("seed", range(50))
def test_the_checkers_value_is_the_solvers_and_stays_inside_the_bound(seed: int) -> None:
    """Fifty plans: both value the same workouts alike, before and after rounding."""
    problem = problem_of(small_case(seed))
    solution = search(problem, SECONDS)
    assert solution.status == "solved"
    program = build_program(problem)
    roundings = (
        program.solve_rounded(solution, step=step, reach=60.0, seconds=SECONDS)
        for step in (1.0, 0.5)
    )
    rounded = next((one for one in roundings if one.status == "solved"), None)
    if rounded is None:  # no such lengths keep the rules: other sizes are searched
        rounded = program.solve_relaxed(solution, step=0.5, seconds=SECONDS)
    assert rounded.status == "solved"
    workouts = workouts_of(problem, rounded)
    assert value_of(problem, workouts) == pytest.approx(rounded.objective, abs=1e-3)
    assert value_of(problem, workouts) <= solution.bound + TOLERANCE


@pytest.mark.parametrize("seed", range(0, 50, 5))
def test_a_certificate_shows_the_solvers_bound(seed: int) -> None:
    case = small_case(seed)
    made = tk.plan(
        case.goals,
        case.athlete,
        case.history,
        availability=case.availability,
        start=START,
        allow_short=True,
        seconds=SECONDS,
    )
    proof = made.certificate
    assert proof is not None
    assert proof.objective <= proof.bound + TOLERANCE
    assert proof.objective == pytest.approx(value_of(problem_of(case), made.workouts), abs=1e-6)


def week_of_three_days(seed: int) -> PlanningProblem:
    """A week to a 5k with time on three days, under the rules whose rows are exact."""
    random = np.random.default_rng(seed)
    minutes = dict.fromkeys(tk.models.WEEKDAYS, 0.0)
    for day in random.permutation(6)[:3]:
        minutes[tk.models.WEEKDAYS[day]] = float(random.choice([30, 45, 60]))
    athlete = RUNNER.model_copy(update={"threshold_speed_m_s": float(random.uniform(2.8, 4.2))})
    end = START - dt.timedelta(days=1)
    history = tk.simulate(athlete, days=60, seed=seed, end=end) if seed % 2 else None
    goal = tk.Goal(distance_m=5000, date=START + dt.timedelta(days=6))
    free = tk.Availability(minutes=minutes)
    context = (goal, athlete, history, free, START)
    rules = [
        rule
        for rule in problem_for(*context, allow_short=True)[0].rules
        if rule.name not in STRICTER
    ]
    return problem_for(*context, allow_short=True, rules=rules)[0]


def options(problem: PlanningProblem, at: int) -> list[PlannedWorkout]:
    """Rest, and each kind of session in steps of five minutes."""
    day: dt.date = problem.schedule.dates[at].item()
    listed = [rest_workout(day, problem.week_of(at))]
    room = problem.availability.on(day)
    if not room:
        return listed
    for kind, own in build_program(problem).kinds(at).items():
        least, most = own.minutes[0], min(own.minutes[1], room)
        lengths = {least, *np.arange(5 * np.ceil(least / 5), most + 1, 5), np.floor(most)}
        session = find_session(SESSIONS[problem.sport][kind])
        listed += [
            build_session(problem, day, session, float(minutes), kind)
            for minutes in sorted(lengths)
            if least <= minutes <= most
        ]
    listed += [
        build_session(problem, day, one.session, one.minutes, "hard", hard=True)
        for one in hard_sessions_on(problem, at)
    ]
    return listed


def every_plan(problem: PlanningProblem) -> Iterator[list[PlannedWorkout]]:
    """All combinations with at most one long session and each hard one once."""
    race = problem.race
    assert race is not None
    last = race_workout(race, problem, problem.week_of(problem.planned_days[-1]))
    for days in itertools.product(*(options(problem, at) for at in problem.open_days)):
        single = [one.title for one in days if one.hard]
        if len(set(single)) == len(single):
            yield [*days, last]


def is_safe(problem: PlanningProblem, workouts: list[PlannedWorkout]) -> bool:
    by_day = dict(zip(problem.planned_days, workouts, strict=True))
    schedule = with_workouts(problem.schedule, by_day, problem.goals, problem.athlete)
    return not any(one.hard for one in violations_of(schedule, problem.rules))


@pytest.mark.parametrize("seed", range(6))
def test_no_plan_of_a_small_problem_exceeds_the_bound(seed: int) -> None:
    """Brute force over kinds and lengths, judged by the rules alone."""
    problem = week_of_three_days(seed)
    solution = build_program(problem).solve(gap=1e-6, seconds=20)
    best = -np.inf
    for workouts in every_plan(problem):
        value = value_of(problem, workouts)
        if value > best and is_safe(problem, workouts):
            best = value
    assert best <= solution.bound + TOLERANCE
    assert best >= solution.objective - 3  # five-minute steps cost little
    assert solution.objective <= solution.bound + 1e-6


def test_a_bound_below_the_plans_value_is_an_error() -> None:
    problem = week_of_three_days(0)
    solution = search(problem, SECONDS)
    workouts = workouts_of(problem, solution)
    value = value_of(problem, workouts)
    low = Solution("solved", bound=value - 2 * TOLERANCE)
    with pytest.raises(tk.InternalError, match="fault of trainkit"):
        certify(problem, workouts, low, 0.0)
    near = Solution("solved", bound=value - TOLERANCE / 2)
    assert certify(problem, workouts, near, 0.0).gap == 0
    assert certificate.TOLERANCE < 0.1
