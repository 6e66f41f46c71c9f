"""A written FIT file reads back equal, and other readers agree on it."""

import datetime as dt
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from builders.formats import read_fit
from trainkit.errors import InvalidInput
from trainkit.io import write_fit
from trainkit.models import Activity, Lap, Length, Streams
from trainkit.ports.format import FileContext

ORIGIN = FileContext("a.fit")
HELD = {"provenance", "name", "notes", "race", "originals"}


def again(activity: Activity) -> Activity:
    (read,) = read_fit(write_fit(activity), ORIGIN).activities
    return read


def counts(low: int, high: int, step: float = 1.0) -> st.SearchStrategy[float]:
    return st.integers(low, high).map(lambda count: count * step)


@st.composite
def columns(draw: st.DrawFn) -> Streams:
    size = draw(st.integers(1, 12))

    def column(low: int, high: int, step: float = 1.0) -> np.ndarray | None:
        known = draw(st.lists(counts(low, high) | st.just(np.nan), min_size=size, max_size=size))
        return None if np.isnan(known).all() else np.array(known) * step

    def position(limit: int) -> np.ndarray | None:
        known = column(-limit, limit)
        return None if known is None else known / (2**31 / 180)

    altitude, steps = column(0, 40_000), column(0, 9000)
    return Streams(
        time_s=np.cumsum(draw(st.lists(st.integers(0, 90), min_size=size, max_size=size))),
        heart_rate=column(0, 254),
        power=column(0, 3000),
        cadence=column(0, 254),
        speed=None if (speed := column(0, 60_000)) is None else speed / 1000,
        distance=None if steps is None else (np.nancumsum(steps) + 0 * steps) / 100,
        altitude=None if altitude is None else altitude / 5 - 500,
        latitude=position(2**30),
        longitude=position(2**31 - 2),
        temperature=column(-60, 60),
        rr_ms=draw(st.none() | npst.arrays(float, st.integers(1, 12), elements=counts(250, 2000))),
        developer={} if (sweat := column(0, 9, 0.25)) is None else {"Sweat rate": sweat},
        developer_units={} if sweat is None else {"Sweat rate": "l/h"},
        extra={} if (sway := column(0, 99)) is None else {"vertical_oscillation_mm": sway / 10},
    )


offsets = st.sampled_from([0, 2, -9.5, 5.75]).map(lambda h: dt.timezone(dt.timedelta(hours=h)))
starts = st.builds(
    dt.datetime.fromtimestamp,
    st.integers(1_000_000_000, 2_500_000_000),
    offsets,
)


@st.composite
def activities(draw: st.DrawFn) -> Activity:
    start = draw(starts)
    lap = Lap(
        start=start,
        elapsed_s=draw(counts(0, 10**6)) / 1000,
        hr_mean=draw(st.none() | counts(30, 240)),
        kind=draw(st.sampled_from([None, "active", "rest", "warmup"])),
        trigger=draw(st.sampled_from([None, "manual", "distance"])),
    )
    length = Length(
        start=start,
        elapsed_s=21.5,
        kind="active",
        stroke="butterfly",
        strokes=draw(st.none() | st.integers(0, 99)),
    )
    return Activity(
        sport=draw(st.sampled_from(["running", "cycling", "swimming", "unknown_199"])),
        sub_sport=draw(st.sampled_from([None, "trail", "lap_swimming"])),
        start=start,
        elapsed_s=draw(counts(4 * 10**6, 10**8)) / 1000,
        moving_s=draw(counts(1, 4 * 10**6)) / 1000,
        distance_m=draw(counts(1, 8 * 10**5)) / 100,
        ascent_m=draw(counts(0, 2999)),
        descent_m=draw(counts(0, 9999)),
        hr_mean=draw(counts(20, 240)),
        hr_max=draw(counts(20, 240)),
        power_mean=draw(counts(1, 699)),
        power_max=draw(counts(1, 2000)),
        normalized_power_w=draw(st.none() | counts(1, 699)),
        cadence_mean=draw(counts(1, 254)),
        cadence_max=draw(counts(1, 254)),
        speed_mean=draw(st.sampled_from([None, 2.25])),
        speed_max=draw(counts(1, 2999)) / 1000,
        temperature_mean=draw(counts(-60, 60)),
        calories_kcal=draw(st.none() | counts(0, 2900)),
        pool_length_m=draw(st.sampled_from([None, 25.0, 22.86])),
        rpe=draw(st.none() | counts(0, 10)),
        feel=draw(st.none() | counts(0, 100)),
        device=draw(st.none() | st.just("Fēnix 9")),
        laps=draw(st.sampled_from([(), (lap,), (lap, lap)])),
        lengths=draw(st.sampled_from([(), (length,)])),
        streams=draw(st.none() | columns()),
    )


