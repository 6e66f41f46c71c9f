"""What the certificate says beside the bound: phases, variety and readiness."""

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

FIRST_HALF, MARATHON, COUCH, SWIM = (
    next(request for request in REQUESTS if request.name == name)
    for name in (
        "half from the bike",
        "marathon in 3:50, five days",
        "couch to 5K",
        "3.8 km, three swims",
    )
)


def plan_of(request: PlanRequest) -> tk.TrainingPlan:
    return tk.plan(
        request.goals,
        athlete_of(request),
        history_of(request),
        availability=availability_of(request),
        start=START,
        allow_short=True,
    )


def certificate_of(plan: tk.TrainingPlan) -> tk.Certificate:
    assert plan.certificate is not None
    return plan.certificate


@pytest.mark.parametrize("request_", [MARATHON, COUCH, SWIM], ids=lambda r: r.name)
def test_the_values_of_the_phases_add_up_to_the_plans(request_: PlanRequest) -> None:
    plan = plan_of(request_)
    certificate = certificate_of(plan)
    assert sum(phase.value for phase in certificate.phases) == pytest.approx(certificate.objective)
    assert sum(phase.weeks for phase in certificate.phases) == len(plan.weeks)
    hours = sum(workout.duration_min for workout in plan.workouts if workout.kind != "race") / 60
    counted = sum(phase.weeks * phase.hours_a_week for phase in certificate.phases)
    assert counted == pytest.approx(hours, rel=0.06)  # the first or last week may be cut


def test_a_plan_that_holds_what_the_race_takes_is_ready() -> None:
    certificate = certificate_of(plan_of(MARATHON))
    assert certificate.readiness is not None
    assert certificate.readiness.verdict == "ready"
    assert len(certificate.readiness.reasons) == 2
    assert certificate.variety is not None
    assert certificate.variety > 0.7


def test_walking_and_running_has_no_hard_sessions_to_vary() -> None:
    assert certificate_of(plan_of(COUCH)).variety is None


def test_too_little_time_is_seen_in_the_finished_plan() -> None:
    free = availability_of(MARATHON).model_copy(
        update={
            "minutes": dict.fromkeys(("tue", "thu", "sun"), 45)
            | dict.fromkeys(("mon", "wed", "fri", "sat"), 0)
        }
    )
    plan = tk.plan(
        MARATHON.goals,
        athlete_of(MARATHON),
        history_of(MARATHON),
        availability=free,
        start=START,
        allow_short=True,
    )
    readiness = certificate_of(plan).readiness
    assert readiness is not None
    assert readiness.verdict == "not ready"
    assert str(readiness).startswith(
        "Not ready. The longest run is 45 min; the race takes one of 2 h 30"
    )


def test_a_base_has_no_race_to_be_ready_for() -> None:
    plan = tk.plan(None, athlete_of(MARATHON), history_of(MARATHON), start=START)
    assert certificate_of(plan).readiness is None


@pytest.mark.parametrize(
    ("gap", "words"), [(0.0, "none gains more on"), (0.004, "none gains over 0.4% more on")]
)
def test_a_certificate_says_in_a_sentence_what_it_means(gap: float, words: str) -> None:
    certificate = tk.Certificate(objective=10, bound=10, reference=1, gap=gap, seconds=1)
    assert words in str(certificate)
