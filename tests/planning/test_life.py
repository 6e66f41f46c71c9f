"""Check, repair, match and adapt: what happens to a plan in real life."""

import datetime as dt

import pytest

import trainkit as tk
from builders.runners import FIVE_DAYS, RUNNER, START, followed, marathon
from trainkit.models import PlannedWorkout
from trainkit.planning._plan import problem_for
from trainkit.planning._solver.template import build_template
from trainkit.workouts import find_session

ON = START + dt.timedelta(days=37)


@pytest.fixture(scope="module")
def history() -> tk.History:
    return tk.simulate(RUNNER, days=120, seed=1)


@pytest.fixture(scope="module")
def plan(history: tk.History) -> tk.TrainingPlan:
    return tk.plan(marathon(), RUNNER, history, availability=FIVE_DAYS)


def template(history: tk.History) -> tk.TrainingPlan:
    problem, _ = problem_for(
        marathon(), RUNNER, history, FIVE_DAYS, START, allow_short=False, rules=None
    )
    return tk.TrainingPlan(
        goals=(marathon(),), start=START, workouts=tuple(build_template(problem))
    )


def test_the_classic_template_breaks_rules_and_is_repaired(history: tk.History) -> None:
    given = template(history)
    short = FIVE_DAYS.model_copy(update={"minutes": {**FIVE_DAYS.minutes, "sun": 75}})
    broken = tk.check(given, RUNNER, history, availability=short)
    assert {one.rule for one in broken if one.hard} >= {"availability"}
    mended = tk.repair(given, RUNNER, history, availability=short)
    left = tk.check(mended.plan, RUNNER, history, availability=short)
    assert [v for v in left if v.hard] == []
    changed = mended.changes
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
    assert "step 1 of 6: rest" in revision.facts["illness"]
    ahead = [one for one in after.workouts if one.date and one.date >= ON]
    assert [one.kind for one in ahead[:2]] == ["rest", "rest"]
    # A day of illness and one without a word count as ill: 20 min, 30 min, then three quarters.
    assert all(one.duration_min <= most for one, most in zip(ahead[2:4], (20, 30), strict=True))
    assert not any(one.hard for one in ahead[:5])
    untouched = {one.date for one in plan.workouts} - {one.date for one in revision.changes}
    assert len(untouched) > 0.75 * len(plan.workouts)
    assert revision.undo(after).workouts == plan.workouts
    assert [v for v in tk.check(after, RUNNER, ill, on=ON) if v.hard] == []


def test_a_changed_plan_is_not_taken_for_another(plan: tk.TrainingPlan) -> None:
    other = PlannedWorkout(name="Other", date=START)
    with pytest.raises(tk.InvalidInput, match="computed for"):
        plan.replace_days({START: (other, other)})


def test_a_day_outside_of_the_plan(plan: tk.TrainingPlan, history: tk.History) -> None:
    with pytest.raises(tk.InvalidInput, match="a day of the plan"):
        tk.adapt(plan, history, RUNNER, on=START - dt.timedelta(days=1))


def test_today_takes_the_plans_session(plan: tk.TrainingPlan, history: tk.History) -> None:
    first = next(one for one in plan.workouts if one.kind == "easy" and one.date)
    found = tk.assess(history, RUNNER, first.date, plan=plan)
    assert found.recommendation.workout is not None
    same = tk.assess(history, RUNNER, first.date, plan=plan.workouts)
    assert same.recommendation.workout == found.recommendation.workout


def test_a_plan_after_an_illness_begins_easy() -> None:
    past = tk.simulate(RUNNER, days=120, seed=1, end=START - dt.timedelta(days=1))
    sick = tk.DailyHealth(date=START - dt.timedelta(days=1), illness=True)
    made = tk.plan(marathon(), RUNNER, past.merge(tk.History(days=(sick,))), start=START, seconds=4)
    assert made.workouts[0].kind == "rest"
    assert not any(one.hard for one in made.workouts[:3])
    assert any("You were ill" in one and "step" in one for one in made.warnings)


def test_strength_stands_beside_the_sessions() -> None:
    free = FIVE_DAYS.model_copy(update={"strength": ("wed", "mon")})
    past = tk.simulate(RUNNER, days=120, seed=1)
    goal = tk.Goal(distance_m=10_000, date=START + dt.timedelta(days=8 * 7 - 1))
    made = tk.plan(goal, RUNNER, past, availability=free, start=START, seconds=4)
    wednesdays = [one for one in made.workouts if one.date and one.date.weekday() == 2]
    assert all(one.duration_min <= 30 for one in wednesdays)
    trained = [one for one in wednesdays if one.kind != "rest"]
    assert trained
    assert all("30 min of strength" in (one.notes or "") for one in trained)
    mondays = [one for one in made.workouts if one.date and one.date.weekday() == 0]
    assert {one.kind for one in mondays} == {"rest"}


def test_a_holiday_in_the_middle_does_not_end_the_plan() -> None:
    days = tuple(START + dt.timedelta(days=35 + at) for at in range(10))
    past = tk.simulate(RUNNER, days=120, seed=1)
    free = FIVE_DAYS.model_copy(update={"blackout": days})
    made = tk.plan(marathon(), RUNNER, past, availability=free, start=START)
    assert [v for v in tk.check(made, RUNNER, past) if v.hard] == []
    assert all((made.on(day) or made.workouts[0]).kind == "rest" for day in days)
    after = [week for week in made.weeks if week[0].date and week[0].date > days[-1]]
    assert all(sum(one.duration_min for one in week) > 60 for week in after)


