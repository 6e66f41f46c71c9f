"""Swims of sets and walk-runs in watches, calendars and texts: nothing of a rung is lost."""

import datetime as dt
import re

import pytest
from icalendar import Calendar

import trainkit as tk
from builders.formats import read_fit
from builders.swimmers import DAY, athlete, swimmer
from trainkit.io import write_fit_workout, write_icu_workout, write_zwo
from trainkit.models import Repeat, Step, Target
from trainkit.ports.format import FileContext
from trainkit.workouts import (
    EASY_SWIMS,
    GENTLE_WALK_RUN,
    RACE_EVE_SWIM,
    SWIM_LADDERS,
    WALK_RUN,
    Session,
)

SESSIONS: list[Session] = [
    *(swim for ladder in SWIM_LADDERS.values() for swim in ladder),
    *EASY_SWIMS,
    RACE_EVE_SWIM,
    *(session for ladder in (WALK_RUN, GENTLE_WALK_RUN) for week in ladder for session in week),
]
PEOPLE = {"css": swimmer(0.95, ftp_w=220.0), "effort": athlete(ftp_w=220.0)}
every_rung = pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.name)
everybody = pytest.mark.parametrize("who", PEOPLE.values(), ids=PEOPLE)


@everybody
@every_rung
def test_a_watch_file_keeps_the_rung(session: Session, who: tk.Athlete) -> None:
    sent = session.build(90, who, DAY)
    (got,) = read_fit(write_fit_workout(sent), FileContext("a.fit")).workouts
    assert got.steps == sent.steps
    assert (got.name, got.sport, got.sub_sport) == (sent.name, sent.sport, sent.sub_sport)
    assert got.pool_length_m == sent.pool_length_m
    notes, cut = sent.notes or "", got.notes or ""  # FIT ends a text after 254 bytes
    assert cut == notes[:254]


LINE = re.compile(
    r"- (?P<cue>(?:Warmup|Cooldown|Rest|Drill|Pull|Run|Walk)? ?(?:RPE \d+(?: to \d+)?)?) ?"
    r"(?P<length>\d+mtr|[\d.]+mtr|(?:\d+m)?(?:\d+s)?)(?P<target> .*)?"
)


@everybody
@every_rung
def test_the_text_of_intervals_icu_keeps_the_rung(session: Session, who: tk.Athlete) -> None:
    sent = session.build(90, who, DAY)
    text = write_icu_workout(sent)
    lines = [line for line in text.splitlines() if line.startswith("-")]
    steps = [
        step
        for node in sent.steps
        for step in (node.steps if isinstance(node, Repeat) else (node,))
        if isinstance(step, Step)
    ]
    assert re.findall(r"^(\d+)x$", text, re.MULTILINE) == [
        str(node.times) for node in sent.steps if isinstance(node, Repeat)
    ]
    for line, step in zip(lines, steps, strict=True):
        found = LINE.fullmatch(line)
        assert found, line
        assert _length(found["length"]) == (step.until, step.amount)
        target = step.target
        if target is None:
            assert found["cue"].strip() == "Rest"
        elif target.unit == "rpe":
            effort = [float(end) for end in re.findall(r"\d+", found["cue"])]
            assert (effort[0], effort[-1]) == (target.low, target.high)
        else:
            slow, quick = re.findall(r"(\d+):(\d\d)", found["target"])
            ends = [100 / (60 * int(m) + int(s)) for m, s in (slow, quick)]
            assert ends == pytest.approx([target.low, target.high], rel=0.01)
            assert ends[0] <= ends[1]
            assert "/100m Pace" in found["target"]


def _length(text: str) -> tuple[str, float]:
    if text.endswith("mtr"):
        return "distance", float(text[:-3])
    found = re.fullmatch(r"(?:(\d+)m)?(?:(\d+)s)?", text)
    assert found
    return "time", 60 * int(found[1] or 0) + int(found[2] or 0)


@everybody
def test_a_calendar_shows_metres_and_the_sets(who: tk.Athlete) -> None:
    days = [
        session.build(90, who, DAY + dt.timedelta(days=at)) for at, session in enumerate(SESSIONS)
    ]
    plan = tk.TrainingPlan(start=DAY, workouts=tuple(days))
    events = list(Calendar.from_ical(tk.to_ics(plan)).walk("VEVENT"))
    for event, sent in zip(events, days, strict=True):
        assert str(event["description"]).startswith(sent.notes or "?")
        metres = f"{sent.planned_m:.0f} m, " if sent.planned_m else ""
        assert str(event["summary"]) == f"{sent.name}, {metres}{sent.duration_min:.0f} min"


@everybody
@every_rung
def test_an_indoor_trainer_refuses_what_is_no_ride(session: Session, who: tk.Athlete) -> None:
    with pytest.raises(tk.InvalidInput, match="steps"):
        write_zwo(session.build(90, who, DAY), who)


@every_rung
def test_a_plan_as_json_keeps_the_rung(session: Session) -> None:
    sent = session.build(90, PEOPLE["css"], DAY)
    assert tk.PlannedWorkout.model_validate_json(sent.model_dump_json()) == sent


def test_an_effort_stands_in_the_notes_of_a_watch_file() -> None:
    effort = Target(kind="effort", low=3, high=4, unit="rpe")
    steps = (
        Step(until="time", amount=60, target=effort),
        Step(until="time", amount=60, target=effort, notes="relaxed"),
        Step(until="time", amount=60, notes="RPE 11 to 12 is no effort"),
        Step(until="time", amount=60, notes="RPE 7 to 8 on the climb"),
        Step(until="time", amount=60, notes="RPE 6"),
    )
    sent = tk.PlannedWorkout(sport="running", steps=steps)
    (got,) = read_fit(write_fit_workout(sent), FileContext("a.fit")).workouts
    read = [step for step in got.steps if isinstance(step, Step)]
    hard = Target(kind="effort", low=7, high=8, unit="rpe")
    six = Target(kind="effort", low=6, high=6, unit="rpe")
    assert [step.target for step in read] == [effort, effort, None, hard, six]
    assert [step.notes for step in read][:2] == ["RPE 3 to 4", "RPE 3 to 4: relaxed"]
