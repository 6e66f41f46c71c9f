"""`trainkit plan`, `check` and `adapt` as a person uses them."""

import datetime as dt
import json
import os
from pathlib import Path

import pytest

import trainkit as tk
from trainkit import cli
from trainkit.cli._solver_output import redirect_stdout

START = dt.date(2026, 6, 29)
ME = {
    "sex": "male",
    "birth_date": "1988-01-01",
    "hr_rest": 50,
    "hr_max": 188,
    "threshold_speed_m_s": 3.5,
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An athlete, the time there is, a history, and a plan of ten weeks."""
    pytest.importorskip("typer", reason="the cli extra is not installed")
    folder = tmp_path_factory.mktemp("plan")
    (folder / "me.json").write_text(json.dumps(ME), encoding="utf-8")
    time = {"minutes": {"mon": 0, "tue": 60, "wed": 45, "thu": 60, "fri": 0, "sat": 45, "sun": 120}}
    (folder / "time.json").write_text(json.dumps(time), encoding="utf-8")
    me = tk.Athlete.model_validate(ME)
    past = tk.simulate(me, days=90, seed=1, end=START - dt.timedelta(days=1))
    (folder / "past.json").write_bytes(tk.io.write_json(past))
    made = [
        "plan", f"{folder}/past.json", "--athlete", f"{folder}/me.json",
        "--availability", f"{folder}/time.json", "--goal", "10K in 45:00 in 10 weeks",
        "-o", f"{folder}/plan.json",
    ]  # fmt: skip
    assert cli.main(made) == 0
    return folder


def plan(folder: Path) -> tk.TrainingPlan:
    return tk.TrainingPlan.model_validate_json((folder / "plan.json").read_bytes())


def test_a_goal_in_words_becomes_a_plan(files: Path) -> None:
    made = plan(files)
    assert made.start == START
    assert made.goals[0].time_s == 2700
    assert made.goals[0].date == START + dt.timedelta(days=69)
    assert made.certificate is not None


def test_a_plan_is_printed_and_written_as_a_calendar(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [
        "plan", "--athlete", f"{files}/me.json", "--distance", "5k", "--race", "2026-08-09",
        "--start", "2026-06-29", "--methodology", "polarized", "-o", f"{files}/plan.ics",
    ]  # fmt: skip
    assert cli.main(arguments) == 0
    printed = capsys.readouterr().out
    assert "made of the same sessions under the same rules, none gains" in printed
    assert "The longest run is" in printed
    assert printed.count(" load ") == 6
    assert (files / "plan.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_check_of_a_good_plan_and_of_a_spoilt_one(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    who = [f"{files}/past.json", "--athlete", f"{files}/me.json"]
    assert cli.main(["check", f"{files}/plan.json", *who]) == 0
    good = plan(files)
    long = max(good.workouts, key=lambda one: one.duration_min)
    step = tk.models.Step(until="time", amount=4 * 3600)
    spoilt = [
        one.model_copy(update={"steps": (step,)}) if one.date == long.date else one
        for one in good.workouts
    ]
    bad = good.model_copy(update={"workouts": tuple(spoilt)})
    (files / "bad.json").write_text(bad.model_dump_json(), encoding="utf-8")
    capsys.readouterr()
    mended = f"{files}/mended.json"
    assert cli.main(["check", f"{files}/bad.json", *who, "--json", "--repair", mended]) == 1
    rules = {one["rule"] for one in json.loads(capsys.readouterr().out)}
    assert "availability" in rules
    assert cli.main(["check", mended, *who]) == 0


def test_adapt_changes_the_days_ahead(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    who = [f"{files}/past.json", "--athlete", f"{files}/me.json", "--date", "2026-07-06"]
    arguments = ["adapt", f"{files}/plan.json", *who, "-o", f"{files}/new.json"]
    assert cli.main(arguments) == 0
    printed = capsys.readouterr().out
    assert "sessions of the last 7 days were not done" in printed
    assert "days changed" in printed
    new = tk.TrainingPlan.model_validate_json((files / "new.json").read_bytes())
    assert new.workouts[:7] == plan(files).workouts[:7]


def test_adapt_moves_the_last_race(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    race = plan(files).goals[-1].date + dt.timedelta(weeks=1)
    who = [f"{files}/past.json", "--athlete", f"{files}/me.json", "--date", "2026-07-06"]
    arguments = ["adapt", f"{files}/plan.json", *who, "-o", f"{files}/new.json"]
    assert cli.main([*arguments, "--race-date", str(race)]) == 0
    assert "1 week later" in capsys.readouterr().out
    new = tk.TrainingPlan.model_validate_json((files / "new.json").read_bytes())
    assert new.end == new.goals[-1].date == race


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["plan", "--athlete", "{me}", "--start", "2026-06-29"], "the day of the race"),
        (
            ["plan", "--athlete", "{me}", "--race", "2026-10-04", "--distance", "far"],
            "a number of metres",
        ),
        (["plan", "--athlete", "{me}", "--goal", "run in 5 weeks"], "a distance"),
        (["check", "no.json", "--athlete", "{me}"], "trainkit plan -o plan.json"),
        (["plan", "--race", "2026-10-04"], "athlete"),
    ],
)
def test_an_error_is_one_line(
    files: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [one.replace("{me}", f"{files}/me.json") for one in arguments]
    assert cli.main(given) == 1
    captured = capsys.readouterr()
    assert message in captured.err
    assert "Traceback" not in captured.err


def test_what_a_solver_prints_by_itself_stays_out_of_the_output(
    capfd: pytest.CaptureFixture[str],
) -> None:
    os.write(1, b"before\n")
    with redirect_stdout():
        os.write(1, b"a line of the solver\n")
    os.write(1, b"after\n")
    captured = capfd.readouterr()
    assert captured.out.split() == ["before", "after"]
    assert "a line of the solver" in captured.err
