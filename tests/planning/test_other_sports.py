"""Fixed sessions of other sports take days, and nothing else, from the sport of the plan."""

import contextlib
import datetime as dt
import os

import pytest

import trainkit as tk
from builders.lives import calendar_weeks, life, with_other_sport
from builders.returning import history_before
from trainkit.models import PlannedWorkout, Step

START = dt.date(2026, 6, 29)
RACE = tk.Goal(distance_m=21_097.5, date=START + dt.timedelta(days=16 * 7 - 1))
TRIATHLETE = tk.Athlete(
    sex="female", birth_date="1990-05-01", hr_rest=50, hr_max=186, threshold_speed_m_s=3.6
)
# Weekday: sport, minutes and metres a minute of every week.
WEEK = {
    0: ("swimming", 45, 44), 1: ("running", 40, 175), 2: ("cycling", 90, 440),
    3: ("running", 50, 180), 4: ("swimming", 45, 44), 5: ("cycling", 150, 440),
    6: ("running", 70, 178),
}  # fmt: skip
COUNT = int(os.environ.get("TRAINKIT_SWEEP", "4"))


@pytest.fixture(scope="module")
def history() -> tk.History:
    """Sixteen weeks without a day of rest."""
    days = [START - dt.timedelta(days=back) for back in range(1, 113)]
    return tk.History(
        activities=tuple(
            tk.Activity(
                sport=WEEK[day.weekday()][0],
                start=dt.datetime.combine(day, dt.time(9), dt.UTC),
                elapsed_s=60 * WEEK[day.weekday()][1],
                distance_m=WEEK[day.weekday()][1] * WEEK[day.weekday()][2],
                hr_mean=140,
            )
            for day in days
        )
    )


def other_sessions(*weekdays: int) -> tuple[PlannedWorkout, ...]:
    """Fix the sessions of these weekdays, the long ride on Saturday among them."""
    days = [START + dt.timedelta(days=at) for at in range(16 * 7 - 3)]
    return tuple(
        PlannedWorkout(
            name=WEEK[day.weekday()][0],
            sport=WEEK[day.weekday()][0],
            date=day,
            steps=(Step(until="time", amount=60 * WEEK[day.weekday()][1]),),
            kind="long" if day.weekday() == 5 else "easy",
            load=0.8 * WEEK[day.weekday()][1],
        )
        for day in days
        if day.weekday() in weekdays
    )


def test_a_triathlete_runs_as_much_as_the_season_asks_for(history: tk.History) -> None:
    free = tk.Availability(
        minutes={"mon": 60, "tue": 75, "wed": 60, "thu": 75, "fri": 60, "sat": 0, "sun": 150},
        fixed=other_sessions(0, 2, 5),
    )
    plan = tk.plan(RACE, TRIATHLETE, history, availability=free, start=START)
    runs = [[w for w in week if w.sport == "running" and w.kind != "race"] for week in plan.weeks]
    assert all(len(week) >= 2 for week in runs)
    assert sum(w.duration_min for w in runs[1]) == pytest.approx(160, rel=0.25)
    longest = max((w for week in runs for w in week), key=lambda w: w.duration_min)
    # The day after an easy long ride is a day for the long run.
    assert longest.date is not None
    assert longest.date.weekday() == 6
    assert longest.duration_min > 100
    assert not [v for v in tk.check(plan, TRIATHLETE, history, availability=free) if v.hard]
    proof = plan.certificate
    assert proof is not None
    assert proof.readiness is not None
    assert proof.readiness.verdict == "ready"


def test_a_fixed_first_day_after_weeks_without_rest_is_no_conflict(history: tk.History) -> None:
    free = tk.Availability(minutes={"mon": 0, "tue": 60}, fixed=other_sessions(0))
    plan = tk.plan(RACE, TRIATHLETE, history, availability=free, start=START)
    assert plan.workouts[0].sport == "swimming"
    assert plan.workouts[1].resting  # the first day that can be a day of rest is one


@pytest.mark.parametrize("seed", range(COUNT))
def test_other_sports_break_no_hard_rule_in_any_life(seed: int) -> None:
    who = with_other_sport(life(seed))
    with contextlib.suppress(tk.InvalidInput, tk.InfeasiblePlan):  # more fixed than hours a week
        plan = who.plan(10)
        found = tk.check(plan, who.athlete, who.history, availability=who.availability)
        assert [v for v in found if v.hard] == []


@pytest.mark.parametrize(
    ("sport", "others"), [("cycling", ()), ("swimming", ()), ("running", ("cycling",))]
)
def test_a_base_is_of_the_sport_that_is_trained_most(sport: str, others: tuple[str, ...]) -> None:
    """Somebody who rides and has no race is not taught to run."""
    end = dt.date(2026, 11, 24)
    days = [end - dt.timedelta(days=back) for back in range(84)]
    weekly = dict(zip((1, 3, 5), (sport,) * 3, strict=True)) | dict.fromkeys(
        (6,), (*others, sport)[0]
    )
    activities = [
        tk.Activity(
            sport=weekly[day.weekday()],
            start=dt.datetime.combine(day, dt.time(9), dt.UTC),
            elapsed_s=3600 if weekly[day.weekday()] == sport else 4 * 3600,
            hr_mean=130,
        )
        for day in reversed(days)
        if day.weekday() in weekly
    ]
    me = tk.Athlete(sex="female", birth_date="1980-01-01", hr_rest=52, hr_max=178)
    plan = tk.plan(None, me, tk.History(activities=tuple(activities)), seconds=3)
    assert plan.sport == sport
    assert {w.sport for w in plan.workouts if not w.resting} == {sport}


def test_a_fixed_hard_session_takes_the_place_of_a_hard_run() -> None:
    """Of two hard runs in a week one is left, never none; one of the same sport is that one."""

    def hard_runs(sport: str | None) -> int:
        days = [START + dt.timedelta(days=7 * week + 1) for week in range(15)]
        step = Step(until="time", amount=3600)
        fixed = tuple(
            PlannedWorkout(
                name="Club", sport=sport, date=day, steps=(step,), kind="hard", load=60, hard=True
            )
            for day in days
            if sport
        )
        free = {"tue": 75.0, "wed": 60.0, "thu": 75.0, "fri": 60.0, "sat": 90.0, "sun": 150.0}
        made = tk.plan(
            RACE,
            TRIATHLETE,
            history_before(0),
            availability=tk.Availability(minutes={"mon": 0.0, **free}, fixed=fixed),
            start=START,
        )
        weeks = [week for week in calendar_weeks(made) if week[0].phase == "build"]
        hard = [
            [day for day in week if day.hard and day.kind != "long" and day.sport == "running"]
            for week in weeks
        ]
        return max(len([day for day in week if day.name != "Club"]) for week in hard)

    assert hard_runs(None) == 2
    assert hard_runs("cycling") == 1
    assert hard_runs("running") <= 1
