"""Race forecasts: what one and several races tell, what widens the interval, and bad input."""

import csv
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import trainkit as tk
from trainkit.metrics import running
from trainkit.metrics.running._race_model import RUNNERS, level_of, log_distance, transfer

HALF, MARATHON = 21_097.5, 42_195.0


def width(found: running.RacePrediction) -> float:
    return float(np.log(found.upper_s / found.lower_s))


@given(
    st.floats(1500, 100_000), st.floats(1500, 100_000), st.floats(1.5, 6.5), st.floats(0.5, 0.98)
)
def test_the_time_lies_in_its_interval_and_grows_with_the_distance(
    known_m: float, to_m: float, speed_m_s: float, level: float
) -> None:
    seconds = known_m / speed_m_s
    found = running.predict_race(known_m, seconds, to_m, level=level)
    assert found.lower_s < found.time_s < found.upper_s
    if to_m > 1.02 * known_m:
        assert found.time_s > seconds * to_m / known_m * 0.99
    wider = running.predict_race(known_m, seconds, to_m, level=level + 0.01)
    assert wider.lower_s < found.lower_s
    assert wider.upper_s > found.upper_s
    assert wider.time_s == found.time_s


def test_the_error_grows_with_the_ratio_of_the_distances() -> None:
    widths = [
        width(running.predict_race(5000, 1350, metres)) for metres in (5000, 10_000, HALF, MARATHON)
    ]
    assert widths == sorted(widths)
    assert widths[-1] > 1.3 * widths[0]


def test_real_marathons_are_slower_than_the_equations_say() -> None:
    """Riegel's law gives half of such runners times at least 10 min too fast (Vickers 2016)."""
    found = running.predict_race(HALF, 6300, MARATHON)
    assert found.time_s > running.riegel(6300, HALF, MARATHON) + 600
    assert found.time_s > running.race_time(running.vdot(HALF, 6300), MARATHON) + 600


def test_two_races_tell_the_runners_own_exponent() -> None:
    usual = running.predict_race(10_000, 2700, HALF)
    fader = running.predict_race([5000, 10_000], [1240, 2700], HALF)
    stayer = running.predict_race([5000, 10_000], [1330, 2700], HALF)
    assert fader.exponent > usual.exponent > stayer.exponent
    assert fader.races == 2


def test_races_that_agree_narrow_the_interval_and_races_that_do_not_widen_it() -> None:
    one = running.predict_race(10_000, 2700, HALF)
    agree = running.predict_race([10_000] * 3, [2690, 2700, 2710], HALF)
    differ = running.predict_race([10_000] * 3, [2300, 2700, 3150], HALF)
    assert width(agree) < 0.8 * width(one)
    assert width(differ) > width(one)


def test_kilometres_a_week_help_and_make_sure() -> None:
    little, much = (
        running.predict_race(HALF / 2, 3000, MARATHON, week_m=metres) for metres in (20e3, 90e3)
    )
    assert much.time_s < little.time_s
    assert width(much) < width(little)


def test_a_short_longest_run_costs_a_marathon_and_nothing_else() -> None:
    """A fifth of 13.44 min of four hours (Fokkema 2020, the abstract)."""
    for metres, minutes in ((MARATHON, 13.44 / 5), (HALF, 0.0)):
        long, short = (
            running.predict_race(10_000, 3000, metres, longest_run_m=run) for run in (30e3, 20e3)
        )
        assert 240 * (short.time_s / long.time_s - 1) == pytest.approx(minutes, abs=0.01)
        assert long.time_s == running.predict_race(10_000, 3000, metres).time_s
    assert "longest run of 20 km" in " ".join(
        running.predict_race(10_000, 3000, MARATHON, longest_run_m=20e3).notes
    )


def test_an_old_race_widens_the_interval_and_says_so() -> None:
    fresh, season, old = (
        running.predict_race(10_000, 2700, HALF, days_since=days) for days in (0, 90, 500)
    )
    assert fresh == season
    assert width(old) > 1.1 * width(fresh)
    assert old.time_s == pytest.approx(fresh.time_s)
    assert any("500 days" in note for note in old.notes)
    mixed = running.predict_race([10_000] * 2, [2700, 2600], HALF, days_since=[2000, 0])
    assert mixed.notes == ()
    assert mixed.time_s < running.predict_race([10_000] * 2, [2700, 2600], HALF).time_s


