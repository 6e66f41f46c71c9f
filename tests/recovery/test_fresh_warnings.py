"""Warnings rest on fresh evidence, stay while critical, and spare those who mean to rest."""

import datetime as dt
import itertools

import numpy as np
import pytest

import trainkit as tk
from builders.days import ATHLETE, LAST, run, steady, weeks_of_runs
from trainkit.models import Activity, Athlete, Goal, TrainingWarning
from trainkit.ports.detector import Evidence
from trainkit.recovery._assess import next_goal

DAY = dt.timedelta(days=1)


def kinds(made: tk.Assessment) -> dict[str, str]:
    return {warning.kind: warning.level for warning in made.warnings}


REPORTS = [
    ({"pain": 50.0}, "reported_pain"),
    ({"soreness": 95.0, "energy": 5.0}, "soreness"),
    ({"energy": 5.0}, "feeling_low"),
    ({"illness": 1.0}, "reported_illness"),
    ({"fever": 1.0, "illness": 1.0}, "fever"),
]


@pytest.mark.parametrize(("journal", "kind"), REPORTS)
def test_a_report_counts_on_its_day_and_the_next_only(journal: dict[str, float], kind: str) -> None:
    history = steady(journal, activities=weeks_of_runs())
    found = [kind in kinds(tk.assess(history, ATHLETE, LAST + n * DAY)) for n in range(5)]
    assert found == [True, True, False, False, False]
    earlier = {name: [value, np.nan] for name, value in journal.items()}
    history = steady(earlier, activities=weeks_of_runs())
    found = [kind in kinds(tk.assess(history, ATHLETE, LAST + n * DAY)) for n in range(3)]
    assert found == [True, False, False]


def test_days_in_a_row_are_no_longer_told_after_days_without_data() -> None:
    runs = [run(ago, 45) for ago in (*range(8), *range(9, 60, 2))]
    history = steady(activities=runs)
    assert "mandatory_rest" in kinds(tk.assess(history, ATHLETE, LAST + DAY))
    for later in (2, 5, 9):
        assert "mandatory_rest" not in kinds(tk.assess(history, ATHLETE, LAST + later * DAY))


def test_a_morning_of_days_ago_is_dated() -> None:
    history = steady({"hrv_rmssd": 38.0}, activities=weeks_of_runs())
    (today,) = (w for w in tk.assess(history, ATHLETE).warnings if w.kind == "hrv_drop")
    assert today.message.startswith("Last night")
    made = tk.assess(history, ATHLETE, LAST + 4 * DAY)
    (later,) = (w for w in made.warnings if w.kind == "hrv_drop")
    assert later.message.startswith("On 28 June: Last night")


def test_one_report_of_pain_is_one_day_of_pain() -> None:
    def level(*pain: float) -> str:
        history = steady({"pain": list(pain)}, activities=weeks_of_runs())
        return kinds(tk.assess(history, ATHLETE))["reported_pain"]

    assert level(60, np.nan) == "warning"
    assert level(60) == "warning"
    assert level(60, 60) == "critical"
    assert level(60, 60, np.nan) == "critical"
    assert level(60, 45) == "warning"


def test_the_race_of_the_day_then_the_next_main_one() -> None:
    def race(days: int, priority: str) -> Goal:
        return Goal.model_validate(
            {"distance_m": 10_000 + days, "date": LAST + days * DAY, "priority": priority}
        )

    far, near, fun, today, past = (
        race(60, "A"),
        race(3, "B"),
        race(2, "C"),
        race(0, "C"),
        race(-2, "A"),
    )
    for goals in itertools.permutations((far, near, fun, past)):
        assert next_goal(goals, LAST) == near
    for goals in itertools.permutations((far, near, fun, today)):
        assert next_goal(goals, LAST) == today
    main = today.model_copy(update={"priority": "A", "name": "main"})
    assert next_goal((today, main), LAST) == next_goal((main, today), LAST) == main
    assert next_goal((fun, past), LAST) == fun
    assert next_goal((past,), LAST) is None


class Steady:
    """A detector that has been saying the same for some days."""

    evidence: Evidence = "morning"

    def __init__(self, days: int, level: int, kind: str) -> None:
        self.days, self.level, self.kind = days, level, kind

    def levels(self, history: tk.History, athlete: Athlete) -> np.ndarray:  # noqa: ARG002
        levels = np.zeros(history.dates.size, dtype=np.int8)
        levels[-self.days :] = self.level
        return levels

    def warning(self, history: tk.History, athlete: Athlete, at: int) -> TrainingWarning:  # noqa: ARG002
        return TrainingWarning(
            kind=self.kind,
            level=("info", "warning", "critical")[self.level - 1],
            message="Something.",
            date=history.dates[at].item(),
            intensity_at_most="rest",
            source="a test",
        )


