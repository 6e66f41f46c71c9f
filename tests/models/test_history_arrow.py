"""The daily table converts to any data frame and back; no data-frame package is required."""

import datetime as dt
import gc
from collections.abc import Iterator

import numpy as np
import pytest

from trainkit.errors import InvalidInput
from trainkit.models import DailyHealth, History, Provenance, _arrow_abi, _arrow_export

MAY = dt.date(2026, 5, 1)
INDIA = dt.timezone(dt.timedelta(hours=5.5))
TABLE = Provenance(source="table")


@pytest.fixture
def history() -> History:
    days = [
        DailyHealth(
            date=MAY + dt.timedelta(days=i),
            hrv_rmssd=None if i % 3 else 40.5 + i,
            illness=[True, False, None][i % 3],
            notes=[None, "é" * 20, "short"][i % 3],
            sleep_end=dt.datetime(2026, 5, 1, 6, i, tzinfo=INDIA) if i % 2 else None,
            provenance=TABLE,
        )
        for i in range(19)
    ]
    return History(days=days)


@pytest.fixture(autouse=True)
def _nothing_leaks() -> Iterator[None]:
    yield
    gc.collect()
    assert not _arrow_export._alive
    assert not _arrow_abi._in_capsules


def test_a_history_reads_its_own_stream(history: History) -> None:
    assert History.from_frame(history) == history
    assert History.from_frame(History()) == History()


def test_a_capsule_that_nobody_takes_is_released(history: History) -> None:
    capsule = history.__arrow_c_stream__()
    assert _arrow_export._alive
    del capsule


@pytest.mark.peers
def test_polars_round_trip(history: History) -> None:
    import polars as pl

    frame = pl.DataFrame(history)
    assert frame.schema["date"] == pl.Date
    assert frame.schema["illness"] == pl.Boolean
    assert frame["hrv_rmssd"].null_count() == 12
    assert History.from_frame(frame) == history
    assert History.from_frame(frame.slice(3, 9)) == History(days=history.days[3:12])
    chunks = pl.concat([frame[:5], frame[5:]], rechunk=False)
    assert History.from_frame(chunks) == history
    categories = frame.with_columns(pl.col("notes").cast(pl.Categorical))
    assert History.from_frame(categories) == history


@pytest.mark.peers
def test_a_series_outlives_its_frame(history: History) -> None:
    import polars as pl

    series = pl.DataFrame(history)["notes"]
    gc.collect()
    assert series[1] == "é" * 20


@pytest.mark.peers
def test_polars_columns_of_every_type() -> None:
    import polars as pl

    dates = pl.Series([MAY, MAY + dt.timedelta(days=1)])
    for kind in (pl.Int8, pl.UInt16, pl.Int64, pl.Float32, pl.Float64):
        frame = pl.DataFrame({"date": dates, "stress": pl.Series([20, None], dtype=kind)})
        np.testing.assert_array_equal(History.from_frame(frame).daily("stress"), [20, np.nan])
    for kind in (pl.Datetime("ms"), pl.Datetime("ns"), pl.Datetime("us", "Asia/Tokyo"), pl.String):
        frame = pl.DataFrame({"date": dates.cast(kind), "stress": [20, 21]})
        assert len(History.from_frame(frame).days) == 2
    assert len(History.from_frame(pl.DataFrame({"date": dates, "notes": [None, None]})).days) == 2


@pytest.mark.peers
def test_a_timestamp_with_a_zone_belongs_to_the_local_day() -> None:
    import polars as pl

    late = pl.Series([dt.datetime(2026, 5, 1, 20, tzinfo=dt.UTC)])
    frame = pl.DataFrame({"date": late.dt.convert_time_zone("Asia/Tokyo"), "stress": [20]})
    assert History.from_frame(frame).days[0].date == dt.date(2026, 5, 2)


@pytest.mark.peers
def test_columns_may_be_renamed_and_left_out() -> None:
    import polars as pl

    frame = pl.DataFrame({"Day": [MAY], "HRV": [55], "lists": [[1]]})
    made = History.from_frame(frame, columns={"Day": "date", "HRV": "hrv_rmssd"}, provenance=TABLE)
    assert made.days[0] == DailyHealth(date=MAY, hrv_rmssd=55, provenance=TABLE)


@pytest.mark.peers
def test_wrong_frames_are_refused() -> None:
    import polars as pl

    wrong = [
        (pl.DataFrame({"date": [MAY], "Day": [MAY]}), None, "Day"),
        (pl.DataFrame({"date": [MAY], "stress": [[1]]}), None, "stress"),
        (pl.DataFrame({"date": [MAY], "stress": ["calm"]}), None, "stress"),
        (pl.DataFrame({"stress": [1]}), None, "date"),
        (pl.DataFrame({"date": [None]}, schema={"date": pl.Date}), None, "date"),
        (pl.DataFrame({"Day": [MAY]}), {"day": "date"}, "columns"),
        (pl.Series([1, 2]), None, "frame"),
        ({"date": [MAY]}, None, "frame"),
    ]
    for frame, columns, name in wrong:
        with pytest.raises(InvalidInput) as caught:
            History.from_frame(frame, columns=columns)
        assert caught.value.argument == name


@pytest.mark.peers
def test_pyarrow_and_pandas_round_trip(history: History) -> None:
    import pandas as pd
    import pyarrow as pa

    table = pa.table(history)
    table.validate(full=True)
    assert History.from_frame(table) == history
    assert History.from_frame(table.slice(4, 7)) == History(days=history.days[4:11])
    notes = table.schema.get_field_index("notes")
    encoded = table.set_column(notes, "notes", table["notes"].dictionary_encode())
    assert History.from_frame(encoded.slice(2)) == History(days=history.days[2:])
    assert History.from_frame(table.to_pandas(ignore_metadata=True)) == history
    frame = pd.DataFrame({"date": pd.date_range(MAY, periods=2), "stress": [20, 21]})
    assert History.from_frame(frame).daily("stress").tolist() == [20, 21]
