"""Values of small tables, read record by record, are those of their columns, read one by one."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.fit_either_way import assert_same_either_way
from trainkit.io.fit import Table, Values, decode, encode

# Fields of a lap: a name, a scale, a scale with an offset, a field that fills the gaps of another,
# a reading that the sport decides, an array, and an integer that no float holds.
FIELDS: dict[str, st.SearchStrategy[Values]] = {
    "sport": st.sampled_from(["running", "cycling", "rowing", None]),
    "total_distance": st.floats(0, 1e5).map(lambda value: round(value, 2)) | st.none(),
    "avg_altitude": st.integers(-500, 9000) | st.none(),
    "avg_speed": st.integers(0, 60) | st.none(),
    "enhanced_avg_speed": st.integers(0, 60) | st.none(),
    "total_cycles": st.integers(0, 9000) | st.none(),
    "time_in_hr_zone": st.lists(st.integers(0, 4000) | st.none(), min_size=3, max_size=3),
    "unknown_211": st.integers(0, 2**62),
}


def lap_tables(parts: list[dict[str, list[Values]]]) -> Table:
    messages = []
    for part in parts:
        columns = {name: values for name, values in part.items() if name != "unknown_211"}
        if "unknown_211" in part:
            columns["unknown_211"] = np.array(part["unknown_211"], np.int64)  # type: ignore[assignment]
        messages.append(("lap", columns))
    return decode(encode(messages)).parts[0].messages("lap")  # type: ignore[arg-type]


@st.composite
def parts(draw: st.DrawFn) -> list[dict[str, list[Values]]]:
    many = draw(st.integers(1, 3))
    found = []
    for _ in range(many):
        names = draw(st.sets(st.sampled_from(sorted(FIELDS)), min_size=1))
        rows = draw(st.sampled_from([1, 2, 5, 40, 150]))
        found.append(
            {
                name: draw(st.lists(FIELDS[name], min_size=rows, max_size=rows))
                for name in sorted(names)
            }
        )
    return found


@settings(max_examples=25, deadline=None)
@given(parts())
def test_numbers_decoded_at_once_are_those_of_the_columns(
    laps: list[dict[str, list[Values]]],
) -> None:
    assert_same_either_way(lap_tables(laps))


def test_the_sport_decides_how_cycles_are_read() -> None:
    laps = lap_tables(
        [{"sport": ["running", "cycling", "running"], "total_cycles": [100, 200, None]}]
    )
    strides = laps.numbers("total_strides")
    assert strides is not None
    assert strides.tolist()[:2] == [100, pytest.approx(np.nan, nan_ok=True)]
    assert np.isnan(strides[2])
    assert_same_either_way(laps)


def test_what_a_caller_writes_into_numbers_stays_with_the_caller() -> None:
    laps = lap_tables([{"total_distance": [1000, 2000]}])
    first = laps.numbers("total_distance")
    assert first is not None
    first[:] = 0
    assert (laps.numbers("total_distance") == [1000, 2000]).all()  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="read-only"):
        laps.all_numbers()["total_distance"][0] = 0


def test_real_files_have_the_same_numbers_either_way(data_dir: Path) -> None:
    files = [path for path in sorted(data_dir.rglob("*.fit")) if path.stat().st_size < 30_000]
    for path in files:
        for part in decode(path.read_bytes()).parts:
            for table in part.tables.values():
                assert_same_either_way(table)
