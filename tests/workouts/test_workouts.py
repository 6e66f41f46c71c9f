"""The library: every session has the requested duration, load and targets."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trainkit as tk
from trainkit.models import INTENSITIES, PlannedWorkout, Repeat, Step, Target, ThresholdChange
from trainkit.workouts import (
    LIBRARY,
    Session,
    Work,
    divide_work,
    equivalent,
    estimate,
    find_session,
)

DAY = dt.date(2026, 6, 1)
ME = tk.Athlete(
    sex="female",
    birth_date=dt.date(1992, 5, 14),
    hr_rest=48,
    hr_max=188,
    hr_threshold=169,
    ftp_w=225,
    threshold_speed_m_s=3.8,
)
TRAINED = [one for one in LIBRARY if one.name != "Rest"]


def steps_of(workout: PlannedWorkout) -> list[Step]:
    flat: list[Step] = []
    for one in workout.steps:
        inner = one.steps if isinstance(one, Repeat) else (one,)
        flat += [step for step in inner if isinstance(step, Step)]
    return flat


def timed(seconds: float, **target: object) -> Step:
    return Step(until="time", amount=seconds, target=Target.model_validate(target))


@given(st.sampled_from(TRAINED), st.floats(0, 1))
def test_length_load_and_targets(session: Session, share: float) -> None:
    low, high = session.minutes
    minutes = round(low + share * (high - low))
    made = session.build(minutes, ME, DAY)
    assert made.duration_s == pytest.approx(60 * minutes, abs=61)
    what = estimate(made, ME, DAY)
    if session.purpose != "rest":  # below it a heart rate says nothing
        assert what.load == pytest.approx(session.load(minutes), rel=0.08, abs=1.5)
    for step in steps_of(made):
        assert step.target is not None
        assert step.target.low <= step.target.high
        if step.target.unit == "bpm":
            assert 48 < step.target.low <= step.target.high <= 188
    assert made.notes
    assert INTENSITIES.index(session.effort(minutes)) >= INTENSITIES.index(session.intensity)


@pytest.mark.parametrize("session", LIBRARY, ids=lambda one: one.name)
def test_each_session_is_named_once_and_longer_costs_more(session: Session) -> None:
    assert find_session(session.name) is session
    low, high = session.minutes
    loads = [session.load(low + (high - low) * part / 10) for part in range(11)]
    assert loads == sorted(loads)
    if session.purpose == "rest":
        assert loads[-1] <= 10  # what still counts as rest


def test_minutes_for_a_load_are_the_longest_that_fit() -> None:
    run = find_session("Easy run")
    minutes = run.minutes_for(40)
    assert run.load(minutes) <= 40 < run.load(minutes + 5)
    assert run.minutes_for(1) == 0
    assert run.minutes_for(1000) == 90


def test_thresholds_of_the_day_make_the_targets() -> None:
    change = ThresholdChange(date=dt.date(2026, 7, 1), ftp_w=300, sport="cycling")
    dated = ME.model_copy(update={"changes": (change,)})
    ride = find_session("Endurance ride")
    before, after = (
        steps_of(ride.build(60, dated, day))[0].target for day in (DAY, dt.date(2026, 7, 2))
    )
    assert before is not None
    assert after is not None
    assert (before.low, after.low) == (135, 180)


def test_without_thresholds_heart_rate_leads() -> None:
    plain = tk.Athlete(sex="male", birth_date="1990-06-01", hr_rest=50, hr_max=190)
    for name in ("Threshold run", "Hard intervals", "Easy swim"):
        units = {
            one.target.unit
            for one in steps_of(find_session(name).build(60, plain, DAY))
            if one.target is not None
        }
        assert units == {"bpm"}


def test_pace_goes_along_with_heart_rate() -> None:
    step = steps_of(find_session("Easy run").build(40, ME, DAY))[0]
    assert step.target is not None
    assert step.second_target is not None
    assert (step.target.unit, step.second_target.unit) == ("m/s", "bpm")


def test_intervals_come_as_a_repeat_and_a_last_one_without_a_rest() -> None:
    made = find_session("Short intervals").build(55, ME, DAY)
    repeat = next(one for one in made.steps if isinstance(one, Repeat))
    assert repeat.times == 6
    assert [one.kind for one in made.steps if isinstance(one, Step)] == [
        "warmup",
        "interval",
        "cooldown",
    ]
    assert "7 x 3 min" in (made.notes or "")


@pytest.mark.parametrize(
    ("step", "minutes", "effort"),
    [
        (Step(until="time", amount=3600), 60, "easy"),
        (Step(until="distance", amount=10_000), 58.5, "easy"),
        (Step(until="lap_button"), 5, "rest"),
        (
            Step(
                until="time",
                amount=1800,
                target=Target(kind="heart_rate", low=169, high=169, unit="bpm"),
            ),
            30,
            "hard",
        ),
        (
            Step(
                until="time",
                amount=3600,
                target=Target(kind="power", low=55, high=65, unit="percent_ftp"),
            ),
            60,
            "easy",
        ),
    ],
)
def test_any_planned_workout_can_be_expected(step: Step, minutes: float, effort: str) -> None:
    workout = PlannedWorkout(sport="running", steps=(step,))
    made = estimate(workout, ME, DAY)
    assert made.minutes == pytest.approx(minutes, abs=0.5)
    assert made.effort == effort


def test_repeats_without_a_number_count_once() -> None:
    inner = Step(until="time", amount=600)
    workout = PlannedWorkout(sport="running", steps=(Repeat(steps=(inner,), until="lap_button"),))
    assert estimate(workout, ME, DAY).minutes == 10


def test_bad_input() -> None:
    with pytest.raises(tk.InvalidInput, match="Easy run"):
        find_session("Sprint to the fridge")
    for minutes in (0, -5, float("nan")):
        with pytest.raises(tk.InvalidInput, match="minutes"):
            find_session("Easy run").build(minutes, ME, DAY)


def test_the_indoor_version_keeps_the_targets() -> None:
    ride = find_session("Tempo ride")
    inside = ride.indoor_version()
    assert inside.sub_sport == "indoor_cycling"
    assert inside.build(60, ME, DAY).steps == ride.build(60, ME, DAY).steps
    assert inside.indoor_version() is inside
    assert find_session("Mobility").indoor_version() is find_session("Mobility")


def test_a_ride_that_costs_as_much_as_a_run() -> None:
    day = dt.date(2026, 6, 1)
    me = tk.Athlete(
        sex="female",
        birth_date="1990-01-01",
        hr_rest=50,
        hr_max=190,
        threshold_speed_m_s=3.5,
        ftp_w=220,
    )
    for name, sport in (("Easy run", "cycling"), ("Threshold run", "cycling")):
        run = find_session(name).build(60, me, day)
        other = equivalent(run, me, day, sport=sport)
        loads = [estimate(one, me, day) for one in (run, other)]
        assert loads[1].effort == loads[0].effort
        assert 0.8 * loads[0].load < loads[1].load <= loads[0].load
    with pytest.raises(tk.InvalidInput, match="a sport with easy sessions"):
        equivalent(find_session("Easy run").build(60, me, day), me, day, sport="chess")


@pytest.mark.parametrize(
    ("sport", "metres", "least", "most"),
    [("swimming", 1500, 25, 45), ("cycling", 40_000, 70, 130), ("running", 10_000, 45, 75)],
)
def test_a_distance_takes_as_long_as_in_its_sport(
    sport: str, metres: float, least: float, most: float
) -> None:
    """A runner's threshold speed is no speed of a swimmer or a cyclist."""
    step = Step(until="distance", amount=metres)
    made = PlannedWorkout(sport=sport, steps=(step,), date=DAY)
    assert least <= estimate(made, ME, DAY).minutes <= most


