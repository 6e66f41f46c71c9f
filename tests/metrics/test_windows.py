"""Claims about the moving windows that load, ACWR and fitness rest on."""

import inspect
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from builders.docstrings import section
from trainkit.errors import InvalidInput
from trainkit.metrics import _window_kernels, windows

ROOT = Path(__file__).resolve().parents[2]

values_2d = arrays(
    np.float64,
    st.tuples(st.integers(1, 60), st.integers(1, 4)),
    elements=st.floats(0, 1000) | st.just(np.nan),
)
spans = st.integers(1, 40)


def slow_sum(values: np.ndarray, window: int) -> np.ndarray:
    sums = np.full_like(values, np.nan)
    for day in range(window - 1, len(values)):
        sums[day] = values[day - window + 1 : day + 1].sum(axis=0)
    return sums


@given(values_2d, spans)
def test_a_rolling_sum_is_the_sum_of_its_window(values: np.ndarray, window: int) -> None:
    expected = slow_sum(values, window)
    np.testing.assert_allclose(windows.rolling_sum(values, window), expected, rtol=1e-12)
    daily = np.array([day.copy() for day in windows.rolling_sum_days(values, window)])
    np.testing.assert_allclose(daily, expected, rtol=1e-12)


@given(values_2d, spans, st.data())
def test_a_mean_with_min_periods_is_over_what_is_known(
    values: np.ndarray, window: int, data: st.DataObject
) -> None:
    need = data.draw(st.integers(1, window))
    means = windows.rolling_mean(values, window, min_periods=need)
    for day, column in np.ndindex(values.shape):
        seen = values[max(0, day - window + 1) : day + 1, column]
        known = seen[~np.isnan(seen)]
        enough = len(known) >= need and (need < window or day >= window - 1)
        assert np.isnan(means[day, column]) != enough
        if enough:
            assert means[day, column] == pytest.approx(known.mean())


def test_a_week_of_rest_is_exactly_zero_after_any_load() -> None:
    values = np.r_[np.full(20, 0.1), 1e9, np.zeros(28)]
    for window in (7, 28):
        assert windows.rolling_sum(values, window)[-1] == 0
        *_, last = windows.rolling_sum_days(values[:, np.newaxis], window)
        assert last[0] == 0


@given(values_2d, st.floats(0.01, 1), st.none() | st.floats(0, 100))
def test_an_exponential_average_carries_its_state_over_unknown_days(
    values: np.ndarray, alpha: float, seed: float | None
) -> None:
    averages = windows.ewma(values, alpha, seed=seed)
    for column in range(values.shape[1]):
        known = ~np.isnan(values[:, column])
        state, expected = seed, []
        for value in values[known, column]:
            state = value if state is None else state + alpha * (value - state)
            expected.append(state)
        np.testing.assert_allclose(averages[known, column], expected, rtol=1e-9, atol=1e-9)
        assert np.isnan(averages[~known, column]).all()


def test_an_exponential_average_is_scipys_filter() -> None:
    from scipy.signal import lfilter

    values = np.random.default_rng(3).gamma(2, 30, (200, 5))
    expected = lfilter([0.1], [1, -0.9], values, axis=0)
    np.testing.assert_allclose(windows.ewma(values, 0.1, seed=0), expected, rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(40,), (40, 3), (40, 2, 2)])
