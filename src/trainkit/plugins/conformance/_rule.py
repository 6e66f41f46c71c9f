"""What a training rule must do."""

import datetime as dt
from collections.abc import Iterator
from typing import ClassVar

import numpy as np
import pytest

from trainkit.models import Violation
from trainkit.plugins.conformance._base import PluginConformance
from trainkit.plugins.conformance._linear_model import RandomModel
from trainkit.plugins.conformance._schedules import (
    REST,
    Session,
    draw_frame,
    draw_session,
    open_days,
    with_plan,
)
from trainkit.ports import Rule, Schedule

__all__ = ["RuleConformance"]


class RuleConformance(PluginConformance):
    """Tests of a training rule, on random schedules.

    Attributes
    ----------
    start : date
        The plans begin within a week from this day; a rule with dates has them near it.
    days : int
        The most days of a plan.
    schedules : int
        How many schedules are drawn.
    """

    start: ClassVar[dt.date] = dt.date(2026, 6, 1)
    days: ClassVar[int] = 35
    schedules: ClassVar[int] = 40

    @pytest.fixture
    def rule(self) -> Rule:
        """The rule; override this."""
        raise NotImplementedError("give a fixture `rule`")

    def test_it_has_a_name_and_a_reason(self, rule: Rule) -> None:
        """Explanations name the rule and say why it exists."""
        assert rule.name.strip()
        assert rule.reason.strip()

    def test_violations_name_planned_days(self, rule: Rule) -> None:
        """Any plan can be judged; the past breaks no rule."""
        for random, frame in self._draw_frames():
            schedule = with_plan(frame, _draw_any_plan(random, frame))
            planned = set(schedule.dates[schedule.first :].tolist())
            for violation in rule.violations(schedule):
                assert isinstance(violation, Violation)
                assert violation.rule == rule.name
                assert violation.date in planned
                assert np.isfinite([violation.value, violation.limit]).all()

    def test_judging_changes_nothing(self, rule: Rule) -> None:
        """The same plan gets the same answer, and keeps its numbers."""
        for random, frame in self._draw_frames():
            schedule = with_plan(frame, _draw_any_plan(random, frame))
            copy = with_plan(schedule, {})
            assert rule.violations(schedule) == rule.violations(schedule)
            for name in ("load", "effort", "run_m", "hard", "minutes"):
                np.testing.assert_array_equal(getattr(schedule, name), getattr(copy, name))

    def test_rest_and_races_break_nothing(self, rule: Rule) -> None:
        """A plan of rest days and races has no hard violation, whatever was trained before."""
        for _, frame in self._draw_frames():
            planned = range(frame.first, frame.load.size)
            resting = {at: REST for at in planned if not frame.races[at]}
            violations = _hard(rule, with_plan(frame, resting))
            assert not violations, f"rest breaks it: {violations[0].message}"

    def test_rows_imply_no_violation(self, rule: Rule) -> None:
        """No plan that satisfies the rows of `rows` has a hard violation.

        Left out are schedules whose fixed sessions break the rule by themselves.
        """
        solved = 0
        for random, frame in self._draw_frames():
            if _hard(rule, frame):
                solved += 1
                continue
            model = RandomModel(frame, random)
            rule.rows(model)
            plans = model.draw_plans()
            solved += bool(plans)
            for plan in plans:
                schedule = with_plan(frame, plan)
                violations = _hard(rule, schedule)
                assert not violations, (
                    f"rows allow what violations forbids on {violations[0].date}: "
                    f"{violations[0].message}; {_describe(schedule)}"
                )
        assert solved >= self.schedules // 4, f"{solved} of {self.schedules} schedules have a plan"

    def _draw_frames(self) -> Iterator[tuple[np.random.Generator, Schedule]]:
        for seed in range(self.schedules):
            random = np.random.default_rng(seed)
            yield random, draw_frame(random, self.start, self.days)


def _draw_any_plan(random: np.random.Generator, frame: Schedule) -> dict[int, Session]:
    return {at: draw_session(random) for at in open_days(frame)}


def _hard(rule: Rule, schedule: Schedule) -> list[Violation]:
    return [violation for violation in rule.violations(schedule) if violation.hard]


def _describe(schedule: Schedule) -> str:
    planned = slice(schedule.first, None)
    loads = ", ".join(f"{load:.0f}" for load in schedule.load[planned])
    return f"loads from {schedule.dates[schedule.first]}: {loads}"
