"""GPX and TCX tracks become activities; damage and traps become problems."""

import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.formats import read_gpx, read_tcx
from trainkit._totals import haversine_m
from trainkit.errors import InvalidInput
from trainkit.io import write_gpx
from trainkit.models import Activity, Streams
from trainkit.ports.format import Contents, FileContext

BERLIN = dt.timezone(dt.timedelta(hours=2))
START = dt.datetime(2026, 5, 1, 7, tzinfo=dt.UTC)


def gpx(body: str | bytes, zone: dt.tzinfo = dt.UTC) -> Contents:
    data = body if isinstance(body, bytes) else body.encode()
    return read_gpx(io.BytesIO(data), FileContext("a.gpx", zone))


def tcx(body: str) -> Contents:
    return read_tcx(io.BytesIO(body.encode()), FileContext("a.tcx"))


def point(second: int, inner: str = "", lat: str = "47.0", lon: str = "8.0") -> str:
    time = (START + dt.timedelta(seconds=second)).isoformat()
    return f'<trkpt lat="{lat}" lon="{lon}"><time>{time}</time>{inner}</trkpt>'


def track(*segments: str, about: str = "") -> str:
    inside = "".join(f"<trkseg>{one}</trkseg>" for one in segments)
    return f'<gpx creator="me" xmlns="http://x"><trk>{about}{inside}</trk></gpx>'


def only(answer: Contents) -> Activity:
    (one,) = answer.activities
    return one


def test_extensions_are_read_in_any_namespace() -> None:
    inner = (
        "<ele>400.5</ele><extensions><power>200</power>"
        '<g:TrackPointExtension xmlns:g="http://g"><g:hr>140</g:hr><g:cad>85</g:cad>'
        "<g:atemp>21</g:atemp></g:TrackPointExtension><glucose>5.5</glucose></extensions>"
    )
    about = "<name>Möhlin</name><type>trail_running</type><desc>hot</desc>"
    one = only(gpx(track(point(0, inner), about=about), BERLIN))
    assert (one.sport, one.sub_sport, one.name, one.notes) == ("running", "trail", "Möhlin", "hot")
    assert one.start.utcoffset() == dt.timedelta(hours=2)
    assert one.device == "me"
    streams = one.streams
    assert streams is not None
    known = {name: column.tolist() for name, column in streams.columns.items()}
    assert known == {
        "glucose": [5.5],
        "altitude": [400.5],
        "heart_rate": [140],
        "power": [200],
        "cadence": [85],
        "temperature": [21],
        "latitude": [47],
        "longitude": [8],
    }
    assert list(streams.developer) == ["glucose"]


def test_segment_ends_and_long_gaps_are_pauses() -> None:
    dense = "".join(point(second) for second in range(60))
    one = only(gpx(track(dense, point(80) + point(81), "".join(map(point, range(200, 210))))))
    assert (one.elapsed_s, one.moving_s) == (209, 59 + 1 + 9)
    late = only(gpx(track(dense + point(300) + point(301))))
    assert late.moving_s == 60
    sparse = only(gpx(track("".join(point(60 * step) for step in range(10)))))
    assert sparse.moving_s == 540


def test_points_out_of_order_without_time_or_off_the_earth_are_reported() -> None:
    answer = gpx(
        track(
            point(3)
            + point(1)
            + point(5, lat="91")
            + '<trkpt lat="1" lon="2"/>'
            + point(6, lat="nan")
        )
    )
    streams = only(answer).streams
    assert streams is not None
    assert streams.time_s.tolist() == [0, 2, 4, 5]
    assert streams.latitude is not None
    assert np.isnan(streams.latitude).tolist() == [False, False, True, True]
    messages = " ".join(one.message for one in answer.problems)
    assert "1 point without a time" in messages
    assert "1 point out of order" in messages
    assert "1 position that is not on the earth" in messages


def test_every_track_is_an_activity_and_routes_are_not() -> None:
    body = track(point(0)).replace("</gpx>", f"<trk><trkseg>{point(9)}</trkseg></trk><rte/></gpx>")
    answer = gpx(body)
    assert len(answer.activities) == 2
    assert answer.problems[0].message == "1 rte element is no activity: left out"
    (problem,) = gpx("<gpx><trk><trkseg/></trk></gpx>").problems
    assert "track without a timed point" in problem.message


