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
from trainkit.planning._solver.choices import amounts
from trainkit.planning._solver.easy_days import SESSIONS
from trainkit.planning._solver.formulation import build_program
from trainkit.planning._solver.hard_sessions import hard_sessions_on
from trainkit.planning._solver.objective import objective, value_of
from trainkit.planning._solver.program import Program
from trainkit.planning._solver.search import search
from trainkit.planning._solver.solution import Solution
from trainkit.planning._solver.workouts import (
    build_session,
    race_workout,
    rest_workout,
    workouts_of,
)
from trainkit.ports.rule import Expression, Quantity, Rule
from trainkit.workouts import find_session

SECONDS = 5.0  # a tenth of it is enough on a quiet machine
# The rows of these three are stricter than the rules in weeks of little training: they do not know
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


def week_of_three_days(
    seed: int, lengths: tuple[float, ...] = (30, 45, 60), without: set[str] = STRICTER
) -> PlanningProblem:
    """A week to a 5k with time on three days, by default under the rules whose rows are exact."""
    random = np.random.default_rng(seed)
    minutes = dict.fromkeys(tk.models.WEEKDAYS, 0.0)
    for day in random.permutation(6)[:3]:
        minutes[tk.models.WEEKDAYS[day]] = float(random.choice(lengths))
    athlete = RUNNER.model_copy(update={"threshold_speed_m_s": float(random.uniform(2.8, 4.2))})
    end = START - dt.timedelta(days=1)
    history = tk.simulate(athlete, days=60, seed=seed, end=end) if seed % 2 else None
    goal = tk.Goal(distance_m=5000, date=START + dt.timedelta(days=6))
    free = tk.Availability(minutes=minutes)
    context = (goal, athlete, history, free, START)
    rules = [
        rule
        for rule in problem_for(*context, allow_short=True)[0].rules
        if rule.name not in without
    ]
    return problem_for(*context, allow_short=True, rules=rules)[0]


def options(problem: PlanningProblem, at: int, step: int = 5) -> list[PlannedWorkout]:
    """Rest, and each kind of session in steps of some minutes."""
    day: dt.date = problem.schedule.dates[at].item()
    listed = [rest_workout(day, problem.week_of(at))]
    room = problem.availability.on(day)
    if not room:
        return listed
    for kind, own in build_program(problem).kinds(at).items():
        least, most = own.minutes[0], min(own.minutes[1], room)
        lengths = {least, *np.arange(step * np.ceil(least / step), most + 1, step), np.floor(most)}
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


def every_plan(
    problem: PlanningProblem, days: list[list[PlannedWorkout]]
) -> Iterator[list[PlannedWorkout]]:
    """All combinations with at most one long session and each hard one once."""
    race = problem.race
    assert race is not None
    last = race_workout(race, problem, problem.week_of(problem.planned_days[-1]))
    for workouts in itertools.product(*days):
        single = [workout.title for workout in workouts if workout.hard]
        if len(set(single)) == len(single):
            yield [*workouts, last]


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
    for workouts in every_plan(problem, [options(problem, at) for at in problem.open_days]):
        value = value_of(problem, workouts)
        if value > best and is_safe(problem, workouts):
            best = value
    assert best <= solution.bound + TOLERANCE
    assert best >= solution.objective - 3  # five-minute steps cost little
    assert solution.objective <= solution.bound + 1e-6


class FinishedPlan:
    """The linear model of a finished plan: its one unknown, 0, is 1, and its factor the amount."""

    def __init__(self, program: Program, chosen: dict[int, dict[Quantity, float]]) -> None:
        self.schedule = program.schedule
        self._program = program  # for the days that are fixed
        self._chosen = chosen

    def keeps(self, rules: list[Rule]) -> bool:
        self._kept = True
        for rule in rules:
            rule.rows(self)  # type: ignore[arg-type]
        return self._kept

    def of(self, quantity: Quantity, *days: int) -> Expression:
        fixed = self._program.of(quantity, *(at for at in days if at not in self._chosen))
        parts = [self._chosen[at][quantity] for at in days if at in self._chosen]
        return Expression({0: sum(parts)} if parts else {}, fixed.constant)

    def at_most(self, rule: str, expression: Expression, limit: float) -> None:  # noqa: ARG002
        self._kept &= total(expression) <= limit + 1e-6

    def excess(self, _name: str, _at: int, /, expression: Expression, limit: float) -> Expression:
        return Expression({}, max(total(expression) - limit, 0.0))


def total(expression: Expression) -> float:
    return expression.constant + sum(expression.terms.values())


@pytest.mark.parametrize("seed", [1, 4, 5])
def test_no_plan_exceeds_the_bound_under_rules_with_stricter_rows(seed: int) -> None:
    """All rules; a plan that needs an exemption unknown to the rows is outside the family."""
    problem = week_of_three_days(seed, lengths=(60, 90, 120), without=set())
    exact = week_of_three_days(seed, lengths=(60, 90, 120))
    strict = [rule for rule in problem.rules if rule.name in STRICTER]
    program = build_program(problem)
    solution = program.solve(gap=1e-6, seconds=20)
    rounded = program.solve_rounded(solution, step=1.0, reach=60.0, seconds=SECONDS)
    own = dict(zip(problem.planned_days, workouts_of(problem, rounded), strict=True))
    # Steps of 20 minutes, and the solver's own lengths.
    days = [[*options(problem, at, step=20), own[at]] for at in problem.open_days]
    measured = {
        id(workout): amounts(workout, problem.athlete, workout.date, hard=workout.hard)
        for listed in days
        for workout in listed
    }
    plans = []
    for workouts in every_plan(problem, days):
        chosen = {
            at: measured[id(workout)]
            for at, workout in zip(problem.open_days, workouts, strict=False)  # the race is last
        }
        model = FinishedPlan(program, chosen)
        plans.append((total(objective(problem, model)), workouts, model))
    plans.sort(key=lambda plan: -plan[0])
    without = next(value for value, workouts, _ in plans if is_safe(exact, workouts))
    value, workouts = next(
        (value, workouts)
        for value, workouts, model in plans
        if model.keeps(strict) and is_safe(problem, workouts)
    )
    assert value == pytest.approx(value_of(problem, workouts))
    assert rounded.objective - 1e-3 <= value <= solution.bound + TOLERANCE
    assert without >= value - 1e-6  # what the stricter rows take away, if anything


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
