"""Claims about power: published numbers stand in published/power.csv."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics import power

rides = arrays(np.float64, st.integers(40, 300), elements=st.floats(0, 1500))
TRIALS = ([453.0, 430, 405, 375, 360], [160.0, 205, 260, 430, 685])


@given(rides, st.floats(0.1, 3))
def test_normalized_power_scales_with_the_power(ride: np.ndarray, scale: float) -> None:
    once = power.normalized_power(ride)
    assert power.normalized_power(ride * scale) == pytest.approx(once * scale, rel=1e-9, abs=1e-9)


@given(rides)
def test_normalized_power_is_at_least_the_mean_of_its_windows(ride: np.ndarray) -> None:
    total = np.cumsum(ride)
    means = np.array([(total[i] - (total[i - 30] if i >= 30 else 0)) for i in range(len(ride))])
    means /= np.minimum(np.arange(1, len(ride) + 1), 30)
    expected = np.mean(means**4) ** 0.25
    assert power.normalized_power(ride) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert expected >= means.mean() - 1e-9


@pytest.mark.parametrize("warmup", ["partial", "drop", "zero"])
def test_time_stamps_of_one_second_change_nothing(warmup: power.Warmup) -> None:
    ride = np.random.default_rng(0).uniform(0, 400, 600)
    stamped = power.normalized_power(ride, warmup=warmup, time_s=np.arange(600.0))
    assert stamped == pytest.approx(power.normalized_power(ride, warmup=warmup), rel=1e-9)


def test_windows_are_seconds_not_samples() -> None:
    slow = np.repeat([100.0, 300.0], 60)
    every_two = power.normalized_power(slow[::2], time_s=np.arange(0, 120, 2.0))
    assert every_two == pytest.approx(power.normalized_power(slow), rel=0.01)
    assert abs(every_two - power.normalized_power(slow[::2])) > 1


def test_a_pause_breaks_the_windows_or_counts_as_zero() -> None:
    time = np.r_[np.arange(0.0, 600), np.arange(1200.0, 1800)]
    steady = np.full(1200, 200.0)
    assert power.normalized_power(steady, time_s=time) == pytest.approx(200)
    assert power.normalized_power(steady, time_s=time, gaps="zero") < 190


def test_gaps_of_zero_keep_the_time_however_short_a_gap_is() -> None:
    time = np.arange(0.0, 600, 10)
    every_step = power.normalized_power(np.full(60, 200.0), time_s=time, gaps="zero", max_gap_s=2)
    padded = np.where(np.arange(600) % 10 < 2, 200.0, 0)
    assert every_step == pytest.approx(power.normalized_power(padded), rel=0.05)


@pytest.mark.parametrize("warmup", ["partial", "drop", "zero"])
def test_a_window_of_half_seconds_is_not_rounded(warmup: power.Warmup) -> None:
    ride = np.random.default_rng(2).uniform(0, 400, 300)
    exact = power.normalized_power(ride, warmup=warmup, window_s=30.5)
    finer = power.normalized_power(
        np.repeat(ride, 2), warmup=warmup, window_s=30.5, time_s=np.arange(600) / 2
    )
    assert exact == pytest.approx(finer, rel=5e-3)
    assert exact != power.normalized_power(ride, warmup=warmup, window_s=30)


def test_a_missing_sample_leaves_its_windows_out() -> None:
    ride = np.full(600, 200.0)
    ride[300] = np.nan
    assert power.normalized_power(ride) == pytest.approx(200)
    assert np.isnan(power.normalized_power(np.full(60, np.nan)))


@given(st.floats(50, 500))
def test_one_hour_at_threshold_scores_100(ftp: float) -> None:
    normalized = power.normalized_power(np.full(3600, ftp))
    score = power.training_stress_score(3600.0, normalized, ftp_w=ftp)
    assert score == pytest.approx(100, rel=1e-9)


SURGE = np.full(3600, 200.0)
SURGE[1000:1300] = 350


@pytest.mark.parametrize(
    ("method", "weight"), [("goldencheetah", 1 / 26), ("time_constant", 1 - np.exp(-1 / 25))]
)
def test_xpower_weighs_a_second_as_the_named_software(
    method: power.XPowerMethod, weight: float
) -> None:
    from scipy.signal import lfilter

    smooth = lfilter([weight], [1, weight - 1], SURGE)
    ours = power.xpower(SURGE, method=method)
    assert ours == pytest.approx(np.mean(smooth**4) ** 0.25, rel=1e-9)
    assert ours == pytest.approx(power.xpower(SURGE, method=method, time_s=np.arange(3600.0)))
    assert 200 < ours < power.normalized_power(SURGE)


def workbook_xpower(ride: np.ndarray, span: int) -> float:
    """Clarke and Skiba's columns: power, its mean of 25 s, and the exponential mean of that."""
    column = ride[: span - 1].tolist()
    state = ride[:span].mean()
    for row in range(span - 1, len(ride)):
        mean = ride[row - span + 1 : row + 1].mean()
        state = mean if row == span - 1 else state + (mean - state) * 2 / (span + 1)
        column.append(state)
    return float(np.mean(np.power(column, 4)) ** 0.25)


