"""How a plan goes: matching, calendar, compliance, forecast and ACWR."""

import datetime as dt

import numpy as np
import pytest

import trainkit as tk
from builders.runners import FIVE_DAYS, RUNNER, START, followed, marathon
from trainkit import planning
from trainkit.loads import daily_loads
from trainkit.metrics import fitness, running
from trainkit.models import Repeat, Step, Target

ON = START + dt.timedelta(days=28)


@pytest.fixture(scope="module")
def before() -> tk.History:
    return tk.simulate(RUNNER, days=120, seed=1, end=START - dt.timedelta(days=1))


@pytest.fixture(scope="module")
def plan(before: tk.History) -> tk.TrainingPlan:
    return tk.plan(marathon(), RUNNER, before, availability=FIVE_DAYS, start=START, seconds=4)


def test_a_plan_that_is_followed_is_on_its_way(plan: tk.TrainingPlan, before: tk.History) -> None:
    lived = before.merge(followed(plan, ON))
    found = planning.progress(plan, lived, RUNNER, on=ON)
    assert found.done == found.planned == 20
    assert found.adherence == 1
    assert found.load is not None
    assert 0.6 < found.load < 1.4
    race = found.forecast
    assert race is not None
    assert race.low_s < race.time_s < race.high_s
    assert found.status in {"on track", "ahead", "behind"}
    assert "20 of 20" in found._repr_html_()


def test_the_status_is_the_goal_against_the_interval(
    plan: tk.TrainingPlan, before: tk.History
) -> None:
    race = planning.forecast(plan, RUNNER, before)
    for seconds, status in (
        (race.low_s - 60, "behind"),
        (race.time_s, "on track"),
        (race.high_s + 60, "ahead"),
    ):
        goal = plan.goals[0].model_copy(update={"time_s": seconds})
        other = plan.model_copy(update={"goals": (goal,)})
        assert planning.progress(other, before, RUNNER, on=START).status == status


def test_missed_and_skipped_sessions_show_in_the_calendar(
    plan: tk.TrainingPlan, before: tk.History
) -> None:
    sessions = [one.date for one in plan.workouts if one.kind != "rest" and one.date]
    left_out, given_up = sessions[2], sessions[4]
    lived = before.merge(followed(plan, ON, skip=frozenset({left_out, given_up})))
    marked = plan.skip(given_up, "travel")
    days = {one.date: one for one in planning.calendar(marked, lived, RUNNER, on=ON)}
    assert days[left_out].state == "missed"
    assert days[given_up].state == "skipped"
    assert days[sessions[0]].state == "done"
    assert days[sessions[0]].actual_load is not None
    assert days[sessions[-1]].state == "ahead"
    assert days[sessions[-1]].actual_load is None
    assert len(days) == len(plan.workouts)
    assert planning.progress(marked, lived, RUNNER, on=ON).done == 18


def test_marks_by_hand(plan: tk.TrainingPlan) -> None:
    day = START + dt.timedelta(days=1)
    done = plan.complete(day, "treadmill")
    assert (done.on(day) or plan.workouts[0]).completed_by == "treadmill"
    again = done.skip(day, "ill")
    assert (again.on(day) or plan.workouts[0]).completed_by is None
    with pytest.raises(tk.InvalidInput, match="a day of the plan"):
        plan.skip(START - dt.timedelta(days=1), "ill")


def test_acwr_comes_as_predicted_when_the_plan_is_followed(
    plan: tk.TrainingPlan, before: tk.History
) -> None:
    lived = before.merge(followed(plan, ON))
    weeks = planning.acwr_by_week(plan, lived, RUNNER, on=ON)
    assert [one.week for one in weeks] == list(range(1, 17))
    assert all(one.actual is None for one in weeks[4:])
    known = [one for one in weeks if one.actual is not None and one.predicted is not None]
    assert len(known) == 4
    # The heart rate of these runs is the same every day, so this is near and not exact.
    assert all(abs((one.actual or 0) - (one.predicted or 0)) < 0.25 for one in known)


def day_of(weekday: int, minutes: float) -> tk.Activity:
    start = dt.datetime.combine(START + dt.timedelta(days=weekday), dt.time(8), dt.UTC)
    return tk.Activity(sport="running", start=start, elapsed_s=60 * minutes)


