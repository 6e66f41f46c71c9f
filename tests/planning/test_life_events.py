"""Something happens in many lives: plans stay safe and whole. `nox -s sweep` runs 300."""

import os

import pytest

from builders.life_events import event_faults, life_event

COUNT = int(os.environ.get("TRAINKIT_SWEEP", "4"))
# An extra run after a break that the plan knew of; a weekday without time; a C race after days off
ONCE_BAD = (33, 101, 203)


@pytest.mark.parametrize("seed", [*range(COUNT), *(seed for seed in ONCE_BAD if seed >= COUNT)])
def test_a_plan_stays_safe_whatever_happens(seed: int) -> None:
    event = life_event(seed)
    if event is not None:
        assert event_faults(event) == []


def test_a_cancelled_ride_is_followed_by_rides() -> None:
    event = life_event(140)
    assert event is not None
    assert (event.name, event.who.sport) == ("cancelled", "cycling")
    after = event.adapt().apply(event.plan)
    ahead = [w for w in after.workouts if w.date and w.date >= event.on and not w.resting]
    assert len(ahead) >= 6
    assert {workout.sport for workout in ahead} == {"cycling"}
    assert after.sport == "cycling"
