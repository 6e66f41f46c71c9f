"""The conformance classes find what they are there to find."""

import pytest

SUITE = """
import logging
import pytest
from trainkit.adapters.llm.rules import RulesModel
from trainkit.plugins.conformance import {classes}

class Leaky(RulesModel):
    def __repr__(self): return {shown!r}
    def reply(self, prompt):
        {work}
        return super().reply(prompt)

class TestLeaky({classes}):
    secret = "hidden-4711"
    patience_s = 1.0
    @pytest.fixture
    def adapter(self): return Leaky()
    def at(self, url): return Leaky()
"""


@pytest.mark.parametrize(
    ("shown", "work", "failures"),
    [
        ("fine", "pass", 0),
        ("fine", "logging.getLogger('x').error('my key is hidden-4711')", 5),
        ("<Leaky hidden-4711>", "pass", 1),
        ("fine", "raise KeyError('oops')", 5),
    ],
)
def test_what_leaks_or_fails_is_found(
    pytester: pytest.Pytester, shown: str, work: str, failures: int
) -> None:
    classes = "LanguageModelConformance"
    pytester.makeini("[pytest]")  # wherever it lies, no settings from above
    pytester.makepyfile(SUITE.format(classes=classes, shown=shown, work=work))
    found = pytester.runpytest_subprocess("-p", "no:cacheprovider").parseoutcomes()
    assert found.get("failed", 0) + found.get("errors", 0) >= failures
    assert (found.get("failed", 0) + found.get("errors", 0) == 0) == (failures == 0)


def test_a_model_that_ignores_the_network_is_found(pytester: pytest.Pytester) -> None:
    classes = "OverTheNetwork, LanguageModelConformance"
    pytester.makeini("[pytest]")  # wherever it lies, no settings from above
    pytester.makepyfile(SUITE.format(classes=classes, shown="fine", work="pass"))
    found = pytester.runpytest_subprocess("-p", "no:cacheprovider").parseoutcomes()
    assert found["failed"] == 9  # every trouble but the redirect, which it never sees
