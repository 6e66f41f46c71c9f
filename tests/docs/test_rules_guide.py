"""The rules of the guide are as good as trainkit's own."""

import datetime as dt
import re
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

import trainkit as tk
from trainkit import ports
from trainkit.plugins.conformance import RuleConformance
from trainkit.ports import CountsRuns, Quantity, Rule, Schedule

PAGE = (Path(__file__).parents[2] / "docs" / "guides" / "rules.md").read_text(encoding="utf-8")
SPACE: dict[str, Any] = {}
for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
    exec(compile(block, "rules.md", "exec"), SPACE)  # noqa: S102  our own page
RULES = [SPACE[name]() for name in ("EasyMondays", "FewDays", "QuietBeforeRaces", "OneLongRun")]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_passes_the_tests_of_its_kind(rule: Rule) -> None:
    judge = RuleConformance()
    judge.schedules = 6  # type: ignore[misc]  the class of the page draws all forty
    judge.test_it_has_a_name_and_a_reason(rule)
    judge.test_violations_name_planned_days(rule)
    judge.test_rest_and_races_break_nothing(rule)
    judge.test_rows_imply_no_violation(rule)


def test_each_rule_finds_what_it_is_about() -> None:
    monday = dt.date(2026, 6, 1)
    athlete = tk.Athlete(sex="female", birth_date=dt.date(1990, 5, 1), hr_rest=50, hr_max=190)
    sessions = {session.name: session for session in tk.workouts.LIBRARY}

    def build(name: str, minutes: float, after: int) -> tk.PlannedWorkout:
        return sessions[name].build(minutes, athlete, monday + dt.timedelta(days=after))

    week = [build("Threshold run", 60, 0), *(build("Easy run", 30, n) for n in range(1, 6))]
    plan = tk.TrainingPlan(start=monday, workouts=(*week, build("Long run", 180, 6)))
    found = {one.rule for one in tk.check(plan, athlete, rules=[], more_rules=RULES)}
    assert found == {"easy_mondays", "few_days", "one_long_run"}
    later = Schedule(
        np.arange(np.datetime64("2026-06-01"), np.datetime64("2026-06-03")),
        0,
        np.array([60.0, 60.0]),
        np.array([3, 3], dtype=np.int8),
        np.zeros(2),
        np.full(2, np.nan),
        np.array([False, False, False, True]),
        hard=np.ones(2, dtype=bool),
    )
    (quiet,) = (rule for rule in RULES if rule.name == "quiet_before_races")
    assert [str(one.date) for one in quiet.violations(later)] == ["2026-06-02"]


def test_the_page_lists_every_quantity_and_optional_port() -> None:
    (table,) = re.findall(r"\| quantity \|.*?\n\n", PAGE, re.DOTALL)
    assert {*re.findall(r"`(\w+)`", table)} == {*get_args(Quantity)}
    assert isinstance(RULES[3], CountsRuns)
    for name in ("Priced", "LimitsLoad", "LimitsMinutes", "LimitsRuns", "LightensWeeks"):
        assert hasattr(ports, name)
        assert f"`{name}" in PAGE
    fields = {*Schedule.__dataclass_fields__, "week"}
    (table,) = re.findall(r"\| of a schedule \|.*?\n\n", PAGE, re.DOTALL)
    assert fields <= {*re.findall(r"`(\w+)`", table)}
