"""Rows of any order become a cohort: duplicates, gaps, wrong types, kills."""

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from trainkit import cohort
from trainkit._array import FloatArray
from trainkit.cohort import _ingest, _layout, _rows
from trainkit.errors import InvalidInput
from trainkit.metrics import acwr

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 2, 9)
DAYS, ATHLETES = 40, 23


def shuffled(seed: int = 0) -> tuple[pl.DataFrame, FloatArray]:
    """Rows in random order with duplicates, and what must become of them by plain Python."""
    rng = np.random.default_rng(seed)
    n = 1500
    athletes, days = rng.integers(0, ATHLETES, n), rng.integers(0, DAYS, n)
    loads = rng.integers(0, 200, n).astype(float)
    expected = np.full((DAYS, ATHLETES), np.nan)
    for athlete, day, load in zip(athletes, days, loads, strict=True):
        expected[day, athlete] = load
    dates = [FIRST + dt.timedelta(days=int(day)) for day in days]
    return pl.DataFrame({"athlete": athletes, "day": dates, "load": loads}), expected


def make(folder: Path, athletes: int | list[str] = ATHLETES) -> cohort.Cohort:
    return cohort.create(folder, athletes, (FIRST, LAST), tile_athletes=5)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_rows, "_TOGETHER", 100)


@pytest.mark.usefixtures("small_batches")
def test_rows_in_random_order_with_duplicates(tmp_path: Path) -> None:
    rows, expected = shuffled()
    made = make(tmp_path)
    told = made.ingest(rows)
    np.testing.assert_array_equal(made.daily("load"), expected)
    np.testing.assert_array_equal(made.latest()["acwr"], acwr.acwr(expected)[-1])
    known = np.count_nonzero(~np.isnan(expected))
    assert (told.rows, told.kept, told.duplicates) == (1500, 1500, 1500 - known)
    assert told.problems == ()
    assert not (tmp_path / "incoming").exists()


def test_what_comes_later_is_written_over_what_is_there(tmp_path: Path) -> None:
    made = make(tmp_path)
    made.ingest(shuffled(0)[0])
    rows, later = shuffled(1)
    made.ingest(rows)
    expected = np.where(np.isnan(later), shuffled(0)[1], later)
    np.testing.assert_array_equal(cohort.open(tmp_path).daily("load"), expected)


def test_names_and_texts_and_several_fields(tmp_path: Path) -> None:
    rows = pl.DataFrame(
        {
            "who": ["ben", "ann", "ben", "zoe", None],
            "when": ["2026-01-02", "2026-01-01", "2026-01-02", "2026-01-02", "2026-01-02"],
            "load": ["50", "n/a", "60", "1", "1"],
            "resting_hr": [None, 48, 52, 50, 50],
        }
    )
    made = cohort.create(
        tmp_path, ["ann", "ben"], (FIRST, LAST), fields=("load", "resting_hr"), tile_athletes=5
    )
    told = made.ingest(rows, athlete="who", day="when")
    assert made.daily("load", "ben")[1] == 60
    assert made.daily("resting_hr", "ann")[0] == 48
    assert (told.rows, told.kept, told.duplicates) == (5, 3, 1)
    assert [(problem.kind, problem.count, problem.examples) for problem in told.problems] == [
        ("unknown athlete", 2, ("row 3: 'zoe'", "row 4: None")),
        ("load is no number", 1, ("row 1: 'n/a'",)),
    ]


@pytest.mark.usefixtures("small_batches")
def test_rows_that_cannot_be_used_are_listed_by_kind(tmp_path: Path) -> None:
    good, expected = shuffled()
    day = FIRST + dt.timedelta(days=3)
    bad = pl.DataFrame(
        {
            "athlete": [99, -1, 2, 3, 4, 5, 6],
            "day": [day, day, dt.date(2025, 12, 31), None, day, day, day],
            "load": [1.0, 1.0, 1.0, 1.0, -5.0, float("inf"), None],
        }
    )
    made = make(tmp_path)
    told = made.ingest(pl.concat([bad, good]))
    np.testing.assert_array_equal(made.daily("load"), expected)
    assert {problem.kind: problem.count for problem in told.problems} == {
        "unknown athlete": 2,
        "not a day of the cohort": 2,
        "load is not from 0 to 1e+06": 2,
        "no value": 1,
    }
    assert told.problems[0].examples == ("row 0: 99.0", "row 1: -1.0")


@pytest.mark.parametrize("column", ["athlete", "day", "load"])
def test_a_column_of_a_wrong_type_is_a_list_of_problems_and_no_crash(
    tmp_path: Path, column: str
) -> None:
    rows = shuffled()[0].with_columns(pl.lit(value=True).alias(column))
    told = make(tmp_path).ingest(rows)
    if column != "load":
        assert (told.kept, [problem.count for problem in told.problems]) == (0, [1500])


def test_a_table_without_the_columns_is_refused(tmp_path: Path) -> None:
    made = make(tmp_path)
    with pytest.raises(InvalidInput, match="day"):
        made.ingest(pl.DataFrame({"athlete": [1], "load": [1.0]}))
    with pytest.raises(InvalidInput, match="with one of load"):
        made.ingest(pl.DataFrame({"athlete": [1], "day": [FIRST]}))


class Stop(Exception):
    """The process is killed here."""


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("killed_at", [1, 4, 9, 14, 16, 18, 20, 21])
def test_a_killed_ingest_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_at: int
) -> None:
    """Each write of progress or of a tile is a place to die: before it, and after it."""
    rows, expected = shuffled()
    writes, replace_file = [0], _layout.replace_file

    def killed(path: Path, content: bytes, *, durable: bool) -> None:
        writes[0] += 1
        if writes[0] == killed_at:
            raise Stop
        replace_file(path, content, durable=durable)

    made = make(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(_ingest, "replace_file", killed)
        patch.setattr(_layout, "replace_file", killed)
        with pytest.raises(Stop):
            made.ingest(rows)
    told = cohort.open(tmp_path).ingest(rows)
    again = cohort.open(tmp_path)
    np.testing.assert_array_equal(again.daily("load"), expected)
    np.testing.assert_array_equal(again.latest()["acwr"], acwr.acwr(expected)[-1])
    known = np.count_nonzero(~np.isnan(expected))
    assert (told.rows, told.duplicates) == (1500, 1500 - known)


@pytest.mark.usefixtures("small_batches")
def test_other_rows_than_the_interrupted_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(tmp_path)
    saved, append = [0], _ingest._Progress.save

    def killed(self: _ingest._Progress, folder: Path) -> None:
        saved[0] += 1
        if saved[0] == 6:
            raise Stop
        append(self, folder)

    with monkeypatch.context() as patch:
        patch.setattr(_ingest._Progress, "save", killed)
        with pytest.raises(Stop):
            made.ingest(shuffled(0)[0])
    with pytest.raises(InvalidInput, match="interrupted"):
        made.ingest(shuffled(1)[0])
