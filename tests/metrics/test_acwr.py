"""Claims about the acute to chronic ratio: published numbers stand in published/acwr.csv.

Absent: the moving-average table of the R package ACWR after day 28 (its uncoupled ratio divides 15
values by 21), and any study's injury rates by band, because no function here returns a risk.
"""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from trainkit.errors import InvalidInput
from trainkit.metrics import acwr

SERIES = Path(__file__).parents[1] / "published" / "series"
METHODS = ("ewma", "rolling", "uncoupled")
methods = st.sampled_from(METHODS)
loads = arrays(np.float64, st.integers(28, 70), elements=st.floats(1, 1000))
gappy = arrays(np.float64, st.integers(28, 70), elements=st.floats(1, 1000) | st.just(np.nan))
ratios = st.floats(0, 1e6, allow_subnormal=False)
NAN = float("nan")


@given(loads)
def test_uncoupled_follows_from_coupled_on_full_windows(load: np.ndarray) -> None:
    coupled = acwr.acwr(load, method="rolling")
    uncoupled = acwr.acwr(load, method="uncoupled")
    np.testing.assert_allclose(uncoupled, 3 * coupled / (4 - coupled), rtol=1e-9)


@given(gappy, methods, st.floats(0.01, 100))
def test_the_ratio_has_no_unit(load: np.ndarray, method: acwr.Method, scale: float) -> None:
    expected = acwr.acwr(load, method=method)
    np.testing.assert_allclose(acwr.acwr(load * scale, method=method), expected, rtol=1e-9)


@given(methods, st.floats(0.1, 1e4), st.integers(28, 60))
def test_a_constant_load_has_a_ratio_of_one(method: acwr.Method, load: float, days: int) -> None:
    ratio = acwr.acwr(np.full(days, load), method=method)
    np.testing.assert_allclose(ratio[27:], 1, rtol=1e-12)
    assert np.isnan(ratio[:27]).all()


