"""What no record shows and a message says: a short night, a cold, a flight, heat, drinks, a gap."""

import datetime as dt

import pytest

import trainkit as tk
from trainkit.coach import Toolbox
from trainkit.coach._chat import Talk
from trainkit.models.conversation import ChatAnswer, Conversation

HISTORY = tk.simulate(days=200, seed=5)
RUNNER = HISTORY.athlete
LAST: dt.date = HISTORY.dates[-1].item()


def ask(question: str) -> str:
    assert RUNNER is not None
    *_, answer = Talk(HISTORY, RUNNER, Toolbox(HISTORY, RUNNER, use=None)).stream(
        question, Conversation(id="a")
    )
    assert isinstance(answer, ChatAnswer)
    return answer.text


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("I slept only 4 hours, what now?", "less than five hours nothing hard"),
        ("could not sleep, should I train?", "less than five hours nothing hard"),
        ("Should I race with a cold?", "neither a race nor anything hard"),
        ("sore throat and a runny nose, can I run?", "neither a race nor anything hard"),
        ("I flew to Tokyo yesterday, what now?", "time zones"),
        ("jet lag, can I do intervals?", "time zones"),
        ("It is 35 degrees outside, should I run?", "In heat go by effort"),
        ("it's too hot today", "In heat go by effort"),
        ("I had 6 beers last night", "Alcohol raises the pulse"),
        ("hungover, what should I do?", "Alcohol raises the pulse"),
        ("training camp at altitude, what should I do?", "at altitude"),
        ("I was vaccinated yesterday, can I train?", "After a vaccination"),
        ("I missed 3 days, what now?", "is not made up for"),
        ("I skipped two sessions this week", "is not made up for"),
        ("I slept 4 hours and my calf hurts", "no running for four days"),
        ("I slept 4 hours and my calf hurts", "less than five hours nothing hard"),
    ],
)
def test_circumstances_hear_what_the_rules_do_about_them(message: str, words: str) -> None:
    assert words in ask(message)


def test_a_cold_hears_no_training_and_the_others_the_day() -> None:
    assert "Today:" not in ask("Should I run with a cold?")
    day = ask("What should I do today?")
    assert day.partition("[")[0] in ask("I had 6 beers last night")


@pytest.mark.parametrize(
    "message",
    [
        "How many sessions did I miss?",
        "How many beers did I drink?",
        "cold weather run in January?",
        "How much did I sleep last week?",
        "How far did I run in the heat of July?",
    ],
)
def test_questions_about_numbers_are_no_circumstances(message: str) -> None:
    text = ask(message)
    for words in ("In heat go", "Alcohol raises", "made up for", "neither a race", "five hours"):
        assert words not in text


@pytest.mark.parametrize(
    ("level", "words"),
    [("3 out of 10", "you may train easily"), ("5/10", "leave what hurts"), ("8 of 10", "rest.")],
)
def test_a_level_of_pain_is_answered(level: str, words: str) -> None:
    assert words in ask(f"my left knee is at {level}, can I run?")


def test_tomorrow_is_the_plans_session_and_decided_in_the_morning() -> None:
    assert RUNNER is not None
    plain = ask("Can I do intervals tomorrow?")
    assert plain.startswith("Tomorrow is decided in the morning")
    goal = tk.Goal(distance_m=10_000, date=LAST + dt.timedelta(days=70))
    plan = tk.plan(goal, RUNNER, HISTORY, start=LAST + dt.timedelta(days=1), allow_short=True)
    toolbox = Toolbox(HISTORY, RUNNER, plan=plan, use=None)
    *_, answer = Talk(HISTORY, RUNNER, toolbox).stream(
        "What should I do tomorrow?", Conversation(id="a")
    )
    assert isinstance(answer, ChatAnswer)
    assert plan.workouts[0].name.lower() in answer.text.lower()
    assert "decided in the morning" in answer.text


@pytest.mark.parametrize(
    "message", ["weekly program please", "my weekly training plan", "program for the week"]
)
def test_a_program_is_the_plan_or_the_way_to_one(message: str) -> None:
    assert "trainkit week" in ask(message)


@pytest.mark.parametrize(
    "message", ["I only have 30 minutes today", "I'm tired, should I skip today?"]
)
def test_little_time_and_fatigue_hear_the_day(message: str) -> None:
    assert "Today: " in ask(message)
