"""The cookbook runs from top to bottom, with and without samples."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import trainkit as tk

PAGE = (Path(__file__).parents[2] / "docs" / "guides" / "cookbook.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def long_run(day: dt.date) -> tk.Activity:
    """A run of two hours with samples, whose heart rate drifts."""
    time = np.arange(7200.0)
    speed = np.full(time.size, 3.0)
    streams = tk.Streams(time_s=time, speed=speed, distance=3 * time, heart_rate=130 + time / 400)
    start = dt.datetime.combine(day, dt.time(5), dt.UTC)
    return tk.Activity(
        sport="running", start=start, elapsed_s=7199, distance_m=21_597, streams=streams
    )


def test_each_question_has_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    space: dict[str, Any] = {}
    for number, block in enumerate(BLOCKS):
        code = block.replace("seconds=2", "seconds=0.1").replace("days=240", "days=120")
        if "tk.plan(" in code or "coach.insights" in code:
            continue  # seconds of work, tested where they are made
        exec(compile(code, f"cookbook {number}", "exec"), space)  # noqa: S102  our own page
        if number == 0:
            run = long_run(space["history"].span[1] - dt.timedelta(days=1))
            space["history"] = space["history"].merge(tk.History(activities=[run]))
    said = capsys.readouterr().out
    for words in ("fitness ", "3.83 h", "ewma ", "270 W"):
        assert words in said, words
    # The tables that a notebook shows.
    history = space["history"]
    (best,) = history.best_efforts([5000])
    assert best.method in {"samples", "total"}
    assert best.time_s <= 5000 / 3 + 1
    assert "running" in history.totals("month")["sport"]
    assert len(history.zones("month"))
    assert len(history.drift(min_minutes=75)) == 1


def test_it_has_ten_questions() -> None:
    assert len(re.findall(r"^## .*\?$", PAGE, re.MULTILINE)) == 11  # ten, and what comes then
