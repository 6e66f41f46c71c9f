"""Attacks through files, names and paths."""

import re
import sqlite3
import zipfile
from pathlib import Path

import pytest

import trainkit as tk

ROOT = Path(__file__).parents[2]
DAYS = "date,hrv_rmssd\n2026-05-01,52.5\n"


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "/evil-4711.csv", "a/../../evil.csv", "C:\\evil.csv"]
)
def test_a_path_in_an_archive_leads_nowhere(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "days.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), DAYS)
    before = sorted(tmp_path.rglob("*"))
    with tk.Kit(source=f"files://{folder}") as kit:
        assert kit.sync().days == 1  # read in place, never extracted
    assert sorted(tmp_path.rglob("*")) == before
    assert not Path("/evil-4711.csv").exists()


def test_a_link_out_of_the_watched_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "private.csv").write_text(DAYS)
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "days.csv").write_text(DAYS)
    watched = tmp_path / "watched"
    watched.mkdir()
    (watched / "link.csv").symlink_to(tmp_path / "private.csv")
    (watched / "folder").symlink_to(tmp_path / "others")
    (watched / "own.csv").write_text(DAYS.replace("2026-05-01", "2026-05-02"))
    (watched / "same.csv").symlink_to(watched / "own.csv")
    with tk.Kit(source=f"files://{watched}") as kit:
        kit.sync()
        assert [str(day.date) for day in kit.history().days] == ["2026-05-02"]


NASTY = "x'; DROP TABLE records; --"


def test_names_are_data_and_never_sql(tmp_path: Path) -> None:
    path = tmp_path / "kit.db"
    origin = tk.Provenance(source=NASTY, id=NASTY, path=NASTY, licence=NASTY)
    day = tk.DailyHealth(date="2026-05-01", hrv_rmssd=50, notes=NASTY, provenance=origin)
    with tk.Kit(store=f"sqlite:///{path}", athlete_id=NASTY) as kit:
        kit.log(day)
        assert kit.history().days[0] == day
        assert kit.store.get("days", NASTY, keys=[NASTY, "%", "_"]) == []
        assert kit.store.athletes() == [NASTY]
        assert kit.forget() == 1
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM records").fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize("name", ["", "a\nb", "a\0b", "x" * 201, "\ud800"])
def test_an_athlete_whose_name_cannot_be_kept_is_refused(name: str) -> None:
    with pytest.raises(tk.InvalidInput, match="athlete_id"):
        tk.Kit(athlete_id=name)


def test_no_module_unpickles_or_runs_text() -> None:
    for path in Path(tk.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for word in (
            "import pickle",
            "import marshal",
            "import shelve",
            "eval(",
            "os.system(",
            "shell=True",
            "yaml.load(",
        ):
            assert word not in text.replace("literal_eval(", ""), (path, word)


def test_the_security_page_names_tests_that_exist() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[^`]+\.py)`", page)
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).is_file()] == []
