"""The season of people with few days, with days without time, with races, or on the way back."""

import datetime as dt
from collections.abc import Mapping

import trainkit as tk
from builders.runners import RUNNER, START
from trainkit.planning._plan import fixed_before_races, problem_for
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._season import SeasonWeek
from trainkit.planning._solver.ladder_sessions import easy_choices_on
from trainkit.workouts import find_session

BEGINNER = tk.Athlete(sex="female", birth_date=dt.date(1990, 5, 1), hr_rest=56, hr_max=188)
SWIMMER = tk.Athlete(sex="male", birth_date=dt.date(1958, 3, 1), hr_rest=58, hr_max=158)
RUNS = {1: 45.0, 3: 45.0, 5: 40.0, 6: 90.0}  # by weekday [min]


def trained(week: Mapping[int, float], *, sport: str = "running", off: int = 0) -> tk.History:
    """Eight such weeks, and days without training after them."""
    metres = {"running": 160.0, "swimming": 36.0}[sport]
    done = [
        tk.Activity(
            sport=sport,
            start=dt.datetime.combine(
                START - dt.timedelta(days=7 * back + off - day), dt.time(7), dt.UTC
            ),
            elapsed_s=60 * minutes,
            distance_m=metres * minutes,
            hr_mean=140,
        )
        for back in range(8, 0, -1)
        for day, minutes in week.items()
    ]
    return tk.History(activities=tuple(done))


def race(weeks: int, metres: float = 10_000.0, **more: object) -> tk.Goal:
    date = START + dt.timedelta(days=7 * weeks - 1)
    return tk.Goal(distance_m=metres, date=date, **more)  # type: ignore[arg-type]


def problem_of(
    history: tk.History, *goals: tk.Goal, athlete: tk.Athlete = RUNNER, **free: object
) -> PlanningProblem:
    time = tk.Availability(**free)  # type: ignore[arg-type]
    return problem_for(goals, athlete, history, time, START, allow_short=True)[0]


def weeks_of(problem: PlanningProblem) -> list[SeasonWeek]:
    return list(problem.season.weeks.values())


def test_a_beginner_with_two_days_runs_easily() -> None:
    history = trained({1: 30.0, 5: 35.0})
    for days, hard in ((2, False), (3, True)):
        made = problem_of(history, race(12), athlete=BEGINNER, max_sessions_per_week=days)
        assert any(week.hard for week in weeks_of(made)) == hard


def test_hard_sessions_come_back_one_by_one() -> None:
    counts = [week.hard for week in weeks_of(problem_of(trained(RUNS, off=63), race(14)))]
    first = next(place for place, count in enumerate(counts) if count)
    assert counts[first : first + 2] == [1, 1]
    assert max(counts) == 2


def test_a_week_with_a_race_on_the_way_has_less_beside_it() -> None:
    half = race(10, 21_097.5, priority="B")
    with_race = weeks_of(problem_of(trained(RUNS), half, race(14)))[9]
    without = weeks_of(problem_of(trained(RUNS), race(14)))[9]
    assert 80 < without.minutes - with_race.minutes < 160


def test_days_without_time_in_mid_week_leave_the_long_run() -> None:
    """Three nights of work every second week are no break, and the weekend is free."""
    nights = [START + dt.timedelta(days=14 * turn + day) for turn in range(8) for day in (1, 2, 3)]
    minutes = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), 60.0) | {"sat": 180, "sun": 180}
    goal = race(16, 42_195.0)
    usual = weeks_of(problem_of(trained(RUNS), goal, minutes=minutes))
    shifts = weeks_of(problem_of(trained(RUNS), goal, minutes=minutes, blackout=nights))
    for at in (2, 4, 6, 8, 10):
        assert shifts[at].long_min > 0.65 * usual[at].long_min
        assert shifts[at].minutes >= 0.55 * usual[at].minutes
    assert max(week.long_min for week in shifts) > 140


def test_an_easy_swim_is_no_longer_than_the_long_one() -> None:
    history = trained({0: 50.0, 2: 45.0, 4: 50.0}, sport="swimming")
    goal = race(14, 3000.0, sport="swimming")
    pool = {**dict.fromkeys(("tue", "thu", "sat", "sun"), 0), "mon": 60, "wed": 60, "fri": 60}
    problem = problem_of(history, goal, athlete=SWIMMER, minutes=pool)
    seen = 0
    for at in problem.open_days:
        choices = easy_choices_on(problem, at)
        long = [choice.minutes for choice in choices if choice.kind == "long"]
        easy = [choice.minutes for choice in choices if choice.easy]
        if long and easy:
            seen += 1
            assert max(easy) <= max(long[0], 20)
    assert seen > 20


def test_a_long_session_that_is_fixed_on_the_eve_of_a_race_is_told() -> None:
    goal = race(6)
    ride = find_session("Endurance ride")
    days = [goal.date - dt.timedelta(days=back) for back in (1, 8)]
    fixed = [ride.build(120, RUNNER, day) for day in days]
    told = fixed_before_races(problem_of(trained(RUNS), goal, fixed=fixed))
    assert len(told) == 1
    assert "Endurance ride of 120 min on 8 August" in told[0]
    assert "40 min are the most" in told[0]


def test_a_slow_runner_without_a_threshold_keeps_the_long_run() -> None:
    """Her 5 km take 42 min: a plan in minutes of somebody faster would make it 31."""
    slow = [
        run.model_copy(update={"distance_m": 120.0 * run.elapsed_s / 60})
        for run in trained({1: 32.0, 3: 32.0, 6: 42.0}).activities
    ]
    old = tk.Athlete(sex="female", birth_date=dt.date(1951, 3, 1), hr_rest=62, hr_max=150)
    history = tk.History(activities=tuple(slow))
    weeks = weeks_of(problem_of(history, race(10, 5000.0), athlete=old, max_sessions_per_week=3))
    assert weeks[0].long_min > 40
