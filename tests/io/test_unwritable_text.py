"""Text that no file and no database can hold is replaced at the door, with a problem."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trainkit as tk
from trainkit.models._writable import writable

RIDE = {
    "id": 12,
    "start_date": "2024-01-05T06:00:00Z",
    "start_date_local": "2024-01-05T07:00:00Z",
    "moving_time": 3600,
    "resource_state": 3,
    "distance": 10000.5,
    "type": "Run",
    "name": "run",
}
HALVES = st.text(
    st.one_of(st.characters(), st.integers(0xD800, 0xDFFF).map(chr)), min_size=1, max_size=9
)


@given(text=HALVES)
def test_what_is_writable_is_the_text_itself_where_it_can_be_written(text: str) -> None:
    assert writable(writable(text)) == writable(text)
    writable(text).encode()
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert writable(text) == text


def test_two_halves_become_one_character() -> None:
    assert writable("\ud83d\ude00") == "\U0001f600"


def test_half_a_character_in_json_is_replaced_and_reported(tmp_path: Path) -> None:
    file = tmp_path / "rides.json"
    file.write_text(json.dumps([RIDE | {"name": "nice \ud83d"}, RIDE | {"id": 13}]))
    history = tk.read(file)
    assert history.activities[0].name in {"nice \ufffd", "run"}
    assert "half a character" in " ".join(problem.message for problem in history.problems)
    assert tk.History.model_validate_json(history.model_dump_json()) == history


def test_a_folder_with_half_a_character_is_synced_whole(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("date,hrv_rmssd\n2024-01-01,50\n")
    (tmp_path / "b.json").write_text(json.dumps([RIDE | {"name": "\ud83d"}]))
    with tk.Kit(source=f"files://{tmp_path}") as kit:
        kit.sync()
        assert len(kit.history().days) == len(kit.history().activities) == 1


def test_a_file_name_that_is_no_text_is_read_and_reported(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/n\xff.csv")).write_text(
            "date,mood\n2024-01-01,5\n"
        )
    except OSError:
        pytest.skip("this file system takes names of text alone")
    history = tk.read(tmp_path)
    history.model_dump_json()
    assert [problem.path for problem in history.problems if "name" in problem.message] == [
        f"{tmp_path}/n\ufffd.csv"
    ]


@pytest.mark.parametrize("field", ["name", "notes", "device"])
def test_a_record_by_hand_refuses_half_a_character(field: str) -> None:
    with pytest.raises(tk.InvalidInput, match="halves of characters"):
        tk.Activity(
            sport="running", start="2024-01-01T00:00:00Z", elapsed_s=60, **{field: "\ud83d"}
        )
