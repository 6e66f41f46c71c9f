"""Ladders inside plans: after races, illness and blocks of days without time."""

import datetime as dt
from dataclasses import replace

import trainkit as tk
from builders.runners import FIVE_DAYS, RUNNER, START, marathon
from trainkit.planning._ladders import find_return_weeks, ladders_inside, spare_fixed_days
from trainkit.planning._tracking import read_events
from trainkit.rules import CutBack, Ladder, Usual, find_ladders, race_ladder
from trainkit.workouts import find_session

HALF = tk.Goal(distance_m=21_097.5, date=START + dt.timedelta(days=55), priority="B", name="B Half")
END = marathon().date


def test_nothing_hard_or_long_after_a_race_on_the_way() -> None:
    past = tk.simulate(RUNNER, days=120, seed=1, end=START - dt.timedelta(days=1))
    made = tk.plan([HALF, marathon()], RUNNER, past, availability=FIVE_DAYS, start=START, seconds=8)
    after = [one for one in made.workouts if one.date and 0 < (one.date - HALF.date).days <= 11]
    assert after[0].kind == "rest"
    assert not any(one.hard for one in after)
    assert max(one.duration_min for one in after) <= 60
    assert [v for v in tk.check(made, RUNNER, past) if v.hard] == []


def test_the_last_race_and_a_race_to_train_through_have_no_ladder() -> None:
    goals = (HALF, marathon())
    assert [one.name for one in ladders_inside(RUNNER, START, END, goals, FIVE_DAYS)] == [
        "after_race"
    ]
    through = (HALF.model_copy(update={"priority": "C"}), marathon())
    assert ladders_inside(RUNNER, START, END, through, FIVE_DAYS) == ()


def test_a_block_of_days_is_a_break_and_a_weekday_without_time_is_none() -> None:
    days = tuple(START + dt.timedelta(days=35 + at) for at in range(10))
    free = FIVE_DAYS.model_copy(update={"blackout": days})
    (ladder,) = ladders_inside(RUNNER, START, END, (marathon(),), free)
    assert ladder.name == "after_break"
    assert ladder.steps[0].first == days[-1] + dt.timedelta(days=1)
    sundays = tk.Availability(minutes={**dict.fromkeys(FIVE_DAYS.minutes, 0.0), "sun": 120.0})
    assert ladders_inside(RUNNER, START, END, (marathon(),), sundays) == ()


def test_growth_is_measured_from_before_the_ladder() -> None:
    ladder = race_ladder(HALF.date, 42_195.0, Usual(60.0, 120.0))
    back, light = find_return_weeks([ladder])
    first = START + dt.timedelta(weeks=8)
    assert back[first] == 1
    assert back[first + dt.timedelta(weeks=3)] == 4
    assert {first, first + dt.timedelta(weeks=1)} <= light
    assert find_return_weeks([]) == ({}, frozenset())


def test_a_row_of_weeks_begins_anew_after_light_ones() -> None:
    usual, after = CutBack(3), CutBack(3, light=frozenset({2, 3}))
    assert [place for place in range(12) if usual.lighter(place)] == [3, 7, 11]
    assert [place for place in range(12) if after.lighter(place)] == [7, 11]


def test_a_fixed_session_stays_on_a_ladder() -> None:
    ladder = race_ladder(HALF.date, HALF.distance_m, Usual(60.0, 120.0))
    day = HALF.date + dt.timedelta(days=3)
    club = find_session("Easy run").build(75, RUNNER, day)
    free = FIVE_DAYS.model_copy(update={"fixed": (club,)})
    spared = spare_fixed_days([ladder], (), free)
    assert spared == (replace(ladder, free=frozenset({day})),)


def test_plans_read_the_ladders_of_today() -> None:
    past = tk.simulate(RUNNER, days=120, seed=1, end=START - dt.timedelta(days=1))
    sick = tuple(
        tk.DailyHealth(date=START - dt.timedelta(days=back), illness=True) for back in (3, 2, 1)
    )
    ill = past.merge(tk.History(days=sick))
    events = read_events(ill, RUNNER, START)
    ladders = [rule for rule in events.rules if isinstance(rule, Ladder)]
    assert tuple(ladders) == find_ladders(ill, RUNNER, START)
    assert events.facts["illness"].startswith("You were ill for 3 days, until 28 June")
    assert "step 1 of" in events.facts["illness"]
    assert not events.needs_replan