def test_a_new_race_and_new_time_come_and_go_with_the_revision(
    plan: tk.TrainingPlan, history: tk.History
) -> None:
    lived = history.merge(followed(plan, ON))
    race = tk.Goal(distance_m=10_000, date=START + dt.timedelta(days=55), priority="B")
    less = FIVE_DAYS.model_copy(update={"minutes": {**FIVE_DAYS.minutes, "tue": 30}})
    made = tk.adapt(plan, lived, RUNNER, on=ON, goals=[*plan.goals, race], availability=less)
    after = made.apply(plan)
    assert (after.on(race.date) or plan.workouts[0]).kind == "race"
    assert after.goals == (race, *plan.goals)
    assert after.availability == less
    assert [v for v in tk.check(after, RUNNER, lived, on=ON) if v.hard] == []
    back = made.undo(after)
    assert (back.workouts, back.goals, back.availability) == (
        plan.workouts,
        plan.goals,
        plan.availability,
    )


def test_on_the_day_of_the_race_nothing_is_left_to_change(
    plan: tk.TrainingPlan, history: tk.History
) -> None:
    assert tk.adapt(plan, history, RUNNER, on=plan.end).changes == ()


def test_a_plan_of_one_day_is_its_race() -> None:
    made = tk.plan(tk.Goal(distance_m=10_000, date=START), RUNNER, start=START, allow_short=True)
    assert [one.kind for one in made.workouts] == ["race"]
    assert made.warnings


def test_a_plan_that_makes_no_sense_is_mended(history: tk.History) -> None:
    """A model wrote 70 hard days with steps that a button ends."""
    button = tk.models.Step(kind="warmup", until="lap_button")
    pace = tk.models.Target(kind="speed", low=3.4, high=3.7, unit="m/s")
    days = []
    for at in range(70):
        hard = tk.models.Step(until="time", amount=60 * (30 + at), target=pace)
        date = START + dt.timedelta(days=at)
        days.append(tk.PlannedWorkout(sport="running", date=date, steps=(button, hard)))
    goal = tk.Goal(distance_m=10_000, date=START + dt.timedelta(days=69))
    given = tk.TrainingPlan(goals=(goal,), start=START, workouts=tuple(days))
    assert len(tk.check(given, RUNNER, history)) > 50
    mended = tk.repair(given, RUNNER, history, availability=FIVE_DAYS)
    found = tk.check(mended.plan, RUNNER, history, availability=FIVE_DAYS)
    assert [v for v in found if v.hard] == []
    assert mended.revision.undo(mended.plan).workouts == given.workouts


def test_a_wish_alone_changes_nothing(plan: tk.TrainingPlan, history: tk.History) -> None:
    """A week below the floor of ACWR is told, and no reason to change the days ahead."""
    light = [
        one.model_copy(update={"steps": (), "kind": "rest", "load": 0.0, "hard": False})
        if one.week == 10 and one.date and one.date.weekday() in {1, 2, 5}
        else one
        for one in plan.workouts
    ]
    lighter = plan.model_copy(update={"workouts": tuple(light)})
    on = START + dt.timedelta(days=14)
    lived = history.merge(followed(plan, on))
    found = tk.check(lighter, RUNNER, lived, on=on)
    assert ("acwr_floor", False) in [(v.rule, v.hard) for v in found]
    assert not any(v.hard for v in found)
    assert tk.adapt(lighter, lived, RUNNER, on=on).changes == ()


def test_given_sessions_outside_of_the_plan_touch_nothing() -> None:
    goal = tk.Goal(distance_m=10_000, date=START + dt.timedelta(days=55))
    past = tk.simulate(RUNNER, days=120, seed=1)
    run = find_session("Easy run").build(60, RUNNER, START)
    days = (START - dt.timedelta(days=200), START - dt.timedelta(days=3), goal.date)
    far = (*days, START + dt.timedelta(days=300))
    fixed = tuple(run.model_copy(update={"date": day}) for day in far)
    free = FIVE_DAYS.model_copy(update={"fixed": fixed})
    made = [
        tk.plan(goal, RUNNER, past, availability=one, start=START, seconds=60)
        for one in (free, FIVE_DAYS)
    ]
    assert made[0].workouts == made[1].workouts


def test_a_search_without_time_leaves_few_changes_that_need_none(
    plan: tk.TrainingPlan, history: tk.History
) -> None:
    less = FIVE_DAYS.model_copy(update={"minutes": {**FIVE_DAYS.minutes, "tue": 30}})
    revision = tk.adapt(plan, history, RUNNER, on=ON, availability=less, seconds=1e-6)
    assert "no plan in 1e-06 s" in revision.facts["search"]
    after = revision.apply(plan)
    assert [item for item in tk.check(after, RUNNER, history, on=ON) if item.hard] == []
    tuesdays = [item for item in after.workouts if item.date and item.date.weekday() == 1]
    assert all(item.duration_min <= 30 for item in tuesdays if item.date and item.date >= ON)
    assert all(item.after.duration_min <= item.before.duration_min for item in revision.changes)


def test_a_long_c_race_soon_after_a_break_stays(plan: tk.TrainingPlan, history: tk.History) -> None:
    race = tk.Goal(distance_m=30_000, date=ON + dt.timedelta(days=16), priority="C")
    missed = frozenset(ON - dt.timedelta(days=at) for at in range(1, 15))
    done = history.merge(followed(plan, ON, skip=missed))
    revision = tk.adapt(plan, done, RUNNER, on=ON, goals=(race, marathon()))
    changed = revision.apply(plan).on(race.date)
    assert changed is not None
    assert changed.kind == "race"
