"""Whether to start a race: what cancels it, what makes it an easy one, and its pace."""

import datetime as dt
import re

import numpy as np
import pytest

import trainkit as tk
from builders.days import ATHLETE, LAST, run, steady, weeks_of_runs
from trainkit.metrics import running
from trainkit.models import Activity, Step, Target, ThresholdChange

SWIMMER = ATHLETE.model_copy(
    update={
        "changes": (
            ThresholdChange(date=dt.date(2025, 1, 1), sport="swimming", threshold_speed_m_s=1.1),
        )
    }
)


def start(
    metres: float,
    *,
    journal: dict[str, object] | None = None,
    places: dict[int, str] | None = None,
    runs: list[Activity] | None = None,
    athlete: tk.Athlete = ATHLETE,
    later: int = 0,
    **goal: object,
) -> tk.Recommendation:
    """The recommendation of a race day; ``places`` are of pain by days back."""
    activities = sorted(weeks_of_runs() if runs is None else runs, key=lambda done: done.start)
    history = steady(journal, activities=activities)  # type: ignore[arg-type]
    if places:
        size = len(history.dates)
        column = [places.get(size - 1 - at) for at in range(size)]
        named = tk.History.from_columns({"date": history.dates, "pain_place": column})  # type: ignore[dict-item]
        history = history.merge(named)
    day = LAST + dt.timedelta(days=later)
    race = tk.Goal(distance_m=metres, date=day, **goal)  # type: ignore[arg-type]
    return tk.assess(history, athlete, day, goal=race).recommendation


def target(made: tk.Recommendation) -> Target | None:
    race = made.workout.steps[-1]
    assert isinstance(race, Step)
    assert race.target is None or isinstance(race.target, Target)
    return race.target


@pytest.mark.parametrize(
    ("journal", "places", "words"),
    [
        ({"pain": 5.0}, {0: "chest"}, "See a doctor"),
        ({}, {0: "palpitations"}, "See a doctor"),
        ({"pain": 45.0}, {0: "left knee"}, "in the left knee"),
        ({"pain": [65.0, np.nan, np.nan]}, {2: "knee"}, "in the knee"),
        ({"pain": [45.0, np.nan]}, None, "pain of 45"),
        ({"illness": [1.0] * 10 + [0.0] * 4}, None, "ill for 10 days"),
        ({"illness": [1.0] * 4 + [0.0] * 4}, None, "ill for 4 days"),
        ({"illness": [1.0] * 2 + [0.0] * 2}, None, "ill for 2 days"),
    ],
)
def test_what_cancels_a_start(
    journal: dict[str, object], places: dict[int, str] | None, words: str
) -> None:
    made = start(10_000, journal=journal, places=places)
    assert made.intensity == "rest"
    assert "do not start" in made.rationale
    assert words in made.rationale
    assert ".." not in made.rationale


@pytest.mark.parametrize(
    ("journal", "places"),
    [
        ({"pain": 45.0}, {0: "shoulder"}),
        ({"pain": 30.0}, {0: "knee"}),
        ({"illness": [1.0] * 4 + [0.0] * 21}, None),
    ],
)
def test_what_does_not(journal: dict[str, object], places: dict[int, str] | None) -> None:
    assert start(10_000, journal=journal, places=places).workout.kind == "race"


def test_who_ran_a_marathon_yesterday_does_not_start_and_is_asked_about_the_date() -> None:
    marathon = run(1, 240, race=True, speed=42_195 / 14_400)
    for metres, asked in ((42_195, True), (10_000, False)):
        made = start(metres, runs=[marathon, *weeks_of_runs()[2:]])
        assert made.intensity == "rest"
        assert "you ran a race of 42.2 km" in made.rationale
        assert ("is the date of the race right?" in made.rationale) == asked