@pytest.mark.parametrize("span", [25, 60])
def test_the_workbooks_xpower_is_an_exponential_mean_of_a_rolling_mean(span: int) -> None:
    rng = np.random.default_rng(4)
    ride = np.repeat(rng.integers(0, 500, 60), 20) * rng.uniform(0.7, 1.3, 1200)
    expected = workbook_xpower(ride, span)
    assert power.xpower(ride, window_s=span) == pytest.approx(expected, rel=1e-9)
    timed = power.xpower(ride, window_s=span, time_s=np.arange(1200.0))
    assert timed == pytest.approx(expected, rel=1e-9)


def test_the_rolling_mean_makes_the_workbooks_xpower_smaller_than_normalized_power() -> None:
    assert power.xpower([250.0] * 30) == pytest.approx(250)
    assert 200 < power.xpower(SURGE) < power.normalized_power(SURGE)
    short = power.xpower([100.0, 300.0])  # no window is full: the samples as they are
    assert short == pytest.approx(((100**4 + 300**4) / 2) ** 0.25)


def test_xpower_leaves_windows_with_a_missing_sample_out_and_goes_on() -> None:
    ride = SURGE.copy()
    ride[500] = np.nan
    assert power.xpower(ride) == pytest.approx(power.xpower(np.delete(SURGE, slice(500, 525))))
    parts = power.xpower([300.0] * 100 + [100.0] * 100, time_s=[*range(100), *range(500, 600)])
    assert parts == pytest.approx(((300**4 + 100**4) / 2) ** 0.25)


@given(arrays(np.float64, st.integers(1, 150), elements=st.floats(0, 2000)), st.booleans())
def test_mean_max_is_the_best_of_every_window(ride: np.ndarray, whole: bool) -> None:
    ride = np.rint(ride) if whole else ride
    curve = power.mean_max(ride)
    for d in range(1, len(ride) + 1):
        windows = np.lib.stride_tricks.sliding_window_view(ride, d).sum(axis=1)
        assert curve[d - 1] == pytest.approx(windows.max() / d, rel=1e-9, abs=1e-9)


LONG_RIDES = {
    "uneven, most blocks skipped": np.random.default_rng(3).uniform(0, 400, 3000),
    "whole watts": np.random.default_rng(4).integers(0, 900, 3000).astype(float),
    "intervals, hardly any skipped": np.where(np.arange(3000) % 200 < 100, 300.1, 100.2),
    "steady": np.full(3000, 200.3),
    "nothing": np.zeros(3000),
    "best at the end": np.where(np.arange(3000) > 2950, 500.5, 100.25),
    "one spike": np.where(np.arange(3000) == 1500, 1000, 0.3),
}


@pytest.mark.parametrize("ride", LONG_RIDES.values(), ids=LONG_RIDES)
def test_no_skipped_window_was_the_best(ride: np.ndarray) -> None:
    total = np.concatenate([[0.0], np.cumsum(ride)])
    every = [(total[d:] - total[:-d]).max() / d for d in range(1, len(ride) + 1)]
    np.testing.assert_allclose(power.mean_max(ride), every, rtol=1e-12)


def test_streams_of_single_precision_stay_so() -> None:
    ride = np.random.default_rng(5).uniform(0, 500, 500)
    single = ride.astype(np.float32)
    for result, expected in (
        (power.mean_max(single), power.mean_max(ride)),
        (
            power.w_prime_balance(single, cp=250, w_prime=2e4),
            power.w_prime_balance(ride, cp=250, w_prime=2e4),
        ),
    ):
        assert result.dtype == np.float32
        np.testing.assert_allclose(result, expected, rtol=1e-4)


