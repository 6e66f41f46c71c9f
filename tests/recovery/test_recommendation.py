"""Recommendations follow from recovery and never break a rule."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trainkit as tk
from builders.days import ATHLETE, LAST, run, steady
from trainkit.models import INTENSITIES, Activity, PlannedWorkout, Step, Target
from trainkit.recovery import daily_signals, scores
from trainkit.recovery._habits import summarize_habits
from trainkit.recovery._schedule import today
from trainkit.rules import default_rules
from trainkit.workouts import estimate, find_session

GOOD = {"hrv_rmssd": [63.0] * 7, "resting_hr": 48.0, "sleep_h": [8.0] * 7}
MIDDLING = {"hrv_rmssd": [57.0] * 7, "resting_hr": 52.0, "sleep_h": [7.0] * 3}
BAD = {"hrv_rmssd": [42.0] * 7, "resting_hr": 60.0, "sleep_h": [4.5] * 3}


def weeks_of_runs(weeks: int = 12) -> list[Activity]:
    """Four easy runs per week, one of them on Sundays: the last day is a usual training day."""
    return [run(7 * week + day) for week in range(weeks) for day in (2, 4, 5, 7)]


def decide(mornings: dict[str, object], runs: list[Activity], **more: object) -> tk.Assessment:
    return tk.assess(steady(mornings, activities=runs), ATHLETE, **more)  # type: ignore[arg-type]


def test_high_recovery_suggests_intensity() -> None:
    made = decide(GOOD, weeks_of_runs())
    assert made.recovery.status == "green"
    assert made.recommendation.intensity == "hard"
    assert f"{made.recovery.score:.0f} of 100" in made.recommendation.rationale


def test_moderate_recovery_suggests_moderate() -> None:
    made = decide(MIDDLING, weeks_of_runs())
    assert made.recovery.status == "yellow"
    assert made.recommendation.intensity == "moderate"


def test_low_recovery_suggests_rest() -> None:
    made = decide(BAD, weeks_of_runs())
    assert made.recovery.status == "red"
    assert made.recommendation.intensity == "rest"
    assert not made.recommendation.workout.steps
    assert len(made.recommendation.alternatives) >= 2
    assert {one.intensity for one in made.recommendation.alternatives} == {"rest"}


def test_targets_are_concrete_and_follow_the_thresholds() -> None:
    made = decide(GOOD, weeks_of_runs()).recommendation
    work = [one for one in made.workout.steps if one.duration_s and one.duration_s > 0]
    targets = [one.target for one in work if isinstance(one, Step)]
    assert all(one is not None and one.unit == "m/s" for one in targets)
    assert made.workout.duration_s == pytest.approx(made.workout.duration_s or 0)
    blind = ATHLETE.model_copy(update={"threshold_speed_m_s": None})
    other = tk.assess(steady(GOOD, activities=weeks_of_runs()), blind).recommendation  # type: ignore[arg-type]
    beats = [one.target for one in other.workout.steps if isinstance(one, Step)]
    assert all(one is not None and one.unit == "bpm" and one.high <= 188 for one in beats)


def hard_run(days_ago: int) -> Activity:
    return run(days_ago, 50, hr=168, speed=3.5)


@pytest.mark.parametrize(
    ("style", "hard_on", "why"),
    [
        ("balanced", [1], "Your last harder day was 1 day ago"),
        ("aggressive", [1, 3], "Your last harder day was 1 day ago"),
        ("conservative", [2], "Your last harder day was 2 days ago"),
        ("aggressive", [2, 4, 6], "You have had 3 harder days within a week"),
        ("balanced", [8, 10, 12, 13], "of your last"),
    ],
)
def test_overtraining_is_prevented(style: str, hard_on: list[int], why: str) -> None:
    usual = [7 * week + day for week in range(12) for day in (2, 4, 6, 7)]
    easy = [run(ago) for ago in usual if ago not in hard_on and (ago >= 7 or min(hard_on) > 7)]
    me = ATHLETE.model_copy(update={"risk_style": style})
    runs = [*easy, *map(hard_run, hard_on)]
    made = tk.assess(steady(GOOD, activities=runs), me)  # type: ignore[arg-type]
    assert made.recommendation.intensity != "hard"
    assert why in made.recommendation.rationale


def test_falling_scores_prevent_a_hard_day() -> None:
    falling = {
        "hrv_rmssd": [64.0] * 10 + [60.0, 58.0, 58.0],
        "resting_hr": [45.0] * 4 + [53.0, 53.0, 52.5],
        "sleep_h": [8.5] * 4 + [6.2, 6.2, 6.5],
    }
    history = steady(falling, activities=weeks_of_runs())  # type: ignore[arg-type]
    low = tk.assess(history, ATHLETE, bands=(50, 30))
    score = scores(history, ATHLETE).score[-7:]
    assert score[4:].mean() - score[:4].mean() <= -15
    assert low.recommendation.intensity != "hard"
    assert any("recovery fell" in one for one in low.recommendation.limits)


def test_a_usual_day_of_rest_is_for_rest_and_says_so() -> None:
    not_on_sundays = [run(7 * week + day) for week in range(12) for day in (1, 3, 5, 6)]
    made = decide(GOOD, not_on_sundays).recommendation
    assert made.intensity == "rest"
    assert "You have trained 4 days this week, as usual." in made.rationale


def test_time_and_place_are_kept() -> None:
    half_hour = tk.Availability(minutes={"sun": 30})
    made = decide(GOOD, weeks_of_runs(), availability=half_hour).recommendation
    assert made.workout.duration_s == pytest.approx(1800)
    assert all((one.workout.duration_s or 0) <= 1800 for one in made.alternatives)
    none = decide(GOOD, weeks_of_runs(), availability=tk.Availability(blackout=(LAST,)))
    assert none.recommendation.intensity == "rest"
    assert "No time" in none.recommendation.rationale
    inside = tk.Availability(indoors_only=True)
    indoors = decide(GOOD, weeks_of_runs(), availability=inside).recommendation
    assert indoors.workout.sub_sport == "treadmill"
    full = tk.Availability(max_sessions_per_week=2)
    assert decide(GOOD, weeks_of_runs(), availability=full).recommendation.intensity == "rest"


def planned(share: float, minutes: float) -> PlannedWorkout:
    speed = share * 3.8
    target = Target(kind="speed", low=speed, high=speed, unit="m/s")
    step = Step(until="time", amount=minutes * 60, target=target)
    return PlannedWorkout(name="Coach's run", sport="running", date=LAST, steps=(step,))


def test_a_planned_workout_is_taken_if_it_may_be_done() -> None:
    easy, hard = planned(0.7, 45), planned(0.97, 30)
    taken = decide(MIDDLING, weeks_of_runs(), plan=[easy]).recommendation
    assert taken.workout == easy
    refused = decide(MIDDLING, weeks_of_runs(), plan=[hard]).recommendation
    assert refused.workout != hard
    assert any("Coach's run is hard" in one for one in refused.limits)
    assert decide(GOOD, weeks_of_runs(), plan=[hard]).recommendation.workout == hard
    other_day = hard.model_copy(update={"date": LAST + dt.timedelta(days=1)})
    assert decide(GOOD, weeks_of_runs(), plan=[other_day]).recommendation.workout != other_day


@settings(max_examples=60)
@given(
    seed=st.integers(0, 500),
    place=st.integers(60, 179),
    style=st.sampled_from(["conservative", "balanced", "adaptive", "aggressive"]),
    minutes=st.none() | st.integers(0, 120),
    race_in=st.none() | st.integers(0, 90),
    inside=st.booleans(),
)
def test_no_recommendation_breaks_a_rule(
    *, seed: int, place: int, style: str, minutes: int | None, race_in: int | None, inside: bool
) -> None:
    history = tk.simulate(days=180, seed=seed)
    me = (history.athlete or ATHLETE).model_copy(update={"risk_style": style})
    day = history.dates[place].item()
    limits = (
        {}
        if minutes is None
        else dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), minutes)
    )
    goal = None if race_in is None else tk.Goal(distance_m=1e4, date=day + dt.timedelta(race_in))
    made = tk.assess(
        history,
        me,
        day,
        goal=goal,
        availability=tk.Availability(minutes=limits, indoors_only=inside),
    )
    done = made.recommendation
    racing = done.workout.kind == "race"
    assert racing == (race_in == 0)  # nobody is ill or in pain here
    allowed = min([INTENSITIES.index(one.intensity_at_most) for one in made.warnings], default=3)
    allowed = 3 if racing else allowed
    races = [] if goal is None else [goal.date]
    score = scores(history, me).score
    signals = daily_signals(history, me)
    habits = summarize_habits(signals, day)
    rules = default_rules(me.risk_style)
    situation = today(signals, day, score, races, rules, habits=habits)
    assert len(done.alternatives) >= 2
    for offer in (done, *done.alternatives):
        index = INTENSITIES.index(offer.intensity)
        assert index <= allowed
        assert index <= INTENSITIES.index(done.intensity)
        what = estimate(offer.workout, me, day)
        race = offer.workout.kind == "race"
        long = offer.intensity == "hard" and what.quality != "hard"  # by its length alone
        effort = what.quality if long else offer.intensity
        assert situation.violations(effort, offer.load, what.run_m, race=race, long=long) == []
        if minutes is not None and offer.intensity != "rest" and not race:
            assert (offer.workout.duration_s or 0) <= 60 * minutes + 1
    if made.recovery.status == "red" and not racing:
        assert done.intensity == "rest"


def test_recommendations_use_only_the_days_before() -> None:
    runs = weeks_of_runs()
    after = [one.model_copy(update={"start": one.start + dt.timedelta(days=7)}) for one in runs[:4]]
    day = LAST - dt.timedelta(days=7)
    history, longer = steady(activities=runs[4:]), steady(activities=[*runs[4:], *after])
    assert tk.assess(history, ATHLETE, day) == tk.assess(longer, ATHLETE, day)


def test_every_library_session_is_expected_to_be_what_it_was_made_for() -> None:
    session = find_session("Threshold run")
    made = estimate(session.build(60, ATHLETE, LAST), ATHLETE, LAST)
    assert made.minutes == pytest.approx(60)
    assert made.load == pytest.approx(session.load(60), rel=0.02)
    assert made.effort == session.effort(60) == "hard"
    assert np.isfinite(made.run_m)


def test_the_load_in_the_reasons_is_the_one_in_the_headline() -> None:
    runs = [run(7 * week + day, minutes=53) for week in range(12) for day in (2, 4, 5, 7)]
    advice = decide(GOOD, runs).recommendation
    assert advice.load % 1 == 0.5  # rounded once more, by the headline
    assert f"(load {advice.load:.0f})" in advice.rationale
