"""A day long after the last record: the whole break counts, and old states decide nothing."""

import datetime as dt

import pytest

import trainkit as tk

GAPS = (16, 20, 35, 60, 120, 400, 900)  # none leads to a Monday, which is a usual day of rest


def decide(history: tk.History, gap: int) -> tk.Assessment:
    assert history.athlete is not None
    last: dt.date = history.dates[-1].item()
    return tk.assess(history, history.athlete, last + dt.timedelta(days=gap), late=True)


@pytest.mark.parametrize("seed", [2, 5, 9])
@pytest.mark.parametrize("gap", GAPS)
def test_the_way_back_is_that_of_the_whole_break(seed: int, gap: int) -> None:
    history = tk.simulate(days=150, seed=seed)
    today = decide(history, gap)
    advice, reasons = today.recommendation, today.recommendation.rationale
    off = (today.date - max(done.day for done in history.activities)).days - 1
    assert f"a break of {off} days" in reasons
    assert advice.intensity == "easy"
    assert (advice.workout.duration_s or 0.0) <= 45 * 60
    assert ("Walk and run" in advice.workout.name) is (off >= 84)
    assert today.warnings == ()
    assert "Your recovery of" not in reasons
    assert "Your form is" not in reasons
    assert today.recovery.age_days >= gap
    assert today.notes[0].startswith("The last recovery that can be scored is from")
    assert today.data_until == history.dates[-1].item()


@pytest.mark.parametrize("gap", [8, 11, 14])
def test_a_bad_morning_of_last_week_does_not_forbid_training_today(gap: int) -> None:
    history = tk.simulate(days=30)  # ends on a morning with two warnings
    assert history.athlete is not None
    assert tk.assess(history, history.athlete).recovery.status != "green"
    today = decide(history, gap)
    assert today.recommendation.intensity == "easy"
    assert "unusual for you" not in today.recommendation.rationale


def test_what_is_reported_today_counts_however_old_the_score_is() -> None:
    history = tk.simulate(days=60)
    last: dt.date = history.dates[-1].item()
    day = last + dt.timedelta(days=40)
    ill = history.merge(tk.History(days=(tk.DailyHealth(date=day, illness=True, fever=True),)))
    assert history.athlete is not None
    today = tk.assess(ill, history.athlete, day, late=True)
    assert today.recommendation.intensity == "rest"
    assert today.recommendation.rationale.startswith("You are ill today.")


def test_without_late_an_old_state_is_refused() -> None:
    history = tk.simulate(days=60)
    assert history.athlete is not None
    last: dt.date = history.dates[-1].item()
    with pytest.raises(tk.InvalidInput, match="import newer data first"):
        tk.assess(history, history.athlete, last + dt.timedelta(days=15))


def test_late_changes_nothing_while_the_state_is_known() -> None:
    history = tk.simulate(days=60)
    assert history.athlete is not None
    last: dt.date = history.dates[-1].item()
    for gap in (0, 1, 5, 14):
        day = last + dt.timedelta(days=gap)
        assert tk.assess(history, history.athlete, day) == decide(history, gap)