def test_damage_leaves_every_point_before_it_and_reports_the_byte() -> None:
    whole = track("".join(point(second) for second in range(100))).encode()
    cut = whole.index(b"07:00:50")
    answer = gpx(whole[:cut])
    assert len(only(answer).streams or ()) == 50
    assert answer.problems[0].offset == cut
    blank = gpx(b"\n \t" + whole[:cut])
    assert blank.problems[0].offset == cut + 3


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><gpx><trk><name>&c;</name></trk></gpx>'
)
OUTSIDE = '<!DOCTYPE gpx SYSTEM "http://localhost/x.dtd"><gpx/>'


@pytest.mark.parametrize("body", [LAUGHS, OUTSIDE], ids=["billion laughs", "external"])
@pytest.mark.parametrize("read", [read_gpx, read_tcx])
def test_a_doctype_is_refused(read: Callable[[BinaryIO, FileContext], Contents], body: str) -> None:
    answer = read(io.BytesIO(body.encode()), FileContext("a"))
    assert not answer.activities
    assert "DOCTYPE is refused" in answer.problems[0].message
    assert answer.problems[0].offset is not None


def test_endless_nesting_is_refused() -> None:
    assert "nest more than 64 deep" in gpx("<gpx>" + "<a>" * 100_000).problems[0].message


def test_an_unknown_encoding_is_a_problem() -> None:
    assert gpx(b'<?xml version="1.0" encoding="klingon"?><gpx/>').problems
    utf16 = '<?xml version="1.0" encoding="UTF-16"?>' + track(point(0))
    assert gpx(utf16.encode("utf-16")).activities


LAP = (
    '<Lap StartTime="2026-05-01T07:00:00Z"><TotalTimeSeconds>50</TotalTimeSeconds>'
    "<DistanceMeters>150</DistanceMeters><Calories>12</Calories>"
    "<AverageHeartRateBpm><Value>130</Value></AverageHeartRateBpm>"
    "<MaximumHeartRateBpm><Value>151</Value></MaximumHeartRateBpm>"
    "<Intensity>Resting</Intensity><TriggerMethod>Manual</TriggerMethod>{}"
    "<Extensions><LX><AvgWatts>180</AvgWatts></LX></Extensions></Lap>"
)
POINT = (
    "<Trackpoint><Time>2026-05-01T07:00:{:02}Z</Time><HeartRateBpm><Value>{}</Value></HeartRateBpm>"
    "<Cadence>80</Cadence><Extensions><TPX><Speed>3.5</Speed><Watts>200</Watts></TPX></Extensions>"
    "</Trackpoint>"
)
TCX = (
    '<TrainingCenterDatabase><Activities><Activity Sport="{}"><Id>2026</Id>{}<Notes>n</Notes>'
    "<Creator><Name>Edge</Name></Creator></Activity></Activities></TrainingCenterDatabase>"
)


def test_tcx_laps_points_and_extensions() -> None:
    points = (
        "<Track>" + "".join(POINT.format(second, 120 + second) for second in (1, 2, 3)) + "</Track>"
    )
    one = only(tcx(TCX.format("Biking", LAP.format(points) + LAP.format(""))))
    assert (one.sport, one.device, one.notes, one.provenance.id) == ("cycling", "Edge", "n", "2026")
    assert (one.elapsed_s, one.moving_s, one.distance_m, one.calories_kcal) == (50, 100, 300, 24)
    assert one.hr_mean == 122
    assert one.streams is not None
    assert one.streams.time_s.tolist() == [1, 2, 3]
    assert one.streams.speed is not None
    assert one.power_mean == 200
    lap = one.laps[0]
    assert (lap.kind, lap.trigger, lap.hr_mean, lap.power_mean) == ("rest", "manual", 130, 180)


def test_tcx_without_points_keeps_its_laps() -> None:
    one = only(tcx(TCX.format("Other", LAP.format(""))))
    assert (one.sport, one.elapsed_s, one.hr_mean, one.hr_max) == ("other", 50, 130, 151)
    assert one.streams is None
    (problem,) = tcx(TCX.format("Running", "")).problems
    assert "without a timed point or lap" in problem.message


def test_haversine_is_a_quarter_of_the_meridian() -> None:
    quarter = haversine_m(np.array([0.0, 90.0]), np.array([0.0, 0.0]))
    assert quarter[0] == pytest.approx(np.pi / 2 * 6_371_008.8)
    assert np.isnan(haversine_m(np.array([0, np.nan, 1]), np.zeros(3))).all()


