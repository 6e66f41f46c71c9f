"""Damage is never an error: every record before it is read, and its offset is reported."""

import struct
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainkit.io.fit import FitFile, decode, encode
from trainkit.io.fit._crc import crc16

ROWS = 30
RIDE = encode(
    [
        ("file_id", {"type": "activity", "manufacturer": "garmin", "product_name": "Edge"}),
        ("record", {"timestamp": np.arange(ROWS) + 10**9, "heart_rate": [120] * ROWS}),
        ("hrv", {"time": np.full((3, 2), 0.5)}),
        ("session", {"sport": "cycling", "total_distance": 1000.0}),
    ]
)
FIRST_RECORD = RIDE.index(b"\x01" + (10**9).to_bytes(4, "little"))
RECORD = 6


def read_all(file: FitFile) -> int:
    """Read every column in every way; return the number of messages."""
    for part in file.parts:
        for table in part.tables.values():
            for column in table.values():
                assert len(column.numbers) == len(column.words) == len(column.utc) == table.rows
    return sum(table.rows for part in file.parts for table in part.tables.values())


def with_size(data: bytes, size: int) -> bytes:
    """`data` with another size in its header, and no header checksum."""
    return data[:4] + struct.pack("<I", size) + data[8:12] + b"\0\0" + data[14:]


def with_checksum(data: bytes) -> bytes:
    return data[:-2] + crc16(data[:-2]).to_bytes(2, "little")


def test_a_whole_file_has_no_problems() -> None:
    file = decode(RIDE)
    assert file.problems == ()
    assert read_all(file) == 1 + ROWS + 3 + 1


