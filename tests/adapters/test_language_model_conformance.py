"""Every language model passes the suite that authors run."""

import pytest

from trainkit.adapters.llm.rules import RulesModel
from trainkit.plugins.conformance import LanguageModelConformance
from trainkit.ports import LanguageModel


class TestRules(LanguageModelConformance):
    plugin = "llm.rules"

    @pytest.fixture
    def adapter(self) -> LanguageModel:
        return RulesModel()
