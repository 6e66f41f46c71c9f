"""A morning from what the days before have left is the morning of the whole columns."""

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cohort.test_cohort import FIRST, stored
from cohort.test_mornings import Fields, answers_of, ragged_fields
from trainkit import cohort
from trainkit._array import FloatArray
from trainkit.cohort import _carry, _kept, _layout
from trainkit.cohort._mornings import TileMornings
from trainkit.errors import InvalidInput

ATHLETES, DAYS, TILE = 7, 170, 4
AHEAD = 12
MORNING = ("recovery", "warnings")


@pytest.fixture(scope="module")
def fields() -> Fields:
    return ragged_fields(ATHLETES, DAYS + AHEAD, seed=11)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, fields: Fields) -> Path:
    """A cohort that was asked on two nights, so that it keeps what the next one needs."""
    folder = tmp_path_factory.mktemp("template") / "cohort"
    made = stored(folder, {name: column[: DAYS - 1] for name, column in fields.items()}, tile=TILE)
    made.compute(*MORNING)
    add(made, fields)
    made.compute(*MORNING)
    assert len(kept_headers(made)) == made.tiles
    return folder


@pytest.fixture
def made(template: Path, tmp_path: Path) -> cohort.Cohort:
    return copy(template, tmp_path / "cohort")


def copy(template: Path, folder: Path) -> cohort.Cohort:
    shutil.copytree(template, folder)
    return cohort.open(folder)


def kept_headers(made: cohort.Cohort) -> list[Path]:
    return sorted((made.folder / "carried").glob("*/*.json"))


def add(made: cohort.Cohort, fields: Fields, at: int | None = None) -> None:
    at = len(made.dates) if at is None else at
    row = {name: column[at] for name, column in fields.items()}
    made.update(date_of(at), row.pop("load"), health=row, durable=False)


def date_of(day: int) -> dt.date:
    return FIRST + dt.timedelta(days=day)


def expected_of(made: cohort.Cohort, **options: float | str) -> Fields:
    """Answer from whole columns, of a few days more than are read."""
    columns = {name: made.daily(name) for name in made.fields}
    tile = TileMornings(columns, made.dates, illness=True)
    return answers_of(tile.part(slice(0, made.athletes)).mornings(**options))  # type: ignore[arg-type]


def assert_right(made: cohort.Cohort) -> None:
    done, expected = made.compute(*MORNING), expected_of(made)
    for name, column in expected.items():
        np.testing.assert_allclose(done[name], column, rtol=0, atol=1e-12, err_msg=name)


@contextmanager
def only_carried() -> Iterator[None]:
    """Fail where an answer is computed from whole columns."""
    with mock.patch("trainkit.cohort._computing._compute", side_effect=AssertionError):
        yield


@contextmanager
def built(athletes: list[int]) -> Iterator[None]:
    """Note how many athletes are built from whole columns."""
    build = _carry._Tile._build

    def count(tile: _carry._Tile, who: NDArray[np.intp], days: int, rows: FloatArray) -> None:
        athletes.append(len(who))
        build(tile, who, days, rows)

    with mock.patch.object(_carry._Tile, "_build", count):
        yield


def test_the_third_night_reads_no_whole_columns(made: cohort.Cohort, fields: Fields) -> None:
    rebuilt: list[int] = []
    for _ in range(3):
        add(made, fields)
        with only_carried(), built(rebuilt):
            assert_right(made)
    assert not any(rebuilt)


def test_a_cohort_that_is_asked_once_keeps_nothing(tmp_path: Path, fields: Fields) -> None:
    made = stored(tmp_path / "cohort", {name: column[:60] for name, column in fields.items()})
    made.compute(*MORNING)
    made.compute("acwr")
    assert not (made.folder / "carried").exists()


class Killed(BaseException):
    """Ends a process at a moment of the test's choice."""