@pytest.mark.parametrize(
    ("done", "completed"),
    [
        # Sunday was cut short and Tuesday made longer: both are what was done on their days.
        ({1: 85.0, 6: 60.0}, {1: 1, 6: 6}),
        ({1: 60.0, 6: 62.0}, {1: 1, 6: 6}),
        ({1: 80.0}, {1: 1}),
        # Friday and Sunday were swapped, and a missed Sunday was made up for on Saturday.
        ({4: 120.0, 6: 40.0}, {4: 6, 6: 4}),
        ({5: 90.0}, {6: 5}),
    ],
)
def test_a_day_that_was_trained_as_planned_but_for_its_length_is_not_traded(
    done: dict[int, float], completed: dict[int, int]
) -> None:
    planned = {1: 60.0, 4: 40.0, 6: 100.0}
    workouts = tuple(
        tk.PlannedWorkout(
            name="Run",
            sport="running",
            date=START + dt.timedelta(days=day),
            steps=(Step(until="time", amount=60 * planned[day]),) if day in planned else (),
            kind="easy" if day in planned else "rest",
        )
        for day in range(7)
    )
    activities = {day: day_of(day, minutes) for day, minutes in done.items()}
    plan = tk.TrainingPlan(start=START, workouts=workouts)
    made = tk.match(plan, tk.History(activities=tuple(activities.values())))
    by_key = {activity.key: day for day, activity in activities.items()}
    found = {
        (workout.date - START).days: by_key[workout.completed_by]
        for workout in made.workouts
        if workout.completed_by and workout.date
    }
    assert found == completed


def test_of_two_activities_the_one_with_its_laps_is_the_session() -> None:
    pair = (Step(kind="interval", until="time", amount=180), Step(until="time", amount=120))
    session = tk.PlannedWorkout(
        name="Intervals", sport="running", date=START, steps=(Repeat(steps=pair, times=8),)
    )
    made = tk.TrainingPlan(start=START, workouts=(session,))

    def run(hour: int, laps: int) -> tk.Activity:
        start = dt.datetime.combine(START, dt.time(hour), dt.UTC)
        parts = tuple(tk.Lap(start=start, elapsed_s=150) for _ in range(laps))
        return tk.Activity(sport="running", start=start, elapsed_s=2400, laps=parts)

    plain, lapped = run(6, 0), run(18, 16)
    done = tk.match(made, tk.History(activities=(plain, lapped)))
    assert done.workouts[0].completed_by == lapped.key


def test_compliance_by_segments() -> None:
    """Ten minutes easy, then twenty at 4:00 to 4:10 /km, of which the last five were too slow."""
    fast = Target(kind="speed", low=4.0, high=1000 / 240, unit="m/s")
    steps = (
        Step(kind="warmup", until="time", amount=600),
        Step(kind="active", until="time", amount=1200, target=fast),
    )
    session = tk.PlannedWorkout(sport="running", date=START, steps=steps)
    time = np.arange(0.0, 1801)
    speed = np.where(time < 600, 2.8, np.where(time < 1500, 4.05, 3.5))
    streams = tk.Streams(time_s=time, speed=speed)
    start = dt.datetime.combine(START, dt.time(7), dt.UTC)
    run = tk.Activity(sport="running", start=start, elapsed_s=1800, streams=streams)
    found = planning.compliance(session, run, RUNNER)
    assert found.duration == pytest.approx(1)
    assert [one.name for one in found.segments] == ["warmup", "active"]
    assert found.segments[0].inside is None
    assert found.segments[1].inside == pytest.approx(0.75, abs=0.01)
    assert found.segments[1].mean == pytest.approx(0.75 * 4.05 + 0.25 * 3.5, abs=0.01)
    assert found.score == pytest.approx((600 + 0.75 * 1200) / 1800, abs=0.01)


def test_a_heart_rate_of_zero_is_a_gap_in_compliance() -> None:
    steady = Target(kind="heart_rate", low=140, high=150, unit="bpm")
    step = Step(kind="active", until="time", amount=600, target=steady)
    session = tk.PlannedWorkout(sport="running", date=START, steps=(step,))
    time = np.arange(0.0, 601)
    beats = np.where((time > 200) & (time < 400), 0.0, 145.0)
    start = dt.datetime.combine(START, dt.time(7), dt.UTC)
    streams = tk.Streams(time_s=time, heart_rate=beats)
    run = tk.Activity(sport="running", start=start, elapsed_s=600, streams=streams)
    (segment,) = planning.compliance(session, run, RUNNER).segments
    assert (segment.mean, segment.inside) == (145, 1)


