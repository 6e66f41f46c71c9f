"""A coach's verdict on a goal: with its numbers, what would change it, and the nearest in reach."""

import datetime as dt
from typing import Any

import pytest

import trainkit as tk
from builders.plan_requests import (
    REQUESTS,
    START,
    PlanRequest,
    athlete_of,
    availability_of,
    history_of,
)
from trainkit.metrics import running
from trainkit.models.athlete import ThresholdChange
from trainkit.planning import MINIMUM_WEEKS, feasibility, race_of
from trainkit.planning._goals import validate_goals
from trainkit.planning._prior_training import prior_training
from trainkit.planning._usual_time import USUAL_TIME

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HALF, MARATHON = 21_097.5, 42_195.0


def runner(speed: float | None = 3.4, born: int = 1988, ftp_w: float | None = None) -> tk.Athlete:
    return tk.Athlete(
        sex="female",
        birth_date=dt.date(born, 1, 1),
        hr_rest=52,
        hr_max=186,
        threshold_speed_m_s=speed,
        ftp_w=ftp_w,
    )


def swimmer(css: float) -> tk.Athlete:
    change = ThresholdChange(
        date=dt.date(2025, 1, 1), sport="swimming", threshold_speed_m_s=css
    )  # fmt: skip
    return runner(None).model_copy(update={"changes": (change,)})


def trained(
    *km: float, pace: float = 6.0, sport: str = "running", off: int = 0, weeks: int = 16
) -> tk.History:
    """Weeks of the same, which end some days before the plan."""
    days = [START - dt.timedelta(days=off + back) for back in range(1, 7 * weeks + 1)]
    return tk.History(
        activities=tuple(
            tk.Activity(
                sport=sport,
                start=dt.datetime.combine(day, dt.time(9), dt.UTC),
                elapsed_s=60 * pace * km[day.weekday()],
                distance_m=1000 * km[day.weekday()],
            )
            for day in days
            if km[day.weekday()]
        )
    )


def free(*minutes: float, **more: object) -> tk.Availability:
    return tk.Availability(minutes=dict(zip(WEEK, minutes, strict=True)), **more)


def race(metres: float, weeks: int, **more: object) -> tk.Goal:
    return tk.Goal(distance_m=metres, date=START + dt.timedelta(days=7 * weeks - 1), **more)


FOUR_DAYS = free(0, 60, 0, 75, 0, 60, 200)
TWO_HALF_HOURS = free(0, 0, 0, 30, 0, 0, 30)


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.name)
def test_no_request_that_a_coach_takes_is_refused(request_: PlanRequest) -> None:
    found = feasibility(
        request_.goals[-1],
        athlete_of(request_),
        history_of(request_),
        availability_of(request_),
        start=START,
    )
    assert found.verdict != "not in this time", found