def test_mean_max_at_given_durations_equals_the_whole_curve() -> None:
    ride = np.random.default_rng(1).integers(0, 900, 5000).astype(float)
    curve = power.mean_max(ride)
    asked = [1, 5, 60, 61, 300, 1200, 5000]
    np.testing.assert_array_equal(power.mean_max(ride, asked), curve[np.array(asked) - 1])
    assert np.isnan(power.mean_max(ride, [5001])).all()


def test_durations_may_come_in_any_order_and_twice() -> None:
    ride = [100.0, 300, 200, 100]
    np.testing.assert_array_equal(power.mean_max(ride, [1, 1, 3]), [300, 300, 200])
    np.testing.assert_array_equal(power.mean_max(ride, [3, 9, 1, 2]), [200, np.nan, 300, 250])


def test_a_window_with_a_missing_sample_is_no_candidate() -> None:
    ride = np.array([300.0, np.nan, 200, 200, 500, np.nan])
    np.testing.assert_array_equal(power.mean_max(ride)[:3], [500, 350, 300])
    assert np.isnan(power.mean_max(ride)[3:]).all()


@pytest.mark.parametrize("method", ["inverse_time", "work", "hyperbolic"])
@given(st.floats(150, 400), st.floats(5e3, 3e4))
def test_an_exact_hyperbola_is_found_again(
    method: power.CriticalPowerMethod, cp: float, w_prime: float
) -> None:
    seconds = np.array([120.0, 240, 480, 900])
    fit = power.critical_power(cp + w_prime / seconds, seconds, method=method)
    assert fit.cp == pytest.approx(cp, rel=1e-5)
    assert fit.w_prime == pytest.approx(w_prime, rel=1e-4)
    assert fit.cp_se == pytest.approx(0, abs=0.1)


def test_the_three_fits_differ_on_real_trials_and_say_which_they_are() -> None:
    fits = [power.critical_power(*TRIALS, method=m) for m in ("inverse_time", "work", "hyperbolic")]
    assert [fit.method for fit in fits] == ["inverse_time", "work", "hyperbolic"]
    assert fits[0].cp < fits[1].cp < fits[2].cp


def test_a_repeated_duration_is_no_longer_trial() -> None:
    watts, seconds = np.array([320.0, 325, 280]), np.array([300.0, 300, 900])
    fit = power.critical_power(watts, seconds)
    swapped = power.critical_power(watts[[1, 0, 2]], seconds)
    assert fit.cp == pytest.approx(swapped.cp)


def test_trials_without_a_short_one_put_no_limit_to_power() -> None:
    fit = power.fit_three_parameter_power(*TRIALS)
    hyperbola = power.critical_power(*TRIALS, method="hyperbolic")
    assert np.isnan(fit.p_max)
    assert (fit.cp, fit.w_prime) == pytest.approx((hyperbola.cp, hyperbola.w_prime), rel=1e-5)


def test_the_parameters_printed_for_moritanis_subject_are_not_those_of_the_rounded_trials() -> None:
    fit = power.critical_power([400.0, 350, 300, 275], [102.0, 132, 186, 240], method="work")
    assert abs(fit.cp - 185.4) > 3
    assert abs(fit.w_prime / 60 - 358.7) > 10


def test_two_trials_have_no_standard_error() -> None:
    fit = power.critical_power([400.0, 350], [180, 600])
    assert np.isnan([fit.cp_se, fit.w_prime_se]).all()


def test_standard_errors_equal_those_of_a_linear_regression() -> None:
    from scipy.stats import linregress

    watts, seconds = np.array(TRIALS)
    theirs = linregress(1 / seconds, watts)
    ours = power.critical_power(watts, seconds)
    assert ours.w_prime_se == pytest.approx(theirs.stderr)
    assert ours.cp_se == pytest.approx(theirs.intercept_stderr)