@pytest.mark.parametrize(
    ("known_m", "seconds", "to_m", "week_m", "word"),
    [
        (2000.0, 420.0, 10_000.0, None, "known distance"),
        (10_000.0, 2700.0, 60_000.0, None, "predicted distance"),
        (5000.0, 4300.0, 10_000.0, None, "fast or slow"),
        (10_000.0, 2700.0, HALF, 0.0, "0 km a week"),
    ],
)
def test_outside_the_data_there_is_an_answer_that_says_so(
    known_m: float, seconds: float, to_m: float, week_m: float | None, word: str
) -> None:
    found = running.predict_race(known_m, seconds, to_m, week_m=week_m)
    assert any(word in note for note in found.notes)
    assert running.predict_race(10_000, 2700, HALF).notes == ()


def test_outside_the_data_the_interval_is_wider() -> None:
    inside = width(running.predict_race(10_000, 2700, MARATHON))
    assert width(running.predict_race(10_000, 2700, 99_000)) > 1.2 * inside
    near = width(running.predict_race(5000, 1500, 5000))
    assert width(running.predict_race(1600, 450, 1600)) > 1.3 * near


@pytest.mark.parametrize(
    ("known_m", "seconds", "to_m", "missing"),
    [
        (10_000.0, 2700.0, 1000.0, "races of real runners under 1.5 km"),
        (10_000.0, 2700.0, 160_000.0, "races of real runners over 100 km"),
        (800.0, 150.0, 5000.0, "known races from 1.5 to 100 km"),
        (10_000.0, float("nan"), 5000.0, "known races from 1.5 to 100 km"),
    ],
)
def test_what_is_missing_is_named(
    known_m: float, seconds: float, to_m: float, missing: str
) -> None:
    with pytest.raises(tk.InsufficientData, match=missing):
        running.predict_race(known_m, seconds, to_m)


def test_races_that_the_model_cannot_use_are_left_out() -> None:
    found = running.predict_race([800, 10_000, 5000], [150, 2700, float("nan")], HALF)
    assert found == running.predict_race(10_000, 2700, HALF)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (((5000.0, 11_000.0, HALF), {}), "time_s"),
        (((5000.0, 300.0, HALF), {}), "time_s"),
        ((([5000.0, 1e4], [1500.0, 3000, 6000], HALF), {}), "shape"),
        ((([[5000.0, 1e4]], [[1500.0, 3000]], HALF), {}), "distance_m"),
        (((5000.0, 1500.0, HALF), {"level": 1.0}), "level"),
        (((5000.0, 1500.0, HALF), {"days_since": -1.0}), "days_since"),
        (((5000.0, 1500.0, HALF), {"days_since": float("nan")}), "days_since"),
        (((5000.0, 1500.0, HALF), {"week_m": -1.0}), "week_m"),
        (((5000.0, 1500.0, -HALF), {}), "to_m"),
    ],
)
def test_bad_input_is_named(
    arguments: tuple[tuple[float, float, float], dict[str, float]], name: str
) -> None:
    with pytest.raises(tk.InvalidInput, match=name):
        running.predict_race(*arguments[0], **arguments[1])


def test_the_basis_says_what_is_known() -> None:
    found = running.predict_race([5000, 10_000], [1300, 2700], HALF, week_m=40_000)
    assert found.basis.startswith("2 races, 40 km a week; Vickers")
    assert found.level == 0.8


def test_a_slow_runner_gets_an_answer() -> None:
    """Daniels' race times begin at a VDOT of 15."""
    level = float(running.vdot(5000, 3600))
    assert level < 15
    with pytest.raises(tk.InvalidInput, match="vdot"):
        running.race_time(level, 10_000)
    found = running.predict_race(5000, 3600, 10_000)
    assert 2.05 * 3600 < found.time_s < 2.3 * 3600


