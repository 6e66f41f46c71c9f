"""The meaning of stored numbers: scales, names, packed fields, timestamps, developer fields."""

import struct

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trainkit.io.fit import Column, DeveloperField, FitPart, Table, Values, decode, encode
from trainkit.io.fit._crc import crc16
from trainkit.io.fit._rollover import unroll

TIMESTAMP = (253, 4, 0x86)


def definition(local: int, message: int, *fields: tuple[int, int, int]) -> bytes:
    head = bytes([0x40 | local, 0, 0]) + struct.pack("<HB", message, len(fields))
    return head + b"".join(bytes(one) for one in fields)


def part(*records: bytes) -> FitPart:
    """A file of these records, without damage."""
    body = b"".join(records)
    data = struct.pack("<BBHI4s", 12, 0x20, 2100, len(body), b".FIT") + body
    file = decode(data + struct.pack("<H", crc16(data)))
    assert file.problems == ()
    return file.parts[0]


def table(name: str, **columns: Values) -> Table:
    data = encode([("file_id", {"type": "activity"}), (name, columns)])
    return decode(data).parts[0].messages(name)


def test_numbers_are_scaled_and_missing_ones_are_nan() -> None:
    record = table("record", altitude=[100.2, None], power=[250, None], grade=[-1.5, 2])
    np.testing.assert_allclose(record["altitude"].numbers, [100.2, np.nan])
    np.testing.assert_allclose(record["power"].numbers, [250, np.nan])
    np.testing.assert_allclose(record["grade"].numbers, [-1.5, 2])
    assert record["altitude"].units == "m"
    assert record["altitude"].raw.tolist()[0] == 3001
    assert record["altitude"].valid.tolist() == [True, False]


def test_an_enum_is_named_and_an_unlisted_value_keeps_its_number() -> None:
    session = table("session", sport=["running", "unknown_199", None])
    assert session["sport"].words.tolist() == ["running", "unknown_199", None]
    assert session["sport"].numbers.tolist()[:2] == [1, 199]


def test_times_are_utc_seconds() -> None:
    record = table("record", timestamp=[1_000_000_000, None])
    assert record.utc() is not None
    assert record["timestamp"].utc.astype(str).tolist() == ["2021-09-08T01:46:40", "NaT"]
    assert record["timestamp"].numbers.tolist()[0] == 1_000_000_000


def test_speed_and_altitude_replace_missing_enhanced_ones() -> None:
    only = table("record", speed=[1.5, None], altitude=[10, 20])
    np.testing.assert_array_equal(only["enhanced_speed"].numbers, [1.5, np.nan])
    np.testing.assert_array_equal(only["enhanced_altitude"].numbers, [10, 20])
    both = table("record", speed=[1.5, 2.5], enhanced_speed=[1.25, None])
    assert both["enhanced_speed"].numbers.tolist() == [1.25, 2.5]


def test_compressed_speed_and_distance_are_twelve_bits_each() -> None:
    # 3.54 m/s in hundredths, then metres in sixteenths that pass 4096.
    speeds, distances = [354, 355, 0], [4000, 60, 60]
    octets = [
        list((speed | distance << 12).to_bytes(3, "little"))
        for speed, distance in zip(speeds, distances, strict=True)
    ]
    record = table("record", compressed_speed_distance=[*octets, [255] * 3])
    np.testing.assert_allclose(record["speed"].numbers, [3.54, 3.55, 0, np.nan])
    np.testing.assert_allclose(record["enhanced_speed"].numbers, [3.54, 3.55, 0, np.nan])
    np.testing.assert_allclose(record["distance"].numbers, [250, 259.75, 259.75, np.nan])


def test_a_monitoring_byte_holds_type_and_intensity() -> None:
    day = table("monitoring", current_activity_type_intensity=[6 | 2 << 5, 8], cycles=[50, 7.5])
    assert day["activity_type"].words.tolist() == ["walking", "sedentary"]
    assert day["intensity"].numbers.tolist() == [2, 0]
    np.testing.assert_array_equal(day["steps"].numbers, [100, np.nan])


def test_an_event_decides_the_meaning_of_its_data() -> None:
    event = table("event", event=["timer", "battery"], data=[0, 3700])
    assert event["timer_trigger"].words.tolist() == ["manual", None]
    np.testing.assert_array_equal(event["battery_level"].numbers, [np.nan, 3.7])
    assert "hr_high_alert" not in event


def test_a_workout_step_has_its_duration_and_target() -> None:
    step = table("workout_step", duration_type="time", duration_time=90, target_type="open")
    assert step["duration_time"].numbers.tolist() == [90]
    assert "duration_distance" not in step


