"""Properties of every calculator in tests/builders/calculators.py."""

import csv
from pathlib import Path

import numpy as np
import pytest

from builders.calculators import ELEMENTWISE, EXAMPLES, SERIES, public_calculators

CALCULATORS = public_calculators()

# No source prints a number for these; each has properties and a differential test instead.
WITHOUT_PUBLISHED_NUMBER = {
    "acwr.band": "names a number; every edge is tested",
    "acwr.category": "names numbers; the published unit cases are in test_acwr",
    "acwr.definitions": "each field is a function that has rows",
    "acwr.load_divergence": "divergence of two ratios that have rows",
    "aerobic.decoupling": "its halves have rows: decoupling_of_halves",
    "aerobic.efficiency_factor": "a quotient",
    "aerobic.session_intensity": "names shares; every edge is tested",
    "aerobic.time_in_zones": "a sum of seconds",
    "fitness.bootstrap_impulse_response": "random; coverage is tested on synthetic data",
    "fitness.fit_impulse_response": "the published errors are bounds, held in test_fitness_fit",
    "fitness.ramp_rate": "a difference",
    "hrv.baseline": "published anchors are slopes of series that were not printed; real nights",
    "hrv.ln_rmssd": "logarithm of rmssd, which has rows",
    "hrv.mark_artifacts": "clean_rr without its last step, which has rows",
    "hrv.pnn20": "three packages on real records, in test_hrv_time",
    "hrv.poincare": "three packages on real records, in test_hrv_time",
    "hrv.sd1": "three packages on real records, in test_hrv_time",
    "hrv.sd2": "three packages on real records, in test_hrv_time",
    "load.banister_trimp_stream": "equals banister_trimp on a steady stream",
    "load.days_since_rest": "a count",
    "load.equivalent_distance": "conversions of a system that prints no example",
    "load.fit_individual_trimp": "must find the weight of banister_trimp again",
    "load.heart_rate_coverage": "a definition of trainkit's own",
    "load.heart_rate_stress_score": "one hour at threshold is 100 by definition",
    "load.individual_trimp": "equals banister_trimp with its weight",
    "load.strength_equivalent_distance": "conversion of a system that prints no example",
    "power.fit_three_parameter_power": "must find time_to_exhaustion's parameters again",
    "power.mean_max": "compared with every window, one by one",
    "power.variability_index": "a quotient",
    "power.xpower": "the published ride cannot be shipped; its columns do",
    "running.distance_group_trend": "names a change; every edge is tested",
    "running.fit_riegel_exponent": "must find riegel's exponent again",
    "running.grade_adjusted_speed": "speed times grade_factor, which has rows",
    "running.predict_race": "fitted to one half of real races, judged on the other",
    "running.race_trend": "differential test against scipy",
    "sleep.debt": "a sum",
    "sleep.efficiency": "a quotient",
}


def arrays_of(result: object) -> list[np.ndarray]:
    """Return every float and float array in a result."""
    if isinstance(result, tuple):
        return [array for part in result for array in arrays_of(part)]
    array = np.asarray(result)
    return [array] if array.dtype.kind == "f" else []


def to_dtype(values: object, to: type) -> object:
    is_array = isinstance(values, np.ndarray)
    return values.astype(to) if is_array else values


def test_every_calculator_has_an_example_and_every_example_a_calculator() -> None:
    assert sorted(EXAMPLES) == sorted(CALCULATORS)


def test_every_calculator_has_a_published_number_or_a_reason() -> None:
    with_rows = set()
    for path in (Path(__file__).parents[1] / "published").glob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            with_rows |= {row["function"] for row in csv.DictReader(file)}
    missing = sorted(set(CALCULATORS) - with_rows - set(WITHOUT_PUBLISHED_NUMBER))
    needless = sorted(with_rows & set(WITHOUT_PUBLISHED_NUMBER))
    assert (missing, needless) == ([], [])


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_no_input_is_modified(name: str) -> None:
    arguments, options = EXAMPLES[name]
    copies = [np.array(value, copy=True) for value in (*arguments, *options.values())]
    for value in (*arguments, *options.values()):
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    try:
        CALCULATORS[name](*arguments, **options)
    finally:
        for value in (*arguments, *options.values()):
            if isinstance(value, np.ndarray) and value.base is None:
                value.flags.writeable = True
    for before, after in zip(copies, (*arguments, *options.values()), strict=True):
        np.testing.assert_array_equal(before, np.asarray(after))


@pytest.mark.parametrize("name", sorted({*ELEMENTWISE, *SERIES}))
def test_float32_stays_float32_and_is_close(name: str) -> None:
    arguments, options = EXAMPLES[name]
    single = CALCULATORS[name](*(to_dtype(value, np.float32) for value in arguments), **options)
    double = CALCULATORS[name](*arguments, **options)
    assert {array.dtype for array in arrays_of(single)} == {np.dtype(np.float32)}
    for got, expected in zip(arrays_of(single), arrays_of(double), strict=True):
        np.testing.assert_allclose(got, expected, rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_a_scalar_equals_its_array_element(name: str) -> None:
    arguments, options = EXAMPLES[name]
    whole = np.asarray(CALCULATORS[name](*arguments, **options))
    for k in range(len(whole)):
        element = [a[k].item() if isinstance(a, np.ndarray) else a for a in arguments]
        scalar = CALCULATORS[name](*element, **options)
        assert type(scalar) is float
        assert scalar == pytest.approx(whole[k], rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("name", SERIES)
def test_each_column_of_athletes_is_that_athletes_series(name: str) -> None:
    arguments, options = EXAMPLES[name]
    factors = np.array([1.0, 0.9, 0.7])
    together = [np.asarray(value)[:, None] * factors for value in arguments]
    wide = arrays_of(CALCULATORS[name](*together, **options))
    for k in range(len(factors)):
        alone = CALCULATORS[name](*(value[:, k].copy() for value in together), **options)
        for all_athletes, one_athlete in zip(wide, arrays_of(alone), strict=True):
            np.testing.assert_allclose(all_athletes[:, k], one_athlete, rtol=1e-12)


@pytest.mark.parametrize("name", [name for name in ELEMENTWISE if name != "sleep.score"])
def test_nan_in_is_nan_out_there_and_nowhere_else(name: str) -> None:
    arguments, options = EXAMPLES[name]
    arrays = [np.resize(a, 3) if isinstance(a, np.ndarray) else a for a in arguments]
    arrays[0] = np.array(arrays[0], copy=True)
    arrays[0][1] = np.nan
    result = np.asarray(CALCULATORS[name](*arrays, **options))
    assert np.isnan(result).tolist() == [False, True, False]
