"""A plan is lived through a disruption: what is done, what is written down, and what it costs."""

import datetime as dt

import numpy as np
import pytest

import trainkit as tk
from builders.returning import history_before
from builders.runners import FIVE_DAYS, RUNNER, START
from trainkit.loads import daily_loads
from trainkit.planning._disruptions import MOST_DAYS, Disruption, Setting, compare, live

HIT = START + dt.timedelta(days=21)


@pytest.fixture(scope="module")
def setting() -> Setting:
    goal = tk.Goal(distance_m=10_000, date=START + dt.timedelta(days=69))
    history = history_before(0)
    plan = tk.plan(goal, RUNNER, history, availability=FIVE_DAYS, start=START)
    return Setting(plan, RUNNER, history)


def loads_of(setting: Setting, disruption: Disruption | None) -> dict[dt.date, float]:
    until = START + dt.timedelta(days=35)
    lived = live(setting.plan, RUNNER, setting.history, until, disruption)
    loads = daily_loads(lived, RUNNER)
    days = loads.dates.tolist()
    return {
        day: load
        for day, load in zip(days, loads.internal.tolist(), strict=True)
        if START <= day < until
    }


def test_what_is_done_as_planned_has_the_planned_load(setting: Setting) -> None:
    done = loads_of(setting, None)
    planned = {day.date: day.load or 0.0 for day in setting.plan.workouts if day.date in done}
    assert sum(done.values()) == pytest.approx(sum(planned.values()), rel=0.02)
    for day, load in planned.items():
        assert done[day] == pytest.approx(load, abs=2)  # type: ignore[index]


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("missed", 0.0, 0.0),
        ("illness", 0.0, 0.0),
        ("work", 0.2, 0.8),
        ("heat", 1.2, 1.26),
        ("nights", 1.1, 1.16),
        ("eager", 1.45, 1.85),
    ],
)
def test_a_disruption_changes_its_days_and_no_others(
    setting: Setting, kind: str, low: float, high: float
) -> None:
    hit = Disruption.model_validate({"kind": kind, "first": HIT, "days": 7, "size": 1.0})
    usual, after = loads_of(setting, None), loads_of(setting, hit)
    inside = [day for day in usual if hit.first <= day <= hit.last]
    ratio = sum(after.get(day, 0.0) for day in inside) / sum(usual[day] for day in inside)
    assert low <= ratio <= high
    outside = [day for day in usual if day not in inside]
    assert [after[day] for day in outside] == [usual[day] for day in outside]


def test_an_illness_and_bad_nights_stand_in_the_journal(setting: Setting) -> None:
    ill = Disruption(kind="illness", first=HIT, days=3, size=0.9)
    lived = live(setting.plan, RUNNER, None, HIT + dt.timedelta(days=9), ill)
    assert [(day.date, day.illness, day.fever) for day in lived.days] == [
        (HIT + dt.timedelta(days=at), True, True) for at in range(3)
    ]
    nights = Disruption(kind="nights", first=HIT, days=2, size=1.0)
    slept = live(setting.plan, RUNNER, None, HIT + dt.timedelta(days=9), nights).days
    assert [day.sleep_h for day in slept] == [4.0, 4.0]


def test_nothing_costs_nothing(setting: Setting) -> None:
    calm = compare(setting, Disruption(kind="heat", first=HIT, days=1, size=0.0))
    assert calm.unadapted.total == 0
    assert abs(calm.adapted.lost) < 0.002
    assert calm.adapted.broken == 0


def test_adapting_after_an_illness_breaks_no_rule_and_going_on_does(setting: Setting) -> None:
    found = compare(setting, Disruption(kind="illness", first=HIT, days=8, size=0.8))
    assert found.adapted.broken == 0
    assert found.unadapted.broken > 3
    assert found.adapted.total < found.unadapted.total
    assert 0 < found.adapted.lost < 0.1
    text = str(found.adapted)
    assert "of the goal's time" in text
    assert "0 hard rules broken" in text


@pytest.mark.parametrize("first", [START - dt.timedelta(days=1), START + dt.timedelta(days=66)])
def test_a_disruption_outside_the_plan_is_refused(setting: Setting, first: dt.date) -> None:
    with pytest.raises(tk.InvalidInput, match="within the plan"):
        compare(setting, Disruption(kind="missed", first=first, days=5))


def test_after_a_break_the_long_run_goes_on_from_what_was_run_before(setting: Setting) -> None:
    """It began at 22 min and grew by 17 a week, and then the next one was twice as long."""
    goal = tk.Goal(distance_m=42_195, date=START + dt.timedelta(days=16 * 7 - 1))
    free = FIVE_DAYS.model_copy(update={"minutes": {**FIVE_DAYS.minutes, "sun": 200}})
    plan = tk.plan(goal, RUNNER, setting.history, availability=free, start=START)
    hit = Disruption(kind="missed", first=START + dt.timedelta(days=56), days=13)
    adapted = compare(Setting(plan, RUNNER, setting.history), hit).plan
    longs = [
        day.duration_min
        for day in adapted.workouts
        if day.kind == "long" and day.date and hit.last < day.date <= hit.last + dt.timedelta(29)
    ]
    assert len(longs) >= 3
    steps = np.array(longs[1:]) / np.array(longs[:-1])
    assert longs[0] > 60
    assert np.all((steps > 0.7) & (steps < 1.4))


@pytest.mark.parametrize("kind", MOST_DAYS)
def test_words_name_the_disruption(kind: str) -> None:
    one = Disruption.model_validate({"kind": kind, "first": HIT, "days": 1, "size": 0.2})
    assert str(one).startswith("1 day ")
    assert str(one).endswith("from 20 July 2026")


@pytest.mark.parametrize("kind", ["missed", "illness"])
@pytest.mark.parametrize("speed", [None, 3.4])
def test_somebody_unknown_gains_nothing_by_days_without_training(
    setting: Setting, kind: str, speed: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown first days counted as trained: missing the first fortnight gained 3 % of the time."""
    monkeypatch.setattr("trainkit.planning._disruptions.severity.adapt", refuse)
    athlete = RUNNER.model_copy(update={"threshold_speed_m_s": speed})
    unknown = Setting(setting.plan, athlete, None)
    lost = [
        compare(
            unknown, Disruption.model_validate({"kind": kind, "first": START, "days": days})
        ).unadapted.lost
        for days in (1, 7, 14)
    ]
    assert 0 <= lost[0] <= lost[1] <= lost[2]
    assert lost[2] > 0.01


def refuse(*_: object, **__: object) -> tk.TrainingPlan:
    raise tk.InfeasiblePlan(("a", "b"), "nothing")
