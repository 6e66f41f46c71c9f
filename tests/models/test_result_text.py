"""What `print` shows of a result is what the commands print; its repr is one line."""

import datetime as dt

import trainkit as tk
from trainkit.models._result_text import align

START = dt.date(2026, 6, 1)


def test_an_assessment_prints_as_the_decision() -> None:
    history = tk.simulate(days=90)
    assert history.athlete is not None
    made = tk.assess(history, history.athlete)
    text = str(made)
    for words in (f"on {made.date}", made.recovery.status, "Today: ", "  or ", "component"):
        assert words in text
    assert made.recommendation.rationale in text
    assert all(warning.message in text for warning in made.warnings)
    assert "\n" not in repr(made)
    assert len(repr(made)) < 100


def test_a_plan_prints_as_its_weeks() -> None:
    session = tk.workouts.find_session("Easy run")
    athlete = tk.Athlete(sex="female", birth_date=dt.date(1990, 1, 1), hr_rest=50, hr_max=185)
    days = [
        session.build(30, athlete, START + dt.timedelta(days=number)).model_copy(
            update={"week": number // 7 + 1, "phase": "base"}
        )
        for number in range(14)
    ]
    race = tk.Goal(distance_m=1e4, date=START + dt.timedelta(days=60))
    plan = tk.TrainingPlan(goals=(race,), start=START, workouts=tuple(days))
    first, second = str(plan).splitlines()
    assert first.startswith("  1 base   load")
    assert second.count("Easy run 30") == 7
    assert repr(plan) == "<TrainingPlan 2026-06-01 to 2026-06-14: 10 km>"


def test_a_revision_prints_its_reasons_and_changes() -> None:
    nothing = tk.models.Revision(on=START, facts={"ill": "You were ill"})
    assert str(nothing) == "You were ill.\n0 days changed"
    assert repr(nothing) == "<Revision from 2026-06-01: 0 days changed>"


def test_columns_stand_below_one_another() -> None:
    assert align([("a", "10"), ("long", "5")], right=(1,)) == ["a     10", "long   5"]


def test_a_history_prints_what_is_in_it() -> None:
    problems = tuple(
        tk.models.Problem(path=f"{number}.fit", message="cut off", severity="error", offset=number)
        for number in range(25)
    )
    history = tk.simulate(days=30).model_copy(update={"problems": problems})
    lines = str(history).splitlines()
    assert lines[0].endswith(f"30 days of health data, {history.dates[0]} to {history.dates[-1]}")
    assert lines[1:3] == ["25 problems:", "  error: 0.fit at byte 0: cut off"]
    assert lines[-1] == "  and 5 more; `problems` has them all"
    assert "\n" not in repr(history)


def test_the_parts_of_an_assessment_print_too() -> None:
    history = tk.simulate(days=240)
    assert history.athlete is not None
    made = tk.assess(history, history.athlete)
    text = str(made)
    assert str(made.recovery) in text
    assert str(made.recommendation) in text
    assert made.warnings
    assert all(str(warning) in text for warning in made.warnings)
