"""Missing, old or invalid data yields a state with its age, or a message with advice."""

import datetime as dt

import numpy as np
import pytest

import trainkit as tk
from builders.days import ATHLETE, LAST, run, steady, weeks_of_runs
from trainkit.models import DailyHealth, History, Provenance


def test_without_hrv_a_note_lists_the_components_used_instead() -> None:
    made = tk.assess(steady(fields=("resting_hr", "sleep_h"), activities=weeks_of_runs()), ATHLETE)
    assert {one.name for one in made.recovery.components} == {"resting_hr", "sleep", "load"}
    assert [one.name for one in made.recovery.missing] == ["hrv"]
    weights = {one.name: one.weight for one in made.recovery.components}
    assert weights == pytest.approx({"resting_hr": 0.5, "sleep": 1 / 3, "load": 1 / 6})
    assert "the score uses resting heart rate 50%" in " ".join(made.notes)
    assert "Without HRV" in made.recovery.explanation


def test_a_failed_sync_shows_the_last_known_state_with_its_time() -> None:
    fetched = dt.datetime(2026, 6, 28, 7, 15, tzinfo=dt.UTC)
    days = [
        one.model_copy(update={"provenance": Provenance(source="watch", fetched_at=fetched)})
        for one in steady().days
    ]
    history = History(days=days, activities=tuple(weeks_of_runs()))
    today = tk.assess(history, ATHLETE)
    later = tk.assess(history, ATHLETE, LAST + dt.timedelta(days=2))
    assert later.recovery.score == today.recovery.score
    assert (later.recovery.date, later.recovery.age_days) == (LAST, 2)
    assert later.recovery.known_at == fetched
    assert "2026-06-28 07:15" in later.notes[0]
    assert "2 days old" in later.notes[0]
    assert later.recommendation.intensity != "hard"


def test_an_older_state_allows_less() -> None:
    runs = [run(7 * week + day) for week in range(12) for day in (3, 5, 6, 7)]  # all but today
    history = steady({"hrv_rmssd": [63.0] * 7, "resting_hr": 48.0}, activities=runs)
    found = [
        tk.assess(history, ATHLETE, LAST + dt.timedelta(days=days)).recommendation.intensity
        for days in (0, 1, 4)
    ]
    assert found == ["hard", "moderate", "easy"]


def test_a_day_without_a_morning_shows_the_day_before() -> None:
    gone = dict.fromkeys(("hrv_rmssd", "resting_hr", "sleep_h"), np.nan)
    made = tk.assess(steady(gone | {"stress": 30.0}), ATHLETE)  # type: ignore[arg-type]
    assert made.recovery.age_days == 1


def test_manual_entries_count_as_imported_ones_do() -> None:
    imported = steady(activities=weeks_of_runs())
    by_hand = History(
        days=[
            one.model_copy(update={"provenance": Provenance(source="manual")})
            for one in imported.days
        ],
        activities=imported.activities,
    )
    device, manual = tk.assess(imported, ATHLETE), tk.assess(by_hand, ATHLETE)
    assert device.recovery.score == manual.recovery.score
    assert device.recommendation == manual.recommendation
    hrv = manual.recovery.component("hrv")
    assert hrv is not None
    assert hrv.sources == ("manual",)


def test_too_little_names_the_days_and_the_components() -> None:
    with pytest.raises(tk.InsufficientData) as raised:
        tk.assess(steady(days=5, fields=("hrv_rmssd", "resting_hr")), ATHLETE)
    text = str(raised.value)
    assert (raised.value.have, raised.value.need) == (0, 1)
    for part in (
        "4 of 14 days of HRV",
        "4 of 14 days of resting heart rate",
        "0 of 28 days of load",
    ):
        assert part in text


