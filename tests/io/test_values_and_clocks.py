"""Wrong values and wrong clocks in tracks and FIT files, told and left out of the totals."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from builders.formats import read_fit, read_gpx, read_tcx
from builders.recordings import START, Recording, as_fit, as_gpx, as_tcx, run
from trainkit.models import Activity
from trainkit.ports.format import Contents, FileContext

CONTEXT = FileContext("a")


def only(answer: Contents) -> Activity:
    (activity,) = answer.activities
    return activity


def messages(answer: Contents) -> str:
    return " ".join(problem.message for problem in answer.problems)


READERS: list[tuple[Callable[..., Contents], Callable[..., bytes]]] = [
    (read_fit, lambda recording: as_fit(replace(recording, session=False))),
    (read_gpx, as_gpx),
    (read_tcx, as_tcx),
]
IDS = ["fit", "gpx", "tcx"]


@pytest.mark.parametrize(("read", "write"), READERS, ids=IDS)
def test_a_point_at_zero_is_not_in_the_distance(
    read: Callable[..., Contents], write: Callable[..., bytes]
) -> None:
    whole = run().without("distance")
    place = whole.time_s == 600
    wrong = whole.having(
        lat=np.where(place, 0.0, whole.columns["lat"]),
        lon=np.where(place, 0.0, whole.columns["lon"]),
    )
    answer = read(write(wrong), CONTEXT)
    assert only(answer).distance_m == pytest.approx(3600, rel=0.01)
    assert "1 position that cannot be true" in messages(answer)
    assert only(read(write(whole), CONTEXT)).distance_m == pytest.approx(3600, rel=0.001)


@pytest.mark.parametrize(("read", "write"), READERS, ids=IDS)
def test_zeros_in_the_heart_rate_are_gaps(
    read: Callable[..., Contents], write: Callable[..., bytes]
) -> None:
    whole = run()
    heart = np.where((whole.time_s > 100) & (whole.time_s < 500), 0.0, 150.0)
    activity = only(read(write(whole.having(hr=heart)), CONTEXT))
    assert (activity.hr_mean, activity.hr_max) == (150, 150)


@pytest.mark.parametrize(("read", "write"), READERS, ids=IDS)
def test_a_distance_that_runs_on_from_another_leg_begins_at_zero(
    read: Callable[..., Contents], write: Callable[..., bytes]
) -> None:
    whole = run()
    leg = whole.having(distance=whole.columns["distance"] + 40_000)
    activity = only(read(write(leg), CONTEXT))
    assert activity.distance_m == pytest.approx(3600)
    assert activity.streams is not None
    assert activity.streams.distance is not None
    assert activity.streams.distance[0] == 0


def test_increments_in_an_extension_are_added_up() -> None:
    whole = run()
    increments = whole.having(distance=np.diff(whole.columns["distance"], prepend=0))
    data = as_gpx(increments)
    activity = only(read_gpx(data, CONTEXT))
    assert activity.distance_m == pytest.approx(3600)
    both = data.replace(b"</distance>", b"</distance><x:distance xmlns:x='y'>0</x:distance>")
    assert only(read_gpx(both, CONTEXT)).distance_m == pytest.approx(3600)


LAP = {"TotalTimeSeconds": "600", "DistanceMeters": "1800"}


@pytest.mark.parametrize(
    "laps",
    [
        [LAP, LAP],
        [{"TotalTimeSeconds": "600"}, {"TotalTimeSeconds": "600"}],
        [{"TotalTimeSeconds": "0", "DistanceMeters": "0"}] * 2,
        [LAP, {"TotalTimeSeconds": "600", "DistanceMeters": "0"}],
        [{**LAP, "DistanceMeters": "18000000"}, LAP],
    ],
    ids=["whole", "no distance", "zeros", "one zero", "impossible"],
)
@pytest.mark.parametrize("resets", [False, True])
def test_laps_of_tcx_that_know_too_little_yield_to_their_points(
    laps: list[dict[str, str]], resets: bool
) -> None:
    answer = read_tcx(as_tcx(run(), laps=laps, resets=resets), CONTEXT)
    activity = only(answer)
    assert activity.distance_m == pytest.approx(3600, abs=16)
    assert activity.moving_s == pytest.approx(1200, abs=6)
    impossible = laps[0].get("DistanceMeters") == "18000000"
    assert ("beyond what anybody can do" in messages(answer)) == impossible


def test_an_unknown_distance_is_not_zero() -> None:
    indoors = run().without("lat", "lon", "distance")
    laps = [{"TotalTimeSeconds": "1200", "DistanceMeters": "0.0"}]
    assert only(read_tcx(as_tcx(indoors, laps=laps), CONTEXT)).distance_m is None
    zero = replace(indoors, totals={"total_distance": 0})
    assert only(read_fit(as_fit(zero), CONTEXT)).distance_m is None


def test_a_laps_own_heart_rate_stands_where_half_of_the_points_are_zeros() -> None:
    whole = run()
    heart = np.where(whole.time_s < 700, 0.0, 160.0)
    lap = {"TotalTimeSeconds": "1200", "AverageHeartRateBpm": "<Value>151</Value>"}
    assert only(read_tcx(as_tcx(whole.having(hr=heart), laps=[lap]), CONTEXT)).hr_mean == 151


def test_samples_beat_a_session_of_zeros_and_an_impossible_one() -> None:
    fields = {"total_distance": 0, "total_timer_time": 0, "avg_heart_rate": 0, "avg_cadence": 0}
    whole = replace(run(), totals=fields)
    activity = only(read_fit(as_fit(whole), CONTEXT))
    assert (activity.distance_m, activity.moving_s, activity.hr_mean) == (3600, 1200, 150)
    wild = replace(run(), totals={"total_distance": 9_000_000.0, "total_ascent": 60_000})
    answer = read_fit(as_fit(wild), CONTEXT)
    assert (only(answer).distance_m, only(answer).ascent_m) == (3600, 0)
    assert "2 totals beyond what anybody can do" in messages(answer)


@pytest.mark.parametrize(("read", "write"), READERS, ids=IDS)
def test_positions_beat_a_distance_of_zeros(
    read: Callable[..., Contents], write: Callable[..., bytes]
) -> None:
    still = run().having(distance=np.zeros(run().time_s.size))
    assert only(read(write(still), CONTEXT)).distance_m == pytest.approx(3600, rel=0.001)


def test_a_distance_too_fast_for_the_sport_is_told_and_kept() -> None:
    car = replace(run(3600, speed=9.0), totals={"total_distance": 32_400.0})
    answer = read_fit(as_fit(car), CONTEXT)
    assert only(answer).distance_m == pytest.approx(32_400)
    assert "1 distance is in doubt, for a mean speed such as '9.0 m/s, running'" in messages(answer)


def test_legs_of_a_fit_file_begin_at_zero_even_without_their_session() -> None:
    first = run(800, speed=3.0)
    second = replace(run(900, speed=8.0), sport="cycling", start=START + dt.timedelta(seconds=830))
    second = second.having(distance=second.columns["distance"] + 2400)
    for kept in ((True, True), (True, False), (False, True)):
        legs = [replace(leg, session=has) for leg, has in zip((first, second), kept, strict=True)]
        answer = read_fit(as_fit(*legs), CONTEXT)
        assert [one.distance_m for one in answer.activities] == pytest.approx([2400, 7200]), kept
        starts = [
            None if one.streams is None or one.streams.distance is None else one.streams.distance[0]
            for one in answer.activities
        ]
        assert starts == [0, 0]


def two_legs(**second: object) -> tuple[Recording, Recording]:
    swim = replace(run(800, speed=1.2), sport="swimming", lap=True)
    ride = replace(run(900, speed=8.0), sport="cycling", start=START + dt.timedelta(seconds=830))
    return swim, replace(ride, **second)  # type: ignore[arg-type]


def test_a_file_that_ends_within_a_leg_has_the_leg() -> None:
    data = as_fit(*two_legs(lap=True))
    answer = read_fit(data[: len(data) - 600], CONTEXT)
    swim, ride = answer.activities
    assert (swim.sport, ride.sport) == ("swimming", "generic")
    assert swim.distance_m == pytest.approx(960)
    assert 3000 < (ride.distance_m or 0) < 7200
    assert ride.streams is not None
    assert ride.streams.time_s[0] == 0


def test_laps_tell_the_legs_of_a_file_without_sessions() -> None:
    swim, ride = two_legs(lap=True, session=False)
    answer = read_fit(as_fit(replace(swim, session=False), ride), CONTEXT)
    assert [(one.sport, one.distance_m) for one in answer.activities] == [
        ("swimming", 960),
        ("cycling", 7200),
    ]


def test_a_link_of_a_track_has_no_sport() -> None:
    about = "<name>mine</name><link href='x'><text>t</text><type>text/html</type></link>"
    for whole in (f"{about}<type>running</type>", f"<type>running</type>{about}"):
        activity = only(read_gpx(as_gpx(run(), about=whole), CONTEXT))
        assert (activity.sport, activity.name) == ("running", "mine")


LATE = dt.datetime(2026, 5, 1, 22, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(("read", "write"), READERS[1:], ids=IDS[1:])
@pytest.mark.parametrize(("offset", "day"), [("+02:00", 2), ("-08:00", 1), ("Z", 1)])
def test_the_offset_of_a_track_is_kept(
    read: Callable[..., Contents], write: Callable[..., bytes], offset: str, day: int
) -> None:
    activity = only(read(write(replace(run(), start=LATE, offset=offset)), CONTEXT))
    assert activity.start == LATE
    assert activity.day.day == day


def leaping(seconds: float, at: int = 600) -> Recording:
    whole = run()
    return replace(whole, time_s=np.where(whole.time_s > at, whole.time_s + seconds, whole.time_s))


@pytest.mark.parametrize(("read", "write"), READERS, ids=IDS)
@pytest.mark.parametrize("days", [-9, 3, 20])
def test_a_leap_of_the_clock_is_no_time(
    read: Callable[..., Contents], write: Callable[..., bytes], days: float
) -> None:
    answer = read(write(leaping(86_400 * days)), CONTEXT)
    activity = only(answer)
    assert (activity.elapsed_s, activity.moving_s) == pytest.approx((1200, 1200), abs=2)
    assert activity.distance_m == pytest.approx(3600)
    assert activity.start == START
    assert "the clock was set" in messages(answer)


@pytest.mark.parametrize(("read", "write"), READERS, ids=IDS)
def test_a_clock_that_was_never_set_takes_the_time_that_it_finds(
    read: Callable[..., Contents], write: Callable[..., bytes]
) -> None:
    whole = run()
    unset = (dt.datetime(2000, 1, 1, tzinfo=dt.UTC) - START).total_seconds()
    answer = read(
        write(
            replace(whole, time_s=np.where(whole.time_s < 60, whole.time_s + unset, whole.time_s))
        ),
        CONTEXT,
    )
    activity = only(answer)
    assert activity.start == START
    assert activity.elapsed_s == 1200
    assert "the clock was set on" in messages(answer)


def test_a_leap_within_a_session_is_not_in_its_elapsed_time() -> None:
    late = leaping(5 * 86_400)
    told = replace(late, totals={"total_timer_time": 1200.0})
    activity = only(read_fit(as_fit(told), CONTEXT))
    assert (activity.elapsed_s, activity.moving_s) == (1200, 1200)


def test_a_night_between_two_segments_is_a_night() -> None:
    evening = as_gpx(run())
    morning = as_gpx(replace(run(), start=START + dt.timedelta(hours=30)))
    points = morning[morning.index(b"<trkseg>") : morning.index(b"</trk>")]
    tour = evening.replace(b"</trk>", points + b"</trk>")
    activity = only(read_gpx(tour, CONTEXT))
    assert (activity.elapsed_s, activity.moving_s) == (30 * 3600 + 1200, 2400)
