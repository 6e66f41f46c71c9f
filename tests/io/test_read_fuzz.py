"""Reading any damaged file returns data or a problem, in little time and memory."""

import datetime as dt
import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainkit.io._reading.source_reader import FAULT, Source, SourceReader
from trainkit.ports.format import Contents

SMALL = 10_000  # bytes
FLOOR = 4 << 20  # bytes that reading takes whatever the file is


@pytest.fixture(scope="module")
def parse(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Contents]:
    path = tmp_path_factory.mktemp("fuzz") / "file"

    def parsed(data: bytes) -> Contents:
        path.write_bytes(data)
        with SourceReader(dt.UTC) as files:
            answer = Contents.join(files.read(Source(str(path))))
        assert not [one.message for one in answer.problems if FAULT in one.message]
        return answer

    return parsed


def is_accounted_for(answer: Contents) -> bool:
    """Return whether something was read, or a problem says why not."""
    return bool(
        answer.activities or answer.days or answer.workouts or answer.histories or answer.problems
    )


@pytest.fixture(scope="session")
def small_files(data_dir: Path) -> list[bytes]:
    files = [path for path in data_dir.rglob("*") if path.is_file()]
    wanted = {".fit", ".gpx", ".tcx", ".json", ".csv"}
    chosen = [p for p in files if p.suffix in wanted and p.stat().st_size < SMALL]
    return [path.read_bytes() for path in sorted(chosen)]


@pytest.mark.realdata
@pytest.mark.parametrize(
    "name",
    [
        "fitparse/activity-filecrc.fit",
        "athlytics/example.gpx",
        "athlytics/example.tcx",
        "fitsdk/WorkoutRepeatSteps.fit",
    ],
)
def test_a_file_cut_at_any_byte(
    parse: Callable[[bytes], Contents], data_dir: Path, name: str
) -> None:
    data = (data_dir / "activities" / name).read_bytes()
    whole = parse(data)
    for size in range(len(data)):
        answer = parse(data[:size])
        assert is_accounted_for(answer), size
        assert len(answer.activities) <= len(whole.activities) or answer.problems, size


choices = st.integers(0, 10**6)
flips = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 7)), min_size=1, max_size=8
)


def flip_bits(data: bytes, flipped: list[tuple[float, int]]) -> bytes:
    changed = bytearray(data)
    for share, bit in flipped:
        changed[int(share * len(changed))] ^= 1 << bit
    return bytes(changed)


@pytest.mark.realdata
@settings(max_examples=250)
@given(choices, flips)
def test_flipped_bits(
    parse: Callable[[bytes], Contents],
    small_files: list[bytes],
    choice: int,
    flipped: list[tuple[float, int]],
) -> None:
    data = small_files[choice % len(small_files)]
    parse(data)  # what is cached once is not this file's
    tracemalloc.start()
    answer = parse(flip_bits(data, flipped))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(answer, Contents)
    assert peak < 20 * len(data) + FLOOR


@pytest.mark.realdata
@settings(max_examples=60)
@given(st.lists(choices, min_size=1, max_size=3), flips)
def test_flipped_bits_of_an_archive(
    parse: Callable[[bytes], Contents],
    small_files: list[bytes],
    chosen: list[int],
    flipped: list[tuple[float, int]],
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, choice in enumerate(chosen):
            archive.writestr(str(place), small_files[choice % len(small_files)])
    assert isinstance(parse(flip_bits(out.getvalue(), flipped)), Contents)


heads = st.sampled_from(
    [
        b"",
        b"\x0e\x20\x00\x00\xff\xff\xff\x7f.FIT",
        b"<?xml version='1.0'?><gpx><trk><trkseg>",
        b"<TrainingCenterDatabase><Activities><Activity><Lap>",
        b"<HealthData><Record ",
        b'{"activities":[{"start":',
        b'[{"calendarDate":"2026-05-01",',
        b"date,hrv_rmssd\n",
        b"Activity ID,Activity Date,Activity Type\n",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        b"PAR1",
    ]
)


@settings(max_examples=300)
@given(heads, st.binary(max_size=400))
def test_a_known_beginning_and_noise(
    parse: Callable[[bytes], Contents], head: bytes, noise: bytes
) -> None:
    empty = {b"{}", b"[]"}  # as exports have them, of a year without data
    assert is_accounted_for(parse(head + noise)) or (head + noise).strip() in empty
