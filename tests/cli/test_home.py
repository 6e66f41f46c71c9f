"""The daily loop without paths: settings and store in one folder."""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import trainkit as tk
from trainkit import cli
from trainkit.cli import _home

pytest.importorskip("typer", reason="the cli extra is not installed")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "data"


@pytest.fixture
def ready(home: Path) -> Path:
    assert cli.main(["init", "--yes", "--timezone", "UTC"]) == 0
    return home


def test_init_writes_settings_that_say_what_is_assumed(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    who = ["--sex", "female", "--birth-date", "1990-05-14", "--timezone", "Europe/Berlin"]
    assert cli.main(["init", "--yes", *who]) == 0
    printed = capsys.readouterr().out
    assert "Assumed until you say it in the settings: resting heart rate, maximum" in printed
    text = (home / "config.toml").read_text(encoding="utf-8")
    person = tomllib.loads(text)["athletes"]["me"]
    assert (person["sex"], str(person["birth_date"])) == ("female", "1990-05-14")
    assert "hr_max" not in person
    assert "# hr_max = " in text
    assert (home / "trainkit.db").is_file()
    if os.name == "posix":
        assert home.stat().st_mode & 0o077 == 0


def test_every_example_in_the_settings_takes_effect_without_its_mark(ready: Path) -> None:
    file = ready / "config.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    examples = [
        line[2:].partition("  # assumed")[0]
        if line.startswith("# ") and _is_setting(line)
        else line
        for line in lines
    ]
    file.write_text("\n".join(examples), encoding="utf-8")
    found = tomllib.loads("\n".join(examples))
    assert found["budget_usd_a_month"] == 5
    assert found["athletes"]["me"]["availability"]["minutes"]["sat"] == 150
    assert cli.main(["status"]) == 0


def _is_setting(line: str) -> bool:
    return " = " in line or line.startswith("# [")