@pytest.mark.parametrize("cut", range(len(RIDE)))
def test_cut_at_any_byte_every_whole_record_is_there(cut: int) -> None:
    file = decode(RIDE[:cut])
    assert file.problems or cut == 0
    read_all(file)
    records = max(0, min(ROWS, (cut - FIRST_RECORD) // RECORD))
    assert sum(part.messages("record").rows for part in file.parts) == records
    if FIRST_RECORD <= cut < len(RIDE) - 2:
        assert file.problems[-1].offset == cut
        assert "the file ends" in file.problems[-1].message


@settings(max_examples=300)
@given(st.integers(0, 8 * len(RIDE) - 1))
def test_a_flipped_bit_loses_nothing_before_it(bit: int) -> None:
    data = bytearray(RIDE)
    data[bit // 8] ^= 1 << bit % 8
    file = decode(bytes(data))
    read_all(file)
    assert file.problems
    whole = min(ROWS, (bit // 8 - FIRST_RECORD) // RECORD)
    if whole > 0:
        heart_rate = file.parts[0].messages("record")["heart_rate"].numbers
        assert heart_rate[:whole].tolist() == [120.0] * whole


@settings(max_examples=300)
@given(st.binary(max_size=400), st.booleans())
def test_garbage_is_never_an_error(garbage: bytes, with_header: bool) -> None:
    header = struct.pack("<BBHI4s", 12, 16, 2100, len(garbage), b".FIT")
    read_all(decode(header + garbage + b"\0\0" if with_header else garbage))


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(14, len(RIDE) - 1), st.binary(min_size=1, max_size=9))))
def test_overwritten_pieces_are_never_an_error(pieces: list[tuple[int, bytes]]) -> None:
    data = bytearray(RIDE)
    for at, piece in pieces:
        data[at : at + len(piece)] = piece
    read_all(decode(bytes(data)))


def test_what_is_no_fit_file_has_no_parts() -> None:
    file = decode(b"<?xml version='1.0'?><gpx/>")
    assert file.parts == ()
    assert [one.offset for one in file.problems] == [0]
    assert decode(b"").parts == ()


def test_a_wrong_checksum_loses_nothing() -> None:
    file = decode(RIDE[:-1] + bytes([RIDE[-1] ^ 1]))
    assert read_all(file) == ROWS + 5
    assert file.problems == ((len(RIDE) - 2, "the checksum does not match", False),)


def test_a_wrong_header_checksum_loses_nothing() -> None:
    file = decode(with_checksum(RIDE[:12] + b"\1\2" + RIDE[14:]))
    assert read_all(file) == ROWS + 5
    assert [one.offset for one in file.problems] == [12]


def test_a_header_without_checksum_is_fine() -> None:
    assert decode(with_checksum(RIDE[:12] + b"\0\0" + RIDE[14:])).problems == ()


@pytest.mark.parametrize("size", [0, 40, len(RIDE) - 17])
def test_a_size_that_is_too_small_loses_nothing(size: int) -> None:
    file = decode(with_checksum(with_size(RIDE, size)))
    assert read_all(file) == ROWS + 5
    assert [one.offset for one in file.problems] == [4]


@pytest.mark.parametrize("size", [len(RIDE), 10**6, 2**32 - 1])
def test_a_size_that_is_too_big_loses_nothing(size: int) -> None:
    file = decode(with_checksum(with_size(RIDE, size)))
    assert read_all(file) == ROWS + 5
    assert [one.offset for one in file.problems] == [len(RIDE)]


def test_what_follows_a_file_is_named() -> None:
    file = decode(RIDE + b"\0" * 300)
    assert read_all(file) == ROWS + 5
    assert file.problems == ((len(RIDE), "300 bytes of no FIT file", True),)


def test_a_damaged_part_does_not_hide_the_next_one() -> None:
    bad = bytearray(RIDE)
    bad[FIRST_RECORD + 10 * RECORD] = 0x0F  # a local type that nothing defines
    file = decode(bytes(bad) + RIDE)
    assert [part.messages("record").rows for part in file.parts] == [10, ROWS]
    assert file.problems[0].offset == FIRST_RECORD + 10 * RECORD
    assert "before its definition" in file.problems[0].message


def test_a_definition_that_is_cut_off_is_reported() -> None:
    body = bytes([0x40, 0, 0, 20, 0, 9, 3, 1])
    header = struct.pack("<BBHI4s", 12, 16, 2100, len(body), b".FIT")
    data = header + body
    file = decode(data + crc16(data).to_bytes(2, "little"))
    assert file.problems == ((12, "a definition is cut off", True),)


def hostile_files() -> dict[str, bytes]:
    """Small files that would need much memory."""
    size = 60_000
    wide = bytes([0x40, 0, 0, 20, 0, 255]) + bytes(
        octet for number in range(255) for octet in (number, 255, 2)
    )
    sparse = b"".join(
        bytes([0x40, 0, 0, 20, 0, 1, number % 250, 1, 2, 0, 7]) for number in range(size // 11)
    )
    definitions = b"".join(
        bytes([0x40, 0, 0]) + struct.pack("<HB", number % 65535, 0) for number in range(size // 6)
    )
    used = b"".join(
        bytes([0x40, 0, 0]) + struct.pack("<HB", number, 0) + b"\0" for number in range(size // 7)
    )
    developer = b"".join(
        bytes([0x60, 0, 0, 20, 0, 0, 1, number % 256, 1, number // 256 % 256, 0, 1])
        for number in range(size // 12)
    )
    alternating = bytes([0x40, 0, 0, 20, 0, 0, 0x41, 0, 0, 21, 0, 0])
    noise = np.random.default_rng(0).integers(0, 2, size, np.uint8).tobytes()
    bodies = {
        "a wide record": wide * (size // len(wide)),
        "many sparse definitions": sparse,
        "nothing but definitions": definitions,
        "a definition for each record": used,
        "a developer field for each record": developer,
        "records of one byte": bytes([0x40, 0, 0, 20, 0, 0]) + b"\0" * size,
        "records of one byte, mixed": alternating + noise,
        "compressed times": bytes([0x40, 0, 0, 20, 0, 1, 3, 1, 2]) + b"\x85\x07" * (size // 2),
    }
    files = {
        name: struct.pack("<BBHI4s", 12, 16, 2100, len(body), b".FIT") + body + b"\0\0"
        for name, body in bodies.items()
    }
    empty = struct.pack("<BBHI4s", 12, 16, 2100, 0, b".FIT") + b"\0\0"
    files["many empty parts"] = empty * (size // len(empty))
    greedy = struct.pack("<BBHI4s", 12, 16, 2100, size - 100, b".FIT")
    files["many parts that claim the whole"] = greedy * (size // len(greedy))
    files["a signature everywhere"] = b".FIT" * (size // 4)
    return files


@pytest.mark.parametrize("name", hostile_files())
def test_a_hostile_file_takes_neither_long_nor_much(name: str) -> None:
    data = hostile_files()[name]
    decode(RIDE)  # what is loaded once does not count
    tracemalloc.start()
    start = time.process_time()
    file = decode(data)
    for part in file.parts:
        for table in part.tables.values():
            for column in ("timestamp", "heart_rate", "unknown_200"):
                table.numbers(column)
    seconds = time.process_time() - start
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds < 2
    assert peak < 20 * len(data) + 2**20, name


@pytest.mark.realdata
def test_mutated_real_files_are_never_an_error(data_dir: Path) -> None:
    rng = np.random.default_rng(0)
    for path in sorted(data_dir.rglob("*.fit")):
        whole = np.frombuffer(path.read_bytes(), np.uint8)
        if whole.size > 30_000:
            continue
        for _ in range(4):
            data = whole.copy()
            at = rng.integers(0, data.size, 5)
            data[at] ^= rng.integers(1, 256, 5).astype(np.uint8)
            read_all(decode(data[: rng.integers(1, data.size + 1)].tobytes()))
