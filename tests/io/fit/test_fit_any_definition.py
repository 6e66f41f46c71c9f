"""A file with any definitions decodes to its values; it is built here from bytes alone."""

import math
import struct
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.fit_either_way import assert_same_either_way
from trainkit.io.fit import Column, FitFile, decode
from trainkit.io.fit._crc import crc16

# code, struct's letter, stored value that means "missing"; None: by another rule.
BASES = [
    (0x00, "B", 0xFF),
    (0x01, "b", 0x7F),
    (0x02, "B", 0xFF),
    (0x83, "h", 0x7FFF),
    (0x84, "H", 0xFFFF),
    (0x85, "i", 0x7FFFFFFF),
    (0x86, "I", 0xFFFFFFFF),
    (0x07, "s", None),
    (0x88, "f", None),
    (0x89, "d", None),
    (0x0A, "B", 0),
    (0x8B, "H", 0),
    (0x8C, "I", 0),
    (0x0D, "B", None),
    (0x8E, "q", 0x7FFFFFFFFFFFFFFF),
    (0x8F, "Q", 0xFFFFFFFFFFFFFFFF),
    (0x90, "Q", 0),
]
MESSAGES = [0xFF00, 0xFF01, 0xFF02]  # free for private use, so that no field has a meaning

Value = int | float | str | None


@dataclass
class Builder:
    """Writes records, and keeps the values that a reader must return."""

    body: bytearray = field(default_factory=bytearray)
    local: dict[int, tuple[int, str, list[tuple[int, int]]]] = field(default_factory=dict)
    rows: dict[int, list[dict[int, list[Value]]]] = field(default_factory=dict)

    def define(self, local: int, message: int, order: str, fields: list[tuple[int, int]]) -> None:
        """Fields are (number, elements); the number decides the type."""
        self.local[local] = message, order, fields
        self.body += bytes([0x40 | local, 0, order == ">"])
        self.body += struct.pack(order + "HB", message, len(fields))
        for number, count in fields:
            code, letter, _ = BASES[number % len(BASES)]
            self.body += bytes([number, struct.calcsize("=" + letter) * count, code])

    def record(self, local: int, payload: bytes) -> None:
        message, order, fields = self.local[local]
        size = sum(struct.calcsize(f"={count}{BASES[n % len(BASES)][1]}") for n, count in fields)
        cells = (payload * (size // len(payload) + 1))[:size]
        self.body += bytes([local]) + cells
        row: dict[int, list[Value]] = {}
        at = 0
        for number, count in fields:
            layout = f"{order}{count}{BASES[number % len(BASES)][1]}"
            row[number] = self.values(number, struct.unpack_from(layout, cells, at))
            at += struct.calcsize(layout)
        self.rows.setdefault(message, []).append(row)

    @staticmethod
    def values(number: int, stored: tuple[int | float | bytes, ...]) -> list[Value]:
        code, letter, invalid = BASES[number % len(BASES)]
        if letter == "s":
            assert isinstance(stored[0], bytes)
            return [stored[0].partition(b"\0")[0].decode("utf-8", "replace") or None]
        if code == 0x0D and all(octet == 0xFF for octet in stored):
            return [None] * len(stored)
        return [
            None if one == invalid or (isinstance(one, float) and math.isnan(one)) else one
            for one in stored
            if not isinstance(one, bytes)
        ]

    def file(self, *, header_size: int = 14) -> bytes:
        header = struct.pack("<BBHI4s", header_size, 0x10, 2100, len(self.body), b".FIT")
        header += struct.pack("<H", crc16(header)) if header_size == 14 else b""
        whole = header + bytes(self.body)
        return whole + struct.pack("<H", crc16(whole))


def row_values(column: Column | None, row: int) -> list[Value]:
    """A row of a column, missing elements as None."""
    if column is None:
        return []
    raw = column.raw[row].reshape(-1).tolist() if column.raw.ndim == 2 else [column.raw[row]]
    valid = column.valid[row].reshape(-1).tolist()
    return [one if there else None for one, there in zip(raw, valid, strict=True)]


def assert_holds(file: FitFile, rows: dict[int, list[dict[int, list[Value]]]]) -> None:
    tables = {table.number: table for part in file.parts for table in part.tables.values()}
    assert {number: table.rows for number, table in tables.items()} == {
        number: len(expected) for number, expected in rows.items()
    }
    for number, expected in rows.items():
        table = tables[number]
        for at, wanted in enumerate(expected):
            numbers = {column.number for column in table.values()}
            for one in numbers | wanted.keys():
                column = next((c for c in table.values() if c.number == one), None)
                got = row_values(column, at)
                want = wanted.get(one, [])
                assert got == want + [None] * (len(got) - len(want)), (number, at, one)


# Numbers 250 and above are common to all messages, so they have a meaning.
field_lists = st.lists(
    st.tuples(st.integers(0, 249), st.integers(1, 4)),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one[0],
)
definitions = st.tuples(
    st.integers(0, 15), st.sampled_from(MESSAGES), st.sampled_from("<>"), field_lists
)
payloads = st.binary(min_size=1, max_size=16)


@settings(max_examples=150)
@given(
    st.lists(definitions, min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), payloads, st.integers(1, 90)), min_size=1, max_size=12),
    st.sampled_from([12, 14]),
)
def test_decoding_returns_every_field(
    defined: list[tuple[int, int, str, list[tuple[int, int]]]],
    runs: list[tuple[int, bytes, int]],
    header_size: int,
) -> None:
    builder = Builder()
    for which, payload, times in runs:
        local, *definition = defined[which % len(defined)]
        if builder.local.get(local) != tuple(definition):
            builder.define(*defined[which % len(defined)])
        for _ in range(times):
            builder.record(local, payload)
    file = decode(builder.file(header_size=header_size))
    assert file.problems == ()
    assert_holds(file, builder.rows)
    for table in file.parts[0].tables.values():
        assert_same_either_way(table)