def test_init_twice_changes_nothing(ready: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (ready / "config.toml").read_bytes()
    assert cli.main(["init", "--yes"]) == 0
    assert "set up already" in capsys.readouterr().out
    assert cli.main(["init", "--yes", "--sex", "male"]) == 1
    assert (ready / "config.toml").read_bytes() == before


@pytest.mark.usefixtures("ready")
def test_a_second_athlete_has_data_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["init", "--yes", "--as", "anna b", "--hr-max", "190"]) == 0
    assert cli.main(["log", "journal", "--energy", "60", "--as", "anna b"]) == 0
    capsys.readouterr()
    assert cli.main(["status", "--as", "anna b", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["days_of_health"] == 1
    assert cli.main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["days_of_health"] == 0
    assert cli.main(["today", "--as", "ben"]) == 1
    assert "one of me, anna b" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x", "is not valid TOML"),
        ("athletes = 3", "athletes"),
        ("[athletes.me]\nhr_maxx = 3", "did you mean"),
        ("[athletes.me]\nhr_max = 3000", "athletes.me.hr_max is 3000;"),
        ("[athletes.me]\ntimezone = 'Mars'", "Mars"),
        ("[athletes.me]\nbirth_date = 'x'", "birth_date"),
        ("", "names no athlete; trainkit init --as me adds one"),
        ("store = '/nowhere/x.db'\n[athletes.me]", "store.sqlite"),
    ],
)
def test_broken_settings_are_explained_in_one_line(
    ready: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    (ready / "config.toml").write_text(text, encoding="utf-8")
    capsys.readouterr()
    for command in (["today"], ["log", "journal", "--energy", "60"]):
        assert cli.main(command) == 1
        error = capsys.readouterr().err
        assert message in error
        assert error.count("\n") == 1
    assert cli.main(["doctor"]) == 1
    assert "wrong" in capsys.readouterr().out


def test_without_a_home_one_line_says_how_to_make_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for command in (["today"], ["log", "journal", "--energy", "60"], ["status"], ["adapt"]):
        assert cli.main(command) == 1
        assert "trainkit init" in capsys.readouterr().err


def test_an_empty_home_variable_is_explained(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("TRAINKIT_HOME", "XDG_CONFIG_HOME", "HOME", "APPDATA"):
        monkeypatch.setenv(name, "")
    assert cli.main(["init", "--yes"]) == 1
    assert "TRAINKIT_HOME is missing; it must be set to a folder" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_explained(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("TRAINKIT_HOME", str(tmp_path / "file" / "home"))
    assert cli.main(["init", "--yes"]) == 1
    error = capsys.readouterr().err
    assert "a folder that can be written" in error
    assert error.count("\n") == 1


@pytest.mark.usefixtures("ready")
def test_import_fills_the_store_and_merges_with_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["import", str(EXAMPLES)]) == 0
    assert "written to the store of me" in capsys.readouterr().out
    assert cli.main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["activities"] == 1
    file = str(tmp_path / "h.json")
    assert cli.main(["log", "journal", file, "--date", "2026-05-01", "--energy", "11"]) == 0
    for _ in range(2):
        assert cli.main(["import", str(EXAMPLES), "-o", file]) == 0
        history = tk.read(file)
        assert len(history.activities) == 1
        assert [day.energy for day in history.days if str(day.date) == "2026-05-01"] == [11]
    assert cli.main(["import", str(EXAMPLES), "-o", file, "--replace"]) == 0
    assert all(day.energy != 11 for day in tk.read(file).days)


def test_import_does_not_write_over_what_it_cannot_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "h.json"
    file.write_text("{", encoding="utf-8")
    assert cli.main(["import", str(EXAMPLES), "-o", str(file)]) == 1
    assert "a history that can be read" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == "{"


def test_two_outputs_at_once(tmp_path: Path) -> None:
    files = [tmp_path / "h.json", tmp_path / "h2.json"]
    assert cli.main(["import", str(EXAMPLES), *(f"-o{file}" for file in files)]) == 0
    assert all(len(tk.read(file).activities) == 1 for file in files)


@pytest.mark.usefixtures("ready")
def test_an_imported_athlete_counts_where_the_settings_say_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = tk.simulate(days=60)
    assert history.athlete is not None
    (tmp_path / "h.json").write_bytes(tk.io.write_json(history))
    assert cli.main(["import", str(tmp_path / "h.json")]) == 0
    capsys.readouterr()
    assert cli.main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["assumed"] == []


def test_sync_reads_the_folder_of_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["init", "--yes", "--source", str(EXAMPLES)]) == 0
    assert cli.main(["sync"]) == 0
    assert "files: 2 activities" in capsys.readouterr().out
    assert cli.main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["activities"] == 1


@pytest.mark.usefixtures("ready")
def test_the_first_day_from_a_journal_to_a_plan(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["log", "journal", "--energy", "60"]) == 0
    assert cli.main(["log", "workout", "--sport", "run", "--minutes", "30"]) == 0
    capsys.readouterr()
    assert cli.main(["today", "--json"]) == 0
    made = tk.Assessment.model_validate_json(capsys.readouterr().out)
    assert made.recovery.score > 0
    assert cli.main(["plan", "--goal", "5K in 10 weeks", "--seconds", "1"]) == 0
    assert cli.main(["check"]) == 0
    assert cli.main(["adapt"]) == 0
    assert cli.main(["week"]) == 0
    assert cli.main(["chat", "-q", "What is my next session?"]) == 0
    assert cli.main(["facts"]) == 0
    assert cli.main(["costs"]) == 0
    assert cli.main(["status"]) == 0


@pytest.mark.usefixtures("ready")
def test_a_wrong_sport_hears_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["log", "workout", "--sport", "cyclng", "--minutes", "30"]) == 1
    assert "did you mean cycling?" in capsys.readouterr().err


def test_a_secret_file_is_not_echoed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "id"
    for text in ("BEGIN PRIVATE KEY abcdef", '{"sex": "abcdef"}'):
        secret.write_text(text, encoding="utf-8")
        assert cli.main(["plan", "--athlete", str(secret), "--goal", "5K in 10 weeks"]) == 1
        assert "abcdef" not in capsys.readouterr().err


