"""Warnings report what is unusual in careful words; an ordinary month raises none."""

import re

import numpy as np
import pytest

import trainkit as tk
from builders.days import ATHLETE, LAST, run, steady, weeks_of_runs
from trainkit.models import Activity, Athlete, TrainingWarning
from trainkit.recovery import CLASSIC_DETECTORS, DETECTORS, REPORTED

FORBIDDEN = re.compile(r"you are ill\b|diagnos|injury risk|risk of injury|\d+ ?% (higher )?risk")


def kinds(made: tk.Assessment) -> dict[str, str]:
    return {one.kind: one.level for one in made.warnings}


@pytest.mark.parametrize(
    ("last", "kind", "level"),
    [
        ({"hrv_rmssd": [50.0] * 7}, "hrv_low", "warning"),
        ({"hrv_rmssd": [59.0] * 7}, "hrv_low", None),
        ({"resting_hr": 57.0}, "resting_hr_high", "warning"),
        ({"resting_hr": [58.0, 58.0]}, "resting_hr_high", "warning"),
        ({"resting_hr": [58.0] * 2, "hrv_rmssd": [50.0] * 2}, "resting_hr_high", "critical"),
        ({"resting_hr": 52.0}, "resting_hr_high", None),
        ({"hrv_rmssd": 40.0}, "hrv_drop", "warning"),
        ({"hrv_rmssd": 40.0, "resting_hr": 56.0}, "hrv_drop", "critical"),
        ({"hrv_rmssd": 52.0}, "hrv_drop", None),
        ({"hrv_rmssd": [44.0] * 9, "resting_hr": [55.0] * 9}, "overreaching", "critical"),
        ({"hrv_rmssd": [58.0] * 2, "resting_hr": [51.0] * 2}, "illness_pattern", None),
        ({"hrv_rmssd": [54.0] * 2, "resting_hr": [54.0] * 2}, "illness_pattern", "warning"),
        ({"hrv_rmssd": [48.0] * 3, "resting_hr": [56.0] * 3}, "illness_pattern", "critical"),
        ({"sleep_h": [4.0, 4.0, 4.0]}, "short_sleep", "warning"),
        ({"sleep_h": [7.8, 7.8, 4.8]}, "short_sleep", "warning"),
    ],
)
def test_mornings(last: dict[str, object], kind: str, level: str | None) -> None:
    made = tk.assess(steady(last, activities=weeks_of_runs()), ATHLETE)  # type: ignore[arg-type]
    found = kinds(made)
    assert found.get(kind) == level
    if level is not None:
        worst = {"warning": "yellow", "critical": "red"}[level]
        assert made.recovery.status in {worst, "red"}


def test_ordinary_mornings_alarm_nobody() -> None:
    assert kinds(tk.assess(steady(activities=weeks_of_runs()), ATHLETE)) == {}


def daily(loads: list[float], **athlete: object) -> tk.Assessment:
    """Assess after days with runs of so many minutes, the last of them yesterday."""
    runs = [run(ago + 1, minutes) for ago, minutes in enumerate(reversed(loads)) if minutes]
    me = ATHLETE.model_copy(update=athlete)
    return tk.assess(steady(activities=runs), me)


def test_categories_of_training() -> None:
    weeks = [0.0, 45, 45, 0, 45, 45, 45] * 8
    assert kinds(daily(weeks)) == {}
    assert kinds(daily([*weeks, *[45.0] * 8]))["mandatory_rest"] == "warning"
    assert daily([*weeks, *[45.0] * 8]).recommendation.intensity == "rest"
    assert kinds(daily([*weeks, *[0.0, 100, 90, 100, 0, 100, 100]]))["high_acwr"] == "info"
    assert kinds(daily([*weeks, *[0.0] * 5, 20, 0]))["undertraining"] == "info"


def test_risk_style_moves_the_limits() -> None:
    days = [0.0, 45, 45, 0, 45, 45, 45] * 8 + [45.0] * 4
    assert "mandatory_rest" in kinds(daily(days, risk_style="conservative"))
    assert "mandatory_rest" not in kinds(daily(days, risk_style="aggressive"))


def tired(hr: float) -> list[Activity]:
    """The same runs as ever, in the last week at another heart rate."""
    return [run(ago, 45, hr=hr if ago <= 7 else 140) for ago in range(1, 60) if ago % 7 != 3]