EVENTS = st.one_of(
    st.tuples(st.just("day"), st.just(0), st.just(0)),
    st.tuples(st.just("skip"), st.integers(1, 2), st.just(0)),
    st.tuples(st.just("late"), st.integers(0, 40), st.integers(0, 2**16)),
    st.tuples(st.just("ask"), st.just(0), st.just(0)),
    st.tuples(st.just("killed"), st.integers(0, 3), st.just(0)),
    st.tuples(st.just("ingest"), st.integers(0, 20), st.integers(0, 2**16)),
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=st.lists(EVENTS, min_size=2, max_size=8))
@example(events=[("killed", 0, 0), ("late", 20, 14858), ("ingest", 0, 8440)])
@example(events=[("killed", 2, 0), ("late", 0, 5), ("killed", 1, 0), ("late", 1, 6)])
def test_whatever_happens_the_answer_is_that_of_whole_columns(
    events: list[tuple[str, int, int]],
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    fields: Fields,
) -> None:
    made = copy(template, tmp_path_factory.mktemp("events") / "cohort")
    for kind, number, seed in events:
        happen(made, fields, kind, number, seed)
    with only_carried():
        assert_right(made)
    made.update(date_of(len(made.dates)), np.full(ATHLETES, 50.0))
    assert_right(made)


def happen(made: cohort.Cohort, fields: Fields, kind: str, number: int, seed: int) -> None:
    days = len(made.dates)
    if kind == "day" and days < DAYS + AHEAD:
        add(made, fields)
    if kind == "skip" and days + number < DAYS + AHEAD:
        add(made, fields, days + number)
    if kind in {"late", "ingest"}:
        correct(made, days - 1 - number, seed, by_ingest=kind == "ingest")
    if kind == "ask":
        made.compute(*MORNING)
    if kind == "killed":
        made.update(date_of(days), np.full(ATHLETES, 30.0))
        with pytest.raises(Killed), killed_at(number):
            made.compute(*MORNING)


def correct(made: cohort.Cohort, at: int, seed: int, *, by_ingest: bool) -> None:
    """Write what is known late of some athletes and fields."""
    rng = np.random.default_rng(seed)
    names = rng.choice([name for name in made.fields if name != "load"], 3, replace=False)
    values = {
        name: np.where(rng.random(ATHLETES) < 0.4, wild_value(name, rng), np.nan) for name in names
    }
    load = np.where(rng.random(ATHLETES) < 0.3, 130.0, np.nan)
    if not by_ingest:
        made.update(date_of(at), load, health=values)
        return
    pa = pytest.importorskip("pyarrow")
    columns = {"athlete": np.arange(ATHLETES), "day": [date_of(at)] * ATHLETES, "load": load}
    made.ingest(pa.table(columns | values))


def wild_value(name: str, rng: np.random.Generator) -> float:
    low, high = {"hrv_rmssd": (20, 110), "resting_hr": (40, 75), "sleep_h": (3, 10)}.get(
        name, (0, 1) if name in {"illness", "fever"} else (0, 22)
    )
    if name == "weight_kg":
        low, high = 60, 80
    return float(rng.integers(low, high + 1))


@contextmanager
def killed_at(number: int) -> Iterator[None]:
    """End the process after some writes of a day, or before it counts."""
    calls = iter(range(1, 10**6))
    write, replace = _kept._write_at, _kept.replace_file

    def write_or_die(file: FileIO, at: int, numbers: FloatArray) -> None:
        if next(calls) == 25 * number:
            raise Killed
        write(file, at, numbers)

    def replace_or_die(path: Path, content: bytes, *, durable: bool) -> None:
        if not number and b'"older": true' in content:
            raise Killed
        replace(path, content, durable=durable)

    with (
        mock.patch.object(_kept, "_write_at", write_or_die),
        mock.patch.object(_kept, "replace_file", replace_or_die),
    ):
        yield


