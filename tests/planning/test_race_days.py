"""What plans say of their races, and plans for races on the track."""

import datetime as dt
import re

import pytest

import trainkit as tk
from builders.returning import history_before
from builders.runners import FIVE_DAYS, RUNNER, START


def plan_for(*races: tuple[float, int, str], time_s: float | None = None) -> tk.TrainingPlan:
    """Plan races of (distance [m], week, priority); the aim is that of the last one."""
    goals = [
        tk.Goal(
            distance_m=metres,
            date=START + dt.timedelta(days=7 * week - 1),
            priority=level,  # type: ignore[arg-type]
            time_s=time_s if level == "A" else None,
        )
        for metres, week, level in races
    ]
    return tk.plan(
        goals, RUNNER, history_before(0), availability=FIVE_DAYS, start=START, allow_short=True
    )


def paces(notes: str | None) -> list[int]:
    found = re.findall(r"(\d+):(\d\d)", notes or "")
    return [60 * int(minutes) + int(seconds) for minutes, seconds in found]


def test_every_race_has_a_warm_up_a_plan_from_slow_to_fast_and_its_purpose() -> None:
    plan = plan_for((10_000, 6, "B"), (5000, 9, "C"), (21_097.5, 13, "A"))
    races = [workout for workout in plan.workouts if workout.kind == "race"]
    assert [("rehearsal" in (race.notes or "")) for race in races] == [True, False, False]
    assert [("hard session" in (race.notes or "")) for race in races] == [False, True, False]
    assert ["carbohydrate" in (race.notes or "") for race in races] == [False, False, True]
    for race in races:
        found = paces(race.notes)
        assert len(found) == 6
        assert found == sorted(found, reverse=True)


def test_the_aim_is_the_pace_in_the_middle() -> None:
    plan = plan_for((10_000, 10, "A"), time_s=3300)
    found = paces(plan.workouts[-1].notes)
    assert found[2] >= 330 >= found[3]


@pytest.mark.parametrize("metres", [800, 1500])
def test_a_race_on_the_track_is_trained_by_short_repetitions(metres: float) -> None:
    plan = plan_for((metres, 10, "A"))
    longer = plan_for((5000, 10, "A"))
    assert plan.certificate is not None

    def pieces(which: tk.TrainingPlan, name: str) -> list[float]:
        return [
            (step.duration_s or 0.0) / 60
            for workout in which.workouts
            if workout.name == name
            for step in workout.unrolled
            if step.kind == "interval"
        ]

    short = pieces(plan, "Race-pace run")
    assert short
    assert max(short) <= 2
    assert max(pieces(longer, "Race-pace run")) > 2
    assert len(pieces(plan, "Repetitions")) > len(pieces(longer, "Repetitions"))
    strides = [
        sum(
            "strides" in (workout.notes or "")
            for workout in which.workouts
            if workout.kind != "race"
        )
        for which in (plan, longer)
    ]
    assert strides[0] > 1.3 * strides[1]


@pytest.mark.parametrize(
    ("metres", "low", "high"), [(1609, 8, 10), (10_000, 6.5, 8), (21_097.5, 5.5, 7)]
)
def test_without_a_known_pace_the_effort_of_the_race_is_trained(
    metres: float, low: float, high: float
) -> None:
    me = RUNNER.model_copy(update={"threshold_speed_m_s": None})
    goal = tk.Goal(distance_m=metres, date=START + dt.timedelta(days=7 * 12 - 1))
    plan = tk.plan(
        goal, me, history_before(0), availability=FIVE_DAYS, start=START, allow_short=True
    )
    targets = [
        step.target
        for workout in plan.workouts
        if workout.name == "Race-pace run"
        for step in workout.unrolled
        if step.kind == "interval" and step.target is not None
    ]
    assert targets
    for target in targets:
        assert target.unit == "rpe"
        assert low <= target.low <= target.high <= high


def test_the_pace_of_800_m_is_faster_than_that_of_1500_m() -> None:
    speeds = []
    for metres in (800, 1500, 5000):
        workouts = [w for w in plan_for((metres, 10, "A")).workouts if w.name == "Race-pace run"]
        targets = [step.target for w in workouts for step in w.unrolled if step.kind == "interval"]
        speeds.append(max(target.high for target in targets if target is not None))
    assert speeds == sorted(speeds, reverse=True)
    assert speeds[0] > 1.02 * speeds[1]
