"""Claims about fits of trials: outliers, the cover of intervals, and parameters at a bound."""

import numpy as np
import pytest

from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics import power, running
from trainkit.metrics._outliers import fit_line_with_outliers

CP, W_PRIME = 250.0, 20_000.0
SECONDS = np.geomspace(150, 1200, 6)
PER_CENT = np.array([0.6, -1.1, 0.4, 0.9, -0.7, 0.2])  # an ordinary set of errors
TRIALS = (CP + W_PRIME / SECONDS) * (1 + PER_CENT / 100)


def given_up(trial: int, share: float = 0.85) -> np.ndarray:
    watts = TRIALS.copy()
    watts[trial] *= share
    return watts


@pytest.mark.parametrize("trial", range(6))
@pytest.mark.parametrize("method", ["inverse_time", "work"])
def test_a_trial_that_was_given_up_hardly_moves_the_robust_fit(
    trial: int, method: power.CriticalPowerMethod
) -> None:
    clean = power.critical_power(TRIALS, SECONDS, method=method)
    robust = power.critical_power(given_up(trial), SECONDS, method=method, estimator="robust")
    assert robust.cp == pytest.approx(clean.cp, abs=8)
    assert robust.cp_low < CP < robust.cp_high
    if method == "inverse_time":
        assert int(np.argmax(robust.outlier_probability)) == trial
        assert robust.outlier_probability[trial] > 0.4


def test_the_same_trial_pulls_least_squares_ten_times_as_far() -> None:
    watts = given_up(5)
    clean = power.critical_power(TRIALS, SECONDS).cp
    plain = power.critical_power(watts, SECONDS, estimator="least_squares").cp
    robust = power.critical_power(watts, SECONDS, estimator="robust").cp
    assert abs(plain - clean) > 10 * abs(robust - clean)


def test_without_an_outlier_both_estimators_agree() -> None:
    plain = power.critical_power(TRIALS, SECONDS)
    robust = power.critical_power(TRIALS, SECONDS, estimator="robust")
    assert robust.cp == pytest.approx(plain.cp, abs=0.5)
    assert robust.w_prime == pytest.approx(plain.w_prime, rel=0.02)
    assert robust.cp_high - robust.cp_low == pytest.approx(plain.cp_high - plain.cp_low, rel=0.15)
    assert max(robust.outlier_probability) < 0.1
    assert plain.outlier_probability == ()


def test_the_interval_of_least_squares_is_students() -> None:
    from scipy.stats import linregress, t

    theirs = linregress(1 / SECONDS, TRIALS)
    ours = power.critical_power(TRIALS, SECONDS, level=0.9)
    reach = t.ppf(0.95, 4)
    assert ours.cp_high - ours.cp == pytest.approx(reach * theirs.intercept_stderr)
    assert ours.w_prime - ours.w_prime_low == pytest.approx(reach * theirs.stderr)