def test_the_hyperbolic_fit_equals_scipys() -> None:
    from scipy.optimize import curve_fit

    watts, seconds = np.array(TRIALS)
    (cp, w), covariance = curve_fit(
        lambda p, cp, w: w / (p - cp), watts, seconds, p0=(330, 2e4), xtol=1e-14, ftol=1e-14
    )
    ours = power.critical_power(watts, seconds, method="hyperbolic")
    assert (ours.cp, ours.w_prime) == pytest.approx((cp, w), rel=1e-6)
    assert ours.cp_se == pytest.approx(np.sqrt(covariance[0, 0]), rel=1e-3)


@pytest.mark.parametrize("model", ["differential", "ode", "integral"])
@given(rides)
def test_w_prime_only_falls_above_critical_power(
    model: power.WPrimeModel, ride: np.ndarray
) -> None:
    balance = power.w_prime_balance(ride, cp=250, w_prime=20_000, model=model)
    steps = np.diff(balance, prepend=20_000.0)
    assert (steps[ride <= 250] >= -1e-6).all()
    assert (balance <= 20_000 + 1e-6).all()


@pytest.mark.parametrize("model", ["differential", "ode", "integral"])
def test_the_balance_may_go_below_zero_and_is_never_clipped(model: power.WPrimeModel) -> None:
    balance = power.w_prime_balance([500.0] * 300, cp=250, w_prime=20_000, model=model)
    assert balance[-1] < -10_000


def test_the_time_constant_of_skiba_is_between_its_ends() -> None:
    # one second above, then one at rest: what is left of 100 J after a second is exp(-1 / tau)
    for deficit, tau in (
        (0.001, 861.995),
        (20, 763.027),
        (50, 647.166),
        (100, 516.862),
        (150, 437.829),
        (200, 389.893),
        (300, 343.184),
    ):
        ride = [400.0, 300.0 - deficit]
        after = power.w_prime_balance(ride, cp=300, w_prime=20_000, model="integral")
        assert -1 / np.log((20_000 - after[1]) / 100) == pytest.approx(tau, rel=1e-5)


def test_a_missing_sample_is_unknown_and_the_balance_carries_on() -> None:
    ride = [400.0, np.nan, 400.0]
    balance = power.w_prime_balance(ride, cp=300, w_prime=20_000)
    np.testing.assert_array_equal(balance, [19_900, np.nan, 19_800])


MODELS = ("differential", "ode", "integral")


@pytest.mark.parametrize("model", MODELS)
def test_a_pause_is_rest_and_not_work(model: power.WPrimeModel) -> None:
    time = np.r_[np.arange(60.0), np.arange(660.0, 720)]
    paused = power.w_prime_balance(
        np.full(120, 400.0), cp=300, w_prime=2e4, model=model, time_s=time
    )
    stopped = np.r_[np.full(60, 400.0), np.zeros(600), np.full(60, 400.0)]
    every_second = power.w_prime_balance(stopped, cp=300, w_prime=2e4, model=model)
    np.testing.assert_allclose(paused[:60], every_second[:60], rtol=1e-9)
    np.testing.assert_allclose(paused[60:], every_second[-60:], rtol=1e-9)
    assert paused[60] > paused[59]


@pytest.mark.parametrize("model", ["differential", "ode"])
def test_slow_sampling_recovers_as_much_as_every_second(model: power.WPrimeModel) -> None:
    every_second = np.r_[np.full(120, 400.0), np.full(300, 100.0)]
    slow = power.w_prime_balance(
        every_second[::10], cp=300, w_prime=2e4, model=model, time_s=np.arange(0, 420, 10.0)
    )
    fine = power.w_prime_balance(every_second, cp=300, w_prime=2e4, model=model)
    np.testing.assert_allclose(slow, fine[9::10], rtol=1e-9)


def test_the_integral_equals_scipys_filter() -> None:
    from scipy.signal import lfilter

    ride = np.random.default_rng(6).uniform(0, 600, 20_000)
    ours = power.w_prime_balance(ride, cp=300, w_prime=2e4, model="integral", tau_s=400)
    expended = lfilter([1], [1, -np.exp(-1 / 400)], np.maximum(ride - 300, 0))
    np.testing.assert_allclose(ours, 2e4 - expended, rtol=1e-9, atol=1e-6)


