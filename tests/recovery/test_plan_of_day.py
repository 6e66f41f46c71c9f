"""The plan's session beside the recommendation."""

import datetime as dt

import pytest

import trainkit as tk
from trainkit.recovery._plan_of_day import compare_with_plan

TODAY = dt.date(2026, 6, 28)


@pytest.fixture(scope="module")
def history() -> tk.History:
    return tk.simulate(days=120, seed=1)


def lines(history: tk.History, planned: tk.PlannedWorkout, **options: object) -> list[str]:
    assert history.athlete is not None
    made = tk.assess(history, history.athlete, plan=[planned], **options)  # type: ignore[arg-type]
    other_day = planned.model_copy(update={"date": TODAY + dt.timedelta(days=1)})
    return list(compare_with_plan([other_day, planned], made.recommendation))


def build(history: tk.History, name: str, minutes: float) -> tk.PlannedWorkout:
    assert history.athlete is not None
    return tk.workouts.find_session(name).build(minutes, history.athlete, TODAY)


def test_a_session_that_fits_is_done_as_planned(history: tk.History) -> None:
    assert lines(history, build(history, "Easy run", 30)) == [
        "Your plan: Easy run, 30 min. Today: as planned."
    ]


def test_a_session_that_is_too_hard_names_the_reason_that_decided() -> None:
    ill = tk.simulate(
        days=120,
        seed=1,
        events=[tk.SimulatedEvent(kind="journal", day=TODAY, values={"soreness": 80})],
    )
    planned = build(ill, "Threshold run", 55)
    (line,) = lines(ill, planned)
    assert line.startswith("Your plan: Threshold run, 55 min. Today: Easy run, 30 min. You are ")
    assert "sore" in line


def test_a_session_that_takes_too_long_says_so(history: tk.History) -> None:
    short = tk.Availability(minutes={"sun": 20.0})
    (line,) = lines(history, build(history, "Easy run", 60), availability=short)
    assert "takes 60 min, but you have only 20 min" in line


def test_rest_is_rest() -> None:
    ill = tk.simulate(
        days=120, seed=1, events=[tk.SimulatedEvent(kind="illness", day=TODAY, days=1)]
    )
    planned = build(ill, "Rest", 1)
    assert lines(ill, planned) == ["Your plan: rest. Today: as planned."]
    assert ill.athlete is not None
    own = tk.assess(ill, ill.athlete).recommendation
    named = planned.model_copy(update={"name": "Day off"})
    assert list(compare_with_plan([named], own)) == ["Your plan: rest. Today: rest."]


def test_rest_and_a_session_on_one_day_are_both_named(history: tk.History) -> None:
    assert history.athlete is not None
    plan = [build(history, "Rest", 1), build(history, "Easy run", 30)]
    made = tk.assess(history, history.athlete, plan=plan)
    assert list(compare_with_plan(plan, made.recommendation)) == [
        "Your plan: rest. Today: Easy run, 30 min, which is on your plan too.",
        "Your plan: Easy run, 30 min. Today: as planned.",
    ]


def test_a_race_on_the_way_does_not_make_it_a_taper(history: tk.History) -> None:
    """Nine weeks before a marathon, the 10K in twelve days was called its own phase."""
    assert history.athlete is not None
    races = (
        tk.Goal(distance_m=10_000, date=TODAY + dt.timedelta(days=12), priority="B"),
        tk.Goal(distance_m=42_195, date=TODAY + dt.timedelta(days=63)),
    )
    rest = tk.PlannedWorkout(date=TODAY, kind="rest")
    both = tk.TrainingPlan(start=TODAY, goals=races, workouts=(rest,))
    said = tk.assess(history, history.athlete, plan=both).recommendation.rationale
    alone = tk.assess(history, history.athlete, goal=races[1]).recommendation.rationale
    assert "Your race is 9.0 weeks away (build phase)." in alone
    assert "Your B race is in 12 days, and your A race 9.0 weeks away (build phase)." in said
