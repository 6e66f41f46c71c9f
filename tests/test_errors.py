"""Errors are part of the interface: what they say, and that they survive a process boundary."""

import copy

import pytest

from trainkit import errors


@pytest.mark.parametrize(
    ("error", "says", "also"),
    [
        (
            errors.InvalidInput("rpe", 13.0, "0 to 10"),
            "rpe is 13.0; it must be 0 to 10",
            ValueError,
        ),
        (errors.InsufficientData("days", 9, 28), "too little data: 9 of 28 days", Exception),
        (
            errors.InfeasiblePlan(("weekly_rest", "no_mondays"), "an hour more"),
            'no plan keeps "a day of rest each week" and "no mondays" together: an hour more',
            Exception,
        ),
        (errors.MissingExtra("typer", "cli"), 'pip install "trainkit[cli]"', ImportError),
    ],
)
def test_error_says_what_is_wrong(
    error: errors.TrainkitError, says: str, also: type[Exception]
) -> None:
    assert says in str(error)
    assert isinstance(error, errors.TrainkitError)
    assert isinstance(error, also)
    twin = copy.copy(error)  # takes the same way as a return from another process
    assert (str(twin), vars(twin)) == (str(error), vars(error))
