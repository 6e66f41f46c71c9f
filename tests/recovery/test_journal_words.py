"""A niggle keeps speed out, words of warning signs stop the day, and others decide nothing."""

import pytest

import trainkit as tk
from builders.days import ATHLETE, LAST, run, steady
from trainkit.models import DailyHealth, History

RUNS = [
    run(ago, **({"hr": 168, "speed": 3.5} if ago % 7 == 2 else {}))  # type: ignore[arg-type]
    for week in range(12)
    for ago in (7 * week + 1, 7 * week + 3, 7 * week + 5, 7 * week + 6, 7 * week + 7)
]


def morning(**entry: object) -> tk.Assessment:
    journal = History(days=[DailyHealth(date=LAST, **entry)])  # type: ignore[arg-type]
    return tk.assess(steady(activities=RUNS).merge(journal), ATHLETE)


def level(made: tk.Assessment, kind: str) -> str:
    return next((one.level for one in made.warnings if one.kind == kind), "")


@pytest.mark.parametrize("place", ["knee", "left achilles", "lower back", None])
@pytest.mark.parametrize("pain", [20, 30, 39])
def test_a_niggle_is_told_and_leaves_no_speed(pain: float, place: str | None) -> None:
    made = morning(pain=pain, pain_place=place)
    assert level(made, "niggle") == "warning"
    assert made.recommendation.intensity != "hard"
    assert f"pain of {pain} of 100" in made.recommendation.rationale


@pytest.mark.parametrize(("pain", "kind"), [(5, ""), (10, "info"), (15, "info"), (40, "")])
def test_less_is_a_note_and_more_is_pain(pain: float, kind: str) -> None:
    assert level(morning(pain=pain, pain_place="knee"), "niggle") == kind


SIGNS = [
    "chest pain when breathing hard",
    "Fainted after the shower",
    "my heart was racing in bed for no reason",
    "coughed blood",
    "knee swollen since the race",
    "temperature was 39 last night",
]


@pytest.mark.parametrize("note", SIGNS)
def test_words_of_a_warning_sign_stop_the_day(note: str) -> None:
    made = morning(notes=note)
    assert level(made, "warning_sign") == "critical"
    assert made.recommendation.intensity == "rest"
    assert not made.recommendation.alternatives


def test_they_hold_on_the_next_day_and_not_for_ever() -> None:
    for ago, stops in ((1, True), (2, False), (5, False)):
        day = LAST.fromordinal(LAST.toordinal() - ago)
        journal = History(days=[DailyHealth(date=day, notes=SIGNS[0])])
        made = tk.assess(steady(activities=RUNS).merge(journal), ATHLETE)
        assert (level(made, "warning_sign") == "critical") is stops


@pytest.mark.parametrize("note", ["no chest pain today", "great run, new shoes", "race fever"])
def test_other_words_decide_nothing(note: str) -> None:
    assert morning(notes=note).recommendation == morning().recommendation


@pytest.mark.parametrize("note", ["calf hurts", "jet lag", "vaccinated", "started a beta blocker"])
def test_words_about_health_are_told_to_decide_nothing(note: str) -> None:
    told = "in words decides nothing"
    assert any(told in one for one in morning(notes=note).notes)
    assert not any(told in one for one in morning(notes=note, pain=20).notes)
    assert not any(told in one for one in morning(notes="sunny and fast").notes)