def test_training_that_costs_more_than_it_did_is_an_overtraining_risk() -> None:
    found = tk.assess(steady(activities=tired(158)), ATHLETE)
    assert kinds(found)["overtraining_risk"] == "warning"
    assert found.recommendation.intensity in {"rest", "easy"}
    low = {"hrv_rmssd": [52.0] * 10, "resting_hr": [53.0] * 10}
    both = tk.assess(steady(low, activities=tired(158)), ATHLETE)  # the mornings say it too
    assert kinds(both)["overtraining_risk"] == "critical"
    assert both.recommendation.intensity == "rest"
    assert "overtraining_risk" not in kinds(tk.assess(steady(activities=tired(141)), ATHLETE))


def test_weight_lost_under_high_load_is_underfuelling() -> None:
    weeks = [0.0, 45, 45, 0, 45, 45, 45] * 8 + [0.0, 100, 90, 100, 0, 100, 100]
    runs = [run(ago + 1, minutes) for ago, minutes in enumerate(reversed(weeks)) if minutes]
    heavy = steady({"weight_kg": [62.0] * 60 + [59.5] * 7}, activities=runs)
    same = steady({"weight_kg": [62.0] * 67}, activities=runs)
    assert "underfuelling" in kinds(tk.assess(heavy, ATHLETE))
    assert "underfuelling" not in kinds(tk.assess(same, ATHLETE))


@pytest.mark.parametrize(
    ("journal", "kind", "intensity"),
    [
        ({"illness": 1.0}, "reported_illness", "rest"),
        ({"illness": [1.0, np.nan]}, "reported_illness", "rest"),
        ({"pain": [60.0, 70.0]}, "reported_pain", "rest"),
        ({"pain": 45.0}, "reported_pain", "easy"),
    ],
)
def test_what_an_athlete_reports_counts(
    journal: dict[str, object], kind: str, intensity: str
) -> None:
    history = steady(journal, activities=weeks_of_runs())  # type: ignore[arg-type]
    made = tk.assess(history, ATHLETE)
    assert kind in kinds(made)
    order = ("rest", "easy", "moderate", "hard")
    assert order.index(made.recommendation.intensity) <= order.index(intensity)
    unreported = tk.assess(steady(activities=weeks_of_runs()), ATHLETE)
    assert made.recovery.score == unreported.recovery.score


def test_reporting_recovery_ends_the_illness_warning() -> None:
    history = steady({"illness": [1.0, 0.0]}, activities=weeks_of_runs())
    assert "reported_illness" not in kinds(tk.assess(history, ATHLETE))


def test_words_are_careful_in_every_warning_of_a_year() -> None:
    seen = set()
    for seed in range(4):
        history = tk.simulate(days=300, seed=seed)
        athlete = history.athlete or ATHLETE
        for detector in (*DETECTORS, *CLASSIC_DETECTORS, *REPORTED):
            for at in np.flatnonzero(detector.levels(history, athlete)):
                one = detector.warning(history, athlete, int(at))
                seen.add(one.kind)
                assert not FORBIDDEN.search(one.message.lower())
                assert "nan" not in one.message
                assert one.source
                assert one.date == history.dates[at].item()
    assert len(seen) >= 8


def test_a_plain_warning_turns_green_yellow_and_a_critical_one_red() -> None:
    good = {"hrv_rmssd": [62.0] * 7, "resting_hr": 48.0}
    assert tk.assess(steady(good), ATHLETE).recovery.status == "green"
    sore = tk.assess(steady(good | {"pain": 50.0}), ATHLETE).recovery  # type: ignore[arg-type]
    ill = tk.assess(steady(good | {"illness": 1.0}), ATHLETE).recovery  # type: ignore[arg-type]
    assert (sore.status, ill.status) == ("yellow", "red")
    assert sore.score == ill.score
    assert any("would be green" in one for one in sore.what_would_change)


def test_an_aggressive_athlete_is_still_stopped_by_illness() -> None:
    bold = Athlete.model_validate({**dict(ATHLETE), "risk_style": "aggressive"})
    made = tk.assess(steady({"illness": 1.0}, activities=weeks_of_runs()), bold, LAST)
    assert made.recommendation.intensity == "rest"
    assert made.date == LAST


