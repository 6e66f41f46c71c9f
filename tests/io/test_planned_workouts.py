"""Planned workouts come from FIT and JSON, and go to FIT and back."""

import datetime as dt
import io
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.formats import read_fit, read_json
from trainkit.errors import InvalidInput
from trainkit.io import write_fit_workout
from trainkit.io.fit import encode
from trainkit.models import History, PlannedWorkout, Provenance, Repeat, Step, Target
from trainkit.ports.format import Contents, FileContext

ORIGIN = FileContext("a.fit")


def only(answer: Contents) -> PlannedWorkout:
    (workout,) = answer.workouts
    assert not answer.activities
    return workout


def whole(low: int, high: int) -> st.SearchStrategy[float]:
    return st.integers(low, high).map(float)


def target(kind: str, unit: str, high: int, counts: float = 1.0) -> st.SearchStrategy[Target]:
    ends = st.tuples(whole(0, high), whole(1, high)).map(sorted)
    return ends.map(lambda e: Target(kind=kind, low=e[0] / counts, high=e[1] / counts, unit=unit))


targets = st.one_of(
    st.none(),
    target("heart_rate", "bpm", 150).filter(lambda one: one.low > 0),
    target("heart_rate", "percent_hr_max", 100),
    target("power", "W", 900).filter(lambda one: one.low > 0),
    target("power", "percent_ftp", 300),
    target("cadence", "1/min", 200),
    target("speed", "m/s", 9000, 1000.0),
    st.integers(1, 7).map(lambda z: Target(kind="heart_rate", low=z, high=z, unit="zone")),
)
endings = st.one_of(
    st.just({"until": "lap_button"}),
    whole(1, 10**6).map(lambda ms: {"until": "time", "amount": ms / 1000}),
    whole(1, 10**6).map(lambda cm: {"until": "distance", "amount": cm / 100}),
    whole(1, 900).map(lambda kcal: {"until": "calories", "amount": kcal}),
    whole(60, 120).map(lambda hr: {"until": "heart_rate_below", "amount": hr, "unit": "bpm"}),
    whole(1, 1000).map(lambda p: {"until": "power_above", "amount": p, "unit": "percent_ftp"}),
)
steps = st.builds(
    lambda kind, ending, first, second, name: Step(
        kind=kind, target=first, second_target=second, name=name, **ending
    ),
    st.sampled_from(["warmup", "active", "interval", "recovery", "cooldown"]),
    endings,
    targets,
    targets,
    st.none() | st.sampled_from(["hügelig", "easy"]),
)
nodes = st.recursive(
    steps,
    lambda inner: st.builds(
        lambda inside, times: Repeat(steps=tuple(inside), times=times),
        st.lists(inner, min_size=1, max_size=3),
        st.integers(1, 30),
    ),
    max_leaves=6,
)
workouts = st.builds(
    PlannedWorkout,
    name=st.sampled_from(["Tempo", "Ö" * 20]),
    sport=st.sampled_from(["running", "cycling"]),
    sub_sport=st.sampled_from([None, "trail"]),
    steps=st.lists(nodes, max_size=4).map(tuple),
    notes=st.none() | st.just("relax"),
    pool_length_m=st.none() | st.just(25.0),
)


@settings(max_examples=150)
@given(workouts)
def test_a_written_workout_reads_back_equal(workout: PlannedWorkout) -> None:
    read = only(read_fit(write_fit_workout(workout), ORIGIN))
    assert read.model_copy(update={"provenance": workout.provenance}) == workout


def test_a_repeat_until_a_heart_rate_is_kept() -> None:
    until = {"until": "heart_rate_above", "amount": 80.0, "unit": "percent_hr_max"}
    workout = PlannedWorkout(steps=(Repeat(steps=(Step(until="time", amount=60),), **until),))  # type: ignore[arg-type]
    assert only(read_fit(write_fit_workout(workout), ORIGIN)).steps == workout.steps


def test_durations_add_up_where_time_ends_every_step() -> None:
    minute = Step(until="time", amount=60)
    known = PlannedWorkout(steps=(minute, Repeat(steps=(minute, minute), times=5)))
    assert known.duration_s == 660
    assert PlannedWorkout(steps=(minute, Step())).duration_s is None
    assert (
        PlannedWorkout(steps=(Repeat(steps=(minute,), until="time", amount=90),)).duration_s == 90
    )


@pytest.mark.parametrize(
    ("workout", "match"),
    [
        (PlannedWorkout(steps=(Step(until="boredom"),)), "boredom"),
        (PlannedWorkout(steps=(Step(target=Target(kind="joy", low=1, high=2)),)), "joy"),
        (PlannedWorkout(steps=(Repeat(steps=(Step(),), until="time"),)), "an amount"),
        (
            PlannedWorkout(
                steps=(Step(until="power_above", amount=2000, unit="percent_ftp"),),
            ),
            "at most 1000",
        ),
    ],
)
def test_what_fit_does_not_know_is_refused(workout: PlannedWorkout, match: str) -> None:
    with pytest.raises(InvalidInput, match=match):
        write_fit_workout(workout)


def test_a_target_rises_and_a_repeat_has_steps() -> None:
    with pytest.raises(InvalidInput, match="at most high"):
        Target(kind="power", low=2, high=1)
    with pytest.raises(InvalidInput, match="steps"):
        Repeat(steps=())


def test_a_repeat_that_points_nowhere_is_reported() -> None:
    rows = {"duration_type": ["time", "repeat_until_steps_cmplt"], "duration_value": [1000, 9]}
    answer = read_fit(encode([("file_id", {"type": "workout"}), ("workout_step", rows)]), ORIGIN)
    assert only(answer).steps == (Step(until="time", amount=1),)
    assert "repeat that points at no step" in answer.problems[0].message