PEOPLE: dict[str, tuple[tk.Goal, tk.Athlete, tk.History | None, tk.Availability | None, str]] = {
    "a marathon on two half hours": (
        race(MARATHON, 16), runner(3.0), None, TWO_HALF_HOURS, "not in this time"),
    "a marathon on an hour a day": (
        race(MARATHON, 16), runner(), trained(0, 8, 7, 8, 0, 6, 12), free(*[60.0] * 7),
        "not in this time"),
    "a marathon on two days": (
        race(MARATHON, 18), runner(), trained(0, 0, 10, 0, 0, 0, 16), free(0, 0, 90, 0, 0, 0, 210),
        "not in this time"),
    "a marathon from the couch": (race(MARATHON, 16), runner(None), None, None, "not in this time"),
    "a marathon from the couch in 40 weeks": (
        race(MARATHON, 40), runner(None), None, None, "comfortable"),
    "a marathon from 20 km a week": (
        race(MARATHON, 16), runner(3.0), trained(0, 5, 0, 5, 0, 0, 11, pace=6.6), FOUR_DAYS,
        "ambitious"),
    "a marathon from the bike": (
        race(MARATHON, 16), runner(3.4, ftp_w=240),
        trained(0, 50, 40, 50, 0, 70, 100, pace=2.2, sport="cycling"), FOUR_DAYS,
        "not in this time"),
    "a half marathon from the bike": (
        race(HALF, 14), runner(3.4, ftp_w=240),
        trained(0, 50, 40, 50, 0, 70, 100, pace=2.2, sport="cycling"), FOUR_DAYS, "ambitious"),
    "a half marathon from the couch": (
        race(HALF, 14), runner(None), None, None, "not in this time"),
    "a marathon after four weeks off": (
        race(MARATHON, 14), runner(3.6), trained(0, 10, 8, 12, 0, 8, 18, pace=5.4, off=28),
        FOUR_DAYS, "ambitious"),
    "a marathon in six weeks, prepared": (
        race(MARATHON, 6), runner(4.7), trained(10, 18, 14, 18, 12, 13, 32, pace=4.4), None,
        "ambitious"),
    "an hour faster than today": (
        race(MARATHON, 16, time_s=3.25 * 3600), runner(3.0), trained(0, 9, 8, 9, 0, 7, 17),
        FOUR_DAYS, "not in this time"),
    "four points of VDOT in ten weeks": (
        race(5000, 10, time_s=1350), runner(3.27), trained(0, 6, 0, 7, 0, 5, 8), FOUR_DAYS,
        "ambitious"),
    "50 km of trails from 31 km a week": (
        race(50_000, 12, trail=True), runner(3.2), trained(0, 7, 0, 7, 0, 5, 12), FOUR_DAYS,
        "not in this time"),
    "a time trial in eight weeks": (
        race(40_000, 8, sport="cycling"), runner(None, ftp_w=200),
        trained(0, 20, 0, 20, 0, 0, 40, pace=2.4, sport="cycling"), FOUR_DAYS, "comfortable"),
    "a gran fondo in ten weeks": (
        race(130_000, 10, sport="cycling"), runner(None, ftp_w=220),
        trained(0, 25, 0, 25, 0, 0, 50, pace=2.3, sport="cycling"), FOUR_DAYS, "comfortable"),
    "a gran fondo on hours": (
        race(160_000, 14, sport="cycling"), runner(None, ftp_w=200),
        trained(0, 20, 0, 20, 0, 0, 30, pace=2.3, sport="cycling"), free(0, 60, 0, 60, 0, 0, 60),
        "not in this time"),
    "1500 m in six weeks": (
        race(1500, 6, sport="swimming"), swimmer(0.9),
        trained(0, 1, 0, 1, 0, 1, 0, pace=22, sport="swimming"), free(0, 45, 0, 45, 0, 45, 0),
        "comfortable"),
    "3.8 km in eight weeks from 1.2 km": (
        race(3800, 8, sport="swimming"), swimmer(0.9),
        trained(0, 1, 0, 1, 0, 1.2, 0, pace=22, sport="swimming"), free(0, 75, 0, 75, 0, 90, 0),
        "not in this time"),
    "a marathon at 16": (
        race(MARATHON, 18), runner(3.5, born=2010), trained(0, 10, 8, 12, 0, 8, 18), None,
        "not in this time"),
}  # fmt: skip


@pytest.mark.parametrize("name", PEOPLE)
def test_the_verdict_is_a_coachs(name: str) -> None:
    goal, athlete, history, time, verdict = PEOPLE[name]
    found = feasibility(goal, athlete, history, time, start=START)
    assert found.verdict == verdict, found
    assert found.reasons
    # Each reason compares two numbers.
    assert all(sum(map(str.isdigit, reason)) >= 2 for reason in found.reasons)
    if verdict == "comfortable":
        assert (found.changes, found.nearest) == ((), None)
    else:
        assert found.changes
    if verdict == "not in this time":
        assert found.nearest is not None
        other = feasibility(found.nearest, athlete, history, time, start=START)
        assert other.verdict != "not in this time"


def nearest(name: str) -> tk.Goal:
    goal, athlete, history, time, _ = PEOPLE[name]
    found = feasibility(goal, athlete, history, time, start=START).nearest
    assert found is not None
    return found


def test_the_nearest_goal_is_shorter_later_or_slower() -> None:
    assert nearest("a marathon on two half hours").distance_m == 5000
    assert nearest("a marathon on an hour a day").distance_m == 10_000
    assert nearest("a marathon from the bike").distance_m == HALF
    later = nearest("3.8 km in eight weeks from 1.2 km")
    assert later.distance_m == 3800
    assert later.date > race(3800, 8).date
    slower = nearest("an hour faster than today")
    assert slower.distance_m == MARATHON
    assert slower.time_s is not None
    assert slower.time_s > 3.25 * 3600
    assert nearest("a marathon at 16").distance_m == 10_000