def test_the_exponent_of_one_race_is_that_of_similar_runners() -> None:
    """The slope of the data's middle runner, and of one who runs much."""
    usual = running.predict_race(10_000, 2981, HALF, week_m=45_000)
    assert usual.exponent == pytest.approx(1.082, abs=0.001)
    assert usual.time_s == pytest.approx(
        running.riegel(2981, 10_000, HALF, exponent=usual.exponent)
    )
    assert running.predict_race(10_000, 2981, HALF, week_m=90_000).exponent < usual.exponent


def test_numpy_and_lists_are_the_same() -> None:
    listed = running.predict_race([5000, 10_000], [1300, 2700], HALF)
    assert running.predict_race(np.array([5e3, 1e4]), np.array([1300.0, 2700]), HALF) == listed


@given(
    st.lists(st.tuples(st.floats(1600, 42_000), st.floats(2.2, 5.5)), min_size=1, max_size=5),
    st.floats(5000, 42_000),
)
def test_the_model_is_a_normal_conditional_whose_level_is_unknown(
    races: list[tuple[float, float]], to_m: float
) -> None:
    """Written down a second time: a joint normal with a level of any size, cut at the races."""
    distance, speed = (np.array(part) for part in zip(*races, strict=True))
    x, y = log_distance(distance)[None], np.log(distance / speed)[None]
    found = transfer(x, y, log_distance(np.array([to_m])), np.array([0.0]))
    far = np.append(x[0], log_distance(to_m))
    fade = np.maximum(far - log_distance(HALF), 0)
    level = float(np.clip(level_of(x, y)[0], -0.6, 0.6))
    c, size = RUNNERS, np.exp(RUNNERS.scale_speed * level)
    mean = 8 + (c.slope + c.slope_speed * level) * far + (c.fade + c.fade_speed * level) * fade
    joint = 1e4 + size**2 * (
        c.slope_sd**2 * np.outer(far, far)
        + c.fade_sd**2 * np.outer(fade, fade)
        + c.error**2 * np.eye(far.size)
    )
    gain = np.linalg.solve(joint[:-1, :-1], joint[:-1, -1])
    left = y[0] - mean[:-1]
    distance_2 = left @ np.linalg.solve(joint[:-1, :-1], left)
    freedom = c.freedom + len(races) - 1
    variance = (joint[-1, -1] - gain @ joint[:-1, -1]) * (c.freedom + distance_2) / freedom
    assert found.median[0] == pytest.approx(mean[-1] + gain @ left, abs=1e-4)
    assert found.scale[0] == pytest.approx(np.sqrt(variance), rel=1e-2)
    assert found.freedom[0] == freedom


@pytest.mark.realdata
@pytest.mark.parametrize("metres", [10_000.0, 10 * 1609.344, HALF, MARATHON])
def test_held_out_runners_finish_inside_the_interval(data_dir: Path, metres: float) -> None:
    """Four fifths of the races of those who were not fitted on, and as many before as after."""
    columns = {
        "k5_ti": 5000.0, "m5_ti": 5 * 1609.344, "k10_ti": 10_000.0, "m10_ti": 10 * 1609.344,
        "mh_ti": HALF, "mf_ti": MARATHON,
    }  # fmt: skip
    inside, errors = [], []
    with (data_dir / "people" / "vickers_2016_races.csv").open(encoding="utf-8") as file:
        people = [row for row in csv.DictReader(file) if zlib.crc32(row["id"].encode()) % 2]
    for person in people:
        times = {columns[key]: float(person[key]) for key in columns if person[key]}
        if metres not in times:
            continue
        for known in set(times) - {metres}:
            found = running.predict_race(
                known, times[known], metres, week_m=1609.344 * float(person["typical"])
            )
            inside.append(found.lower_s <= times[metres] <= found.upper_s)
            errors.append(times[metres] / found.time_s - 1)
    assert len(inside) > 100
    assert 0.76 <= np.mean(inside) <= 0.84
    assert abs(np.median(errors)) <= 0.011
