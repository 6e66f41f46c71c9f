"""Divergence compares like with like: one sport, one terrain, no heat, no single outlier."""

import datetime as dt

import numpy as np
import pytest

from trainkit.loads import activity_load, effort
from trainkit.loads._comparable import comparable_costs
from trainkit.loads._training import count_as_training
from trainkit.metrics import running
from trainkit.models import Activity, Athlete

ME = Athlete(
    sex="female",
    birth_date=dt.date(1988, 1, 1),
    hr_rest=52,
    hr_max=186,
    threshold_speed_m_s=3.5,
)
FIRST = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)


def run(day: int, hr: float = 138, minutes: float = 50, **more: object) -> Activity:
    start = FIRST + dt.timedelta(days=day)
    fields = {
        "sport": "running",
        "start": start,
        "elapsed_s": 60 * minutes,
        "distance_m": 156 * minutes,
        "hr_mean": hr,
    }
    return Activity.model_validate(fields | more)


def costs(*activities: Activity) -> tuple[np.ndarray, np.ndarray]:
    loads = [activity_load(one, ME) for one in activities]
    return comparable_costs(activities, loads, count_as_training(activities, loads, ME))


RUNS = tuple(run(2 * at) for at in range(6))


def test_the_same_run_costs_the_same() -> None:
    work, cost = costs(*RUNS)
    np.testing.assert_allclose(cost / work, cost[0] / work[0])


def test_one_broken_strap_is_held_within_a_quarter() -> None:
    work, cost = costs(*RUNS, run(12, hr=183), run(13, hr=80))
    usual = cost[0] / work[0]
    assert cost[6] / work[6] == pytest.approx(1.25 * usual)
    assert cost[7] / work[7] == pytest.approx(0.75 * usual)
    work, cost = costs(*RUNS, run(12, hr=142))
    assert usual < cost[6] / work[6] < 1.2 * usual  # a little more is kept as it is


def test_a_change_that_stays_becomes_the_usual() -> None:
    many = [run(2 * at) for at in range(4)] + [run(8 + at, hr=170) for at in range(8)]
    work, cost = costs(*many)
    true = activity_load(run(0, hr=170), ME)
    assert cost[4] / work[4] < 0.9 * true.internal / true.external
    assert cost[11] / work[11] == pytest.approx(true.internal / true.external)


@pytest.mark.parametrize(("degrees", "left_out"), [(26.9, False), (27.0, True), (33.0, True)])
def test_a_hot_session_is_left_out(degrees: float, *, left_out: bool) -> None:
    work, cost = costs(*RUNS, run(12, hr=150, temperature_mean=degrees))
    assert np.isnan(work[6]) == left_out
    assert np.isnan(cost[6]) == left_out


def test_another_sport_adds_nothing() -> None:
    hike = run(12, hr=115, minutes=300, sport="hiking", distance_m=20_000)
    work, cost = costs(*RUNS, hike, run(13))
    assert (work[6], cost[6]) == (0, 0)
    assert cost[7] / work[7] == pytest.approx(cost[0] / work[0])


def test_a_session_measured_in_one_way_is_unknown() -> None:
    work, _ = costs(*RUNS, run(12, distance_m=None))
    assert np.isnan(work[6])


def test_hills_are_compared_with_hills() -> None:
    hills = [run(2 * at + 1, hr=160, ascent_m=400) for at in range(5)]
    work, cost = costs(*sorted((*RUNS, *hills), key=lambda one: one.start))
    assert cost[9] / work[9] == pytest.approx(cost[1] / work[1])
    assert cost[10] / work[10] == pytest.approx(cost[0] / work[0])
    assert cost[9] / work[9] != pytest.approx(cost[10] / work[10], rel=0.02)


def test_an_hour_at_the_tables_own_easy_pace_at_a_low_heart_rate_is_easy() -> None:
    paces = running.training_paces(running.vdot(3600 * 3.5, 3600.0)).E
    for pace in (paces[0], sum(paces) / 2, paces[1]):
        made = activity_load(run(0, hr=130, minutes=60, distance_m=3600e3 / pace), ME)
        assert made.both_measured
        assert made.effort == "easy"
    fast = activity_load(run(0, hr=172, minutes=60, distance_m=3600 * 3.45), ME)
    assert fast.effort == "hard"


@pytest.mark.parametrize(
    ("external", "internal", "expected"),
    [
        (84.0, 40.0, "moderate"),  # fast at a low heart rate: downhill, or a treadmill
        (74.0, 40.0, "easy"),
        (60.0, 72.0, "moderate"),  # slow at a high heart rate: heat
        (84.0, 72.0, "hard"),
        (None, 72.0, "hard"),
        (86.0, None, "hard"),
        (55.0, 58.0, "easy"),
    ],
)
def test_where_both_were_measured_the_middle_of_the_two_counts(
    external: float | None, internal: float | None, expected: str
) -> None:
    assert effort(external, internal, 3600, sport="running") == expected


def test_walks_that_outnumber_the_runs_leave_the_runs_comparable() -> None:
    walks = [run(day, hr=90, minutes=30, sport="walking") for day in range(14)]
    together = sorted([*RUNS, *walks], key=lambda activity: activity.start)
    work, cost = costs(*together)
    running = np.array([activity.sport == "running" for activity in together])
    assert (work[running] > 0).all()
    assert (cost[~running] == 0).all()
