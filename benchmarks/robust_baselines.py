"""Baselines compared on held-out simulated athletes, with and without errors of the device.

Prints the table of ``docs/decisions/0034-one-wild-night-is-held-back.md``. Good and bad days are
the upper and the lower quarter of the true readiness, as in ``recovery_bench.py``.
"""

import argparse
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from unittest.mock import patch

import numpy as np
from recovery_bench import area_under_curve, count_illnesses

import trainkit as tk
from trainkit._simulate import Truth, simulate_with_truth
from trainkit.metrics import hrv
from trainkit.recovery import _daily_signals as signals

_SEEDS = range(1000, 1100)
_DAYS = 365
_ERROR_SHARE = 0.02
_ERRORS: Mapping[str, tuple[float, ...]] = {
    "hrv_rmssd": (255.0, 190.0, 120.0, 20.0, 9.0),
    "resting_hr": (20.0, 35.0, 100.0, 180.0),
    "sleep_h": (0.2, 0.5, 18.0, 20.0),
}
_WINSOR_SD = 2.5
_ROBUST = 1.4826

Normal = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


mean_and_sd = signals.normal_mean_sd


def median_and_mad(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Compute median and 1.4826 MAD of the 60 days before each day."""
    windows = _windows(values)
    median = np.nanmedian(windows, axis=1)
    mad = np.nanmedian(np.abs(windows - median[:, np.newaxis]), axis=1)
    return _if_enough(windows, median, _ROBUST * mad)


def winsorised(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Compute mean and SD of the 60 days before, each clipped to 2.5 robust SD of the median."""
    windows = _windows(values)
    median, spread = median_and_mad(values)
    limit = _WINSOR_SD * np.maximum(spread, 1e-9)
    low, high = median - limit, median + limit
    clipped = np.clip(windows, low[:, np.newaxis], high[:, np.newaxis])
    clipped = np.where(np.isnan(windows), np.nan, clipped)
    return _if_enough(windows, np.nanmean(clipped, axis=1), np.nanstd(clipped, axis=1, ddof=1))


def _windows(values: np.ndarray) -> np.ndarray:
    padded = np.concatenate([np.full(signals.NORMAL_DAYS, np.nan), values])
    return np.lib.stride_tricks.sliding_window_view(padded, signals.NORMAL_DAYS)[: values.size]


def _if_enough(windows: np.ndarray, *columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    enough = np.count_nonzero(~np.isnan(windows), axis=1) >= signals.MIN_NIGHTS
    centre, spread = (np.where(enough, column, np.nan) for column in columns)
    return centre, spread


@contextmanager
def baselines(normal: Normal, *, held_back: bool) -> Iterator[None]:
    """Decide with another normal range, and with or without holding nights back."""
    of_nights = hrv.baseline

    def baseline(values: np.ndarray, **options: int) -> hrv.HrvBaseline:
        centre, spread = normal(values)
        return of_nights(values, **options)._replace(normal_mean=centre, normal_sd=spread)

    def nothing(self: signals.DailySignals) -> dict[str, np.ndarray]:
        return {field: np.zeros(self.days, dtype=bool) for field in _ERRORS}

    with (
        warnings.catch_warnings(action="ignore"),
        patch.object(hrv, "baseline", baseline),
        patch.object(signals, "normal_mean_sd", normal),
        patch.object(
            signals.DailySignals,
            "held_back",
            signals.DailySignals.held_back if held_back else property(nothing),
        ),
    ):
        yield


def with_errors(history: tk.History, seed: int) -> tk.History:
    """Plant errors of the device on 2 % of the nights, for each field on its own."""
    random = np.random.default_rng(seed)
    days = []
    for day in history.days:
        wrong = {
            field: float(random.choice(values))
            for field, values in _ERRORS.items()
            if random.random() < _ERROR_SHARE and getattr(day, field) is not None
        }
        days.append(day.model_copy(update=wrong) if wrong else day)
    return history.model_copy(update={"days": days})


def compare(people: list[tuple[tk.History, Truth]]) -> list[str]:
    """Make the lines of the table for each baseline on the same athletes."""
    lines = []
    for name, normal, held_back in (
        ("before: mean and SD, nothing held back", mean_and_sd, False),
        ("winsorised at 2.5 robust SD, nothing held back", winsorised, False),
        ("median and MAD, nothing held back", median_and_mad, False),
        ("mean and SD, nights held back", mean_and_sd, True),
        ("winsorised at 2.5 robust SD, nights held back", winsorised, True),
        ("median and MAD, nights held back", median_and_mad, True),
    ):
        with baselines(normal, held_back=held_back):
            fresh = [(history.between(*(history.span or ())), truth) for history, truth in people]
            area = np.mean([area_under_curve(*person, "personal") for person in fresh])
            counts = np.sum([count_illnesses(*person) for person in fresh], axis=0)
        onsets, noticed, alarms, days = counts[:4].tolist()
        alarms_per_month = 30 * alarms / days
        lines.append(
            f"| {name} | {area:.4f} | {100 * noticed / onsets:.1f} % | {alarms_per_month:.2f} |"
        )
    return lines


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="four athletes")
    seeds = _SEEDS[:4] if parser.parse_args().quick else _SEEDS
    simulations = [simulate_with_truth(days=_DAYS, seed=seed) for seed in seeds]
    clean = [(simulation.history, simulation.truth) for simulation in simulations]
    spoilt = [
        (with_errors(history, seed), truth)
        for seed, (history, truth) in zip(seeds, clean, strict=True)
    ]
    for title, people in (("no errors", clean), ("errors on 2 % of the nights", spoilt)):
        print(f"| {title} | area under the curve | illness noticed | false alarms a month |")
        print("|---|---|---|---|")
        print(*compare(people), sep="\n", end="\n\n", flush=True)


if __name__ == "__main__":
    main()
