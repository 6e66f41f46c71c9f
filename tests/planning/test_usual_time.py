"""Who names no time has a usual week, and at least as much as they train already."""

import datetime as dt

import pytest

import trainkit as tk
from builders.runners import START
from trainkit.planning import feasibility
from trainkit.planning._usual_time import USUAL_TIME, usual_time

RUNNER = tk.Athlete(
    sex="male",
    birth_date=dt.date(1992, 3, 1),
    hr_rest=45,
    hr_max=188,
    threshold_speed_m_s=4.6,
)


def week_of(minutes: dict[int, float], *, weeks: int = 6, sport: str = "running") -> tk.History:
    """Weeks with so many minutes on each weekday, the last one just before the plan."""
    done = [
        tk.Activity(
            sport=sport,
            start=dt.datetime.combine(
                START - dt.timedelta(days=7 * back - day), dt.time(7), dt.UTC
            ),
            elapsed_s=60 * length,
            distance_m=3.6 * 60 * length,
            hr_mean=138,
        )
        for back in range(weeks, 0, -1)
        for day, length in minutes.items()
    ]
    return tk.History(activities=tuple(done))


BIG = {0: 60.0, 1: 95.0, 2: 90.0, 3: 100.0, 4: 60.0, 5: 90.0, 6: 150.0}


def test_nothing_known_is_the_usual_week() -> None:
    assert usual_time(None, START) == USUAL_TIME
    assert usual_time(tk.History(), START) == USUAL_TIME


@pytest.mark.parametrize("sport", ["running", "cycling", "swimming", "rowing"])
def test_a_day_has_what_it_had_three_times_of_six(sport: str) -> None:
    made = usual_time(week_of(BIG, sport=sport), START).minutes
    assert made == {**USUAL_TIME.minutes, "tue": 95, "wed": 90, "thu": 100}


def test_exceptions_walks_and_races_give_no_time() -> None:
    twice = week_of({1: 240.0}, weeks=2)
    assert usual_time(twice, START) == USUAL_TIME
    assert usual_time(week_of({1: 240.0}, sport="walking"), START) == USUAL_TIME
    raced = [one.model_copy(update={"race": True}) for one in week_of({1: 240.0}).activities]
    assert usual_time(tk.History(activities=tuple(raced)), START) == USUAL_TIME


def test_a_high_volume_is_not_cut_to_a_usual_week() -> None:
    race = tk.Goal(distance_m=42_195, date=START + dt.timedelta(days=7 * 12 - 1))
    history = week_of(BIG, weeks=10)
    free = tk.plan(race, RUNNER, history, start=START)
    held = tk.plan(race, RUNNER, history, start=START, availability=USUAL_TIME)
    first = [sum(one.duration_min for one in made.weeks[0]) for made in (free, held)]
    assert first[0] > 1.04 * first[1]
    assert feasibility(race, RUNNER, history, start=START).verdict == "comfortable"