def test_two_weeks_without_a_state_are_too_little() -> None:
    gone = {name: [np.nan] * 15 for name in ("hrv_rmssd", "resting_hr", "sleep_h")}
    with pytest.raises(tk.InsufficientData):
        tk.assess(steady(gone | {"stress": [30.0] * 15}), ATHLETE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on", "advice"),
    [
        (LAST - dt.timedelta(days=90), "2026-03-31 or later"),
        (LAST + dt.timedelta(days=15), "import newer data"),
        (dt.datetime(2026, 6, 28, tzinfo=dt.UTC), "a date without a time"),
        ("2026-06-28", "a date without a time"),
    ],
)
def test_a_day_outside_the_data_says_what_to_do(on: object, advice: str) -> None:
    with pytest.raises(tk.InvalidInput, match=advice):
        tk.assess(steady(), ATHLETE, on)  # type: ignore[arg-type]


def test_a_history_in_the_future_points_at_the_clock() -> None:
    day = LAST - dt.timedelta(days=400)
    with pytest.raises(tk.InvalidInput, match="clock of the device"):
        tk.assess(steady(), ATHLETE, day)


def test_a_resting_heart_rate_above_the_maximum_is_refused() -> None:
    with pytest.raises(tk.InvalidInput, match="below hr_max, 190"):
        tk.Athlete(sex="male", birth_date=dt.date(1990, 1, 1), hr_rest=200, hr_max=190)


@pytest.mark.parametrize("bands", [(40, 70), (70, 70), (170, 40), (70, -1)])
def test_invalid_bands_are_refused(bands: tuple[float, float]) -> None:
    with pytest.raises(tk.InvalidInput, match="bands"):
        tk.assess(steady(), ATHLETE, bands=bands)


def test_an_unknown_model_names_the_known_ones() -> None:
    with pytest.raises(tk.InvalidInput, match="'personal', 'classic'"):
        tk.assess(steady(), ATHLETE, model="crystal ball")  # type: ignore[arg-type]


def test_a_hosts_own_components_make_a_model() -> None:
    parts = tk.recovery.MODELS["personal"][:2]
    made = tk.assess(steady(), ATHLETE, model=parts)
    assert made.recovery.model == "custom"
    assert [one.weight for one in made.recovery.components] == pytest.approx([4 / 7, 3 / 7])
    for wrong in ((), (parts[0], parts[0])):
        with pytest.raises(tk.InvalidInput, match="at least one component"):
            tk.assess(steady(), ATHLETE, model=wrong)


def test_one_morning_by_hand_is_enough_to_read_a_log() -> None:
    alone = History(days=[DailyHealth(date=LAST, hrv_rmssd=60, resting_hr=50)])
    with pytest.raises(tk.InsufficientData, match="0 of 14 days of HRV"):
        tk.assess(alone, ATHLETE)


def test_results_show_themselves_as_html_that_is_safe() -> None:
    goal = tk.Goal(distance_m=10_000, date=LAST, name="<script>alert(1)</script>")
    made = tk.assess(
        steady({"hrv_rmssd": [63.0] * 7, "resting_hr": 48.0}, activities=weeks_of_runs()),
        ATHLETE,
        goal=goal,
    )
    ill = tk.assess(steady({"illness": 1.0}, activities=weeks_of_runs()), ATHLETE)
    shown = (
        made,
        made.recovery,
        made.recommendation,
        ill.warnings[0],
        steady(),
        tk.quality(steady()),
        tk.recovery.scores(steady(), ATHLETE),
        tk.loads.daily_loads(steady(activities=weeks_of_runs()), ATHLETE),
    )
    for one in shown:
        text = one._repr_html_()
        assert "<script>" not in text
        assert text.count("<div") == text.count("</div>")
        assert text.count("<table") == text.count("</table>")
    assert "&lt;script&gt;" in made._repr_html_()


def test_an_assessment_comes_back_from_json() -> None:
    made = tk.assess(steady(activities=weeks_of_runs()), ATHLETE)
    assert tk.Assessment.model_validate_json(made.model_dump_json()) == made
