"""Every built-in detector passes the suite that authors of detectors run."""

import pytest

from trainkit.plugins.conformance import DetectorConformance
from trainkit.ports import Detector
from trainkit.recovery import CLASSIC_DETECTORS, DETECTORS, REPORTED

ALL_DETECTORS = (*DETECTORS, *CLASSIC_DETECTORS, *REPORTED)


class TestDetectors(DetectorConformance):
    @pytest.fixture(params=ALL_DETECTORS, ids=lambda detector: detector.kind)
    def detector(self, request: pytest.FixtureRequest) -> Detector:
        return request.param  # type: ignore[no-any-return]


def test_load_and_journal_need_no_morning() -> None:
    assert {detector.evidence for detector in REPORTED} == {"reported"}
    assert {detector.evidence for detector in (*DETECTORS, *CLASSIC_DETECTORS)} == {"morning"}
