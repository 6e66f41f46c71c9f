"""Claims about the normal range of lnRMSSD."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from trainkit.errors import InvalidInput
from trainkit.metrics import hrv

nights = st.one_of(st.floats(2, 6), st.just(np.nan))
seasons = arrays(np.float64, st.integers(1, 60), elements=nights)
SERIES = ("mean", "normal_mean", "normal_sd", "low", "high", "cv", "mean_trend", "cv_trend")


def season(days: int = 120, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(4.1, 0.15, days)


def plain(x: np.ndarray, need: int) -> tuple[float, float]:
    """Mean and standard deviation of what is known, or NaN."""
    known = x[~np.isnan(x)]
    if len(known) < need:
        return np.nan, np.nan
    return known.mean(), known.std(ddof=1) if len(known) > 1 else np.nan


@settings(max_examples=60)
@given(seasons, st.integers(0, 9))
def test_each_day_is_what_its_definition_says(x: np.ndarray, exclude: int) -> None:
    options = {"normal_days": 20, "min_normal_nights": 5, "exclude_days": exclude}
    base = hrv.baseline(x, **options)
    for day in range(len(x)):
        week, end = x[max(day - 6, 0) : day + 1], max(day + 1 - exclude, 0)
        mean, spread = plain(week, 3)
        normal, normal_sd = plain(x[max(day - exclude - 19, 0) : end], 5)
        expected = (mean, normal, normal_sd, normal - normal_sd / 2, normal + normal_sd / 2)
        computed = [getattr(base, name)[day] for name in SERIES[:5]]
        np.testing.assert_allclose(computed, expected, rtol=1e-9, atol=1e-7)
        np.testing.assert_allclose(base.cv[day], 100 * spread / mean, rtol=1e-9, atol=1e-5)
        assert base.nights[day] == np.count_nonzero(~np.isnan(week))


@settings(max_examples=30)
@given(seasons)
def test_a_trend_is_the_least_squares_line_of_what_is_known(x: np.ndarray) -> None:
    base = hrv.baseline(x, trend_days=10, min_trend_days=4)
    for series, trend in ((base.mean, base.mean_trend), (base.cv, base.cv_trend)):
        for day in range(len(x)):
            past = np.arange(max(day - 9, 0), day + 1)
            past = past[~np.isnan(series[past])]
            if len(past) < 4:
                assert np.isnan(trend[day])
                continue
            slope = np.polyfit(past - past.mean(), series[past], 1)[0]
            np.testing.assert_allclose(trend[day], 7 * slope, rtol=1e-6, atol=1e-6)


@settings(max_examples=30)
@given(seasons, st.floats(-1, 3))
def test_a_constant_moves_the_level_and_nothing_else(x: np.ndarray, more: float) -> None:
    base, moved = hrv.baseline(x), hrv.baseline(x + more)
    for name in ("mean", "normal_mean", "low", "high"):
        np.testing.assert_allclose(getattr(moved, name), getattr(base, name) + more, atol=1e-6)
    for name in ("normal_sd", "mean_trend"):
        np.testing.assert_allclose(getattr(moved, name), getattr(base, name), atol=1e-6)


def test_a_straight_decline_has_its_slope_and_a_growing_wobble_a_rising_cv() -> None:
    day = np.arange(80)
    falling = hrv.baseline(4.2 - 0.17 / 7 * day)
    np.testing.assert_allclose(falling.mean_trend[40:], -0.17, rtol=1e-9)
    wobble = hrv.baseline(4.0 + 0.001 * day * (-1.0) ** day)
    assert (wobble.cv_trend[40:] > 0).all()


def test_the_normal_range_of_a_day_knows_the_days_before_it_alone() -> None:
    x, changed = season(), season()
    changed[80:] += 1
    before, after = hrv.baseline(x), hrv.baseline(changed)
    for name in ("normal_mean", "normal_sd", "low", "high"):
        np.testing.assert_array_equal(getattr(after, name)[:81], getattr(before, name)[:81])
        assert getattr(after, name)[81] != getattr(before, name)[81]
    for name in SERIES:
        np.testing.assert_array_equal(getattr(after, name)[:80], getattr(before, name)[:80])
    assert after.mean[80] != before.mean[80]


@pytest.mark.parametrize("exclude", [0, 1, 7])
def test_how_much_of_the_present_is_normal_is_an_argument(exclude: int) -> None:
    x = season()
    base = hrv.baseline(x, exclude_days=exclude)
    window = x[100 - exclude - 59 : 100 - exclude + 1]
    assert base.normal_mean[100] == pytest.approx(window.mean())
    assert base.normal_sd[100] == pytest.approx(window.std(ddof=1))
    assert base.normal_nights[100] == 60
    assert np.isnan(base.low[: 13 + exclude]).all()
    assert not np.isnan(base.low[13 + exclude :]).any()


def test_the_range_is_two_sided_and_as_wide_as_asked() -> None:
    x = season()
    half, full = hrv.baseline(x), hrv.baseline(x, width_sd=1)
    np.testing.assert_allclose(half.high - half.low, half.normal_sd, rtol=1e-9)
    np.testing.assert_allclose(full.high - full.low, 2 * full.normal_sd, rtol=1e-9)
    np.testing.assert_allclose(half.high + half.low, 2 * half.normal_mean, rtol=1e-9)


def test_a_week_needs_three_nights() -> None:
    x = season()
    x[90:97] = np.nan
    x[[90, 93]] = 4.0
    base = hrv.baseline(x)
    assert base.nights[96] == 2
    assert np.isnan([base.mean[96], base.cv[96]]).all()
    x[95] = 4.0
    assert hrv.baseline(x).mean[96] == pytest.approx(4.0)
    assert np.isnan(hrv.baseline(x, min_nights=4).mean[96])


def test_a_missing_night_is_missed_by_the_windows_that_hold_it_and_no_others() -> None:
    x, holed = season(160), season(160)
    holed[60] = np.nan
    base, with_holes = hrv.baseline(x), hrv.baseline(holed)
    changed = {
        name: np.flatnonzero(getattr(base, name) != getattr(with_holes, name)) for name in SERIES
    }
    np.testing.assert_array_equal(np.isnan(with_holes.mean), np.isnan(base.mean))
    assert set(changed["mean"]) <= {0, 1, *range(60, 67)}
    early = set(np.flatnonzero(np.isnan(base.low)))
    assert set(changed["low"]) == early | set(range(61, 121))


def test_one_night_has_a_mean_and_no_variation() -> None:
    base = hrv.baseline([4.0, np.nan], days=7, min_nights=1)
    assert base.mean.tolist() == [4.0, 4.0]
    assert np.isnan(base.cv).all()


def test_equal_nights_have_a_range_without_width() -> None:
    base = hrv.baseline(np.full(40, 4.0))
    assert (base.low[-1], base.high[-1], base.cv[-1], base.cv_trend[-1]) == (4, 4, 0, 0)


def test_a_variation_needs_a_mean_above_zero() -> None:
    base = hrv.baseline(season(40) - 4.1)
    np.testing.assert_array_equal(np.isnan(base.cv[6:]), base.mean[6:] <= 0)
    assert 0 < np.isnan(base.cv[6:]).sum() < 34


def test_columns_are_athletes() -> None:
    squad = np.stack([season(90, seed) for seed in range(3)], axis=1)
    squad[20:30, 1] = np.nan
    together = hrv.baseline(squad)
    for athlete in range(3):
        alone = hrv.baseline(squad[:, athlete])
        for name in hrv.HrvBaseline._fields:
            np.testing.assert_array_equal(getattr(together, name)[:, athlete], getattr(alone, name))


def test_float32_stays_float32_and_the_input_as_it_was() -> None:
    single = season().astype(np.float32)
    single.setflags(write=False)
    base, double = hrv.baseline(single), hrv.baseline(single.astype(float))
    for name in SERIES:
        assert getattr(base, name).dtype == np.float32
        np.testing.assert_allclose(getattr(base, name), getattr(double, name), rtol=1e-5, atol=1e-6)


@pytest.mark.realdata
def test_on_forty_real_nights_half_a_deviation_is_for_display_and_one_for_warnings(
    data_dir: Path,
) -> None:
    table = np.genfromtxt(
        data_dir / "history" / "hrv_daily.csv", delimiter=",", skip_header=1, usecols=(1, 2)
    )
    weekly, nightly = table.T
    base = hrv.baseline(np.log(nightly))
    assert np.abs(np.exp(base.mean) - weekly)[6:].max() < 2
    judged = ~np.isnan(base.low)
    assert judged.sum() == 26
    outside = ((base.mean < base.low) | (base.mean > base.high))[judged]
    beyond = (np.abs(base.mean - base.normal_mean) > base.normal_sd)[judged]
    assert (outside.sum(), beyond.sum()) == (5, 0)


@pytest.mark.parametrize(
    ("option", "argument"),
    [
        ({"days": 0}, "days"),
        ({"normal_days": 1}, "normal_days"),
        ({"min_nights": 8}, "min_nights"),
        ({"min_nights": 0}, "min_nights"),
        ({"min_normal_nights": 61}, "min_normal_nights"),
        ({"min_normal_nights": 1}, "min_normal_nights"),
        ({"exclude_days": -1}, "exclude_days"),
        ({"width_sd": 0}, "width_sd"),
        ({"trend_days": 1}, "trend_days"),
        ({"min_trend_days": 29}, "min_trend_days"),
    ],
)
def test_bad_options_are_refused_by_name(option: dict[str, float], argument: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        hrv.baseline(season(), **option)
    assert caught.value.argument == argument


@pytest.mark.parametrize("x", [[4.0, np.inf], [], 4.0, "4", None])
def test_bad_nights_are_refused_by_name(x: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        hrv.baseline(x)
    assert caught.value.argument == "ln_rmssd_daily"