@pytest.mark.usefixtures("ready")
def test_errors_name_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["log", "health", "--hrv", "6000"]) == 1
    assert capsys.readouterr().err.startswith("--hrv is 6000.0")
    workout = ["log", "workout", "--sport", "run", "--minutes", "30"]
    assert cli.main([*workout, "--hr-mean", "5"]) == 1
    assert capsys.readouterr().err.startswith("--hr-mean is 5.0")


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help_and_version(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ([word], ["log", word], ["log", "journal", word], ["today", word]):
        assert cli.main(command) == 0
        assert "--help" in capsys.readouterr().out
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"trainkit {tk.__version__}\n"


def test_a_refused_plan_names_the_option_that_allows_it(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["plan", "--goal", "marathon in 6 weeks"]) == 1
    said = capsys.readouterr().err
    assert "--allow-short plans what the time allows" in said
    assert "allow_short" not in said
    assert ready.is_dir()


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    captured = capsys.readouterr()
    assert "Commands:" in captured.out
    assert not captured.err


@pytest.mark.usefixtures("ready")
def test_goals_are_kept_changed_and_removed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["goals", "add", "10K in 50 minutes on 2035-06-03", "--json"]) == 0
    (kept,) = json.loads(capsys.readouterr().out)
    assert cli.main(["goals", "update", kept["key"][:6], "--time", "49:30"]) == 0
    assert "a 10 km race in 49:30" in capsys.readouterr().out
    assert cli.main(["goals", "add", "10K on 2020-06-07"]) == 0
    capsys.readouterr()
    assert cli.main(["goals", "list", "--json"]) == 0
    assert [goal["time_s"] for goal in json.loads(capsys.readouterr().out)] == [2970]
    assert cli.main(["goals", "remove", "nothing"]) == 1
    assert kept["key"] in capsys.readouterr().err
    assert cli.main(["goals", "remove", kept["key"]]) == 0
    capsys.readouterr()
    assert cli.main(["goals", "list"]) == 0
    assert "no race ahead" in capsys.readouterr().out


