"""Encoded values decode to equal ones, within the resolution of their field."""

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainkit.errors import InvalidInput
from trainkit.io.fit import DeveloperField, Values, decode, encode
from trainkit.io.fit._base_types import NAMED
from trainkit.io.fit._profile import message_by_name

Columns = dict[str, Values]
FILE_ID: tuple[str, Columns] = (
    "file_id",
    {"type": "activity", "manufacturer": "garmin", "serial_number": 7},
)


def fields() -> list[tuple[str, str]]:
    """Numeric fields that the encoder can store."""
    return [
        (name, field.name)
        for name in ("record", "lap", "session", "workout_step", "hr", "weight_scale")
        if (message := message_by_name(name))
        for field in message.by_name.values()
        if field.base is not None and field.base.kind[0] in "ui" and field.base.name != "byte"
    ]


@settings(max_examples=200)
@given(st.sampled_from(fields()), st.lists(st.floats(0, 1) | st.none(), min_size=1, max_size=30))
def test_any_field_reads_back_within_its_resolution(
    where: tuple[str, str], parts: list[float | None]
) -> None:
    name, field = where
    message = message_by_name(name)
    assert message is not None
    listed = message.by_name[field]
    assert listed.base is not None
    limits = np.iinfo(listed.base.kind)
    low, high = limits.min + 1, limits.max - 1
    stored = [None if one is None else low + one * (high - low) for one in parts]
    scale, offset = listed.reading[:2]
    values: list[float | str | None] = [
        None if one is None else one / scale - offset for one in stored
    ]
    file = decode(encode([FILE_ID, (name, {field: values})]))
    assert file.problems == ()
    numbers = file.parts[0].messages(name)[field].numbers
    expected = np.array([np.nan if one is None else float(one) for one in values])
    np.testing.assert_allclose(numbers, expected, atol=0.5000001 / scale, rtol=1e-12)


def test_a_whole_activity_reads_back() -> None:
    seconds = 600
    rng = np.random.default_rng(0)
    record: Columns = {
        "timestamp": 10**9 + np.arange(seconds),
        "position_lat": 47 + rng.random(seconds),
        "distance": rng.random(seconds).cumsum(),
        "heart_rate": np.where(rng.random(seconds) < 0.1, np.nan, 150.0),
        "Form Power": rng.random(seconds).astype(np.float32),
    }
    session: Columns = {
        "timestamp": 10**9 + seconds,
        "start_time": np.datetime64("2021-09-08T01:46:40"),
        "sport": "running",
        "sub_sport": None,
        "time_in_hr_zone": [[1.5, 2.5, None]],
        "sport_profile_name": "Läufe",
    }
    data = encode(
        [FILE_ID, ("record", record), ("hrv", {"time": [[0.8, None]]}), ("session", session)],
        developer_fields=[DeveloperField("Form Power", "W")],
    )
    file = decode(data)
    assert file.problems == ()
    read = file.parts[0].messages("record")
    resolution = {"position_lat": 1e-7, "distance": 0.005}
    for name, wanted in record.items():
        atol = resolution.get(name, 0)
        numbers = np.asarray(wanted, float)
        np.testing.assert_allclose(read[name].numbers, numbers, atol=atol, rtol=0)
    one = file.parts[0].messages("session")
    assert one["start_time"].utc.astype(str).tolist() == ["2021-09-08T01:46:40"]
    assert one["sport"].words.tolist() == ["running"]
    assert "sub_sport" not in one
    np.testing.assert_array_equal(one["time_in_hr_zone"].numbers, [[1.5, 2.5, np.nan]])
    assert one["sport_profile_name"].words.tolist() == ["Läufe"]


@pytest.mark.parametrize("base", sorted(set(NAMED) - {"string", "byte", "enum"}))
def test_any_storage_type_by_developer_field(base: str) -> None:
    values: Values = [1, 100, None]
    data = encode(
        [FILE_ID, ("record", {"mine": values})], developer_fields=[DeveloperField("mine", "", base)]
    )
    read = decode(data).parts[0].messages("record")["mine"]
    np.testing.assert_array_equal(read.numbers, [1, 100, np.nan])


def test_unlisted_messages_and_fields_are_stored_as_the_type_of_their_array() -> None:
    columns: Columns = {
        "unknown_3": np.array([1, 2**63], np.uint64),
        "unknown_4": np.eye(2, dtype="i2"),
    }
    table = decode(encode([FILE_ID, ("unknown_65280", columns)])).parts[0].messages("unknown_65280")
    assert table["unknown_3"].raw.tolist() == [1, 2**63]
    assert table["unknown_4"].raw.tolist() == [[1, 0], [0, 1]]


