"""Totals of samples: means and maxima of what is known, distance, climbing."""

import numpy as np
import pytest

from trainkit._totals import ascent_m, haversine_m, totals
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
