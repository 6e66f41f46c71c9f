"""Claims about the fit of the impulse-response model.

Fitted time constants are never compared with published ones: nine tests do not identify them.
"""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics import fitness

SERIES = Path(__file__).parents[1] / "published" / "series"
MODEL = {"p0": 250.0, "k1": 0.1, "tau1": 45.0, "k2": 0.2, "tau2": 12.0}

# Clarke & Skiba 2013, supplement: one cyclist's BikeScore and five-minute tests
CYCLIST = np.loadtxt(SERIES / "clarke_skiba_bikescore.txt")
TEST_DAY = np.array([45, 48, 56, 70, 77, 83, 105, 115, 132]) - 1
TEST_WATTS = np.array([271.0, 274, 282, 290, 292, 296, 299, 296, 302])


def season(days: int = 300, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).gamma(1.5, 40.0, days)


def test_the_cyclists_fit_is_no_worse_than_any_published_one_and_is_doubted() -> None:
    fit = fitness.fit_impulse_response(CYCLIST, TEST_DAY, TEST_WATTS)
    for published in (20.2546, 19.7451, 18.3110):  # Excel Solver, dorem, a grid of whole days
        assert fit.sse <= published
    model = {name: getattr(fit, name) for name in MODEL}
    fitted = fitness.impulse_response(CYCLIST, **model)[TEST_DAY]
    assert np.sum((TEST_WATTS - fitted) ** 2) == pytest.approx(fit.sse)
    assert fit.rmse == pytest.approx(np.sqrt(fit.sse / 9))
    assert fit.tests == 9
    assert not fit.identifiable
    assert any("9 tests" in doubt for doubt in fit.doubts)
    assert any("alike" in doubt for doubt in fit.doubts)


def test_a_wider_gap_never_fits_better() -> None:
    errors = [
        fitness.fit_impulse_response(CYCLIST, TEST_DAY, TEST_WATTS, min_gap_days=gap).sse
        for gap in (0.1, 1, 5, 12, 30)
    ]
    assert errors == sorted(errors)
    assert errors[3] <= 20.2546  # Excel Solver's time constants are 14.5 days apart


@settings(max_examples=15)
@given(
    st.floats(25, 70),
    st.floats(0.1, 0.6),
    st.floats(0.05, 1),
    st.floats(0.05, 2),
    st.sampled_from(["same_day", "prior_day"]),
)
def test_dense_exact_tests_give_the_parameters_back(
    tau1: float, share: float, k1: float, k2: float, convention: fitness.Convention
) -> None:
    truth = {"p0": 250.0, "k1": k1, "tau1": tau1, "k2": k2, "tau2": tau1 * share}
    load, day = season(), np.arange(5, 300, 4)
    value = fitness.impulse_response(load, **truth, convention=convention)
    fit = fitness.fit_impulse_response(load, day, value[day], convention=convention)
    for name, true in truth.items():
        assert getattr(fit, name) == pytest.approx(true, rel=1e-5)
    assert fit.r2 == pytest.approx(1)
    assert fit.identifiable
    assert fit.convention == convention


def test_the_fit_moves_with_the_unit_of_the_test_and_of_the_load() -> None:
    load, day = season(), np.arange(20, 300, 10)
    noise = np.random.default_rng(1).normal(0, 1, len(day))
    value = fitness.impulse_response(load, **MODEL)[day] + noise
    fit = fitness.fit_impulse_response(load, day, value)
    scaled = fitness.fit_impulse_response(load * 10, day, value * 2 + 100)
    assert (scaled.tau1, scaled.tau2) == (
        pytest.approx(fit.tau1, rel=1e-4),
        pytest.approx(fit.tau2, rel=1e-4),
    )
    assert scaled.p0 == pytest.approx(2 * fit.p0 + 100, rel=1e-4)
    assert scaled.k1 == pytest.approx(fit.k1 / 5, rel=1e-3)
    assert scaled.sse == pytest.approx(4 * fit.sse)


def test_no_fit_by_scipy_from_many_starts_is_better() -> None:
    from scipy.optimize import minimize

    load, day = season(200, 3), np.arange(15, 200, 12)
    value = fitness.impulse_response(load, **MODEL)[day]
    value += np.random.default_rng(2).normal(0, 2, len(day))

    def sse(x: np.ndarray) -> float:
        p0, k1, tau1, k2, tau2 = x
        p = fitness.impulse_response(load, p0=p0, k1=k1, tau1=tau1, k2=k2, tau2=tau2)
        return float(np.sum((value - p[day]) ** 2))

    ours = fitness.fit_impulse_response(load, day, value)
    bounds = [(0, 1000), (0, 5), (2, 100), (0, 5), (1, 99)]
    for start in ([250, 0.1, 45, 0.2, 12], [240, 1, 21, 3, 7]):
        theirs = minimize(sse, start, method="L-BFGS-B", bounds=bounds, options={"maxiter": 60})
        assert ours.sse <= theirs.fun * (1 + 1e-9)