def test_a_record_that_is_defined_again_stays_in_one_table() -> None:
    record = part(
        definition(0, 20, TIMESTAMP, (3, 1, 2)),
        b"\0" + struct.pack("<IB", 1, 60),
        definition(1, 20, (7, 2, 0x84), TIMESTAMP),
        b"\1" + struct.pack("<HI", 200, 2),
        b"\0" + struct.pack("<IB", 3, 62),
    ).messages("record")
    assert record["timestamp"].raw.tolist() == [1, 2, 3]
    np.testing.assert_array_equal(record["heart_rate"].numbers, [60, np.nan, 62])
    np.testing.assert_array_equal(record["power"].numbers, [np.nan, 200, np.nan])
    assert (np.diff(record.offsets) > 0).all()


def test_hours_of_compressed_timestamps_before_any_whole_one_are_unknown() -> None:
    record = part(
        definition(0, 20, (3, 1, 2)),
        b"\x81\x3c",
        definition(1, 21, TIMESTAMP),
        b"\1" + struct.pack("<I", 1000),
        b"\x9e\x3d",
        b"\x82\x3e",
    ).messages("record")
    assert record["timestamp"].raw.tolist() == [-1, 1022, 1026]
    assert record["timestamp"].valid.tolist() == [False, True, True]


@given(st.integers(2, 16), st.lists(st.tuples(st.booleans(), st.integers(0, 2**20)), max_size=50))
def test_counting_on_equals_the_plain_loop(bits: int, steps: list[tuple[bool, int]]) -> None:
    size = 1 << bits
    total, expected, values = 0, [], []
    for known, value in steps:
        values.append(value if known else value % size)
        total = value if known else total + (value - total) % size
        expected.append(total)
    whole = np.array([known for known, _ in steps], bool)
    assert unroll(np.array(values, np.int64), whole, bits).tolist() == expected


def test_developer_fields_have_their_own_name_units_and_scale() -> None:
    fields = [
        DeveloperField("Form Power", "W", "uint16"),
        DeveloperField("heart_rate", "bpm", "uint8", native_field=3),
    ]
    record: dict[str, Values] = {"power": [200, 201], "Form Power": [60, None]}
    data = encode([("file_id", {"type": "activity"}), ("record", record)], developer_fields=fields)
    column = decode(data).parts[0].messages("record")["Form Power"]
    np.testing.assert_array_equal(column.numbers, [60, np.nan])
    assert (column.developer, column.number, column.units) == (0, 0, "W")


def test_a_developer_field_named_like_a_native_one_is_another_column() -> None:
    described = part(
        definition(0, 206, (0, 1, 2), (1, 1, 2), (2, 1, 2), (3, 6, 7), (6, 1, 2), (15, 1, 2)),
        bytes([0, 1, 4, 2]) + b"power\0" + bytes([10, 7]),
        bytes([0x61, 0, 0, 20, 0, 1, 7, 2, 0x84, 1, 4, 1, 1]),
        b"\1" + struct.pack("<HB", 300, 250),
    )
    record = described.messages("record")
    assert record["power"].numbers.tolist() == [300]
    added: Column = record["developer_1_power"]
    assert added.numbers.tolist() == [25]
    assert added.native == 7


def test_a_developer_field_without_description_is_bytes() -> None:
    record = part(
        bytes([0x60, 0, 0, 20, 0, 0, 1, 7, 2, 3]),
        b"\0\1\2",
    ).messages("record")
    assert record["unknown_dev_3_7"].raw.tolist() == [[1, 2]]


def test_text_ends_at_the_first_zero_or_at_its_field() -> None:
    names = part(
        definition(0, 12, (3, 4, 7)),
        b"\0Ru\0n",
        b"\0Ride",
        b"\0\xffab\0",
        b"\0\0\0\0\0",
    ).messages("sport")
    assert names["name"].words.tolist() == ["Ru", "Ride", "�ab", None]


def test_what_a_file_lacks_is_none() -> None:
    record = table("record", heart_rate=[60])
    assert record.numbers("power") is None
    assert record.words("power") is None
    assert record.utc("start_time") is None
    assert decode(encode([("file_id", {"type": 4})])).parts[0].messages("record").rows == 0


def test_one_value_is_that_of_its_column() -> None:
    part = decode(
        encode(
            [
                ("session", {"total_distance": [1234.56, None], "sport": ["running", 250]}),
                ("record", {"timestamp": [1, 2], "speed": [2.5, 3.0]}),
                ("file_id", {"product_name": ["Überuhr"], "serial_number": [None]}),
            ]
        )
    ).parts[0]
    for message, names in {
        "session": ["total_distance", "sport", "nothing"],
        "record": ["enhanced_speed", "speed"],  # the first is made of the second
        "file_id": ["product_name", "serial_number"],
    }.items():
        table = part.messages(message)
        for name in names:
            numbers, words = table.numbers(name), table.words(name)
            for row in range(table.rows):
                value = np.nan if numbers is None else numbers[row]
                assert table.number_at(name, row) == (None if np.isnan(value) else value)
                assert table.word_at(name, row) == (None if words is None else words[row])
