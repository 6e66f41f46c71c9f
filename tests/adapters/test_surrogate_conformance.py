"""Every surrogate passes the suite that authors run."""

import pytest

from trainkit.adapters.surrogates.forest import ForestSurrogate
from trainkit.adapters.surrogates.skopt import SkoptSurrogate
from trainkit.optimize import GaussianProcess
from trainkit.plugins.conformance import SurrogateConformance
from trainkit.ports import Surrogate


class TestGaussianProcess(SurrogateConformance):
    @pytest.fixture
    def adapter(self) -> Surrogate:
        return GaussianProcess()


class TestForest(SurrogateConformance):
    plugin = "surrogate.forest"

    @pytest.fixture
    def adapter(self) -> Surrogate:
        pytest.importorskip("sklearn", reason="the forest extra is not installed")
        return ForestSurrogate()


class TestSkopt(SurrogateConformance):
    plugin = "surrogate.skopt"

    @pytest.fixture
    def adapter(self) -> Surrogate:
        pytest.importorskip("skopt", reason="the skopt extra is not installed")
        return SkoptSurrogate()
