"""Something happens in many lives: plans stay safe and whole. `nox -s sweep` runs 300."""

import os

import pytest

import trainkit as tk
from builders.life_events import event_faults, life_event

COUNT = int(os.environ.get("TRAINKIT_SWEEP", "4"))
# An extra run after a break that the plan knew of; a weekday without time; a C race after days off
ONCE_BAD = (33, 101, 203)


@pytest.mark.parametrize("seed", [*range(COUNT), *(seed for seed in ONCE_BAD if seed >= COUNT)])
def test_a_plan_stays_safe_whatever_happens(seed: int) -> None:
    event = life_event(seed)
    if event is not None:
        assert event_faults(event) == []


# Weeks away; an illness after which the long runs step up one by one; a knee; a blackout
@pytest.mark.parametrize("seed", [2, 39, 63, 70, 4])
def test_without_time_to_search_days_become_easier(seed: int) -> None:
    event = life_event(seed)
    assert event is not None
    revision = event.adapt(seconds=1e-6)
    assert "search" in revision.facts
    after = revision.apply(event.plan)
    broken = tk.check(after, event.who.athlete, event.history, on=event.on)
    assert [item for item in broken if item.hard] == []
    assert revision.undo(after).workouts == event.plan.workouts
    for change in revision.changes:
        assert change.after.duration_min <= change.before.duration_min


def test_a_cancelled_ride_is_followed_by_rides() -> None:
    event = life_event(140)
    assert event is not None
    assert (event.name, event.who.sport) == ("cancelled", "cycling")
    after = event.adapt().apply(event.plan)
    ahead = [w for w in after.workouts if w.date and w.date >= event.on and not w.resting]
    assert len(ahead) >= 6
    assert {workout.sport for workout in ahead} == {"cycling"}
    assert after.sport == "cycling"
