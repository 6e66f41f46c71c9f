"""Questions about what gets better or worse, about days in a row, and about what a word means."""

import datetime as dt
import re
from collections.abc import Sequence

import pytest

from trainkit.coach import Toolbox
from trainkit.coach._chat import Talk
from trainkit.coach._chat.glossary import find_term
from trainkit.models import Activity, Athlete, DailyHealth, History, Provenance, RaceResult
from trainkit.models.conversation import ChatAnswer, Conversation

TODAY = dt.date(2026, 6, 28)
ME = Athlete(sex="female", birth_date=dt.date(1990, 1, 1), hr_rest=55, hr_max=190)


def ask(question: str, history: History) -> str:
    *_, answer = Talk(history, ME, Toolbox(history, ME, use=None)).stream(
        question, Conversation(id="a")
    )
    assert isinstance(answer, ChatAnswer)
    named = set(re.findall(r"\[([A-Z]\d+)\]", answer.text))
    assert named <= {fact.id for fact in answer.receipts}, answer.text
    return answer.text


def back(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def history(
    minutes: Sequence[float],
    hrv: tuple[float, float] = (60, 60),
    races: tuple[RaceResult, ...] = (),
) -> History:
    """Runs of some minutes at 10 km/h, the last one yesterday, and two levels of HRV."""
    runs = tuple(
        Activity(
            sport="running",
            start=dt.datetime.combine(back(number), dt.time(8), dt.UTC),
            elapsed_s=60 * length,
            distance_m=10_000 * length / 60,
            hr_mean=140,
            provenance=Provenance(source="test"),
        )
        for number, length in enumerate(reversed(minutes), start=1)
        if length
    )
    days = tuple(
        DailyHealth(
            date=back(number),
            hrv_rmssd=hrv[number < 28],
            resting_hr=100 - hrv[number < 28],
            sleep_h=hrv[number < 28] / 8,
        )
        for number in range(56)
    )
    return History(activities=runs, days=days, races=races)


STEADY, RISING = [60.0] * 250, [30.0] * 60 + [70.0] * 60


@pytest.mark.parametrize(
    ("question", "minutes", "said"),
    [
        ("Am I getting fitter?", RISING, "Yes, your fitness is rising: "),
        ("Am I getting fitter?", [*RISING[::-1]], "No, your fitness is falling: "),
        ("Am I in better shape?", STEADY, "Your fitness is steady: "),
        ("am i losing fitness", [60.0] * 90 + [0.0] * 20, "No, your fitness is falling: "),
        ("Is my fitness going up?", RISING, "Yes, your fitness is rising: "),
        ("Has my mileage increased?", [30.0] * 28 + [60.0] * 28, " more."),
        ("Is my running volume dropping?", [60.0] * 28 + [30.0] * 28, " less."),
    ],
)
def test_fitness_and_volume_are_four_weeks_apart(
    question: str, minutes: list[float], said: str
) -> None:
    assert said in ask(question, history(minutes))


def test_short_records_make_fitness_rise_of_itself() -> None:
    assert "rises of itself" in ask("Am I getting fitter?", history([60.0] * 60))
    assert "of itself" not in ask("Am I getting fitter?", history(STEADY))


@pytest.mark.parametrize(
    ("question", "first", "then", "said"),
    [
        ("Is my HRV rising?", 50, 60, "10 ms more"),
        ("Why is my HRV dropping?", 60, 52, "8 ms less"),
        ("Is my resting heart rate going down?", 50, 56, "6 bpm less"),
        ("Has my sleep improved?", 56, 60, "0.5 h more"),
        ("is my sleep getting worse", 60, 60, "about the same"),
    ],
)
def test_mornings_are_compared_with_the_four_weeks_before(
    question: str, first: float, then: float, said: str
) -> None:
    text = ask(question, history(STEADY, (first, then)))
    assert "in the last four weeks (1 to 28 June 2026)" in text
    assert "in the four before (4 to 31 May 2026)" in text
    assert said in text


def race(days: int, time_s: float, distance_m: float = 5000) -> RaceResult:
    return RaceResult(date=back(days), distance_m=distance_m, time_s=time_s, sport="running")


@pytest.mark.parametrize(
    ("question", "races", "said"),
    [
        ("Am I getting faster?", (race(200, 1500), race(20, 1470)), "30 s faster."),
        ("Did I improve my 5k?", (race(200, 1500), race(20, 1565)), "1:05 min slower."),
        ("Did my 10k improve?", (race(20, 3000, 10_000),), "of the year before it is none."),
        ("Has my 5k got better?", (race(300, 1500),), "the last twelve weeks is none"),
        ("Am I getting slower?", (race(90, 1500), race(5, 1500)), "the same."),
        ("Am I getting faster?", (), "I know of no effort over 5 km"),
    ],
)
def test_speed_is_that_of_best_efforts(
    question: str, races: tuple[RaceResult, ...], said: str
) -> None:
    assert said in ask(question, history(STEADY, races=races))


@pytest.mark.parametrize(
    "question",
    [
        "Should I increase my load?",
        "How do I improve my HRV?",
        "Will my 5k improve?",
        "Help me get faster",
    ],
)
def test_what_is_to_come_is_no_trend(question: str) -> None:
    assert "four before" not in ask(question, history(STEADY))
    assert "twelve weeks" not in ask(question, history(STEADY))


@pytest.mark.parametrize(
    "question", ["How many days in a row have I trained?", "What's my current streak?"]
)
def test_days_in_a_row_are_no_rowing(question: str) -> None:
    text = ask(question, history([60.0] * 50 + [0.0] + [60.0] * 4))
    assert "since then you trained on 4 days" in text
    assert "rowing" not in text
    longest = ask("What is my longest streak?", history([60.0] * 50 + [0.0] + [60.0] * 4))
    assert longest.startswith("I count the days in a row up to now")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is TRIMP?", "training impulse"),
        ("what's acwr", "Yours is "),
        ("What does CTL mean?", "fades over some six weeks"),
        ("Explain form.", "fitness less fatigue"),
        ("What is the threshold?", "about an hour"),
        ("What are strides?", "accelerations"),
        ("what is a tempo run", "comfortably hard"),
        ("What does RPE stand for?", "how hard a session felt"),
        ("What is a taper?", "before a race"),
        ("What is zone 2?", "easy effort"),
    ],
)
def test_words_of_training_are_explained(question: str, said: str) -> None:
    assert said in ask(question, history(STEADY))


@pytest.mark.parametrize(
    "question",
    [
        "What is my form?",
        "What is my training load?",
        "What is the plan?",
        "What is my threshold?",
        "What is wrong?",
        "What should I do today?",
    ],
)
def test_what_is_mine_is_no_question_for_a_word(question: str) -> None:
    assert find_term(question.lower()) is None


def test_a_resting_heart_rate_is_judged_against_what_is_usual() -> None:
    told = ask("What is my resting heart rate?", history(STEADY))
    assert told.startswith("Your resting heart rate is within what is usual for you (40 bpm")
    assert "SD" not in told
    bare = History(activities=history(STEADY).activities)
    assert "I do not know" in ask("What is my resting heart rate?", bare)