class Steady:
    """A detector that says the same from some day on."""

    kind, source, evidence = "made_up", "a test", "morning"

    def __init__(self, since: int, level: int = 2, kind: str = "made_up") -> None:
        self.since, self.level, self.kind = since, level, kind

    def levels(self, history: tk.History, athlete: Athlete) -> np.ndarray:  # noqa: ARG002
        levels = np.zeros(history.dates.size, dtype=np.int8)
        levels[-self.since :] = self.level
        return levels

    def warning(
        self,
        history: tk.History,
        athlete: Athlete,  # noqa: ARG002
        at: int,
    ) -> TrainingWarning:
        return TrainingWarning(
            kind=self.kind,
            level=("", "info", "warning", "critical")[self.level],  # type: ignore[arg-type]
            message="It is unusual.",
            date=history.dates[at].item(),
            intensity_at_most="easy",
            source=self.source,
        )


def with_detector(detector: Steady) -> TrainingWarning:
    made = tk.assess(steady(activities=weeks_of_runs()), ATHLETE, detectors=[detector])
    (warning,) = made.warnings
    return warning


def test_a_warning_unchanged_for_more_than_a_week_becomes_a_note() -> None:
    week = with_detector(Steady(7))
    assert (week.level, week.intensity_at_most) == ("warning", "easy")
    longer = with_detector(Steady(8))
    assert (longer.level, longer.intensity_at_most) == ("info", "hard")
    assert "for a week, and counts as a note now" in longer.message


@pytest.mark.parametrize("kind", ["reported_illness", "reported_pain", "fever", "soreness"])
def test_what_an_athlete_reports_never_becomes_a_note(kind: str) -> None:
    assert with_detector(Steady(20, 3, kind)).level == "critical"


def test_a_warning_that_rose_this_week_is_not_settled() -> None:
    class Rising(Steady):
        def levels(self, history: tk.History, athlete: Athlete) -> np.ndarray:
            levels = super().levels(history, athlete)
            levels[-10:-3] = 1
            return levels

    assert with_detector(Rising(3)).level == "warning"


@pytest.mark.parametrize("days", range(1, 11))
def test_a_hike_is_never_critical(days: int) -> None:
    hike = run(days, 300, hr=118, speed=1.1).model_copy(update={"sport": "hiking"})
    others = [one for one in weeks_of_runs() if one.day != hike.day]
    made = tk.assess(steady(activities=[hike, *others]), ATHLETE)
    assert "critical" not in kinds(made).values()
    assert made.recovery.status != "red"
    if days <= 2:
        assert made.recommendation.intensity in {"rest", "easy"}
        assert "hike of 5.0 h" in made.recommendation.rationale


@pytest.mark.parametrize(("days", "level"), [(4, "warning"), (7, "warning"), (8, "critical")])
def test_bad_mornings_in_the_week_after_a_hike_are_no_critical_illness(
    days: int, level: str
) -> None:
    hike = run(days, 300, hr=118, speed=1.1).model_copy(update={"sport": "hiking"})
    others = [activity for activity in weeks_of_runs() if activity.day != hike.day]
    last = {"hrv_rmssd": [50.0] * 2, "resting_hr": [55.0] * 2}
    made = tk.assess(steady(last, activities=[hike, *others]), ATHLETE)
    assert kinds(made)["illness_pattern"] == level


@pytest.mark.parametrize("temperature", [33.0, None])
def test_a_hot_week_is_never_critical(temperature: float | None) -> None:
    hot = [
        one.model_copy(update={"hr_mean": 152, "temperature_mean": temperature})
        if (LAST - one.day).days <= 8
        else one
        for one in weeks_of_runs()
    ]
    made = tk.assess(steady(activities=hot), ATHLETE)
    assert "critical" not in kinds(made).values()
    assert made.recovery.status != "red"
    if temperature is not None:
        assert "overtraining_risk" not in kinds(made)


def test_one_broken_strap_is_never_critical() -> None:
    runs = [run(1, 45, hr=186), *weeks_of_runs()[1:]]
    assert "critical" not in kinds(tk.assess(steady(activities=runs), ATHLETE)).values()
