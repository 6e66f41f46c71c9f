"""Forty requests, planned: what a coach looks at before he signs a plan.

The requests were written down before plans were tuned on them (`builders/plan_requests.py`). The
numbers are those that published plans have in common.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

import trainkit as tk
from builders.plan_requests import (
    REQUESTS,
    START,
    PlanRequest,
    athlete_of,
    availability_of,
    history_of,
)
from trainkit.models import PlannedWorkout
from trainkit.planning._limits import LoadLimit

_NO_LONG_DAYS = {"marathon": 7, "50k_trail": 7, "half": 6, "gran_fondo": 6}
_HARD_KINDS = {
    "threshold", "vo2max", "repetitions", "hills", "fartlek", "marathon", "race_pace", "steady",
}  # fmt: skip
_BY_REQUEST = pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.name)


@cache
def plan_of(request: PlanRequest) -> tk.TrainingPlan:
    return tk.plan(
        request.goals,
        athlete_of(request),
        history_of(request),
        availability=availability_of(request),
        start=START,
        allow_short=True,
    )


def weeks_of(request: PlanRequest) -> list[list[PlannedWorkout]]:
    return [[w for w in week if w.kind != "rest"] for week in plan_of(request).weeks]


def minutes_of(week: list[PlannedWorkout]) -> float:
    return sum(workout.duration_min for workout in week if workout.kind != "race")


def longest_of(week: list[PlannedWorkout]) -> float:
    return max((w.duration_min for w in week if w.kind != "race"), default=0.0)


def hard_of(week: list[PlannedWorkout]) -> list[PlannedWorkout]:
    return [workout for workout in week if workout.kind in _HARD_KINDS]


def doses_of(week: list[PlannedWorkout]) -> set[tuple[str, str]]:
    return {(w.title, (w.notes or "").split(" at ")[0]) for w in hard_of(week)}


def usual_weeks(request: PlanRequest) -> Iterator[int]:
    """Yield the places of weeks that no block, return or race disturbs."""
    blocked = set(availability_of(request).blackout)
    raced = {goal.date for goal in request.goals[:-1]}
    after = 0 if not request.off else request.off // 7 + 2
    for place, week in enumerate(plan_of(request).weeks[:-1]):
        near = {w.date + dt.timedelta(days=k) for w in week if w.date for k in range(-28, 1)}
        if place >= after and not near & (blocked | raced):
            yield place


@_BY_REQUEST
def test_no_hard_rule_is_broken_and_the_gap_is_small(request_: PlanRequest) -> None:
    plan = plan_of(request_)
    broken = tk.check(plan, athlete_of(request_), history_of(request_))
    assert [violation for violation in broken if violation.hard] == []
    assert plan.certificate is not None
    assert plan.certificate.gap <= 0.015


@_BY_REQUEST
def test_no_week_is_empty(request_: PlanRequest) -> None:
    blocked = set(availability_of(request_).blackout)
    for week in plan_of(request_).weeks[:-1]:
        free = [workout for workout in week if workout.date not in blocked]
        if len(free) >= 5:
            assert sum(workout.kind != "rest" for workout in free) >= 2, week[0].date


@_BY_REQUEST
def test_weeks_and_long_sessions_grow_in_steps(request_: PlanRequest) -> None:
    weeks, usual = weeks_of(request_), set(usual_weeks(request_))
    for place in range(1, len(weeks) - 1):
        before = weeks[max(place - 4, 0) : place]
        if place not in usual:
            continue
        biggest, longest = max(map(minutes_of, before)), max(map(longest_of, before))
        assert minutes_of(weeks[place]) <= max(1.25 * biggest, biggest + 60)
        assert longest_of(weeks[place]) <= max(1.30 * longest, longest + 25)


@_BY_REQUEST
def test_lighter_weeks_are_lighter_in_everything(request_: PlanRequest) -> None:
    weeks, usual = weeks_of(request_), set(usual_weeks(request_))
    for place in range(2, len(weeks) - 2):
        if place in usual and minutes_of(weeks[place]) < 0.9 * minutes_of(weeks[place - 1]):
            assert longest_of(weeks[place]) <= longest_of(weeks[place - 1]) + 5
            assert len(hard_of(weeks[place])) <= len(hard_of(weeks[place - 1])) + 1


@_BY_REQUEST
def test_no_long_or_hard_session_is_repeated_for_weeks(request_: PlanRequest) -> None:
    weeks = weeks_of(request_)
    doses = [doses_of(week) for week in weeks]
    for four in (doses[place : place + 4] for place in range(len(doses) - 3)):
        assert not set.intersection(*four)
    rides = [longest_of(week) for week in weeks[:-1]]
    if request_.days > 2:
        for first, *others in (rides[place : place + 4] for place in range(len(rides) - 3)):
            assert any(abs(other - first) > 0.01 * first for other in others)


@_BY_REQUEST
def test_the_last_days_before_the_race(request_: PlanRequest) -> None:
    plan = plan_of(request_)
    for workout in plan.workouts:
        assert workout.date is not None
        days = (request_.race_date - workout.date).days
        if days <= 0 or workout.kind == "rest":
            continue
        if days < _NO_LONG_DAYS.get(request_.shape, 4):
            assert workout.duration_min <= 71
        if days <= 2:
            assert workout.kind not in _HARD_KINDS
        if days == 1:
            assert workout.duration_min <= 41


@_BY_REQUEST
def test_the_last_week_is_a_taper_and_no_rest_cure(request_: PlanRequest) -> None:
    minutes = [minutes_of(week) for week in weeks_of(request_)]
    assert 0.13 * max(minutes) <= minutes[-1] <= 0.68 * max(minutes)


@pytest.mark.parametrize(
    "request_",
    [r for r in REQUESTS if r.time_s and r.sport == "running" and not r.more.get("trail")],
    ids=lambda request: request.name,
)
def test_race_pace_is_the_pace_of_the_goal(request_: PlanRequest) -> None:
    """In the second half of the plan; a goal that is out of reach would be trained slower."""
    goal = request_.distance_m / (request_.time_s or 1)
    paced = 0
    for week in plan_of(request_).weeks[request_.weeks // 2 :]:
        for workout in week:
            marathon = workout.kind == "marathon" and request_.distance_m > 40_000
            if workout.kind == "race_pace" or marathon:
                work = [s.target for s in workout.unrolled if s.kind in {"interval", "active"}]
                for target in work:
                    assert target is not None
                    assert (target.low + target.high) / 2 == pytest.approx(goal, rel=0.02)
                    paced += 1
    assert paced


def test_strides_belong_to_most_weeks() -> None:
    for request in REQUESTS:
        # On the way back from a break there are none.
        usual = request.sport == "running" and not request.off
        if usual and request.level != "beginner":
            weeks = plan_of(request).weeks
            with_strides = sum(any("strides" in (w.notes or "") for w in week) for week in weeks)
            assert with_strides >= 0.67 * len(weeks), request.name


def test_marathoners_run_long_at_race_pace() -> None:
    for request in REQUESTS:
        if request.shape == "marathon" and request.level != "beginner":
            longs = [w for w in plan_of(request).workouts if w.kind == "long"]
            assert sum(len(workout.steps) > 1 for workout in longs) >= 2, request.name


def test_doses_vary_over_a_plan() -> None:
    for request in REQUESTS:
        doses = [dose for week in weeks_of(request) for dose in doses_of(week)]
        if len(doses) >= 8 and request.sport != "swimming":
            most = Counter(doses).most_common(1)[0]
            assert len(set(doses)) >= 0.4 * len(doses), (request.name, most)


def test_weeks_that_hold_less_than_half_are_told() -> None:
    """A rule that forbids a week leaves no plan that may be called the best without a word."""
    request = REQUESTS[14]
    first, last = START + dt.timedelta(days=14), START + dt.timedelta(days=20)
    closed = LoadLimit("closed", "the gym is closed", first, last, load=40.0)
    plan = tk.plan(
        request.goals,
        athlete_of(request),
        history_of(request),
        availability=availability_of(request),
        start=START,
        more_rules=[closed],
    )
    assert "in week 3:" in " ".join(plan.warnings)
    assert not any("Less than half" in warning for warning in plan_of(request).warnings)