def test_compliance_of_a_session_cut_short() -> None:
    steps = tuple(Step(kind="active", until="time", amount=600) for _ in range(3))
    session = tk.PlannedWorkout(sport="running", date=START, steps=steps)
    time = np.arange(0.0, 901)
    start = dt.datetime.combine(START, dt.time(7), dt.UTC)
    run = tk.Activity(sport="running", start=start, elapsed_s=900, streams=tk.Streams(time_s=time))
    found = planning.compliance(session, run, RUNNER)
    assert [one.done_s for one in found.segments] == [600, 300, 0]
    assert found.score == pytest.approx(0.5)


def test_a_forecast_needs_a_race_and_a_level(plan: tk.TrainingPlan) -> None:
    bare = RUNNER.model_copy(update={"threshold_speed_m_s": None})
    with pytest.raises(tk.InsufficientData, match="threshold paces"):
        planning.forecast(plan, bare)
    with pytest.raises(tk.InsufficientData, match=r"1\.5 to 100 km"):
        planning.forecast(plan.model_copy(update={"goals": ()}), RUNNER)


def test_races_move_the_forecast_and_narrow_it(plan: tk.TrainingPlan, before: tk.History) -> None:
    wide = planning.forecast(plan, RUNNER, before)
    races = tuple(
        tk.RaceResult(date=START - dt.timedelta(days=20 * at + 5), distance_m=10_000, time_s=2300)
        for at in range(4)
    )
    known = planning.forecast(plan, RUNNER, before.model_copy(update={"races": races}))
    assert known.races == 4
    assert known.time_s < wide.time_s
    assert known.high_s / known.low_s < wide.high_s / wide.low_s
    sure = planning.forecast(plan, RUNNER, before, level=0.5)
    assert wide.low_s < sure.low_s < sure.high_s < wide.high_s


def race(days_before: int, distance_m: float, time_s: float) -> tk.RaceResult:
    day = START - dt.timedelta(days=days_before)
    return tk.RaceResult(date=day, distance_m=distance_m, time_s=time_s)


def bare_plan(distance_m: float) -> tk.TrainingPlan:
    """A race two weeks ahead, and no training that is known."""
    days = [START + dt.timedelta(days=day) for day in range(14)]
    goal = tk.Goal(distance_m=distance_m, date=days[-1])
    rest = tuple(tk.PlannedWorkout(name="Rest", date=day, kind="rest") for day in days[:-1])
    start = tk.PlannedWorkout(name="Race", sport="running", date=days[-1], kind="race")
    return tk.TrainingPlan(goals=(goal,), start=START, workouts=(*rest, start))


@pytest.mark.parametrize("to_m", [5000.0, 21_097.5, 42_195.0, 80_000.0])
def test_races_alone_tell_what_real_runners_ran(to_m: float) -> None:
    past = tk.History(races=(race(10, 10_000, 2700), race(70, 21_097.5, 6000)))
    found = planning.forecast(bare_plan(to_m), RUNNER, past)
    told = running.predict_race([10_000, 21_097.5], [2700, 6000], to_m, days_since=[23, 83])
    assert (found.low_s, found.time_s, found.high_s) == pytest.approx(
        (told.lower_s, told.time_s, told.upper_s)
    )
    assert found.races == 2
    assert found.notes == told.notes


def test_a_threshold_newer_than_all_races_counts_and_an_older_one_does_not() -> None:
    past = tk.History(races=(race(30, 10_000, 2700),))
    bare = planning.forecast(bare_plan(10_000), RUNNER, past)

    def with_threshold(days_before: int) -> float:
        day = START - dt.timedelta(days=days_before)
        change = tk.ThresholdChange(date=day, sport="running", threshold_speed_m_s=4.2)
        better = RUNNER.model_copy(update={"changes": (change,)})
        return planning.forecast(bare_plan(10_000), better, past).time_s

    assert with_threshold(60) == bare.time_s
    assert with_threshold(5) < bare.time_s


def test_fitness_until_the_race_is_worth_time(plan: tk.TrainingPlan, before: tk.History) -> None:
    past = before.model_copy(update={"races": (race(10, 10_000, 2700),)})
    trained = planning.forecast(plan, RUNNER, past)
    idle = tuple(
        day
        if day.kind == "race"
        else tk.PlannedWorkout(name="Rest", date=day.date, kind="rest", load=0.0)
        for day in plan.workouts
    )
    rested = planning.forecast(plan.model_copy(update={"workouts": idle}), RUNNER, past)
    assert trained.time_s < 0.9 * rested.time_s
    # Without a record nobody knows from where fitness rises.
    unknown = planning.forecast(plan, RUNNER, tk.History(races=past.races))
    assert trained.time_s < unknown.time_s < rested.time_s