def test_gains_are_never_negative_and_a_missing_effect_is_told() -> None:
    load, day = season(), np.arange(10, 300, 8)
    fresh = fitness.fit_impulse_response(
        load, day, fitness.impulse_response(load, **(MODEL | {"k2": 0.0}))[day]
    )
    tired = fitness.fit_impulse_response(
        load, day, fitness.impulse_response(load, **(MODEL | {"k1": 0.0}))[day]
    )
    assert fresh.k1 > 0
    assert tired.k2 > 0
    assert min(fresh.k2, tired.k1) >= 0
    assert fresh.sse < 1e-9
    assert not fresh.identifiable
    assert not tired.identifiable


def test_equal_tests_have_no_variance_to_explain() -> None:
    fit = fitness.fit_impulse_response(season(), np.arange(20, 300, 10), np.full(28, 5.0))
    assert (fit.p0, fit.k1, fit.k2) == (5, pytest.approx(0), pytest.approx(0))
    assert np.isnan(fit.r2)
    assert not fit.identifiable


def test_tests_without_a_result_or_a_known_load_are_left_out() -> None:
    load, day = season(), np.arange(20, 300, 10)
    value = fitness.impulse_response(load, **MODEL)[day]
    value[3] = np.nan
    load[day[5]] = np.nan
    fit = fitness.fit_impulse_response(load, day, value)
    assert fit.tests == 26


def test_the_bootstrap_repeats_itself_and_holds_the_fit() -> None:
    load, day = season(), np.arange(10, 300, 6)
    value = fitness.impulse_response(load, **MODEL)[day]
    value += np.random.default_rng(5).normal(0, 1, len(day))
    fit = fitness.fit_impulse_response(load, day, value)
    once, again, reseeded = (
        fitness.bootstrap_impulse_response(load, day, value, seed=seed, resamples=40)
        for seed in (1, 1, 2)
    )
    assert once == again
    assert once != reseeded
    for name, (low, high) in once._asdict().items():
        assert low < getattr(fit, name) < high
    narrow = fitness.bootstrap_impulse_response(load, day, value, seed=1, resamples=40, level=0.5)
    assert narrow.tau1[1] - narrow.tau1[0] < once.tau1[1] - once.tau1[0]


LOAD = [10.0] * 50
DAYS, WATTS = list(range(0, 48, 6)), [float(250 + day) for day in range(8)]
BAD = [
    (lambda: fitness.fit_impulse_response([LOAD], DAYS, WATTS), "load"),
    (lambda: fitness.fit_impulse_response(LOAD, [50, *DAYS[1:]], WATTS), "test_day"),
    (lambda: fitness.fit_impulse_response(LOAD, [-1, *DAYS[1:]], WATTS), "test_day"),
    (lambda: fitness.fit_impulse_response(LOAD, [0.5, *DAYS[1:]], WATTS), "test_day"),
    (lambda: fitness.fit_impulse_response(LOAD, [np.nan, *DAYS[1:]], WATTS), "test_day"),
    (lambda: fitness.fit_impulse_response(LOAD, DAYS, WATTS[1:]), "test_value"),
    (lambda: fitness.fit_impulse_response([0.0] * 50, DAYS, WATTS), "load"),
    (lambda: fitness.fit_impulse_response(LOAD, DAYS, WATTS, convention="x"), "convention"),
    (lambda: fitness.fit_impulse_response(LOAD, DAYS, WATTS, tau_min=0), "tau_min"),
    (lambda: fitness.fit_impulse_response(LOAD, DAYS, WATTS, tau_max=2), "tau_max"),
    (lambda: fitness.fit_impulse_response(LOAD, DAYS, WATTS, min_gap_days=0), "min_gap_days"),
    (lambda: fitness.bootstrap_impulse_response(LOAD, DAYS, WATTS, seed=-1), "seed"),
    (
        lambda: fitness.bootstrap_impulse_response(LOAD, DAYS, WATTS, seed=1, resamples=5),
        "resamples",
    ),
    (lambda: fitness.bootstrap_impulse_response(LOAD, DAYS, WATTS, seed=1, level=1), "level"),
]


@pytest.mark.parametrize(("call", "argument"), BAD)
def test_bad_input_names_the_argument(call: object, argument: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.argument == argument


def test_five_tests_cannot_fit_five_parameters() -> None:
    with pytest.raises(InsufficientData, match="5 of 6"):
        fitness.fit_impulse_response(LOAD, DAYS[:5], WATTS[:5])
