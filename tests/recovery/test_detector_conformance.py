"""Every built-in detector passes the suite that authors of detectors run."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from trainkit.models import History
from trainkit.plugins.conformance import DetectorConformance
from trainkit.plugins.conformance._histories import HISTORY
from trainkit.ports import Detector
from trainkit.recovery import CLASSIC_DETECTORS, DETECTORS, REPORTED

ALL_DETECTORS = (*DETECTORS, *CLASSIC_DETECTORS, *REPORTED)


class TestDetectors(DetectorConformance):
    @pytest.fixture(params=ALL_DETECTORS, ids=lambda detector: detector.kind)
    def detector(self, request: pytest.FixtureRequest) -> Detector:
        return request.param  # type: ignore[no-any-return]

    @pytest.fixture
    def history(self) -> History:
        """The usual one, with a cold, a niggle, a flight, and two weeks in which runs cost more."""
        size, first = HISTORY.dates.size, HISTORY.dates[0].item()
        days = np.arange(size)
        answers = {
            "soreness": np.where(days % 30 == 7, 75.0, 20.0),
            "energy": np.where(days % 30 == 7, 20.0, 70.0),
            "fever": np.where((days >= 70) & (days < 73), 1.0, np.nan),
            "notes": ["chest pain on the stairs" if day == 50 else None for day in days],
            "sleep_end": [_morning(first, int(day)) for day in days],
        }
        costly = tuple(
            run.model_copy(
                update={
                    "rpe": 9 if 92 <= (run.day - first).days < 98 else 4,
                    "hr_mean": (run.hr_mean or 0) + 30 * ((run.day - first).days >= 106),
                }
            )
            for run in HISTORY.activities
        )
        journal = History.from_columns({"date": HISTORY.dates, **answers})
        sore = [
            day.model_copy(update={"pain": 30.0}) if at % 40 == 11 else day
            for at, day in enumerate(HISTORY.days)
        ]
        mornings = History(days=sore, activities=costly, athlete=HISTORY.athlete)
        return mornings.merge(journal)


def _morning(first: dt.date, day: int) -> dt.datetime:
    """At seven, in Berlin up to day 85 and in Tokyo from then on."""
    zone = ZoneInfo("Europe/Berlin" if day < 85 else "Asia/Tokyo")
    return dt.datetime.combine(first + dt.timedelta(days=day), dt.time(7), zone)


def test_load_and_journal_need_no_morning() -> None:
    assert {detector.evidence for detector in REPORTED} == {"reported"}
    assert {detector.evidence for detector in (*DETECTORS, *CLASSIC_DETECTORS)} == {"morning"}
