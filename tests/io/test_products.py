"""Files of many products become days, activities and planned workouts with the right numbers."""

import datetime as dt
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import products
from builders.formats import HEAD, format_for
from builders.json_damage import spoil
from trainkit.io import write_icu_workout, write_zwo
from trainkit.io.formats.icu_text import IcuTextFormat
from trainkit.io.formats.trainer_files import ZwoFormat
from trainkit.models import Athlete, DailyHealth, PlannedWorkout, Repeat, Step, Target
from trainkit.ports.format import Contents, FileContext

SAMPLES = dict(products.every_sample())
DAY = dt.date(2026, 3, 2)
TOKYO = dt.timezone(dt.timedelta(hours=9))


def read(name: str, data: bytes | None = None, zone: dt.tzinfo = dt.UTC) -> Contents:
    data = SAMPLES[name] if data is None else data
    format_ = format_for(data[:HEAD], name)
    if format_ is None:
        return Contents()
    context = FileContext(name, zone, source=format_.name)
    return Contents.join(format_.read(io.BytesIO(data), context))


def days_of(answer: Contents) -> list[DailyHealth]:
    return [*answer.days, *(day for history in answer.histories for day in history.days)]


def messages(answer: Contents) -> str:
    return "; ".join(problem.message for problem in answer.problems)


def test_whoops_cycles_are_days_of_waking() -> None:
    (first,) = days_of(answer := read("physiological_cycles.csv"))
    assert (first.date, first.readiness, first.resting_hr, first.hrv_rmssd) == (DAY, 63, 49, 71)
    assert (first.sleep_h, first.deep_h, first.spo2) == (7.25, 95 / 60, 95.5)
    assert first.sleep_end is not None
    assert first.sleep_end.isoformat() == "2026-03-02T06:40:00+01:00"
    assert "1 row without a date was left out" in messages(answer)  # a night that goes on
    assert "not read: cycle_end_time, skin_temp_celsius, day_strain" in messages(answer)


def test_whoops_naps_are_no_nights() -> None:
    (day,) = days_of(read("sleeps.csv"))
    assert (day.date, day.sleep_h, day.nap_h, day.sleep_score) == (DAY, 7.25, 1, 80)
    (day,) = days_of(read("whoop.json"))
    assert (day.date, day.sleep_h, day.nap_h, day.sleep_score) == (DAY, 7, 1, 91)


def test_whoops_workouts_are_activities() -> None:
    (run,) = read("workouts.csv").activities
    assert (run.sport, run.elapsed_s, run.distance_m, run.hr_max) == ("running", 2700, 8050, 171)
    assert run.start == dt.datetime(2026, 3, 2, 7, tzinfo=dt.UTC)


def test_ouras_table_and_json_give_the_same_kind_of_day() -> None:
    (day,) = days_of(answer := read("oura.csv"))
    assert (day.sleep_h, day.sleep_score, day.readiness, day.hrv_rmssd) == (7.5, 81, 84, 64)
    assert (day.resting_hr, day.steps, day.calories_kcal) == (46, 9120, 2610)
    assert messages(answer) == "columns that are not read: activity_score"
    (day,) = days_of(answer := read("oura.json"))
    assert (day.sleep_h, day.nap_h, day.hrv_rmssd, day.resting_hr) == (7.5, 0.5, 61, 45)
    assert messages(answer) == "2 periods of sleep that Oura rejected were left out"
    assert days_of(read("oura-readiness.json"))[0].readiness == 84


def test_fitbits_takeout_has_nights_naps_hearts_and_exercises() -> None:
    (day,) = days_of(read("sleep-2026.json"))
    assert (day.date, day.nap_h, day.deep_h, day.in_bed_h) == (DAY, 1, 80 / 60, 7.75)
    assert day.sleep_h == pytest.approx(410 / 60)
    (day,) = days_of(read("sleep-2026.json", zone=TOKYO))
    assert day.sleep_end is not None
    assert day.sleep_end.isoformat() == "2026-03-02T06:47:00+09:00"
    (day,) = days_of(read("resting_heart_rate-2026.json"))
    assert (day.date, day.resting_hr) == (DAY, 52.4)
    kilometres, miles = read("exercise-0.json", zone=TOKYO).activities
    assert (kilometres.distance_m, kilometres.moving_s, kilometres.hr_mean) == (5000, 1800, 148)
    assert kilometres.start.isoformat() == "2026-03-02T15:30:00+09:00"
    assert miles.distance_m == pytest.approx(8046.72)
    (day,) = days_of(read("hrv.csv"))
    assert (day.date, day.hrv_rmssd) == (DAY, 41.5)