def test_a_definition_in_force_is_not_repeated() -> None:
    beat: tuple[str, Columns] = ("hrv", {"time": [[0.8]]})
    once = len(encode([FILE_ID, beat]))
    assert len(encode([FILE_ID, beat, beat, beat])) == once + 2 * 3


def test_more_kinds_than_local_types_are_defined_again() -> None:
    kinds: list[tuple[str, Columns]] = [
        (f"unknown_{65280 + one}", {"unknown_1": np.array([one], "u1")}) for one in range(40)
    ]
    file = decode(encode([FILE_ID, *kinds, *kinds]))
    assert file.problems == ()
    assert [table.rows for table in file.parts[0].tables.values()] == [1] + [2] * 40


def test_long_text_is_cut_between_characters() -> None:
    text = "ä" * 200
    file = decode(encode([FILE_ID, ("workout", {"wkt_name": text})]))
    assert file.parts[0].messages("workout")["wkt_name"].words.tolist() == ["ä" * 127]


@pytest.mark.parametrize(
    ("message", "columns", "says"),
    [
        ("records", {}, "records"),
        ("record", {"pulse": [60]}, "a field of record"),
        ("record", {"heart_rate": [300]}, "heart_rate is 300"),
        ("record", {"heart_rate": [255]}, "between 0 and 254"),
        ("record", {"altitude": [-501.0]}, "between -500 and"),
        ("session", {"sport": ["quidditch"]}, "quidditch"),
        ("record", {"heart_rate": [60], "power": [1, 2]}, "columns of"),
        ("record", {"unknown_200": [60]}, "numpy array"),
        ("hrv", {"time": np.ones((1, 200))}, "at most 255 bytes"),
        ("unknown_65535", {}, "unknown_65535"),
    ],
)
def test_what_cannot_be_stored_is_refused(message: str, columns: Columns, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        encode([FILE_ID, (message, columns)])


def test_an_unknown_storage_type_is_refused() -> None:
    with pytest.raises(InvalidInput, match="float32, float64"):
        encode([FILE_ID], developer_fields=[DeveloperField("mine", base="float16")])


@pytest.mark.peers
def test_fitdecode_reads_what_is_written() -> None:
    fitdecode = pytest.importorskip("fitdecode")
    data = encode(
        [
            FILE_ID,
            ("record", {"timestamp": [10**9], "speed": [2.5], "Form Power": [55.5]}),
            ("workout_step", {"duration_type": "distance", "duration_distance": 400}),
        ],
        developer_fields=[DeveloperField("Form Power", "W")],
    )
    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        frames = {one.name: one for one in reader if isinstance(one, fitdecode.FitDataMessage)}
    assert frames["record"].get_value("speed") == 2.5
    assert frames["record"].get_value("Form Power") == 55.5
    assert frames["workout_step"].get_value("duration_distance") == 400
    assert frames["file_id"].get_value("manufacturer") == "garmin"


@pytest.mark.peers
def test_the_table_of_the_protocol_agrees_with_fitdecode() -> None:
    profile = pytest.importorskip("fitdecode.profile")
    compared = 0
    for number, theirs in profile.MESSAGE_TYPES.items():
        message = message_by_name(theirs.name)
        if message is None:
            continue
        assert message.number == number
        for field in theirs.fields.values():
            ours = message.fields.get(field.def_num)
            if ours is None:
                continue
            assert ours.name == field.name
            if field.units != "semicircles" and not isinstance(field.scale, tuple | list):
                assert ours.reading[:2] == (field.scale or 1, field.offset or 0), field.name
            if ours.base is not None:
                assert ours.base.code == field.base_type.identifier, (theirs.name, field.name)
            names = field.type.enum or {}
            for value, label in ours.reading.names.items():
                assert names.get(value, label) == label, (field.name, value)
            compared += 1
    assert compared > 700


@pytest.mark.realdata
def test_records_of_real_files_survive_writing(data_dir: Path) -> None:
    for path in sorted(data_dir.rglob("*.fit")):
        for part in decode(path.read_bytes()).parts:
            record = part.messages("record")
            names = ("timestamp", "heart_rate", "power", "cadence", "distance", "speed", "altitude")
            columns: Columns = {name: record[name].numbers for name in names if name in record}
            if not columns:
                continue
            back = decode(encode([FILE_ID, ("record", columns)])).parts[0].messages("record")
            for name, wanted in columns.items():
                numbers = np.asarray(wanted, float)
                np.testing.assert_allclose(back[name].numbers, numbers, atol=0.0051)