@pytest.mark.parametrize("kind", ["overreaching", "hrv_drop", "illness_pattern", "by a plugin"])
def test_a_critical_warning_never_becomes_a_note(kind: str) -> None:
    history = steady(activities=weeks_of_runs())
    made = tk.assess(history, ATHLETE, detectors=[Steady(20, 3, kind)])
    assert made.warnings[0].level == "critical"
    assert "see a doctor" in made.warnings[0].message
    assert made.recovery.status == "red"
    assert made.recommendation.intensity == "rest"


def test_a_critical_warning_of_one_measure_becomes_a_warning() -> None:
    history = steady(activities=weeks_of_runs())
    made = tk.assess(history, ATHLETE, detectors=[Steady(20, 3, "resting_hr_high")])
    assert (made.warnings[0].level, made.warnings[0].intensity_at_most) == ("warning", "easy")
    assert made.recommendation.intensity in {"easy", "rest"}


def test_two_weeks_of_low_hrv_and_high_heart_rate_stay_red() -> None:
    bad = {"hrv_rmssd": [36.0] * 14, "resting_hr": [60.0] * 14}
    made = tk.assess(steady(bad, activities=weeks_of_runs()), ATHLETE)
    assert kinds(made)["overreaching"] == "critical"
    assert made.recommendation.intensity == "rest"


def skipped(days: int) -> list[Activity]:
    """Daily runs, without those of the last days."""
    return [run(ago) for ago in range(days + 1, 85)]


@pytest.mark.parametrize("days", [1, 2, 3, 4, 5, 6, 9])
def test_missed_training_with_good_mornings_is_no_illness(days: int) -> None:
    for hrv, beats in itertools.product((60.0, 64.0, 70.0), (49.0, 50.0)):
        last = {"hrv_rmssd": [hrv] * 5, "resting_hr": [beats] * 5}
        made = tk.assess(steady(last, activities=skipped(days)), ATHLETE)
        assert "illness_pattern" not in kinds(made)


def test_missed_training_that_something_explains_adds_nothing() -> None:
    slight = {"hrv_rmssd": [58.0] * 3, "resting_hr": [52.5] * 3}
    plain = tk.assess(steady(slight, activities=skipped(3)), ATHLETE)
    assert "illness_pattern" in kinds(plain)
    trained = tk.assess(steady(slight, activities=skipped(0)), ATHLETE)
    assert "illness_pattern" not in kinds(trained)
    race = run(4, 130, hr=165).model_copy(update={"race": True})
    raced = steady(slight, activities=[*skipped(4), race])
    assert "illness_pattern" not in kinds(tk.assess(raced, ATHLETE))
    hike = run(4, 360, hr=120)
    hiked = steady(slight, activities=[*skipped(4), hike])
    assert "illness_pattern" not in kinds(tk.assess(hiked, ATHLETE))
    paused = steady(slight, activities=skipped(9))
    assert "illness_pattern" not in kinds(tk.assess(paused, ATHLETE))
    hurt = steady(slight | {"pain": [50.0] * 3}, activities=skipped(3))
    assert "illness_pattern" not in kinds(tk.assess(hurt, ATHLETE))
    soon = Goal(distance_m=10_000, date=LAST + 4 * DAY)
    taper = tk.assess(steady(slight, activities=skipped(3)), ATHLETE, goal=soon)
    assert "illness_pattern" not in kinds(taper)


def test_nobody_is_told_to_do_more_around_a_race_or_on_the_way_back() -> None:
    weeks = [0.0, 45, 45, 0, 45, 45, 45] * 8 + [0.0] * 5 + [20, 0]
    runs = [run(ago + 1, minutes) for ago, minutes in enumerate(reversed(weeks)) if minutes]
    history = steady(activities=runs)
    assert "undertraining" in kinds(tk.assess(history, ATHLETE))
    soon = Goal(distance_m=10_000, date=LAST + 10 * DAY)
    assert "undertraining" not in kinds(tk.assess(history, ATHLETE, goal=soon))
    fun = Goal(distance_m=10_000, date=LAST + 10 * DAY, priority="C")
    assert "undertraining" in kinds(tk.assess(history, ATHLETE, goal=fun))
    ill = steady({"illness": [1.0, 1.0, 0.0, 0.0]}, activities=runs)
    assert "undertraining" not in kinds(tk.assess(ill, ATHLETE))
