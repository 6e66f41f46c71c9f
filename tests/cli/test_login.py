"""``trainkit login``: from the browser's address to tokens in an encrypted file."""

import random
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from builders.garmin_server import serve_garmin
from builders.strava_server import serve_strava
from trainkit.cli import _login
from trainkit.cli._main import run
from trainkit.secrets import new_key

SETTINGS = """
[athletes.me]
sex = "female"
birth_date = 1992-05-14
hr_rest = 50
hr_max = 188
timezone = "Europe/Berlin"
sources = [{{ name = "strava", client_id = "7", client_secret = "s", base_url = "{0}/api/v3", \
oauth_url = "{0}/oauth" }}]
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRAINKIT_HOME", str(tmp_path))
    monkeypatch.delenv("TRAINKIT_KEY", raising=False)
    return tmp_path


def test_a_login_ends_in_an_encrypted_file(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("cryptography", reason="the crypto extra is not installed")
    import httpx

    def browse(url: str) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        more = {"code": "c", "state": query["state"], "scope": "read,activity:read_all"}
        answer = "http://127.0.0.1:" + str(urlsplit(query["redirect_uri"]).port) + "/callback"
        threading.Thread(target=lambda: httpx.get(answer, params=more)).start()

    monkeypatch.setattr(_login, "_show", browse)
    with serve_strava() as server:
        (home / "config.toml").write_text(SETTINGS.format(server.url))
        assert run(["login", "strava"]) == 1
        assert "set TRAINKIT_KEY to a key" in capsys.readouterr().err
        monkeypatch.setenv("TRAINKIT_KEY", new_key())
        assert run(["login", "strava"]) == 0
        assert capsys.readouterr().out == "strava is connected: read,activity:read_all\n"
        assert b"access" not in (home / "secrets").read_bytes()
        assert run(["sync"]) == 0
        assert run(["logout", "strava"]) == 0
        assert run(["sync", "--force"]) == 1
        assert "run: trainkit login strava" in capsys.readouterr().out
        assert run(["login", "garmin"]) == 1
        assert "it must be a source that has a login: strava" in capsys.readouterr().err


def test_garmin_asks_for_what_it_needs_and_keeps_no_password(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("cryptography", reason="the crypto extra is not installed")
    pytest.importorskip("garminconnect", reason="the garmin extra is not installed")
    typer = pytest.importorskip("typer", reason="the cli extra is not installed")
    asked: list[tuple[str, bool]] = []
    answers = {"E-mail": "a@b.c", "Password": "right", "Code": "1234"}

    def prompt(text: str, *, err: bool, hide_input: bool) -> str:
        asked.append((text.split(maxsplit=1)[0], hide_input))
        assert err
        return answers[text.split(maxsplit=1)[0]]

    monkeypatch.setattr(typer, "prompt", prompt)
    monkeypatch.setattr(random, "uniform", lambda *_: 0.0)  # the library's pauses
    monkeypatch.setenv("TRAINKIT_KEY", new_key())
    with serve_garmin() as server:
        server.code = "1234"
        source = f'{{ name = "garmin", base_url = "{server.url}", calls_per_second = 1000 }}'
        text = SETTINGS.format("").split("sources")[0] + f"sources = [{source}]\n"
        (home / "config.toml").write_text(text)
        assert run(["login", "garmin"]) == 0
        assert capsys.readouterr().out == "garmin is connected: u-1\n"
        assert asked == [("E-mail", False), ("Password", True), ("Code", False)]
        assert run(["sync"]) == 0
        answers["Password"] = "wrong"
        assert run(["login", "garmin"]) == 1
        assert "does not know this address" in capsys.readouterr().err
        assert run(["logout", "garmin"]) == 0
    assert b"right" not in (home / "secrets").read_bytes()


def test_doctor_and_status_name_sources_and_show_no_option(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRAINKIT_KEY", new_key())
    secret = "secret-of-an-app"
    sources = (
        f'{{ name = "strava", client_id = "7", client_secret = "{secret}" }}',
        f'{{ name = "intervals", api_key = "{secret}" }}',
        f'{{ name = "garmin", emial = "{secret}" }}',
    )
    mail = f'{{ name = "smtp", host = "h", to = ["a@b.c"], password = "{secret}" }}'
    text = SETTINGS.format("").split("sources")[0]
    (home / "config.toml").write_text(
        f"{text}sources = [{', '.join(sources)}]\nnotify = [{mail}]\n"
    )
    assert run(["doctor"]) == 1
    told = capsys.readouterr().out
    assert "wrong   source: strava: nobody has logged in; run: trainkit login strava" in told
    assert "source: intervals was never synced" in told
    assert "wrong   source: garmin: emial is (not shown)" in told.replace("'", "")
    assert run(["status"]) == 0
    told += capsys.readouterr().out
    assert "strava, intervals, garmin" in told
    assert secret not in told
