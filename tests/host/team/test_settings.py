"""Settings of a team: from the environment, from a file, and from the terminal."""

from pathlib import Path

import pytest

import trainkit as tk

pytest.importorskip("argon2")
pytest.importorskip("uvicorn")

from trainkit.host import SmtpMail, read_team, serve
from trainkit.host._worker import make


def test_the_environment_counts_before_the_file(tmp_path: Path) -> None:
    text = 'url = "https://club.example"\nregistration = "invited"\nrequests_per_minute = 100\n'
    (tmp_path / "host.toml").write_text(text)
    team = read_team(tmp_path, {})
    assert (team.url, team.registration, team.mail) == ("https://club.example", "invited", None)
    said = {"TRAINKIT_HOST_REQUESTS_PER_MINUTE": "50", "TRAINKIT_HOST_URL": "http://10.0.0.2:8765"}
    team = read_team(tmp_path, said)
    assert (team.url, team.requests_per_minute) == ("http://10.0.0.2:8765", 50)
    assert read_team(tmp_path / "nowhere", {}).registration == "open"


@pytest.mark.parametrize(
    "text",
    ["registration = 'closed'", "colour = 1", "url = 'club'", "requests_per_minute = 0", "= ="],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "host.toml").write_text(text)
    with pytest.raises(tk.InvalidInput):
        read_team(tmp_path, {})


def test_the_mail_server_is_an_address_whose_password_is_not_shown(tmp_path: Path) -> None:
    server = "smtp://anna%40club:pass%2Fword@mail.club.example:2525"
    mail = read_team(tmp_path, {"TRAINKIT_HOST_SMTP": server}).mail
    assert isinstance(mail, SmtpMail)
    assert "word" not in repr(mail)
    with pytest.raises(tk.InvalidInput) as caught:
        read_team(tmp_path, {"TRAINKIT_HOST_SMTP": "smtp://a:hidden@host:port"})
    assert "hidden" not in str(caught.value)


def test_each_process_makes_the_same_application(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINKIT_HOST_HOME", str(tmp_path))
    monkeypatch.setenv("TRAINKIT_HOST_TOKEN", "a token of the tests")
    apps = [make(), make()]
    assert {app.state.token for app in apps} == {"a token of the tests"}
    for app in apps:
        app.state.club.close()


def test_several_processes_are_for_teams(tmp_path: Path) -> None:
    from trainkit.host import create_app

    app = create_app(tmp_path)
    with pytest.raises(tk.InvalidInput, match="workers"):
        serve(app, workers=2)
    app.state.kit.close()
