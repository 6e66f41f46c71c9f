"""Daily columns: rest is zero, unknown is NaN, and no day depends on a later one."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trainkit as tk
from trainkit.loads import daily_loads
from trainkit.models import Activity, Athlete, History

ME = Athlete(sex="female", birth_date=dt.date(1990, 1, 1), hr_rest=50, hr_max=190)
FIRST = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)


def hour(day: int, **more: object) -> Activity:
    start = FIRST + dt.timedelta(days=day)
    fields = {"sport": "running", "start": start, "elapsed_s": 3600, "hr_mean": 140}
    return Activity.model_validate(fields | more)


def test_rest_is_zero_and_two_sessions_add_up() -> None:
    second = hour(3, start=FIRST + dt.timedelta(days=3, hours=6))
    columns = daily_loads(History(activities=(hour(0), hour(3), second, hour(4))), ME)
    one = columns.internal[0]
    np.testing.assert_allclose(columns.internal, [one, 0, 0, 2 * one, one])
    np.testing.assert_allclose(columns.minutes, [60, 0, 0, 120, 60])
    np.testing.assert_allclose(columns.longest_min, [60, 0, 0, 60, 60])
    assert len(columns.sessions) == 4


def test_nothing_is_known_before_the_first_session_and_after_a_long_silence() -> None:
    days = np.arange(np.datetime64("2026-04-20"), np.datetime64("2026-04-25"))
    mornings = History.from_columns({"date": days, "hrv_rmssd": np.full(5, 60.0)})
    history = mornings.merge(History(activities=(hour(0), hour(30))))
    internal = daily_loads(history, ME).internal
    assert np.isnan(internal[:11]).all()
    assert not np.isnan(internal[11:26]).any()
    assert np.isnan(internal[26:41]).all()
    assert internal[41] > 0
    assert np.isnan(daily_loads(history, ME, silence_days=1).internal[13:41]).all()


def test_a_session_measured_in_one_way_leaves_the_comparison() -> None:
    indoors = hour(1)  # a heart rate without a distance
    columns = daily_loads(History(activities=(hour(0, distance_m=10_000), indoors)), ME)
    assert columns.matched_internal[0] > 0
    assert np.isnan(columns.matched_internal[1])
    assert np.isnan(columns.matched_external[1])
    assert columns.internal[1] > 0
    assert columns.coverage == {"load": 1.0, "matched": 0.5}
    assert columns.methods["internal: mean heart rate"] == 2


def test_columns_are_worked_out_once_and_cannot_be_changed() -> None:
    history = History(activities=(hour(0), hour(1)))
    assert daily_loads(history, ME) is daily_loads(history, ME)
    with pytest.raises(ValueError, match="read-only"):
        daily_loads(history, ME).internal[0] = 1


def test_an_empty_history_has_empty_columns() -> None:
    assert daily_loads(History(), ME).internal.size == 0
    with pytest.raises(tk.InvalidInput, match="silence_days"):
        daily_loads(History(), ME, silence_days=0)


@settings(max_examples=20)
@given(st.integers(0, 1000), st.integers(1, 119))
def test_no_day_depends_on_a_later_one(seed: int, place: int) -> None:
    history = tk.simulate(days=120, seed=seed)
    athlete = history.athlete or ME
    cut = daily_loads(history.until(history.dates[place].item()), athlete)
    whole = daily_loads(history, athlete)
    for name in ("external", "internal", "trimp", "matched_internal", "minutes", "hard"):
        ours, theirs = getattr(whole, name), getattr(cut, name)
        np.testing.assert_array_equal(ours[: theirs.size], theirs)
