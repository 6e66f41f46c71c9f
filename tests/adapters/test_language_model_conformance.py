"""Every language model passes the suite that authors run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builders.llm_servers import Said, require_sdk, serve
from builders.vendor_models import SECRET, make_model
from trainkit.adapters.llm.recorded import RecordedModel, RecordedOptions
from trainkit.adapters.llm.rules import RulesModel
from trainkit.plugins.conformance import LanguageModelConformance, OverTheNetwork
from trainkit.ports import LanguageModel


class TestRules(LanguageModelConformance):
    plugin = "llm.rules"

    @pytest.fixture
    def adapter(self) -> LanguageModel:
        return RulesModel()


class TestRecorded(LanguageModelConformance):
    plugin = "llm.recorded"

    @pytest.fixture
    def adapter(self, tmp_path: Path) -> LanguageModel:
        path = tmp_path / "answers.jsonl"
        path.write_text('{"text": "Yes.\\nRun for 40 minutes.", "output_tokens": 9}\n', "utf-8")
        return RecordedModel(RecordedOptions(path=path))


class VendorConformance(OverTheNetwork, LanguageModelConformance):
    """What the adapters of vendors pass, on servers that work and servers that do not."""

    secret = SECRET
    vendor = ""

    @pytest.fixture
    def adapter(self) -> Iterator[LanguageModel]:
        with serve(self.vendor, Said()) as server:
            yield make_model(self.vendor, server.url)

    def at(self, url: str) -> Any:
        return make_model(self.vendor, url, deadline_s=3.0, attempts=2)

    @pytest.fixture(autouse=True)
    def _need_sdk(self) -> None:
        require_sdk("anthropic" if self.vendor == "anthropic" else "openai")


class TestAnthropic(VendorConformance):
    plugin = "llm.anthropic"
    vendor = "anthropic"


class TestOpenAI(VendorConformance):
    plugin = "llm.openai"
    vendor = "openai"


class TestCompatible(VendorConformance):
    plugin = "llm.compatible"
    vendor = "compatible"


del VendorConformance  # a base, which has no server of its own
