"""Totals that nobody reaches are found, and cleaning mends totals with their samples."""

import datetime as dt

import numpy as np
import pytest

from trainkit.io import clean, quality
from trainkit.metrics import power
from trainkit.models import Activity, Athlete, History, Provenance, Streams

START = dt.datetime(2026, 6, 3, 17, tzinfo=dt.UTC)
SECONDS = 2400


def spin(**fields: object) -> Activity:
    """Forty minutes on the bike."""
    rng = np.random.default_rng(3)
    seconds = np.arange(float(SECONDS))
    streams = Streams(
        time_s=seconds,
        power=np.round(np.clip(rng.normal(190, 40, SECONDS), 0, None)),
        heart_rate=np.round(130 + 10 * np.sin(seconds / 200) + rng.normal(0, 1.5, SECONDS)),
        latitude=46 + seconds * 8 / 111_195,
        longitude=np.full(SECONDS, 7.0),
    )
    known: dict[str, object] = {"distance_m": 8.0 * (SECONDS - 1), "streams": streams}
    return Activity.model_validate(
        {"sport": "cycling", "start": START, "elapsed_s": SECONDS, **known, **fields}
    )


def with_column(activity: Activity, name: str, where: slice, value: float) -> Activity:
    assert activity.streams is not None
    column = np.array(getattr(activity.streams, name))
    column[where] = value
    return activity.model_copy(
        update={"streams": activity.streams.model_copy(update={name: column})}
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("distance_m", 9_000_000.0),
        ("ascent_m", 30_000.0),
        ("calories_kcal", 20_000.0),
        ("normalized_power_w", 1200.0),
        ("power_max", 6000.0),
        ("speed_max", 90.0),
        ("hr_max", 255.0),
    ],
)
def test_an_impossible_total_is_found_and_taken_out(field: str, value: float) -> None:
    history = History(activities=(spin(**{field: value}),))
    (finding,) = quality(history)
    assert (finding.kind, finding.column, finding.size) == ("impossible_total", field, value)
    cleaned = clean(history)
    mended = getattr(cleaned.history.activities[0], field)
    assert mended is None or mended < value
    assert list(quality(cleaned.history)) == []
    assert cleaned.undo() == history


def test_a_total_that_the_samples_know_comes_from_them() -> None:
    (activity,) = clean(History(activities=(spin(distance_m=9e6),))).history.activities
    assert activity.distance_m == pytest.approx(8 * (SECONDS - 1), rel=0.001)
    bare = spin(distance_m=9e6, streams=None)
    (unknown,) = clean(History(activities=(bare,))).history.activities
    assert unknown.distance_m is None


def test_a_mean_speed_of_another_sport_is_found_and_kept() -> None:
    history = History(activities=(spin(sport="running", distance_m=20_000.0),))
    assert "fast_mean" in [finding.kind for finding in quality(history)]
    assert clean(history).history.activities[0].distance_m == 20_000


def test_a_load_per_hour_that_nobody_has_is_found() -> None:
    rider = Athlete(sex="female", birth_date="1990-01-01", hr_rest=50, hr_max=190, ftp_w=200)
    history = History(activities=(spin(normalized_power_w=400.0),), athlete=rider)
    (finding,) = quality(history).of("impossible_load")
    assert finding.size == 400
    assert clean(history).changes == ()


def test_cleaning_computes_the_means_of_the_removed_samples_again() -> None:
    spiked = with_column(spin(), "power", slice(900, 902), 2500.0)
    assert spiked.streams is not None
    assert spiked.streams.power is not None
    watts = spiked.streams.power
    before = spiked.model_copy(
        update={
            "power_mean": float(watts.mean()),
            "power_max": 2500.0,
            "normalized_power_w": power.normalized_power(watts),
        }
    )
    cleaned = clean(History(activities=(before,)))
    (after,) = cleaned.history.activities
    kept = np.delete(watts, [900, 901])
    assert after.power_mean == pytest.approx(kept.mean())
    assert after.power_max == kept.max()
    assert after.normalized_power_w is not None
    assert after.normalized_power_w < before.normalized_power_w - 5
    names = {change.column for change in cleaned.changes}
    assert names == {"power", "power_mean", "power_max", "normalized_power_w"}


def test_a_devices_own_mean_stands() -> None:
    zeros = with_column(spin(hr_mean=131.0), "heart_rate", slice(200, 1400), 0.0)
    (after,) = clean(History(activities=(zeros,))).history.activities
    assert after.hr_mean == 131
    assert zeros.streams is not None
    plain = zeros.model_copy(update={"hr_mean": float(zeros.streams.heart_rate.mean())})
    (mended,) = clean(History(activities=(plain,))).history.activities
    assert mended.hr_mean == pytest.approx(130, abs=3)


def test_a_distance_along_a_leap_is_measured_again() -> None:
    leapt = with_column(spin(), "latitude", slice(700, 703), 46.9)
    raw = 8.0 * (SECONDS - 1) + 2 * 85_000
    assert clean(History(activities=(leapt,))).history.activities[0].distance_m == 8 * (SECONDS - 1)
    far = leapt.model_copy(update={"distance_m": float(raw), "sport": "generic"})
    (after,) = clean(History(activities=(far,))).history.activities
    assert after.distance_m == pytest.approx(8 * (SECONDS - 1), rel=0.01)


def test_a_merged_activity_is_mended_in_the_recording_that_was_wrong() -> None:
    right = spin(name="a").model_copy(update={"provenance": Provenance(source="gpx-file")})
    wrong = spin(calories_kcal=50_000.0, streams=None).model_copy(
        update={"provenance": Provenance(source="strava-export")}
    )
    cleaned = clean(History(activities=(right, wrong))).history
    assert cleaned.activities[0].calories_kcal is None
    assert History(activities=cleaned.activities).activities[0].calories_kcal is None
