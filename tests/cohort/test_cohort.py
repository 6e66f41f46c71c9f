"""A cohort answers for many athletes what the functions of one athlete answer."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from trainkit import cohort
from trainkit._array import FloatArray
from trainkit.cohort import _layout, _states, _writing
from trainkit.errors import BackendError, Conflict, InvalidInput
from trainkit.metrics import acwr, fitness, hrv, load

FIRST = dt.date(2026, 1, 1)


def stored(folder: Path, fields: dict[str, FloatArray], *, tile: int = 4) -> cohort.Cohort:
    """Make a cohort of whole matrices, as an ingest does."""
    days, athletes = fields["load"].shape
    last = FIRST + dt.timedelta(days=days - 1)
    cohort.create(folder, athletes, (FIRST, last), fields=list(fields), tile_athletes=tile)
    layout = _layout.Layout.read(folder)
    for name, matrix in fields.items():
        for part in range(layout.tiles):
            layout.write_tile(name, part, matrix[:, layout.span(part)])
    return cohort.Cohort(_writing.rebuild_states(layout))


def filled(
    folder: Path, loads: FloatArray, *, tile: int = 4, dtype: str = "float64"
) -> cohort.Cohort:
    made = cohort.create(folder, loads.shape[1], FIRST, tile_athletes=tile, dtype=dtype)
    for day, row in enumerate(loads):
        made.update(FIRST + dt.timedelta(days=day), row, durable=False)
    return made


def random_loads(days: int, athletes: int, seed: int = 0) -> FloatArray:
    """Loads with rest days, gaps, late starters, and one of whom nothing is known."""
    rng = np.random.default_rng(seed)
    loads = np.where(rng.random((days, athletes)) < 0.3, 0, rng.gamma(2, 40, (days, athletes)))
    loads[rng.random((days, athletes)) < 0.05] = np.nan
    for athlete in range(0, athletes, 3):
        loads[: rng.integers(0, days), athlete] = np.nan
    loads[:, -1] = np.nan
    return loads


LOADS = hnp.arrays(
    np.float64,
    st.tuples(st.integers(1, 45), st.integers(1, 5)),
    elements=st.one_of(st.just(0.0), st.just(np.nan), st.floats(0, 1000)),
)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@settings(max_examples=15, deadline=None)
@given(loads=LOADS)
def test_carried_states_equal_a_full_computation_to_the_last_bit(
    loads: FloatArray, dtype: str
) -> None:
    daily = loads.astype(dtype)
    states = _states.first_states(daily.shape[1], daily.dtype)
    for day in daily:
        _states.step(states, day, states)
    assert_equals_full_computation(_states.latest(states, daily[-1]), daily)


def assert_equals_full_computation(latest: dict[str, FloatArray], daily: FloatArray) -> None:
    chart = fitness.performance_chart(daily)
    expected = {
        "acwr": acwr.acwr(daily),
        "ctl": chart.ctl,
        "atl": chart.atl,
        "tsb": chart.tsb,
        "days_since_rest": load.days_since_rest(daily),
    }
    assert latest.keys() == expected.keys()
    for name, column in expected.items():
        np.testing.assert_array_equal(latest[name], column[-1], name)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_days_added_one_by_one_and_opened_in_between_equal_a_full_computation(
    tmp_path: Path, dtype: str
) -> None:
    daily = random_loads(45, 9).astype(dtype)
    filled(tmp_path, daily[:30], dtype=dtype)
    for day in range(30, 45):
        made = cohort.open(tmp_path)
        made.update(FIRST + dt.timedelta(days=day), daily[day], durable=False)
        assert_equals_full_computation(made.latest(), daily[: day + 1])


def test_computations_equal_the_calculators(tmp_path: Path) -> None:
    loads = random_loads(80, 11)
    nights = np.random.default_rng(1).normal(50, 8, loads.shape).clip(5)
    nights[:, 3] = np.nan
    made = stored(tmp_path, {"load": loads, "hrv_rmssd": nights})
    done = made.compute("acwr", "form", "hrv_baseline")
    chart, base = fitness.performance_chart(loads), hrv.baseline(np.log(nights))
    np.testing.assert_array_equal(done["acwr"], acwr.acwr(loads))
    np.testing.assert_array_equal(done["ctl"], chart.ctl)
    np.testing.assert_array_equal(done["tsb"], chart.tsb)
    for name in ("mean", "normal_sd", "low", "cv"):
        np.testing.assert_array_equal(done[name], getattr(base, name))
    for athlete in range(11):  # as for each of them alone
        alone = acwr.acwr(loads[:, athlete])
        np.testing.assert_array_equal(done.row(athlete)["acwr"], alone)
    rolling = made.compute("acwr", options={"acwr": {"method": "rolling"}})["acwr"]
    np.testing.assert_array_equal(rolling, acwr.acwr(loads, method="rolling"))


def test_tiles_have_the_athletes_in_their_order(tmp_path: Path) -> None:
    loads = random_loads(30, 11)
    made = stored(tmp_path, {"load": loads})
    assert made.tiles == 3
    parts = [made.tile("load", tile) for tile in range(made.tiles)]
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), loads)
    with pytest.raises(InvalidInput, match="tile is 3"):
        made.tile("load", 3)


def test_a_late_value_changes_what_follows_from_it_and_nothing_else(tmp_path: Path) -> None:
    loads = random_loads(50, 9)
    made = stored(tmp_path, {"load": loads})
    late = np.full(9, np.nan)
    late[[1, 6]] = 333.0
    made.update(FIRST + dt.timedelta(days=20), late)
    changed = loads.copy()
    changed[20, [1, 6]] = 333.0
    np.testing.assert_array_equal(made.daily("load"), changed)
    np.testing.assert_array_equal(made.latest()["ctl"], fitness.performance_chart(changed).ctl[-1])
    np.testing.assert_array_equal(made.compute("acwr")["acwr"], acwr.acwr(changed))


def test_days_without_an_update_are_unknown(tmp_path: Path) -> None:
    made = cohort.create(tmp_path, ["ann", "ben"], FIRST)
    made.update("2026-01-01", {"ann": 60.0, "ben": 0.0})
    made.update("2026-01-04", {"ben": 40.0})
    expected = [[60, 0], [np.nan, np.nan], [np.nan, np.nan], [np.nan, 40]]
    np.testing.assert_array_equal(made.daily("load"), expected)
    assert made.daily("load", "ben").tolist()[::3] == [0, 40]
    assert made.dates.astype(str).tolist()[-1] == "2026-01-04"


def test_a_tile_that_was_never_written_has_the_states_of_unknown_days(tmp_path: Path) -> None:
    loads = random_loads(30, 8)
    loads[:, 4:] = np.nan
    cohort.create(tmp_path / "never", 8, (FIRST, FIRST + dt.timedelta(29)), tile_athletes=4)
    layout = _layout.Layout.read(tmp_path / "never")
    layout.write_tile("load", 0, loads[:, :4])
    never = cohort.Cohort(_writing.rebuild_states(layout))
    written = stored(tmp_path / "written", {"load": loads})
    for name, states in written.states().items():
        np.testing.assert_array_equal(never.states()[name], states, name)


class Stop(Exception):
    """The process is killed here."""


def kill(*_: object) -> FloatArray:
    raise Stop


@pytest.mark.parametrize("at_file", range(0, 8, 2))
def test_a_killed_update_leaves_the_day_before_or_the_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_file: int
) -> None:
    loads = random_loads(40, 9)
    made = stored(tmp_path, {"load": loads[:39]})
    written, flush = [0], _layout.flush

    def killed(file: object, *, durable: bool) -> None:
        written[0] += 1
        if written[0] > at_file:
            raise Stop
        flush(file, durable=durable)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(_layout, "flush", killed)
        with suppress(Stop):
            made.update(FIRST + dt.timedelta(days=39), loads[39])
    again = cohort.open(tmp_path)
    days = len(again.dates)
    assert days in {39, 40}
    np.testing.assert_array_equal(again.latest()["acwr"], acwr.acwr(loads[:days])[-1])
    if days == 39:
        again.update(FIRST + dt.timedelta(days=39), loads[39])
    np.testing.assert_array_equal(again.latest()["acwr"], acwr.acwr(loads)[-1])
    np.testing.assert_array_equal(again.daily("load"), loads)


def test_a_killed_change_of_a_past_day_is_mended_when_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = stored(tmp_path, {"load": random_loads(40, 9)})
    with monkeypatch.context() as patch:
        patch.setattr(_writing, "states_of", kill)
        with pytest.raises(Stop):
            made.update(FIRST + dt.timedelta(days=5), np.full(9, 77.0))
    again = cohort.open(tmp_path)
    rows = again.daily("load")
    np.testing.assert_array_equal(again.latest()["ctl"], fitness.performance_chart(rows).ctl[-1])


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    made = filled(tmp_path, random_loads(3, 9))
    other = cohort.open(tmp_path)
    made.update("2026-01-04", np.zeros(9))
    with pytest.raises(Conflict, match="another process changed it"):
        other.update("2026-01-04", np.ones(9))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("2025-12-31", np.zeros(9)), "2026-01-01 or later"),
        (("tomorrow", np.zeros(9)), "a date without a time"),
        (("2026-01-04", np.zeros(8)), r"shape \(8,\)"),
        (("2026-01-04", np.full(9, -1.0)), "from 0 to"),
        (("2026-01-04", {"ann": 5.0}), "whole number"),
    ],
)
def test_a_wrong_update_is_refused_and_changes_nothing(
    tmp_path: Path, arguments: tuple[str, FloatArray], message: str
) -> None:
    made = filled(tmp_path, random_loads(3, 9))
    with pytest.raises(InvalidInput, match=message):
        made.update(*arguments)
    assert len(cohort.open(tmp_path).dates) == 3


def test_threads_give_the_same_and_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    loads = random_loads(60, 21)
    made = stored(tmp_path, {"load": loads})
    calls = Counting()
    with ThreadPoolExecutor(2) as pool:
        calls.pool = pool
        np.testing.assert_array_equal(
            made.compute("acwr", executor=calls)["acwr"], acwr.acwr(loads)
        )
        assert calls.submitted == 6
        made.compute("acwr", executor=calls)
        assert calls.submitted == 6
        made.update(FIRST + dt.timedelta(days=60), np.zeros(21))
        assert made.compute("acwr", executor=calls)["acwr"].shape == (61, 21)
        assert calls.submitted == 12


class Counting(ThreadPoolExecutor):
    """Counts what is submitted, and looks at the arguments."""

    def __init__(self) -> None:
        self.pool: ThreadPoolExecutor
        self.submitted = 0

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]

        assert len(ForkingPickler.dumps(fn)) < 1000  # what an executor of processes would send
        self.submitted += 1
        return self.pool.submit(fn, *args, **kwargs)


class Flaky(Counting):
    """Fails some pieces of work a number of times."""

    def __init__(self, failures: int) -> None:
        super().__init__()
        self.failures = failures

    def submit(self, fn: Callable[[], int]) -> Future[int]:  # type: ignore[override]
        if ", 2, {'acwr'" in repr(fn) and self.failures > 0:
            self.failures -= 1
            failed: Future[int] = Future()
            failed.set_exception(OSError("the disk is gone"))
            return failed
        return super().submit(fn)


def test_a_failed_tile_is_tried_again(tmp_path: Path) -> None:
    loads = random_loads(40, 21)
    made = stored(tmp_path, {"load": loads})
    flaky = Flaky(failures=2)
    with ThreadPoolExecutor(1) as flaky.pool:
        np.testing.assert_array_equal(
            made.compute("acwr", executor=flaky)["acwr"], acwr.acwr(loads)
        )


def test_a_tile_that_is_done_is_not_computed_again_by_a_cluster_that_asks_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = stored(tmp_path, {"load": random_loads(40, 9)})
    asked: list[Callable[[], int]] = []

    def submit(_: Counting, fn: Callable[[], int]) -> Future[int]:
        asked.append(fn)
        done: Future[int] = Future()
        done.set_result(fn())
        return done

    monkeypatch.setattr(Counting, "submit", submit)
    made.compute("acwr", executor=Counting())
    monkeypatch.setattr(_layout.Layout, "read_tile", kill)
    assert [again() for again in asked] == [0, 1, 2]


def test_a_poisoned_tile_is_named_and_all_others_are_done(tmp_path: Path) -> None:
    loads = random_loads(40, 21)
    made = stored(tmp_path, {"load": loads})
    flaky = Flaky(failures=3)
    with ThreadPoolExecutor(1) as flaky.pool:
        with pytest.raises(BackendError, match=r"tile 2 \(athletes 8 to 11\) failed 3 times"):
            made.compute("acwr", executor=flaky)
        before = flaky.submitted
        np.testing.assert_array_equal(
            made.compute("acwr", executor=flaky)["acwr"], acwr.acwr(loads)
        )
        assert flaky.submitted == before + 1


def test_a_damaged_tile_is_named_where_it_runs_here(tmp_path: Path) -> None:
    made = stored(tmp_path, {"load": random_loads(40, 21)})
    (tmp_path / "load" / "000003.bin").write_bytes(b"short")
    with pytest.raises(BackendError, match=r"tile 3 .*acwr"):
        made.compute("acwr")


@pytest.mark.parametrize(
    ("names", "options", "message"),
    [
        ((), {}, "one or more of"),
        (("vo2max",), {}, "one of"),
        (("acwr",), {"acwr": {"load": 1}}, "options of acwr"),
        (("acwr",), {"form": {}}, "options"),
        (("acwr",), {"acwr": {"acute_days": 0}}, "acute_days is 0"),
    ],
)
def test_a_wrong_computation_is_refused(
    tmp_path: Path, names: tuple[str, ...], options: dict[str, dict[str, object]], message: str
) -> None:
    made = filled(tmp_path, random_loads(3, 9))
    with pytest.raises(InvalidInput, match=message):
        made.compute(*names, options=options)


@pytest.mark.parametrize("athletes", [0, True, 3.5, [], ["ann", "ann"], ["two\nlines"], None])
def test_wrong_athletes_are_refused(tmp_path: Path, athletes: object) -> None:
    with pytest.raises(InvalidInput, match="athletes"):
        cohort.create(tmp_path, athletes, FIRST)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_a_cohort_is_never_made_over_another(tmp_path: Path) -> None:
    filled(tmp_path, random_loads(3, 9))
    with pytest.raises(InvalidInput, match=r"cohort.open opens"):
        cohort.create(tmp_path, 9, FIRST)
    with pytest.raises(InvalidInput, match=r"cohort.create has filled"):
        cohort.open(tmp_path / "load")
