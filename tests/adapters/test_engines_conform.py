"""Every injector and surrogate, by the suite that their authors run."""

from collections.abc import Iterator

import pytest

from builders.shop import running
from trainkit.adapters.fault_injectors.http import HttpInjector, HttpOptions
from trainkit.adapters.fault_injectors.simulated import SimulatedInjector
from trainkit.adapters.surrogates.forest import ForestSurrogate
from trainkit.adapters.surrogates.skopt import SkoptSurrogate
from trainkit.models import FaultPlan
from trainkit.optimize import GaussianProcess
from trainkit.plugins.conformance import (
    FaultInjectorConformance,
    OverTheNetwork,
    SurrogateConformance,
)
from trainkit.ports import FaultInjector, Surrogate


class TestSimulated(FaultInjectorConformance):
    plugin = "fault_injector.simulated"

    @pytest.fixture
    def adapter(self) -> FaultInjector:
        return SimulatedInjector()


TOKEN = "token-that-nobody-may-see"


class TestHttp(OverTheNetwork, FaultInjectorConformance):
    plugin = "fault_injector.http"
    secret = TOKEN
    unbothered = frozenset({"garbage"})  # whatever a control plane says beside its status

    @pytest.fixture(autouse=True)
    def _token(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SHOP_TOKEN", TOKEN)

    @pytest.fixture
    def adapter(self) -> Iterator[FaultInjector]:
        with running() as port:
            self.url = f"http://127.0.0.1:{port}"
            yield self.made(self.url)

    def made(self, url: str) -> HttpInjector:
        options = HttpOptions(
            url=url, probe=f"{url}/to/shop", probes=1, token_env="SHOP_TOKEN", read_s=0.5
        )
        return HttpInjector(options, sleep=lambda _: None)

    def at(self, url: str) -> HttpInjector:
        return self.made(url)

    def use(self, adapter: FaultInjector) -> object:
        plan = FaultPlan(service="shop", kind="abort", duration_ms=5000, error_code=503)
        return adapter.apply(plan, policy="conformance")


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