@given(loads)
def test_the_coupled_ratio_is_at_most_four(load: np.ndarray) -> None:
    assert np.nanmax(acwr.acwr(load, method="rolling")) <= 4 * (1 + 1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_every_athlete_is_computed_alone(method: acwr.Method) -> None:
    table = np.random.default_rng(1).gamma(2, 30, (90, 6))
    table[40, 2] = table[:5, 3] = table[70:, 4] = np.nan
    table[:, 5] = np.nan
    for together in (table, np.asfortranarray(table), table[:, ::-1][:, ::-1]):
        ratio = acwr.acwr(together, method=method)
        for athlete in range(6):
            np.testing.assert_array_equal(
                ratio[:, athlete], acwr.acwr(table[:, athlete], method=method)
            )


@pytest.mark.parametrize("method", METHODS)
def test_float32_stays_and_the_input_too(method: acwr.Method) -> None:
    load = np.random.default_rng(2).gamma(2, 30, (60, 2)).astype(np.float32)
    before = load.copy()
    ratio = acwr.acwr(load, method=method)
    assert ratio.dtype == np.float32
    np.testing.assert_array_equal(load, before)
    np.testing.assert_allclose(ratio, acwr.acwr(load.astype(np.float64), method=method), rtol=1e-4)
    assert all(ratio.dtype == np.float32 for ratio in acwr.definitions(load))
    assert acwr.divergence(ratio, np.float32(1)).dtype == np.float32


def test_an_unknown_day_is_unknown_and_the_average_goes_on() -> None:
    load = np.random.default_rng(4).gamma(2, 30, 60)
    load[40] = np.nan
    unknown = np.isnan(acwr.acwr(load))
    assert unknown.tolist() == [day < 27 or day == 40 for day in range(60)]
    carried = acwr.acwr(np.delete(load, 40))
    np.testing.assert_allclose(acwr.acwr(load)[41:], carried[40:], rtol=1e-12)


@pytest.mark.parametrize("method", ["rolling", "uncoupled"])
def test_an_unknown_day_empties_only_the_windows_that_hold_it(method: acwr.Method) -> None:
    load = np.random.default_rng(4).gamma(2, 30, 100)
    load[40] = np.nan
    unknown = np.isnan(acwr.acwr(load, method=method))
    assert unknown.tolist() == [day < 27 or 40 <= day < 68 for day in range(100)]


def test_the_span_begins_with_the_first_known_day() -> None:
    load = np.r_[np.full(10, np.nan), np.full(40, 50.0)]
    ratio = acwr.acwr(load)
    assert np.isnan(ratio[:37]).all()
    np.testing.assert_allclose(ratio[37:], 1)


@pytest.mark.parametrize("method", METHODS)
def test_nothing_over_nothing_is_unknown(method: acwr.Method) -> None:
    assert np.isnan(acwr.acwr([0.0] * 40, method=method)).all()


def test_training_after_three_weeks_of_nothing_has_no_uncoupled_ratio() -> None:
    load = [0.0] * 30 + [50.0]
    assert np.isnan(acwr.acwr(load, method="uncoupled")[-1])
    assert acwr.acwr(load, method="rolling")[-1] == 4


@pytest.mark.parametrize("method", ["rolling", "uncoupled"])
def test_min_periods_uses_the_known_days(method: acwr.Method) -> None:
    load = np.full(40, 30.0)
    load[[12, 35]] = np.nan
    ratio = acwr.acwr(load, method=method, min_periods=14)
    np.testing.assert_allclose(ratio[[34, 36, 39]], 1)
    assert np.isnan(ratio[35])
    assert np.isnan(ratio[:13]).all()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("min_periods", [None, 1, 28])
@pytest.mark.parametrize("days", [1, 5, 7, 8, 27])
def test_a_short_history_is_unknown_not_an_error(
    method: acwr.Method, min_periods: int | None, days: int
) -> None:
    ratio = acwr.acwr(np.ones(days), method=method, min_periods=min_periods)
    assert ratio.shape == (days,)
    if min_periods != 1:
        assert np.isnan(ratio).all()


@pytest.mark.parametrize("method", METHODS)
def test_the_ratio_is_acute_over_chronic(method: acwr.Method) -> None:
    load = np.random.default_rng(5).gamma(2, 30, (80, 3))
    load[50, 1] = np.nan
    loads = acwr.acute_chronic(load, method=method)
    expected = acwr.acwr(load, method=method)
    np.testing.assert_allclose(loads.acute / loads.chronic, expected, rtol=1e-12)


def test_the_average_is_scipys_filter() -> None:
    from scipy.signal import lfilter

    load = np.random.default_rng(6).gamma(2, 30, (120, 4))
    acute, chronic = (
        lfilter([a], [1, a - 1], load, axis=0, zi=(1 - a) * load[:1])[0] for a in (2 / 8, 2 / 29)
    )
    np.testing.assert_allclose(acwr.acwr(load)[27:], (acute / chronic)[27:], rtol=1e-12)


@given(st.floats(0.05, 0.95), st.floats(0, 100))
def test_weights_and_seeds_are_arguments(alpha: float, seed: float) -> None:
    load = np.random.default_rng(7).gamma(2, 30, 30)
    state_a = state_c = seed
    for today in load:
        state_a += alpha * (today - state_a)
        state_c += alpha / 3 * (today - state_c)
    ratio = acwr.acwr(load, acute_alpha=alpha, chronic_alpha=alpha / 3, seed=seed)
    assert ratio[-1] == pytest.approx(state_a / state_c)


def test_the_wrong_uncoupled_ratio_in_circulation_is_not_reproduced() -> None:
    # R package ACWR beyond week 4: a constant load comes out as 1.40
    ratio = acwr.acwr([30.0] * 60, method="uncoupled")
    np.testing.assert_allclose(ratio[28:], 1)


def test_the_definitions_differ_on_one_log() -> None:
    load = np.loadtxt(SERIES / "williams_athlete_2.txt")
    ratios = acwr.definitions(np.r_[load[:14], load])
    last = np.array([ratio[-1] for ratio in ratios])
    assert np.ptp(last) > 0.3
    assert len(np.unique(last.round(3))) == len(last)
    assert set(acwr.DEFINITION_SOURCES) == set(ratios._fields)


def test_the_definitions_agree_on_a_constant_load() -> None:
    ratios = acwr.definitions([40.0] * 400)
    for ratio in ratios:
        assert ratio[-1] == pytest.approx(1, abs=1e-4)


@given(st.floats(0.01, 1), st.integers(0, 27))
def test_a_decayed_chronic_load_forgets_at_its_rate(decay: float, ago: int) -> None:
    load = np.full(28, 10.0)
    load[27 - ago] += 100
    weights = np.exp(-decay * np.arange(28))
    chronic = 10 + 100 * weights[ago] / weights.sum()
    ratio = acwr.definitions(load, decay=decay).decayed_chronic[-1]
    assert ratio == pytest.approx(load[-7:].mean() / chronic)


def test_a_short_log_has_no_definition_yet() -> None:
    for days in (1, 20, 27):
        assert all(np.isnan(ratio).all() for ratio in acwr.definitions(np.ones(days)))


@given(ratios, ratios)
def test_divergence_changes_its_sign_with_its_sides(external: float, internal: float) -> None:
    ours = acwr.divergence(external, internal)
    assert ours == -acwr.divergence(internal, external)
    assert -2 <= ours <= 2


@given(ratios, ratios, st.floats(0.01, 100))
def test_divergence_has_no_scale(external: float, internal: float, scale: float) -> None:
    scaled = acwr.divergence(external * scale, internal * scale)
    assert scaled == pytest.approx(acwr.divergence(external, internal), abs=1e-9)


@given(st.floats(0.01, 100))
def test_divergence_depends_on_the_quotient_alone(r: float) -> None:
    assert acwr.divergence(r, 1.0) == pytest.approx(2 * (r - 1) / (r + 1))


def test_divergence_takes_arrays_as_scalars_and_keeps_what_is_missing() -> None:
    external, internal = np.array([1.75, 0, 1.3, NAN, 1]), np.array([2.13, 0, 0, 1, NAN])
    together = acwr.divergence(external, internal)
    alone = [acwr.divergence(*pair) for pair in zip(external, internal, strict=True)]
    np.testing.assert_array_equal(together, alone)
    assert np.isnan(together).tolist() == [False, False, False, True, True]


def test_missing_heart_rate_never_fakes_a_divergence() -> None:
    distance = np.full(60, 10.0)
    trimp = distance * 6
    trimp[50:53] = np.nan
    for method in METHODS:
        signal = acwr.load_divergence(distance, trimp, method=method, min_periods=20)
        assert np.nanmax(np.abs(signal)) < 1e-12
        assert np.isnan(signal[50:53]).all()
    assert (
        acwr.divergence(
            float(acwr.acwr(distance, method="rolling")[-8]),
            float(acwr.acwr(np.nan_to_num(trimp), method="rolling")[-8]),
        )
        > 0.3
    )


@pytest.mark.parametrize("shape", [(60,), (60, 3), (60, 2, 2), (30, 20_000)])
@pytest.mark.parametrize("method", METHODS)
def test_a_ratio_goes_where_the_caller_wants_it(
    shape: tuple[int, ...], method: acwr.Method
) -> None:
    load = np.random.default_rng(8).gamma(2, 30, shape)
    load.reshape(len(load), -1)[:8, -1] = np.nan
    out = np.full(shape, -1.0)
    assert acwr.acwr(load, method=method, out=out) is out
    np.testing.assert_array_equal(out, acwr.acwr(load, method=method))


def test_a_place_that_does_not_fit_is_refused() -> None:
    load, fixed = np.ones((40, 4)), np.ones((40, 4))
    fixed.flags.writeable = False
    for out in (np.ones(40), np.ones((40, 4), np.float32), fixed, [1.0], load):
        with pytest.raises(InvalidInput, match="out is"):
            acwr.acwr(load, out=out)
    part = np.ones((40, 8))
    np.testing.assert_array_equal(acwr.acwr(load, out=part[:, ::2]), part[:, ::2])
    assert (part[:, 1::2] == 1).all()
    assert np.isnan(part[0, ::2]).all()
    torn = np.ones((40, 3, 2)).transpose(0, 2, 1)
    with pytest.raises(InvalidInput, match="out is"):  # which is no table of (days, athletes)
        acwr.acwr(np.ones((40, 2, 3)), out=torn)


@pytest.mark.parametrize(("dtype", "too_large"), [(np.float32, 2e15), (np.float64, 2e100)])
@pytest.mark.parametrize("wrong", [-1e-30, -np.inf, np.inf, None])
@pytest.mark.parametrize("unknown", [False, True])
def test_one_wrong_load_among_many_athletes_is_found(
    dtype: type, too_large: float, wrong: float | None, *, unknown: bool
) -> None:
    load = np.ones((8, 20_000), dtype)
    load[7, 19_999] = too_large if wrong is None else wrong
    if unknown:
        load[7, 5] = np.nan
        load[7, 6] = -np.nan
    with pytest.raises(InvalidInput) as caught:
        acwr.acwr(load)
    assert caught.value.argument == "load"
    load[7, 19_999] = -0.0
    assert acwr.acwr(load).shape == load.shape


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (0.79, "low"),
        (0.8, "usual"),
        (1.3, "usual"),
        (1.31, "raised"),
        (1.5, "raised"),
        (1.51, "high"),
        (NAN, "unknown"),
    ],
)
def test_a_ratio_is_in_its_band(value: float, name: str) -> None:
    assert acwr.band(value) == name
    assert acwr.band([value, value]).tolist() == [name, name]
    assert acwr.band(np.array([value], dtype=np.float32)).tolist() == [name]


