"""What life does to a plan: races, days, missed weeks, illness; and the words for it."""

import datetime as dt

import pytest

import trainkit as tk
from builders.runners import FIVE_DAYS, RUNNER, START, followed
from trainkit.models import PlannedWorkout
from trainkit.models.assessment import Recovery

WEEKS = 14
RACE = tk.Goal(
    distance_m=21_097.5,
    date=START + dt.timedelta(days=7 * WEEKS - 1),
    time_s=6000,
    name="Half",
)
SIX_DAYS = FIVE_DAYS.model_copy(update={"minutes": {**FIVE_DAYS.minutes, "fri": 45, "sun": 130}})
ON = START + dt.timedelta(days=42)


@pytest.fixture(scope="module")
def before() -> tk.History:
    """Sixteen weeks of 46 km."""
    week = (0, 9, 8, 9, 0, 6, 14)
    days = [START - dt.timedelta(days=back) for back in range(1, 7 * 16 + 1)]
    runs = [
        tk.Activity(
            sport="running",
            start=dt.datetime.combine(day, dt.time(9), dt.UTC),
            elapsed_s=336 * week[day.weekday()],
            distance_m=1000 * week[day.weekday()],
            hr_mean=140,
        )
        for day in days
        if week[day.weekday()]
    ]
    return tk.History(activities=tuple(runs))


@pytest.fixture(scope="module")
def plan(before: tk.History) -> tk.TrainingPlan:
    return tk.plan(RACE, RUNNER, before, availability=SIX_DAYS, start=START, seconds=30)


def lived(
    before: tk.History,
    plan: tk.TrainingPlan,
    on: dt.date = ON,
    *,
    skip: range = range(0),
    ill: range = range(0),
) -> tk.History:
    """Do all sessions before a day, but some days back."""
    left_out = frozenset(on - dt.timedelta(days=back) for back in (*skip, *ill))
    sick = [tk.DailyHealth(date=on - dt.timedelta(days=back), illness=True) for back in ill]
    done = before.merge(followed(plan, on, skip=left_out))
    return done.merge(tk.History(days=tuple(reversed(sick)))) if sick else done


def races(plan: tk.TrainingPlan) -> list[dt.date]:
    return [item.date for item in plan.workouts if item.kind == "race" and item.date]


def week_minutes(plan: tk.TrainingPlan) -> list[float]:
    return [sum(item.duration_min for item in week) for week in plan.weeks]


def longs(plan: tk.TrainingPlan) -> list[float]:
    return [
        max((item.duration_min for item in week if item.kind == "long"), default=0)
        for week in plan.weeks
    ]


def hard(plan: tk.TrainingPlan) -> list[int]:
    easy = {"long", "race"}
    return [sum(item.hard and item.kind not in easy for item in week) for week in plan.weeks]


def safe(plan: tk.TrainingPlan, history: tk.History, on: dt.date = ON) -> bool:
    return not [item for item in tk.check(plan, RUNNER, history, on=on) if item.hard]


@pytest.mark.parametrize("days", [-21, -14, 7, 28])
def test_a_race_that_moves_ends_the_plan_on_its_new_day(
    plan: tk.TrainingPlan, before: tk.History, days: int
) -> None:
    history = lived(before, plan)
    moved = RACE.model_copy(update={"date": RACE.date + dt.timedelta(days=days)})
    revision = tk.adapt(plan, history, RUNNER, on=ON, goals=[moved])
    after = revision.apply(plan)
    assert after.goals == (moved,)
    assert races(after) == [moved.date] == [after.end]
    assert len(revision.added) == max(days, 0)
    assert len(revision.removed) == max(-days, 0)
    assert "Half moved from 4 October" in revision.facts["goals"]
    assert safe(after, history)
    back = revision.undo(after)
    assert (back.workouts, back.goals) == (plan.workouts, plan.goals)
    assert all(week > 60 for week in week_minutes(after)[:-1])
    # More weeks to the same race are no reason for bigger ones.
    assert max(week_minutes(after)) <= 1.03 * max(week_minutes(plan))
    assert max(longs(after)) <= 1.03 * max(longs(plan))


