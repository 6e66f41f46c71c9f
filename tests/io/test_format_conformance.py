"""Built-in formats pass the tests that authors of plugins run."""

import datetime as dt
import json

import numpy as np
import pytest

from trainkit import Activity, DailyHealth, History, Provenance, Streams
from trainkit.io import write_fit, write_gpx, write_json
from trainkit.io.formats.apple_health import AppleHealthFormat
from trainkit.io.formats.daily_table import DailyTableFormat
from trainkit.io.formats.fit import FitFormat
from trainkit.io.formats.garmin_connect import GarminConnectFormat
from trainkit.io.formats.gpx import GpxFormat
from trainkit.io.formats.hrv4training import Hrv4TrainingFormat
from trainkit.io.formats.strava_export import StravaExportFormat
from trainkit.io.formats.tcx import TcxFormat
from trainkit.io.formats.trainkit_json import TrainkitJsonFormat
from trainkit.plugins.conformance import FormatConformance
from trainkit.ports import Format

SECONDS = np.arange(90.0)
RIDE = Activity(
    sport="cycling",
    start=dt.datetime(2026, 5, 1, 7, tzinfo=dt.UTC),
    elapsed_s=89.0,
    streams=Streams(
        time_s=SECONDS,
        heart_rate=120 + SECONDS % 7,
        latitude=47 + SECONDS / 1e5,
        longitude=8 + SECONDS / 1e5,
    ),
)


class TestFit(FormatConformance):
    own = frozenset({"fit"})

    @pytest.fixture
    def format_(self) -> Format:
        return FitFormat()

    @pytest.fixture
    def sample(self) -> bytes:
        return write_fit(RIDE)


class TestGpx(FormatConformance):
    clock = "utc"
    own = frozenset({"gpx"})

    @pytest.fixture
    def format_(self) -> Format:
        return GpxFormat()

    @pytest.fixture
    def sample(self) -> bytes:
        return write_gpx(RIDE)


class TestTcx(FormatConformance):
    clock = "utc"
    own = frozenset({"tcx"})

    @pytest.fixture
    def format_(self) -> Format:
        return TcxFormat()

    @pytest.fixture
    def sample(self) -> bytes:
        points = "".join(
            f"<Trackpoint><Time>2026-05-01T07:00:{second:02}Z</Time>"
            f"<HeartRateBpm><Value>{120 + second}</Value></HeartRateBpm></Trackpoint>"
            for second in range(60)
        )
        return (
            '<TrainingCenterDatabase><Activities><Activity Sport="Running">'
            '<Lap StartTime="2026-05-01T07:00:00Z"><TotalTimeSeconds>59</TotalTimeSeconds>'
            f"<Track>{points}</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
        ).encode()


class TestAppleHealth(FormatConformance):
    own = frozenset({"apple"})

    @pytest.fixture
    def format_(self) -> Format:
        return AppleHealthFormat()

    @pytest.fixture
    def sample(self) -> bytes:
        return (
            b'<HealthData><Record type="HKQuantityTypeIdentifierRestingHeartRate" value="48" '
            b'startDate="2026-05-01 07:00:00 +0200" endDate="2026-05-01 07:00:00 +0200"/>'
            b"</HealthData>"
        )


class TestTrainkitJson(FormatConformance):
    @pytest.fixture
    def format_(self) -> Format:
        return TrainkitJsonFormat()

    @pytest.fixture
    def sample(self) -> bytes:
        day = DailyHealth(
            date=dt.date(2026, 5, 1), resting_hr=48, provenance=Provenance(source="manual")
        )
        return write_json(History(activities=(RIDE,), days=[day]))


class TestGarminConnect(FormatConformance):
    own = frozenset({"json"})
    sources = frozenset({"garmin-api", "garmin-export"})

    @pytest.fixture
    def format_(self) -> Format:
        return GarminConnectFormat()

    @pytest.fixture
    def sample(self) -> bytes:
        return json.dumps([{"calendarDate": "2026-05-01", "totalSteps": 9000}]).encode()


class TestStravaExport(FormatConformance):
    @pytest.fixture
    def format_(self) -> Format:
        return StravaExportFormat()

    @pytest.fixture
    def sample(self) -> bytes:
        return (
            b"Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance\n"
            b'9,"May 1, 2026, 5:00:00 AM",Dawn,Ride,3600,30000\n'
        )


class TestHrv4Training(FormatConformance):
    @pytest.fixture
    def format_(self) -> Format:
        return Hrv4TrainingFormat()

    @pytest.fixture
    def sample(self) -> bytes:
        return b"date,HR,rMSSD\n2026-05-01,48,62.5\n2026-05-02,47,66.0\n"


class TestDailyTable(FormatConformance):
    own = frozenset({"csv", "text"})  # "text" has a comma in its first line

    @pytest.fixture
    def format_(self) -> Format:
        return DailyTableFormat()

    @pytest.fixture
    def sample(self) -> bytes:
        return b"date,hrv_rmssd\n2026-05-01,52.5\n"
