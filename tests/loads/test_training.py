"""What counts as training, and what is everyday life."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainkit.loads import activity_load, daily_loads
from trainkit.loads._training import count_as_training
from trainkit.models import Activity, Athlete, History

ME = Athlete(
    sex="female",
    birth_date=dt.date(1990, 1, 1),
    hr_rest=50,
    hr_max=190,
    threshold_speed_m_s=3.6,
)
FIRST = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)


def session(day: float, sport: str = "running", minutes: float = 45, **more: object) -> Activity:
    start = FIRST + dt.timedelta(days=day)
    fields = {"sport": sport, "start": start, "elapsed_s": 60 * minutes, "hr_mean": 140}
    return Activity.model_validate(fields | more)


def walk(day: float, minutes: float = 30, **more: object) -> Activity:
    return session(day, "walking", minutes, **({"hr_mean": 92} | more))


def counts(*activities: Activity) -> list[bool]:
    listed = sorted(activities, key=lambda one: one.start)
    return count_as_training(listed, [activity_load(one, ME) for one in listed], ME).tolist()


RUNS = tuple(session(2 * week) for week in range(8))


@pytest.mark.parametrize(
    ("everyday", "training"),
    [
        (walk(16), False),
        (walk(16, hr_mean=None), False),
        (walk(16, hr_mean=119), False),
        (walk(16, hr_mean=121), True),  # half of the reserve is 120
        (walk(16, rpe=3), False),
        (walk(16, rpe=4, hr_mean=None), True),
        (walk(16, 89), False),
        (walk(16, 90), True),
        (session(16, "yoga", 60, hr_mean=95), False),
        (session(16, "yoga", 60, hr_mean=95, rpe=5), True),
        (session(16, "commuting", 25, hr_mean=105), False),
        (session(16, "cycling", 25, hr_mean=105, sub_sport="commuting"), False),
        (session(16, "cycling", 25, hr_mean=150, sub_sport="commuting"), True),
        (session(16, "cycling", 60, hr_mean=125), True),
        (session(16, "walking", 60, hr_mean=95, race=True), True),
    ],
)
def test_what_is_life_and_what_is_training_for_a_runner(
    everyday: Activity, *, training: bool
) -> None:
    assert counts(*RUNS, everyday) == [True] * 8 + [training]


def test_for_a_walker_the_walk_is_the_training() -> None:
    walks = [walk(2 * at) for at in range(8)]
    assert counts(*walks) == [True] * 8
    assert counts(*walks, session(17), walk(18))[-2:] == [True, False]  # now she runs
    long_ago = [session(-60), *walks]
    assert counts(*long_ago) == [True] * 9


def test_a_few_minutes_are_no_session() -> None:
    assert counts(*RUNS, session(16, minutes=6))[-1] is False
    assert counts(*RUNS, session(16, minutes=20))[-1] is True


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.booleans(), st.integers(5, 120)), min_size=1, max_size=30
    )
)
def test_the_answer_for_a_session_never_depends_on_later_ones(
    days: list[tuple[int, bool, int]],
) -> None:
    listed = sorted(
        (walk(day, long) if foot else session(day + 0.3, minutes=long) for day, foot, long in days),
        key=lambda one: one.start,
    )
    loads = [activity_load(one, ME) for one in listed]
    whole = count_as_training(listed, loads, ME)
    for size in range(1, len(listed) + 1):
        np.testing.assert_array_equal(
            count_as_training(listed[:size], loads[:size], ME), whole[:size]
        )


def test_a_day_with_a_walk_is_a_day_of_rest_but_its_load_is_kept() -> None:
    loads = daily_loads(History(activities=(*RUNS, walk(1), walk(15))), ME)
    at = int((np.datetime64("2026-05-02") - loads.dates[0]).astype(int))
    assert not loads.trained[at]
    assert loads.internal[at] > 0
    assert loads.training_load[at] == 0
    assert loads.trained[0]
