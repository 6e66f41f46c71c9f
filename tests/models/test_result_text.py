"""What `print` shows of a result is what the commands print; its repr is one line."""

import datetime as dt
import json
from html import escape

import pytest

import trainkit as tk
from trainkit.models._result_text import align

START = dt.date(2026, 6, 1)


def test_an_assessment_prints_as_the_decision() -> None:
    history = tk.simulate(days=90)
    assert history.athlete is not None
    made = tk.assess(history, history.athlete)
    text = str(made)
    for words in (f"on {made.date}", made.recovery.status, "Today: ", "  or ", "component"):
        assert words in text
    assert made.recommendation.rationale in text
    assert all(warning.message in text for warning in made.warnings)
    assert "\n" not in repr(made)
    assert len(repr(made)) < 100


def test_a_plan_prints_as_its_weeks() -> None:
    session = tk.workouts.find_session("Easy run")
    athlete = tk.Athlete(sex="female", birth_date=dt.date(1990, 1, 1), hr_rest=50, hr_max=185)
    days = [
        session.build(30, athlete, START + dt.timedelta(days=number)).model_copy(
            update={"week": number // 7 + 1, "phase": "base"}
        )
        for number in range(14)
    ]
    race = tk.Goal(distance_m=1e4, date=START + dt.timedelta(days=60))
    plan = tk.TrainingPlan(goals=(race,), start=START, workouts=tuple(days))
    first, second = str(plan).splitlines()
    assert first.startswith("  1 base   load")
    assert second.count("Easy run 30") == 7
    assert repr(plan) == "<TrainingPlan 2026-06-01 to 2026-06-14: 10 km>"


def test_a_revision_prints_its_reasons_and_changes() -> None:
    nothing = tk.models.Revision(on=START, facts={"ill": "You were ill"})
    assert str(nothing) == "You were ill.\n0 days changed"
    assert repr(nothing) == "<Revision from 2026-06-01: 0 days changed>"


def test_columns_stand_below_one_another() -> None:
    assert align([("a", "10"), ("long", "5")], right=(1,)) == ["a     10", "long   5"]


def test_a_history_prints_what_is_in_it() -> None:
    problems = tuple(
        tk.models.Problem(path=f"{number}.fit", message="cut off", severity="error", offset=number)
        for number in range(25)
    )
    history = tk.simulate(days=30).model_copy(update={"problems": problems})
    lines = str(history).splitlines()
    assert lines[0].endswith(f"30 days of health data, {history.dates[0]} to {history.dates[-1]}")
    assert lines[1:3] == ["25 problems:", "  error: 0.fit at byte 0: cut off"]
    assert lines[-1] == "  and 5 more; `problems` has them all"
    assert "\n" not in repr(history)


def test_the_parts_of_an_assessment_print_too() -> None:
    history = tk.simulate(days=240)
    assert history.athlete is not None
    made = tk.assess(history, history.athlete)
    text = str(made)
    assert str(made.recovery) in text
    assert str(made.recommendation) in text
    assert made.warnings
    assert all(str(warning) in text for warning in made.warnings)


def records() -> list[tk.models.Model]:
    history = tk.simulate(days=40)
    assert history.athlete is not None
    goal = tk.Goal(distance_m=21_097.5, date=START, time_s=6300, sport="running")
    return [
        *history.activities[:1],
        *history.days[:1],
        history.athlete,
        goal,
        tk.RaceResult(date=START, distance_m=5000, time_s=1300, name="City run"),
        tk.Problem(path="a.fit", message="cut off", severity="error", offset=9),
        tk.Availability(minutes={"mon": 30}, max_sessions_per_week=3),
        tk.ThresholdChange(date=START, sport="cycling", ftp_w=230),
        tk.workouts.find_session("Easy run").build(40, history.athlete, START),
        tk.assess(history, history.athlete).recommendation.alternatives[0],
        tk.models.Forecast(
            distance_m=1e4, time_s=2580, low_s=2433, high_s=2735, level=0.8, vdot=47, races=0
        ),
    ]


@pytest.mark.parametrize("record", records(), ids=lambda record: type(record).__name__)
def test_records_print_for_people_and_their_repr_is_one_short_line(
    record: tk.models.Model,
) -> None:
    text = str(record)
    for mark in ("datetime", "='", "None", "Provenance"):
        assert mark not in text
    assert "\n" not in repr(record)
    assert len(repr(record)) < 600
    assert escape(text.splitlines()[0]) in record._repr_html_()


def test_what_records_say() -> None:
    told = {type(record).__name__: str(record) for record in records()}
    assert told["Goal"] == "A  2026-06-01  half marathon of running in 1:45:00"
    assert told["RaceResult"] == "2026-06-01  City run  5 km of running in 21:40"
    assert told["Problem"] == "error: a.fit at byte 9: cut off"
    assert told["Availability"] == "minutes: mon 30 min\nmax sessions per week: 3"
    assert told["ThresholdChange"] == "date: 2026-06-01\nsport: cycling\nftp: 230 W"
    assert told["Forecast"] == "10 km in 43:00, 40:33 to 45:35 in 80 % of cases, from your paces"
    assert told["PlannedWorkout"].startswith("Mon 2026-06-01  Easy run, 40 min: 40 min at ")


def test_a_long_repr_says_only_how_much_there_is() -> None:
    history = tk.simulate(days=40)
    assert history.athlete is not None
    state = repr(tk.assess(history, history.athlete).recovery)
    assert "components=<" in state
    assert len(state) < 500


@pytest.mark.parametrize("kind", ["activity", "race", "edit"])
def test_json_of_a_record_has_its_id_and_is_read_back(kind: str) -> None:
    at = dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC)
    made: dict[str, tk.Activity | tk.RaceResult | tk.models.Edit] = {
        "activity": tk.simulate(days=5).activities[0],
        "race": tk.RaceResult(date=START, distance_m=5000, time_s=1300),
        "edit": tk.models.Edit(kind="day", record="2026-06-01", day=START, field="mood", at=at),
    }
    record = made[kind]
    text = record.model_dump_json()
    assert json.loads(text)["id"] == record.id
    assert type(record).model_validate_json(text) == record
    assert type(record).model_validate(record.model_dump()) == record
    assert "id=" not in repr(record)


def test_an_unknown_field_is_told_before_what_is_missing() -> None:
    with pytest.raises(tk.InvalidInput, match=r"distance is 5000; .* did you mean 'distance_m'"):
        tk.Goal.model_validate({"distance": 5000, "date": "2027-04-06"})
