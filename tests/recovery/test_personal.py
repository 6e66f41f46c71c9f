"""The personal model: an average day is green, both extremes are unusual, no look-ahead."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trainkit as tk
from builders.days import ATHLETE, LAST, steady, weeks_of_runs
from trainkit.metrics import hrv, sleep
from trainkit.metrics.windows import rolling_median
from trainkit.recovery import combine, daily_signals, scores
from trainkit.recovery._daily_signals import regularity_of_nights


def test_an_average_day_of_a_trained_person_is_green() -> None:
    usual = {"hrv_rmssd": [60.0] * 7, "resting_hr": 50.0, "sleep_h": [7.8] * 7}
    made = tk.assess(steady(usual, activities=weeks_of_runs()), ATHLETE)
    assert made.recovery.status == "green"
    assert 70 <= made.recovery.score <= 88
    assert {one.name for one in made.recovery.components} == {"hrv", "resting_hr", "sleep", "load"}


@pytest.mark.parametrize(
    ("field", "worse", "better"),
    [
        ("hrv_rmssd", [50.0] * 7, [62.0] * 7),
        ("resting_hr", 55.0, 48.0),
        ("sleep_h", 5.0, 8.0),
    ],
)
def test_each_component_points_the_right_way(field: str, worse: object, better: object) -> None:
    low = tk.assess(steady({field: worse}), ATHLETE).recovery.score  # type: ignore[dict-item]
    high = tk.assess(steady({field: better}), ATHLETE).recovery.score  # type: ignore[dict-item]
    assert low < high


def test_a_high_hrv_is_praised_only_while_resting_heart_rate_is_not_low() -> None:
    high = {"hrv_rmssd": [80.0] * 7, "resting_hr": 50.0}
    suspicious = high | {"resting_hr": 45.0}
    praised = tk.assess(steady(high), ATHLETE)  # type: ignore[arg-type]
    doubted = tk.assess(steady(suspicious), ATHLETE)  # type: ignore[arg-type]
    hrv = praised.recovery.component("hrv"), doubted.recovery.component("hrv")
    assert hrv[0] is not None
    assert hrv[1] is not None
    assert hrv[0].points > 85
    assert hrv[1].points < 60
    assert "hrv_high" in {one.kind for one in doubted.warnings}
    assert "strain" in hrv[1].explanation


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(70, 170))
def test_nothing_later_changes_a_settled_day(seed: int, place: int) -> None:
    history = tk.simulate(days=180, seed=seed)
    athlete = history.athlete or ATHLETE
    day = history.dates[place].item()
    whole, cut = scores(history, athlete), scores(history.until(day), athlete)
    np.testing.assert_array_equal(whole.score[: place + 1], cut.score)
    then, later = tk.assess(history.until(day), athlete, day), tk.assess(history, athlete, day)
    assert then == later


def test_todays_training_stress_and_evening_do_not_change_todays_score() -> None:
    runs = weeks_of_runs()
    before = tk.assess(steady(activities=runs), ATHLETE)
    today = runs[0].model_copy(
        update={"start": dt.datetime.combine(LAST, dt.time(18), dt.UTC), "elapsed_s": 9000}
    )
    after = tk.assess(
        steady({"stress": 95.0, "alcohol_units": 9.0}, activities=[*runs, today]), ATHLETE
    )
    assert before.recovery.score == after.recovery.score
    assert before.recommendation == after.recommendation


def test_each_component_adds_up_and_is_traceable() -> None:
    made = tk.assess(steady(activities=weeks_of_runs()), ATHLETE).recovery
    assert sum(one.contribution for one in made.components) == pytest.approx(made.score)
    assert sum(one.weight for one in made.components) == pytest.approx(1)
    for one in made.components:
        assert one.contribution == pytest.approx(one.weight * one.points)
        assert one.method
        assert one.sources


def test_what_would_change_is_true() -> None:
    """The value that should bring the next colour does bring it."""
    last = {"resting_hr": [50.0, 50.0, 53.0], "hrv_rmssd": [60.0] * 3 + [59.0] * 7}
    made = tk.assess(steady(last), ATHLETE).recovery
    assert made.status == "yellow"
    change = next(
        text for text in made.what_would_change if text.startswith("Resting heart rate of")
    )
    wanted = float(change.split(" of ")[1].split(" ")[0])
    last["resting_hr"] = [50.0, 50.0, wanted]
    again = tk.assess(steady(last), ATHLETE).recovery
    green = 73 if "Green starts at 70, and at 73" in " ".join(made.what_would_change) else 70
    assert again.score == pytest.approx(green, abs=1)
    assert again.score > made.score


def test_what_no_single_measure_changes_is_said() -> None:
    made = tk.assess(steady({"resting_hr": 54.0, "hrv_rmssd": [57.0] * 7}), ATHLETE).recovery
    assert "No single measure would lift you to green today." in made.what_would_change


def test_the_stricter_bands_are_a_choice() -> None:
    history = steady({"hrv_rmssd": [60.0] * 7, "resting_hr": 50.0})
    assert tk.assess(history, ATHLETE).recovery.status == "green"
    assert tk.assess(history, ATHLETE, bands=(80, 50)).recovery.status == "yellow"


def test_the_need_of_sleep_is_the_athletes_own_or_the_median_within_reason() -> None:
    unknown = ATHLETE.model_copy(update={"sleep_need_h": None})
    history = steady({"sleep_h": [8.6] * 89 + [8.0]})
    assert daily_signals(history, ATHLETE).sleep_need_h[-1] == 7.8
    assert daily_signals(history, unknown).sleep_need_h[-1] == pytest.approx(8.6)
    assert daily_signals(history, unknown).sleep_need_h[5] == 8.0
    assert daily_signals(steady({"sleep_h": [5.0] * 90}), unknown).sleep_need_h[-1] == 7.0


def test_a_device_score_replaces_missing_hours() -> None:
    history = steady({"sleep_score": 80.0}, fields=("hrv_rmssd", "resting_hr"))
    part = tk.assess(history, ATHLETE).recovery.component("sleep")
    assert part is not None
    assert part.points == 80
    assert (part.value, part.unit) == (80, "percent")
    assert "device" in part.explanation


def test_four_weeks_without_training_leave_load_out() -> None:
    runs = [one for one in weeks_of_runs() if (LAST - one.day).days > 35]
    made = tk.assess(steady(activities=runs), ATHLETE).recovery
    assert [one.name for one in made.missing] == ["load"]
    assert "to go by" in made.missing[0].reason


@given(st.lists(st.tuples(st.floats(-3, 2), st.floats(5, 9)), min_size=8, max_size=8))
def test_regularity_equals_the_index_over_minutes(nights: list[tuple[float, float]]) -> None:
    """One sleep a day: the difference of nights gives what a table of minutes would."""
    start = np.round(np.array([a for a, _ in nights]) * 60) / 60
    end = start + np.round(np.array([b for _, b in nights]) * 60) / 60
    asleep = np.zeros((9, 1440))
    for day, (first, last) in enumerate(zip(start, end, strict=True)):
        minutes = np.arange(round(first * 60), round(last * 60)) + 1440 * day + 720
        asleep.ravel()[minutes] = 1
    # Nights lie between two noons, so that days from noon to noon hold one each.
    theirs = sleep.regularity_index(asleep[:8].ravel(), samples_per_day=1440)
    assert regularity_of_nights(start, end)[-1] == pytest.approx(theirs, abs=1e-9)


def test_the_rolling_median_leaves_out_what_is_unknown() -> None:
    values = np.array([3.0, np.nan, 1.0, 2.0, np.nan, 10.0])
    np.testing.assert_equal(
        rolling_median(values, 4, min_periods=2), [np.nan, np.nan, 2, 2, 1.5, 2]
    )


@given(
    st.lists(st.floats(0, 100) | st.just(float("nan")), min_size=4, max_size=4),
    st.integers(0, 3),
    st.floats(0, 100),
)
def test_more_points_never_lower_a_score(points: list[float], which: int, more: float) -> None:
    names = ("hrv", "resting_hr", "sleep", "load")
    raised = list(points)
    raised[which] = max(points[which], more) if points[which] == points[which] else points[which]
    before = float(combine(dict(zip(names, points, strict=True)))[0])
    after = float(combine(dict(zip(names, raised, strict=True)))[0])
    assert np.isnan(before) == np.isnan(after)
    assert np.isnan(before) or (after >= before - 1e-9 and 0 <= after <= 100.0000001)


def test_an_empty_history_says_what_to_do() -> None:
    for ask in (daily_signals, scores, tk.assess):
        with pytest.raises(tk.InvalidInput, match="log a morning by hand"):
            ask(tk.History(), ATHLETE)


def test_usual_hrv_is_the_published_baseline_to_the_last_bit() -> None:
    history = tk.simulate(days=200, seed=3)
    assert history.athlete is not None
    signals = daily_signals(history, history.athlete)
    base = hrv.baseline(signals.ln_rmssd, min_normal_nights=14)
    for name in signals.hrv._fields:
        np.testing.assert_array_equal(getattr(signals.hrv, name), getattr(base, name))