@pytest.mark.usefixtures("ready")
def test_a_plan_leads_to_the_goals_that_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["plan"]) == 1
    assert "trainkit goals add" in capsys.readouterr().err
    assert cli.main(["goals", "add", "5K in 12 weeks"]) == 0
    assert cli.main(["log", "workout", "--sport", "run", "--minutes", "30"]) == 0
    assert cli.main(["plan", "--seconds", "1"]) == 0
    assert "Race 5.0 km" in capsys.readouterr().out
    assert cli.main(["calendar"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 28
    assert any("done     running 30 min" in line for line in lines)


def test_help_imports_no_calculator() -> None:
    code = (
        "import sys; from trainkit.cli import main; main(['--help'])\n"
        "sys.exit(' '.join({'numpy', 'pydantic', 'rich.console'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""
    assert "trainkit" in done.stdout


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("command", [["today"], ["facts"], ["chat", "-q", "How am I?"]])
def test_before_the_first_data_one_line_says_how_to_begin(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(command) == 3
    said = capsys.readouterr().err
    assert "trainkit import FOLDER" in said
    assert said.count("\n") == 1


@pytest.mark.usefixtures("ready")
def test_an_error_of_a_kit_is_one_line() -> None:
    assert cli.main(["log", "journal", "--energy", "60"]) == 0
    program = "import sys; from trainkit.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", program, "today", "--date", "2020-01-01"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("--date is '2020-01-01'")
    assert done.stderr.count("\n") == 1


def test_a_source_that_failed_is_told_and_the_exit_code_is_1(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "export"
    shutil.copytree(EXAMPLES, folder)
    assert cli.main(["init", "--yes", "--source", str(folder)]) == 0
    assert cli.main(["sync"]) == 0
    folder.rename(tmp_path / "moved")
    capsys.readouterr()
    assert cli.main(["sync"]) == 1
    assert "files failed, last synced 0 min ago: " in capsys.readouterr().out
    assert cli.main(["doctor"]) == 1
    assert f"wrong   source: {folder} does not exist" in capsys.readouterr().out
    assert (home / "trainkit.db").is_file()


@pytest.mark.parametrize(
    ("line", "at", "expected"), [("trainkit to", 1, "today"), ("trainkit today --js", 2, "--json")]
)
def test_a_shell_completes_commands_and_options(line: str, at: int, expected: str) -> None:
    program = "import sys; from trainkit.cli import main; sys.exit(main())"
    asked = {"_TRAINKIT_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(at)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == [expected]


@pytest.mark.usefixtures("ready")
def test_a_sync_without_sources_says_where_to_name_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["sync"]) == 1
    error = capsys.readouterr().err
    assert "there is no source to sync" in error
    assert "below [athletes.me], such as sources = [" in error


def test_the_order_of_sources_in_the_settings_counts(
    ready: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = dt.date(2026, 5, 1)
    known: dict[str, dict[str, float]] = {
        "a": {"resting_hr": 50},
        "b": {"resting_hr": 60, "sleep_h": 7},
    }
    days = [
        tk.DailyHealth(date=day, provenance=tk.Provenance(source=source), **values)
        for source, values in known.items()
    ]
    file = tmp_path / "days.json"
    file.write_text(tk.History(days=days).model_dump_json(), encoding="utf-8")
    settings = ready / "config.toml"
    text = settings.read_text(encoding="utf-8")
    assert cli.main(["import", str(file)]) == 0
    for order, pulse in (([], 60), (["a"], 50), (["b", "a"], 60)):
        listed = text.replace("[athletes.me]", f"[athletes.me]\nsource_order = {json.dumps(order)}")
        settings.write_text(listed, encoding="utf-8")
        with _home.open_kit(_home.read_home(), None) as kit:
            assert kit.history().days[0].resting_hr == pulse
    capsys.readouterr()
    assert cli.main(["status"]) == 0
    assert "a (1 day), b (1 day)" in capsys.readouterr().out


def test_check_tells_rules_from_wishes() -> None:
    def violation(*, hard: bool) -> tk.Violation:
        return tk.Violation(
            rule="taper",
            date=dt.date(2026, 5, 1),
            message="190 min",
            value=2,
            limit=1,
            hard=hard,
            reason="-",
        )

    assert str(tk.models.Violations()) == "no rule broken"
    both = tk.models.Violations([violation(hard=False), violation(hard=True)], notes=["A failed."])
    assert str(both).splitlines() == [
        "2026-05-01 less load before the race: 190 min",
        "2026-05-01 less load before the race: 190 min (wish)",
        "1 rule broken, 1 wish not fulfilled",
        "A failed.",
    ]


def test_a_race_result_is_logged_and_one_ahead_is_a_goal(
    ready: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["log", "race", "--distance", "10k", "--time", "49:30", "--date", "2026-05-20"]
    assert cli.main([*words, "--name", "City run"]) == 0
    said = capsys.readouterr().out
    assert said == "Kept for 2026-05-20: 10 km, in 49:30, running, name City run.\n"
    with _home.open_kit(_home.read_home(), None) as kit:
        (race,) = kit.races.list(sport="running")
    assert (race.distance_m, race.time_s, race.date) == (10_000, 2970, dt.date(2026, 5, 20))
    file = tmp_path / "history.json"
    assert cli.main([*words, str(file)]) == 0
    assert len(tk.read([file]).races) == 1
    for wrong, message in (
        (["--date", "2999-05-20"], "a race ahead is a goal: trainkit goals add"),
        (["--time", "abc"], "a time such as 1:45:00"),
        (["--sport", "juggling"], "a sport such as running"),
    ):
        capsys.readouterr()
        assert cli.main([*words, *wrong]) == 1
        assert message in capsys.readouterr().err
    assert ready.is_dir()
