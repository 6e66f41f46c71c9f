"""Real files: packed fields agree with the official SDK's dump of each file."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from trainkit.io.fit import Table, decode

pytestmark = pytest.mark.realdata


def dump(data_dir: Path, name: str, message: str) -> list[dict[str, str]]:
    """Fields of each message of a kind, as the SDK printed them."""
    path = data_dir / "activities" / "fitsdk" / f"{name}.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as lines:
        return [
            dict(zip(row[3::3], row[4::3], strict=False))
            for row in csv.reader(lines)
            if row[0] == "Data" and row[2] == message
        ]


def tables(data_dir: Path, name: str, message: str) -> list[Table]:
    path = data_dir / "activities" / "fitsdk" / f"{name}.fit"
    found = [part.messages(message) for part in decode(path.read_bytes()).parts]
    return [one for one in found if one.rows]


@pytest.mark.parametrize("name", ["HrmPluginTestActivity", "activity_poolswim_with_hr"])
def test_heartbeat_times_count_on_from_twelve_bits(data_dir: Path, name: str) -> None:
    theirs = dump(data_dir, name, "hr")
    times = [row for one in tables(data_dir, name, "hr") for row in one["event_timestamp"].numbers]
    for ours, row in zip(times, theirs, strict=True):
        wanted = [float(one) for one in row["event_timestamp"].split("|")]
        assert ours[: len(wanted)].tolist() == wanted


def test_monitoring_is_unpacked(data_dir: Path) -> None:
    day = tables(data_dir, "MonitoringFile", "monitoring")[0]
    theirs = dump(data_dir, "MonitoringFile", "monitoring")
    assert day.rows == len(theirs) == 337
    for field, ours in (
        ("activity_type", day["activity_type"].raw),
        ("intensity", day["intensity"].numbers),
        ("steps", day["steps"].numbers),
        ("timestamp_16", day["timestamp_16"].numbers),
    ):
        wanted = np.array([float(row.get(field) or "nan") for row in theirs])
        there = ~np.isnan(wanted)
        assert there.sum() > 50
        assert np.asarray(ours, float)[there].tolist() == wanted[there].tolist()


def test_monitoring_times_end_in_the_stored_sixteen_bits(data_dir: Path) -> None:
    day = tables(data_dir, "MonitoringFile", "monitoring")[0]
    times = day["timestamp"].raw[day["timestamp"].valid].astype(int)
    low = day["timestamp_16"]
    assert (np.diff(times) >= 0).all()
    assert ((times & 0xFFFF) == low.raw)[low.valid].all()
    assert day["timestamp"].valid.all()
    span = day["timestamp"].utc[[0, -1]]
    assert span.astype("datetime64[D]").astype(str).tolist() == ["2014-12-27", "2014-12-28"]
