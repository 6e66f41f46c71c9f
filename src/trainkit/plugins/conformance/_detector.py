"""What a detector must do."""

from typing import get_args

import numpy as np
import pytest

from trainkit.models import Athlete, History, TrainingWarning
from trainkit.plugins.conformance._histories import (
    HistoryConformance,
    cut_at_start_of,
    days_to_cut_at,
)
from trainkit.ports import Detector, Evidence

__all__ = ["DetectorConformance"]

_LEVELS = ("", "info", "warning", "critical")


class DetectorConformance(HistoryConformance):
    """Tests of a detector; it must warn on at least one day of `history`."""

    @pytest.fixture
    def detector(self) -> Detector:
        """The detector; override this."""
        raise NotImplementedError("give a fixture `detector`")

    def test_it_names_its_evidence(self, detector: Detector) -> None:
        """The evidence decides on which day the detector is asked."""
        assert detector.evidence in get_args(Evidence)

    def test_every_day_has_a_level(
        self, detector: Detector, history: History, athlete: Athlete
    ) -> None:
        """Levels have shape (days,), type int8 and values from 0 to 3."""
        for days in (history, history.until(history.dates[0].item())):
            levels = detector.levels(days, athlete)
            assert levels.shape == days.dates.shape
            assert levels.dtype == np.int8
            assert np.isin(levels, range(len(_LEVELS))).all()
        assert detector.levels(history, athlete).any(), "`history` has no day to warn of"

    def test_a_day_is_judged_by_what_is_known_when_it_begins(
        self, detector: Detector, history: History, athlete: Athlete
    ) -> None:
        """Neither later days nor the day's own training change its level."""
        whole = detector.levels(history, athlete)
        for day in days_to_cut_at(history):
            known = cut_at_start_of(day, history, journal=detector.evidence == "reported")
            levels = detector.levels(known, athlete)
            np.testing.assert_array_equal(levels, whole[: levels.size], err_msg=str(day))

    def test_a_warning_has_a_level_and_words(
        self, detector: Detector, history: History, athlete: Athlete
    ) -> None:
        """A day above 0 has a warning of its date and level, with a message and a source."""
        levels = detector.levels(history, athlete)
        for at in np.flatnonzero(levels).tolist():
            warning = detector.warning(history, athlete, at)
            assert isinstance(warning, TrainingWarning)
            assert warning.level == _LEVELS[levels[at]]
            assert warning.date == history.dates[at].item()
            assert warning.kind.strip()
            assert warning.message.strip()
            assert warning.source.strip()