@settings(max_examples=100)
@given(
    st.lists(st.integers(0, 2), min_size=1, max_size=8),
    st.integers(1, 300),
    st.lists(st.integers(0, 2), max_size=40),
)
def test_any_pattern_of_records_is_walked_in_order(
    pattern: list[int], times: int, rest: list[int]
) -> None:
    builder = Builder()
    for local, message in enumerate(MESSAGES):
        builder.define(local, message, "<", [(6, 1), (2, local + 1)])
    for at, local in enumerate(pattern * times + rest):
        builder.record(local, struct.pack("<I", at))
    file = decode(builder.file())
    assert file.problems == ()
    assert_holds(file, builder.rows)


def test_chained_files_are_parts_with_definitions_of_their_own() -> None:
    first, second = Builder(), Builder()
    first.define(0, MESSAGES[0], "<", [(2, 1)])
    first.record(0, b"\x05")
    second.define(0, MESSAGES[1], ">", [(4, 1)])
    second.record(0, b"\x01\x02")
    file = decode(first.file() + second.file(header_size=12))
    assert [list(part.tables) for part in file.parts] == [["unknown_65280"], ["unknown_65281"]]
    assert file.parts[1].tables["unknown_65281"]["unknown_4"].raw.tolist() == [0x0102]
    assert file.problems == ()


def test_a_field_that_its_type_does_not_fill_is_bytes() -> None:
    builder = Builder()
    builder.body += bytes([0x40, 0, 0]) + struct.pack("<HB", MESSAGES[0], 1) + bytes([4, 3, 0x84])
    builder.body += bytes([0, 1, 2, 3])
    column = decode(builder.file()).parts[0].tables["unknown_65280"]["unknown_4"]
    assert column.raw.tolist() == [[1, 2, 3]]


def test_text_and_numbers_under_one_number_are_two_columns() -> None:
    builder = Builder()
    start = struct.pack("<HB", MESSAGES[0], 1)
    builder.body += bytes([0x40, 0, 0]) + start + bytes([9, 2, 0x07]) + b"\0ab"
    builder.body += bytes([0x40, 0, 0]) + start + bytes([9, 2, 0x84]) + b"\0\1\0"
    table = decode(builder.file()).parts[0].tables["unknown_65280"]
    assert table["unknown_9"].words.tolist() == ["ab", None]
    assert table["unknown_9_numbers"].numbers[1] == 1


@pytest.mark.parametrize(("first", "second"), [(0x86, 0x88), (0x8E, 0x8F), (0x83, 0x84)])
def test_one_field_of_two_types_has_the_same_values_either_way(first: int, second: int) -> None:
    builder = Builder()
    start = struct.pack("<HB", MESSAGES[0], 1)
    for code in (first, second):
        letter = next(letter for known, letter, _ in BASES if known == code)
        builder.body += (
            bytes([0x40, 0, 0]) + start + bytes([9, struct.calcsize("=" + letter), code])
        )
        builder.body += b"\0" + struct.pack("<" + letter, 17)
    table = decode(builder.file()).parts[0].tables["unknown_65280"]
    assert table["unknown_9"].numbers.tolist() == [17, 17]
    assert_same_either_way(table)
