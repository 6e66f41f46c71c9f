"""What a reader leaves out to be fast changes nothing that it reads."""

import datetime as dt
import json

import numpy as np
import pytest

import trainkit as tk
from trainkit import Activity, Streams
from trainkit._totals import ascent_m, distance_since_start, totals
from trainkit.io import ReadLimits, write_fit
from trainkit.io.formats.trainkit_json import TrainkitJsonFormat

START = dt.datetime(2026, 5, 1, 6, tzinfo=dt.UTC)
STRICT = ReadLimits(free_tags=10, bytes_a_tag=1e6)


def samples(**columns: np.ndarray) -> Streams:
    seconds = np.arange(float(next(iter(columns.values())).size))
    return Streams.model_validate({"time_s": seconds, **columns})


def test_bytes_of_a_binary_file_that_look_like_tags_are_no_elements() -> None:
    watts = np.full(5000, 60.0)  # each a "<"
    ride = Activity(sport="cycling", start=START, elapsed_s=5000, streams=samples(power=watts))
    history = tk.read(write_fit(ride), limits=STRICT)
    assert not history.problems
    assert history.activities[0].power_mean == 60


@pytest.mark.parametrize("mark", [b".FIT", b"none"])
def test_text_with_the_mark_of_a_binary_file_has_elements_all_the_same(mark: bytes) -> None:
    document = b'<gpx a="' + mark + b'">' + b"<trk></trk>" * 500 + b"</gpx>"
    assert document[8:12] == mark
    problems = tk.read(document, limits=STRICT).problems
    assert any("far more elements" in problem.message for problem in problems)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_a_history_is_recognised_in_every_encoding(encoding: str) -> None:
    format_ = TrainkitJsonFormat()
    assert format_.matches('\n {"activities" : [], "days": []}'.encode(encoding), "")
    assert not format_.matches('{"days": {"activities": []}}'.encode(encoding), "")


@pytest.mark.parametrize(
    "times", [[0, 1, 2, 300], [0, 0, 5, 5], [0.5, 1.25, 9], [5], [0, 70_000, 140_000]]
)
def test_times_that_rise_are_accepted_however_they_are_packed(times: list[float]) -> None:
    streams = Streams(time_s=np.array(times, float))
    assert Streams.model_validate_json(streams.model_dump_json()) == streams


@pytest.mark.parametrize("times", [[0, 2, 1], [0, 300, 299], [0.5, 0.25], [0, np.nan, 2], [-1, -2]])
def test_times_that_fall_are_refused_however_they_are_packed(times: list[float]) -> None:
    packed = json.loads(Streams(time_s=np.arange(float(len(times)))).model_dump_json())
    packed["time_s"] = json.loads(
        Streams(time_s=np.arange(float(len(times))), power=np.array(times)).model_dump_json()
    )["power"]
    with pytest.raises(tk.InvalidInput, match="never falling"):
        Streams(time_s=np.array(times, float))
    with pytest.raises(tk.InvalidInput, match="never falling"):
        Streams.model_validate(packed)


def test_values_that_do_not_count_are_left_out_of_totals_one_by_one() -> None:
    heart_rate = np.array([0, 120, np.nan, 140, 999, 130.0])
    power = np.array([0, 0, 300, np.nan, 100, 200.0])
    found = totals(samples(heart_rate=heart_rate, power=power))
    assert found["hr_mean"] == 130
    assert found["hr_max"] == 140
    assert found["power_mean"] == 120
    assert found["power_max"] == 300
    assert "hr_mean" not in totals(samples(heart_rate=np.zeros(5)))


def test_altitudes_that_are_missing_impossible_or_leap_do_not_climb() -> None:
    time_s = np.arange(7.0)
    clean = np.array([100, 104, 108, 108, 104, 104, 108.0])
    assert ascent_m(clean, time_s) == (12, 4)
    assert ascent_m(np.insert(clean, 3, np.nan), np.arange(8.0)) == (12, 4)
    assert ascent_m(np.insert(clean, 3, 20_000), np.arange(8.0)) == (12, 4)
    assert ascent_m(clean + np.array([0, 0, 0, 500, 500, 500, 500]), time_s) == (12, 4)
    assert ascent_m(np.array([]), np.array([])) == (None, None)


def test_distances_that_go_back_a_little_are_steady_and_those_that_reset_are_not() -> None:
    time_s = np.arange(0.0, 1200, 300)
    steady = np.array([0, 3000, 2980, 9000.0])
    assert distance_since_start(steady, time_s, fastest_m_s=20).total_m == 9000
    reset = np.array([0, 3000, 10, 2000.0])
    assert distance_since_start(reset, time_s, fastest_m_s=20).total_m == 5000
    gaps = np.array([0, np.nan, 2980, 9000.0])
    assert distance_since_start(gaps, time_s, fastest_m_s=20).total_m == 9000
