"""Every built-in component passes the suite that authors of components run."""

import pytest

from trainkit.plugins.conformance import ComponentConformance
from trainkit.ports import Component
from trainkit.recovery import MODELS

COMPONENTS = [component for model in MODELS.values() for component in model]


class TestComponents(ComponentConformance):
    @pytest.fixture(params=COMPONENTS, ids=lambda component: type(component).__name__)
    def component(self, request: pytest.FixtureRequest) -> Component:
        return request.param  # type: ignore[no-any-return]
