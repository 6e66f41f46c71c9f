"""Every fault injector passes the suite that authors run."""

from collections.abc import Iterator

import pytest

from builders.shop import running
from trainkit.adapters.fault_injectors.http import HttpInjector, HttpOptions
from trainkit.adapters.fault_injectors.simulated import SimulatedInjector
from trainkit.models import FaultPlan
from trainkit.plugins.conformance import (
    FaultInjectorConformance,
    OverTheNetwork,
)
from trainkit.ports import FaultInjector


class TestSimulated(FaultInjectorConformance):
    plugin = "fault_injector.simulated"

    @pytest.fixture
    def adapter(self) -> FaultInjector:
        return SimulatedInjector()


TOKEN = "token-that-nobody-may-see"


class TestHttp(OverTheNetwork, FaultInjectorConformance):
    plugin = "fault_injector.http"
    secret = TOKEN
    ignored_troubles = frozenset({"garbage"})  # whatever a control plane says beside its status

    @pytest.fixture(autouse=True)
    def _token(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SHOP_TOKEN", TOKEN)

    @pytest.fixture
    def adapter(self) -> Iterator[FaultInjector]:
        with running() as port:
            yield self.at(f"http://127.0.0.1:{port}")

    def at(self, url: str) -> HttpInjector:
        options = HttpOptions(
            url=url, probe=f"{url}/to/shop", probes=1, token_env="SHOP_TOKEN", read_s=0.5
        )
        return HttpInjector(options, sleep=lambda _: None)

    def use(self, adapter: FaultInjector) -> object:
        plan = FaultPlan(service="shop", kind="abort", duration_ms=5000, error_code=503)
        return adapter.apply(plan, policy="conformance")