def test_days_of_rest_promise_nothing(plan: tk.TrainingPlan, before: tk.History) -> None:
    last = START - dt.timedelta(days=21)
    rested = tk.History(
        days=before.days, activities=[done for done in before.activities if done.day < last]
    )
    days = [last + dt.timedelta(days=number) for number in (1, 8, 15, 21)]
    times = [planning.forecast(plan, RUNNER, rested, on=day).time_s for day in days]
    assert times == sorted(times)


def test_slow_runners_and_ultras_get_a_forecast() -> None:
    """Five kilometres in 80 min: a VDOT of 6, which no table has, and then under 1 m/s."""
    past = tk.History(races=(race(10, 5000, 4800),))
    slow = planning.forecast(bare_plan(10_000), RUNNER, past)
    assert slow.low_s > 2 * 4800 * 0.8
    assert slow.vdot is None
    assert any("fast or slow" in note for note in slow.notes)
    walker = RUNNER.model_copy(update={"threshold_speed_m_s": 0.9})
    assert planning.forecast(bare_plan(5000), walker).races == 0
    too_far = bare_plan(160_000)
    with pytest.raises(tk.InsufficientData, match=r"1\.5 to 100 km"):
        planning.forecast(too_far, RUNNER, past)


@pytest.mark.parametrize(
    ("race", "words"),
    [
        ({"sport": "cycling", "distance_m": 160_000}, "this plan is for cycling"),
        ({"sport": "swimming", "distance_m": 1500}, "this plan is for swimming"),
        ({"trail": True}, "on trails"),
        ({"distance_m": 800}, "800 m"),
    ],
)
def test_without_a_forecast_it_says_why(race: dict[str, object], words: str) -> None:
    """Swims and rides were told of flat ground."""
    plan = bare_plan(10_000)
    goal = plan.goals[-1].model_copy(update=race)
    with pytest.raises(tk.InsufficientData, match=words):
        planning.forecast(plan.model_copy(update={"goals": (goal,)}), RUNNER)


def test_what_more_time_is_worth(before: tk.History) -> None:
    goal = tk.Goal(distance_m=10_000, date=START + dt.timedelta(days=8 * 7 - 1))
    found = planning.what_if(goal, RUNNER, before, availability=FIVE_DAYS, start=START, seconds=4)
    assert found.hour.points > 0
    assert found.week.points > 0
    assert found.week.plan.end == found.plan.end + dt.timedelta(weeks=1)
    assert found.hour.seconds is not None


def test_an_athletes_own_response_is_found_only_where_races_tell_it() -> None:
    few = planning.response_of(tk.simulate(RUNNER, days=200, seed=1), RUNNER, START)
    assert not few.fitted
    assert planning.response_of(None, RUNNER, START) == few
    assert set(few.spread) == {"k2", "tau1", "tau2"}


def test_an_athletes_own_response_is_found_where_races_tell_it() -> None:
    """Twenty races of a runner whose fatigue lasts 12 days: found, and the taper follows it."""
    past = tk.simulate(RUNNER, days=320, seed=3, end=START - dt.timedelta(days=1))
    known = daily_loads(past, RUNNER)
    vdot = fitness.impulse_response(
        known.internal, p0=40, k1=0.012, tau1=45, k2=0.02, tau2=12, convention="same_day"
    )
    races = tuple(
        tk.RaceResult(
            date=known.dates[day].item(),
            distance_m=10_000,
            time_s=float(running.race_time(float(vdot[day]), 10_000)),
        )
        for day in range(20, known.dates.size, 15)
    )
    raced = past.model_copy(update={"races": races})
    found = planning.response_of(raced, RUNNER, START)
    assert found.fitted
    assert found.tau2 == pytest.approx(12, abs=1.5)
    assert found.tau1 == pytest.approx(45, abs=6)
    assert found.k2 == pytest.approx(0.02 / 0.012, rel=0.15)
    made = tk.plan(marathon(), RUNNER, raced, start=START, availability=FIVE_DAYS, seconds=4)
    assert made.fatigue_days == found.tau2
    assert sum(week[0].phase == "taper" for week in made.weeks) == 3
    assert [v for v in tk.check(made, RUNNER, raced) if v.hard] == []