def test_no_finish_time_is_promised_where_the_distance_is_out_of_reach() -> None:
    goal, athlete, history, time, _ = PEOPLE["a marathon on two half hours"]
    assert feasibility(goal, athlete, history, time, start=START).reachable_time_s is None
    goal, athlete, history, time, _ = PEOPLE["four points of VDOT in ten weeks"]
    times_s = feasibility(goal, athlete, history, time, start=START).reachable_time_s
    assert times_s is not None
    assert 1350 < times_s[0] < times_s[1] < 1600


@pytest.mark.parametrize(
    ("metres", "weeks", "sport", "kind"),
    [
        (40_000, 8, "cycling", "time_trial"),
        (130_000, 14, "cycling", "gran_fondo"),
        (100_000, 10, "cycling", "gran_fondo"),
        (1500, 6, "swimming", "short_swim"),
        (3800, 12, "swimming", "long_swim"),
        (50_000, 16, "running", "ultra"),
    ],
)
def test_races_are_judged_by_their_sport(metres: float, weeks: int, sport: str, kind: str) -> None:
    assert race_of(sport, metres) == kind
    assert MINIMUM_WEEKS[sport, kind, "beginner"] <= weeks


@pytest.mark.parametrize("back", [0, 1, 2])
@pytest.mark.parametrize(("metres", "weeks"), [(MARATHON, 16), (HALF, 12), (10_000, 8)])
def test_a_race_late_in_the_last_week_counts_that_week(
    metres: float, weeks: int, back: int
) -> None:
    goal = race(metres, weeks)
    goal = goal.model_copy(update={"date": goal.date - dt.timedelta(days=back)})
    history = trained(0, 7, 0, 7, 0, 5, 10)  # a beginner, with a base for all three
    found = feasibility(goal, runner(), history, None, start=START)
    assert found.verdict == "comfortable", found


def test_the_plan_refuses_in_words_and_allow_short_plans_with_warnings() -> None:
    goal, athlete, _, time, _ = PEOPLE["a marathon on two half hours"]
    with pytest.raises(tk.InvalidInput, match="2 x 30 minutes can keep you fit") as refused:
        tk.plan(goal, athlete, start=START, availability=time)
    assert "2 h 30" in str(refused.value)
    assert "a 5 km race on that date" in str(refused.value)
    assert "allow_short=True" in str(refused.value)
    short = race(5000, 4)
    made = tk.plan(
        short, runner(None), availability=FOUR_DAYS, start=START, allow_short=True, seconds=2
    )
    assert made.warnings[0] == "4 weeks are left; a 5 km race takes 8 from where you are."
    assert "23 August 2026" in made.warnings[1]


def test_a_young_runner_is_refused_whatever_is_allowed() -> None:
    goal, athlete, history, _, _ = PEOPLE["a marathon at 16"]
    with pytest.raises(tk.InvalidInput, match="at most 15 km on foot at 16"):
        tk.plan(goal, athlete, history, start=START, allow_short=True)
    b_race = race(HALF, 6, priority="B")
    with pytest.raises(tk.InvalidInput, match="at most 15 km"):
        tk.plan([b_race, race(10_000, 12)], athlete, history, start=START)


def test_an_ambitious_goal_is_planned_with_a_warning() -> None:
    goal, athlete, history, time, _ = PEOPLE["a marathon from 20 km a week"]
    _, warnings = validate_goals(goal, athlete, history, START, time, allow_short=False)
    assert "are left" in warnings[0]
    assert "comfortable with a race on or after" in warnings[1]


@pytest.mark.parametrize(
    ("off", "share"), [(0, 1.0), (4, 1.0), (14, 0.75), (28, 0.5), (56, 0.33), (90, 0.0)]
)
def test_after_a_break_less_is_left_of_the_last_normal_week(off: int, share: float) -> None:
    history = trained(0, 10, 0, 10, 0, 10, 14, off=off)
    prior = prior_training(history, "running", START)
    assert prior.kept_week_m == pytest.approx(share * 44_000, rel=0.08)
    assert prior.known


