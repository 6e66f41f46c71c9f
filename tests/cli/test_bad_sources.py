"""Sources that are set up wrong, or fail: one clear line, what to do, and nothing lost."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from builders.intervals_server import IntervalsServer, activity, serve_intervals, wellness
from trainkit import cli

SECRET = "key-that-nobody-may-see"
HEAD = """[athletes.me]
sex = "female"
birth_date = 1990-05-14
hr_rest = 52
hr_max = 186
timezone = "Europe/Berlin"
"""
SOURCE = """
[[athletes.me.sources]]
name = "intervals"
api_key = "{key}"
base_url = "{url}"
calls_per_second = 1000
files = false
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRAINKIT_HOME", str(tmp_path))
    monkeypatch.delenv("TRAINKIT_KEY", raising=False)
    return tmp_path


@pytest.fixture
def server() -> Iterator[IntervalsServer]:
    with serve_intervals() as made:
        made.activities = [activity(n, f"2026-05-0{n}") for n in range(1, 8)]
        made.wellness = [wellness(f"2026-05-0{n}") for n in range(1, 9)]
        yield made


def write(folder: Path, sources: str) -> None:
    (folder / "config.toml").write_text(HEAD + sources, encoding="utf-8")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = cli.main(list(words))
    said = capsys.readouterr()
    assert SECRET not in said.out + said.err
    return code, said.out, said.err


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ('base_urll = "x"', "source.intervals: base_urll is"),
        ('base_urll = "x"', "no such option; did you mean 'base_url'?"),
        ('base_url = "intervals.icu"', "base_url is"),
        ('base_url = "http://127.0.0.1:80a"', "an address such as https://"),
        ('calls_per_second = "fast"', "source.intervals: calls_per_second is"),
        ('api_key = "secret:MINE"', "in the environment, as TRAINKIT_MINE, or in the file"),
    ],
)
def test_a_typo_in_the_options_names_source_and_option(
    folder: Path, capsys: pytest.CaptureFixture[str], sources: str, said: str
) -> None:
    key = "" if sources.startswith("api_key") else f'api_key = "{SECRET}"\n'
    write(folder, f'[[athletes.me.sources]]\nname = "intervals"\n{key}{sources}\n')
    code, _, error = run(capsys, "sync")
    assert code == 1
    assert error.count("\n") == 1
    assert said in error
    code, out, _ = run(capsys, "doctor")
    assert code == 1
    assert said.removeprefix("source.intervals: ") in out


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (f'[[sources]]\nname = "intervals"\napi_key = "{SECRET}"\n', "[[athletes.me.sources]]"),
        (f'[source]\napi_key = "{SECRET}"\n', "there is no setting source"),
        (f'[athletes.ben]\nsources = {{ name = "x", api_key = "{SECRET}" }}\n', "ben.sources"),
        ('[athletes.ben]\nsources = "garmin"\n', "it must be a list in brackets"),
        ("[athletes.ben]\nname = ben\n", "text needs quotation marks"),
        (f'[athletes.ben]\nsorces = "{SECRET}"\n', "did you mean 'sources'?"),
    ],
)
def test_a_setting_in_the_wrong_place_says_where_it_belongs_and_shows_no_key(
    folder: Path, capsys: pytest.CaptureFixture[str], settings: str, said: str
) -> None:
    write(folder, settings)
    code, _, error = run(capsys, "sync")
    assert code == 1
    assert error.count("\n") == 1
    assert said in error


def test_status_and_doctor_know_how_fresh_a_source_is_and_why_it_failed(
    folder: Path, capsys: pytest.CaptureFixture[str], server: IntervalsServer
) -> None:
    write(folder, SOURCE.format(key=SECRET, url=server.url))
    assert "intervals was never synced" in run(capsys, "doctor")[1]
    assert run(capsys, "sync") == (0, "intervals: 7 activities, 8 days delivered\n", "")
    assert "intervals 0 min ago" in run(capsys, "status")[1]
    assert "so not asked again" in run(capsys, "sync")[1]
    server.faults.append(lambda handler: handler.answer(401, {}) or True)
    code, out, error = run(capsys, "sync", "--force")
    assert (code, error) == (1, "")
    assert out.startswith("intervals failed, last synced 0 min ago: the key or login was")
    assert "then it failed: the key or login was refused" in run(capsys, "status")[1]
    code, out, _ = run(capsys, "doctor")
    assert code == 1
    assert "wrong   source: synced intervals 0 min ago, then it failed" in out
    synced = json.loads(run(capsys, "status", "--json")[1])
    assert synced["activities"] == 7
    server.faults.clear()
    assert run(capsys, "sync", "--force")[0] == 0
    assert "ok      source: intervals, synced 0 min ago" in run(capsys, "doctor")[1]


def test_what_came_from_one_source_is_told_where_another_never_worked(
    folder: Path, capsys: pytest.CaptureFixture[str], server: IntervalsServer
) -> None:
    good = SOURCE.format(key=SECRET, url=server.url)
    write(folder, good + SOURCE.format(key=SECRET, url=server.url.replace("v1", "v9/x")))
    server.faults.append(lambda handler: "v9" in handler.path and not handler.answer(404, {}))
    code, out, error = run(capsys, "sync")
    assert code == 1
    assert "7 activities, 8 days delivered" in out
    assert "; intervals never: GET athlete/0/activities answered 404" in run(capsys, "status")[1]
    assert "answered 404: check the address, http://127.0.0.1" in error
    assert error.count("\n") == 1


def test_a_login_page_of_a_network_is_no_data(
    folder: Path, capsys: pytest.CaptureFixture[str], server: IntervalsServer
) -> None:
    write(folder, SOURCE.format(key=SECRET, url=server.url))
    page = b"<html>Welcome to the hotel</html>"
    server.faults.append(lambda handler: handler.answer(200, page) or True)
    code, out, error = run(capsys, "sync")
    assert (code, out) == (1, "")
    assert "a web page: the address is wrong, or this network wants a login of its own" in error
    assert error.count("\n") == 1


def test_a_login_to_something_else_names_what_there_is(
    folder: Path, capsys: pytest.CaptureFixture[str], server: IntervalsServer
) -> None:
    write(folder, SOURCE.format(key=SECRET, url=server.url))
    assert "a source that has a login: intervals" in run(capsys, "login", "garmn")[2]


def test_doctor_sees_a_full_disk(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, "")
    assert "wrong" not in run(capsys, "doctor")[1]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=100_000))
    code, out, _ = run(capsys, "doctor")
    assert code == 1
    assert "0 MB are free" in out


def test_a_key_that_is_none_names_its_variable(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINKIT_KEY", SECRET)
    write(folder, "")
    code, _, error = run(capsys, "status")
    assert code == 1
    assert error.startswith("TRAINKIT_KEY is '(kept secret)'; it must be a key")
    assert "new_key()" in error


def test_status_tells_the_last_jobs_and_what_models_cost(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    (folder / "config.toml").write_text(HEAD, encoding="utf-8")
    told = run(capsys, "status", "--json")[1]
    assert (json.loads(told)["jobs"], json.loads(told)["budget"]) == ([], None)
    (folder / "config.toml").write_text(f"budget_usd_a_month = 5\n{HEAD}", encoding="utf-8")
    assert run(capsys, "jobs", "run", "retention")[0] == 0
    shown = run(capsys, "status")[1]
    assert "retention: done at" in shown
    assert "0.00 of 5 US dollars this month" in shown
