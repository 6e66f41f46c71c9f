"""Workout texts of intervals.icu: read as its server reads them, and written so that it does."""

import datetime as dt
import json
from io import BytesIO
from pathlib import Path

import pytest

from trainkit.adapters._intervals.events import read_event
from trainkit.io import write_icu_workout
from trainkit.io.formats.icu_text import IcuTextFormat
from trainkit.models import PlannedWorkout, Repeat, Step, Target
from trainkit.ports.format import FileContext

CONTEXT = FileContext("plan")
READ_OTHERWISE = 2  # of 117: numbers in whole sentences before the length, cadences in words


def plain(steps: tuple[Step | Repeat, ...]) -> list[object]:
    """Lengths and targets, without words."""
    found: list[object] = []
    for step in steps:
        if isinstance(step, Repeat):
            found.append((step.times, plain(step.steps)))
            continue
        targets = [
            target and (target.kind, target.unit, round(target.low, 1), round(target.high, 1))
            for target in (step.target, step.second_target)
        ]
        found.append((step.until, step.amount, *targets))
    return found


def read(text: str) -> list[object]:
    contents = [*IcuTextFormat().read(BytesIO(text.encode()), CONTEXT)]
    return [found for part in contents for item in part.workouts for found in plain(item.steps)]


@pytest.mark.realdata
def test_real_texts_are_read_and_written_as_the_server_parses_them(data_dir: Path) -> None:
    file = data_dir / "backends" / "intervals"
    oracle = json.loads((file / "events_description_and_workout_doc.json").read_bytes())["entries"]
    otherwise = []
    for entry in oracle:
        workout = read_event(entry, CONTEXT)
        assert workout is not None
        meant = plain(workout.steps)
        assert read(write_icu_workout(workout)) == meant, entry["id"]
        if read(entry["description"]) != meant:
            otherwise.append(entry["id"])
    assert len(oracle) == 117
    assert len(otherwise) <= READ_OTHERWISE


def test_names_with_numbers_and_nested_repeats_change_no_step() -> None:
    watts = Target(kind="power", low=180.4, high=180.4, unit="W")
    beats = Target(kind="heart_rate", low=2, high=3, unit="zone")
    rpm = Target(kind="cadence", low=85, high=95, unit="1/min")
    inner = Repeat(times=2, steps=(Step(until="time", amount=30, name="5x3m at 95%"),))
    workout = PlannedWorkout(
        sport="cycling",
        date=dt.date(2026, 5, 1),
        steps=(
            Step(until="time", amount=6000, target=watts, second_target=rpm, name="Z2 - 40s hard"),
            Repeat(times=3, steps=(inner, Step(until="time", amount=60, target=beats))),
            Step(until="time", amount=0, name="nothing"),
        ),
    )
    text = write_icu_workout(workout)
    assert text == ("- hard 100m 180w 85-95rpm\n\n3x\n- at 30s\n- at 30s\n- 1m Z2-Z3 HR\n\n")
    assert read(text) == [
        ("time", 6000.0, ("power", "W", 180.0, 180.0), ("cadence", "1/min", 85.0, 95.0)),
        (
            3,
            [
                ("time", 30.0, None, None),
                ("time", 30.0, None, None),
                ("time", 60.0, ("heart_rate", "zone", 2.0, 3.0), None),
            ],
        ),
    ]