def test_a_history_keeps_workouts_once() -> None:
    one = PlannedWorkout(name="a", steps=(Step(),), date=dt.date(2026, 5, 1))
    elsewhere = one.model_copy(update={"provenance": Provenance(source="manual", path="/b")})
    history = History(workouts=(one, PlannedWorkout(name="b")))
    assert len(history.merge(History(workouts=(elsewhere,))).workouts) == 2
    assert History.model_validate_json(history.model_dump_json()) == history


TREE = {
    "workoutId": 7,
    "workoutName": "Hills",
    "sportType": {"sportTypeKey": "running"},
    "workoutSegments": [
        {
            "workoutSteps": [
                {
                    "stepType": {"stepTypeKey": "interval"},
                    "endCondition": {"conditionTypeKey": "distance"},
                    "endConditionValue": 400,
                    "targetType": {"workoutTargetTypeKey": "pace.zone"},
                    "targetValueOne": 4.0,
                    "targetValueTwo": 3.5,
                },
                {
                    "endCondition": {"conditionTypeKey": "lap.button"},
                    "targetType": {"workoutTargetTypeKey": "power.zone"},
                    "zoneNumber": 3,
                },
                "nonsense",
                {"workoutSteps": None, "numberOfIterations": 3},
            ]
        }
    ],
}


def test_garmin_steps_have_metres_and_speeds() -> None:
    workout = only(read_json(json.dumps(TREE).encode(), FileContext("a.json")))
    fast, power = workout.steps
    assert isinstance(fast, Step)
    assert (fast.kind, fast.until, fast.amount) == ("interval", "distance", 400)
    assert fast.target == Target(kind="speed", low=3.5, high=4, unit="m/s")
    assert isinstance(power, Step)
    assert (power.until, power.target) == (
        "lap_button",
        Target(kind="power", low=3, high=3, unit="zone"),
    )


@pytest.mark.realdata
def test_real_workout_files(data_dir: Path) -> None:
    folder = data_dir / "activities"

    def read(name: str) -> PlannedWorkout:
        return only(read_fit((folder / "fitsdk" / name).read_bytes(), ORIGIN))

    assert [one.until for one in read("WorkoutIndividualSteps.fit").steps] == [  # type: ignore[union-attr]
        "time",
        "distance",
        "distance",
        "heart_rate_below",
    ]
    custom = read("WorkoutCustomTargetValues.fit").steps[1]
    assert isinstance(custom, Step)
    assert custom.target == Target(kind="power", low=300, high=310, unit="W")
    repeat = read("WorkoutRepeatSteps.fit").steps[1]
    assert isinstance(repeat, Repeat)
    assert (repeat.times, len(repeat.steps)) == (3, 2)
    text = (folder / "garminconnect" / "sample_workout.json").read_bytes()
    simple = only(read_json(text, FileContext("a.json")))
    assert simple.duration_s == json.loads(text)["estimatedDurationInSecs"]


@pytest.mark.peers
def test_fitdecode_reads_a_written_workout() -> None:
    import fitdecode

    step = Step(until="time", amount=90, target=Target(kind="power", low=200, high=250, unit="W"))
    data = write_fit_workout(
        PlannedWorkout(name="Two", sport="cycling", steps=(Repeat(steps=(step,), times=4),)),
        created=dt.datetime(2026, 5, 1, tzinfo=dt.UTC),
    )
    with fitdecode.FitReader(io.BytesIO(data)) as reader:
        frames = [one for one in reader if isinstance(one, fitdecode.FitDataMessage)]
    rows = [one for one in frames if one.name == "workout_step"]
    assert rows[0].get_value("duration_time") == 90
    assert rows[0].get_value("custom_target_value_low", fallback=None) in (1200, None)
    assert rows[1].get_value("duration_type") == "repeat_until_steps_cmplt"
    assert rows[1].get_value("repeat_steps") == 4


def test_monitoring_counters_stop_at_local_midnight() -> None:
    start = 1_041_379_200  # 2022-12-31T00:00 UTC
    info = {"timestamp": start, "local_timestamp": start + 3600}
    rows = {
        "timestamp": start + np.array([3600, 22 * 3600, 23 * 3600, 23 * 3600 + 60]),
        "cycles": [50.0, 1000.0, 1500.0, 10.0],
        "activity_type": ["walking", "running", "walking", "walking"],
    }
    pulse = {"timestamp": start + 3600, "current_day_resting_heart_rate": np.array([47], "<u1")}
    stress = {
        "stress_level_time": start + np.array([60, 120, 180]),
        "stress_level_value": np.array([20, 30, -1], "<i2"),
    }
    data = encode(
        [
            ("file_id", {"type": "monitoring_b"}),
            ("monitoring_info", info),
            ("monitoring", rows),
            ("monitoring_hr_data", pulse),
            ("stress_level", stress),
        ]
    )
    one, two = read_fit(data, ORIGIN).days
    assert (one.date, one.steps) == (dt.date(2022, 12, 31), 5000)
    assert (one.resting_hr, one.stress) == (47, 25)
    assert (two.date, two.steps) == (dt.date(2023, 1, 1), 20)


@pytest.mark.realdata
def test_a_real_monitoring_file_counts_its_steps(data_dir: Path) -> None:
    data = (data_dir / "activities" / "fitsdk" / "MonitoringFile.fit").read_bytes()
    (day,) = read_fit(data, ORIGIN).days
    # The last counters of the day, written at local midnight: 3,142 walking and 31 running.
    assert (day.date, day.steps) == (dt.date(2014, 12, 27), 3142 + 31)