def test_a_race_that_becomes_another_is_judged_anew(
    plan: tk.TrainingPlan, before: tk.History
) -> None:
    history = lived(before, plan)
    marathon = RACE.model_copy(update={"distance_m": 42_195, "name": None, "time_s": None})
    soon = marathon.model_copy(update={"date": ON + dt.timedelta(days=34)})
    revision = tk.adapt(plan, history, RUNNER, on=ON, goals=[soon])
    after = revision.apply(plan)
    assert any("a marathon takes" in warning for warning in after.warnings)
    assert revision.undo(after).warnings == plan.warnings
    same = tk.adapt(plan, history, RUNNER, on=ON)
    assert same.apply(plan).warnings == plan.warnings


def test_a_race_that_moves_by_a_day_leaves_the_season(
    plan: tk.TrainingPlan, before: tk.History
) -> None:
    moved = RACE.model_copy(update={"date": RACE.date - dt.timedelta(days=1)})
    revision = tk.adapt(plan, lived(before, plan), RUNNER, on=ON, goals=[moved])
    after = revision.apply(plan)
    assert races(after) == [moved.date] == [after.end]
    assert len(revision.changes) < 12


def test_a_cancelled_race_leaves_easy_days_and_then_a_base(
    plan: tk.TrainingPlan, before: tk.History
) -> None:
    history = lived(before, plan)
    revision = tk.adapt(plan, history, RUNNER, on=ON, goals=[])
    after = revision.apply(plan)
    assert (after.goals, races(after), after.end) == ((), [], plan.end)
    ahead = [item for item in after.workouts if item.date and item.date >= ON]
    assert not any(item.hard for item in ahead[:7])
    assert any(item.kind != "rest" for item in ahead[:7])
    assert all(week > 60 for week in week_minutes(after)[:-1])
    assert any(longs(after)[-3:])
    assert {item.reason for item in revision.changes} <= {"goals", "race"}
    assert "the Half of 4 October is cancelled" in revision.changes[0].message
    assert safe(after, history)


def test_an_added_race_is_recovered_from(plan: tk.TrainingPlan, before: tk.History) -> None:
    history = lived(before, plan)
    day = ON + dt.timedelta(days=20)
    added = tk.Goal(distance_m=10_000, date=day, priority="B", name="Park")
    after = tk.adapt(plan, history, RUNNER, on=ON, goals=[RACE, added]).apply(plan)
    assert races(after) == [day, RACE.date]
    following = [after.on(day + dt.timedelta(days=at)) for at in range(1, 5)]
    assert not any(item is None or item.hard for item in following)
    assert safe(after, history)


def test_a_race_before_today_is_refused(plan: tk.TrainingPlan, before: tk.History) -> None:
    past = RACE.model_copy(update={"date": ON - dt.timedelta(days=3)})
    with pytest.raises(tk.InvalidInput, match="races from"):
        tk.adapt(plan, lived(before, plan), RUNNER, on=ON, goals=[past])


def test_the_same_races_and_time_change_nothing(plan: tk.TrainingPlan, before: tk.History) -> None:
    history = lived(before, plan)
    found = tk.adapt(plan, history, RUNNER, on=ON, goals=plan.goals, availability=SIX_DAYS)
    assert not {"goals", "availability"} & set(found.facts)
    assert found.changes == tk.adapt(plan, history, RUNNER, on=ON).changes


def test_fewer_days_keep_the_long_session_and_a_hard_one(
    plan: tk.TrainingPlan, before: tk.History
) -> None:
    minutes = {**dict.fromkeys(SIX_DAYS.minutes, 0.0), "tue": 75, "thu": 75, "sun": 130}
    three = SIX_DAYS.model_copy(update={"minutes": minutes})
    history = lived(before, plan)
    revision = tk.adapt(plan, history, RUNNER, on=ON, availability=three)
    after = revision.apply(plan)
    assert min(longs(after)[6:-2]) > 60
    # A long run with a fast finish is a hard session too.
    paced = [sum(len(one.steps) > 1 for one in week if one.kind == "long") for week in after.weeks]
    assert min(map(sum, zip(hard(after)[6:-2], paced[6:-2], strict=True))) >= 1
    assert {item.reason for item in revision.changes} == {"availability"}
    assert "3 days a week for training instead of 6" in revision.facts["availability"]
    assert safe(after, history)


def test_three_missed_sessions_change_nothing_and_nothing_is_stacked(
    plan: tk.TrainingPlan, before: tk.History
) -> None:
    history = lived(before, plan, skip=range(2, 6))
    revision = tk.adapt(plan, history, RUNNER, on=ON)
    assert "not done" in revision.facts["missed"]
    for change in revision.changes:
        assert (change.after.load or 0) <= (change.before.load or 0)


