"""The simulated athlete: labelled, reproducible by seed, plausible, with a known truth."""

import datetime as dt

import numpy as np
import pytest

import trainkit as tk
from trainkit._simulate import simulate_with_truth
from trainkit.loads import daily_loads


def test_the_same_seed_is_the_same_athlete_and_another_is_another() -> None:
    one, same, other = (tk.simulate(days=60, seed=seed) for seed in (3, 3, 4))
    assert one == same
    assert one != other
    assert tk.io.write_json(one) == tk.io.write_json(same)


def test_a_known_seed_gives_known_numbers() -> None:
    """A change here is a change of the frozen simulator: see docs/decisions."""
    history = tk.simulate(days=30, seed=0)
    np.testing.assert_array_equal(history.daily("hrv_rmssd")[-3:], [42.4, 42.3, 32.1])
    assert len(history.activities) == 24


def test_every_record_says_that_it_is_simulated() -> None:
    history = tk.simulate(days=40)
    records = [*history.activities, *history.days]
    assert {one.provenance.source for one in records} == {"simulated"}
    assert all("simulated" in (one.name or "") for one in history.activities)
    assert tk.assess(history, history.athlete).simulated  # type: ignore[arg-type]


def test_the_last_day_is_a_morning_with_its_training_to_come() -> None:
    history = tk.simulate(days=40, end=dt.date(2025, 3, 9))
    assert history.span is not None
    assert history.span[1] == dt.date(2025, 3, 9)
    assert history.activities[-1].day < dt.date(2025, 3, 9)
    assert len(history.dates) == 40


def test_an_athlete_of_ones_own_keeps_its_thresholds() -> None:
    me = tk.Athlete(
        sex="male", birth_date=dt.date(1980, 1, 1), hr_rest=60, hr_max=175, timezone="Europe/Berlin"
    )
    history = tk.simulate(me, days=60)
    assert history.athlete == me
    assert all((one.hr_max or 0) <= 175 for one in history.activities)
    offsets = {one.start.utcoffset() for one in history.activities}
    assert offsets <= {dt.timedelta(hours=1), dt.timedelta(hours=2)}


def test_mornings_answer_to_load_sleep_and_illness() -> None:
    high, low, ill, well = [], [], [], []
    for seed in range(8):
        made = simulate_with_truth(days=365, seed=seed)
        beats, truth = made.history.daily("resting_hr"), made.truth
        good = truth.readiness >= np.quantile(truth.readiness, 0.75)
        bad = truth.readiness <= np.quantile(truth.readiness, 0.25)
        healthy = truth.illness == 0
        high.append(np.nanmean(beats[bad & healthy]))
        low.append(np.nanmean(beats[good & healthy]))
        ill.append(
            np.nanmean(beats[truth.illness >= 0.9]) if (truth.illness >= 0.9).any() else np.nan
        )
        well.append(np.nanmean(beats[healthy]))
    assert np.mean(high) > np.mean(low) + 1
    assert 2 <= np.nanmean(np.array(ill) - np.array(well)) <= 8


def test_days_are_missed_devices_are_left_and_noise_is_there() -> None:
    made = simulate_with_truth(days=365, seed=1)
    missing = np.isnan(made.history.daily("hrv_rmssd")).mean()
    assert 0.01 < missing < 0.2
    athlete = made.history.athlete
    assert athlete is not None
    internal = daily_loads(made.history, athlete).internal
    assert 0.05 < np.mean(internal[60:] == 0) < 0.5
    trained = made.truth.load[:-1] > 0
    measured = internal[:-1] > 0
    assert np.array_equal(trained, measured)
    ratio = internal[:-1][trained] / made.truth.load[:-1][trained]
    assert 0.02 < ratio.std() < 0.3


@pytest.mark.parametrize(
    "options", [{"days": 0}, {"days": 20_001}, {"days": 1.5}, {"seed": -1}, {"seed": "x"}]
)
def test_bad_input(options: dict[str, object]) -> None:
    with pytest.raises(tk.InvalidInput):
        tk.simulate(**options)  # type: ignore[arg-type]


def test_one_day_is_possible() -> None:
    assert len(tk.simulate(days=1).dates) == 1
