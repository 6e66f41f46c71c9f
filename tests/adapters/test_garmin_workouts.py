"""Workouts on the way to a Garmin watch: uploaded, scheduled, replaced, moved and taken back."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import trainkit as tk
from builders.garmin_kit import garmin_kit
from builders.garmin_server import GarminServer, serve_garmin
from builders.llm_servers import require_sdk
from trainkit.adapters._garmin.workouts import write_workout
from trainkit.io.formats.garmin_connect.workouts import garmin_workouts
from trainkit.models import PlannedWorkout, Step
from trainkit.models.workout import Repeat, Target
from trainkit.ports.format import FileContext

require_sdk("garminconnect")

MONDAY = dt.date(2026, 5, 11)
PACE = Target(kind="speed", low=3.9, high=4.1, unit="m/s")


def run(day: dt.date | None = MONDAY, **more: Any) -> PlannedWorkout:
    """Four times four minutes."""
    steps = (
        Step(kind="warmup", until="time", amount=600),
        Repeat(
            steps=(
                Step(kind="interval", until="time", amount=240, target=PACE),
                Step(kind="recovery", until="time", amount=120),
            ),
            times=4,
        ),
        Step(kind="cooldown", until="lap_button"),
    )
    given: dict[str, Any] = {"name": "4 x 4 min", "sport": "running", "date": day, "steps": steps}
    return PlannedWorkout(**{**given, **more})


@pytest.fixture
def server() -> Iterator[GarminServer]:
    with serve_garmin() as made:
        made.workouts = {1: {"workoutId": 1, "workoutName": "Their own", "description": None}}
        made.calendar = {2: {"id": 2, "itemType": "workout", "workoutId": 1, "date": "2026-05-11"}}
        yield made


@pytest.fixture
def kit(server: GarminServer) -> Iterator[tk.Kit]:
    with garmin_kit(server) as made:
        yield made


def planned(server: GarminServer) -> list[tuple[str, str]]:
    """Day and name of what came from here, as the calendar has it."""
    return sorted(
        (entry["date"], server.workouts[entry["workoutId"]]["workoutName"])
        for entry in server.calendar.values()
        if entry["workoutId"] != 1
    )


def read_back(written: object) -> PlannedWorkout:
    context = FileContext("garmin", ZoneInfo("Europe/Berlin"))
    (found,) = garmin_workouts([written], context)
    return found


def test_a_week_goes_there_and_is_replaced_without_doubling(
    server: GarminServer, kit: tk.Kit
) -> None:
    rest = PlannedWorkout(name="Rest", kind="rest", date=MONDAY + dt.timedelta(days=1))
    week = [run(), rest, run(MONDAY + dt.timedelta(days=2)), run(MONDAY, name="Evening")]
    names = kit.send(*week)
    assert len(names) == 3
    first = [("2026-05-11", "4 x 4 min"), ("2026-05-11", "Evening"), ("2026-05-13", "4 x 4 min")]
    assert planned(server) == first
    week[0] = run(name="5 x 4 min")
    assert kit.send(*week) == names
    assert planned(server) == [(*first[0][:1], "5 x 4 min"), *first[1:]]
    assert len(server.workouts) == 4
    kit.recall(names)
    kit.recall(names)  # they are gone: no error
    assert (set(server.workouts), set(server.calendar)) == ({1}, {2})


def test_a_workout_goes_to_a_day_and_moves(server: GarminServer, kit: tk.Kit) -> None:
    kit.send(run(None), dt.date(2026, 5, 31))
    assert planned(server) == [("2026-05-31", "4 x 4 min")]
    kept = set(server.workouts)
    (name,) = kit.send(run(dt.date(2026, 5, 31)), dt.date(2026, 6, 2))
    assert planned(server) == [("2026-06-02", "4 x 4 min")]
    assert set(server.workouts) == kept  # the same one: the watch keeps its history
    kit.send(run(dt.date(2026, 6, 2), name="Renamed"))
    assert planned(server) == [("2026-06-02", "Renamed")]
    kit.recall([name])
    assert planned(server) == []
    with pytest.raises(tk.InvalidInput, match="one workout"):
        kit.send(run(), run(), MONDAY)  # type: ignore[call-overload]
    with pytest.raises(tk.InvalidInput, match="the day that it is planned for"):
        kit.send(run(None))
    with pytest.raises(tk.InvalidInput, match="names that `send` returned"):
        kit.recall(["../1"])


def test_a_move_to_a_day_that_is_taken_replaces_what_is_there(
    server: GarminServer, kit: tk.Kit
) -> None:
    kit.send(run(), run(MONDAY + dt.timedelta(days=1), name="Other"))
    kit.send(run(), MONDAY + dt.timedelta(days=1))
    assert planned(server) == [("2026-05-12", "4 x 4 min")]


@pytest.mark.parametrize("moving", [False, True])
@pytest.mark.parametrize("calls", range(7))
def test_what_breaks_off_is_mended_by_sending_it_again(
    server: GarminServer, kit: tk.Kit, calls: int, moving: bool
) -> None:
    tuesday = MONDAY + dt.timedelta(days=1)
    if moving:
        kit.send(run())

    def send() -> object:
        return kit.send(run(), tuesday) if moving else kit.send(run(tuesday))

    sent = len(server.calls)
    server.faults.append(
        lambda handler: len(server.calls) == sent + calls and (handler.send(409, {}) or True)
    )
    try:
        send()
    except tk.BackendError:
        server.faults.clear()
        send()
    assert planned(server) == [("2026-05-12", "4 x 4 min")]
    assert len(server.workouts) == 2


def test_a_lost_answer_doubles_nothing(server: GarminServer, kit: tk.Kit) -> None:
    def lose(handler: Any) -> bool:
        if handler.command != "POST":
            return False
        handler.keep(777)
        handler.close_connection = True
        return True

    server.faults.append(lose)
    with pytest.raises(tk.BackendError, match="no connection"):
        kit.send(run())
    assert len([call for call in server.calls if call.startswith("POST")]) == 1
    server.faults.clear()
    kit.send(run())
    assert set(server.workouts) == {1, 777}
    assert planned(server) == [("2026-05-11", "4 x 4 min")]


def test_a_workout_that_vanished_there_is_made_anew(server: GarminServer, kit: tk.Kit) -> None:
    kit.send(run())
    (gone,) = set(server.workouts) - {1}

    def vanish(handler: Any) -> bool:
        if handler.command == "PUT":
            server.workouts.pop(gone)
            server.calendar = {2: server.calendar[2]}
        return False

    server.faults.append(vanish)
    kit.send(run())
    assert planned(server) == [("2026-05-11", "4 x 4 min")]


@pytest.mark.parametrize(
    "steps",
    [
        run().steps,
        (Step(kind="active", until="distance", amount=8000, target=PACE),),
        (
            Step(until="time", amount=60, target=Target(kind="power", low=200, high=220, unit="W")),
            Step(until="time", amount=60,
                 target=Target(kind="heart_rate", low=2, high=2, unit="zone"),
                 second_target=Target(kind="cadence", low=85, high=95, unit="1/min")),
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("sport", ["running", "cycling", "swimming"])
def test_steps_and_targets_arrive_as_meant(steps: Any, sport: str) -> None:
    sent = run(steps=steps, sport=sport, pool_length_m=25)
    back = read_back(write_workout(sent, "trainkit 2026-05-11 running 1"))
    assert back.duration_s == sent.duration_s
    assert (back.name, back.pool_length_m) == (sent.name, 25)
    for one, other in zip(back.unrolled, sent.unrolled, strict=True):
        kind = {"active": "interval"}.get(other.kind, other.kind)
        assert (one.kind, one.until, one.amount) == (kind, other.until, other.amount)
        assert (one.target, one.second_target) == (other.target, other.second_target)


def test_what_a_watch_cannot_show_becomes_words() -> None:
    ftp = Target(kind="power", low=88, high=94, unit="percent_ftp")
    steps = (
        Step(until="time", amount=600, target=ftp, name="Sweet spot"),
        Step(until="heart_rate_below", amount=120, unit="bpm"),
    )
    first, second = read_back(write_workout(run(steps=steps), "x")).steps
    assert isinstance(first, Step)
    assert isinstance(second, Step)
    assert (first.target, first.notes) == (None, "Sweet spot, power 88 to 94 % of FTP")
    assert (second.until, second.notes) == ("lap_button", "until heart rate below 120 bpm")


def test_too_many_steps_become_one_and_nested_repeats_are_unrolled() -> None:
    step = Step(kind="interval", until="time", amount=30)
    pyramid = Repeat(steps=(Repeat(steps=(step,), times=3), step), times=2)
    back = read_back(write_workout(run(steps=(pyramid,)), "x"))
    assert back.duration_s == 240
    (group,) = back.steps
    assert isinstance(group, Repeat)
    assert all(isinstance(inner, Step) for inner in group.steps)
    assert len(read_back(write_workout(run(steps=(step,) * 80), "x")).steps) == 1
    (whole,) = read_back(write_workout(run(steps=(), planned_s=2700), "x")).steps
    assert whole.duration_s == 2700


@pytest.mark.realdata
def test_a_workout_is_written_as_the_library_writes_it(data_dir: Path) -> None:
    file = data_dir / "backends" / "garmin" / "workout_upload.json"
    theirs = json.loads(file.read_bytes())["json"]
    cooldown = Step(kind="cooldown", until="time", amount=600)
    ours = write_workout(run(steps=(*run().steps[:2], cooldown)), "x")

    def compare(mine: Any, other: Any, path: str = "") -> None:
        if isinstance(mine, dict):
            for key, value in mine.items():
                if key != "description":
                    compare(value, other[key], f"{path}/{key}")
        elif isinstance(mine, list):
            for number, (one, another) in enumerate(zip(mine, other, strict=True)):
                compare(one, another, f"{path}/{number}")
        else:
            assert mine == other, path

    compare(ours, theirs)
