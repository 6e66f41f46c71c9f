"""How the days of a week fit together: around the long session, at 65, and in big weeks."""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

import pytest

import trainkit as tk
from builders.lives import calendar_weeks, total
from builders.returning import plan_after
from builders.runners import FIVE_DAYS, RUNNER, START, marathon


def before(long_min: float, other_min: float) -> tk.History:
    """Sixteen weeks of four equal sessions and a long one on Sunday."""
    lengths = {1: other_min, 2: other_min, 3: other_min, 5: other_min, 6: long_min}
    days = (START - dt.timedelta(days=back) for back in range(16 * 7, 0, -1))
    done = [
        tk.Activity(
            sport="running",
            start=dt.datetime.combine(day, dt.time(7), dt.UTC),
            elapsed_s=60 * lengths[day.weekday()],
            distance_m=60 * lengths[day.weekday()] * 2.7,
            hr_mean=142,
        )
        for day in days
        if day.weekday() in lengths
    ]
    return tk.History(activities=tuple(done))


def two_free_weekend_days() -> tk.TrainingPlan:
    """Plan for somebody with as much time on Saturday as on Sunday, and little else."""
    minutes = {"mon": 0, "tue": 45, "wed": 0, "thu": 45, "fri": 0, "sat": 240, "sun": 240}
    free = tk.Availability(minutes=minutes, long_day="sun")
    return tk.plan(marathon(), RUNNER, before(90, 60), availability=free, start=START)


def saturdays_and_sundays(plan: tk.TrainingPlan) -> Iterator[tuple[float, float]]:
    for week in calendar_weeks(plan):
        by_day = {item.date.weekday(): item for item in week if item.date}
        if by_day[6].kind == "long":
            yield by_day[5].duration_min, by_day[6].duration_min


def test_no_two_long_days_run() -> None:
    pairs = list(saturdays_and_sundays(two_free_weekend_days()))
    assert len(pairs) >= 12
    assert [pair for pair in pairs if pair[0] > max(0.8 * pair[1], 60)] == []


@pytest.mark.parametrize("age", [66, 72])
def test_from_65_on_a_plan_has_two_easier_days_between_hard_ones(age: int) -> None:
    older = RUNNER.model_copy(update={"birth_date": dt.date(2026 - age, 1, 1)})
    goal = tk.Goal(distance_m=10_000, date=START + dt.timedelta(days=69))
    plan = tk.plan(goal, older, before(75, 45), availability=FIVE_DAYS, start=START)
    hard = [item.date for item in plan.workouts if item.hard and item.date]
    assert len(hard) >= 10
    assert min((after - day).days for day, after in pairwise(hard)) >= 3


def test_weeks_after_a_break_rise_steadily() -> None:
    """No week is more than a fourth, or 45 minutes, bigger than the biggest of the four before."""
    minutes = [total(week) for week in calendar_weeks(plan_after(28))]
    for at in range(1, len(minutes)):
        biggest = max(minutes[max(at - 4, 0) : at])
        assert minutes[at] <= max(1.25 * biggest, biggest + 50)


def test_a_big_week_is_not_made_smaller_by_short_hard_sessions() -> None:
    """Repetitions have easy running around them where all other days are long."""
    plan = tk.plan(marathon(), RUNNER, before(110, 60), availability=FIVE_DAYS, start=START)
    weeks = calendar_weeks(plan)[4:13]
    short = [
        item
        for week in weeks
        for item in week
        if item.kind in {"repetitions", "vo2max"} and total(week) > 340
    ]
    assert short
    assert min(item.duration_min for item in short) >= 50


def test_no_long_easy_run_stands_beside_the_long_run_of_an_old_runner() -> None:
    old = RUNNER.model_copy(update={"birth_date": dt.date(1955, 1, 1)})
    free = tk.Availability(
        minutes={"mon": 0, "tue": 75, "wed": 60, "thu": 90, "fri": 45, "sat": 90, "sun": 150}
    )
    goal = tk.Goal(distance_m=21_097.5, date=START + dt.timedelta(days=97))
    made = tk.plan(goal, old, tk.simulate(old, days=120, seed=1), availability=free, start=START)
    for before, long in pairwise(made.workouts):
        if long.kind == "long" and before.kind == "easy":
            assert before.duration_min <= max(0.55 * long.duration_min, 45)
