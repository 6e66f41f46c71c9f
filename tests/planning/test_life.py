"""Check, repair, match and adapt: what happens to a plan in real life."""

import datetime as dt

import pytest
from cases import FIVE_DAYS, RUNNER, START, followed, marathon

import trainkit as tk
from trainkit.models import PlannedWorkout
from trainkit.planning._plan import setting_for
from trainkit.planning._template import template_of

ON = START + dt.timedelta(days=37)


@pytest.fixture(scope="module")
def history() -> tk.History:
    return tk.simulate(RUNNER, days=120, seed=1)


@pytest.fixture(scope="module")
def plan(history: tk.History) -> tk.TrainingPlan:
    return tk.plan(marathon(), RUNNER, history, availability=FIVE_DAYS)


def template(history: tk.History) -> tk.TrainingPlan:
    setting, _ = setting_for(
        marathon(), RUNNER, history, FIVE_DAYS, START, allow_short=False, rules=None
    )
    return tk.TrainingPlan(goals=(marathon(),), start=START, workouts=tuple(template_of(setting)))


def test_the_classic_template_breaks_rules_and_is_repaired(history: tk.History) -> None:
    given = template(history)
    assert {one.rule for one in tk.check(given, RUNNER, history)} >= {"cut_back"}
    mended = tk.repair(given, RUNNER, history)
    assert [v for v in tk.check(mended.plan, RUNNER, history) if v.hard] == []
    changed = mended.revision.changes
    assert 0 < len(changed) < len(given.workouts) / 2
    assert all(one.reason and one.message for one in changed)
    assert mended.revision.undo(mended.plan).workouts == given.workouts


def test_a_safe_plan_needs_no_repair(plan: tk.TrainingPlan, history: tk.History) -> None:
    mended = tk.repair(plan, RUNNER, history)
    assert mended.plan == plan
    assert mended.revision.changes == ()


def test_what_was_done_is_found(plan: tk.TrainingPlan) -> None:
    done = tk.match(plan, followed(plan, ON))
    for one in done.workouts:
        asked = one.kind not in {"rest", "race"} and one.date is not None and one.date < ON
        assert bool(one.completed_by) == asked


def test_a_session_moved_by_a_day_is_found(plan: tk.TrainingPlan) -> None:
    moved = followed(plan, START + dt.timedelta(days=2)).activities[0]
    late = moved.model_copy(update={"start": moved.start + dt.timedelta(days=-1)})
    done = tk.match(plan, tk.History(activities=(late,)))
    assert sum(bool(one.completed_by) for one in done.workouts) == 1


def test_a_plan_that_is_followed_does_not_change(
    plan: tk.TrainingPlan, history: tk.History
) -> None:
    done = history.merge(followed(plan, ON))
    assert tk.adapt(plan, done, RUNNER, on=ON).changes == ()


def test_illness_makes_the_next_days_easy(plan: tk.TrainingPlan, history: tk.History) -> None:
    done = history.merge(followed(plan, ON))
    ill = done.merge(tk.History(days=[tk.DailyHealth(date=ON, illness=True)]))
    revision = tk.adapt(plan, ill, RUNNER, on=ON)
    after = revision.apply(plan)
    assert "illness" in revision.facts
    ahead = [after.on(ON + dt.timedelta(days=k)) for k in range(4)]
    assert ahead[0] is not None
    assert ahead[0].kind == "rest"
    assert not any(one.hard for one in ahead if one is not None)
    assert all(one.date >= ON for one in revision.changes)
    assert revision.undo(after).workouts == plan.workouts
    assert [v for v in tk.check(after, RUNNER, ill, on=ON) if v.hard] == []


def test_a_changed_plan_is_not_taken_for_another(plan: tk.TrainingPlan) -> None:
    other = PlannedWorkout(name="Other", date=START)
    with pytest.raises(tk.InvalidInput, match="made for"):
        plan.replaced({START: (other, other)})


def test_a_day_outside_of_the_plan(plan: tk.TrainingPlan, history: tk.History) -> None:
    with pytest.raises(tk.InvalidInput, match="a day of the plan"):
        tk.adapt(plan, history, RUNNER, on=START - dt.timedelta(days=1))
