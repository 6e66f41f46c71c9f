import json
from pathlib import Path

import pytest

from trainkit import io, simulate
from trainkit.cli import main
from trainkit.models import History, Provenance


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    path = tmp_path_factory.mktemp("facts") / "history.json"
    path.write_bytes(io.write_json(simulate(days=60, seed=3)))
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["facts", *words])
    out, error = capsys.readouterr()
    return code, out, error


def test_a_table_a_prompt_and_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, table, _ = run(capsys, str(file))
    assert code == 0
    assert "F1    recovery: score" in table
    _, prompt, _ = run(capsys, str(file), "--prompt", "--max-tokens", "200")
    assert prompt.startswith("Facts of Sunday 2026-06-28.")
    assert "facts left out for length" in prompt
    _, content, _ = run(capsys, str(file), "--json")
    assert json.loads(content)["day"] == "2026-06-28"


def test_a_race_in_words_becomes_a_goal(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, table, _ = run(capsys, str(file), "--goal", "10K in 50 minutes on 2026-09-06")
    assert "goal A 2026-09-06: weeks to go" in table


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--date", "2019-01-01"), "when the history begins"),
        (("--date", "soon"), "a date such as"),
        (("--prompt", "--all"), "licences forbid"),
        (("--max-tokens", "3"), "at least"),
    ],
)
def test_bad_input_is_one_line(
    words: tuple[str, ...], message: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, error = run(capsys, str(file), *words)
    assert (code, out) == (1, "")
    assert message in error
    assert len(error.splitlines()) == 1


def test_only_the_athlete_sees_what_a_model_may_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = simulate(days=60, seed=3)
    strava = Provenance(source="strava", licence="strava-api")
    update = {"provenance": strava, "name": "secret"}
    activities = [item.model_copy(update=update) for item in history.activities]
    path = tmp_path / "history.json"
    path.write_bytes(
        io.write_json(
            History(activities=activities, days=list(history.days), athlete=history.athlete)
        )
    )
    for words in ((), ("--prompt",), ("--json",)):
        _, out, _ = run(capsys, str(path), *words)
        assert "secret" not in out
        assert "strava-api" in out
    _, out, _ = run(capsys, str(path), "--all")
    assert "secret" in out