def test_a_missed_long_run_is_done_within_two_days_or_met_half_way(
    plan: tk.TrainingPlan, before: tk.History
) -> None:
    on = START + dt.timedelta(days=36)  # a Tuesday, two days after the long run
    sunday = on - dt.timedelta(days=2)
    missed = plan.on(sunday)
    assert missed is not None
    assert missed.kind == "long"
    history = lived(before, plan, on, skip=range(2, 3))
    revision = tk.adapt(plan, history, RUNNER, on=on)
    assert "long session of 2 August was not done" in revision.facts["missed_long"]
    after = revision.apply(plan)
    done = max(
        (item.moving_s or item.elapsed_s) / 60
        for item in history.activities
        if item.day >= on - dt.timedelta(days=35)
    )
    following = next(
        item for item in after.workouts if item.kind == "long" and item.date and item.date >= on
    )
    if following.date and (following.date - sunday).days > 2:
        planned = plan.on(following.date)
        assert planned is not None
        assert following.duration_min <= max((done + planned.duration_min) / 2 + 1, 1.05 * done)


def test_a_long_run_done_early_is_not_asked_for_again(
    plan: tk.TrainingPlan, before: tk.History
) -> None:
    on = START + dt.timedelta(days=40)  # a Saturday
    sunday = plan.on(on + dt.timedelta(days=1))
    assert sunday is not None
    assert sunday.kind == "long"
    history = lived(before, plan, on, skip=range(1, 2))
    friday = dt.datetime.combine(on - dt.timedelta(days=1), dt.time(9), dt.UTC)
    early = tk.Activity(
        sport="running",
        start=friday,
        elapsed_s=sunday.duration_min * 60,
        distance_m=sunday.planned_m,
        hr_mean=140,
    )
    revision = tk.adapt(plan, history.merge(tk.History(activities=(early,))), RUNNER, on=on)
    changed = {item.date: item for item in revision.changes}
    assert changed[on + dt.timedelta(days=1)].reason == "moved"
    assert changed[on + dt.timedelta(days=1)].after.kind == "rest"
    assert "you did the Long run on 7 August already" in revision.facts["moved"]


