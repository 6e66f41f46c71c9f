"""Every session has both loads, each from its best source, with the method named."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainkit.loads import LOAD_SOURCES, ActivityLoad, activity_load, best_power, effort
from trainkit.loads._heart_share import heart_rate_at
from trainkit.metrics import load
from trainkit.models import Activity, Athlete, Streams, ThresholdChange
from trainkit.workouts import find_session

ME = Athlete(
    sex="male",
    birth_date=dt.date(1990, 1, 1),
    hr_rest=50,
    hr_max=190,
    hr_threshold=170,
    ftp_w=250,
    threshold_speed_m_s=4.0,
)
START = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)
HOUR = np.arange(3601.0)


def session(sport: str = "cycling", **more: object) -> Activity:
    return Activity.model_validate({"sport": sport, "start": START, "elapsed_s": 3600} | more)


def streams(**columns: float) -> Streams:
    return Streams(
        time_s=HOUR, **{name: np.full(HOUR.size, value) for name, value in columns.items()}
    )


@pytest.mark.parametrize(
    ("activity", "external", "internal"),
    [
        (session(streams=streams(power=250, heart_rate=150)), "power", "heart rate"),
        (session(normalized_power_w=250), "power", "other load"),
        (session(power_mean=200, hr_mean=150), "mean power", "mean heart rate"),
        (session("running", streams=streams(speed=3.0)), "pace on grade", "other load"),
        (session("running", distance_m=11_000, rpe=5), "mean pace", "session-RPE"),
        (session("swimming", distance_m=3000), "distance", "other load"),
        (session("strength_training", rpe=6), "other load", "session-RPE"),
        (session("yoga"), "duration", "duration"),
        (session("kitesurfing", hr_mean=140), "other load", "mean heart rate"),
    ],
)
def test_the_best_source_is_taken(activity: Activity, external: str, internal: str) -> None:
    made = activity_load(activity, ME)
    assert (made.external_method, made.internal_method) == (external, internal)
    assert made.external > 0
    assert made.internal > 0
    assert {external, internal} <= set(LOAD_SOURCES)


def test_an_hour_at_threshold_is_100_by_every_measure() -> None:
    power = activity_load(session(streams=streams(power=250)), ME).external
    pace = activity_load(session("running", streams=streams(speed=4.0)), ME).external
    heart = activity_load(session(streams=streams(heart_rate=170)), ME).internal
    rated = activity_load(session("yoga", rpe=7), ME).internal
    assert [power, pace, heart, rated] == pytest.approx([100] * 4, rel=1e-6)


def test_trimp_is_banisters() -> None:
    made = activity_load(session(hr_mean=150), ME)
    assert made.trimp == pytest.approx(load.banister_trimp(60, 150, hr_rest=50, hr_max=190))


def test_thresholds_of_the_day_count() -> None:
    change = ThresholdChange(date=dt.date(2026, 5, 2), ftp_w=300)
    dated = ME.model_copy(update={"changes": (change,)})
    ride = session(normalized_power_w=250)
    later = ride.model_copy(update={"start": START + dt.timedelta(days=1)})
    assert activity_load(ride, dated).external == pytest.approx(100)
    assert activity_load(later, dated).external == pytest.approx(100 * (250 / 300) ** 2)


def test_a_cyclists_ftp_is_not_a_runners() -> None:
    made = activity_load(session("running", normalized_power_w=250, distance_m=11_000), ME)
    assert made.external_method == "mean pace"


def test_indoors_without_gps_and_without_a_heart_rate_counts() -> None:
    made = activity_load(session("cycling", sub_sport="indoor_cycling"), ME)
    assert made.external == made.internal > 30
    assert not made.both_measured


def test_a_heart_rate_known_for_a_moment_is_not_the_session() -> None:
    beats = np.full(HOUR.size, np.nan)
    beats[:300] = 150
    made = activity_load(session(streams=Streams(time_s=HOUR, heart_rate=beats), rpe=5), ME)
    assert made.internal_method == "session-RPE"


def test_a_gap_is_filled_in_proportion_and_lowers_coverage() -> None:
    beats = np.full(HOUR.size, 150.0)
    beats[1000:2000] = np.nan
    whole = activity_load(session(streams=streams(heart_rate=150)), ME)
    gap = activity_load(session(streams=Streams(time_s=HOUR, heart_rate=beats)), ME)
    assert gap.internal == pytest.approx(whole.internal, rel=0.01)
    assert gap.internal_coverage == pytest.approx(2600 / 3600, abs=0.01)


@pytest.mark.parametrize(
    ("external", "internal", "seconds", "rpe", "expected"),
    [
        (75, 60, 3600, None, "hard"),
        (60, 60, 3600, None, "moderate"),
        (50, 50, 3600, None, "easy"),
        (50, 50, 3600, 7, "hard"),
        (50, 50, 3600, 5, "moderate"),
        (120, 100, 3 * 3600, None, "hard"),
        (20, 20, 900, None, "moderate"),
    ],
)
def test_effort(
    external: float, internal: float, seconds: float, rpe: float | None, expected: str
) -> None:
    assert effort(external, internal, seconds, rpe=rpe) == expected


@given(st.floats(60, 189), st.floats(60, 189), st.floats(5, 300))
def test_a_higher_heart_rate_costs_more(first: float, second: float, minutes: float) -> None:
    low, high = sorted((first, second))
    costs = [
        activity_load(session(hr_mean=beats, elapsed_s=minutes * 60), ME).internal
        for beats in (low, high)
    ]
    assert costs[0] <= costs[1]


def test_best_power_is_of_any_activity_in_any_order_of_durations() -> None:
    rides = [session(streams=streams(power=watts)) for watts in (200, 260)]
    short = session(elapsed_s=9, streams=Streams(time_s=np.arange(10.0), power=np.full(10, 400.0)))
    best = best_power([*rides, short, session()], [7200, 60, 5])
    np.testing.assert_allclose(best, [np.nan, 260, 400])


@pytest.mark.parametrize(
    "wrong",
    [
        {"elapsed_s": 0, "distance_m": 5000},
        {"elapsed_s": 0, "moving_s": 0, "distance_m": 5000, "hr_mean": 140},
        {"elapsed_s": 1, "distance_m": 10_000},
        {"elapsed_s": 2700, "distance_m": 420_000, "hr_mean": 140},
        {"elapsed_s": 3600, "distance_m": 10_000, "ascent_m": 30_000, "hr_mean": 140},
        {"sport": "cycling", "elapsed_s": 3600, "distance_m": 110_000},
        {"sport": "cycling", "elapsed_s": 3600, "power_mean": 1900, "distance_m": 30_000},
        {"sport": "swimming", "elapsed_s": 1800, "distance_m": 9000, "rpe": 4},
        {"sport": "walking", "elapsed_s": 3600, "distance_m": 40_000},
        {"sport": "rowing", "elapsed_s": 0, "distance_m": 5000},
    ],
)
def test_what_nobody_can_do_makes_no_load(wrong: dict[str, object]) -> None:
    activity = session(**{"sport": "running"} | wrong)
    for athlete in (ME, ME.model_copy(update={"ftp_w": None, "threshold_speed_m_s": None})):
        made = activity_load(activity, athlete)
        assert max(made.external, made.internal) <= 85
        assert made.effort != "hard"


def test_a_ride_that_was_recorded_as_a_run_counts_by_its_heart_rate() -> None:
    made = activity_load(session("running", distance_m=26_500, hr_mean=120), ME)
    assert (made.external_method, made.effort) == ("other load", "easy")


def test_records_and_short_sprints_are_believed() -> None:
    champion = ME.model_copy(update={"threshold_speed_m_s": 5.9})
    marathon = session("running", elapsed_s=7235, distance_m=42_195)
    assert activity_load(marathon, champion).external_method == "mean pace"
    sprint = session("running", elapsed_s=60, distance_m=400)
    assert activity_load(sprint, ME).external_method == "mean pace"
    descent = session("cycling", elapsed_s=1800, distance_m=27_000)
    rider = ME.model_copy(update={"ftp_w": None})
    assert activity_load(descent, rider).external_method == "distance"


THREE = (
    ME,
    Athlete(
        sex="female",
        birth_date=dt.date(1988, 3, 1),
        hr_rest=52,
        hr_max=186,
        threshold_speed_m_s=3.3,
        ftp_w=210,
    ),
    Athlete(
        sex="female",
        birth_date=dt.date(1954, 2, 1),
        hr_rest=58,
        hr_max=158,
        threshold_speed_m_s=2.4,
        ftp_w=120,
    ),
)
ADVISED = [
    (name, place)
    for name in ("Easy run", "Long run", "Recovery run", "Endurance ride", "Easy swim", "Easy row")
    for place in (0.5, 1.0)
]


@pytest.mark.parametrize("athlete", THREE)
@pytest.mark.parametrize(("name", "place"), ADVISED)
def test_a_session_in_the_advised_easy_range_is_easy(
    athlete: Athlete, name: str, place: float
) -> None:
    """In the middle and at the fast end, by pace or power, by heart rate, and by both."""
    advised = find_session(name)
    workout = advised.build(50, athlete, START.date())
    (step,) = workout.unrolled
    targets = {target.kind: target for target in (step.target, step.second_target) if target}
    known: dict[str, dict[str, object]] = {}
    for kind, target in targets.items():
        value = target.low + place * (target.high - target.low)
        known[kind] = {
            "heart_rate": {"hr_mean": round(value)},
            "power": {"power_mean": value},
            "speed": {"distance_m": value * 3000},
        }[kind]
    assert "heart_rate" in known
    together = {name: value for one in known.values() for name, value in one.items()}
    for measured in (*known.values(), together):
        done = session(advised.sport, elapsed_s=3000, **measured)
        assert activity_load(done, athlete).effort == "easy", measured


@pytest.mark.parametrize("athlete", THREE)
def test_an_hour_near_the_threshold_is_hard_by_pace_and_by_heart_rate(athlete: Athlete) -> None:
    at = athlete.at(START.date(), "running")
    by_pace = session("running", distance_m=0.95 * 3600 * (at.threshold_speed_m_s or 0))
    by_heart = session("running", hr_mean=round(heart_rate_at(0.98, at)))
    assert activity_load(by_pace, athlete).effort == "hard"
    assert activity_load(by_heart, athlete).effort == "hard"


@pytest.mark.parametrize(
    ("sport", "speed"), [("rowing", 3.6), ("swimming", 0.95), ("cycling", 9.0), ("running", 3.2)]
)
def test_a_distance_says_nothing_of_effort_where_a_heart_rate_does(
    sport: str, speed: float
) -> None:
    """Without a threshold of the sport, anybody's points for a distance are not the athlete's."""
    me = Athlete(sex="male", birth_date=dt.date(1990, 1, 1), hr_rest=48, hr_max=188)
    start = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)

    def loads(hr: float | None) -> ActivityLoad:
        session = Activity(
            sport=sport,
            start=start,
            elapsed_s=3600,
            distance_m=3600 * speed,
            hr_mean=hr,
        )
        return activity_load(session, me)

    assert loads(125).effort == "easy"
    assert loads(168).effort == "hard"
    assert loads(125).hardness == loads(125).internal
    assert loads(None).hardness == loads(None).external