def test_a_load_that_comes_in_the_evening_is_one_more_day_at_most(
    made: cohort.Cohort, fields: Fields
) -> None:
    rebuilt: list[int] = []
    with only_carried(), built(rebuilt):
        for day in range(DAYS, DAYS + 3):
            row = {name: column[day] for name, column in fields.items()}
            load = row.pop("load")
            made.update(date_of(day), {}, health=row)
            assert_right(made)
            made.update(date_of(day), load)
            assert_right(made)
    assert not any(rebuilt)


def test_a_night_that_comes_late_is_one_more_day(made: cohort.Cohort, fields: Fields) -> None:
    rebuilt: list[int] = []
    with only_carried(), built(rebuilt):
        add(made, fields)
        made.compute(*MORNING)
        made.update(date_of(DAYS), {}, health={"hrv_rmssd": np.full(ATHLETES, 41.0)})
        assert_right(made)
    assert not any(rebuilt)


def test_only_who_was_corrected_is_built_again(made: cohort.Cohort, fields: Fields) -> None:
    rebuilt: list[int] = []
    add(made, fields)
    sleep = np.full(ATHLETES, np.nan)
    sleep[[1, 2, ATHLETES - 1]] = 4.5
    with only_carried(), built(rebuilt):
        made.compute(*MORNING)
        made.update(date_of(DAYS - 9), {}, health={"sleep_h": sleep})
        assert_right(made)
    assert rebuilt == [2, 1]


@pytest.mark.parametrize("part", ["json", "rings", "states"])
def test_what_is_not_whole_is_made_again(made: cohort.Cohort, fields: Fields, part: str) -> None:
    path = kept_headers(made)[0].with_suffix(f".{part}")
    path.write_bytes(path.read_bytes()[:-9])
    add(made, fields)
    with only_carried():
        assert_right(made)


@pytest.mark.parametrize(("name", "value"), [("version", "0.0.9"), ("format", 0), ("rows", 3)])
def test_what_another_version_kept_is_not_trusted(
    made: cohort.Cohort, fields: Fields, name: str, value: object
) -> None:
    rebuilt: list[int] = []
    for path in kept_headers(made):
        header = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(header | {name: value}), encoding="utf-8")
        states = path.with_suffix(".states")
        states.write_bytes(b"\0" * states.stat().st_size)
    add(made, fields)
    with only_carried(), built(rebuilt):
        assert_right(made)
    assert sum(rebuilt) == ATHLETES


def test_a_cohort_of_the_format_before_is_told_to_note_its_changes(
    made: cohort.Cohort, fields: Fields
) -> None:
    shutil.rmtree(made.folder / "carried")
    path = made.folder / "cohort.json"
    path.write_text(path.read_text().replace('"format": 2', '"format": 1'))
    old = cohort.open(made.folder)
    old.compute("recovery")
    assert '"format": 2' in path.read_text()
    add(old, fields)
    assert_right(old)


@pytest.mark.parametrize(
    "options",
    [
        {"recovery": {"sleep_need_h": 9.0}, "warnings": {"sleep_need_h": 9.0}},
        {"recovery": {"bands": "80/50"}, "warnings": {"risk_style": "aggressive"}},
    ],
)
def test_other_options_are_kept_apart(
    made: cohort.Cohort, fields: Fields, options: dict[str, dict[str, object]]
) -> None:
    for _ in range(3):
        add(made, fields)
        done = {
            name: np.array(column)
            for name, column in made.compute(*MORNING, options=options).items()
        }
        fresh = made.folder.with_name("fresh")
        shutil.copytree(made.folder, fresh)
        shutil.rmtree(fresh / "carried")
        shutil.rmtree(fresh / "results")
        for name, column in cohort.open(fresh).compute(*MORNING, options=options).items():
            np.testing.assert_allclose(done[name], column, rtol=0, atol=1e-12, err_msg=name)
        shutil.rmtree(fresh)
        assert_right(made)
    assert len({path.parent for path in kept_headers(made)}) == 2


