"""Real files: every stored field of every message equals what fitdecode reads."""

import warnings
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trainkit.io.fit import Column, Table, decode

fitdecode = pytest.importorskip("fitdecode")
pytestmark = [pytest.mark.realdata, pytest.mark.peers]

BROKEN = {
    "activity-filecrc.fit",
    "activity-settings-corruptheader.fit",
    "activity-unexpected-eof.fit",
}


def good_files(data_dir: Path) -> list[Path]:
    return [path for path in sorted(data_dir.rglob("*.fit")) if path.name not in BROKEN]


def messages(path: Path) -> list[dict[int, list[Any]]]:
    """Per part, fitdecode's data messages by number."""
    parts: list[dict[int, list[Any]]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with fitdecode.FitReader(str(path), processor=None) as reader:
            for frame in reader:
                if isinstance(frame, fitdecode.FitHeader):
                    parts.append(defaultdict(list))
                elif isinstance(frame, fitdecode.FitDataMessage):
                    parts[-1][frame.global_mesg_num].append(frame)
    return parts


def as_list(value: Any) -> list[Any]:
    if isinstance(value, tuple | list):
        return list(value)
    return [value]


def ours(column: Column) -> list[list[Any]]:
    """Stored values by row, None where missing."""
    rows = len(column.raw)
    raw, valid = (one.reshape(rows, -1).tolist() for one in (column.raw, column.valid))
    return [
        [one if there else None for one, there in zip(*row, strict=True)]
        for row in zip(raw, valid, strict=True)
    ]


def stored_columns(table: Table) -> dict[tuple[int | None, int], Column]:
    """Columns stored under their own number; the first of two."""
    found: dict[tuple[int | None, int], Column] = {}
    for name in table:
        found.setdefault((table[name].developer, table[name].number), table[name])
    return found


def test_every_stored_field_of_every_message_is_equal(data_dir: Path) -> None:
    compared = 0
    for path in good_files(data_dir):
        file = decode(path.read_bytes())
        theirs = messages(path)
        assert len(file.parts) == len(theirs), path.name
        for part, kinds in zip(file.parts, theirs, strict=True):
            tables = {table.number: table for table in part.tables.values()}
            assert {n: t.rows for n, t in tables.items()} == {n: len(m) for n, m in kinds.items()}
            for number, frames in kinds.items():
                compared += compare(stored_columns(tables[number]), frames, f"{path.name} {number}")
    assert compared > 300_000


def compare(columns: dict[tuple[int | None, int], Column], frames: list[Any], where: str) -> int:
    """Compare the stored fields of the messages of one kind; return their number."""
    values = {key: ours(column) for key, column in columns.items()}
    compared = 0
    for row, frame in enumerate(frames):
        for field in frame.fields:
            if field.field_def is None:
                continue
            developer = field.field_def.dev_data_index if field.field_def.is_dev else None
            got = values[developer, field.field_def.def_num][row]
            want = as_list(field.raw_value)
            if want == [None]:
                want = [None] * len(got)
            want += [None] * (len(got) - len(want))
            assert got == want, (where, row, field.name)
            compared += 1
    return compared


def test_scaled_values_and_unpacked_fields_of_records_are_equal(data_dir: Path) -> None:
    compared = 0
    for path in good_files(data_dir):
        file = decode(path.read_bytes())
        for part, kinds in zip(file.parts, messages(path), strict=True):
            for kind in ("record", "lap", "session", "length", "event", "hrv"):
                table = part.messages(kind)
                numbers = {name: table[name].numbers for name in table}
                by_number = {f"unknown_{table[name].number}": name for name in table}
                for row, frame in enumerate(kinds.get(table.number, [])):
                    for field in frame.fields:
                        number = isinstance(field.value, int | float)
                        if number and field.name and field.units != "semicircles":
                            name = by_number.get(field.name, field.name)
                            got = numbers[name][row].ravel()[0]
                            assert np.isclose(got, field.value, rtol=1e-12), (path, field.name, row)
                            compared += 1
    assert compared > 200_000


def test_positions_are_degrees(data_dir: Path) -> None:
    path = data_dir / "activities" / "sweatpy" / "4801048867.fit"
    record = decode(path.read_bytes()).parts[0].messages("record")
    theirs = [
        frame.get_value("position_lat", fallback=None) for frame in messages(path)[0][record.number]
    ]
    degrees = [np.nan if one is None else one * 180 / 2**31 for one in theirs]
    np.testing.assert_allclose(record["position_lat"].numbers, degrees, rtol=1e-14)