@pytest.mark.parametrize("days", [7, 14, 28])
def test_weeks_after_a_break_are_half_to_all_of_those_before(
    plan: tk.TrainingPlan, before: tk.History, days: int
) -> None:
    history = lived(before, plan, skip=range(1, days + 1))
    after = tk.adapt(plan, history, RUNNER, on=ON).apply(plan)
    done = week_minutes(plan)[: 6 - days // 7]
    usual = sum(done[-4:]) / len(done[-4:])
    ahead = week_minutes(after)[6 : 6 + max(days // 7, 1)]
    assert all(0.45 * usual <= week <= 1.05 * usual for week in ahead)
    assert safe(after, history)


def test_weeks_after_a_holiday_ahead_are_no_more_than_those_before(
    plan: tk.TrainingPlan, before: tk.History
) -> None:
    days = tuple(ON + dt.timedelta(days=at) for at in range(10))
    away = SIX_DAYS.model_copy(update={"blackout": days})
    history = lived(before, plan)
    after = tk.adapt(plan, history, RUNNER, on=ON, availability=away).apply(plan)
    usual = max(week_minutes(plan)[2:6])
    # Of the first week four days are left, half of a lighter week.
    assert all(0.2 * usual <= week <= 1.08 * usual for week in week_minutes(after)[7:10])
    assert safe(after, history)


def test_long_sessions_after_an_illness_come_back_in_two_steps(
    plan: tk.TrainingPlan, before: tk.History
) -> None:
    on = START + dt.timedelta(days=45)
    history = lived(before, plan, on, ill=range(1, 6))
    revision = tk.adapt(plan, history, RUNNER, on=on)
    after = revision.apply(plan)
    longest = max(longs(plan)[:6])
    back = [
        max(item.duration_min for item in week if item.date and item.date >= on)
        for week in after.weeks[6:9]
    ]
    assert back[0] <= back[1] <= 0.62 * longest
    assert back[1] <= back[2] <= 0.82 * longest
    assert {item.reason for item in revision.changes} == {"illness"}
    assert all("because you were ill for 5 days" in item.message for item in revision.changes)
    assert safe(after, history, on)


def test_more_than_planned_does_not_raise_the_plan(
    plan: tk.TrainingPlan, before: tk.History
) -> None:
    done = followed(plan, ON).activities
    more = tuple(
        item.model_copy(
            update={"elapsed_s": 1.6 * item.elapsed_s, "distance_m": 1.6 * (item.distance_m or 0)}
        )
        for item in done
    )
    history = before.merge(tk.History(activities=more))
    revision = tk.adapt(plan, history, RUNNER, on=ON)
    assert "the plan is not raised" in revision.facts["more"]
    after = revision.apply(plan)
    pairs = zip(after.weeks, plan.weeks, strict=True)
    for week, planned in pairs:
        assert sum(item.load or 0 for item in week) <= sum(item.load or 0 for item in planned) + 5


def test_a_red_morning_is_the_reason_of_its_day(plan: tk.TrainingPlan, before: tk.History) -> None:
    days = (item.date for item in plan.workouts if not item.resting and item.date)
    on = next(day for day in days if day >= ON)
    history = lived(before, plan, on)
    red = Recovery(
        date=on,
        score=20,
        status="red",
        model="test",
        bands=(33, 66),
        components=(),
        explanation="a bad night",
    )
    revision = tk.adapt(plan, history, RUNNER, on=on, recovery=red)
    first = revision.changes[0]
    assert (first.date, first.reason) == (on, "recovery")
    assert "because your recovery of 20 is red" in first.message


def hard_days(plan: tk.TrainingPlan, first: dt.date) -> list[PlannedWorkout]:
    easy = {"long", "race"}
    return [
        w for w in plan.workouts if w.date and w.date >= first and w.hard and w.kind not in easy
    ]


def test_a_session_that_failed_comes_back_smaller(
    plan: tk.TrainingPlan, before: tk.History
) -> None:
    titles = [w.title for w in hard_days(plan, ON)]
    failed = [w for w in hard_days(plan, plan.start) if w.date and w.date < ON][-1]
    assert failed.date is not None
    assert failed.title in titles
    on = failed.date + dt.timedelta(days=1)
    kept = lived(before, plan, on, skip=range(1, 2))
    start = dt.datetime.combine(failed.date, dt.time(18), dt.UTC)
    gave_up = tk.Activity(
        sport="running", start=start, elapsed_s=60 * 0.6 * failed.duration_min, hr_mean=130,
        distance_m=0.6 * failed.duration_min * 150,
    )  # fmt: skip
    history = kept.merge(tk.History(activities=(gave_up,)))
    revision = tk.adapt(plan, history, RUNNER, on=on)
    stepped = [change for change in revision.changes if change.reason == "failed"]
    assert len(stepped) == 1
    following = next(w for w in hard_days(plan, on) if w.title == failed.title)
    after = revision.apply(plan).on(following.date or on)
    assert after is not None
    assert after.duration_min <= following.duration_min
    if stepped:
        assert "you did not finish" in stepped[0].message
    done = tk.adapt(plan, lived(before, plan, on), RUNNER, on=on)
    assert not [change for change in done.changes if change.reason == "failed"]


def test_hard_sessions_go_back_after_ten_days_off(
    plan: tk.TrainingPlan, before: tk.History
) -> None:
    history = lived(before, plan, skip=range(1, 11))
    after = tk.adapt(plan, history, RUNNER, on=ON).apply(plan)
    month = ON + dt.timedelta(days=28)
    planned = {w.date: w.duration_min for w in hard_days(plan, ON) if w.date and w.date < month}
    adapted = [w for w in hard_days(after, ON) if w.date in planned]
    assert adapted
    assert all(w.duration_min <= planned[w.date] for w in adapted)
    assert sum(w.duration_min for w in adapted) < sum(planned[w.date] for w in adapted)


def test_a_plan_whose_race_is_cancelled_ends_with_the_one_that_is_left(
    plan: tk.TrainingPlan, before: tk.History
) -> None:
    """Its taper begins at once, and the weeks behind count as its preparation."""
    left = tk.Goal(distance_m=10_000, date=ON + dt.timedelta(days=6), priority="B")
    both = plan.model_copy(update={"goals": (left, RACE)})
    revision = tk.adapt(both, lived(before, plan), RUNNER, on=ON, goals=[left])
    after = revision.apply(both)
    assert (after.goals, races(after), after.end) == ((left,), [left.date], left.date)
    assert "the plan ends with the race of 10 km on 16 August now" in revision.facts["goals"]
    assert week_minutes(after)[-1] <= 0.62 * max(week_minutes(after))
    assert hard(after)[-1] <= 1
    assert not any("left" in warning for warning in after.warnings)
    assert safe(after, lived(before, plan))
