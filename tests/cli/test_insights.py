import json
from pathlib import Path

import pytest

from builders.patterned import patterned
from trainkit import io, simulate
from trainkit.cli import main


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    path = tmp_path_factory.mktemp("insights") / "history.json"
    path.write_bytes(io.write_json(patterned(7, effects=("sleep", "heat", "stress")).history))
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["insights", *words])
    out, error = capsys.readouterr()
    return code, out, error


def test_patterns_are_told_with_their_tests(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text, _ = run(capsys, str(file), "--tests")
    assert code == 0
    assert "Longer nights go along with fresher mornings" in text
    assert "Written by rules." in text
    assert "question " in text


def test_json_and_pictures(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text, _ = run(capsys, str(file), "--json", "--kind", "sleep", "--svg", str(tmp_path))
    found = json.loads(text)
    assert code == 0
    assert [one["key"] for one in found["insights"]] == ["sleep"]
    assert (tmp_path / "sleep.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_week_says_how_many_days_are_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    path = tmp_path / "week.json"
    path.write_bytes(io.write_json(simulate(days=7, seed=1)))
    assert "7 more days until the first trends" in run(capsys, str(path))[1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--date", "2027-01-01"), "14 days after"),
        (("--kind", "moon"), "one of"),
        (("--most", "0"), "from 1 to 20"),
        (("--dismiss", "sleep"), "only a store remembers"),
        (("--svg", "/no/such/folder"), "a folder that exists"),
    ],
)
def test_bad_input_is_one_line(
    words: tuple[str, ...], message: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, error = run(capsys, str(file), *words)
    assert (code, out) == (1, "")
    assert message in error
    assert len(error.splitlines()) == 1


def test_a_store_remembers_what_was_said(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--yes", "--timezone", "UTC"]) == 0
    assert main(["import", str(file)]) == 0
    capsys.readouterr()
    told = [one["key"] for one in json.loads(run(capsys, "--json")[1])["insights"]]
    assert told
    assert [one["key"] for one in json.loads(run(capsys, "--json")[1])["insights"]] == told
    _, text, _ = run(capsys, "--dismiss", told[0], "--helpful", told[-1])
    assert f"({told[0]}" not in text
    code, _, error = run(capsys, "--snooze", "moon")
    assert (code, "was told" in error) == (1, True)


def test_without_a_store_or_files_the_way_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    code, _, error = run(capsys)
    assert code == 1
    assert "trainkit init" in error
