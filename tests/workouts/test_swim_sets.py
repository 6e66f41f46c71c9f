"""Swims are sets of whole pool lengths with rests, and each ladder climbs."""

import datetime as dt
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trainkit as tk
from builders.swimmers import DAY, athlete, swimmer, swum_m
from trainkit.models import PlannedWorkout, Repeat, Step
from trainkit.workouts import (
    EASY_SWIMS,
    RACE_EVE_SWIM,
    SWIM_LADDERS,
    Session,
    SwimPurpose,
    SwimSession,
    SwimSet,
    Work,
    estimate,
    find_session,
    first_swim_rung,
    swim_ladder,
)

PACED = swimmer(1.0)  # 1:40 per 100 m
UNPACED = athlete(threshold_speed_m_s=3.4)  # a runner's threshold says nothing of the water
RUNGS = [swim for ladder in SWIM_LADDERS.values() for swim in ladder]
POOLS = (20.0, 22.86, 25.0, 100 / 3, 50.0)
PURPOSES = list(SWIM_LADDERS)
IN_POOL = [swim for swim in RUNGS if swim.sub_sport != "open_water"]


def whole(swim: SwimSession, who: tk.Athlete = PACED) -> PlannedWorkout:
    return swim.build(600, who, DAY)


def dose(workout: PlannedWorkout) -> tuple[object, ...]:
    return tuple((step.amount, step.target, step.kind) for step in workout.unrolled)


def metres_named(workout: PlannedWorkout, name: str) -> float:
    return sum(step.amount or 0 for step in workout.unrolled if step.name == name)


def main_metres(swim: SwimSession) -> float:
    return sum(part.total_m for part in swim.main)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_ladder_has_eight_rungs_that_differ(purpose: SwimPurpose) -> None:
    ladder = swim_ladder(purpose)
    assert len(ladder) >= 8
    assert [swim.rung for swim in ladder] == list(range(1, len(ladder) + 1))
    for who in (PACED, UNPACED):
        built = [whole(swim, who) for swim in ladder]
        # Without a pace, the 400s that come nearer to CSS are told apart by nothing but feeling.
        assert len({dose(workout) for workout in built}) >= 8
    assert len({whole(swim).notes for swim in ladder}) == len(ladder)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_ladder_climbs(purpose: SwimPurpose) -> None:
    ladder = swim_ladder(purpose)
    loads = [swim.estimate(PACED, DAY).load for swim in ladder]
    assert max(loads[:2]) < min(loads[-2:])
    for before, after in pairwise(ladder):
        step = after.metres - before.metres
        # The wetsuit swims begin anew: cold water is a session in itself.
        if after.sub_sport == before.sub_sport:
            assert -150 <= step <= max(600, 0.3 * before.metres)


@pytest.mark.parametrize("pool_m", POOLS)
@pytest.mark.parametrize("swim", IN_POOL, ids=lambda swim: swim.name)
def test_every_distance_is_whole_lengths(swim: SwimSession, pool_m: float) -> None:
    workout = whole(swim.in_pool(pool_m))
    assert workout.pool_length_m == pool_m
    for step in workout.unrolled:
        if step.until == "distance":
            lengths = (step.amount or 0) / pool_m
            assert lengths == pytest.approx(round(lengths), abs=1e-3)
            assert lengths > 0.9
    # The session stays about as long, whatever the pool.
    assert swum_m(workout) == pytest.approx(swim.metres, rel=0.2)


@pytest.mark.parametrize("who", [PACED, UNPACED], ids=["css", "no css"])
@pytest.mark.parametrize("swim", RUNGS, ids=lambda swim: swim.name)
def test_a_swim_is_warm_up_main_set_and_cool_down(swim: SwimSession, who: tk.Athlete) -> None:
    workout = whole(swim, who)
    steps = workout.unrolled
    assert (steps[0].kind, steps[-1].kind) == ("warmup", "cooldown")
    assert workout.sport == "swimming"
    assert workout.planned_m == pytest.approx(swum_m(workout), abs=1)
    assert workout.duration_min == pytest.approx(estimate(workout, who, DAY).minutes, abs=0.01)
    rests = [step for step in steps if step.kind == "rest"]
    assert all((step.amount or 1) % 5 == 0 for step in rests)
    assert all(step.until == "distance" for step in steps if step.kind != "rest")
    for step in steps:
        assert (step.target is None) == (step.kind == "rest")
        assert step.target is None or step.target.kind in {"speed", "effort"}  # no heart rate
        assert step.kind == "rest" or (step.notes or "").startswith("RPE ")
    if swim.sub_sport == "open_water":
        assert workout.pool_length_m is None
        assert "never alone" in (workout.notes or "")
    else:
        assert metres_named(workout, "Drill") >= 100
        assert metres_named(workout, "Pull") <= swum_m(workout) / 4
    assert not re.search(r"/km|bpm", workout.notes or "")