def test_an_easy_run_of_ten_kilometres_yesterday_raises_no_question() -> None:
    easy = run(1, 62)
    assert "date of the race" not in start(10_000, runs=[easy, *weeks_of_runs()[1:]]).rationale
    race = start(10_000, runs=[run(1, 50, race=True, speed=3.3), *weeks_of_runs()[1:]])
    assert "is the date of the race right?" in race.rationale
    assert "You ran a race of 9.9 km" in race.rationale


def hike(back: int) -> Activity:
    return run(back, 300, hr=115, speed=1.1).model_copy(update={"sport": "hiking"})


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        ([run(8, 240, race=True, speed=2.9), *weeks_of_runs()[4:]], "You ran a race of 41.8 km"),
        ([one for one in weeks_of_runs(30) if (LAST - one.day).days > 91], "You had a break"),
        ([hike(1), *weeks_of_runs()[1:]], "You had a hike of 5.0 h"),
    ],
)
def test_while_training_comes_back_a_race_is_for_the_experience(
    runs: list[Activity], words: str
) -> None:
    made = start(42_195, runs=runs, time_s=12_600.0)
    assert made.workout.kind == "race"
    assert made.intensity == "easy"
    assert not made.workout.hard
    assert words in made.rationale
    assert "for the experience, at an easy pace, or leave it" in made.rationale
    aimed = target(made)
    assert aimed is not None
    assert (aimed.high or 9) < 0.85 * 3.8


def test_a_state_of_days_ago_is_named_with_its_day_and_missing_records_are_no_break() -> None:
    made = start(10_000, later=9)
    assert made.intensity == "hard"
    assert f"Your recovery as of {LAST}" in made.rationale
    assert "You had a break" not in made.rationale
    assert "Nothing is recorded since 28 June" in made.rationale


def test_a_longer_race_than_a_return_allows_is_started_carefully() -> None:
    made = start(42_195, journal={"illness": [1.0] * 2 + [0.0] * 6})
    assert made.workout.kind == "race"
    assert "start carefully" in made.rationale


def test_the_aimed_pace_is_capped_by_todays_threshold() -> None:
    wild, modest = (start(42_195, time_s=seconds) for seconds in (7_200.0, 25_200.0))
    fastest, slow = target(wild), target(modest)
    forecast = target(start(42_195))
    assert slow is not None
    assert forecast is not None
    # Up to what a quarter of real runners hold; without an aim, what half of them do.
    assert fastest is not None
    assert 1.02 < (fastest.high or 0) / (forecast.high or 9) < 1.06
    assert "Your aim of 2:00:00 is faster than your threshold supports today" in wild.rationale
    assert (slow.high or 0) < 42_195 / 25_200 * 1.03
    assert "Your aim" not in modest.rationale


def test_the_pace_without_an_aim_is_that_of_real_runners() -> None:
    """Half of those who hold 3.8 m/s for an hour run a marathon slower than by the equations."""
    pace = target(start(42_195))
    assert pace is not None
    hour = 3600 * 3.8
    found = running.predict_race(hour, 3600, 42_195)
    assert (pace.low + pace.high) / 2 == pytest.approx(42_195 / found.time_s, abs=0.01)
    assert found.time_s > running.race_time(running.vdot(hour, 3600), 42_195)


@pytest.mark.parametrize("metres", [1, 60, 100, 400, 799, 1_000, 50_001, 100_000, 3_000_000, 2e7])
@pytest.mark.parametrize("time_s", [None, 600.0, 400_000.0])
@pytest.mark.parametrize("speed", [0.3, 0.9, 1.2, 3.8, 11.9])
def test_a_running_race_of_any_distance_is_a_race(
    metres: float, time_s: float | None, speed: float
) -> None:
    slow = ATHLETE.model_copy(update={"threshold_speed_m_s": speed})
    made = start(metres, athlete=slow, time_s=time_s)
    assert made.workout.kind == "race"
    assert (target(made) is None) == (time_s is None)