def test_a_few_days_back_after_a_break_do_not_hide_what_was_before() -> None:
    back = trained(0, 5, 0, 5, 0, 0, 0, weeks=1)
    history = trained(0, 10, 0, 10, 0, 10, 14, off=42).merge(back)
    prior = prior_training(history, "running", START)
    assert 15_000 < prior.kept_week_m < 30_000


def test_a_rider_has_no_running_base_and_walks_are_no_runs() -> None:
    rides = trained(0, 50, 0, 50, 0, 0, 90, pace=2.2, sport="cycling")
    prior = prior_training(rides, "running", START)
    assert (prior.kept_week_m, prior.converts, prior.known) == (0.0, True, True)
    assert prior_training(trained(0, 4, 0, 4, 0, 0, 5, pace=12), "running", START).kept_week_m == 0
    assert not prior_training(None, "running", START).known


def test_fixed_sessions_of_another_sport_take_their_day() -> None:
    goal, athlete = race(HALF, 14), runner()
    history = trained(0, 6, 0, 6, 0, 4, 8)
    time = free(0, 60, 0, 60, 0, 0, 150)
    assert feasibility(goal, athlete, history, time, start=START).verdict == "comfortable"
    swims = tuple(
        tk.workouts.find_session("Easy swim").build(
            60, athlete, START + dt.timedelta(days=7 * week + 6)
        )
        for week in range(14)
    )
    taken = time.model_copy(update={"fixed": swims})
    assert feasibility(goal, athlete, history, taken, start=START).verdict == "not in this time"


def test_weeks_of_a_blackout_are_lost() -> None:
    goal, history = race(MARATHON, 16), trained(0, 9, 8, 9, 0, 7, 17)
    holiday = tuple(START + dt.timedelta(days=30 + day) for day in range(28))
    found = feasibility(
        goal, runner(), history, tk.Availability(blackout=holiday), start=START
    )  # fmt: skip
    assert found.verdict == "ambitious"
    assert found.reasons[0].startswith("12 weeks are left")


def test_a_sport_without_plans_and_a_missing_start_are_refused() -> None:
    with pytest.raises(tk.InvalidInput, match="cycling, running, swimming"):
        feasibility(race(10_000, 8, sport="chess"), runner(), start=START)
    with pytest.raises(tk.InvalidInput, match="start"):
        feasibility(race(10_000, 8), runner())
    with pytest.raises(tk.InvalidInput, match="first day"):
        feasibility(race(10_000, 0), runner(), start=START)


def test_the_long_session_needs_time_on_the_day_that_was_chosen_for_it() -> None:
    goal, history = race(MARATHON, 18), trained(0, 9, 8, 9, 0, 7, 17)
    time = free(0, 75, 60, 75, 0, 60, 200)
    assert feasibility(goal, runner(), history, time, start=START).verdict == "comfortable"
    saturday = time.model_copy(update={"long_day": "sat"})
    found = feasibility(goal, runner(), history, saturday, start=START)
    assert found.verdict == "not in this time"
    assert found.reasons[0].startswith("Saturday has 1 h")


def test_what_a_fast_runner_needs_time_for_is_shorter() -> None:
    time = free(0, 60, 60, 60, 0, 60, 120)
    verdicts = [
        feasibility(race(MARATHON, 18), runner(speed), None, time, start=START).reasons[0]
        for speed in (2.8, 4.8)
    ]
    assert "2 h 30" in verdicts[0]
    assert "2 h 30" not in verdicts[1]


@pytest.mark.parametrize("metres", [400.0, 3000.0, 15_000.0, 30_000.0, 160_000.0, 5e6])
@pytest.mark.parametrize("sport", ["running", "cycling", "swimming"])
@pytest.mark.parametrize("weeks", [1, 12, 52])
def test_every_goal_has_a_verdict(metres: float, sport: str, weeks: int) -> None:
    goal = race(metres, weeks, sport=sport)
    for time in (None, tk.Availability(), TWO_HALF_HOURS):
        found = feasibility(goal, runner(), None, time, start=START)
        assert found.reasons
        assert found == type(found).model_validate_json(found.model_dump_json())
        assert found.verdict in found._repr_html_()


