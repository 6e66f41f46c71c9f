"""One single measure makes a decision that says so; words, numbers and colours agree."""

import datetime as dt

import numpy as np
import pytest

import trainkit as tk
from builders.days import ATHLETE, LAST, steady, weeks_of_runs
from trainkit.models import History, colour_of
from trainkit.recovery import BANDS, Scores

NAN = float("nan")


@pytest.mark.parametrize(
    ("history", "name", "words"),
    [
        (steady(fields=("hrv_rmssd",), days=15), "hrv", "your HRV alone"),
        (steady(fields=("sleep_h",), days=1), "sleep", "your sleep alone"),
        (steady(fields=("resting_hr",), days=15), "resting_hr", "your resting heart rate alone"),
        (steady({"energy": 70.0}, fields=(), days=1), "wellness", "your journal alone"),
        (History(activities=tuple(weeks_of_runs())), "load", "your training load alone"),
    ],
)
@pytest.mark.parametrize("model", ["personal", "classic"])
def test_a_single_measure_is_enough_and_said(
    history: History, name: str, words: str, model: str
) -> None:
    made = tk.assess(history, ATHLETE, model=model)  # type: ignore[arg-type]
    assert [one.name for one in made.recovery.components] == [name]
    assert made.recovery.components[0].weight == 1
    assert f"This score stands on {words}" in made.recovery.explanation
    single = [note for note in made.notes if "stands on" in note]
    assert len(single) == 1
    assert words in single[0]
    assert "instead" not in " ".join(made.notes)


@pytest.mark.parametrize(
    ("history", "reason"),
    [
        (steady(fields=("hrv_rmssd",), days=14), "13 of 14 days of HRV"),
        (steady(fields=("resting_hr",), days=10), "9 of 14 days of resting heart rate"),
        (History(activities=tuple(weeks_of_runs(3))), "of 28 days of load"),
    ],
)
def test_too_little_of_it_says_what_is_missing(history: History, reason: str) -> None:
    with pytest.raises(tk.InsufficientData, match=reason) as raised:
        tk.assess(history, ATHLETE)
    assert (raised.value.have, raised.value.need) == (0, 1)


def test_a_device_that_failed_leaves_the_last_known_state_for_a_week() -> None:
    """Training alone does not stand in at once for the mornings of somebody who measures them."""
    gone = {name: [NAN] * 7 for name in ("hrv_rmssd", "resting_hr", "sleep_h")}
    runs = weeks_of_runs()
    recent = tk.assess(steady(gone, activities=runs), ATHLETE)  # type: ignore[arg-type]
    assert recent.recovery.age_days > 0
    assert len(recent.recovery.components) > 1
    gone = {name: [NAN] * 20 for name in ("hrv_rmssd", "resting_hr", "sleep_h")}
    later = tk.assess(steady({**gone, "weight_kg": 60.0}, activities=runs), ATHLETE)  # type: ignore[arg-type]
    assert later.recovery.age_days == 0
    assert [one.name for one in later.recovery.components] == ["load"]


def test_several_measures_keep_the_notes_on_those_that_are_missing() -> None:
    made = tk.assess(steady(fields=("hrv_rmssd", "sleep_h")), ATHLETE)
    assert any("the score uses" in note for note in made.notes)
    assert not any("stands on" in note for note in made.notes)


@pytest.mark.parametrize(
    ("points", "colour"),
    [(39.49, "red"), (39.6, "yellow"), (40.0, "yellow"), (69.4, "yellow"), (69.7, "green")],
)
def test_the_colour_is_that_of_the_score_as_it_is_shown(points: float, colour: str) -> None:
    assert colour_of(points, BANDS["70/40"]) == colour
    dates = np.array([np.datetime64(LAST)])
    assert Scores(dates, np.array([points]), {}, {}).status()[0] == colour


def test_a_day_without_a_score_has_no_colour() -> None:
    dates = np.array([np.datetime64(LAST)])
    assert not Scores(dates, np.array([NAN]), {}, {}).status()[0]


def test_shown_score_and_colour_agree_on_every_day_of_a_year() -> None:
    history = tk.simulate(days=365, seed=5)
    athlete = history.athlete or ATHLETE
    for back in range(0, 200, 9):
        state = tk.assess(history, athlete, LAST - dt.timedelta(days=back))
        shown = round(state.recovery.score)
        own = "green" if shown >= 70 else "yellow" if shown >= 40 else "red"
        if not state.warnings:
            assert state.recovery.status == own
        assert f"Recovery {shown} of 100" in state.recovery.explanation
        assert not any("-0" in text for text in state.recovery.what_would_change)
