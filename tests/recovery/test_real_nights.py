"""Forty real nights of a steady month: our numbers match the device's and raise no alarm.

Each day uses earlier days only. Garmin's own labels: balanced inside its band, unbalanced outside
of it, low below its lower limit.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

import trainkit as tk
from builders.days import ATHLETE
from trainkit.metrics import hrv
from trainkit.recovery import DETECTORS, daily_signals, scores

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def folder(data_dir: Path) -> Path:
    return data_dir / "history"


@pytest.fixture(scope="module")
def nights(folder: Path) -> tk.History:
    return tk.read(folder / "hrv_daily.csv")


def test_the_7_night_mean_is_within_2_ms_of_the_devices(nights: tk.History) -> None:
    night = nights.daily("hrv_rmssd")
    # The device averages milliseconds; our baseline averages their logarithm.
    arithmetic = np.convolve(night, np.full(7, 1 / 7), "valid")
    geometric = np.exp(hrv.baseline(np.log(night)).mean[6:])
    device = nights.daily("hrv_weekly")[6:]
    assert device.size == 34
    assert np.abs(arithmetic - device).max() <= 2
    assert np.abs(geometric - device).max() <= 2


def test_the_devices_band_gives_its_label(folder: Path) -> None:
    with (folder / "hrv_daily.csv").open() as file:
        rows = list(csv.DictReader(file))
    equal = 0
    for row in rows:
        week, low = float(row["weeklyAvg"]), float(row["lowUpper"])
        inside = float(row["balancedLow"]) <= week <= float(row["balancedUpper"])
        ours = "BALANCED" if inside else "UNBALANCED" if week >= low else "LOW"
        equal += ours == row["status"]
    assert len(rows) == 40
    assert equal >= 39


def test_a_steady_month_alarms_nobody(nights: tk.History) -> None:
    now = daily_signals(nights, ATHLETE)
    judged = ~np.isnan(now.hrv_week_z)
    assert judged.sum() == 26  # after 14 nights
    flagged = np.zeros(40, dtype=bool)
    for detector in DETECTORS:
        if detector.kind.startswith("hrv"):
            flagged |= detector.levels(nights, ATHLETE) > 1
    assert flagged[judged].sum() <= 2


@pytest.mark.parametrize("name", ["sleep_daily_2021-07.csv", "sleep_score_daily.csv"])
def test_sleep_is_scored(folder: Path, name: str) -> None:
    history = tk.read(folder / name)
    points = scores(history, ATHLETE).columns["sleep"].points
    known_days = ~np.isnan(history.daily("sleep_h")) | ~np.isnan(history.daily("sleep_score"))
    assert known_days.sum() >= 19
    assert np.all((points[known_days] >= 0) & (points[known_days] <= 100))
    print(name, np.round(points[known_days]).astype(int).tolist())  # noqa: T201  shown by -s


def test_stress_alone_is_no_sleep_and_no_error(folder: Path) -> None:
    history = tk.read(folder / "stress_daily.csv")
    points = scores(history, ATHLETE).columns["sleep"].points
    assert points.size == 60
    assert np.isnan(points).all()
    with pytest.raises(tk.InsufficientData, match="0 of 1 days of sleep"):
        tk.assess(history, ATHLETE)


def test_all_of_it_together_decides_a_day(folder: Path) -> None:
    names = ("hrv_daily.csv", "sleep_score_daily.csv", "stress_daily.csv")
    history = tk.read([folder / name for name in names])
    made = tk.assess(history, ATHLETE)
    assert {one.name for one in made.recovery.components} == {"hrv", "sleep"}
    assert made.date.isoformat() == "2023-07-20"
