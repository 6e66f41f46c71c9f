"""Real files: counts, totals and statistics agree with the devices and the SDK."""

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trainkit.io.fit import FitFile, Table, decode

pytestmark = pytest.mark.realdata

Truth = dict[str, Any]
NAMES = {"battery": "unknown_104"}  # the SDK names a message that the public protocol does not
# By file: where the damage is, and what it is.
DAMAGED = {
    "fitparse/activity-filecrc.fit": [(769, "checksum")],
    "fitparse/activity-settings-corruptheader.fit": [(771, "no FIT file")],
    "fitparse/activity-unexpected-eof.fit": [(751, "cut off after 17"), (768, "ends after 756")],
}
# The SDK stops at the first compressed timestamp; fitdecode reads the file.
READ_BY_FITDECODE_ONLY = {"fitparse/compressed-speed-distance.fit"}
# The SDK fills the records' heart rate from hr messages, which the decoder keeps apart.
MERGED_BY_THE_SDK = {
    ("fitsdk/HrmPluginTestActivity.fit", "heart_rate"),
    ("fitsdk/activity_poolswim_with_hr.fit", "heart_rate"),
}


@pytest.fixture(scope="module")
def files(data_dir: Path) -> dict[str, tuple[Truth, FitFile]]:
    """Every file with its truth, decoded."""
    folder = data_dir / "activities"
    truths = json.loads((folder / "FIT_GROUND_TRUTH.json").read_text(encoding="utf-8"))
    return {one["file"]: (one, decode((folder / one["file"]).read_bytes())) for one in truths}


def tables(file: FitFile, name: str) -> list[Table]:
    return [table for part in file.parts if (table := part.messages(name)).rows]


def close(ours: float, theirs: float, resolution: float = 0.001) -> bool:
    return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=resolution)


def test_every_file_of_the_folder_has_a_truth(
    data_dir: Path, files: dict[str, tuple[Truth, FitFile]]
) -> None:
    folder = data_dir / "activities"
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.fit")} == set(files)


def test_message_counts(files: dict[str, tuple[Truth, FitFile]]) -> None:
    for name, (truth, file) in files.items():
        ours: Counter[str] = Counter()
        for part in file.parts:
            ours.update({table.name: table.rows for table in part.tables.values()})
        theirs = {
            NAMES.get(key, key if not key.isdecimal() else f"unknown_{key}"): count
            for key, count in (
                (key.removesuffix("_mesgs"), count) for key, count in truth["counts"].items()
            )
            if count
        }
        assert ours == (
            truth["fitdecode"]["counts"] if name in READ_BY_FITDECODE_ONLY else theirs
        ), name


def test_damage_is_found_where_it_is_and_only_there(
    files: dict[str, tuple[Truth, FitFile]],
) -> None:
    for name, (_, file) in files.items():
        expected = DAMAGED.get(name, [])
        assert [one.offset for one in file.problems] == [offset for offset, _ in expected], name
        for one, (_, words) in zip(file.problems, expected, strict=True):
            assert words in one.message


def test_session_totals(files: dict[str, tuple[Truth, FitFile]]) -> None:
    compared = 0
    for name, (truth, file) in files.items():
        sessions = [(table, row) for table in tables(file, "session") for row in range(table.rows)]
        assert len(sessions) == len(truth["sessions"]), name
        for (table, row), theirs in zip(sessions, truth["sessions"], strict=True):
            for field, value in theirs.items():
                assert_field(table, row, field, value, name)
                compared += 1
    assert compared > 400


def assert_field(table: Table, row: int, field: str, value: Any, file: str) -> None:
    column = table[field]
    if isinstance(value, str) and value[:2] in {"19", "20"}:
        assert f"{column.utc[row]}+00:00" == value, (file, field)
    elif isinstance(value, str):
        assert column.words[row] == value, (file, field)
    else:
        ours = column.numbers[row].ravel()
        theirs = np.atleast_1d(value).tolist()
        assert all(close(*both) for both in zip(ours, theirs, strict=True)), (file, field)


def test_record_statistics(files: dict[str, tuple[Truth, FitFile]]) -> None:
    compared = 0
    for name, (truth, file) in files.items():
        records = tables(file, "record")
        if name in READ_BY_FITDECODE_ONLY:
            continue
        assert sum(table.rows for table in records) == truth["records"]["n"], name
        for field, theirs in truth["records"].items():
            if isinstance(theirs, dict) and (name, field) not in MERGED_BY_THE_SDK:
                values = np.concatenate([table[field].numbers for table in records])
                values = values[~np.isnan(values)]
                assert values.size == theirs["n"], (name, field)
                assert close(values.min(), theirs["min"]), (name, field)
                assert close(values.max(), theirs["max"]), (name, field)
                assert close(values[-1], theirs["last"]), (name, field)
                assert close(values.mean(), theirs["mean"], 0.00051), (name, field)
                compared += 1
        with_gps = sum(int(t["position_lat"].valid.sum()) for t in records if "position_lat" in t)
        assert with_gps == truth["records"]["with_gps"], name
    assert compared > 100


def test_rr_intervals(files: dict[str, tuple[Truth, FitFile]]) -> None:
    for name, (truth, file) in files.items():
        found = [table["time"].numbers.ravel() for table in tables(file, "hrv")]
        rr = np.concatenate([np.empty(0), *found])
        rr = rr[~np.isnan(rr)]
        assert rr.size == truth["hrv"]["rr_count"], name
        if rr.size:
            assert close(1000 * rr.mean(), truth["hrv"]["rr_mean_ms"], 0.0051), name


def test_developer_field_descriptions(files: dict[str, tuple[Truth, FitFile]]) -> None:
    for name, (truth, file) in files.items():
        for theirs in truth["field_descriptions"]:
            columns = [
                column
                for part in file.parts
                for table in part.tables.values()
                for column in table.values()
                if (column.developer, column.number)
                == (theirs["developer_data_index"], theirs["field_definition_number"])
            ]
            for column in columns:
                assert column.name.endswith(theirs.get("field_name", "unknown_dev_0_0")), name
                assert column.units == theirs.get("units", ""), name


def test_developer_values(files: dict[str, tuple[Truth, FitFile]]) -> None:
    _, file = files["fitsdk/DeveloperData.fit"]
    column = file.parts[0].messages("record")["doughnuts_earned"]
    assert (column.developer, column.native, column.units) == (0, None, "doughnuts")
    assert not np.isnan(column.numbers).any()