def simulate(trials: int, size: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Sets of trials with 1.5 % of noise, of which one in twenty was given up early."""
    rng = np.random.default_rng(seed)
    seconds = np.geomspace(150, 1200, trials)
    sets = []
    for _ in range(size):
        watts = (CP + W_PRIME / seconds) * (1 + rng.normal(0, 0.015, trials))
        short = rng.random(trials) < 0.05
        sets.append((np.where(short, watts * rng.uniform(0.75, 0.92, trials), watts), seconds))
    return sets


@pytest.mark.parametrize("trials", [4, 6, 8])
def test_the_robust_interval_covers_as_it_says_with_one_outlier_in_twenty(trials: int) -> None:
    covered, errors = [], []
    for watts, seconds in simulate(trials, 300, seed=trials):
        fit = power.critical_power(watts, seconds, estimator="robust", level=0.9)
        covered.append(fit.cp_low < CP < fit.cp_high)
        errors.append(fit.cp - CP)
    assert 0.86 <= np.mean(covered) <= 0.96  # 0.9, and three standard errors of 300 draws
    assert np.quantile(np.abs(errors), 0.9) < {4: 20, 6: 10, 8: 8}[trials]


def test_the_mixture_of_lines_is_the_integral_over_line_and_spread() -> None:
    x, y = 1 / SECONDS[1:] * 1e3, given_up(3, 0.9)[1:]
    slope, intercept, outlier = fit_line_with_outliers(x, y, 0.9)
    middle = x.mean()  # a line through the middle has nearly independent parameters
    slopes = np.linspace(slope.value - 60, slope.value + 60, 241)
    heights = np.linspace(y.mean() - 60, y.mean() + 60, 241)
    spreads = np.exp(np.linspace(np.log(0.05), np.log(300), 120))
    residual = y - slopes[:, None, None] * (x - middle) - heights[None, :, None]
    density = np.zeros((len(slopes), len(heights)))
    wrong = np.zeros(len(x))
    for spread in spreads:  # steps of the logarithm are the flat prior's
        usual = 0.95 * np.exp(-((residual / spread) ** 2) / 2) / spread
        odd = 0.05 * np.exp(-((residual / spread / 10) ** 2) / 2) / spread / 10
        both = usual + odd
        joint = both.prod(axis=2)
        density += joint
        share = np.divide(odd, both, out=np.zeros_like(odd), where=both > 0)
        wrong += np.einsum("ij,ijk->k", joint, share)
    of_slope = np.cumsum(density.sum(axis=1)) / density.sum()
    median, low, high = np.interp([0.5, 0.05, 0.95], of_slope, slopes + 0.25)
    assert slope.value == pytest.approx(median, abs=0.3)
    assert (slope.low, slope.high) == pytest.approx((low, high), rel=0.05)
    np.testing.assert_allclose(outlier, wrong / density.sum(), atol=0.01)
    assert intercept.low < intercept.value < intercept.high


def test_forty_trials_with_two_outliers_are_no_more_work_than_twelve() -> None:
    seconds = np.geomspace(120, 1500, 40)
    watts = (CP + W_PRIME / seconds) * (1 + np.random.default_rng(1).normal(0, 0.01, 40))
    watts[[7, 30]] *= 0.85
    fit = power.critical_power(watts, seconds, estimator="robust")
    assert sorted(np.argsort(fit.outlier_probability)[-2:].tolist()) == [7, 30]
    assert fit.cp == pytest.approx(CP, abs=3)


def test_exact_trials_leave_no_doubt() -> None:
    fit = power.critical_power(CP + W_PRIME / SECONDS, SECONDS, estimator="robust")
    assert (fit.cp, fit.w_prime) == pytest.approx((CP, W_PRIME), rel=1e-6)
    assert fit.cp_high - fit.cp_low < 0.01


def test_the_robust_fit_takes_a_short_trial_that_was_weaker_than_a_longer_one() -> None:
    watts = given_up(0, 0.6)
    with pytest.raises(InvalidInput):
        power.critical_power(watts, SECONDS)
    assert power.critical_power(watts, SECONDS, estimator="robust").cp == pytest.approx(CP, abs=8)


def test_critical_speed_has_the_same_estimators() -> None:
    seconds = np.geomspace(150, 1200, 6)
    metres = 4 * seconds + 200
    metres[5] *= 0.9
    plain, robust = (
        running.critical_speed(metres, seconds, method="inverse_time", estimator=estimator)
        for estimator in ("least_squares", "robust")
    )
    assert abs(robust.cs - 4) < 0.1 * abs(plain.cs - 4)
    assert robust.cs_low < 4 < robust.cs_high
    assert robust.outlier_probability[5] > 0.9
    assert (plain.d_prime_low + plain.d_prime_high) / 2 == pytest.approx(plain.d_prime)


@pytest.mark.parametrize(
    ("option", "argument"),
    [
        ({"estimator": "huber"}, "estimator"),
        ({"level": 1}, "level"),
        ({"level": 0}, "level"),
        ({"estimator": "robust", "method": "hyperbolic"}, "method"),
    ],
)
def test_bad_options_are_refused_by_name(option: dict[str, object], argument: str) -> None:
    for call in (power.critical_power, lambda w, t, **o: running.critical_speed(w * t, t, **o)):
        with pytest.raises(InvalidInput) as caught:
            call(TRIALS, SECONDS, **option)
        assert caught.value.argument == argument


def test_trials_that_rise_with_time_are_no_hyperbola_for_the_robust_fit_either() -> None:
    with pytest.raises(InvalidInput, match="on the whole"):
        power.critical_power(TRIALS[::-1], SECONDS, estimator="robust")
    with pytest.raises(InvalidInput, match="on the whole"):
        running.critical_speed(SECONDS**1.1, SECONDS, estimator="robust")


def test_two_trials_are_too_few_to_doubt_one() -> None:
    with pytest.raises(InsufficientData):
        power.critical_power(TRIALS[:2], SECONDS[:2], estimator="robust")


def test_trials_of_minutes_leave_maximal_power_at_a_bound() -> None:
    fit = power.fit_three_parameter_power(TRIALS[[0, 2, 4, 5]], SECONDS[[0, 2, 4, 5]])
    assert fit.at_bound == ("p_max",)


def test_a_shortest_trial_without_any_time_by_the_fit_is_flagged() -> None:
    seconds = np.array([5.0, 60, 180, 480, 900])
    watts = CP + W_PRIME / (seconds + W_PRIME / 750)
    long = seconds * np.array([1, 0.8, 1, 1, 1])
    fit = power.fit_three_parameter_power(watts, long)
    assert fit.at_bound == ("p_max",)
    assert fit.p_max == pytest.approx(watts[0], rel=1e-3)
    assert power.fit_three_parameter_power(watts, seconds).at_bound == ()


def test_a_critical_power_below_nothing_is_flagged() -> None:
    fit = power.fit_three_parameter_power([300.0, 290, 280, 270], [100.0, 200, 300, 400])
    assert "cp" in fit.at_bound
