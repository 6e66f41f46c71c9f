"""Implausible data is found with its place and size, and can be removed."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainkit.errors import InvalidInput
from trainkit.io import Finding, clean, quality, read
from trainkit.models import Activity, DailyHealth, History, Provenance, Streams

START = dt.datetime(2026, 5, 1, 7, tzinfo=dt.UTC)
SECONDS = 1800


def ride(sport: str = "cycling", start: dt.datetime = START, **columns: object) -> Activity:
    """A plausible hour at one sample a second, with some columns replaced."""
    rng = np.random.default_rng(0)
    seconds = np.arange(float(SECONDS))
    speed = 3.0 if sport == "running" else 8.0
    plain: dict[str, object] = {
        "heart_rate": np.round(
            100 + 40 * (1 - np.exp(-seconds / 90)) + rng.normal(0, 1.5, SECONDS)
        ),
        "power": np.round(np.clip(rng.normal(200, 60, SECONDS), 0, 700)),
        "cadence": np.round(rng.normal(85, 2, SECONDS)),
        "speed": np.clip(rng.normal(speed, 0.4, SECONDS), 0, 30),
        "latitude": 47 + seconds * speed / 111_195,
        "longitude": np.full(SECONDS, 8.0),
        "altitude": 400 + 30 * np.sin(seconds / 300),
    }
    streams = Streams.model_validate({"time_s": seconds, **plain, **columns})
    return Activity(sport=sport, start=start, elapsed_s=SECONDS, hr_max=150, streams=streams)


def column(name: str) -> np.ndarray:
    streams = ride().streams
    assert streams is not None
    return np.array(getattr(streams, name))


def find(activity: Activity) -> list[Finding]:
    return list(quality(History(activities=(activity,))))


@pytest.mark.parametrize("sport", ["cycling", "running"])
def test_a_plausible_activity_has_no_findings(sport: str) -> None:
    assert find(ride(sport)) == []


@settings(max_examples=40)
@given(st.integers(60, SECONDS - 60), st.integers(1, 5), st.sampled_from([45.0, 60, -50]))
def test_a_spike_is_found_at_its_place_and_size(at: int, width: int, jump: float) -> None:
    heart = column("heart_rate")
    heart[at : at + width] += jump
    (spike,) = find(ride(heart_rate=heart))
    assert (spike.kind, spike.column, spike.first, spike.last) == (
        "hr_spike",
        "heart_rate",
        at,
        at + width - 1,
    )
    assert (spike.start_s, spike.unit) == (at, "bpm")
    assert spike.size == pytest.approx(abs(jump), abs=8)


def test_zeros_and_gaps_are_dropouts_but_short_gaps_and_absent_sensors_are_not() -> None:
    heart = column("heart_rate")
    heart[100:110] = 0
    heart[500:560] = np.nan
    heart[900:910] = np.nan
    zero, gap = find(ride(heart_rate=heart))
    assert (zero.kind, zero.first, zero.last, zero.size) == ("hr_dropout", 100, 109, 10)
    assert (gap.kind, gap.first, gap.last, gap.size) == ("hr_dropout", 500, 559, 60)
    heart[:1200] = np.nan
    assert find(ride(heart_rate=heart)) == []


def test_a_stuck_value_a_locked_sensor_and_a_change_of_strap() -> None:
    stuck = column("heart_rate")
    stuck[200:600] = 141
    (one,) = find(ride(heart_rate=stuck))
    assert (one.kind, one.unit) == ("hr_stuck", "s")
    assert one.size >= 400
    rng = np.random.default_rng(1)
    steps = np.round(85 + 3 * np.sin(np.arange(SECONDS) / 60) + rng.normal(0, 0.5, SECONDS))
    heart = column("heart_rate")
    heart[600:1200] = 2 * steps[600:1200]
    kinds = {one.kind for one in find(ride("running", heart_rate=heart, cadence=steps))}
    assert "cadence_lock" in kinds
    changed = column("heart_rate")
    changed[900:940] = np.nan
    changed[940:] += 35
    kinds = {one.kind for one in find(ride(heart_rate=changed, power=np.full(SECONDS, 200.0)))}
    assert kinds == {"hr_dropout", "strap_change"}


@settings(max_examples=30)
@given(st.integers(10, SECONDS - 10), st.floats(2700, 9000))
def test_a_lonely_peak_of_power_is_found(at: int, watts: float) -> None:
    power = column("power")
    power[at] = watts
    (spike,) = find(ride(power=power))
    assert (spike.kind, spike.first, spike.last, spike.unit) == ("power_spike", at, at, "W")
    assert spike.size == pytest.approx(watts)


def test_a_sprint_is_no_spike() -> None:
    power = column("power")
    power[100:112] = [400, 900, 1300, 1400, 1350, 1300, 1200, 1100, 1000, 900, 700, 500]
    assert find(ride(power=power)) == []


@settings(max_examples=30)
@given(st.integers(5, SECONDS - 20), st.integers(1, 8), st.floats(0.005, 2.0))
def test_a_leap_of_the_position_is_found_and_comes_back(at: int, width: int, away: float) -> None:
    latitude = column("latitude")
    latitude[at : at + width] += away
    (leap,) = find(ride(latitude=latitude))
    assert (leap.kind, leap.first, leap.last) == ("gps_jump", at, at + width - 1)
    assert leap.size == pytest.approx(away * 111_195, rel=0.05)


def test_a_train_ride_in_the_middle_is_found_but_not_removed() -> None:
    latitude = column("latitude")
    latitude[900:] += 1
    history = History(activities=(ride(latitude=latitude),))
    (leap,) = quality(history)
    assert (leap.kind, leap.first) == ("gps_relocation", 900)
    assert clean(history).changes == ()


def test_impossible_speeds_depend_on_the_sport() -> None:
    speed = column("speed")
    speed[50:60] = 20.0
    assert find(ride("cycling", speed=speed)) == []
    (one,) = find(ride("running", speed=np.where(speed == 20, 20, 3)))
    assert (one.kind, one.first, one.last, one.size) == ("impossible_speed", 50, 59, 20)


def test_altitude_clock_and_overlap() -> None:
    altitude = column("altitude")
    altitude[700:] += 90
    (jump,) = find(ride(altitude=altitude))
    assert (jump.kind, jump.first, jump.last) == ("altitude_jump", 699, 700)
    assert jump.size == pytest.approx(90, abs=1)
    unset = ride(start=START.replace(year=1990))
    assert [one.kind for one in find(unset)] == ["clock_unset"]
    epoch = ride(start=START.replace(year=2000, month=1, day=1))
    assert [one.kind for one in find(epoch)] == ["clock_unset"]
    late = np.arange(float(SECONDS))
    late[600:] += 86_400
    assert "clock_reset" in [one.kind for one in find(ride(time_s=late))]
    both = History(activities=(ride(), ride("running", START + dt.timedelta(minutes=10))))
    (shared,) = quality(both)
    assert (shared.kind, shared.size) == ("overlap", 20)


def nights(source: str, first: int, count: int, value: float) -> list[DailyHealth]:
    return [
        DailyHealth(
            date=START.date() + dt.timedelta(days=first + day),
            hrv_rmssd=value + day % 3,
            provenance=Provenance(source=source),
        )
        for day in range(count)
    ]


def test_missing_days_and_a_change_of_device() -> None:
    days = [*nights("garmin-api", 0, 10, 50), *nights("hrv4training", 15, 12, 70)]
    report = quality(History(days=days))
    missing, change = report
    assert (missing.kind, missing.size, missing.column) == ("missing_days", 5, "hrv_rmssd")
    assert missing.first_day == START.date() + dt.timedelta(days=10)
    assert (change.kind, change.unit) == ("source_change", "ms")
    assert change.size == pytest.approx(20, abs=1)
    assert report.counts == {"missing_days": 1, "source_change": 1}
    assert len(report.of("missing_days")) == 1
    assert "hrv4training instead of garmin-api" in str(report)


def unlikely(**wrong: float) -> list[DailyHealth]:
    """Twenty ordinary mornings, with some values of the twelfth replaced."""
    days = [
        DailyHealth(
            date=START.date() + dt.timedelta(days=day),
            hrv_rmssd=58.0 + day % 5,
            resting_hr=50.0 + day % 3,
            sleep_h=7.5 + 0.1 * (day % 4),
            sleep_score=80,
            provenance=Provenance(source="garmin-api"),
        )
        for day in range(20)
    ]
    days[12] = days[12].model_copy(update=wrong)
    return days


@pytest.mark.parametrize(
    ("field", "value", "unit", "size"),
    [
        ("hrv_rmssd", 255.0, "ms", 195),
        ("hrv_rmssd", 9.0, "ms", 51),
        ("resting_hr", 20.0, "bpm", 31),
        ("resting_hr", 180.0, "bpm", 129),
        ("sleep_h", 20.0, "h", 12.4),
    ],
)
def test_an_unlikely_night_is_found_and_taken_out(
    field: str, value: float, unit: str, size: float
) -> None:
    history = History(days=unlikely(**{field: value}))
    (one,) = quality(history)
    assert (one.kind, one.column, one.unit) == ("unlikely_night", field, unit)
    assert one.first_day == one.last_day == START.date() + dt.timedelta(days=12)
    assert one.size == pytest.approx(size, abs=1)
    assert "usual" in one.message
    cleaned = clean(history)
    known = np.isnan(cleaned.history.daily(field))
    assert np.flatnonzero(known).tolist() == [12]
    change = cleaned.changes[0]
    assert (change.activity, change.column, change.day) == (None, field, one.first_day)
    assert change.before == (value,)
    assert cleaned.undo() == history
    assert clean(cleaned.history).changes == ()


def test_the_score_of_an_unlikely_sleep_goes_with_its_hours() -> None:
    cleaned = clean(History(days=unlikely(sleep_h=0.3)))
    assert [change.column for change in cleaned.changes] == ["sleep_h", "sleep_score"]
    assert np.isnan(cleaned.history.daily("sleep_score")[12])


def test_a_night_that_a_second_one_confirmed_is_not_in_doubt() -> None:
    days = unlikely(hrv_rmssd=150.0)
    days[13] = days[13].model_copy(update={"hrv_rmssd": 140.0})
    assert list(quality(History(days=days))) == []


def test_a_merged_day_stays_clean() -> None:
    days = unlikely(hrv_rmssd=255.0)
    other = DailyHealth(date=days[12].date, mood=70, provenance=Provenance(source="diary"))
    cleaned = clean(History(days=[*days, other])).history
    (day,) = [day for day in cleaned.days if day.date == other.date]
    assert (day.hrv_rmssd, day.mood, len(day.originals)) == (None, 70, 2)
    assert History.model_validate_json(cleaned.model_dump_json()) == cleaned


def test_nights_of_another_history_are_refused() -> None:
    findings = quality(History(days=unlikely(hrv_rmssd=255.0)))
    with pytest.raises(InvalidInput, match="days of this history"):
        clean(History(), findings)


def implausible_ride() -> Activity:
    heart, power = column("heart_rate"), column("power")
    heart[400:403] = 220
    power[800] = 3000
    return ride(heart_rate=heart, power=power).model_copy(update={"hr_max": 220, "power_max": 3000})


def test_cleaning_removes_samples_lists_its_changes_and_can_be_undone() -> None:
    history = History(activities=(implausible_ride(),))
    cleaned = clean(history)
    (one,) = cleaned.history.activities
    assert one.streams is not None
    assert one.streams.heart_rate is not None
    assert np.flatnonzero(np.isnan(one.streams.heart_rate)).tolist() == [400, 401, 402]
    assert one.hr_max is not None
    assert one.hr_max < 150
    samples = {change.column: change for change in cleaned.changes}
    assert samples["heart_rate"].before == (220, 220, 220)
    assert samples["power"].samples == (800,)
    assert (samples["hr_max"].before, samples["hr_max"].after) == ((220,), one.hr_max)
    assert len(cleaned.changes) == 4
    assert cleaned.undo() == history
    assert clean(cleaned.history).changes == ()
    assert History.model_validate_json(cleaned.history.model_dump_json()) == cleaned.history


def test_some_findings_alone_can_be_taken_out() -> None:
    history = History(activities=(implausible_ride(),))
    cleaned = clean(history, quality(history).of("power_spike"))
    assert {change.column for change in cleaned.changes} == {"power", "power_max"}


def test_a_merged_activity_stays_clean() -> None:
    other = Activity(
        sport="cycling",
        start=START,
        elapsed_s=SECONDS,
        provenance=Provenance(source="diary"),
        rpe=5,
    )
    history = History(activities=(implausible_ride(), other))
    (one,) = clean(history).history.activities
    assert one.rpe == 5
    assert len(one.originals) == 2
    assert one.streams is not None
    assert one.streams.power is not None
    assert np.nanmax(one.streams.power) < 1000


def test_findings_of_another_history_are_refused() -> None:
    spikes = quality(History(activities=(implausible_ride(),)))
    with pytest.raises(InvalidInput, match="activities of this history"):
        clean(History(), spikes)
    short = implausible_ride().model_copy(
        update={"streams": Streams(time_s=[0.0], heart_rate=[60.0])}
    )
    with pytest.raises(InvalidInput, match="samples below 1"):
        clean(History(activities=(short,)), spikes)


# Files of a maker's cookbook hold sine waves instead of heart rates; one sample track was made up.
MADE_UP = ("Activity", "activity_developerdata", "sample_activity", "example")


@pytest.mark.realdata
def test_real_recordings_raise_no_false_alarm(data_dir: Path) -> None:
    folder = data_dir / "activities"
    files = [path for path in folder.rglob("*") if path.suffix in {".fit", ".gpx", ".tcx"}]
    real = [path for path in files if not path.stem.startswith(MADE_UP) or "_480" in path.stem]
    report = quality(read(real))
    # A run that begins 87 m off, and a watch whose clock was never set: both are there.
    assert report.counts == {"altitude_jump": 2, "clock_unset": 1}
