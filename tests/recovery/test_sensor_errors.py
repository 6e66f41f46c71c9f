"""One wild night decides nothing; a second one counts; what is not used is told."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trainkit as tk
from builders.days import ATHLETE, LAST, steady, weeks_of_runs
from trainkit.recovery import daily_signals, scores

NIGHTS = 90


def mornings(
    changes: dict[str, dict[int, float]], *, fall: float = 1.0, seed: int = 3
) -> tk.History:
    """Ordinary mornings with some values replaced: by field, then by nights ago."""
    random = np.random.default_rng(seed)
    hrv = 60 * np.exp(0.08 * random.standard_normal(NIGHTS))
    hrv[-7:] *= fall
    columns = {
        "hrv_rmssd": np.round(hrv, 1),
        "resting_hr": np.round(50 + random.normal(0, 1.5, NIGHTS)),
        "sleep_h": np.round(7.6 + random.normal(0, 0.3, NIGHTS), 2),
    }
    columns["resting_hr"][-1], columns["sleep_h"][-1] = 50.0, 7.8
    for field, values in changes.items():
        for ago, value in values.items():
            columns[field][-1 - ago] = value
    dates = np.arange(np.datetime64(LAST) - NIGHTS + 1, np.datetime64(LAST) + 1)
    return tk.History.from_columns({"date": dates, **columns}, activities=weeks_of_runs())


def hrv_points(history: tk.History) -> float:
    component = tk.assess(history, ATHLETE).recovery.component("hrv")
    assert component is not None
    return component.points


@pytest.mark.parametrize("wrong", [255.0, 190.0, 9.0])
def test_a_wild_night_of_hrv_neither_lifts_nor_lowers_the_day_and_is_told(wrong: float) -> None:
    usual = tk.assess(mornings({}), ATHLETE)
    made = tk.assess(mornings({"hrv_rmssd": {0: wrong}}), ATHLETE)
    assert made.recovery.status == usual.recovery.status == "green"
    assert made.recovery.score == pytest.approx(usual.recovery.score, abs=4)
    assert hrv_points(mornings({"hrv_rmssd": {0: wrong}})) <= 77
    assert made.warnings == usual.warnings
    (told,) = [note for note in made.notes if "held back" in note]
    assert "HRV" in told
    assert f"{wrong:.0f} ms" in told
    assert "usual" in told
    assert ("take it easy" in told) == (wrong < 60)


@pytest.mark.parametrize(
    ("field", "component", "wrong"),
    [
        ("resting_hr", "resting_hr", 20.0),
        ("resting_hr", "resting_hr", 180.0),
        ("sleep_h", "sleep", 0.5),
        ("sleep_h", "sleep", 20.0),
    ],
)
def test_a_wild_heart_rate_or_sleep_is_missing_with_its_reason(
    field: str, component: str, wrong: float
) -> None:
    usual = tk.assess(mornings({}), ATHLETE)
    made = tk.assess(mornings({field: {0: wrong}}), ATHLETE)
    (missing,) = made.recovery.missing
    assert missing.name == component
    assert "held back" in missing.reason
    assert any("a second such" in note for note in made.notes)
    assert made.recovery.score == pytest.approx(usual.recovery.score, abs=6)
    assert made.warnings == usual.warnings


def test_a_morning_with_nothing_else_shows_the_last_known_state() -> None:
    wild = {"resting_hr": 180.0}
    made = tk.assess(steady(wild, fields=("resting_hr", "hrv_rmssd")), ATHLETE)
    assert made.recovery.component("resting_hr") is not None
    assert made.recovery.age_days == 1
    assert any("too little data" in note for note in made.notes)
    assert any("resting heart rate of 180 bpm" in note for note in made.notes)


def test_the_device_score_of_a_wild_night_is_held_back_with_its_hours() -> None:
    night = {"sleep_h": [20.0], "sleep_score": [100.0]}
    made = tk.assess(steady(night), ATHLETE)
    assert made.recovery.component("sleep") is None


@pytest.mark.parametrize("ago", [1, 5, 20, 55])
@pytest.mark.parametrize("wrong", [255.0, 9.0])
def test_a_real_fall_warns_with_an_error_weeks_ago(ago: int, wrong: float) -> None:
    made = tk.assess(mornings({"hrv_rmssd": {ago: wrong}}, fall=0.9), ATHLETE)
    plain = tk.assess(mornings({}, fall=0.9), ATHLETE)
    assert "hrv_low" in {warning.kind for warning in made.warnings}
    assert made.recovery.status == plain.recovery.status == "yellow"
    if ago > 6:
        assert made.recovery.score == pytest.approx(plain.recovery.score, abs=1)


def test_an_illness_is_not_held_back() -> None:
    changes = {
        "resting_hr": {3: 54.0, 2: 58.0, 1: 62.0, 0: 65.0},
        "hrv_rmssd": {3: 52.0, 2: 46.0, 1: 42.0, 0: 44.0},
    }
    history = mornings(changes)
    held = daily_signals(history, ATHLETE).held_back
    assert not any(column.any() for column in held.values())
    made = tk.assess(history, ATHLETE)
    assert "illness_pattern" in {warning.kind for warning in made.warnings}
    assert made.recovery.status == "red"


def test_a_high_fever_overnight_is_believed_because_both_measures_agree() -> None:
    history = mornings({"resting_hr": {0: 78.0}, "hrv_rmssd": {0: 25.0}})
    held = daily_signals(history, ATHLETE).held_back
    assert not any(column.any() for column in held.values())
    assert tk.assess(history, ATHLETE).recovery.status == "red"


@pytest.mark.parametrize("value", [140.0, 25.0])
def test_a_second_night_confirms(value: float) -> None:
    one = mornings({"hrv_rmssd": {0: value}})
    two = mornings({"hrv_rmssd": {1: value, 0: value}})
    three = mornings({"hrv_rmssd": {2: value, 1: value, 0: value}})
    held = [daily_signals(history, ATHLETE).held_back["hrv_rmssd"] for history in (one, two, three)]
    assert [column[-3:].tolist() for column in held] == [
        [False, False, True],
        [False, True, False],
        [True, False, False],
    ]
    assert not any("held back" in note for note in tk.assess(two, ATHLETE).notes)
    move = hrv_points(three) - hrv_points(one)
    assert move > 0 if value > 60 else move < 0


def test_a_night_without_data_between_still_confirms_and_a_usual_one_does_not() -> None:
    for between, confirmed in ((np.nan, True), (60.0, False)):
        history = mornings({"hrv_rmssd": {2: 140.0, 1: between, 0: 140.0}})
        held = daily_signals(history, ATHLETE).held_back["hrv_rmssd"]
        assert held[-3:].tolist() == [True, False, not confirmed]
    other_side = mornings({"hrv_rmssd": {1: 140.0, 0: 20.0}})
    assert daily_signals(other_side, ATHLETE).held_back["hrv_rmssd"][-2:].all()


def test_a_few_nights_are_too_little_to_doubt_one() -> None:
    held = {}
    for known in (6, 7):
        history = steady({"hrv_rmssd": [60.0] * known + [255.0]}, days=known + 1)
        held[known] = bool(daily_signals(history, ATHLETE).held_back["hrv_rmssd"][-1])
    assert held == {6: False, 7: True}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_later_days_never_change_an_earlier_answer(data: st.DataObject) -> None:
    wild = st.dictionaries(st.integers(0, 30), st.sampled_from([255.0, 140.0, 95.0, 25.0, 9.0]))
    beats = st.dictionaries(st.integers(0, 30), st.sampled_from([20.0, 35.0, 62.0, 80.0, 180.0]))
    hours = st.dictionaries(st.integers(0, 30), st.sampled_from([0.5, 3.0, 16.0, 20.0]))
    changes = {
        "hrv_rmssd": data.draw(wild),
        "resting_hr": data.draw(beats),
        "sleep_h": data.draw(hours),
    }
    history = mornings(changes, seed=data.draw(st.integers(0, 5)))
    back = data.draw(st.integers(1, 25))
    cut = history.until(LAST - dt.timedelta(days=back))
    whole, early = daily_signals(history, ATHLETE), daily_signals(cut, ATHLETE)
    for field, column in early.held_back.items():
        np.testing.assert_array_equal(column, whole.held_back[field][:-back])
    late = scores(history, ATHLETE).score
    np.testing.assert_array_equal(scores(cut, ATHLETE).score, late[:-back])


def test_the_classic_model_uses_every_night_and_tells() -> None:
    made = tk.assess(mornings({"hrv_rmssd": {0: 255.0}}), ATHLETE, model="classic")
    assert any("HRV of 255 ms" in note and "all the same" in note for note in made.notes)
    assert not any("held back" in note for note in made.notes)


def test_sdnn_that_is_there_but_not_used_is_told() -> None:
    history = steady({"hrv_sdnn": [50.0] * 60}, fields=("resting_hr", "sleep_h"))
    made = tk.assess(history, ATHLETE)
    (missing,) = [part for part in made.recovery.missing if part.name == "hrv"]
    (note,) = [note for note in made.notes if "SDNN" in note]
    for text in (missing.reason, note):
        assert "not used" in text
        assert "another measure" in text
        assert "a source that gives RMSSD" in text


def test_sdnn_beside_rmssd_is_not_mentioned() -> None:
    made = tk.assess(steady({"hrv_sdnn": [50.0] * 60}), ATHLETE)
    assert "SDNN" not in " ".join(made.notes)
    few = steady(
        {"hrv_sdnn": [50.0] * 5, "hrv_rmssd": [60.0] * 5}, fields=("resting_hr", "sleep_h")
    )
    (missing,) = [part for part in tk.assess(few, ATHLETE).recovery.missing if part.name == "hrv"]
    assert missing.reason == "4 of 14 days of HRV are known"
