"""Robust plans: what they are tried on, what they are worth, and what they cost."""

import datetime as dt

import pytest

import trainkit as tk
from builders.runners import RUNNER, START
from trainkit.models import Certificate, PlannedWorkout
from trainkit.planning import _robust
from trainkit.planning._disruptions import Compared, Disruption, Harm, Remedy, Setting
from trainkit.planning._robust import toughen, usual_disruptions


def rests(days: int, objective: float = 0.0) -> tk.TrainingPlan:
    workouts = tuple(
        PlannedWorkout(date=START + dt.timedelta(days=at), kind="rest") for at in range(days)
    )
    proof = Certificate(objective=objective, bound=9e9, reference=0, gap=0, seconds=0)
    return tk.TrainingPlan(start=START, workouts=workouts, certificate=proof)


@pytest.mark.parametrize("days", [*range(1, 40), 112, 365])
def test_usual_disruptions_leave_a_day_of_any_plan_to_adapt(days: int) -> None:
    plan = rests(days)
    found = usual_disruptions(plan)
    assert all(plan.start <= hit.first <= hit.last < plan.end for hit in found)
    assert len(found) == 4 or days < 7


def test_a_plan_without_disruptions_to_survive_is_refused_or_stays() -> None:
    race = tk.Goal(distance_m=5000, date=START + dt.timedelta(days=20))
    with pytest.raises(tk.InvalidInput, match="robust"):
        tk.plan(race, RUNNER, start=START, robust=[])
    plan = rests(2)
    kept = toughen(plan, RUNNER, None, (), make=lambda *_: plan, value=lambda _: 0.0)
    assert kept is plan


def test_the_price_of_another_plan_is_what_the_athletes_own_goal_loses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A plan of smaller steps counts its own points: the change may seem to be a gain."""
    plan, careful = rests(28, 100.0), rests(29, 130.0)
    hit = Disruption(kind="illness", first=START + dt.timedelta(days=9), days=3)

    def compare(setting: Setting, *_: object, against: tk.TrainingPlan) -> Compared:
        assert against is plan
        total = 1.0 if setting.plan is careful else 4.0
        harm = Harm(total=total, time=0, rules=0, risk=0, lost=0, broken=0, acwr=1, monotony=1)
        return Compared(harm, harm, setting.plan)

    monkeypatch.setattr(_robust, "compare", compare)
    monkeypatch.setattr(_robust, "remedies", lambda *_, **__: [Remedy("smaller steps", careful)])
    made = toughen(
        plan,
        RUNNER,
        None,
        [hit],
        make=lambda *_: careful,
        value=lambda other: 100.0 if other is plan else 93.0,
    )
    assert made.certificate is not None
    found = made.certificate.robustness
    assert found is not None
    assert made.workouts == careful.workouts
    assert (found.before, found.after, found.price) == (4.0, 1.0, 7.0)
    assert str(found) == (
        "With smaller steps, the disruption (3 days of illness with fever, from 8 July 2026) "
        "costs 1.0 of 10 at most instead of 4.0, for 7.0 points of the plan's value."
    )


@pytest.mark.parametrize(("careful", "changes"), [(3.8, False), (3.65, False), (3.5, True)])
def test_a_change_that_hardly_helps_is_told_and_not_made(
    careful: float, changes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, other = rests(28), rests(29)
    hit = Disruption(kind="missed", first=START + dt.timedelta(days=9), days=3)

    def compare(setting: Setting, *_: object, **__: object) -> Compared:
        total = careful if setting.plan is other else 4.0
        harm = Harm(total=total, time=0, rules=0, risk=0, lost=0, broken=0, acwr=1, monotony=1)
        return Compared(harm, harm, setting.plan)

    monkeypatch.setattr(_robust, "compare", compare)
    monkeypatch.setattr(_robust, "remedies", lambda *_, **__: [Remedy("a lighter week", other)])
    made = toughen(plan, RUNNER, None, [hit], make=lambda *_: other, value=lambda _: 0.0)
    assert made.certificate is not None
    found = made.certificate.robustness
    assert found is not None
    assert (found.change is not None) == changes
    assert "a lighter week" in str(found)
    assert "3 days without training, from 8 July 2026" in str(found)
    assert found.after == (careful if changes else 4.0)
