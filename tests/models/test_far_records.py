"""Records decades from the others are kept, and cost nothing: no column has their years."""

import datetime as dt
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import trainkit as tk
from trainkit.loads import daily_loads
from trainkit.privacy import Gate

FAR = ("0002-01-01", "1903-05-01", "1970-01-01", "1989-12-31", "2047-01-01", "9998-12-31")
WHERE = tk.Provenance(source="table", path="a.csv")


@pytest.fixture(scope="module")
def life() -> tk.History:
    return tk.simulate(days=120)


def morning(day: str) -> tk.History:
    return tk.History(
        days=(tk.DailyHealth(date=dt.date.fromisoformat(day), hrv_rmssd=50, provenance=WHERE),)
    )


def session(day: str) -> tk.History:
    start = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    run = tk.Activity(sport="running", start=start, elapsed_s=3600, provenance=WHERE)
    return tk.History(activities=(run,))


@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize("make", [morning, session])
def test_a_far_record_is_kept_apart_with_a_problem(
    life: tk.History, make: Callable[[str], tk.History], far: str
) -> None:
    history = life.merge(make(far))
    assert history.span == life.span
    assert np.array_equal(history.daily("hrv_rmssd"), life.daily("hrv_rmssd"), equal_nan=True)
    assert history.activities == life.activities
    assert len(history.far_days) + len(history.far_activities) == 1
    (problem,) = set(history.problems) - set(life.problems)
    assert problem.path == "a.csv"
    assert far in problem.message
    assert make(far).merge(life) == history


@pytest.mark.parametrize("far", FAR)
def test_nothing_is_lost_in_a_file_or_a_store(life: tk.History, far: str, tmp_path: Path) -> None:
    history = life.merge(morning(far)).merge(session(far))
    assert tk.History.model_validate_json(history.model_dump_json()) == history
    (tmp_path / "h.json").write_bytes(tk.io.write_json(history))
    assert tk.read(tmp_path / "h.json").far_days == history.far_days
    kit = tk.Kit()
    kit.log(history)
    assert kit.history().far_activities == history.far_activities
    assert kit.history().far_days == history.far_days
    assert history.model_copy(update={"source_order": ("a",)}).far_days == history.far_days
    assert history.until(history.dates[-1].item()).span == life.span


def test_a_parquet_keeps_them(life: tk.History, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    history = life.merge(morning("1970-01-01")).merge(session("1970-01-01"))
    (tmp_path / "h.parquet").write_bytes(tk.io.write_parquet(history))
    read = tk.read(tmp_path / "h.parquet")
    assert (read.far_days, read.far_activities) == (history.far_days, history.far_activities)


def test_what_fills_the_years_between_takes_them_in() -> None:
    parts = [morning(f"{year}-01-01") for year in range(1970, 2027, 14)]
    alone = parts[0].merge(parts[-1])
    assert len(alone.days) == len(alone.far_days) == 1
    assert alone.days[0].date.year == 2026  # of equals the latest
    whole = alone
    for part in parts:
        whole = whole.merge(part)
    assert len(whole.days) == len(parts)
    assert not whole.far_days
    assert not whole.problems


def test_years_that_nobody_lives_in_never_outweigh_a_life(life: tk.History) -> None:
    days = np.arange(np.datetime64("9000-01-01"), np.datetime64("9003-01-01"))
    many = tk.History.from_columns({"date": days, "steps": np.full(days.size, 5.0)})
    history = life.merge(many)
    assert history.span == life.span
    assert len(history.far_days) == days.size
    assert len(history.problems) == len(life.problems) + 1


def test_a_chain_of_records_through_all_ages_is_one_life_long() -> None:
    years = [f"{year:04}-01-01" for year in range(1, 9999, 15)]
    history = tk.History.from_columns({"date": years, "steps": [5.0] * len(years)})
    assert history.dates.size <= 36_501
    assert len(history.days) + len(history.far_days) == len(years)


@pytest.mark.parametrize("far", FAR)
def test_engines_cost_by_records_not_by_span(life: tk.History, far: str) -> None:
    history = life.merge(morning(far)).merge(session(far))
    began = time.perf_counter()
    assert life.athlete is not None
    assert tk.assess(history, life.athlete) == tk.assess(life, life.athlete)
    assert daily_loads(history, life.athlete).dates.size == 120
    tk.quality(history)
    assert time.perf_counter() - began < 10


def test_a_licence_that_forbids_holds_for_far_records_too(life: tk.History) -> None:
    closed = tk.Provenance(source="strava", licence="strava-api")
    day = tk.DailyHealth(date=dt.date(1970, 1, 1), steps=5, provenance=closed)
    history = life.merge(tk.History(days=(day,)))

    permitted = Gate().filter_history(history, "prompt")
    assert not permitted.history.far_days
    assert permitted.refused == {"strava-api": 1}
    assert "1970" not in json.dumps(permitted.history.model_dump(mode="json")["far_days"])