@pytest.mark.parametrize("seconds", [3600.0, 4900.0, 5600.0])
@pytest.mark.parametrize("wanted_s", [None, 7200.0])
def test_slow_runners_get_a_verdict(seconds: float, wanted_s: float | None) -> None:
    """Five kilometres in an hour and more: a VDOT under 15, where Daniels' times begin."""
    race = tk.RaceResult(date=START - dt.timedelta(days=9), distance_m=5000, time_s=seconds)
    past = trained(0, 5, 0, 5, 0, 0, 8, pace=11).model_copy(update={"races": (race,)})
    goal = tk.Goal(distance_m=10_000, date=START + dt.timedelta(days=83), time_s=wanted_s)
    assert feasibility(goal, runner(None), past, start=START).verdict
    if seconds > 5000:
        return  # under 1 m/s there is no VDOT, and nothing to compare a time with
    fast = goal.model_copy(update={"time_s": 3000.0})
    with pytest.raises(tk.InvalidInput, match="time_s"):
        validate_goals((fast,), runner(None), past, START, USUAL_TIME, allow_short=True)


def test_the_times_to_expect_are_those_of_real_runners() -> None:
    """A marathon takes the fastest quarter longer than their half marathon is worth."""
    race = tk.RaceResult(date=START - dt.timedelta(days=9), distance_m=HALF, time_s=6000)
    past = trained(0, 10, 0, 12, 0, 8, 20).model_copy(update={"races": (race,)})
    goal = tk.Goal(distance_m=MARATHON, date=START + dt.timedelta(days=18 * 7 - 1))
    found = feasibility(goal, runner(), past, start=START)
    assert found.reachable_time_s is not None
    fast, slow = found.reachable_time_s
    told = running.predict_race(HALF, 6000, MARATHON, week_m=50_000, level=0.5)
    equal = running.race_time(running.vdot(HALF, 6000), MARATHON)
    assert told.upper_s == pytest.approx(slow, rel=0.01)
    assert fast < told.lower_s  # by what 18 weeks of training bring
    reached = running.vdot(HALF, 6000) + 18 / 5
    gain = equal / running.race_time(reached, MARATHON)
    assert fast == pytest.approx(told.lower_s / gain, rel=0.02)


@pytest.mark.parametrize("goal", ["10K in 50 minutes in 12 weeks", 5, ["a marathon"], START])
def test_what_is_no_goal_is_refused_in_words(goal: Any) -> None:
    for judge in (feasibility, tk.plan):
        with pytest.raises(tk.InvalidInput, match=r"goal .* a Goal; `tk.Goal.read` reads one"):
            judge(goal, runner(), start=START)


def test_feasibility_is_of_one_race() -> None:
    goals: Any = [race(10_000, 8)]
    assert feasibility(goals, runner(), start=START).verdict
    for several in (None, [], goals * 2):
        with pytest.raises(tk.InvalidInput, match="one race"):
            feasibility(several, runner(), start=START)


@pytest.mark.parametrize("sport", ["running", "cycling"])
def test_a_threshold_without_a_date_is_told_and_a_dated_one_is_not(sport: str) -> None:
    """It tells nothing of the training since it was measured."""
    rides = sport == "cycling"
    metres, wanted_s = (40_000.0, 4000.0) if rides else (10_000.0, 3000.0)
    goal = tk.Goal(
        distance_m=metres, date=START + dt.timedelta(days=83), time_s=wanted_s, sport=sport
    )
    past = trained(0, 30, 0, 30, 0, 30, 60, pace=2.2, sport=sport) if rides else trained(
        0, 8, 0, 8, 0, 8, 14
    )  # fmt: skip
    undated = runner(3.5, ftp_w=240.0)
    change = ThresholdChange(
        date=START - dt.timedelta(days=20), threshold_speed_m_s=3.5, ftp_w=240.0
    )
    dated = undated.model_copy(update={"changes": (change,)})
    told = [
        any("threshold without a date" in one for one in found.reasons)
        for found in (feasibility(goal, me, past, start=START) for me in (undated, dated))
    ]
    assert told == [True, False]
    race = tk.RaceResult(date=START - dt.timedelta(days=9), distance_m=5000, time_s=1400)
    if not rides:
        raced = past.model_copy(update={"races": (race,)})
        reasons = feasibility(goal, undated, raced, start=START).reasons
        assert not any("without a date" in one for one in reasons)
