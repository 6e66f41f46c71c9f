"""Logs of every product through the kinds of damage: no impossible total, nothing lost in silence.

CI damages each log once in each way; the sweep does it with 40 workouts.
"""

import os
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from builders.damage import DAMAGES
from builders.formats import HEAD, format_for, reader
from builders.recordings import Recording, run
from builders.watch_logs import every_log
from trainkit.models import Activity
from trainkit.ports.format import Contents, FileContext

LOGS = dict(every_log())
SEEDS = range(40 if "TRAINKIT_SWEEP" in os.environ else 1)
# Their samples have times since the start, which no clock can set.
NO_CLOCK = {"flow.csv", "ride.json"}
# Field, and how far it may be from the truth: a share, and an absolute part.
TOLERANCES = {
    "elapsed_s": (0.02, 30),
    "moving_s": (0.02, 30),
    "distance_m": (0.03, 130),
    "hr_mean": (0.03, 1),
    "hr_max": (0.02, 1),
    "power_mean": (0.03, 2),
    "cadence_mean": (0.02, 1),
    "ascent_m": (0.3, 20),
}


def read(name: str, data: bytes) -> Contents:
    format_ = format_for(data[:HEAD], name)
    assert format_ is not None, name
    return reader(format_)(data, FileContext(name))


def recording(seed: int) -> Recording:
    """Return a run, ride or other workout."""
    whole = run(300 + 60 * seed, step=(5, 1, 10)[seed % 3])
    rng = np.random.default_rng(seed)
    return replace(
        whole.having(
            hr=np.round(150 + 8 * np.sin(whole.time_s / 100)),
            power=np.round(np.clip(rng.normal(200, 30, whole.time_s.size), 0, None)),
            cadence=np.full(whole.time_s.size, 85.0),
            altitude=np.round(400 + 15 * np.sin(whole.time_s / 150), 1),
        ),
        sport=("running", "cycling", "rowing")[seed % 3],
    )


def check(found: Activity, truth: Activity, answer: Contents) -> None:
    """Demand each total to be near the truth, or unknown and told."""
    for field, (share, least) in TOLERANCES.items():
        ours, theirs = getattr(found, field), getattr(truth, field)
        if theirs is None or ours is None:
            assert theirs is None or answer.problems, field
        else:
            assert abs(ours - theirs) <= share * theirs + least, (field, ours, theirs)
    assert abs((found.start - truth.start).total_seconds()) <= 600


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", LOGS)
def test_no_damage_of_a_log_makes_an_impossible_total(name: str, seed: int) -> None:
    writer: Callable[[Recording], bytes] = LOGS[name]
    whole = recording(seed)
    (truth,) = read(name, writer(whole)).activities
    for damage, spoil in DAMAGES.items():
        if name in NO_CLOCK and damage.startswith("clock"):
            continue
        answer = read(name, writer(spoil(whole, seed)))
        (found,) = answer.activities
        check(found, truth, answer)


@pytest.mark.parametrize("name", LOGS)
@pytest.mark.parametrize("share", [0.4, 0.9])
def test_a_cut_end_of_a_log_is_told(name: str, share: float) -> None:
    data = LOGS[name](recording(0))
    (truth,) = read(name, data).activities
    answer = read(name, data[: int(share * len(data))])
    assert answer.problems
    for found in answer.activities:
        assert (found.distance_m or 0) <= (truth.distance_m or 0) + 1