def test_the_time_constant_weighs_power_below_critical_by_time() -> None:
    ride = [400.0, 100.0, 250.0]
    stamped = power.w_prime_balance(
        ride, cp=300, w_prime=2e4, model="integral", time_s=[0.0, 30, 40]
    )
    tau = 546 * np.exp(-0.01 * (300 - (100 * 30 + 250 * 10) / 40)) + 316
    unstamped = power.w_prime_balance(
        ride, cp=300, w_prime=2e4, model="integral", time_s=[0.0, 30, 40], tau_s=tau
    )
    np.testing.assert_allclose(stamped, unstamped, rtol=1e-12)


def test_time_stamps_stretch_the_work() -> None:
    balance = power.w_prime_balance([400.0] * 4, cp=300, w_prime=2e4, time_s=[0, 2, 4, 6])
    assert balance[-1] == 2e4 - 800


BAD = [
    (lambda: power.normalized_power([-1.0, 2]), "power_w"),
    (lambda: power.normalized_power([1.0, 2], time_s=[0, 0]), "time_s"),
    (lambda: power.normalized_power([1.0, 2], time_s=[1, 0]), "time_s"),
    (lambda: power.normalized_power([1.0, 2], time_s=[0, 1, 2]), "time_s"),
    (lambda: power.normalized_power([1.0], warmup="no"), "warmup"),
    (lambda: power.normalized_power([1.0], gaps="no"), "gaps"),
    (lambda: power.normalized_power([]), "power_w"),
    (lambda: power.normalized_power([1.0, np.inf]), "power_w"),
    (lambda: power.normalized_power([[1.0], [2.0]]), "power_w"),
    (lambda: power.xpower([1.0], window_s=1), "window_s"),
    (lambda: power.xpower([1.0], method="ewma"), "method"),
    (lambda: power.intensity_factor(200, ftp_w=0), "ftp_w"),
    (lambda: power.training_stress_score(-1, 200, ftp_w=200), "duration_s"),
    (lambda: power.variability_index(200, 0), "power_mean_w"),
    (lambda: power.mean_max([1.0], [0]), "durations_s"),
    (lambda: power.mean_max([1.0], [1.5]), "durations_s"),
    (lambda: power.mean_max([-1.0]), "power_w"),
    (lambda: power.critical_power([300.0, 350], [100, 600]), "power_w"),
    (lambda: power.critical_power([300.0, 300], [100, 600]), "power_w"),
    (lambda: power.critical_power([0.0, 300], [100, 60]), "power_w"),
    (lambda: power.critical_power([400.0, 300], [100]), "duration_s"),
    (lambda: power.critical_power(*TRIALS, method="best"), "method"),
    (lambda: power.time_to_exhaustion(300, cp=300, w_prime=2e4), "power_w"),
    (lambda: power.time_to_exhaustion(700, cp=300, w_prime=2e4, p_max=600), "power_w"),
    (lambda: power.w_prime_balance([1.0], cp=0, w_prime=2e4), "cp"),
    (lambda: power.w_prime_balance([1.0], cp=300, w_prime=-1), "w_prime"),
    (lambda: power.w_prime_balance([1.0], cp=300, w_prime=20), "w_prime"),
    (lambda: power.w_prime_balance([1.0], cp=300, w_prime=2e4, max_gap_s=0), "max_gap_s"),
    (lambda: power.w_prime_balance([1.0, 2], cp=3, w_prime=2e4, time_s=[0, 1, 2]), "time_s"),
    (lambda: power.w_prime_balance([1.0], cp=3, w_prime=9, model="integral", tau_s=0), "tau_s"),
    (lambda: power.normalized_power([1.0], max_gap_s=-1), "max_gap_s"),
    (lambda: power.normalized_power([1.0], window_s=0), "window_s"),
    (lambda: power.mean_max([1.0], [np.nan]), "durations_s"),
    (lambda: power.w_prime_balance([1.0], cp=300, w_prime=1, model="x"), "model"),
    (lambda: power.w_prime_balance([1.0], cp=300, w_prime=1, tau_s=300), "tau_s"),
]


@pytest.mark.parametrize(("call", "argument"), BAD)
def test_bad_input_names_the_argument(call: object, argument: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.argument == argument


def test_one_trial_is_too_little() -> None:
    with pytest.raises(InsufficientData, match="1 of 2"):
        power.critical_power([400.0, np.nan], [180.0, 300])
    with pytest.raises(InsufficientData, match="2 of 3"):
        power.fit_three_parameter_power([400.0, 350], [180.0, 300])