@st.composite
def placed(draw: st.DrawFn) -> Activity:
    size = draw(st.integers(1, 9))

    def column(low: float, high: float) -> np.ndarray | None:
        numbers = st.floats(low, high, allow_subnormal=False) | st.just(np.nan)
        values = draw(st.none() | st.lists(numbers, min_size=size, max_size=size))
        return None if values is None or np.isnan(values).all() else np.array(values)

    def position(limit: float) -> np.ndarray:
        return np.array(draw(st.lists(st.floats(-limit, limit), min_size=size, max_size=size)))

    def distance() -> np.ndarray | None:
        steps = column(0, 90)
        return None if steps is None else np.nancumsum(steps) + 0 * steps

    steps = draw(st.lists(st.integers(0, 99_000), min_size=size, max_size=size))
    steps[0] = 0
    return Activity(
        sport=draw(st.sampled_from(["running", "cycling", "ski_mountaineering"])),
        start=START,
        elapsed_s=1,
        name=draw(st.sampled_from([None, "<& \"'>", "晨跑"])),
        streams=Streams(
            time_s=np.cumsum(steps) / 1000,
            latitude=position(90),
            longitude=position(180),
            altitude=column(-400, 9000),
            heart_rate=column(20, 250),
            power=column(0, 2000),
            cadence=column(0, 250),
            speed=column(0, 90),
            distance=distance(),
            temperature=column(-60, 60),
        ),
    )


@settings(max_examples=100)
@given(placed())
def test_a_written_track_reads_back_equal(activity: Activity) -> None:
    data = write_gpx(activity)
    read = only(gpx(data))
    assert (read.sport, read.name, read.start) == (activity.sport, activity.name, activity.start)
    ours, theirs = activity.streams, read.streams
    assert ours is not None
    assert theirs is not None
    assert ours.columns.keys() == theirs.columns.keys()
    np.testing.assert_allclose(theirs.time_s, ours.time_s, atol=2e-6)
    for name, column in ours.columns.items():
        np.testing.assert_array_equal(theirs.columns[name], column)


def test_a_track_needs_positions() -> None:
    with pytest.raises(InvalidInput, match="positions"):
        write_gpx(Activity(sport="running", start=START, elapsed_s=9))


@pytest.mark.realdata
def test_real_tracks_agree_with_the_truth(data_dir: Path) -> None:
    folder = data_dir / "activities"
    truths = json.loads((folder / "GPX_TCX_GROUND_TRUTH.json").read_text(encoding="utf-8"))
    for truth in truths:
        path = folder / truth["file"]
        reader = read_gpx if path.suffix == ".gpx" else read_tcx
        with path.open("rb") as stream:
            answer = reader(stream, FileContext(truth["file"]))
        one = only(answer)
        assert not answer.problems
        assert one.streams is not None
        heart = one.streams.heart_rate
        assert heart is not None
        assert len(one.streams) == truth.get("trkpts", truth.get("trackpoints"))
        assert np.count_nonzero(~np.isnan(heart)) == truth["hr"]["n"]
        assert one.hr_mean == pytest.approx(truth["hr"]["mean"], abs=1e-3)
        far = truth.get("haversine_distance_m", truth.get("lap_total_distance_m"))
        assert one.distance_m == pytest.approx(far, abs=0.1)
        if "laps" in truth:
            assert len(one.laps) == truth["laps"]
            assert one.moving_s == pytest.approx(truth["lap_total_time_s"])
        if truth.get("watts"):
            assert one.power_mean == pytest.approx(truth["watts"]["mean"])
        first = dt.datetime.fromisoformat(truth["first_time"]).replace(tzinfo=dt.UTC)
        assert abs((one.start - first).total_seconds()) <= 1


@pytest.mark.realdata
def test_a_real_ride_written_as_gpx_reads_back_equal(data_dir: Path) -> None:
    path = data_dir / "activities" / "sweatpy" / "activity_4801048867.gpx"
    with path.open("rb") as stream:
        ride = only(read_gpx(stream, FileContext("a")))
    again = only(gpx(write_gpx(ride)))
    assert again.streams == ride.streams
    assert (again.distance_m, again.hr_mean) == (ride.distance_m, ride.hr_mean)
