"""Critical power when one trial in twenty was given up early: cover of its interval, and error."""

import numpy as np
from harness import Row

from trainkit.metrics import power

CP, W_PRIME = 250.0, 20_000.0
NOISE = 0.015  # standard deviation of a trial's power, relative
OUTLIERS = 0.05
GIVEN_UP_AT = (0.75, 0.92)  # of the power that the trial should have had
LEVEL = 0.95


def rows(*, quick: bool) -> list[Row]:
    sets = 50 if quick else 2_000
    return [row for trials in (4, 5, 6, 8) for row in rows_of(trials, sets)]


def rows_of(trials: int, sets: int) -> list[Row]:
    """Cover and error of the robust estimator, beside scipy's line through the same trials."""
    drawn = simulate(trials, sets)
    robust = np.array([robust_interval(*each) for each in drawn])
    line = np.array([line_interval(*each) for each in drawn])
    cover, error, usual_error = 100 * covered(robust), error_of(robust), error_of(line)
    rising = np.mean([(np.diff(watts) > 0).any() for watts, _ in drawn])
    two_errors = np.mean(np.abs(line[:, 0] - CP) < 1.96 * line[:, 3])
    return [
        Row(
            f"95 % interval of critical power, {trials} trials, 5 % of them given up: cover",
            f"{cover:.1f} %",
            f"scipy linregress: Student's {100 * covered(line):.1f} %, 1.96 standard errors"
            f" {100 * two_errors:.1f} %",
            abs(cover - 95),
            "points off",
            "<= 3",
        ),
        Row(
            f"critical power, {trials} trials, 5 % of them given up: root mean square error",
            f"{error:.1f} W, interval {width(robust):.0f} W wide",
            f"scipy linregress {usual_error:.1f} W, interval {width(line):.0f} W;"
            f" least squares refuse {100 * rising:.0f} % of the sets",
            error / usual_error,
            "of its error",
            "<= 1",
        ),
    ]


def robust_interval(watts: np.ndarray, seconds: np.ndarray) -> tuple[float, ...]:
    fit = power.critical_power(watts, seconds, estimator="robust", level=LEVEL)
    return fit.cp, fit.cp_low, fit.cp_high, fit.cp_se


def line_interval(watts: np.ndarray, seconds: np.ndarray) -> tuple[float, ...]:
    from scipy.stats import linregress, t

    line = linregress(1 / seconds, watts)
    cp, error = float(line.intercept), float(line.intercept_stderr)
    reach = float(t.ppf(0.5 + LEVEL / 2, len(watts) - 2)) * error
    return cp, cp - reach, cp + reach, error


def simulate(trials: int, sets: int) -> list[tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(trials)
    seconds = np.geomspace(150, 1200, trials)
    truth = CP + W_PRIME / seconds
    drawn = []
    for _ in range(sets):
        watts = truth * (1 + rng.normal(0, NOISE, trials))
        short = rng.random(trials) < OUTLIERS
        drawn.append((np.where(short, watts * rng.uniform(*GIVEN_UP_AT, trials), watts), seconds))
    return drawn


def covered(fits: np.ndarray) -> float:
    return float(np.mean((fits[:, 1] < CP) & (fits[:, 2] > CP)))


def error_of(fits: np.ndarray) -> float:
    return float(np.sqrt(np.mean((fits[:, 0] - CP) ** 2)))


def width(fits: np.ndarray) -> float:
    return float(np.mean(fits[:, 2] - fits[:, 1]))
