"""Totals of samples: means and maxima of what is known, distance, climbing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainkit._totals import (
    ascent_m,
    beyond_limits,
    distance_since_start,
    haversine_m,
    measure_way,
    totals,
)
from trainkit.models import Streams

NAN = float("nan")


def test_means_and_maxima_are_over_the_known_samples() -> None:
    streams = Streams(
        time_s=[0.0, 1.0, 2.0],
        heart_rate=[120.0, NAN, 140.0],
        speed=[3.0, 4.0, NAN],
        distance=[0.0, 3.5, NAN],
    )
    assert totals(streams) == {
        "hr_mean": 130.0,
        "hr_max": 140.0,
        "speed_max": 4.0,
        "distance_m": 3.5,
    }


def test_columns_without_known_samples_are_left_out() -> None:
    assert totals(Streams(time_s=[0.0, 1.0])) == {}
    assert totals(Streams(time_s=[0.0], power=[NAN], altitude=[NAN], distance=[NAN])) == {}


def test_small_changes_of_height_do_not_add_up() -> None:
    flat = 100 + np.tile([0.0, 2.0], 50)
    assert ascent_m(flat) == (0.0, 0.0)
    assert ascent_m(np.array([100.0, 110.0, NAN, 104.0, 120.0])) == (26.0, 6.0)
    assert ascent_m(np.array([NAN])) == (None, None)


def test_a_degree_of_latitude_is_111_km_everywhere() -> None:
    latitude = np.array([0.0, 1.0, 2.0, NAN])
    metres = haversine_m(latitude, np.zeros(4))
    assert metres[:2] == pytest.approx([111_195, 111_195], rel=1e-4)
    assert np.isnan(metres[2])
    assert haversine_m(np.array([60.0, 60.0]), np.array([0.0, 1.0]))[0] == pytest.approx(
        111_195 / 2, rel=1e-4
    )


def test_a_zero_means_what_the_sport_says() -> None:
    streams = Streams(
        time_s=[0.0, 1.0, 2.0, 3.0],
        heart_rate=[140.0, 0.0, 0.0, 150.0],
        power=[200.0, 0.0, 0.0, 200.0],
        cadence=[80.0, 0.0, 0.0, 90.0],
    )
    known = totals(streams)
    assert (known["hr_mean"], known["power_mean"], known["cadence_mean"]) == (145, 100, 85)
    nothing = Streams(time_s=[0.0, 1.0], heart_rate=[0.0, 0.0], cadence=[0.0, 0.0])
    assert totals(nothing) == {}


def test_values_that_nobody_reaches_are_in_no_total() -> None:
    streams = Streams(
        time_s=[0.0, 1.0, 2.0, 3.0],
        heart_rate=[140.0, 255.0, 140.0, 140.0],
        power=[200.0, 65_534.0, 200.0, 200.0],
        speed=[3.0, 300.0, 3.5, 3.0],
        altitude=[100.0, 12_000.0, 104.0, 104.0],
    )
    assert totals(streams, sport="running") == {
        "hr_mean": 140,
        "hr_max": 140,
        "power_mean": 200,
        "power_max": 200,
        "speed_max": 3.5,
        "ascent_m": 4,
        "descent_m": 0,
    }


def north(metres: list[float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    latitude = 45 + np.array(metres) / 111_194.93
    return np.arange(float(latitude.size)), latitude, np.full(latitude.size, 9.0)


@pytest.mark.parametrize("wrong", [(0.0, 0.0), (90.0, -80.0), (-90.0, 0.0), (45.2, 9.0)])
def test_a_wrong_position_is_not_on_the_way(wrong: tuple[float, float]) -> None:
    for first, last in ((0, 1), (40, 41), (40, 45), (99, 100)):
        times, latitude, longitude = north([3.0 * step for step in range(100)])
        latitude[first:last], longitude[first:last] = wrong
        way = measure_way(times, latitude, longitude, fastest_m_s=13)
        assert way.metres == pytest.approx(297, abs=7)
        assert way.wrong + way.leaps > 0


def test_without_a_sport_the_recording_itself_tells_its_leaps() -> None:
    times, latitude, longitude = north([30.0 * step for step in range(100)])
    latitude[50] += 900 / 111_194.93
    way = measure_way(times * 10, latitude, longitude, fastest_m_s=75)
    assert way.metres == pytest.approx(2970, abs=1)
    assert way.wrong == 1
    flight = north([2400.0 * step for step in range(100)])
    assert measure_way(*flight, fastest_m_s=75).leaps == 99
    assert measure_way(flight[0] * 20, *flight[1:], fastest_m_s=75).leaps == 0


def test_positions_that_are_all_nowhere_are_no_way() -> None:
    times, _, zeros = north([0.0] * 9)
    assert measure_way(times, zeros * 0, zeros * 0, fastest_m_s=13).metres is None


@pytest.mark.parametrize(
    ("told", "total"),
    [
        ([0, 3, 6, 9], 9),
        ([40_330, 40_333, 40_336, 40_339], 9),
        ([0, 400, 800, 3, 403, 803], 1603),
        ([0, 3, 6, 4e9, 12], 12),
        ([5, 8, 7.5, 12], 12),
    ],
    ids=["from 0", "runs on", "begins again", "one wrong value", "taken back"],
)
def test_a_distance_is_since_the_start(told: list[float], total: float) -> None:
    step = 1.0 if len(told) < 6 else 100.0
    times = np.arange(len(told)) * step
    distance = distance_since_start(np.array(told, float), times, fastest_m_s=13)
    assert distance.total_m == total
    assert np.nanmax(distance.column) == total
    assert (np.diff(distance.column[~np.isnan(distance.column)]) >= -1).all()


def test_increments_are_added_up_where_something_says_so() -> None:
    times = np.arange(50.0)
    even = np.full(50, 3.0)
    assert distance_since_start(even, times, fastest_m_s=13, measured_m=150).total_m == 150
    assert distance_since_start(even, times, fastest_m_s=13).total_m == 3
    uneven = np.tile([2.0, 4.0], 25)
    assert distance_since_start(uneven, times, fastest_m_s=13).total_m == 150


def test_a_step_to_another_count_does_not_count() -> None:
    told = np.concatenate([np.arange(50) * 3.0, 90_000 + np.arange(50) * 3.0])
    distance = distance_since_start(told, np.arange(100.0), fastest_m_s=13)
    assert distance.total_m == pytest.approx(297, abs=35)
    assert distance.notes


def test_totals_beyond_what_anybody_can_do_are_found() -> None:
    hour = {"elapsed_s": 3600.0, "distance_m": 11_000_000.0, "ascent_m": 9000.0, "hr_max": 255.0}
    assert beyond_limits(hour, "running").keys() == hour.keys() - {"elapsed_s"}
    fair = {"elapsed_s": 3600.0, "distance_m": 20_000.0, "ascent_m": 900.0, "calories_kcal": 900.0}
    assert beyond_limits(fair, "running") == {}
    assert beyond_limits({"elapsed_s": 3600.0, "normalized_power_w": 900.0}, "cycling")


def climbed_in_a_loop(altitude: np.ndarray) -> tuple[float, float]:
    up = down = 0.0
    last, *altitudes = altitude.tolist()
    for value in altitudes:
        change = value - last
        if change >= 3.0:
            up += change
            last = value
        elif change <= -3.0:
            down -= change
            last = value
    return up, down


@given(
    st.lists(st.sampled_from([-3, -1, -0.2, 0, 0, 0, 0.1, 0.2, 1, 2.9999, 3]), max_size=60)
    | st.lists(st.floats(-5, 5), max_size=60),
    st.sampled_from([0.0, 0.1, 512.2, -499.8]),
)
def test_climbing_equals_the_plain_loop(steps: list[float], start: float) -> None:
    altitude = start + np.cumsum([0.0, *steps])
    possible = altitude[altitude >= -500]
    if possible.size:
        assert ascent_m(altitude) == climbed_in_a_loop(possible)


def test_totals_of_columns_at_hand_are_those_of_the_packed_ones() -> None:
    rng = np.random.default_rng(3)
    columns = {
        "time_s": np.arange(500.0),
        "heart_rate": np.where(rng.random(500) < 0.1, NAN, 140.0),
        "power": rng.integers(0, 400, 500).astype(float),
        "altitude": np.round(400 + np.cumsum(rng.normal(0, 1, 500)), 1),
        "distance": np.cumsum(rng.uniform(3, 5, 500)),
    }
    streams = Streams.model_validate(columns)
    assert totals(streams, columns=columns) == totals(streams)


def test_a_developer_field_named_like_a_column_is_in_no_total() -> None:
    streams = Streams(time_s=[0.0, 1.0], developer={"heart_rate": [150.0, 150.0]})
    assert totals(streams) == {}
