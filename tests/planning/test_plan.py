"""Every plan is safe, says how near the best it is, and reads like a coach's."""

import datetime as dt
from itertools import pairwise

import pytest

import trainkit as tk
from builders.runners import FIVE_DAYS, RUNNER, START, marathon
from trainkit.planning import race_type, stage, taper_weeks
from trainkit.planning._phases import weeks_of
from trainkit.planning._solver import certify


@pytest.fixture(scope="module")
def plan() -> tk.TrainingPlan:
    history = tk.simulate(RUNNER, days=120, seed=1)
    return tk.plan(marathon(), RUNNER, history, availability=FIVE_DAYS)


def test_a_marathon_plan_reads_like_a_coachs(plan: tk.TrainingPlan) -> None:
    assert [week[0].phase for week in plan.weeks][:1] == ["base"]
    phases = [week[0].phase for week in plan.weeks]
    assert sorted(set(phases), key=phases.index) == ["base", "build", "peak", "taper"]
    for week in plan.weeks[:-2]:
        longs = [one for one in week if one.kind == "long"]
        assert [f"{one.date:%a}" for one in longs] == ["Sun"]
        hard = [one.date for one in week if one.hard and one.date is not None]
        assert all((b - a).days >= 2 for a, b in pairwise(hard))
    base = [one for one in plan.workouts if one.phase == "base" and one.kind == "easy"]
    assert any("strides" in (one.notes or "") for one in base)
    late = [one.title for one in plan.workouts if one.phase == "peak"]
    assert "Marathon pace" in late
    minutes = [sum(one.duration_min for one in week) for week in plan.weeks]
    assert minutes[-1] < minutes[-2] < max(minutes)
    assert plan.workouts[-1].kind == "race"


def test_the_fixed_names_are_there(plan: tk.TrainingPlan) -> None:
    one = plan.workouts[6]
    assert one.date == START + dt.timedelta(days=6)
    assert (one.week, one.phase, one.kind) == (1, "base", "long")
    assert one.duration_min > 60
    assert one.distance_m > 5000
    assert one.load is not None
    assert one.hard
    assert one.segments
    proof = plan.certificate
    assert proof is not None
    assert proof.gap >= 0
    assert {rule.rule for rule in proof.rules} >= {"availability", "hard_spacing", "weekly_rest"}


def test_race_pace_is_no_race() -> None:
    """A session at race pace is not taken for the race, which nobody may miss or move."""
    goal = tk.Goal(distance_m=10_000, date=START + dt.timedelta(days=69))
    past = tk.simulate(RUNNER, days=120, seed=1)
    made = tk.plan(goal, RUNNER, past, availability=FIVE_DAYS, start=START, seconds=4)
    assert [one.date for one in made.workouts if one.kind == "race"] == [goal.date]
    assert any(one.kind == "race_pace" for one in made.workouts)


@pytest.mark.parametrize(("sport", "metres"), [("cycling", 100_000), ("swimming", 3800)])
def test_other_sports_have_their_own_sessions(sport: str, metres: float) -> None:
    rider = RUNNER.model_copy(update={"ftp_w": 250.0})
    goal = tk.Goal(distance_m=metres, date=START + dt.timedelta(days=83), sport=sport)
    made = tk.plan(goal, rider, start=START, allow_short=True, seconds=4)
    assert {one.sport for one in made.workouts if one.kind != "rest"} == {sport}
    assert [v for v in tk.check(made, rider) if v.hard] == []
    assert made.workouts[-1].load is not None
    assert 50 < made.workouts[-1].load < 300


def test_a_sport_without_sessions_is_refused() -> None:
    with pytest.raises(tk.InvalidInput, match="cycling, running, swimming"):
        tk.plan(marathon().model_copy(update={"sport": "chess"}), RUNNER, start=START)


def test_b_and_c_races_stand_on_the_way() -> None:
    a, b, c = (START + dt.timedelta(days=7 * weeks - 1) for weeks in (12, 7, 4))
    goals = [
        tk.Goal(distance_m=21_097.5, date=a),
        tk.Goal(distance_m=10_000, date=b, priority="B"),
        tk.Goal(distance_m=5000, date=c, priority="C"),
    ]
    past = tk.simulate(RUNNER, days=120, seed=1)
    made = tk.plan(goals, RUNNER, past, availability=FIVE_DAYS, start=START, seconds=4)
    assert [one.date for one in made.workouts if one.kind == "race"] == [c, b, a]
    assert [v for v in tk.check(made, RUNNER, past) if v.hard] == []
    for race in (b, a):
        before = [made.on(race - dt.timedelta(days=back)) for back in (1, 2)]
        assert not any(one.hard for one in before if one)