def test_windows_keep_shape_type_and_input(dtype: type, shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(0).random(shape).astype(dtype)
    values[5] = np.nan
    before = values.copy()
    results = [
        windows.ewma(values, 0.25, seed=None),
        windows.rolling_sum(values, 7),
        windows.rolling_mean(values, 7, min_periods=3),
        windows.rolling_median(values, 7, min_periods=3),
        windows.rolling_std(values, 7, ddof=1),
    ]
    for result in results:
        assert (result.dtype, result.shape) == (dtype, shape)
    np.testing.assert_array_equal(values, before)
    assert not np.shares_memory(windows.rolling_sum(values, 1), values)


@given(values_2d, st.integers(0, 60), st.none() | st.floats(0, 100))
def test_fading_sums_go_on_from_where_they_were(
    values: np.ndarray, cut: int, seed: float | None
) -> None:
    alphas, seeds = (0.25, 0.07), (None, seed)
    whole = [day.copy() for day in windows.fading_sum_days(values, alphas, seeds)]
    sums = np.full((2, values.shape[1]), np.nan)
    parts = [
        day.copy()
        for part in (values[:cut], values[cut:])
        for day in windows.fading_sum_days(part, alphas, seeds, sums=sums)
    ]
    np.testing.assert_array_equal(parts, whole)
    begun = ~np.isnan(values).all(axis=0)
    assert (np.isnan(sums[0]) == ~begun).all()  # the state of an unknown day is carried


def test_gaps_are_found_in_tables_wider_than_the_cached_piece() -> None:
    values = np.ones((3, _window_kernels._CACHED + 1))
    values[1, -1] = np.nan
    averages = windows.ewma(values, 0.5, seed=0)
    assert np.isnan(averages).sum() == 1
    assert averages[2, -1] == averages[1, 0]


BAD = [
    (lambda: windows.ewma(np.ones(3), 0, seed=None), "alpha"),
    (lambda: windows.ewma(np.ones(3), 1.1, seed=0), "alpha"),
    (lambda: windows.rolling_sum(np.ones(3), 0), "window"),
    (lambda: windows.rolling_mean(np.ones(3), 2, min_periods=3), "min_periods"),
    (lambda: windows.rolling_count(np.ones(3, dtype=bool), 0), "window"),
    (lambda: windows.rolling_std(np.ones(3), 0, ddof=1), "window"),
    (lambda: next(windows.rolling_sum_days(np.ones((3, 1)), 0)), "window"),
]


@pytest.mark.parametrize(("call", "argument"), BAD)
def test_bad_options_name_the_argument(call: object, argument: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.argument == argument


@pytest.mark.parametrize("name", windows.__all__)
def test_each_kernel_documents_its_shapes_and_units(name: str) -> None:
    text = inspect.getdoc(getattr(windows, name)) or ""
    answer = section(text, "Returns") or section(text, "Yields")
    assert "shape" in answer
    assert "[" in answer
    assert section(text, "Raises")
    assert ">>>" in section(text, "Examples")


def test_other_rooms_import_only_public_kernels() -> None:
    private = re.compile(r"trainkit\.metrics(\.\w+)*\._\w+|from trainkit\.metrics import _")
    for path in (ROOT / "src" / "trainkit").rglob("*.py"):
        if "metrics" in path.relative_to(ROOT / "src" / "trainkit").parts:
            continue
        text = path.read_text(encoding="utf-8")
        assert not private.search(text), path
        for names in re.findall(r"from trainkit\.metrics\.windows import (.+)", text):
            assert set(re.findall(r"\w+", names)) <= set(windows.__all__), path


@given(values_2d, st.sampled_from([None, 0.0, 40.0]))
def test_fading_sums_of_all_days_are_those_of_each_day(
    values: np.ndarray, seed: float | None
) -> None:
    alphas = (0.25, 2 / 29)
    all_days = windows.fading_sums(values, alphas, (seed, seed))
    daily = windows.fading_sum_days(values, alphas, (seed, seed))
    for ours, theirs in zip(all_days, daily, strict=True):
        assert ours.tobytes() == theirs.tobytes()
    for column in range(values.shape[1]):  # one athlete takes the way of plain numbers
        alone = windows.fading_sums(values[:, [column]], alphas, (seed, seed))
        np.testing.assert_array_equal(alone[..., 0], all_days[..., column])


@given(values_2d, spans, st.data())
def test_a_median_is_numpys_of_the_known_days(
    values: np.ndarray, window: int, data: st.DataObject
) -> None:
    need = data.draw(st.integers(1, window))
    first = data.draw(st.integers(0, len(values)))
    medians = windows.rolling_median(values, window, min_periods=need, first=first)
    for day, column in np.ndindex(values.shape):
        seen = values[max(0, day - window + 1) : day + 1, column]
        known = seen[~np.isnan(seen)]
        expected = np.median(known) if day >= first and len(known) >= need else np.nan
        np.testing.assert_array_equal(medians[day, column], expected)


@given(values_2d, st.integers(2, 40), st.data())
def test_a_spread_is_numpys_of_the_known_days_and_exactly_zero_where_they_are_equal(
    values: np.ndarray, window: int, data: st.DataObject
) -> None:
    need = data.draw(st.integers(2, window))
    values = values + data.draw(st.sampled_from([0.0, 1e6]))
    spreads = windows.rolling_std(values, window, ddof=1, min_periods=need)
    for day, column in np.ndindex(values.shape):
        seen = values[max(0, day - window + 1) : day + 1, column]
        known = seen[~np.isnan(seen)]
        if len(known) < need or (need == window and day < window - 1):
            assert np.isnan(spreads[day, column])
        elif known.min() == known.max():
            assert spreads[day, column] == 0
        else:
            expected = np.std(known, ddof=1)
            np.testing.assert_allclose(spreads[day, column], expected, rtol=1e-9, atol=1e-9)


@given(values_2d, spans, st.integers(1, 12))
def test_the_last_days_alone_have_the_bits_of_all_days(
    values: np.ndarray, window: int, back: int
) -> None:
    known, first = ~np.isnan(values), max(len(values) - back, 0)
    answers = [
        lambda since: windows.rolling_mean(values, window, min_periods=1, first=since),
        lambda since: windows.rolling_mean(values, window, first=since),
        lambda since: windows.rolling_std(values, window, ddof=0, min_periods=1, first=since),
        lambda since: windows.rolling_median(values, window, min_periods=1, first=since),
        lambda since: windows.rolling_count(known, window, first=since),
        lambda since: windows.rolling_known_sum(values, known, window, first=since),
    ]
    for answer in answers:
        whole, lately = answer(0), answer(first)
        assert lately.shape == whole.shape
        np.testing.assert_array_equal(lately[first:], whole[first:])
        assert (np.isnan(lately[:first]) | (lately[:first] == 0)).all()


@given(values_2d)
def test_one_window_has_the_mean_and_the_spread_of_a_rolling_one(values: np.ndarray) -> None:
    days, least = len(values), min(2, len(values))
    mean, sd = windows.mean_and_std(values, ddof=1, min_periods=least)
    expected = windows.rolling_mean(values, days, min_periods=min(least, days - 1) or None)[-1]
    enough = np.count_nonzero(~np.isnan(values), axis=0) >= least
    np.testing.assert_array_equal(mean, np.where(enough, expected, np.nan))
    spread = windows.rolling_std(values, days, ddof=1, min_periods=least)[-1]
    np.testing.assert_allclose(sd, spread, rtol=1e-9, atol=1e-9)
