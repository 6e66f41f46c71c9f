"""Plans for trail races climb, and go by effort."""

import datetime as dt
import re

import pytest

import trainkit as tk
from builders.returning import history_before
from builders.runners import FIVE_DAYS, RUNNER, START
from trainkit.models import PlannedWorkout


def plan_for(distance_m: float, *, trail: bool = True, weeks: int = 14) -> tk.TrainingPlan:
    goal = tk.Goal(
        distance_m=distance_m,
        date=START + dt.timedelta(days=7 * weeks - 1),
        trail=trail,
        ascent_m=0.05 * distance_m if trail else None,
    )
    return tk.plan(
        goal,
        RUNNER,
        history_before(0),
        availability=FIVE_DAYS,
        start=START,
        allow_short=True,
    )


def long_runs(plan: tk.TrainingPlan) -> list[PlannedWorkout]:
    return [workout for workout in plan.workouts if workout.kind == "long"]


@pytest.mark.parametrize("distance_m", [21_000, 30_000, 50_000])
def test_long_runs_before_a_trail_race_climb_by_effort(distance_m: float) -> None:
    plan = plan_for(distance_m)
    for workout in long_runs(plan):
        assert workout.sub_sport == "trail"
        for step in workout.unrolled:
            assert step.target is not None
            assert step.target.unit == "rpe"
        found = re.search(r"at least (\d+) m of ascent", workout.notes or "")
        assert found
        assert "walk with long steps" in (workout.notes or "")
        # As steep as the race: a kilometre with 50 m takes as long as 1400 m on the flat.
        assert float(found[1]) == pytest.approx(workout.distance_m / 28, abs=51)
    assert [v for v in tk.check(plan, RUNNER, history_before(0)) if v.hard] == []


@pytest.mark.parametrize("distance_m", [10_000, 21_000])
def test_no_pace_of_a_race_is_trained_before_a_trail_race(distance_m: float) -> None:
    names = {workout.name for workout in plan_for(distance_m).workouts}
    assert "Hills" in names
    assert not any("ace-pace" in name or "arathon pace" in name for name in names)
    assert not any("Fast-finish" in name for name in names)


def test_hills_come_every_other_week_up_to_the_taper() -> None:
    weeks = plan_for(30_000).weeks
    hilly = [any(w.name == "Hills" for w in week) for week in weeks if week[0].phase != "taper"]
    hard = [any(w.hard and w.kind not in {"long", "race"} for w in week) for week in weeks]
    assert sum(hilly) >= 0.4 * sum(hard[: len(hilly)])


def test_hills_go_by_effort_on_any_plan() -> None:
    hills = [w for w in plan_for(10_000, trail=False).workouts if w.name in {"Hills", "Fartlek"}]
    assert hills
    for workout in hills:
        work = [step for step in workout.unrolled if step.kind == "interval"]
        assert all(step.target is not None and step.target.unit == "rpe" for step in work)


def test_a_flat_race_has_flat_long_runs() -> None:
    for workout in long_runs(plan_for(21_000, trail=False)):
        assert "ascent" not in (workout.notes or "")
        assert workout.sub_sport is None
