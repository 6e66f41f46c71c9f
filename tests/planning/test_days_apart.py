"""Few sessions are spread over the week, and the days beside a long one stay shorter than it."""

import datetime as dt
from functools import cache
from itertools import pairwise

import pytest

import trainkit as tk
from builders.runners import RUNNER, START
from trainkit.models import WEEKDAYS, PlannedWorkout
from trainkit.planning._edits import day_of_rest, shorten_beside_long
from trainkit.planning._plan import problem_for
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._solver.easy_days import easy_session
from trainkit.planning._solver.formulation import build_program
from trainkit.planning._solver.search import search
from trainkit.planning._solver.weekdays import spread_days
from trainkit.planning._solver.workouts import build_session

WEEKS = 6
BEGINNER = tk.Athlete(sex="female", birth_date=dt.date(1990, 5, 1), hr_rest=56, hr_max=188)
RACE = tk.Goal(distance_m=21_097.5, date=START + dt.timedelta(days=7 * WEEKS - 1))


def some_runs(*lengths: float) -> tk.History:
    """A run on each of the days before the plan, newest last [min]."""
    done = [
        tk.Activity(
            sport="running",
            start=dt.datetime.combine(START - dt.timedelta(days=2 * back), dt.time(7), dt.UTC),
            elapsed_s=60 * minutes,
            distance_m=150 * minutes,
            hr_mean=145,
        )
        for back, minutes in zip(range(len(lengths), 0, -1), lengths, strict=True)
    ]
    return tk.History(activities=tuple(done))


def problem_of(athlete: tk.Athlete, *lengths: float, **free: object) -> PlanningProblem:
    time = tk.Availability(**free)  # type: ignore[arg-type]
    history = some_runs(*lengths)
    return problem_for(RACE, athlete, history, time, START, allow_short=True)[0]


@cache
def weekdays_trained(most: int | None, *lengths: float) -> list[list[int]]:
    """Plan for a beginner, and list the weekdays of each week but that of the race."""
    plan = tk.plan(
        RACE,
        BEGINNER,
        some_runs(*lengths),
        availability=tk.Availability(max_sessions_per_week=most),
        start=START,
        allow_short=True,
    )
    return [
        [item.date.weekday() for item in week if item.date and not item.resting]
        for week in plan.weeks[:-1]
    ]


@pytest.mark.parametrize(
    ("most", "lengths"), [(2, (33,)), (3, (33,)), (4, (30, 35, 40, 35)), (None, (33,))]
)
def test_a_beginner_with_little_behind_rests_between_runs(
    most: int | None, lengths: tuple[float, ...]
) -> None:
    weeks = weekdays_trained(most, *lengths)
    assert all(len(days) >= 2 for days in weeks)
    for days in weeks:
        neighbours = sum(later - day == 1 for day, later in pairwise(days))
        assert neighbours <= len(days) // 4


@pytest.mark.parametrize(
    ("minutes", "count", "chosen"),
    [
        ({}, 2, {"wed", "thu"}),
        ({}, 3, {"tue", "thu", "fri", "wed"}),
        ({"wed": 0, "thu": 0}, 2, {"tue", "fri"}),
        ({"mon": 0, "tue": 0, "wed": 0, "thu": 0}, 3, {"fri", "sat"}),
        ({"mon": 60, "tue": 0, "wed": 0, "thu": 0, "fri": 0, "sat": 60}, 4, {"mon", "sat"}),
    ],
)
def test_days_are_as_far_apart_as_the_time_allows(
    minutes: dict[str, float], count: int, chosen: set[str]
) -> None:
    problem = problem_of(RUNNER, 40, 40, 60, minutes={**minutes, "sun": 150})
    names = {WEEKDAYS[day] for day in spread_days(problem, count)}
    assert "sun" in names
    assert names - {"sun"} <= chosen
    assert len(names) == min(count, 1 + sum(minutes.get(day, 60) > 0 for day in WEEKDAYS[:6]))


def test_of_three_days_at_75_there_is_one_for_a_hard_session() -> None:
    """Two easier days after it and before the long run."""
    old = RUNNER.model_copy(update={"birth_date": dt.date(1951, 3, 1)})
    days = spread_days(problem_of(old, 40, 40, 60), 3)
    assert days & {2, 3}


def pair(problem: PlanningProblem, easy: float, long: float) -> list[PlannedWorkout]:
    """Days of rest, with an easy run on the first Saturday before a long one."""
    days = [day_of_rest(problem, at) for at in problem.planned_days]
    for place, kind, minutes in ((5, "easy", easy), (6, "long", long)):
        session = easy_session("running", kind)
        date = START + dt.timedelta(days=place)
        days[place] = build_session(problem, date, session, minutes, kind)
    return days


@pytest.mark.parametrize(("long", "easy"), [(75, 55), (90, 64), (110, 78), (120, 78)])
def test_a_long_run_that_becomes_shorter_is_still_the_longest(long: float, easy: float) -> None:
    problem = problem_of(RUNNER, 60, 80, 60, 120, 60)
    spared = shorten_beside_long(problem, pair(problem, 78, 110), pair(problem, 78, long))
    assert [item.duration_min for item in spared[5:7]] == [easy, long]


def test_no_easy_run_of_the_week_is_longer_than_a_long_run_that_became_short() -> None:
    problem = problem_of(RUNNER, 60, 80, 60, 120, 60)
    before, after = pair(problem, 50, 110), pair(problem, 50, 58)
    midweek = build_session(
        problem, START + dt.timedelta(days=2), easy_session("running", "easy"), 77, "easy"
    )
    before[2] = after[2] = midweek
    assert shorten_beside_long(problem, before, after)[2].duration_min == 58


def test_a_run_that_must_be_shorter_stays_a_long_one() -> None:
    """A step of the long run that rounding makes too great costs minutes, and not the session."""
    problem = problem_of(RUNNER, 60, 80, 60, 100, 60, minutes={"mon": 0, "wed": 0, "fri": 0})
    solution = search(problem, 5)
    at = next(day for day in problem.planned_days if solution.kind[day] == "long")
    metres = 0.8 * solution.minutes[at] * build_program(problem).kinds(at)["long"].metres
    program = build_program(problem, shorter={at: metres})
    program.at_most("long_run_step", program.of("run_m", at), metres)
    rounded = program.solve_rounded(solution, step=1.0, reach=60.0, seconds=5)
    assert rounded.status == "solved"
    assert rounded.minutes[at] == pytest.approx(0.8 * solution.minutes[at], abs=1)


def test_who_trains_four_days_a_week_goes_on_with_four() -> None:
    """A week that grows takes a fifth day, and no sixth for twenty minutes."""
    runs = [40.0 if at % 7 in {1, 3, 5} else 75.0 for at in range(28) if at % 7 in {1, 3, 5, 6}]
    plan = tk.plan(RACE, RUNNER, some_runs(*runs), start=START, allow_short=True)
    counts = [sum(not item.resting for item in week) for week in plan.weeks[:-1]]
    assert counts[0] == 4
    assert max(counts) == 5