def test_divergence_bands_are_symmetric_about_balance() -> None:
    edges = np.array([-0.16, -0.15, -0.06, -0.05, 0, 0.05, 0.06, 0.15, 0.16])
    names = acwr.band(edges, bands=acwr.DIVERGENCE_BANDS).tolist()
    assert names == [
        "overtraining",
        *["strained"] * 2,
        *["balanced"] * 3,
        *["efficient"] * 2,
        "undertraining",
    ]


COACH = [  # Training Monkey 2026, test_metric_verdict.py, aggressive thresholds
    ({"external_acwr": 1.75, "internal_acwr": 2.13, "divergence": -0.20}, "overtraining_risk"),
    ({"external_acwr": 1.75, "internal_acwr": 1.6}, "high_acwr_risk"),
    ({"days_since_rest": 9}, "mandatory_rest"),
    ({}, "normal_progression"),
    ({"external_acwr": 1.6, "weight_change_percent": -3.5}, "underfueling_risk"),
    ({"weight_change_percent": -3.5}, "normal_progression"),
    (
        {"external_acwr": 1.6, "internal_acwr": 1.6, "weight_change_percent": -1.2},
        "high_acwr_risk",
    ),
    (
        {
            "external_acwr": 1.75,
            "internal_acwr": 2.13,
            "divergence": -0.20,
            "weight_change_percent": -5.0,
        },
        "overtraining_risk",
    ),
]
USUAL = {"external_acwr": 1.0, "internal_acwr": 1.0, "divergence": 0.0, "days_since_rest": 1}


