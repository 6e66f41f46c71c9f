"""Every built-in component passes the suite that authors of components run."""

import numpy as np
import pytest

from trainkit.models import Athlete, History
from trainkit.plugins.conformance import ComponentConformance
from trainkit.plugins.conformance._histories import days_to_cut_at
from trainkit.ports import Component
from trainkit.recovery import MODELS
from trainkit.recovery._wellness import Wellness

COMPONENTS = [component for model in MODELS.values() for component in model]
SEEN = [component for component in COMPONENTS if not isinstance(component, Wellness)]


class TestComponents(ComponentConformance):
    @pytest.fixture(params=SEEN, ids=lambda component: type(component).__name__)
    def component(self, request: pytest.FixtureRequest) -> Component:
        return request.param  # type: ignore[no-any-return]


class TestWellness(ComponentConformance):
    """How a person feels is answered in the morning, so the day's own answers count."""

    @pytest.fixture
    def component(self) -> Component:
        return Wellness()

    def test_a_day_is_scored_by_what_is_known_when_it_begins(
        self, component: Component, history: History, athlete: Athlete
    ) -> None:
        whole = component.columns(history, athlete).points
        for day in days_to_cut_at(history):
            before = history.until(day)
            done = tuple(one for one in before.activities if one.day < day)
            known = History(days=before.days, activities=done, athlete=history.athlete)
            points = component.columns(known, athlete).points
            np.testing.assert_allclose(points, whole[: points.size], err_msg=str(day))
