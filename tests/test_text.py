"""Text of unknown origin cannot control what shows it, wherever it is written."""

import datetime as dt
import json

from hypothesis import given
from hypothesis import strategies as st

import trainkit as tk
from trainkit import io
from trainkit._html import escape
from trainkit._text import clean, clean_json, clean_line
from trainkit.io.fit import decode
from trainkit.models import Athlete, PlannedWorkout, Step, Target, TrainingPlan

HOSTILE = "\x1b]0;owned\x07\x9b2J\u202egnp.\x00exe"
CONTROLS = set("\x1b\x07\x9b\u202e\x00")
JOINERS = "\u200c\u200d"

any_text = st.text(st.characters(codec=None))


@given(any_text)
def test_what_is_left_is_printable(text: str) -> None:
    cleaned = clean(text)
    assert all(char.isprintable() or char in "\n" + JOINERS for char in cleaned)
    assert len(cleaned) == len(text)
    assert clean(cleaned) == cleaned
    assert "\n" not in clean_line(text)


@given(st.text(st.characters(exclude_categories=["C", "Z"])))
def test_printable_text_stays(text: str) -> None:
    assert clean(text) == text


def test_blanks_and_emoji_stay() -> None:
    assert clean("10\u00a0km\t\N{WOMAN}\N{ZERO WIDTH JOINER}") == "10 km \N{WOMAN}\u200d"


@given(any_text)
def test_json_keeps_its_value(text: str) -> None:
    written = json.dumps({text: [text]}, ensure_ascii=False)
    for only_ascii in (False, True):
        escaped = clean_json(written, only_ascii=only_ascii)
        assert json.loads(escaped) == {text: [text]}
        assert escaped.isprintable()
    assert escaped.isascii()


def test_no_file_for_others_carries_controls() -> None:
    day = dt.date(2026, 6, 1)
    power = Target(kind="power", low=200, high=220, unit="W")
    step = Step(until="time", amount=600, target=power, name=HOSTILE, notes=HOSTILE)
    ride = PlannedWorkout(name=HOSTILE, notes=HOSTILE, sport="cycling", date=day, steps=(step,))
    athlete = Athlete(sex="female", birth_date="1992-05-14", hr_rest=50, hr_max=188, ftp_w=250)
    plan = TrainingPlan(start=day, workouts=(ride,))
    texts = [
        tk.to_ics(plan).decode(),
        io.write_zwo(ride, athlete).decode(),
        io.write_icu_workout(ride),
        escape(HOSTILE),
        str(decode(io.write_fit_workout(ride))),
    ]
    fit = io.write_fit_workout(ride)
    assert not any(control.encode() in fit for control in ("\x1b]0", "\u202e", "\x9b"))
    for text in texts:
        assert not CONTROLS & set(text)
    assert all("owned" in texts[at] for at in (0, 1, 3))
