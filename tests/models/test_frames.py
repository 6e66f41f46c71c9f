"""Each table of a history goes into any data-frame package, with types and units."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import trainkit as tk
from trainkit import loads, recovery
from trainkit.models import Calendar, CalendarDay, Frame
from trainkit.models.frame import FrameColumn

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "data"
SIMULATED = tk.simulate(days=60)
ATHLETE = SIMULATED.athlete
assert ATHLETE is not None
RACE = tk.RaceResult(date=dt.date(2026, 6, 14), distance_m=10_000, time_s=2700, name="Park")
HISTORY = SIMULATED.merge(tk.read(EXAMPLES)).merge(tk.History(races=(RACE,)))
PLAN = tk.TrainingPlan(
    start=dt.date(2026, 7, 1),
    workouts=tuple(
        tk.PlannedWorkout(date=dt.date(2026, 7, day), load=50, kind="easy") for day in (1, 2)
    ),
)
CALENDAR = Calendar(
    today=dt.date(2026, 7, 1),
    days=(CalendarDay(date=dt.date(2026, 7, 1), state="done", activities=("a", "b")),),
)
STREAMS = next(item.streams for item in HISTORY.activities if item.streams is not None)
FRAMES: dict[str, Callable[[], Frame]] = {
    **{
        name: lambda name=name: HISTORY.frame(name)  # type: ignore[misc]
        for name in ("activities", "days", "races", "laps", "loads", "streams")
    },
    "one activity's streams": STREAMS.frame,
    "daily loads": loads.daily_loads(SIMULATED, ATHLETE).frame,
    "scores": recovery.scores(SIMULATED, ATHLETE).frame,
    "plan": PLAN.frame,
    "calendar": CALENDAR.frame,
}


@pytest.mark.parametrize("name", FRAMES)
def test_pandas_polars_and_pyarrow_read_the_same(name: str) -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    pyarrow = pytest.importorskip("pyarrow")
    frame = FRAMES[name]()
    table = pyarrow.table(frame)
    assert table.column_names == list(frame.columns) == list(pandas.DataFrame(frame).columns)
    assert polars.DataFrame(frame).columns == table.column_names
    assert table.num_rows == len(frame) == len(pandas.DataFrame(frame)) > 0
    for column in table.column_names:
        unit = frame.units.get(column)
        metadata = table.schema.field(column).metadata
        assert metadata == (None if unit is None else {b"unit": unit.encode()})
        values = frame[column]
        if values.dtype == np.float64:
            nulls = int(np.count_nonzero(np.isnan(values)))
            assert table[column].null_count == nulls == pandas.DataFrame(frame)[column].isna().sum()
    assert "<table" in frame._repr_html_()
    assert "\n" not in repr(frame)


def test_types_and_values_are_those_of_the_records() -> None:
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(HISTORY.frame("activities"))
    assert table["date"].dtype.kind == "M"
    # To the nanosecond before pandas 3.
    assert re.fullmatch(r"datetime64\[[nu]s, UTC\]", str(table["start"].dtype))
    assert table["race"].dtype == bool
    first = HISTORY.activities[0]
    assert (table["id"][0], table["distance_m"][0]) == (first.id, first.distance_m)
    assert table["start"][0] == first.start
    assert pandas.DataFrame(HISTORY.frame("activities").columns).shape == table.shape
    samples = HISTORY.frame("streams")
    assert len(samples) == sum(len(a.streams) for a in HISTORY.activities if a.streams)
    assert set(samples["activity"]) == {a.id for a in HISTORY.activities if a.streams}
    moments = samples["moment"]
    assert moments[0] == np.datetime64(
        next(a for a in HISTORY.activities if a.streams)
        .start.astimezone(dt.UTC)
        .replace(tzinfo=None)
    )
    assert HISTORY.frame("races").units["time_s"] == "s"
    assert HISTORY.frame("days").units["respiration"] == "1/min"


def test_counts_are_integers_and_may_be_unknown() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    said: list[dict[str, float]] = [{"steps": 8123}, {"mood": 50}, {"untold_sessions": 2}]
    days = [
        tk.DailyHealth.model_validate({"date": dt.date(2026, 5, number), **values})
        for number, values in enumerate(said, start=1)
    ]
    history = tk.History(days=days)
    table = pyarrow.table(history.frame("days"))
    for name in ("steps", "untold_sessions"):
        assert table.schema.field(name).type == pyarrow.int64()
    assert table["steps"].to_pylist() == [8123, None, None]
    rows = [(row.steps, row.untold_sessions) for row in history.frame("days")]  # type: ignore[attr-defined]
    assert rows == [(8123, None), (None, None), (None, 2)]
    assert all(isinstance(value, int) for row in rows for value in row if value is not None)
    laps = pyarrow.table(HISTORY.frame("laps")).schema
    assert laps.field("lap").type == pyarrow.int64()
    assert laps.field("distance_m").type == pyarrow.float64()


def test_an_edited_value_is_the_one_in_the_table() -> None:
    kit = tk.Kit(clock=lambda: dt.datetime(2026, 6, 29, tzinfo=dt.UTC))
    kit.log(SIMULATED)
    name = kit.activities.list()[0].id
    kit.edit(name, distance_m=1234)
    frame = kit.history().frame("activities")
    assert frame["distance_m"][[*frame["id"]].index(name)] == 1234


def test_empty_tables_keep_their_columns_and_wrong_names_are_refused() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    empty = tk.History()
    for name in ("activities", "days", "races", "laps", "streams"):
        frame = empty.frame(name)  # type: ignore[arg-type]
        assert pyarrow.table(frame).num_rows == len(frame) == 0
        assert pyarrow.table(frame).schema.names == list(frame.columns)
    with pytest.raises(tk.InvalidInput, match="athlete is missing; it must be given: loads need"):
        empty.frame("loads")
    with pytest.raises(tk.InvalidInput, match="one of activities, days"):
        empty.frame("rides")  # type: ignore[arg-type]
    with pytest.raises(tk.InvalidInput, match="column is 'pace'"):
        _ = empty.frame("laps")["pace"]


def test_a_notebook_shows_the_columns_that_know_anything() -> None:
    frame = tk.simulate(days=30).frame("days")
    html = frame._repr_html_()
    head, _, rest = html.partition("Without values: ")
    assert "30 rows, the first 20" in head
    assert "<th>hrv_rmssd [ms]</th>" in head
    assert "weight_kg" not in head
    assert "weight_kg" in rest
    assert "+00:00" not in html
    assert "table-layout:auto" in html  # notebooks fix the widths, and columns overlap


def test_a_table_has_no_exponents() -> None:
    values = np.array([1234567.0, 12345.678, 0.5, np.nan])
    html = Frame([FrameColumn("distance_m", "number", values, "m")])._repr_html_()
    for text in ("1234567", "12346", "0.5"):
        assert f">{text}</td>" in html