def test_options_that_contradict_each_other_are_computed_from_columns(
    made: cohort.Cohort, fields: Fields
) -> None:
    options = {"recovery": {"sleep_need_h": 9.0}, "warnings": {"sleep_need_h": 7.0}}
    for _ in range(2):
        add(made, fields)
        done = made.compute(*MORNING, options=options)
    np.testing.assert_array_equal(done["sleep"], expected_of(made, sleep_need_h=9.0)["sleep"])
    short = expected_of(made, sleep_need_h=7.0)["short_sleep"]
    np.testing.assert_array_equal(done["short_sleep"], short)


@pytest.mark.parametrize(
    ("name", "option", "value"),
    [
        ("recovery", "bands", "1/2"),
        ("recovery", "sleep_need_h", 40.0),
        ("warnings", "risk_style", "x"),
    ],
)
def test_a_wrong_option_is_told_every_night(
    made: cohort.Cohort, fields: Fields, name: str, option: str, value: object
) -> None:
    for _ in range(3):
        add(made, fields)
        with pytest.raises(InvalidInput, match=option):
            made.compute(name, options={name: {option: value}})


def test_a_cohort_begins_with_its_first_day(tmp_path: Path, fields: Fields) -> None:
    made = cohort.create(tmp_path / "cohort", ATHLETES, FIRST, fields=list(fields), tile_athletes=4)
    for _ in range(20):
        add(made, fields)
        assert_right(made)
    assert kept_headers(made)


def test_a_day_before_the_first_one_that_is_kept_is_not_there(
    made: cohort.Cohort, fields: Fields
) -> None:
    for path in kept_headers(made):
        path.unlink()
    add(made, fields)
    with pytest.raises(Killed), killed_at(1):
        made.compute(*MORNING)
    (begun,) = kept_headers(made)
    assert not json.loads(begun.read_text(encoding="utf-8"))["older"]
    made.update(date_of(DAYS - 1), {}, health={"resting_hr": np.full(ATHLETES, 61.0)})
    with only_carried():
        assert_right(made)


def test_who_is_long_away_is_built_again(made: cohort.Cohort, fields: Fields) -> None:
    rebuilt: list[int] = []
    made.update(date_of(DAYS + 40), fields["load"][0])
    with only_carried(), built(rebuilt):
        assert_right(made)
    assert sum(rebuilt) == ATHLETES


def test_float32_answers_as_whole_columns_do(tmp_path: Path, fields: Fields) -> None:
    made = cohort.create(tmp_path / "cohort", ATHLETES, FIRST, fields=list(fields), dtype="float32")
    for _ in range(40):
        add(made, fields)
    for _ in range(3):
        add(made, fields)
        done, expected = made.compute(*MORNING), expected_of(made)
        for name, column in expected.items():
            np.testing.assert_array_equal(done[name], column.astype(np.float32), err_msg=name)
    assert kept_headers(made)


def test_while_another_process_has_a_tile_its_columns_answer(
    made: cohort.Cohort, fields: Fields
) -> None:
    add(made, fields)
    header = kept_headers(made)[0]
    before = header.read_text(encoding="utf-8")
    with _kept.lock_tile(header.parent, 0, wait=False) as locked:
        assert locked
        assert_right(made)
    assert header.read_text(encoding="utf-8") == before


def test_while_the_past_is_written_columns_answer(made: cohort.Cohort) -> None:
    layout = _layout.Layout.read(made.folder)
    assert _carry.CARRIED.answer(layout, 0, {}) is not None
    layout.change(slot=None).write()
    assert _carry.CARRIED.answer(layout, 0, {}) is None


def test_processes_share_what_is_kept(made: cohort.Cohort, fields: Fields) -> None:
    add(made, fields)
    with ProcessPoolExecutor(2) as pool:
        done = made.compute(*MORNING, executor=pool)
    for name, column in expected_of(made).items():
        np.testing.assert_allclose(done[name], column, rtol=0, atol=1e-12, err_msg=name)
    days = [json.loads(path.read_text(encoding="utf-8"))["days"] for path in kept_headers(made)]
    assert days == [DAYS + 1] * made.tiles
