"""Plans in calendars, watches and indoor trainers; ranges of targets are kept."""

import datetime as dt
import io
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from icalendar import Calendar

import trainkit as tk
from builders.formats import read_fit
from trainkit.io import write_fit_workout, write_icu_workout, write_zwo
from trainkit.models import Repeat, Step
from trainkit.ports.format import FileContext
from trainkit.workouts import LIBRARY, find_session

DAY = dt.date(2026, 6, 2)
ATHLETE = tk.Athlete(
    sex="male",
    birth_date="1988-01-01",
    hr_rest=50,
    hr_max=188,
    hr_threshold=170,
    threshold_speed_m_s=3.55,
    ftp_w=260,
)
RUNS = [one.name for one in LIBRARY if one.sport == "running"]
RIDES = [one.name for one in LIBRARY if one.sport == "cycling"]


def workout(name: str) -> tk.PlannedWorkout:
    return find_session(name).build(sum(find_session(name).minutes) / 2, ATHLETE, DAY)


def plan(*names: str) -> tk.TrainingPlan:
    days = []
    for at, name in enumerate(names):
        day = DAY + dt.timedelta(days=at)
        made = find_session(name).build(45, ATHLETE, day)
        kind = "rest" if name == "Rest" else "easy"
        days.append(made.model_copy(update={"kind": kind}))
    return tk.TrainingPlan(start=DAY, workouts=tuple(days))


@pytest.mark.parametrize("name", RUNS + RIDES)
def test_a_watch_file_keeps_every_range(name: str) -> None:
    """A range of power or pace stays that range, not its middle or its edge."""
    sent = workout(name)
    (got,) = read_fit(write_fit_workout(sent), FileContext("a.fit")).workouts
    assert [without_effort_notes(step) for step in got.unrolled] == list(sent.unrolled)
    assert len(got.steps) == len(sent.steps)
    assert got.duration_s == sent.duration_s


def without_effort_notes(step: Step) -> Step:
    """Leave out the notes in which a watch shows an effort, which its files have no field for."""
    efforts = step.target is not None and step.target.kind == "effort"
    return step.model_copy(update={"notes": None}) if efforts else step


@pytest.mark.peers
@pytest.mark.parametrize("name", ["Short intervals", "Long run", "Threshold ride"])
def test_another_reader_sees_the_same_ranges(name: str) -> None:
    fitdecode = pytest.importorskip("fitdecode")
    sent = workout(name)
    found: list[dict[str, Any]] = []
    with fitdecode.FitReader(io.BytesIO(write_fit_workout(sent))) as reader:
        for frame in reader:
            if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name == "workout_step":
                found += [{field.name: field.value for field in frame.fields}]
    timed = [one for one in found if one.get("duration_time") is not None]
    steps = [
        step
        for one in sent.steps
        for step in (one.steps if isinstance(one, Repeat) else (one,))
        if isinstance(step, Step)
    ]
    assert [one["duration_time"] for one in timed] == [one.amount for one in steps]
    for got, step in zip(timed, steps, strict=True):
        target = step.target
        assert target is not None
        unit = "power" if target.unit == "W" else "speed"
        low, high = got[f"custom_target_{unit}_low"], got[f"custom_target_{unit}_high"]
        offset = 1000 if unit == "power" else 0  # FIT counts watts from 1000
        assert (low - offset, high - offset) == pytest.approx((target.low, target.high))


@pytest.mark.parametrize("name", RIDES)
def test_an_indoor_ride_keeps_its_ranges(name: str) -> None:
    sent = workout(name)
    root = ET.fromstring(write_zwo(sent, ATHLETE))  # noqa: S314  our own file
    parts = list(root.find("workout") or [])
    steps = sent.unrolled
    assert [float(one.attrib["Duration"]) for one in parts] == [one.amount for one in steps]
    for got, step in zip(parts, steps, strict=True):
        assert step.target is not None
        power = [260 * float(got.attrib[end]) for end in ("PowerLow", "PowerHigh")]
        assert power == pytest.approx([step.target.low, step.target.high], abs=0.05)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (tk.PlannedWorkout(sport="cycling", date=DAY, steps=(Step(),)), "end by time"),
        (
            tk.PlannedWorkout(sport="cycling", date=DAY, steps=(Step(until="time", amount=60),)),
            "hold a power",
        ),
        (tk.PlannedWorkout(sport="cycling"), "an FTP"),
    ],
)
def test_what_an_indoor_trainer_cannot_do(sent: tk.PlannedWorkout, said: str) -> None:
    with pytest.raises(tk.InvalidInput, match=said):
        write_zwo(sent, ATHLETE)


LINE = re.compile(r"- (?:Warmup |Cooldown )?(?:(\d+)m)?(?:(\d+)s)? (.+)")
# These go by effort, and their ladders have tests of their own.
BY_EFFORT = {"Walk and run", "Hills", "Fartlek"}


@pytest.mark.parametrize("name", [name for name in RUNS + RIDES if name not in BY_EFFORT])
def test_the_text_of_intervals_icu_keeps_lengths_and_ranges(name: str) -> None:
    sent = workout(name)
    got: list[tuple[float, str]] = []
    for block in write_icu_workout(sent).split("\n\n"):
        lines = block.splitlines()
        times = int(lines.pop(0)[:-1]) if re.fullmatch(r"\d+x", lines[0]) else 1
        parts = [LINE.fullmatch(one) for one in lines]
        assert all(parts)
        found = [part.groups() for part in parts if part]
        got += [(60 * int(m or 0) + int(s or 0), target) for m, s, target in found] * times
    steps = sent.unrolled
    assert [seconds for seconds, _ in got] == [one.amount for one in steps]
    for (_, text), step in zip(got, steps, strict=True):
        assert step.target is not None
        ends = (step.target.low, step.target.high)
        if step.target.unit == "W":
            assert text.split()[0] == f"{ends[0]:g}-{ends[1]:g}w"
        else:
            slow, quick = (m * 60 + s for m, s in _minutes(text))
            assert (quick, slow) == pytest.approx((1000 / ends[1], 1000 / ends[0]), abs=0.5)


def _minutes(text: str) -> list[tuple[int, int]]:
    return [(int(m), int(s)) for m, s in re.findall(r"(\d+):(\d\d)", text)]


def test_an_update_replaces_and_never_doubles() -> None:
    first = Calendar.from_ical(tk.to_ics(plan("Easy run", "Rest", "Long run")))
    again = Calendar.from_ical(tk.to_ics(plan("Rest", "Easy run", "Threshold run"), sequence=1))
    old = {str(one["uid"]): one for one in first.walk("vevent")}
    new = {str(one["uid"]): one for one in again.walk("vevent")}
    assert len(old) == 2
    assert set(old) < set(new)
    assert all(one["sequence"] == 1 for one in new.values())
    states = {one["dtstart"].dt: str(one.get("status", "")) for one in new.values()}
    assert states == {
        DAY: "CANCELLED",
        DAY + dt.timedelta(days=1): "",
        DAY + dt.timedelta(days=2): "",
    }


def test_rest_is_an_event_where_it_is_wished() -> None:
    found = Calendar.from_ical(tk.to_ics(plan("Easy run", "Rest"), with_rest=True))
    assert [str(one["summary"]) for one in found.walk("vevent")][1] == "Rest"


def test_the_same_plan_becomes_the_same_bytes() -> None:
    assert tk.to_ics(plan("Easy run")) == tk.to_ics(plan("Easy run"))
