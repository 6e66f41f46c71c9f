"""The regression of each day on the days before it is that of a solver which is called for each."""

import numpy as np
import pytest

from trainkit.recovery._regression import expect_from

PRIOR = (1e-6, 20.0, 20.0)


def slow(covariates: list[np.ndarray], values: np.ndarray, days: int) -> np.ndarray:
    x = np.stack([np.ones_like(values), *covariates], axis=-1)
    expected = np.full(values.shape, np.nan)
    for day, athlete in np.ndindex(values.shape):
        before = slice(max(0, day - days), day)
        known = ~np.isnan(values[before, athlete])
        rows, target = x[before, athlete][known], values[before, athlete][known]
        weights = np.linalg.solve(rows.T @ rows + np.diag(PRIOR), rows.T @ target)
        expected[day, athlete] = x[day, athlete] @ weights
    return expected


@pytest.mark.parametrize("athletes", [1, 17])
def test_each_day_is_expected_from_the_days_before(athletes: int) -> None:
    rng = np.random.default_rng(athletes)
    shape = (60, athletes)
    covariates = [rng.normal(0, 1, shape) for _ in range(2)]
    values = 50 + 2 * covariates[0] + rng.normal(0, 1, shape)
    values[rng.random(shape) < 0.2] = np.nan
    expected, known = expect_from(covariates, values, days=25, prior=PRIOR)
    np.testing.assert_allclose(expected, slow(covariates, values, 25), rtol=1e-9, atol=1e-9)
    assert known[30, 0] == np.count_nonzero(~np.isnan(values[5:30, 0]))


def test_one_athlete_and_many_agree_to_the_last_bit() -> None:
    rng = np.random.default_rng(3)
    covariates = [rng.normal(0, 1, (130, 40)) for _ in range(2)]
    values = rng.normal(50, 2, (130, 40))
    values[rng.random((130, 40)) < 0.1] = np.nan
    many, _ = expect_from(covariates, values, days=30, prior=PRIOR)
    late, _ = expect_from(covariates, values, days=30, prior=PRIOR, first=100)
    np.testing.assert_array_equal(late[100:], many[100:])
    assert np.isnan(late[:100]).all()
    for athlete in (0, 39):
        mine = [column[:, athlete] for column in covariates]
        alone, _ = expect_from(mine, values[:, athlete], days=30, prior=PRIOR)
        np.testing.assert_array_equal(alone, many[:, athlete])