def test_polars_sessions_have_their_samples() -> None:
    (run,) = read("training-session.json").activities
    assert (run.sport, run.name, run.distance_m, run.moving_s) == ("running", "Dawn", 1800.5, 600)
    assert (run.elapsed_s, run.hr_mean, run.device) == (630, 141, "Polar Vantage")
    assert run.start.isoformat() == "2026-03-02T07:00:00+01:00"
    assert run.streams is not None
    assert (len(run.streams), run.streams.columns["speed"][0]) == (10, 3)
    assert run.streams.columns["longitude"][0] == -8.5
    (day,) = days_of(read("sleep_result.json"))
    assert (day.sleep_h, day.rem_h, day.deep_h, day.in_bed_h) == (7.25, 1.5, 1.75, 8)


def test_goldencheetahs_ride_has_si_units() -> None:
    (ride,) = read("ride.json").activities
    assert (ride.sport, ride.notes, ride.device) == ("cycling", "windy", "Edge")
    assert ride.start == dt.datetime(2026, 3, 2, 7, 30, tzinfo=dt.UTC)
    assert ride.streams is not None
    assert ride.streams.columns["distance"][-1] == 590
    assert ride.streams.columns["speed"][0] == 10
    assert ride.hr_mean == 130  # without the sample of zero


def test_a_sample_without_bounds_is_left_out() -> None:
    data = SAMPLES["ride.json"].replace(b'"WATTS": 210', b'"WATTS": 1e999')
    (ride,) = read("ride.json", data).activities
    assert ride.streams is not None
    assert ride.streams.known_samples < read("ride.json").activities[0].streams.known_samples  # type: ignore[union-attr]  # it has some


def test_trainingpeaks_rows_are_done_or_planned() -> None:
    answer = read("tp.csv")
    (ride,) = answer.activities
    (plan,) = answer.workouts
    assert (ride.sport, ride.elapsed_s, ride.distance_m, ride.power_mean) == (
        "cycling",
        4500,
        40_000,
        190,
    )
    assert (plan.sport, plan.date, plan.planned_s, plan.planned_m) == (
        "running",
        dt.date(2026, 3, 3),
        2700,
        8000,
    )
    assert "workouts start at midnight" in messages(answer)


def test_pwx_has_totals_and_samples() -> None:
    (run,) = read("a.pwx", zone=TOKYO).activities
    assert (run.sport, run.name, run.notes, run.device) == ("running", "Dawn", "calm", "Acme One")
    assert (run.distance_m, run.moving_s, run.elapsed_s, run.hr_max) == (177, 59, 59, 179)
    assert run.start.isoformat() == "2026-03-02T07:00:00+09:00"
    assert run.streams is not None
    assert len(run.streams) == 60


def test_samsungs_tables_are_local_and_of_all_devices() -> None:
    run, other = (answer := read("com.samsung.shealth.exercise.csv")).activities
    assert (run.sport, run.elapsed_s, run.distance_m, run.hr_mean) == ("running", 1800, 5010.5, 149)
    assert run.start.isoformat() == "2026-03-03T06:30:00+09:00"
    assert other.sport == "generic"
    assert messages(answer) == "1 exercise of the type '777' whose sport is not known"
    (day,) = days_of(read("com.samsung.health.sleep_stage.csv"))
    assert (day.date, day.sleep_h, day.light_h, day.deep_h, day.awake_h) == (DAY, 6.5, 4, 2.5, 0.5)
    (day,) = days_of(read("com.samsung.shealth.step_daily_trend.csv"))
    assert (day.date, day.steps) == (DAY, 9120)
    answer = read("x.csv", b"com.samsung.health.food_info,1,2\na,b\n1,2,\n")
    assert messages(answer) == "the table health.food_info of Samsung Health is not read"


def test_fitlog_and_kml_have_their_points() -> None:
    (run,) = read("a.fitlog", zone=TOKYO).activities
    assert (run.sport, run.name, run.distance_m, run.moving_s) == ("running", "Dawn", 655, 58)
    assert (run.elapsed_s, run.hr_mean, run.hr_max) == (59, 151, 190)
    assert run.start.isoformat() == "2026-03-02T15:30:00+09:00"
    (track,) = read("a.kml").activities
    assert (track.name, track.elapsed_s, track.hr_max) == ("Dawn", 59, 189)
    assert track.distance_m == pytest.approx(656, abs=1)
    for activity in (run, track):
        assert activity.streams is not None
        assert len(activity.streams) == 60
    line = (
        "<kml><Placemark><LineString><coordinates>8,47</coordinates></LineString></Placemark></kml>"
    )
    assert messages(read("b.kml", line.encode())) == "1 line without times was left out"


@pytest.mark.parametrize("unit", [1.0, 0.001])
def test_rr_intervals_are_the_variability_of_the_day_in_their_name(unit: float) -> None:
    data = products.rr_lines(unit).encode()
    (day,) = days_of(read("rr/2026-03-02 07-10.txt", data))
    assert day.date == DAY
    assert day.hrv_rmssd == pytest.approx(28.3, abs=0.2)  # sqrt((20^2 + 20^2 + 40^2) / 3)
    assert day.provenance.source == "rr-text"


