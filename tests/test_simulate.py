"""The simulated athlete: labelled, reproducible by seed, plausible, with a known truth."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import trainkit as tk
from trainkit._simulate import FROZEN, REAL, Variation, simulate_with_truth
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


LAST = dt.date(2026, 6, 28)
NAN = float("nan")


def ago(days: int) -> dt.date:
    return LAST - dt.timedelta(days=days)


def planted(**event: Any) -> tuple[tk.History, tk.History]:
    """A history with one event, and the one without it."""
    return tk.simulate(days=90, events=[tk.SimulatedEvent(**event)]), tk.simulate(days=90)


SITUATIONS: dict[str, tuple[dict[str, Any], Callable[[tk.History], Any]]] = {
    "ill until yesterday, well today": (
        {"kind": "illness", "day": ago(3), "days": 3, "recovered": True},
        lambda history: history.daily("illness")[-4:].tolist() == [1, 1, 1, 0],
    ),
    "reports of an illness simply stop": (
        {"kind": "illness", "day": ago(4), "days": 3},
        lambda history: np.array_equal(
            history.daily("illness")[-5:], [1, 1, 1, NAN, NAN], equal_nan=True
        ),
    ),
    "an illness with a fever": (
        {"kind": "illness", "day": ago(2), "days": 2, "fever": True},
        lambda history: history.daily("fever")[-3:-1].tolist() == [1, 1],
    ),
    "a marathon a week ago": (
        {"kind": "race", "day": ago(7), "distance_m": 42_195},
        lambda history: (
            [(one.race, one.distance_m) for one in history.activities if one.day == ago(7)]
            == [(True, 42_195)]
        ),
    ),
    "a hike of six hours yesterday": (
        {"kind": "hike", "day": ago(1), "hours": 6},
        lambda history: (
            [(one.sport, one.moving_s) for one in history.activities if one.day == ago(1)]
            == [("hiking", 21_600)]
        ),
    ),
    "four weeks off": (
        {"kind": "break", "day": ago(28), "days": 28},
        lambda history: max(one.day for one in history.activities) < ago(28),
    ),
    "pain in the knee": (
        {"kind": "pain", "day": ago(1), "days": 2, "level": 60, "place": "knee"},
        lambda history: (
            history.daily("pain")[-2:].tolist() == [60, 60]
            and history.days[-1].pain_place == "knee"
        ),
    ),
    "a journey": (
        {"kind": "travel", "day": ago(3), "days": 3},
        lambda history: all(one.day != ago(3) for one in history.activities),
    ),
    "a night that no body has": (
        {"kind": "device_error", "day": LAST, "values": {"hrv_rmssd": 255}},
        lambda history: history.daily("hrv_rmssd")[-1] == 255,
    ),
    "very sore and tired": (
        {"kind": "journal", "day": LAST, "values": {"soreness": 95, "energy": 5}},
        lambda history: history.days[-1].soreness == 95 and history.days[-1].energy == 5,
    ),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_situation_is_one_line(situation: str) -> None:
    event, holds = SITUATIONS[situation]
    history, without = planted(**event)
    assert holds(history)
    assert not holds(without)
    first, last = event["day"], event["day"] + dt.timedelta(days=event.get("days", 1))
    same = [
        [one for one in made.activities if not first <= one.day <= last]
        for made in (history, without)
    ]
    assert same[0] == same[1], "training on other days stays as it was"
    before = [made.until(first - dt.timedelta(days=1)) for made in (history, without)]
    assert before[0] == before[1], "nothing changes before the event"
    assert {one.provenance.source for one in (*history.activities, *history.days)} == {"simulated"}


def test_the_body_shows_an_illness_and_a_journey() -> None:
    for kind in ("illness", "travel"):
        history, without = planted(kind=kind, day=ago(2), days=2)
        change = {
            field: np.nanmean((history.daily(field) - without.daily(field))[-3:-1])
            for field in ("resting_hr", "hrv_rmssd", "sleep_h")
        }
        assert 2 <= change["resting_hr"] <= 7
        assert change["hrv_rmssd"] < -3
        assert (change["sleep_h"] < 0) == (kind == "travel")


def test_a_race_takes_as_long_as_its_athlete_needs() -> None:
    times = []
    for metres in (5_000, 10_000, 21_097.5, 42_195):
        history, _ = planted(kind="race", day=ago(3), distance_m=metres)
        (race,) = (one for one in history.activities if one.race)
        times.append(race.moving_s)
        assert race.hr_mean < history.athlete.hr_max  # type: ignore[operator, union-attr]
    assert [round((seconds or 0) / 60) for seconds in times] == [21, 43, 95, 198]


def test_without_events_nothing_changes() -> None:
    one, same = tk.simulate(days=60, seed=7), tk.simulate(days=60, seed=7, events=())
    assert tk.io.write_json(one) == tk.io.write_json(same)


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "race", "day": ago(500), "distance_m": 10_000},
        {"kind": "hike", "day": ago(-3)},
        {"kind": "illness", "day": ago(300), "days": 5, "recovered": True},
        {"kind": "travel", "day": ago(200)},
    ],
)
def test_events_outside_of_the_history_are_left_out(event: dict[str, Any]) -> None:
    history, without = planted(**event)
    assert history.activities == without.activities
    np.testing.assert_array_equal(history.daily("hrv_rmssd"), without.daily("hrv_rmssd"))


def test_an_event_may_begin_before_the_history_or_outlast_it() -> None:
    history, _ = planted(kind="illness", day=ago(92), days=5)
    assert np.count_nonzero(history.daily("illness") == 1) == 2
    history, _ = planted(kind="break", day=ago(3), days=30)
    assert history.activities[-1].day < ago(3)
    assert len(history.dates) == 90


def test_events_add_up() -> None:
    ill = tk.SimulatedEvent(kind="illness", day=ago(10), days=3)
    sore = tk.SimulatedEvent(kind="journal", day=ago(9), values={"energy": 20})
    history = tk.simulate(days=90, events=[sore, ill])
    day = next(one for one in history.days if one.date == ago(9))
    assert (day.illness, day.energy) == (True, 20)


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ({"kind": "race", "day": LAST}, "the distance of the race"),
        ({"kind": "journal", "day": LAST}, "fields with their values"),
        ({"kind": "device_error", "day": LAST}, "fields with their values"),
        ({"kind": "earthquake", "day": LAST}, "kind"),
        ({"kind": "journal", "day": LAST, "values": {"joy": 3}}, "joy"),
        ({"kind": "journal", "day": LAST, "values": {"energy": 300}}, "energy"),
        ({"kind": "break", "day": LAST, "days": 0}, "days"),
    ],
)
def test_an_impossible_event_is_refused(event: dict[str, Any], message: str) -> None:
    with pytest.raises(tk.InvalidInput, match=message):
        planted(**event)


def test_mornings_can_vary_as_much_as_those_of_real_people() -> None:
    """The nights of nine people: SD 2.4 bpm and 0.2 ln ms, of which 0.87 and 0.3 come again."""

    def again(values: np.ndarray) -> float:
        known = ~np.isnan(values[1:]) & ~np.isnan(values[:-1])
        return float(np.corrcoef(values[1:][known], values[:-1][known])[0, 1])

    made = [simulate_with_truth(days=365, seed=seed, variation=REAL) for seed in range(12)]
    beats = [one.history.daily("resting_hr") for one in made]
    hrv = [np.log(one.history.daily("hrv_rmssd")) for one in made]
    assert 2.2 <= np.mean([np.nanstd(column) for column in beats]) <= 3.0
    assert 0.17 <= np.mean([np.nanstd(column) for column in hrv]) <= 0.25
    assert np.mean([again(column) for column in beats]) >= 0.75
    assert 0.15 <= np.mean([again(column) for column in hrv]) <= 0.5


def test_half_of_the_ill_train_on_and_a_fifth_of_the_sessions_is_missed() -> None:
    def share_trained(variation: Variation, *, ill: bool) -> float:
        trained = asked = 0
        for seed in range(12):
            history, truth = simulate_with_truth(days=365, seed=seed, variation=variation)
            done = {activity.day for activity in history.activities}
            for day, illness in zip(truth.dates.tolist(), truth.illness, strict=True):
                if day.weekday() != 0 and (illness > 0.4 if ill else illness == 0):
                    asked += 1
                    trained += day in done
        return trained / asked

    assert share_trained(FROZEN, ill=False) == pytest.approx(0.92, abs=0.02)
    assert share_trained(REAL, ill=False) == pytest.approx(0.80, abs=0.02)
    assert share_trained(FROZEN, ill=True) == pytest.approx(0.2, abs=0.05)
    assert 0.3 <= share_trained(REAL, ill=True) <= 0.6


def test_a_variation_leaves_the_nights_and_events_of_the_simulation_alone() -> None:
    frozen, real = (
        simulate_with_truth(days=90, seed=3, variation=variation) for variation in (FROZEN, REAL)
    )
    np.testing.assert_array_equal(frozen.truth.illness, real.truth.illness)
    np.testing.assert_array_equal(frozen.history.daily("sleep_h"), real.history.daily("sleep_h"))