@pytest.mark.parametrize("swim", RUNGS, ids=lambda swim: swim.name)
def test_without_css_each_set_has_an_effort(swim: SwimSession) -> None:
    workout = whole(swim, UNPACED)
    assert {step.target.unit for step in workout.unrolled if step.target} == {"rpe"}
    assert "/100 m" not in (workout.notes or "")
    assert "RPE" in (workout.notes or "")


def test_a_beginner_starts_with_400_metres_and_ends_at_1500_unbroken() -> None:
    ladder = swim_ladder("beginner")
    assert 400 <= ladder[0].metres <= 640
    assert max(swim.metres for swim in ladder[:4]) <= 650
    assert all(50 <= after.metres - before.metres <= 250 for before, after in pairwise(ladder))
    assert ladder[-1].longest_m == 1500
    for swim in ladder:
        workout = whole(swim)
        # Paces are for swimmers; who learns swims by feeling, with breaths for rests.
        assert {step.target.unit for step in workout.unrolled if step.target} == {"rpe"}
        assert 0.2 <= metres_named(workout, "Drill") / swum_m(workout) <= 0.4
        assert "breaths between" in (workout.notes or "")
        assert not metres_named(workout, "Pull")


def test_the_eve_of_a_race_is_short_with_a_little_speed() -> None:
    what = RACE_EVE_SWIM.estimate(PACED, DAY)
    assert 20 <= what.minutes <= 30
    assert what.effort == "easy"
    assert 0 < what.work["intervals"] < 5


def test_a_set_at_css_is_written_as_on_the_board() -> None:
    workout = whole(swim_ladder("threshold")[2])
    assert workout.name == "CSS swim, 10 x 100 m"
    assert "main set 10 x 100 m at 1:41 to 1:39 /100 m, 15 s rest, leaving every 1:55" in (
        workout.notes or ""
    )
    assert "pull 4 x 100 m" in (workout.notes or "")
    assert (workout.notes or "").endswith("2000 m in all.")
    (main,) = [step for step in workout.steps if isinstance(step, Repeat) and step.times == 10]
    swim, rest = main.steps
    assert isinstance(swim, Step)
    assert isinstance(rest, Step)
    assert (swim.kind, swim.amount, rest.kind, rest.amount) == ("interval", 100, "rest", 15)
    assert swim.target is not None
    assert swim.target.low < 1.0 < swim.target.high


def test_the_400s_come_nearer_to_css() -> None:
    fours = [swim for swim in swim_ladder("threshold") if swim.main[0].metres == 400]
    paces = [
        next(step.target for step in whole(swim).unrolled if step.kind == "interval")
        for swim in fours
    ]
    middles = [100 / ((pace.low + pace.high) / 2) for pace in paces if pace]
    assert middles == pytest.approx([106, 105, 104, 103], abs=0.1)


def test_the_css_is_that_of_the_day_and_of_swimming() -> None:
    swim = swim_ladder("threshold")[0]
    early = swim.build(60, PACED, dt.date(2025, 6, 1))
    assert "RPE" in (early.notes or "")
    assert "/100 m" not in (early.notes or "")
    both = swimmer(1.25, threshold_speed_m_s=4.0)
    assert "at 1:21 to 1:19 /100 m" in (swim.build(60, both, DAY).notes or "")


@pytest.mark.parametrize("css", [0.6, 0.85, 1.0, 1.4])
@pytest.mark.parametrize("swim", RUNGS, ids=lambda swim: swim.name)
def test_time_follows_from_css_and_not_from_a_runners_speed(swim: SwimSession, css: float) -> None:
    what = estimate(whole(swim, swimmer(css, threshold_speed_m_s=3.5)), swimmer(css), DAY)
    rests_s = sum(step.amount or 0 for step in whole(swim).unrolled if step.kind == "rest")
    slowest, fastest = (swim.metres / (share * css) / 60 for share in (0.65, 1.1))
    assert fastest < what.minutes - rests_s / 60 < slowest
    assert what.run_m == 0


@pytest.mark.parametrize("swim", RUNGS, ids=lambda swim: swim.name)
def test_the_nominal_load_is_near_the_estimate(swim: SwimSession) -> None:
    for who in (PACED, UNPACED):
        what = estimate(whole(swim, who), who, DAY)
        assert swim.load(what.minutes) == pytest.approx(what.load, rel=0.15)


@pytest.mark.parametrize("swim", RUNGS, ids=lambda swim: swim.name)
def test_known_and_unknown_css_agree(swim: SwimSession) -> None:
    """An effort is the pace that feels so: RPE grows with the cube of the speed."""
    # The usual CSS, so that only the way from effort to speed is compared.
    paced, unpaced = (estimate(whole(swim, who), who, DAY) for who in (swimmer(1.0), UNPACED))
    assert unpaced.minutes == pytest.approx(paced.minutes, rel=0.04)
    assert unpaced.load == pytest.approx(paced.load, rel=0.08)