@given(
    minutes=st.integers(1, 60).map(lambda halves: halves / 2),
    rest=st.integers(0, 10).map(lambda halves: halves / 2),
    most=st.integers(1, 20),
)
def test_divided_work_is_as_much_in_more_and_shorter_pieces(
    minutes: float, rest: float, most: int
) -> None:
    work = Work(minutes, rest, most)
    divided = divide_work(work)
    assert divided.minutes * divided.most == pytest.approx(minutes * most)
    assert divided == work or (divided.most > most and divided.minutes < minutes)
    # Together as long as before or longer, so that it costs no more.
    before, after = rest * (most - 1), divided.rest * (divided.most - 1)
    assert divided == work or before <= after < before + 0.5 * divided.most
    assert divided == work or divided.rest >= 0.5


@pytest.mark.parametrize("session", [one for one in TRAINED if one.sport == "running"])
def test_the_young_run_by_effort(session: Session) -> None:
    young = ME.model_copy(update={"birth_date": dt.date(2009, 6, 2)})

    def units(day: dt.date) -> set[str]:
        steps = steps_of(session.build(60, young, day))
        targets = [target for step in steps for target in (step.target, step.second_target)]
        return {target.unit for target in targets if target}

    assert "rpe" in units(DAY)
    assert "m/s" not in units(DAY)
    assert young.age(DAY) == 16
    birthday = dt.date(2027, 6, 2)
    assert session.by_effort or session.purpose == "walk_run" or "m/s" in units(birthday)


def test_a_range_without_width_is_told_as_its_upper_end() -> None:
    workout = find_session("Mobility").build(10, ME, DAY)
    step = workout.steps[0]
    assert isinstance(step, Step)
    assert step.target is not None
    assert step.target.low == step.target.high
    assert f"up to {step.target.high:.0f} bpm" in (workout.notes or "")
