"""What a week under 18 may hold, in plans and in the check of any plan."""

import datetime as dt

import numpy as np
import pytest

import trainkit as tk
from builders.runners import START
from trainkit.models import PlannedWorkout, Step
from trainkit.ports import Schedule
from trainkit.rules import YouthWeek

_MONDAY = np.datetime64("2026-06-29")


def week(minutes: list[float]) -> Schedule:
    size = len(minutes)
    return Schedule(
        dates=np.arange(_MONDAY, _MONDAY + size),
        first=0,
        load=np.array(minutes),
        effort=(np.array(minutes) > 0).astype(np.int8),
        run_m=np.zeros(size),
        score=np.full(size, np.nan),
        races=np.zeros(size, dtype=bool),
        hard=np.zeros(size, dtype=bool),
        minutes=np.array(minutes),
    )


@pytest.mark.parametrize(
    ("age", "minutes", "kinds"),
    [
        (14, [180.0, 180, 180, 150, 150, 0, 0], 0),
        (14, [180.0, 180, 180, 180, 180, 0, 0], 1),
        (16, [30.0, 30, 30, 30, 30, 30, 0], 1),
        (12, [180.0, 180, 180, 180, 60, 60, 0], 2),
    ],
)
def test_hours_up_to_the_age_on_five_days(age: int, minutes: list[float], kinds: int) -> None:
    assert len(YouthWeek(age).violations(week(minutes))) == kinds


def test_what_a_club_holds_is_allowed() -> None:
    days = frozenset(START + dt.timedelta(days=at) for at in range(6))
    assert YouthWeek(13, spared=days).violations(week([150.0] * 6 + [0])) == []
    assert YouthWeek(13, spared=days).violations(week([150.0] * 7))


def somebody(age: int) -> tk.Athlete:
    born = dt.date(START.year - age, 1, 15)
    return tk.Athlete(sex="female", birth_date=born, hr_rest=60, hr_max=200, ftp_w=170)


def trained(sport: str) -> tk.History:
    """Return many months of twelve hours a week on six days."""
    activities = [
        tk.Activity(
            sport=sport,
            start=dt.datetime.combine(START - dt.timedelta(days=back), dt.time(7), dt.UTC),
            elapsed_s=7200.0,
            distance_m=55_000.0,
        )
        for back in range(1, 113)
        if back % 7
    ]
    return tk.History(activities=tuple(activities))


@pytest.mark.parametrize("age", [12, 15, 17])
def test_plans_under_18_keep_to_it_and_those_of_adults_need_not(age: int) -> None:
    goal = tk.Goal(distance_m=100_000, date=START + dt.timedelta(days=8 * 7 - 1), sport="cycling")
    free = tk.Availability(minutes=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), 180.0))

    def weeks(years: int) -> list[tuple[float, int]]:
        who = somebody(years)
        plan = tk.plan(
            goal, who, trained("cycling"), availability=free, start=START, allow_short=True
        )
        assert [v for v in tk.check(plan, who, trained("cycling")) if v.hard] == []
        done = [[w for w in week if w.kind not in {"rest", "race"}] for week in plan.weeks]
        return [(sum(w.duration_min for w in week) / 60, len(week)) for week in done]

    young, adult = weeks(age), weeks(30)
    assert max(hours for hours, _ in young) <= age + 0.01
    assert max(count for _, count in young) <= 5
    assert max(count for _, count in adult) == 6
    if age == 12:
        assert max(hours for hours, _ in adult) > age


def test_a_plan_of_somebody_else_is_checked() -> None:
    step = Step(until="time", amount=9000)
    days = [
        PlannedWorkout(
            date=START + dt.timedelta(days=at),
            sport="swimming",
            kind="easy" if at % 7 < 6 else "rest",
            steps=(step,) if at % 7 < 6 else (),
        )
        for at in range(14)
    ]
    plan = tk.TrainingPlan(start=START, workouts=days)
    assert any(v.rule == "youth_week" and v.hard for v in tk.check(plan, somebody(13)))
    assert not any(v.rule == "youth_week" for v in tk.check(plan, somebody(18)))