def test_each_purpose_is_as_hard_as_it_says() -> None:
    for swim in swim_ladder("threshold"):
        what = swim.estimate(PACED, DAY)
        assert what.effort == "hard"
        assert what.work["threshold"] >= 10
    for swim in (*swim_ladder("endurance"), *swim_ladder("long")[:10], *swim_ladder("beginner")):
        assert swim.estimate(PACED, DAY).effort in {"rest", "easy", "moderate"}
    for swim in swim_ladder("speed"):
        work = swim.estimate(PACED, DAY).work
        assert work["intervals"] + work["repetitions"] > 3


def test_rest_at_the_wall_takes_time_and_no_load() -> None:
    swim = SwimSet(10, 100, "css", rest_s=15)
    pair = replace_rest(swim, 15), replace_rest(swim, 60)
    short, long = (estimate(whole(one), PACED, DAY) for one in pair)
    assert long.minutes - short.minutes == pytest.approx(10 * 45 / 60)
    assert long.load == pytest.approx(short.load)


def replace_rest(part: SwimSet, rest_s: float) -> SwimSession:
    main = (SwimSet(part.repeats, part.metres, part.effort, rest_s=rest_s),)
    return SwimSession("Swim", "swimming", "threshold", "hard", (0.8, 0.9), (20, 60), main=main)


@given(st.sampled_from(RUNGS), st.floats(10, 120), st.sampled_from([PACED, UNPACED]))
def test_less_time_shortens_the_main_set(
    swim: SwimSession, minutes: float, who: tk.Athlete
) -> None:
    workout = swim.build(minutes, who, DAY)
    shortest = estimate(swim.build(0.1, who, DAY), who, DAY).minutes
    assert estimate(workout, who, DAY).minutes <= max(minutes, shortest)
    assert swum_m(workout) <= swim.metres
    assert workout.unrolled[-1].kind == "cooldown"


@given(st.sampled_from(EASY_SWIMS), st.integers(15, 120), st.sampled_from(POOLS))
def test_an_easy_swim_fills_the_time(swim: SwimSession, minutes: int, pool_m: float) -> None:
    workout = swim.in_pool(pool_m).build(minutes, PACED, DAY)
    what = estimate(workout, PACED, DAY)
    assert minutes - 1.3 <= what.minutes <= minutes
    assert what.effort in {"easy", "moderate"} if what.load < 110 else what.effort == "hard"


def test_more_time_than_the_rung_needs_changes_nothing() -> None:
    swim = swim_ladder("long")[2]
    assert swim.build(90, PACED, DAY) == swim.build(300, PACED, DAY)


@pytest.mark.parametrize(
    ("purpose", "longest_m", "rung"),
    [
        ("beginner", 0, 1),
        ("beginner", 600, 4),
        ("threshold", 2000, 2),
        ("threshold", 9000, 6),
        ("long", 2000, 4),
        ("speed", 6000, 5),
        ("endurance", 900, 1),
    ],
)
def test_where_a_swimmer_starts(purpose: SwimPurpose, longest_m: float, rung: int) -> None:
    assert first_swim_rung(purpose, longest_m) == rung


def test_wetsuit_swims_are_outside_and_may_move_to_the_pool() -> None:
    wetsuit = [swim for swim in swim_ladder("open_water") if swim.sub_sport == "open_water"]
    assert 2 <= len(wetsuit) <= 4
    inside = wetsuit[0].indoor_version()
    assert isinstance(inside, SwimSession)
    assert whole(inside).pool_length_m == 25
    assert inside.indoor_version() is inside
    words = " ".join(whole(swim).notes or "" for swim in swim_ladder("open_water"))
    for skill in ("6 to 8 strokes", "start pace", "partner", "buoy", "wetsuit"):
        assert skill in words


def test_bad_input_is_refused() -> None:
    swim = swim_ladder("long")[0]
    with pytest.raises(tk.InvalidInput, match="pool_m"):
        swim.in_pool(3)
    with pytest.raises(tk.InvalidInput, match="minutes"):
        swim.build(0, PACED, DAY)
    with pytest.raises(tk.InvalidInput, match="work"):
        swim.build(60, PACED, DAY, work=Work(3, 1, 4))
    with pytest.raises(tk.InvalidInput, match="purpose"):
        swim_ladder(cast("SwimPurpose", "butterfly"))


@pytest.mark.parametrize(
    ("known", "name"),
    [
        ((0, 100, "css"), "repeats"),
        ((4, 0, "css"), "metres"),
        ((4, 100, "css", -5), "rest_s"),
        ((4, 100, "gentle"), "effort"),
    ],
)
def test_a_set_that_nobody_can_swim(known: tuple[Any, ...], name: str) -> None:
    with pytest.raises(tk.InvalidInput, match=name):
        SwimSet(*known)
    with pytest.raises(tk.InvalidInput, match="main"):
        replace(swim_ladder("long")[0], main=())


def test_a_rung_is_a_session_like_any_other() -> None:
    assert all(isinstance(swim, Session) for swim in RUNGS)
    assert len({swim.name for swim in RUNGS}) == len(RUNGS)
    assert not {swim.name for swim in RUNGS} & {find_session("Easy swim").name}
