"""Streams: columns of one length that nobody can change."""

import pickle  # noqa: TID251  worker processes send models to each other so

import numpy as np

from trainkit.models import Streams


def test_columns_are_read_only_and_apart_from_the_callers_array() -> None:
    mine = np.array([120.0, 121.0])
    streams = Streams(time_s=np.arange(2.0), heart_rate=mine)
    mine[0] = 0
    assert streams.heart_rate is not None
    assert streams.heart_rate.tolist() == [120, 121]
    assert not streams.heart_rate.flags.writeable
    assert not pickle.loads(pickle.dumps(streams)).time_s.flags.writeable  # noqa: S301


def test_a_frozen_array_that_cannot_be_packed_is_not_copied() -> None:
    mine = np.array([0.0, np.pi])
    mine.flags.writeable = False
    assert Streams(time_s=mine).time_s is mine


def test_a_frozen_view_of_a_writeable_array_is_copied() -> None:
    base = np.arange(6.0)
    view = base[:3]
    view.flags.writeable = False
    streams = Streams(time_s=view)
    base[0] = -9
    assert streams.time_s[0] == 0


def test_float32_stays_and_whole_numbers_become_float64() -> None:
    streams = Streams(time_s=np.arange(2), power=np.array([1, 2], ">f4"))
    assert streams.time_s.dtype == np.float64
    assert streams.power is not None
    assert streams.power.dtype == np.dtype("=f4")


def test_big_endian_columns_come_back_from_json() -> None:
    streams = Streams(time_s=np.array([0, 1.5], ">f8"))
    assert Streams.model_validate_json(streams.model_dump_json()) == streams


def test_none_among_numbers_is_nan() -> None:
    streams = Streams.model_validate({"time_s": [0, 1], "power": [None, 200]})
    assert streams.power is not None
    assert np.isnan(streams.power[0])


def test_equality_is_bit_by_bit_with_nan_equal_to_nan() -> None:
    one = Streams(time_s=np.arange(2.0), power=np.array([np.nan, 1]))
    assert one == Streams(time_s=np.arange(2.0), power=np.array([np.nan, 1]))
    assert one != Streams(time_s=np.arange(2.0), power=np.array([0, 1.0]))
    assert one != Streams(time_s=np.arange(2.0), power=np.array([np.nan, 1], "f4"))
    assert one != Streams(time_s=np.arange(2.0), speed=np.array([np.nan, 1]))
    assert one != 3


def test_beats_without_samples_are_a_recording() -> None:
    streams = Streams(time_s=np.array([]), rr_ms=np.array([800.0, 810.0]))
    assert len(streams) == 0
    assert streams.known_samples == 2


def test_columns_are_listed_by_name() -> None:
    zeros = np.zeros(2)
    streams = Streams(time_s=zeros, speed=zeros, developer={"Mood": zeros}, extra={"stance": zeros})
    assert sorted(streams.columns) == ["Mood", "speed", "stance"]
    assert repr(streams) == "Streams(2 samples over 0 s: Mood, stance, speed)"
    assert "heart_rate" not in repr(streams)
