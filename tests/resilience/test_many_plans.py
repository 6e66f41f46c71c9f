"""Stress tests of many plans: each as it is alone, kept as it is found."""

import datetime as dt
from pathlib import Path

import pytest

import trainkit as tk
from builders.runners import RUNNER, START
from trainkit.models import PlannedWorkout
from trainkit.resilience import StressRequest, stress, stress_many

# No session, so that nothing has to be searched for.
RESTS = tk.TrainingPlan(
    start=START,
    workouts=tuple(
        PlannedWorkout(date=START + dt.timedelta(days=at), kind="rest") for at in range(28)
    ),
)
WEEK = RESTS.model_copy(update={"workouts": RESTS.workouts[:7]})


def request(plan: tk.TrainingPlan = RESTS, **more: object) -> StressRequest:
    return StressRequest.model_validate({"plan": plan, "athlete": RUNNER, "trials": 10, **more})


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No plan has to be made to adapt, nor to try remedies, which takes seconds."""

    def refuse(*_: object, **__: object) -> tk.TrainingPlan:
        raise tk.InfeasiblePlan(("a", "b"), "nothing")

    monkeypatch.setattr("trainkit.planning._disruptions.severity.adapt", refuse)
    monkeypatch.setattr("trainkit.resilience._stress._try_remedies", lambda *_: [])


def test_each_report_is_that_of_one_plan_and_is_kept(tmp_path: Path) -> None:
    asked = {"ann": request(seed=3), "week": request(WEEK)}
    seen: list[str] = []
    made = stress_many(asked, folder=tmp_path, on_report=lambda name, _: seen.append(name))
    assert made["ann"] == stress(RESTS, RUNNER, trials=10, seed=3)
    assert "at least 15" in str(made.failures["week"])
    assert seen == ["ann", "week"]
    again = stress_many(asked, folder=tmp_path)
    assert again.kept == ("ann",)
    assert again["ann"] == made["ann"]
    ill = request(history=tk.History(days=(tk.DailyHealth(date=START, illness=True),)))
    assert stress_many({"ann": request(seed=4)}, folder=tmp_path).kept == ()
    assert stress_many({"ann": ill}, folder=tmp_path).kept == ()
