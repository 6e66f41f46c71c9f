"""`trainkit plans`: a folder for each athlete becomes a folder of plans."""

import datetime as dt
import json
from pathlib import Path

import pytest

import trainkit as tk
from trainkit import cli

pytest.importorskip("typer", reason="the cli extra is not installed")

START = dt.date(2026, 6, 29)
ME = {"sex": "female", "birth_date": "1990-01-01", "hr_rest": 52, "hr_max": 186}


@pytest.fixture
def club(tmp_path: Path) -> Path:
    """Ann has a goal of her own, Bea has files, and Cem's race is over."""
    folder = tmp_path / "club"
    for name, goals in (("ann", "5K in 5 weeks"), ("bea", ""), ("cem", "5K on 2026-06-01")):
        (folder / name).mkdir(parents=True)
        (folder / name / "athlete.json").write_text(json.dumps(ME), encoding="utf-8")
        if goals:
            (folder / name / "goals.txt").write_text(goals + "\n", encoding="utf-8")
    past = tk.simulate(tk.Athlete.model_validate(ME), days=40, seed=1, end=START)
    (folder / "bea" / "past.json").write_bytes(tk.io.write_json(past))
    (folder / "notes.txt").write_text("no athlete", encoding="utf-8")
    return folder


def arguments(club: Path, **more: str) -> list[str]:
    options = {"goal": "5K in 4 weeks", "start": str(START), **more}
    given = [f"--{name}={value}" for name, value in options.items()]
    return ["plans", str(club), "-o", str(club.parent / "plans"), "--allow-short", *given]


def test_each_athlete_gets_a_plan_and_a_failure_stops_nobody(
    club: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments(club)) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("ann: 5 weeks to 2026-08-02")
    assert said[1].startswith("bea: 4 weeks to 2026-07-26")
    assert said[2].startswith("cem: no plan: date is '2026-06-01'")
    assert said[3].startswith("2 of 3 plans are in ")
    made = [
        tk.TrainingPlan.model_validate_json(file.read_bytes())
        for file in (club.parent / "plans").iterdir()
    ]
    assert sorted(len(plan.workouts) for plan in made) == [28, 35]


def test_a_later_call_makes_only_what_is_missing(
    club: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tk.Goal] = []

    def plan_quickly(goal: tuple[tk.Goal, ...], *_: object, **__: object) -> tk.TrainingPlan:
        calls.extend(goal)
        rest = tk.PlannedWorkout(date=START, kind="rest")
        return tk.TrainingPlan(start=START, goals=goal, workouts=(rest,))

    monkeypatch.setattr("trainkit.planning._many_plans.plan", plan_quickly)
    cli.main(arguments(club))
    assert len(calls) == 3
    (club / "cem" / "goals.txt").write_text("5K in 6 weeks", encoding="utf-8")
    capsys.readouterr()
    assert cli.main(arguments(club)) == 0
    assert [goal.date for goal in calls[3:]] == [START + dt.timedelta(days=41)]
    assert "3 of 3 plans are in" in (said := capsys.readouterr().out)
    assert "2 of them kept from before" in said


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"processes": "0"}, "--processes is 0"), ({"goal": ""}, "--goal is ''")],
)
def test_what_is_missing_is_named(
    club: Path, capsys: pytest.CaptureFixture[str], wrong: dict[str, str], words: str
) -> None:
    assert cli.main(arguments(club, **wrong)) != 0
    printed = capsys.readouterr()
    assert words in printed.out + printed.err


def test_a_folder_without_athletes_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["plans", str(tmp_path), "-o", str(tmp_path / "plans")]) != 0
    assert "athlete.json" in capsys.readouterr().err
