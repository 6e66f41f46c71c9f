"""The files of examples/deploy: the backup is tested, the others say what the host knows."""

import configparser
import datetime as dt
import json
import logging
import re
import subprocess
import sys
import tarfile
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk

DEPLOY = Path(__file__).resolve().parents[2] / "examples" / "deploy"
NOW = dt.datetime(2026, 6, 28, 3, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def backup() -> Any:
    spec = spec_from_file_location("backup", DEPLOY / "backup.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "host.toml").write_text('registration = "invited"\n')
    (folder / "words").mkdir()
    (folder / "words" / "de.json").write_text('{"Today": "Heute"}')
    with tk.Kit(store=f"sqlite:///{folder / 'team.db'}") as kit:
        kit.goals.add("10K on 2027-06-06")
    return folder


def _goals(folder: Path) -> int:
    with tk.Kit(store=f"sqlite:///{folder / 'team.db'}") as kit:
        return len(kit.goals.list())


def test_what_was_saved_while_the_host_runs_comes_back(
    backup: Any, home: Path, tmp_path: Path
) -> None:
    with tk.Kit(store=f"sqlite:///{home / 'team.db'}") as kit:  # its log is not in the file yet
        kit.goals.add("5K on 2027-05-06")
        archive = backup.save(home, tmp_path / "kept", NOW)
        kit.goals.add("21.1K on 2027-09-06")
    assert archive.stat().st_mode & 0o077 == 0
    new = tmp_path / "new"
    assert backup.restore(archive, new) == ["host.toml", "team.db", "words/de.json"]
    assert _goals(new) == 2
    assert (new / "team.db").stat().st_mode & 0o077 == 0


def test_the_latest_archives_stay(backup: Any, home: Path, tmp_path: Path) -> None:
    for day in range(backup.KEPT + 2):
        backup.save(home, tmp_path / "kept", NOW + dt.timedelta(days=day))
    names = sorted(path.name for path in (tmp_path / "kept").iterdir())
    assert len(names) == backup.KEPT
    assert names[0] == "trainkit-20260630T030000.tar.gz"


def test_nothing_is_overwritten_and_nothing_damaged_is_restored(
    backup: Any, home: Path, tmp_path: Path
) -> None:
    archive = backup.save(home, tmp_path / "kept", NOW)
    with pytest.raises(SystemExit, match="holds a store"):
        backup.restore(archive, home)
    archive.write_bytes(archive.read_bytes()[:-200])
    with pytest.raises(SystemExit, match="damaged"):
        backup.restore(archive, tmp_path / "new")
    (tmp_path / "team.db").write_bytes(b"SQLite format 3\0" + bytes(200))
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(tmp_path / "team.db", "team.db")
    with pytest.raises(SystemExit, match="damaged"):
        backup.restore(archive, tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []
    with pytest.raises(SystemExit, match="holds no store"):
        backup.save(tmp_path / "new", tmp_path / "kept", NOW)


def test_settings_are_saved_where_the_store_is_another(backup: Any, tmp_path: Path) -> None:
    home, new = tmp_path / "home", tmp_path / "new"
    home.mkdir()
    (home / "host.toml").write_text('store = "postgresql://trainkit@/trainkit"\n')
    archive = backup.save(home, tmp_path / "kept", NOW)
    assert backup.restore(archive, new) == ["host.toml"]


def test_the_proxy_tells_the_name_with_its_port_and_nginx_of_debian_reads_it() -> None:
    assert "Host $http_host;" in (DEPLOY / "trainkit-proxy.conf").read_text()
    assert "\n    http2 on" not in (DEPLOY / "nginx.conf").read_text()  # unknown before 1.25


def test_an_archive_of_a_stranger_leads_nowhere(backup: Any, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as packed:
        packed.add(tmp_path / "x", "../escaped")
    with pytest.raises(SystemExit, match="damaged"):
        backup.restore(tmp_path / "a.tar.gz", tmp_path / "new")
    assert not (tmp_path / "escaped").exists()


def test_the_files_name_settings_and_options_that_there_are() -> None:
    pytest.importorskip("fastapi")
    from trainkit.host._team_settings import Settings

    Settings.model_validate(tomllib.loads((DEPLOY / "host.toml").read_text()))
    for name in ("trainkit.service", "trainkit-backup.service", "trainkit-backup.timer"):
        unit = configparser.ConfigParser(strict=False, interpolation=None)
        unit.optionxform = str  # type: ignore[assignment,method-assign]
        unit.read_string((DEPLOY / name).read_text())
        assert unit.sections()
    readme = (DEPLOY / "README.md").read_text()
    for path in DEPLOY.iterdir():
        known = path.name in readme or path.suffix in {".timer", ".md"} or path.name[0] in "._"
        assert known, path.name


def test_the_command_that_makes_a_key_makes_one() -> None:
    pytest.importorskip("cryptography")
    from trainkit.secrets import Cipher

    readme = (DEPLOY / "README.md").read_text()
    code = re.search(r'bin/python -c "([^"]+)"', readme)
    assert code is not None
    made = subprocess.run(
        [sys.executable, "-c", code[1]], capture_output=True, text=True, check=True
    )
    assert Cipher([made.stdout.strip()])


def test_logs_are_lines_of_json_where_the_environment_asks_for_them(
    monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    pytest.importorskip("fastapi")
    from trainkit.host._logs import VARIABLE, write_logs

    monkeypatch.delenv(VARIABLE, raising=False)
    assert write_logs() is None
    monkeypatch.setenv(VARIABLE, "json")
    logger = logging.getLogger("trainkit")
    level, handler = logger.level, write_logs()
    try:
        logging.getLogger("trainkit.host").info("GET %s", "/", extra={"trainkit": {"status": 200}})
    finally:
        assert handler is not None
        logger.removeHandler(handler)
        logger.setLevel(level)
    line = json.loads(capsys.readouterr().err)
    assert (line["message"], line["status"]) == ("GET /", 200)