@pytest.mark.parametrize(("metres", "food"), [(10_000, False), (42_195, True)])
def test_the_pace_is_from_slow_to_fast_and_a_long_race_names_food(
    metres: float, food: bool
) -> None:
    notes = start(metres, time_s=0.3 * metres).workout.notes or ""
    found = re.search(r"race at (\d+):(\d\d) to (\d+):(\d\d) /km", notes)
    assert found
    slow_min, slow_s, fast_min, fast_s = map(int, found.groups())
    assert 60 * slow_min + slow_s > 60 * fast_min + fast_s
    assert ("carbohydrate" in notes) == food


def test_a_race_behind_of_any_distance_has_its_ladder() -> None:
    history = steady(activities=weeks_of_runs())
    for sport in ("running", "cycling", "swimming", "rowing"):
        result = tk.RaceResult(
            date=LAST - dt.timedelta(days=3), distance_m=2e7, time_s=5e6, sport=sport
        )
        long = tk.History(activities=history.activities, days=history.days, races=(result,))
        assert "race of 2e+04 km" in tk.assess(long, ATHLETE).recommendation.rationale


@pytest.mark.parametrize(
    ("sport", "metres", "time_s", "words"),
    [
        ("cycling", 130_000, 14_400.0, "31.9 to 33.2 km/h"),
        ("cycling", 20_000, 2_000.0, "3 or 4 efforts of half a minute"),
        ("swimming", 1_500, 1_500.0, "/100 m"),
        ("swimming", 1_500, None, "4 faster lengths"),
        ("rowing", 2_000, 480.0, "/500 m"),
        ("cross_country_skiing", 30_000, 7_200.0, "km/h"),
    ],
)
def test_other_sports_race_in_their_own_words(
    sport: str, metres: float, time_s: float | None, words: str
) -> None:
    made = start(metres, sport=sport, time_s=time_s, journal={"hrv_rmssd": [63.0] * 7})
    notes = made.workout.notes or ""
    assert words in notes
    assert "strides" not in notes
    assert "/km" not in notes
    assert "Your aim" not in made.rationale  # a runner's threshold says nothing of a ride


def test_a_swimmers_aim_is_capped_by_the_threshold_of_swimming() -> None:
    made = start(3_800, sport="swimming", time_s=1_800.0, athlete=SWIMMER)
    pace = target(made)
    assert pace is not None
    assert (pace.high or 9) < 1.15


def test_a_sprint_has_no_first_third_to_hold_back() -> None:
    assert "first third" not in (start(400, time_s=70.0).workout.notes or "")
    assert "first third" in (start(5_000).workout.notes or "")


def test_a_trail_race_has_no_flat_pace() -> None:
    assert target(start(42_195, trail=True)) is None


def test_chest_pain_offers_no_walk_and_a_sore_foot_none_either() -> None:
    def offers(pain: float, place: str) -> list[str]:
        mornings = steady(
            {"pain": pain}, activities=sorted(weeks_of_runs(), key=lambda one: one.start)
        )
        named = tk.History.from_columns({"date": [LAST], "pain_place": [place]})
        made = tk.assess(mornings.merge(named), ATHLETE).recommendation
        return [offer.workout.sport for offer in made.alternatives]

    assert offers(5, "chest") == []
    assert "walking" not in offers(50, "foot")


def test_what_a_ladder_rules_out_is_said_in_whole_sentences() -> None:
    plan = [tk.workouts.find_session("Threshold run").build(50, ATHLETE, LAST)]
    history = steady(
        {"illness": [1.0, 0.0]}, activities=sorted(weeks_of_runs(), key=lambda one: one.start)
    )
    today = tk.assess(history, ATHLETE, plan=plan).recommendation
    assert today.limits == (
        "The planned Threshold run is hard, which is more than you should do today.",
    )
    assert "You were ill for a day, until 27 June. Step 2 of 6" in today.rationale
