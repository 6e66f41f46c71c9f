"""Plans of many athletes: as one by one, kept as they are made, and none stops the others."""

import datetime as dt
import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest

import trainkit as tk
from builders.returning import history_before
from builders.runners import FIVE_DAYS, RUNNER, START
from trainkit.models import PlannedWorkout
from trainkit.planning import PlanRequest, plan_many

FORKS = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


def request(weeks: int = 5, **more: object) -> PlanRequest:
    race = tk.Goal(distance_m=5000, date=START + dt.timedelta(days=7 * weeks - 1))
    return PlanRequest.model_validate(
        {
            "goal": race,
            "athlete": RUNNER,
            "history": history_before(0),
            "availability": FIVE_DAYS,
            "start": START,
            "allow_short": True,
            **more,
        }
    )


def too_late() -> PlanRequest:
    late = tk.Goal(distance_m=5000, date=START - dt.timedelta(days=1))
    return request().model_copy(update={"goal": late})


def killing() -> PlanRequest:
    """A request that kills whoever plans for it."""
    return request(seconds=_KILLS_S)


def two_processes() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(2, mp_context=get_context("fork"))


_KILLS_S = 7.77


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planning that takes no time, for what has nothing to do with the plans themselves."""

    def plan_quickly(goal: tk.Goal, *_: object, start: dt.date, **more: object) -> object:
        if more["seconds"] == _KILLS_S:
            os._exit(9)
        days = [start + dt.timedelta(days=at) for at in range((goal.date - start).days + 1)]
        workouts = tuple(PlannedWorkout(date=day, kind="rest") for day in days)
        return tk.TrainingPlan(goals=(goal,), start=start, workouts=workouts)

    monkeypatch.setattr("trainkit.planning._many_plans.plan", plan_quickly)


class Counting(ThreadPoolExecutor):
    """Counts what is planned, and breaks after some."""

    def __init__(self, most: int = 1000) -> None:
        super().__init__(1)
        self.planned, self.most = 0, most

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        self.planned += 1
        if self.planned > self.most:
            raise KeyboardInterrupt
        return super().submit(fn, *args, **kwargs)


def test_each_plan_is_the_one_that_plan_makes() -> None:
    asked = {"ann": request(4), "ben": request(3, methodology="polarized")}
    made = plan_many(asked)
    assert list(made) == ["ann", "ben"]
    for name, item in asked.items():
        alone = tk.plan(
            item.goal,
            item.athlete,
            item.history,
            availability=item.availability,
            start=item.start,
            allow_short=True,
            methodology=item.methodology,
        )
        assert made[name].workouts == alone.workouts
        assert made[name].warnings == alone.warnings
    assert str(made) == "2 of 2 done, 0 failed"


def test_failures_are_named_with_their_reason_and_stop_nobody(tmp_path: Path) -> None:
    def unreadable() -> PlanRequest:
        raise OSError("the store is locked")

    seen: list[tuple[str, bool]] = []
    steps: list[tuple[int, int, str]] = []
    made = plan_many(
        {"late": too_late, "ann": request(4), "lost": unreadable},
        folder=tmp_path,
        progress=lambda done, total, name: steps.append((done, total, name)),
        on_plan=lambda name, plan: seen.append((name, isinstance(plan, tk.TrainingPlan))),
    )
    assert list(made) == ["ann"]
    assert list(made.failures) == ["late", "lost"]
    assert isinstance(made.failures["late"], tk.InvalidInput)
    assert "lost: OSError: the store is locked" in str(made)
    assert "1 of 3 done, 2 failed" in str(made)
    with pytest.raises(KeyError, match="the store is locked"):
        made["lost"]
    assert [done for done, _, _ in steps] == [1, 2, 3]
    assert {total for _, total, _ in steps} == {3}
    assert sorted(seen) == [("ann", True), ("late", False), ("lost", False)]


@pytest.mark.usefixtures("quick")
def test_an_interrupted_batch_goes_on_where_it_was(tmp_path: Path) -> None:
    asked = {name: partial(request, 4) for name in ("ann", "Ann", "../ben", "", "ä/é")}
    with Counting(most=2) as pool, pytest.raises(KeyboardInterrupt):
        plan_many(asked, executor=pool, folder=tmp_path, at_once=1)
    assert len(list(tmp_path.iterdir())) == 2
    with Counting() as pool:
        made = plan_many(asked, executor=pool, folder=tmp_path)
        assert pool.planned == 3
    assert made.kept == ("ann", "Ann")
    assert list(made) == list(asked)
    files = list(tmp_path.iterdir())
    assert len(files) == 5
    plans = [tk.TrainingPlan.model_validate_json(path.read_bytes()) for path in files]
    assert all(plan.workouts == made["ann"].workouts for plan in plans)


@pytest.mark.usefixtures("quick")
def test_a_request_that_has_changed_is_planned_again(tmp_path: Path) -> None:
    history = history_before(0)
    run = history.activities[-1].model_copy(update={"rpe": 9.0})
    more = tk.DailyHealth(date=START - dt.timedelta(days=2), illness=True)
    harder = history.model_copy(update={"activities": (*history.activities[:-1], run)})
    changed = [
        request(4, availability=FIVE_DAYS.model_copy(update={"max_sessions_per_week": 4})),
        request(4, history=harder),
        request(4, history=history.merge(tk.History(days=(more,)))),
        request(4, methodology={"polarized": 1.0}),
    ]
    plan_many({"ann": request(4)}, folder=tmp_path)
    for number, item in enumerate(changed):
        assert plan_many({"ann": item}, folder=tmp_path).kept == ()
        assert len(list(tmp_path.iterdir())) == number + 2
    assert plan_many({"ann": request(4)}, folder=tmp_path).kept == ("ann",)


@pytest.mark.usefixtures("quick")
def test_a_file_that_cannot_be_read_is_made_again(tmp_path: Path) -> None:
    made = plan_many({"ann": request(4)}, folder=tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:300])
    again = plan_many({"ann": request(4)}, folder=tmp_path)
    assert again.kept == ()
    assert again["ann"].workouts == made["ann"].workouts


@FORKS
@pytest.mark.usefixtures("quick")
def test_a_plan_that_kills_its_worker_is_named(tmp_path: Path) -> None:
    asked = {"ann": request(4), "bad": killing, "cem": request(4)}
    with two_processes() as pool, pytest.raises(tk.BackendError, match="they are kept"):
        plan_many(asked, executor=pool, folder=tmp_path)
    made = plan_many(
        asked,
        executor=two_processes,
        folder=tmp_path,
    )
    assert list(made) == ["ann", "cem"]
    assert "worker died" in str(made.failures["bad"])


@pytest.mark.parametrize("wrong", [{"attempts": 0}, {"at_once": 0}])
def test_nonsense_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(tk.InvalidInput, match=next(iter(wrong))):
        plan_many({}, **wrong)  # type: ignore[arg-type]