@pytest.mark.parametrize(("change", "expected"), COACH)
def test_the_weekly_coachs_own_cases(change: dict[str, float], expected: str) -> None:
    assert acwr.category(**(USUAL | change), risk_style="aggressive") == expected


def test_the_given_divergence_of_that_case_is_not_the_formulas() -> None:
    D = acwr.divergence(1.75, 2.13)
    case = USUAL | {"external_acwr": 1.75, "internal_acwr": 2.13, "divergence": D}
    assert acwr.category(**case, risk_style="aggressive") == "high_acwr_risk"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"days_since_rest": 7}, "normal_progression"),
        ({"days_since_rest": 8}, "mandatory_rest"),
        ({"divergence": -0.15}, "overtraining_risk"),
        ({"divergence": -0.06, "days_since_rest": 6}, "recovery_needed"),
        ({"divergence": -0.06, "days_since_rest": 5}, "normal_progression"),
        ({"divergence": -0.05, "days_since_rest": 6}, "normal_progression"),
        ({"external_acwr": 0.79, "internal_acwr": 0.79}, "undertraining_opportunity"),
        ({"external_acwr": 0.79, "internal_acwr": 0.8}, "normal_progression"),
        ({"external_acwr": 1.31, "weight_change_percent": -3.0}, "underfueling_risk"),
    ],
)
def test_each_edge_belongs_where_the_coach_put_it(change: dict[str, float], expected: str) -> None:
    assert acwr.category(**(USUAL | change)) == expected


