"""What the day of a race and the long runs before a trail race say."""

import datetime as dt
import re

import pytest

from trainkit.models import Athlete, Goal
from trainkit.workouts import find_session, fuelling_words, race_notes, trail_words

DAY = dt.date(2026, 10, 18)
ME = Athlete(
    sex="male", birth_date=dt.date(1985, 5, 5), hr_rest=50, hr_max=185, threshold_speed_m_s=3.6
)


def paces(notes: str) -> list[int]:
    """Return all paces of a text [s/km], in order."""
    return [60 * int(m) + int(s) for m, s in re.findall(r"(\d+):(\d\d)", notes)]


@pytest.mark.parametrize("hours", [0.4, 0.8, 1.6, 3.5])
def test_paces_of_a_race_go_from_slow_to_fast(hours: float) -> None:
    goal = Goal(distance_m=12_000 * hours, date=DAY, time_s=3600 * hours)
    found = paces(race_notes(goal, duration_min=60 * hours, speed_m_s=12_000 / 3600))
    assert len(found) == 6
    assert found == sorted(found, reverse=True)
    assert found[2] >= 300 >= found[3]


@pytest.mark.parametrize(
    ("minutes", "sport", "grams"),
    [
        (60, "running", None),
        (90, "running", None),
        (95, "running", "30 to 60"),
        (220, "running", "60 to 90"),
        (300, "cycling", "60 to 90"),
        (120, "swimming", None),
    ],
)
def test_food_is_named_from_an_hour_and_a_half_on(
    minutes: float, sport: str, grams: str | None
) -> None:
    words = fuelling_words(minutes, sport)
    assert (f"{grams} g" in words) if grams else not words


def test_a_race_on_the_way_says_what_it_is_for() -> None:
    goal = Goal(distance_m=10_000, date=DAY)
    notes = {
        level: race_notes(
            goal.model_copy(update={"priority": level}), duration_min=50, speed_m_s=3.3
        )
        for level in "ABC"
    }
    assert "rehearsal" in notes["B"]
    assert "hard session" in notes["C"]
    assert "rehearsal" not in notes["A"]
    assert "hard session" not in notes["A"]


def test_a_beginner_without_a_time_starts_slowly_and_may_walk() -> None:
    notes = race_notes(Goal(distance_m=5000, date=DAY), duration_min=38, beginner=True)
    assert "walking is allowed" in notes
    assert not paces(notes)


@pytest.mark.parametrize(("sport", "word"), [("cycling", "Ride"), ("swimming", "Swim")])
def test_other_sports_warm_up_in_their_own_way(sport: str, word: str) -> None:
    metres = 20_000 if sport == "cycling" else 1500
    notes = race_notes(Goal(distance_m=metres, date=DAY, sport=sport), duration_min=30)
    assert notes.startswith(word)


def test_a_swim_is_paced_by_100_m() -> None:
    notes = race_notes(
        Goal(distance_m=1500, date=DAY, sport="swimming"), duration_min=25, speed_m_s=1.0
    )
    assert "1:40 /100 m" in notes or "1:41 to 1:39 /100 m" in notes


def test_a_trail_race_has_no_pace() -> None:
    goal = Goal(distance_m=42_195, date=DAY, trail=True, time_s=18_000)
    notes = race_notes(goal, duration_min=300, speed_m_s=42_195 / 18_000)
    assert not paces(notes)
    assert "walk what is steeper than 15 %" in notes


def test_the_climb_of_a_long_run_is_that_of_the_race_in_the_same_time() -> None:
    goal = Goal(distance_m=30_000, date=DAY, trail=True, ascent_m=1500)
    # 30 km with 1500 m take as long as 42 km on the flat.
    assert "at least 1500 m of ascent" in trail_words(goal, 42_000, 240)
    assert "at least 750 m of ascent" in trail_words(goal, 21_000, 120)
    assert "ascent" not in trail_words(goal.model_copy(update={"ascent_m": None}), 21_000, 120)


def test_short_pieces_without_a_pace_go_by_effort_because_the_heart_is_late() -> None:
    me = ME.model_copy(update={"threshold_speed_m_s": None})
    for name, unit in (
        ("Repetitions", "rpe"),
        ("Short intervals", "rpe"),
        ("Threshold run", "bpm"),
    ):
        work = [s for s in find_session(name).build(50, me, DAY).unrolled if s.kind == "interval"]
        assert {step.target.unit for step in work if step.target is not None} == {unit}


@pytest.mark.parametrize("name", ["Hills", "Fartlek"])
def test_work_on_slopes_goes_by_effort(name: str) -> None:
    workout = find_session(name).build(50, ME, DAY)
    work = [step for step in workout.unrolled if step.kind == "interval"]
    assert work
    assert all(step.target is not None and step.target.unit == "rpe" for step in work)
    assert "at RPE" in (workout.notes or "")
    easy = [step for step in workout.unrolled if step.kind == "warmup"]
    assert all(step.target is not None and step.target.unit == "m/s" for step in easy)
