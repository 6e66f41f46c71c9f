"""The picture of the import guide is what its example draws."""

import importlib.util
from pathlib import Path

import trainkit as tk

ROOT = Path(__file__).resolve().parents[2]


def test_the_picture_shows_what_the_report_says() -> None:
    place = ROOT / "examples" / "bad_history.py"
    spec = importlib.util.spec_from_file_location("bad_history", place)
    assert spec
    assert spec.loader
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    history = example.damaged_history()
    report = tk.quality(history)
    damage = {"impossible_total", "hr_spike", "hr_dropout", "hr_stuck"}
    assert damage | {"unlikely_night", "missing_days"} == set(report.counts)
    assert example.PICTURE.read_text(encoding="utf-8") == example.picture(report, history)
