"""A small file never takes the machine, and each limit is one row of the guide."""

import gzip
import io
import re
import time
import zipfile
from pathlib import Path

import pytest

import trainkit as tk
from trainkit.io._reading import read_in_batches

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "limits.md"
ROW = b"2024-01-01,50\n"
HEAD = b"date,hrv_rmssd\n"
TRACK = (
    b'<trk><trkseg><trkpt lat="1" lon="1"><time>20%02d-01-01T00:00:00Z</time></trkpt>'
    b'<trkpt lat="1" lon="1"><time>20%02d-01-01T00:01:00Z</time></trkpt></trkseg></trk>'
)


def zipped(*members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, member in enumerate(members):
            archive.writestr(f"{place}.csv", member)
    return out.getvalue()


HOSTILE = {
    "a table of many rows": gzip.compress(HEAD + ROW * 1_400_000),
    "a zip of many tables": zipped(*[HEAD + ROW * 75_000] * 60),
    "a zip of zips": zipped(*[zipped(*[HEAD + ROW * 7_000] * 20)] * 20),
    "short rows under many columns": HEAD[:-1] + b",x" * 990 + b"\n" + b"1\n" * 400_000,
    "a long line": HEAD + b"2024-01-01," + b"12," * 3_000_000,
    "a long tag": gzip.compress(b'<gpx><trk name="' + b"x" * (50 << 20) + b'"/></gpx>'),
    "a long text": gzip.compress(b"<gpx><trk><name>" + b"x" * (50 << 20) + b"</name></trk></gpx>"),
    "many elements": gzip.compress(b"<gpx>" + b"<a/>" * 2_000_000 + b"</gpx>"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_little_and_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(HOSTILE[name])
    began = time.process_time()
    history = tk.read(tmp_path / "a")
    assert time.process_time() - began < 6
    assert re.search(r"left out|more|far", str(history.problems))


def test_what_comes_before_a_limit_is_kept(tmp_path: Path) -> None:
    tracks = b"".join(TRACK % (i, i) for i in range(100))
    (tmp_path / "a.gpx").write_bytes(
        b"<gpx>" + tracks + b'<a b="' + b"x" * (3 << 20) + b'"/></gpx>'
    )
    history = tk.read(tmp_path)
    assert len(history.activities) == 100
    assert "a tag or comment" in str(history.problems)


def test_members_share_one_budget_of_records(tmp_path: Path) -> None:
    track = b"<gpx>" + b"".join(TRACK % (i, i) for i in range(10)) + b"</gpx>"
    (tmp_path / "a.zip").write_bytes(zipped(*[track] * 20))
    few = tk.io.ReadLimits(free_records=100, bytes_a_record=10**6)
    history = tk.read(tmp_path, limits=few)
    assert 0 < sum(len(one.originals) or 1 for one in history.activities) <= 40
    assert "records" in str(history.problems)
    assert len(tk.read(tmp_path).activities) == 10


def test_a_limit_is_changed_by_argument(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(HEAD + b"2024-01-01,50\n2024-01-02,51\n")
    assert len(tk.read(tmp_path, limits=tk.io.ReadLimits(table_rows=1)).days) == 1
    assert len(tk.read(tmp_path).days) == 2
    names = {"date": "date", "hrv_rmssd": "hrv_rmssd"}
    one = tk.io.read_csv(tmp_path / "a.csv", names, limits=tk.io.ReadLimits(table_rows=1))
    assert len(one.days) == 1
    ((_, few),) = read_in_batches(
        [str(tmp_path / "a.csv")], at_once=1, timezone="UTC", limits=tk.io.ReadLimits(table_rows=1)
    )
    assert len(few.days) == 1


@pytest.mark.parametrize("name", tk.io.ReadLimits.model_fields)
@pytest.mark.parametrize("value", [0, -1, "5", True, None, float("nan"), 10**400])
def test_a_wrong_limit_is_invalid_input(name: str, value: object) -> None:
    with pytest.raises(tk.InvalidInput, match=name):
        tk.io.ReadLimits.model_validate({name: value})


def test_the_guide_has_every_limit_with_its_default() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", GUIDE.read_text(), re.MULTILINE)
    defaults = tk.io.ReadLimits().model_dump()
    assert {name: float(value) for name, value in rows} == defaults


def test_a_far_timestamp_of_arrow_is_no_near_date(tmp_path: Path) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    for wrong in (2**62, 2**45, -(2**60)):
        stamps = pa.array([1_700_000_000, wrong], pa.int64()).cast(pa.timestamp("s"))
        table = pa.table({"date": pa.array(["2024-01-01", "2024-01-02"]), "sleep_start": stamps})
        with pytest.raises(tk.InvalidInput, match="timestamp"):
            tk.History.from_frame(table)
        whole = pa.table({"date": pa.array(["2024-01-01", "2024-01-02"]), "hrv_rmssd": [50.0, -5]})
        pq.write_table(whole, tmp_path / "a.parquet")
        history = tk.read(tmp_path)
        assert [day.hrv_rmssd for day in history.days] == [50.0]
        assert "left out" in str(history.problems)
