"""The search for the worst disruption: what it reports, and what it refuses."""

import datetime as dt
import os

import numpy as np
import pytest

import trainkit as tk
from builders.returning import history_before
from builders.runners import FIVE_DAYS, RUNNER, START
from trainkit import charts
from trainkit.models import PlannedWorkout
from trainkit.planning._disruptions import (
    DISRUPTIONS,
    Compared,
    Disruption,
    Harm,
    Setting,
    compare,
)
from trainkit.resilience import StressReport, stress
from trainkit.resilience._stress import disruption_at

SWEEP = int(os.environ.get("TRAINKIT_SWEEP", "0"))


@pytest.fixture(scope="module")
def history() -> tk.History:
    return history_before(0)


@pytest.fixture(scope="module")
def plan(history: tk.History) -> tk.TrainingPlan:
    goal = tk.Goal(distance_m=10_000, date=START + dt.timedelta(days=41))
    return tk.plan(goal, RUNNER, history, availability=FIVE_DAYS, start=START, allow_short=True)


@pytest.fixture(scope="module")
def report(plan: tk.TrainingPlan, history: tk.History) -> StressReport:
    return tk.stress(plan, RUNNER, history, trials=12)


def test_the_worst_is_the_worst_of_all_kinds(report: StressReport) -> None:
    totals = [case.adapted.total for case in report.by_kind]
    assert totals == sorted(totals, reverse=True)
    assert report.by_kind[0].disruption == report.worst
    assert report.severity.total == totals[0]
    saved = report.unadapted.total - report.severity.total
    assert report.saved_by_adapting == pytest.approx(saved)
    assert report.severity.broken == 0
    assert 1 <= len(report.advice) <= 2


def test_the_worst_is_told_in_words_json_html_and_a_picture(report: StressReport) -> None:
    assert str(report).startswith(f"Worst of 12 disruptions: {report.worst}.")
    assert StressReport.model_validate_json(report.model_dump_json()) == report
    assert str(report.worst) in report._repr_html_()
    picture = charts.stress(report)
    assert report.worst.kind in picture.svg()
    weeks = [week.planned_min for week in report.weeks]
    assert len(weeks) == 6
    assert [week.lived_min for week in report.weeks] != weeks


def test_remedies_are_tried_on_the_worst_and_the_best_comes_first(report: StressReport) -> None:
    harms = [remedy.harm.total for remedy in report.remedies]
    assert len(harms) >= 2
    assert harms == sorted(harms)


def test_the_same_seed_finds_the_same(
    plan: tk.TrainingPlan, history: tk.History, report: StressReport
) -> None:
    again = stress(plan, RUNNER, history, trials=12)
    assert again == report


@pytest.mark.parametrize(
    ("change", "words"),
    [({"trials": 9}, "trials"), ({"kinds": ["flood"]}, "kinds"), ({"kinds": []}, "kinds")],
)
def test_nonsense_is_refused(plan: tk.TrainingPlan, change: dict[str, object], words: str) -> None:
    with pytest.raises(tk.InvalidInput, match=words):
        stress(plan, RUNNER, **change)  # type: ignore[arg-type]


def test_a_week_is_no_plan_to_stress() -> None:
    days = [PlannedWorkout(date=START + dt.timedelta(days=at), kind="rest") for at in range(7)]
    with pytest.raises(tk.InvalidInput, match="at least 15"):
        stress(tk.TrainingPlan(start=START, workouts=tuple(days)), RUNNER)


def test_a_robust_plan_tells_its_price_and_keeps_the_rules(history: tk.History) -> None:
    goal = tk.Goal(distance_m=10_000, date=START + dt.timedelta(days=41))
    made = tk.plan(
        goal, RUNNER, history, availability=FIVE_DAYS, start=START, allow_short=True, robust=True
    )
    assert made.certificate is not None
    found = made.certificate.robustness
    assert found is not None
    assert len(found.disruptions) == 4
    assert found.after <= found.before
    assert (found.change is None) == (found.after == found.before)
    assert [v for v in tk.check(made, RUNNER, history) if v.hard] == []
    assert "of 10" in str(found)


def test_kinds_that_hurt_are_tried_at_more_places_than_others(
    plan: tk.TrainingPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Heat and bad nights had as many of the trials as a fortnight off, which costs ten times."""
    tried: list[Disruption] = []

    def harm_by_kind(setting: Setting, hit: Disruption) -> Compared:
        tried.append(hit)
        total = {"missed": 4.0, "illness": 3.0, "race": 2.0}.get(hit.kind, 0.5)
        harm = Harm(total=total, time=0, rules=0, risk=0, lost=0, broken=0, acwr=1, monotony=1)
        return Compared(harm, harm, setting.plan)

    monkeypatch.setattr("trainkit.resilience._stress.compare", harm_by_kind)
    monkeypatch.setattr("trainkit.resilience._stress._try_remedies", lambda *_: [])
    tk.stress(plan, RUNNER, trials=60)
    opening = [hit.kind for hit in tried[:30]]
    assert {opening.count(kind) for kind in ("heat", "nights", "work", "eager", "race")} == {2}
    assert min(opening.count("missed"), opening.count("illness")) >= 9
    first = next(hit for hit in tried if hit.kind == "missed").first
    beside = {(hit.first - first).days for hit in tried[30:33]}
    assert beside == {4, 2, 1}  # six days later was tried before


@pytest.mark.skipif(not SWEEP, reason="2,000 disruptions and ten searches take half an hour")
def test_the_search_is_as_bad_as_many_random_disruptions(history: tk.History) -> None:
    """Of ten searches of 60 trials, nine find one that is as bad as the worst of 2,000."""
    free = FIVE_DAYS.model_copy(update={"minutes": {**FIVE_DAYS.minutes, "sun": 200}})
    goal = tk.Goal(distance_m=42_195, date=START + dt.timedelta(days=16 * 7 - 1))
    plan = tk.plan(goal, RUNNER, history, availability=free, start=START, allow_short=True)
    random, setting = np.random.default_rng(1), Setting(plan, RUNNER, history)
    worst = 0.0
    for _ in range(2000):
        point = {
            "kind": str(random.choice(list(DISRUPTIONS))),
            "day": int(random.integers(0, len(plan.workouts) - 2)),
            "length": float(random.random()),
            "size": float(random.random()),
        }
        worst = max(worst, compare(setting, disruption_at(plan, point)).adapted.total)
    found = [stress(plan, RUNNER, history, seed=seed).severity.total for seed in range(10)]
    assert sum(total >= worst - 1e-9 for total in found) >= 9
