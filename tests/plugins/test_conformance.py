"""The conformance classes find the faults that they test for."""

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
    pytester.makeini("[pytest]")  # ignores settings of a parent folder
    pytester.makepyfile(SUITE.format(classes=classes, shown=shown, work=work))
    found = pytester.runpytest_subprocess("-p", "no:cacheprovider").parseoutcomes()
    assert found.get("failed", 0) + found.get("errors", 0) >= failures
    assert (found.get("failed", 0) + found.get("errors", 0) == 0) == (failures == 0)


def test_a_model_that_ignores_the_network_is_found(pytester: pytest.Pytester) -> None:
    classes = "OverTheNetwork, LanguageModelConformance"
    pytester.makeini("[pytest]")  # ignores settings of a parent folder
    pytester.makepyfile(SUITE.format(classes=classes, shown="fine", work="pass"))
    found = pytester.runpytest_subprocess("-p", "no:cacheprovider").parseoutcomes()
    assert found["failed"] == 9  # every trouble but the redirect, which it never sees


CONTRIBUTIONS = """
import pytest
from trainkit.plugins.conformance import (
    ComponentConformance, DetectorConformance, RuleConformance
)
from trainkit.recovery import MODELS, REPORTED
from trainkit.rules import HardInAWeek

class Rule:
    name, reason = "hard_in_a_week", "a test"
    def violations(self, schedule): return HardInAWeek({judged}).violations(schedule)
    def rows(self, model): return HardInAWeek({asked}).rows(model)

class Component:
    name, method = "sleep", "a test"
    def __init__(self): self._sleep = MODELS["personal"][2]
    def __getattr__(self, name): return getattr(self._sleep, name)
    def columns(self, history, athlete):
        columns = self._sleep.columns(history, athlete)
        return {columns}

class Detector:
    evidence = {evidence!r}
    def levels(self, history, athlete): return {levels}
    def warning(self, history, athlete, at):
        return REPORTED[6].warning(history, athlete, at)

class TestRule(RuleConformance):
    @pytest.fixture
    def rule(self): return Rule()

class TestComponent(ComponentConformance):
    @pytest.fixture
    def component(self): return Component()

class TestDetector(DetectorConformance):
    @pytest.fixture
    def detector(self): return Detector()
"""
SOUND = {
    "judged": 3,
    "asked": 3,
    "columns": "columns",
    "evidence": "reported",
    "levels": "REPORTED[6].levels(history, athlete)",
}
LATER = "__import__('numpy').roll(columns.points, -1)"


@pytest.mark.parametrize(
    ("wrong", "failures"),
    [
        ({}, []),
        ({"asked": 4}, ["TestRule::test_rows_imply_no_violation"]),
        (
            {"columns": f"__import__('dataclasses').replace(columns, points={LATER})"},
            ["TestComponent::test_a_day_is_scored_by_what_is_known_when_it_begins"],
        ),
        (
            {"levels": "REPORTED[6].levels(history, athlete)[::-1]"},
            ["TestDetector::test_a_day_is_judged_by_what_is_known_when_it_begins"],
        ),
        ({"evidence": "guess"}, ["TestDetector::test_it_names_its_evidence"]),
    ],
    ids=["sound", "weak rows", "tomorrow's points", "tomorrow's levels", "no evidence"],
)
def test_a_contribution_that_breaks_its_port_is_found(
    pytester: pytest.Pytester, wrong: dict[str, object], failures: list[str]
) -> None:
    pytester.makeini("[pytest]")
    pytester.makepyfile(CONTRIBUTIONS.format(**(SOUND | wrong)))
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-rf")
    lines = result.stdout.lines
    assert {name for name in failures if any(name in line for line in lines)} == set(failures)
    assert ("failed" in result.parseoutcomes()) == bool(failures)