@settings(max_examples=150)
@given(activities())
def test_what_is_written_reads_back_equal(activity: Activity) -> None:
    read = again(activity)
    wanted = activity.model_dump(exclude=HELD | {"id", "streams"})
    assert read.model_dump(exclude=HELD | {"id", "streams"}) == wanted | {
        "device": activity.device or "development"
    }
    assert read.streams == activity.streams
    assert read.start.utcoffset() == activity.start.utcoffset()


def test_fractions_are_rounded_to_what_fit_can_hold() -> None:
    start = dt.datetime(2026, 5, 1, 7, tzinfo=dt.UTC)
    streams = Streams(time_s=[0, 0.9, 2.2], power=[1.4, 2.6, np.nan], distance=[0, 1.004, 2.006])
    read = again(Activity(sport="cycling", start=start, elapsed_s=3, streams=streams)).streams
    assert read is not None
    assert read.time_s.tolist() == [0, 1, 2]
    np.testing.assert_array_equal(read.power, [1, 3, np.nan])
    np.testing.assert_array_equal(read.distance, [0, 1, 2.01])


def test_what_fit_has_no_field_for_becomes_a_developer_field() -> None:
    start = dt.datetime(2026, 5, 1, 7, tzinfo=dt.UTC)
    streams = Streams(time_s=[0.0], extra={"glucose_mmol": [5.5]}, developer={"power": [7.0]})
    read = again(Activity(sport="kitesurfing at night", start=start, elapsed_s=1, streams=streams))
    assert read.sport == "generic"
    assert read.streams is not None
    assert {name: column.tolist() for name, column in read.streams.developer.items()} == {
        "glucose_mmol": [5.5],
        "developer_power": [7.0],
    }


def test_a_value_that_fit_cannot_hold_is_refused_by_name() -> None:
    start = dt.datetime(2026, 5, 1, 7, tzinfo=dt.UTC)
    streams = Streams(time_s=[0.0], heart_rate=[300.0])
    with pytest.raises(InvalidInput, match="heart_rate is 300"):
        write_fit(Activity(sport="running", start=start, elapsed_s=1, streams=streams))


@pytest.mark.realdata
def test_real_activities_written_again_have_the_same_samples(data_dir: Path) -> None:
    compared = 0
    for path in sorted((data_dir / "activities").rglob("*.fit")):
        for activity in read_fit(path.read_bytes(), ORIGIN).activities:
            read = again(activity)
            if path.name != "compressed-speed-distance.fit":  # distances in sixteenths of a metre
                assert read.streams == activity.streams, path.name
            assert read.laps == activity.laps
            assert read.lengths == activity.lengths
            compared += 1
    assert compared > 20


@pytest.mark.realdata
@pytest.mark.peers
def test_fitdecode_agrees_on_a_written_file(data_dir: Path) -> None:
    import fitdecode

    data = (data_dir / "activities" / "sweatpy" / "4801048867.fit").read_bytes()
    (activity,) = read_fit(data, ORIGIN).activities
    with fitdecode.FitReader(
        io.BytesIO(write_fit(activity)), check_crc=fitdecode.CrcCheck.RAISE
    ) as f:
        frames = [one for one in f if isinstance(one, fitdecode.FitDataMessage)]
    rows = [one for one in frames if one.name == "record"]
    assert activity.streams is not None
    heart_rate = [one.get_value("heart_rate") for one in rows]
    np.testing.assert_array_equal(heart_rate, activity.streams.heart_rate)
    np.testing.assert_allclose(
        [one.get_value("enhanced_altitude") for one in rows], activity.streams.altitude, atol=1e-6
    )
    (session,) = [one for one in frames if one.name == "session"]
    assert session.get_value("sport") == "cycling"
    assert session.get_value("total_distance") == pytest.approx(activity.distance_m)
    assert session.get_value("start_time") == activity.start
