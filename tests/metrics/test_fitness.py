"""Claims about fitness: published numbers stand in published/fitness.csv."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from trainkit.errors import InvalidInput
from trainkit.metrics import fitness

SERIES = Path(__file__).parents[1] / "published" / "series"
MODEL = {"p0": 250.0, "k1": 0.1, "tau1": 45.0, "k2": 0.2, "tau2": 12.0}
loads = arrays(np.float64, st.integers(1, 90), elements=st.floats(0, 1000))
gappy = arrays(np.float64, st.integers(1, 90), elements=st.floats(0, 1000) | st.just(np.nan))
alphas = st.sampled_from(["1/N", "exp", "2/(N+1)"])

# Clarke & Skiba 2013, supplement: one cyclist's BikeScore and five-minute tests
CYCLIST = np.loadtxt(SERIES / "clarke_skiba_bikescore.txt")
TEST_DAY = np.array([45, 48, 56, 70, 77, 83, 105, 115, 132]) - 1
TEST_WATTS = np.array([271.0, 274, 282, 290, 292, 296, 299, 296, 302])
SOLVER = {"p0": 261.927372, "k1": 0.182582, "tau1": 35.821034, "k2": 0.230163, "tau2": 21.339715}
DOREM = {
    "p0": 266.0204779,
    "k1": 0.3020749,
    "tau1": 33.6433797,
    "k2": 0.3514750,
    "tau2": 24.6056388,
}


def season(days: int = 300, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).gamma(1.5, 40.0, days)


@given(loads, alphas)
def test_yesterdays_form_is_the_same_day_form_a_day_later(
    load: np.ndarray, alpha: fitness.Alpha
) -> None:
    waking = fitness.performance_chart(load, alpha=alpha)
    evening = fitness.performance_chart(load, alpha=alpha, form="same_day")
    np.testing.assert_array_equal(waking.tsb[1:], evening.tsb[:-1])
    np.testing.assert_array_equal(evening.tsb, evening.ctl - evening.atl)
    assert waking.tsb[0] == 0


@given(gappy, st.floats(0.01, 100), alphas)
def test_the_chart_scales_with_the_load(
    load: np.ndarray, scale: float, alpha: fitness.Alpha
) -> None:
    small, large = (fitness.performance_chart(daily, alpha=alpha) for daily in (load, load * scale))
    for small_series, large_series in zip(small, large, strict=True):
        np.testing.assert_allclose(large_series, small_series * scale, rtol=1e-9, atol=1e-9)


@given(gappy, alphas)
def test_averages_stay_within_the_loads(load: np.ndarray, alpha: fitness.Alpha) -> None:
    highest = np.fmax.reduce(np.r_[0, load])
    chart = fitness.performance_chart(load, alpha=alpha)
    for average in (chart.ctl, chart.atl):
        known = average[~np.isnan(average)]
        assert ((known >= 0) & (known <= highest * (1 + 1e-12))).all()


def test_the_three_weights_of_42_days_are_the_published_ones() -> None:
    first = {
        alpha: fitness.performance_chart([1.0], alpha=alpha).ctl[0]
        for alpha in ("1/N", "exp", "2/(N+1)")
    }
    assert first["1/N"] == pytest.approx(0.023810, abs=5e-7)
    assert first["exp"] == pytest.approx(0.023528, abs=5e-7)
    assert first["2/(N+1)"] == pytest.approx(0.046512, abs=5e-7)


@pytest.mark.parametrize(
    ("user", "formula"),
    [("trainingpeaks", "1/N"), ("goldencheetah", "exp"), ("intervals.icu", "exp")],
)
def test_a_users_name_stands_for_the_users_formula(
    user: fitness.Alpha, formula: fitness.Alpha
) -> None:
    for theirs, ours in zip(
        fitness.performance_chart(season(90), alpha=user),
        fitness.performance_chart(season(90), alpha=formula),
        strict=True,
    ):
        np.testing.assert_array_equal(theirs, ours)


@pytest.mark.realdata
def test_112_recorded_days_of_intervals_icu_agree_under_its_name_alone(data_dir: Path) -> None:
    file = data_dir / "backends" / "intervals" / "wellness_ctl_atl_112_days.json"
    records = json.loads(file.read_text(encoding="utf-8"))["records"]
    ctl, atl, load, ramp = (
        np.array([record[field] for record in records], dtype=float)
        for field in ("ctl", "atl", "ctlLoad", "rampRate")
    )
    assert len(load) == 112
    worst = {}
    for alpha in ("intervals.icu", "trainingpeaks"):
        chart = fitness.performance_chart(load[1:], alpha=alpha, seed_ctl=ctl[0], seed_atl=atl[0])
        worst[alpha] = max(np.abs(chart.ctl - ctl[1:]).max(), np.abs(chart.atl - atl[1:]).max())
    assert worst["intervals.icu"] < 0.01
    assert worst["trainingpeaks"] > 1
    np.testing.assert_allclose(fitness.ramp_rate(ctl)[7:], ramp[7:], atol=0.01)


def test_the_exponential_weight_holds_63_percent_after_its_span_and_1_over_n_does_not() -> None:
    share = 1 - np.exp(-1)
    chart = fitness.performance_chart([1.0] * 42, alpha="exp")
    assert chart.ctl[41] == pytest.approx(share, rel=1e-12)
    assert chart.atl[6] == pytest.approx(share, rel=1e-12)
    assert fitness.performance_chart([1.0] * 42).ctl[41] > share + 0.004


def test_states_before_the_first_day_are_arguments() -> None:
    chart = fitness.performance_chart([0.0, 0.0], seed_ctl=60, seed_atl=80)
    assert chart.tsb[0] == -20
    assert chart.ctl[0] == pytest.approx(60 * 41 / 42)
    assert chart.atl[0] == pytest.approx(80 * 6 / 7)


def test_an_unknown_day_is_unknown_in_all_three_and_carried() -> None:
    load = season(60)
    load[30] = np.nan
    chart, without = fitness.performance_chart(load), fitness.performance_chart(np.delete(load, 30))
    for with_gap, complete in zip(chart, without, strict=True):
        assert np.flatnonzero(np.isnan(with_gap)).tolist() == [30]
        np.testing.assert_array_equal(np.delete(with_gap, 30), complete)


def test_the_charts_average_is_scipys_filter() -> None:
    from scipy.signal import lfilter

    load = season(200)
    expected = lfilter([1 / 42], [1, -41 / 42], load)
    np.testing.assert_allclose(fitness.performance_chart(load).ctl, expected, rtol=1e-12)


@given(loads, st.integers(1, 10))
def test_ramp_rate_is_the_rise_over_its_span(ctl: np.ndarray, days: int) -> None:
    rise = fitness.ramp_rate(ctl, days=days)
    assert np.isnan(rise[:days]).all()
    np.testing.assert_array_equal(rise[days:], ctl[days:] - ctl[:-days])


@given(loads)
def test_the_response_is_the_sum_of_its_formula(load: np.ndarray) -> None:
    day = np.arange(len(load))
    ago = day[:, np.newaxis] - day
    for convention, first in (("same_day", 0), ("prior_day", 1)):
        with np.errstate(over="ignore"):
            g, h = (
                np.where(ago >= first, np.exp(-ago / tau), 0) @ load
                + start * np.exp(-(day + 1) / tau)
                for tau, start in ((45, 70), (12, 30))
            )
        ours = fitness.impulse_response(load, **MODEL, convention=convention, g0=70, h0=30)
        np.testing.assert_allclose(ours, 250 + 0.1 * g - 0.2 * h, rtol=1e-9)


@given(loads)
def test_prior_day_fitness_is_same_day_fitness_a_day_faded(load: np.ndarray) -> None:
    same = fitness.response_states(load, tau1=45, tau2=12)
    prior = fitness.response_states(load, tau1=45, tau2=12, convention="prior_day")
    np.testing.assert_allclose(prior.g[1:], same.g[:-1] * np.exp(-1 / 45), rtol=1e-12)
    assert prior.g[0] == 0


@pytest.mark.parametrize("convention", ["same_day", "prior_day"])
def test_an_unknown_day_leaves_fitness_and_fatigue_as_they_were(
    convention: fitness.Convention,
) -> None:
    load = season(40)
    load[20] = np.nan
    p = fitness.impulse_response(load, **MODEL, convention=convention)
    without = fitness.impulse_response(np.delete(load, 20), **MODEL, convention=convention)
    assert np.flatnonzero(np.isnan(p)).tolist() == [20]
    np.testing.assert_array_equal(np.delete(p, 20), without)


def test_each_athlete_has_a_model_of_their_own() -> None:
    load = season(150).reshape(50, 3)
    tau1, k2 = np.array([30.0, 40, 50]), [0.1, 0.2, 0.3]
    together = fitness.impulse_response(load, **(MODEL | {"tau1": tau1, "k2": k2}), g0=[1, 2, 3])
    for athlete in range(3):
        model = MODEL | {"tau1": float(tau1[athlete]), "k2": k2[athlete]}
        alone = fitness.impulse_response(load[:, athlete], **model, g0=athlete + 1)
        np.testing.assert_allclose(together[:, athlete], alone, rtol=1e-12)


def test_columns_types_and_inputs_are_kept() -> None:
    load = season(180).reshape(60, 3).astype(np.float32)
    load[10, 1] = np.nan
    before = load.copy()
    chart, p = fitness.performance_chart(load), fitness.impulse_response(load, **MODEL)
    results = (*chart, p, fitness.ramp_rate(chart.ctl))
    assert {result.dtype for result in results} == {np.dtype(np.float32)}
    assert {result.shape for result in results} == {(60, 3)}
    np.testing.assert_array_equal(load, before)
    for athlete in range(3):
        for together, alone in zip(chart, fitness.performance_chart(load[:, athlete]), strict=True):
            np.testing.assert_allclose(together[:, athlete], alone, rtol=1e-6, atol=1e-5)


@given(st.floats(0, 1e4), st.floats(1, 1000), st.floats(1, 500), st.floats(0.2, 5))
def test_saturation_is_bounded_and_half_way_at_delta(
    load: float, kappa: float, delta: float, gamma: float
) -> None:
    hill = {"kappa": kappa, "delta": delta, "gamma": gamma}
    ours = fitness.hill_saturation(load, **hill)
    assert 0 <= ours <= kappa
    assert fitness.hill_saturation(load + 1, **hill) >= ours
    assert fitness.hill_saturation(delta, **hill) == pytest.approx(kappa / 2)
    np.testing.assert_allclose(fitness.hill_saturation([load, 0.0], **hill), [ours, 0], rtol=1e-12)
    assert np.isnan(fitness.hill_saturation(np.nan, **hill))


def test_load_gives_most_at_t_g_and_nothing_at_t_n() -> None:
    days = fitness.days_to_peak(**{name: MODEL[name] for name in ("k1", "tau1", "k2", "tau2")})
    ago = np.arange(0, 200, 0.01)
    effect = MODEL["k1"] * np.exp(-ago / MODEL["tau1"]) - MODEL["k2"] * np.exp(-ago / MODEL["tau2"])
    assert ago[effect.argmax()] == pytest.approx(days.t_g, abs=0.01)
    assert ago[np.abs(effect[: effect.argmax()]).argmin()] == pytest.approx(days.t_n, abs=0.01)
    assert fitness.days_to_peak(k1=2, tau1=45, k2=1, tau2=12).t_n < 0


def test_the_cyclists_published_parameters_give_the_published_tests() -> None:
    solver = fitness.impulse_response(CYCLIST, **SOLVER)[TEST_DAY]
    printed = [
        273.0751,
        274.9470,
        279.5192,
        289.5496,
        291.7963,
        295.4130,
        298.7036,
        294.5345,
        304.4643,
    ]
    np.testing.assert_allclose(solver, printed, atol=0.005)  # the parameters have six decimals
    assert np.sum((TEST_WATTS - solver) ** 2) == pytest.approx(20.254559, abs=1e-3)
    dorem = fitness.impulse_response(CYCLIST, **DOREM)[TEST_DAY]
    printed = [273.223, 274.990, 279.286, 289.467, 291.887, 295.594, 299.114, 294.574, 303.987]
    np.testing.assert_allclose(dorem, printed, atol=0.0006)
    assert np.mean((TEST_WATTS - dorem) ** 2) == pytest.approx(2.1939, abs=6e-5)


def test_the_convention_is_part_of_the_parameters() -> None:
    error = {
        convention: np.sqrt(
            np.mean(
                (
                    TEST_WATTS
                    - fitness.impulse_response(CYCLIST, **DOREM, convention=convention)[TEST_DAY]
                )
                ** 2
            )
        )
        for convention in ("same_day", "prior_day")
    }
    assert error["same_day"] == pytest.approx(1.481, abs=5e-4)
    assert error["prior_day"] == pytest.approx(4.413, abs=5e-3)


LOAD = [10.0] * 50
BAD = [
    (lambda: fitness.performance_chart([]), "load"),
    (lambda: fitness.performance_chart(3.0), "load"),
    (lambda: fitness.performance_chart([-1.0]), "load"),
    (lambda: fitness.performance_chart([np.inf]), "load"),
    (lambda: fitness.performance_chart(LOAD, alpha="1/n"), "alpha"),
    (lambda: fitness.performance_chart(LOAD, form="today"), "form"),
    (lambda: fitness.performance_chart(LOAD, fitness_days=0), "fitness_days"),
    (lambda: fitness.performance_chart(LOAD, fatigue_days=2.5), "fatigue_days"),
    (lambda: fitness.performance_chart(LOAD, seed_ctl=-1), "seed_ctl"),
    (lambda: fitness.performance_chart(LOAD, seed_atl=np.nan), "seed_atl"),
    (lambda: fitness.ramp_rate(LOAD, days=0), "days"),
    (lambda: fitness.impulse_response(LOAD, **(MODEL | {"tau1": 0})), "tau1"),
    (lambda: fitness.impulse_response(LOAD, **(MODEL | {"k2": -1})), "k2"),
    (lambda: fitness.impulse_response(LOAD, **(MODEL | {"k1": [1.0, 2]})), "k1"),
    (lambda: fitness.impulse_response(LOAD, **MODEL, convention="next"), "convention"),
    (lambda: fitness.impulse_response(LOAD, **MODEL, g0=-1), "g0"),
    (lambda: fitness.response_states([-1.0], tau1=2, tau2=1), "load"),
    (lambda: fitness.hill_saturation(-1, kappa=1, delta=1, gamma=1), "load"),
    (lambda: fitness.hill_saturation(1, kappa=0, delta=1, gamma=1), "kappa"),
    (lambda: fitness.days_to_peak(k1=1, tau1=10, k2=1, tau2=10), "tau1"),
    (lambda: fitness.days_to_peak(k1=0, tau1=20, k2=1, tau2=10), "k1"),
]


@pytest.mark.parametrize(("call", "argument"), BAD)
def test_bad_input_names_the_argument(call: object, argument: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.argument == argument


@pytest.mark.parametrize("shape", [(60,), (60, 3), (30, 20_000)])
@pytest.mark.parametrize("form", ["yesterday", "same_day"])
def test_a_chart_of_many_is_that_of_each_and_goes_where_the_caller_wants_it(
    shape: tuple[int, ...], form: fitness.Form
) -> None:
    load = np.random.default_rng(9).gamma(2, 30, shape)
    columns = load.reshape(len(load), -1)
    columns[:8, -1] = columns[11:13, -1] = columns[20:, 0] = np.nan
    out = fitness.PerformanceChart(*(np.full(shape, -1.0) for _ in range(3)))
    chart = fitness.performance_chart(load, form=form, seed_ctl=40, out=out)
    assert all(column is place for column, place in zip(chart, out, strict=True))
    for athlete in (0, 1, -1) if len(shape) > 1 else ():
        alone = fitness.performance_chart(load[:, athlete], form=form, seed_ctl=40)
        for column, of_one in zip(chart, alone, strict=True):
            np.testing.assert_array_equal(column[:, athlete], of_one)
    with pytest.raises(InvalidInput, match="out is"):
        fitness.performance_chart(load, out=fitness.PerformanceChart(*out[:2], out.tsb[:-1]))
    for places in ([out.ctl, out.atl], [out.ctl] * 3, [load, out.atl, out.tsb]):
        with pytest.raises(InvalidInput, match="out is"):
            fitness.performance_chart(load, out=places)
