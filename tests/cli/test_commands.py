"""The command line as a person uses it."""

import builtins
import datetime as dt
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import trainkit as tk
from trainkit import cli
from trainkit.cli._inputs import next_race

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "data"


def test_demo_shows_the_whole_chain(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    assert cli.main(["demo"]) == 0
    printed = capsys.readouterr().out
    for part in ("activities", "Recovery", "resting hr", "Today:", "or easier", "eight weeks"):
        assert part in printed
    weeks = [line for line in printed.splitlines() if re.match(r"  \d{4}-\d\d-\d\d  ", line)]
    assert len(weeks) == 8
    assert all(re.search(r" \d+ +\d+ +\d+ min ", week) for week in weeks)  # load, km, longest


@pytest.mark.parametrize("seed", range(1, 6))
def test_demo_with_any_athlete(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    assert cli.main(["demo", "--seed", str(seed), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)["assessment"]
    assert made["simulated"] is True
    assert len(made["recommendation"]["alternatives"]) >= 2


def test_an_unknown_command_exits_with_2() -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    assert cli.main(["dance"]) == 2


def test_without_the_extra_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = builtins.__import__

    def no_typer(name: str, *rest: object, **more: object) -> object:
        if name.partition(".")[0] == "typer":
            raise ModuleNotFoundError("No module named 'typer'", name="typer")
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.delitem(sys.modules, "typer", raising=False)
    monkeypatch.setattr(builtins, "__import__", no_typer)
    monkeypatch.setattr("trainkit._optional.import_module", no_typer)
    assert cli.main(["demo"]) == 1
    assert 'pip install "trainkit[cli]"' in capsys.readouterr().err


def test_the_installed_command_runs() -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    code = "import sys; from trainkit.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "demo"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_import_says_what_it_found_and_writes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    target = tmp_path / "out" / "history.json"
    target.parent.mkdir()
    paths = [str(EXAMPLES), str(tmp_path / "photo.jpg")]
    assert cli.main(["import", *paths, "-o", str(target), "--timezone", "Europe/Berlin"]) == 0
    printed = capsys.readouterr().out
    assert "1 activity (1 of them from several recordings), 11 days" in printed
    assert "unknown format" in printed
    history = tk.read(target)
    assert len(history.activities) == 1
    assert history.problems[0].path.endswith("photo.jpg")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["/nowhere"], "files or folders that exist"),
        (["EXAMPLES", "-o", "history.xml"], ".json or .parquet"),
        (["EXAMPLES", "--timezone", "Mars"], "IANA time zone"),
    ],
)
def test_import_explains_an_error_in_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    real = [str(EXAMPLES) if one == "EXAMPLES" else one for one in arguments]
    assert cli.main(["import", *real]) == 1
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_import_without_a_place_to_write_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    target = tmp_path / "no" / "such" / "history.json"
    assert cli.main(["import", str(EXAMPLES), "-o", str(target)]) == 1
    assert "a folder that exists" in capsys.readouterr().err


ATHLETE = {"sex": "female", "birth_date": "1992-05-14", "hr_rest": 48, "hr_max": 188}
DAY = "2026-06-28"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    history = tk.simulate(days=120, seed=3).model_copy(update={"athlete": None})
    (tmp_path / "history.json").write_bytes(tk.io.write_json(history))
    (tmp_path / "me.json").write_text(json.dumps(ATHLETE), encoding="utf-8")
    return tmp_path


def today(files: Path, *more: str) -> list[str]:
    return ["today", str(files / "history.json"), "--athlete", str(files / "me.json"), *more]