@pytest.mark.parametrize("missing", list(USUAL))
def test_a_missing_number_is_no_leave_to_train_but_a_warning_stands(missing: str) -> None:
    assert acwr.category(**(USUAL | {missing: NAN})) == "unknown"
    alarm = "days_since_rest" if missing != "days_since_rest" else "divergence"
    raised = USUAL | {missing: NAN} | ({alarm: 9} if alarm != "divergence" else {alarm: -1.0})
    assert acwr.category(**raised) != "unknown"


def test_categories_of_a_season_come_as_an_array() -> None:
    categories = acwr.category([1.0, 1.4], [1.0, 1.4], [0.0, 0.0], days_since_rest=1)
    assert categories.tolist() == ["normal_progression", "high_acwr_risk"]


def test_styles_grow_bolder_in_order() -> None:
    highs = [style.acwr_high for style in acwr.RISK_STYLES.values()]
    assert highs == sorted(highs)
    strict = acwr.RiskThresholds(0.9, 0.5, -0.5, -0.2, 3)
    assert acwr.category(**USUAL, risk_style=strict) == "high_acwr_risk"


LOAD = [10.0] * 30
BAD = [
    (lambda: acwr.acwr([]), "load"),
    (lambda: acwr.acwr(5.0), "load"),
    (lambda: acwr.acwr([1.0, -1.0]), "load"),
    (lambda: acwr.acwr([1.0, np.inf]), "load"),
    (lambda: acwr.acwr(LOAD, method="simple"), "method"),
    (lambda: acwr.acwr(LOAD, acute_days=0), "acute_days"),
    (lambda: acwr.acwr(LOAD, acute_days=7.5), "acute_days"),
    (lambda: acwr.acwr(LOAD, acute_days=28), "chronic_days"),
    (lambda: acwr.acwr(LOAD, min_periods=0), "min_periods"),
    (lambda: acwr.acwr(LOAD, min_periods=29), "min_periods"),
    (lambda: acwr.acwr(LOAD, acute_alpha=0), "acute_alpha"),
    (lambda: acwr.acwr(LOAD, acute_alpha=1.1), "acute_alpha"),
    (lambda: acwr.acwr(LOAD, chronic_alpha=0.3), "chronic_alpha"),
    (lambda: acwr.acwr(LOAD, seed="zero"), "seed"),
    (lambda: acwr.acwr(LOAD, seed=-1), "seed"),
    (lambda: acwr.acwr(LOAD, method="rolling", seed=0), "seed"),
    (lambda: acwr.acwr(LOAD, method="rolling", acute_alpha=0.2), "acute_alpha"),
    (lambda: acwr.acute_chronic(LOAD, method="uncoupled", chronic_alpha=0.1), "chronic_alpha"),
    (lambda: acwr.definitions(LOAD, decay=0), "decay"),
    (lambda: acwr.divergence(-0.1, 1), "external_acwr"),
    (lambda: acwr.divergence(1, float("inf")), "internal_acwr"),
    (lambda: acwr.divergence([1.0, 2], [1.0, 2, 3]), "external_acwr"),
    (lambda: acwr.load_divergence(LOAD, LOAD[1:]), "internal_load"),
    (lambda: acwr.load_divergence(LOAD, LOAD, method="x"), "method"),
    (lambda: acwr.band(float("inf")), "value"),
    (lambda: acwr.category(**(USUAL | {"divergence": 2.1})), "divergence"),
    (lambda: acwr.category(**(USUAL | {"days_since_rest": -1})), "days_since_rest"),
    (lambda: acwr.category(**USUAL, risk_style="bold"), "risk_style"),
    (lambda: acwr.category(**USUAL, weight_change_percent=-101), "weight_change_percent"),
]


@pytest.mark.parametrize(("call", "argument"), BAD)
def test_bad_input_names_the_argument(call: object, argument: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.argument == argument


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match="'ewma', 'rolling', 'uncoupled'"):
        acwr.acwr(LOAD, method="simple")
    with pytest.raises(InvalidInput, match="'conservative', 'balanced', 'adaptive'"):
        acwr.category(**USUAL, risk_style="bold")
