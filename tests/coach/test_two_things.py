"""Messages that ask about two things, days, sports or periods hear all of them."""

import datetime as dt
import re

import pytest

import trainkit as tk
from trainkit.coach import Toolbox
from trainkit.coach._chat import Talk
from trainkit.coach._chat.amount_question import read_questions
from trainkit.coach._chat.joined import divide
from trainkit.models.conversation import ChatAnswer, Conversation

HISTORY = tk.simulate(days=400, seed=77)
LAST: dt.date = HISTORY.dates[-1].item()
RUNNER = HISTORY.athlete
THURSDAY = dt.date(2026, 11, 26)


def ask(question: str) -> ChatAnswer:
    assert RUNNER is not None
    *_, answer = Talk(HISTORY, RUNNER, Toolbox(HISTORY, RUNNER, use=None)).stream(
        question, Conversation(id="a")
    )
    assert isinstance(answer, ChatAnswer)
    named = set(re.findall(r"\[([A-Z]\d+)\]", answer.text))
    assert named <= {fact.id for fact in answer.receipts}, answer.text
    return answer


PAIRS = [
    ("How far did I run in April and in May?", "in April 2026", "in May 2026"),
    ("how many hours did I train in March, April and May", "in March 2026", "in May 2026"),
    ("How far did I run and ride in May?", "You ran", "You rode"),
    ("How many hours did I train last week and the week before?", "last week", "the week before"),
    ("how many km last month? And the month before?", "last month", "the month before last"),
    ("What was my longest run in 2025 and in 2026?", "in 2025", "in 2026"),
    ("How many runs and how many rides did I do in May?", "You ran", "You rode"),
    ("How far and how long did I run in May?", "km", " h "),
    ("What was my average heart rate and my pace in May?", "heart rate", "/km"),
    ("How much did I sleep on Monday and on Tuesday?", "on Monday", "on Tuesday"),
    ("my longest run and fastest ride this year", "longest run", "fastest ride"),
    ("What was my HRV and my weight in May?", "HRV", "weight"),
    ("What is my HRV and my resting heart rate?", "HRV", "resting heart rate"),
    ("What are my zones and my paces?", "zones", "paces"),
    ("How is my recovery and my training load?", "recovery", "load"),
    ("What should I do today and tomorrow?", "Today:", "Tomorrow is decided"),
]


@pytest.mark.parametrize(("question", "first", "second"), PAIRS)
def test_both_parts_are_answered(question: str, first: str, second: str) -> None:
    text = ask(question).text
    assert first in text
    assert second in text, text


def test_each_part_is_the_answer_to_it_alone() -> None:
    both = ask("How far did I run in April and in May?").text
    for month in ("April", "May"):
        alone = ask(f"How far did I run in {month}?").text
        assert re.sub(r" \[\w+\]", "", alone) in re.sub(r" \[\w+\]", "", both)


def test_each_distance_of_a_best_time_is_answered() -> None:
    assert RUNNER is not None
    races = [
        tk.RaceResult(date=LAST - dt.timedelta(days=30 * n), distance_m=metres, time_s=seconds)
        for n, (metres, seconds) in enumerate(((5000.0, 1320.0), (10_000.0, 2760.0)), start=1)
    ]
    history = HISTORY.merge(tk.History(races=races))
    *_, answer = Talk(history, RUNNER, Toolbox(history, RUNNER, use=None)).stream(
        "What was my best 5 km and 10 km?", Conversation(id="a")
    )
    assert isinstance(answer, ChatAnswer)
    assert "22:00" in answer.text
    assert "46:00" in answer.text


def asked(question: str) -> list[tuple[str, str, str, str]]:
    return [
        (one.metric, one.statistic, one.sport, "" if period is None else period.words[:8])
        for one, period in read_questions(question.lower(), THURSDAY)
    ]


def test_a_part_takes_what_it_leaves_out_from_the_others() -> None:
    assert asked("how far did I run and ride in May and June") == [
        ("distance", "total", "running", "in May 2"),
        ("distance", "total", "running", "in June "),
        ("distance", "total", "cycling", "in May 2"),
        ("distance", "total", "cycling", "in June "),
    ]
    assert asked("how many hours did I train and how far did I run in May") == [
        ("time", "total", "", "in May 2"),
        ("distance", "total", "running", "in May 2"),
    ]
    assert asked("longest run and slowest ride in May") == [
        ("distance", "most", "running", "in May 2"),
        ("speed", "least", "cycling", "in May 2"),
    ]


@pytest.mark.parametrize(
    "question",
    [
        "did I run more in May or in June?",
        "compare my HRV in May with June",
        "how far did I run between March and May?",
        "how far did I run in May and why was I tired?",
        "what should I run today and tomorrow?",
        "what was my best 5 km and my longest run?",
    ],
)
def test_comparisons_ranges_and_other_questions_are_none_of_these(question: str) -> None:
    assert len(asked(question)) <= 1


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("What are my zones and my paces?", 2),
        ("How was my week? What should I do today?", 2),
        ("Should I run today and tomorrow?", 2),
        ("Why is my score low and what can I do about it?", 1),
        ("My left knee and my hip hurt", 1),
        ("How was my week?", 1),
    ],
)
def test_a_message_is_divided_where_it_joins_questions(message: str, parts: int) -> None:
    assert len(divide(message)) == parts