def test_today_decides_a_day(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(today(files, "--date", DAY)) == 0
    printed = capsys.readouterr().out
    assert f"on {DAY}" in printed
    assert "Today:" in printed
    assert cli.main(today(files, "--date", DAY, "--json")) == 0
    made = tk.Assessment.model_validate_json(capsys.readouterr().out)
    assert made == tk.assess(
        tk.read(files / "history.json"), tk.Athlete.model_validate(ATHLETE), made.date
    )
    assert cli.main(today(files, "--date", DAY, "--model", "classic")) == 0
    assert "classic model" in capsys.readouterr().out
    assert cli.main(today(files, "--date", DAY, "--bands", "80/50", "--json")) == 0
    assert tk.Assessment.model_validate_json(capsys.readouterr().out).recovery.bands == (80, 50)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--date", "2020-01-01"], 1, "or later, when the history begins"),
        (["--date", "2030-01-01"], 1, "import newer data"),
        (["--date", "tomorrow"], 1, "a date such as"),
        (["--date", DAY, "--model", "magic"], 1, "'personal', 'classic'"),
        (["--date", DAY, "--bands", "90"], 1, "'70/40', '80/50'"),
        (["--date", DAY, "--plan", "no.json"], 1, "trainkit plan -o plan.json"),
        (["--date", DAY, "--goal", "soon"], 1, "a distance, such as 5K"),
    ],
)
def test_today_explains_an_error_in_one_line(
    files: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, message: str
) -> None:
    assert cli.main(today(files, *arguments)) == code
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_today_with_too_little_data_exits_with_3(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = tk.History(days=[tk.DailyHealth(date=DAY, hrv_rmssd=60.0)])  # type: ignore[arg-type]
    (files / "history.json").write_bytes(tk.io.write_json(few))
    assert cli.main(today(files, "--date", DAY)) == 3
    error = capsys.readouterr().err
    assert "too little data" in error
    assert error.count("\n") == 1


def test_today_reads_a_race_in_words(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    race = ["--goal", "10K in 50 minutes on 2026-08-23"]
    assert cli.main(today(files, "--date", DAY, "--json", *race)) == 0
    made = tk.Assessment.model_validate_json(capsys.readouterr().out)
    goal = tk.Goal(distance_m=10_000, time_s=3000, date="2026-08-23")  # type: ignore[arg-type]
    athlete = tk.Athlete.model_validate(ATHLETE)
    assert made == tk.assess(tk.read(files / "history.json"), athlete, made.date, goal=goal)
    assert "8.0 weeks" in made.recommendation.rationale


def test_today_on_the_day_of_a_race_is_the_race(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(today(files, "--date", DAY, "--goal", f"10K on {DAY}")) == 0
    printed = capsys.readouterr().out
    assert "Today is your race." in " ".join(printed.split())


def test_today_takes_session_and_race_from_a_plan(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day, in_weeks = dt.date.fromisoformat(DAY), [5, 9]
    step = tk.workouts.find_session("Easy run")
    athlete = tk.Athlete.model_validate(ATHLETE)
    easy = step.build(30, athlete, day)
    goals = tuple(
        tk.Goal(distance_m=1e4, date=day + dt.timedelta(weeks=weeks), priority=priority)
        for weeks, priority in zip(in_weeks, "CA", strict=True)
    )
    plan = tk.TrainingPlan(goals=goals, start=day, workouts=(easy,))
    (files / "plan.json").write_text(plan.model_dump_json(), encoding="utf-8")
    options = ["--plan", str(files / "plan.json"), "--json"]
    assert cli.main(today(files, "--date", DAY, *options)) == 0
    made = tk.Assessment.model_validate_json(capsys.readouterr().out)
    history = tk.read(files / "history.json")
    assert made == tk.assess(history, athlete, day, plan=plan, goal=goals[1])
    assert next_race(plan, day + dt.timedelta(weeks=5)) == goals[0]  # near: any race counts
    assert next_race(plan, day + dt.timedelta(weeks=20)) is None


@pytest.mark.parametrize(
    ("athlete", "message"),
    [
        (None, "--athlete FILE"),
        ("/nowhere.json", "a file that exists"),
        ({**ATHLETE, "hr_rest": 200}, "hr_rest is 200.0; it must be below hr_max, 188"),
        ({**ATHLETE, "shoes": 3}, "shoes"),
        ("not json", "JSON"),
    ],
)
def test_an_athlete_that_cannot_be(
    files: Path, capsys: pytest.CaptureFixture[str], athlete: object, message: str
) -> None:
    arguments = ["today", str(files / "history.json"), "--date", DAY]
    if isinstance(athlete, dict):
        (files / "other.json").write_text(json.dumps(athlete), encoding="utf-8")
        arguments += ["--athlete", str(files / "other.json")]
    elif athlete == "not json":
        (files / "other.json").write_text("{", encoding="utf-8")
        arguments += ["--athlete", str(files / "other.json")]
    elif athlete is not None:
        arguments += ["--athlete", str(athlete)]
    assert cli.main(arguments) == 1
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_log_fills_a_history_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    file = tmp_path / "history.json"
    health = ["log", "health", str(file), "--date", "2026-05-01"]
    assert cli.main([*health, "--hrv", "60", "--resting-hr", "48"]) == 0
    assert cli.main([*health, "--hrv", "62", "--sleep-h", "7.5"]) == 0  # a correction
    journal = ["log", "journal", str(file), "--date", "2026-05-01", "--illness", "--pain", "20"]
    assert cli.main(journal) == 0
    more = ["--fever", "--pain-place", "knee", "--sleep-quality", "40", "--felt-stress", "70"]
    assert cli.main([*journal[:5], *more]) == 0
    run = ["log", "workout", str(file), "--sport", "running", "--minutes", "45", "--rpe", "4"]
    assert cli.main([*run, "--date", "2026-05-01", "--time", "18:30", "--json"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed[printed.index("{") :])["elapsed_s"] == 2700
    history = tk.read(file)
    (day,) = history.days
    assert (day.hrv_rmssd, day.resting_hr, day.sleep_h) == (62, 48, 7.5)
    assert (day.illness, day.pain) == (True, 20)
    assert (day.fever, day.pain_place) == (True, "knee")
    assert (day.sleep_quality, day.felt_stress) == (40, 70)
    assert day.provenance.source == "manual"
    (activity,) = history.activities
    assert (activity.sport, activity.start.hour, activity.rpe) == ("running", 18, 4)
    assert not list(tmp_path.glob(".*")), "a temporary file was left"


def test_log_adds_to_what_devices_recorded(files: Path) -> None:
    file = files / "history.json"
    before = tk.read(file)
    assert cli.main(["log", "journal", str(file), "--date", DAY, "--pain", "30"]) == 0
    after = tk.read(file)
    assert len(after.days) == len(before.days)
    assert after.daily("pain")[-1] == 30
    assert after.daily("hrv_rmssd")[-1] == before.daily("hrv_rmssd")[-1]
    assert after.activities == before.activities


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["health", "h.json"], "at least one of --hrv, --resting-hr"),
        (["health", "h.txt", "--hrv", "60"], ".json or .parquet"),
        (["health", "h.json", "--hrv", "6000"], "from 1 to 500 ms"),
        (["workout", "h.json", "--sport", "running", "--minutes", "-5"], "--minutes"),
        (["workout", "h.json", "--sport", "running", "--minutes", "5", "--time", "x"], "18:30"),
        (["journal", "no/such/h.json", "--pain", "10"], "a folder that exists"),
    ],
)
def test_log_explains_an_error_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    kind, name, *rest = arguments
    assert cli.main(["log", kind, str(tmp_path / name), *rest]) == 1
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_history_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    file = tmp_path / "history.json"
    file.write_text('{"activities": [', encoding="utf-8")
    assert cli.main(["log", "health", str(file), "--hrv", "60"]) == 1
    assert "a history that can be read" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == '{"activities": ['


def test_report_writes_one_page(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = files / "report.html"
    arguments = [str(files / "history.json"), "--athlete", str(files / "me.json"), "--date", DAY]
    assert cli.main(["report", *arguments, "-o", str(page), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"output": str(page)}
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert cli.main(["report", *arguments, "-o", str(files / "report.pdf")]) == 1
    assert "ending in .html" in capsys.readouterr().err


def test_import_as_json_and_with_an_athlete(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = files / "all.json"
    arguments = ["import", str(EXAMPLES), "--athlete", str(files / "me.json"), "-o", str(target)]
    assert cli.main([*arguments, "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["activities"], facts["days"], facts["problems"]) == (1, 11, [])
    athlete = tk.read(target).athlete
    assert athlete is not None
    assert athlete.hr_max == 188