def test_rr_intervals_without_a_day_or_too_few_are_told() -> None:
    answer = read("mine.txt", products.rr_lines().encode())
    assert not days_of(answer)
    assert "without a date" in messages(answer)
    answer = read("2026-03-02.txt", products.rr_lines(beats=20).encode())
    assert "20 RR intervals are too few" in messages(answer)


def test_workouts_for_trainers_come_back_as_plans() -> None:
    (workout,) = (answer := read("a.zwo")).workouts
    warm, repeat, steady, free = workout.steps
    assert (workout.name, workout.notes, workout.sport) == ("Over", "hard", "cycling")
    assert warm == Step(
        kind="warmup",
        until="time",
        amount=600,
        target=Target(kind="power", low=40, high=70, unit="percent_ftp"),
    )
    assert isinstance(repeat, Repeat)
    assert (repeat.times, repeat.duration_s) == (4, 1200)
    assert isinstance(steady, Step)
    assert isinstance(free, Step)
    assert free.target is None
    assert messages(answer) == "1 step such as 'Jump' that is not known was left out"
    (workout,) = read("a.mrc").workouts
    first, second = workout.unrolled
    assert (workout.name, first.duration_s, second.duration_s) == ("Steps", 300, 210)
    assert first.target == Target(kind="power", low=50, high=75, unit="percent_ftp")
    (workout,) = read("mount.json").workouts
    assert [step.duration_s for step in workout.unrolled] == [300, 600]
    (workout,) = read("a.txt").workouts
    assert (workout.name, workout.sport, workout.duration_s) == ("Ramp day", "cycling", 2070)


STEPS = st.builds(
    lambda kind, seconds, low, more: Step(
        kind=kind,
        until="time",
        amount=float(seconds),
        target=Target(kind="power", low=low, high=low + more, unit="percent_ftp"),
    ),
    st.sampled_from(["warmup", "active", "rest", "cooldown"]),
    st.integers(1, 7200),
    st.integers(0, 200),
    st.integers(0, 50),
)
NODES = st.lists(
    STEPS
    | st.builds(
        lambda steps, times: Repeat(steps=tuple(steps), times=times),
        st.lists(STEPS, min_size=1, max_size=3),
        st.integers(1, 20),
    ),
    min_size=2,
    max_size=5,
)


@settings(max_examples=60)
@given(NODES)
def test_what_is_written_as_text_or_zwo_reads_back_equal(steps: list[Step | Repeat]) -> None:
    workout = PlannedWorkout(sport="cycling", steps=tuple(steps), date=DAY)
    text = write_icu_workout(workout).encode()
    assert IcuTextFormat().matches(text, "a.txt")
    (again,) = read("a.txt", text).workouts
    assert again.steps == workout.steps
    athlete = Athlete(
        sex="female", birth_date=dt.date(1990, 1, 1), hr_rest=50, hr_max=190, ftp_w=250
    )
    contents = Contents.join(
        ZwoFormat().read(io.BytesIO(write_zwo(workout, athlete)), FileContext("a.zwo"))
    )
    (flat,) = contents.workouts
    kinds = {"warmup": "warmup", "cooldown": "cooldown"}
    expected = tuple(
        step.model_copy(update={"kind": kinds.get(step.kind, "active")})
        for step in workout.unrolled
    )
    assert flat.steps == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_each_sample_is_read_by_its_own_format(name: str) -> None:
    answer = read(name)
    assert answer.activities or answer.workouts or days_of(answer)
    assert all(problem.severity == "warning" for problem in answer.problems)


@settings(max_examples=200)
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_a_damaged_sample_stops_nothing(name: str, data: st.DataObject) -> None:
    sample = SAMPLES[name]
    start = data.draw(st.integers(0, len(sample)))
    stop = data.draw(st.integers(start, min(start + 30, len(sample))))
    middle = data.draw(st.binary(max_size=4))
    rest = sample[stop:] if data.draw(st.booleans()) else b""
    answer = read(name, sample[:start] + middle + rest)
    assert isinstance(answer, Contents)


@settings(max_examples=200)
@given(st.sampled_from([name for name in sorted(SAMPLES) if name.endswith(".json")]), st.data())
def test_no_value_of_a_wrong_kind_stops_a_reader(name: str, data: st.DataObject) -> None:
    tree = json.loads(SAMPLES[name])
    for _ in range(data.draw(st.integers(1, 4))):
        tree = spoil(tree, data.draw)
    assert isinstance(read(name, json.dumps(tree).encode()), Contents)


@pytest.mark.parametrize(
    "name", [name for name in SAMPLES if name.endswith(".csv") and "samsung" not in name]
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_tables_with_other_encodings_and_delimiters_are_the_same(name: str, encoding: str) -> None:
    right = read(name)
    text = SAMPLES[name].decode()
    assert '"' not in text
    changed = read(name, text.replace(",", ";").replace("\n", "\r\n").encode(encoding))
    assert days_of(changed) == days_of(right)
    assert changed.activities == right.activities
    assert changed.workouts == right.workouts
    assert replace(changed, histories=()).problems == replace(right, histories=()).problems
