"""The conformance classes find the faults that they test for."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace

import pytest

from trainkit.adapters.stores.memory import MemoryStore
from trainkit.models import Activity
from trainkit.plugins.conformance import (
    CommandConformance,
    ComponentConformance,
    FormatConformance,
    LastingStoreConformance,
    WorkoutConformance,
)
from trainkit.ports import Contents, FileContext
from trainkit.workouts import Session

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


LOOP = Session("Loop", "running", "endurance", "easy", (0.7, 0.8), (30, 60))


def judge_sessions(session: Session) -> None:
    judge = WorkoutConformance()
    judge.test_they_can_be_chosen([session])
    judge.test_more_minutes_are_more_load([session])
    judge.test_each_is_built_for_any_duration([session])


@pytest.mark.parametrize(
    "wrong", [{"purpose": "fun"}, {"minutes": (60, 30)}, {"name": " "}, {"share": (0.8, -0.1)}]
)
def test_a_session_that_nothing_can_use_is_found(wrong: dict[str, object]) -> None:
    judge_sessions(LOOP)
    with pytest.raises(AssertionError):
        judge_sessions(replace(LOOP, **wrong))  # type: ignore[arg-type]


def test_a_command_without_help_is_found() -> None:
    typer = pytest.importorskip("typer", reason="the cli extra is not installed")

    def judge(words: str) -> None:
        app = typer.Typer()
        app.callback()(lambda: None)
        app.command("hello", help=words)(lambda: None)
        judged = CommandConformance()
        judged.test_it_adds_commands_with_help(app)
        judged.test_help_is_printed_without_work(app)
        judged.test_a_wrong_option_is_refused(app)

    judge("Say hello.")
    with pytest.raises(AssertionError, match="hello has no help"):
        judge("")


def test_a_weight_beyond_one_is_found() -> None:
    class Loud:
        weight = 3.0

    with pytest.raises(AssertionError):
        ComponentConformance().test_its_weight_is_a_share(Loud())  # type: ignore[arg-type]


class Clock:
    """A format whose file is one local time; it may forget the zone, or read ahead."""

    name = "clock"

    def __init__(self, *, forgets: bool = False, whole: bool = False) -> None:
        self.forgets, self.whole = forgets, whole

    def read(self, file: io.BufferedReader, context: FileContext) -> Iterator[Contents]:
        text = file.read() if self.whole else file.read(16)
        zone = dt.UTC if self.forgets else context.zone
        start = dt.datetime.fromisoformat(text[:16].decode()).replace(tzinfo=zone)
        provenance = context.provenance()
        run = Activity(sport="running", start=start, elapsed_s=60, provenance=provenance)
        yield Contents(activities=(run,))


class JudgeClock(FormatConformance):
    clock = "local"
    streams = True


def test_a_format_that_forgets_the_zone_or_reads_ahead_is_found() -> None:
    judge, data = JudgeClock(), b"2026-05-01T07:30" + bytes(100_000)
    judge.test_times_follow_the_athletes_zone(Clock(), data)  # type: ignore[arg-type]
    judge.test_its_first_records_come_early(Clock(), data)  # type: ignore[arg-type]
    with pytest.raises(AssertionError):
        judge.test_times_follow_the_athletes_zone(Clock(forgets=True), data)  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match="the whole file"):
        judge.test_its_first_records_come_early(Clock(whole=True), data)  # type: ignore[arg-type]


def test_a_store_that_another_process_does_not_see_is_found() -> None:
    class Alone(LastingStoreConformance):
        plugin = "store.memory"

        def options_of(self, _: object) -> dict[str, object]:
            return {}

    with pytest.raises(AssertionError):
        Alone().test_another_process_shares_the_records(MemoryStore())
    with pytest.raises(NotImplementedError, match="options_of"):
        LastingStoreConformance().options_of(MemoryStore())