def test_the_same_is_planned_twice() -> None:
    """With time enough for every search to end by itself."""
    history = tk.simulate(RUNNER, days=120, seed=1)
    goal = tk.Goal(distance_m=10_000, date=START + dt.timedelta(days=8 * 7 - 1))
    first, again = (
        tk.plan(goal, RUNNER, history, availability=FIVE_DAYS, start=START, seconds=100)
        for _ in range(2)
    )
    assert again.workouts == first.workouts


def test_a_plan_comes_back_from_json_and_shows_itself(plan: tk.TrainingPlan) -> None:
    assert tk.TrainingPlan.model_validate_json(plan.model_dump_json()) == plan
    assert "of the bound" in plan._repr_html_()


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        ({"date": START - dt.timedelta(days=1)}, "on or after the plan's first day"),
        ({"time_s": 5000}, "within human records"),
        ({"time_s": 60_000}, "faster than walking"),
        ({"time_s": 2.25 * 3600}, "nearer to"),
        ({"date": START + dt.timedelta(days=40)}, "allow_short=True"),
    ],
)
def test_goals_that_cannot_be(goal: dict[str, object], said: str) -> None:
    with pytest.raises(tk.InvalidInput, match=said):
        tk.plan(marathon().model_copy(update=goal), RUNNER, start=START)


def test_no_time_and_a_race_on_a_blackout_day() -> None:
    race = marathon()
    nothing = tk.Availability(minutes=dict.fromkeys(FIVE_DAYS.minutes, 0))
    for free, said in (
        (nothing, "at least 20 min"),
        (tk.Availability(hours_per_week=0), "at least 20 min"),
        (tk.Availability(blackout=(race.date,)), "not among the blackout days"),
    ):
        with pytest.raises(tk.InvalidInput, match=said):
            tk.plan(race, RUNNER, start=START, availability=free)


@pytest.mark.parametrize("date", [START + dt.timedelta(days=732), dt.date(9999, 12, 31)])
def test_a_race_of_a_far_year_is_refused_at_once(date: dt.date) -> None:
    with pytest.raises(tk.InvalidInput, match="within two years"):
        tk.plan(tk.Goal(distance_m=10_000, date=date), RUNNER, start=START)


def test_without_a_history_a_start_is_needed() -> None:
    with pytest.raises(tk.InvalidInput, match="start"):
        tk.plan(marathon(), RUNNER)


def test_an_ambitious_goal_is_planned_with_a_warning() -> None:
    made = tk.plan(
        marathon().model_copy(update={"time_s": 3.3 * 3600}),
        RUNNER,
        start=START,
        availability=FIVE_DAYS,
    )
    assert any("VDOT" in one for one in made.warnings)


def test_next_to_no_time_still_gives_a_plan_better_than_the_template() -> None:
    plan = tk.plan(marathon(), RUNNER, start=START, availability=FIVE_DAYS, seconds=0.02)
    assert plan.certificate is not None
    assert plan.certificate.objective > plan.certificate.reference


@pytest.mark.parametrize(("gap", "warned"), [(0.85, True), (0.03, False)])
def test_a_search_that_ran_out_of_time_says_so(
    monkeypatch: pytest.MonkeyPatch, gap: float, warned: bool
) -> None:
    def certify_badly(*args: object) -> tk.Certificate:
        return certify(*args).model_copy(update={"gap": gap})  # type: ignore[arg-type]

    monkeypatch.setattr("trainkit.planning._plan.certify", certify_badly)
    goal = tk.Goal(distance_m=5000, date=START + dt.timedelta(days=13))
    made = tk.plan(goal, RUNNER, start=START, allow_short=True, seconds=5)
    assert any("Allow more than 5 s" in warning for warning in made.warnings) is warned


def test_no_race_builds_a_base() -> None:
    made = tk.plan(None, RUNNER, start=START, availability=FIVE_DAYS)
    assert {one.phase for one in made.workouts} == {"base"}
    assert len(made.weeks) == 12


@pytest.mark.parametrize(
    ("metres", "name"),
    [(5000, "5k"), (9000, "10k"), (21_097, "half"), (42_195, "marathon"), (50_000, "ultra")],
)
def test_race_types(metres: float, name: str) -> None:
    assert race_type(metres) == name


def test_phases_cover_every_week() -> None:
    for weeks in range(2, 31):
        end = START + dt.timedelta(days=7 * weeks - 1)
        made = weeks_of(START, end, 42_195, 2)
        assert [one.number for one in made] == list(range(1, weeks + 1))
        assert [one.phase for one in made][-2:] == ["taper", "taper"]


def test_tapers_follow_distance_and_fatigue() -> None:
    assert [taper_weeks(one) for one in (5000, 21_097, 42_195)] == [1, 2, 3]
    assert taper_weeks(42_195, 10) == 3


def test_stages() -> None:
    race = START + dt.timedelta(weeks=20)
    weeks = (13, 11, 7, 3, 1, -1)
    found = [stage(race - dt.timedelta(weeks=one), race) for one in weeks]
    assert found == ["base", "build", "specificity", "taper", "peak", "recovery"]
