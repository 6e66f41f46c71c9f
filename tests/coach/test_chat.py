"""The conversation: under guard, with tools, and without any model."""

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest

import trainkit as tk
from trainkit import coach, planning
from trainkit.coach._chat import KNOWN_QUESTIONS, REFUSAL, Talk
from trainkit.coach._chat.nouns import find_swaps
from trainkit.models import Prompt, Reply, StreamEnd, StreamEvent, TextDelta, ToolCall
from trainkit.models.conversation import ChatAnswer, Conversation, Turn
from trainkit.rules._pain_ladders import PAIN_STOPS

HISTORY = tk.simulate(days=200, seed=5)
ATHLETE = HISTORY.athlete
assert ATHLETE is not None
assert HISTORY.span is not None
TODAY = HISTORY.span[1]
EMPTY = Conversation(id="a")
FACTS = coach.facts(HISTORY, ATHLETE)


class Scripted:
    """A model that says what it is told to, piece by piece."""

    def __init__(self, *answers: str | Reply | Callable[[Prompt], str]) -> None:
        self.answers, self.prompts = list(answers), list[Prompt]()

    def reply(self, prompt: Prompt) -> Reply:
        self.prompts.append(prompt)
        answer = self.answers.pop(0)
        if isinstance(answer, Reply):
            return answer
        text = answer if isinstance(answer, str) else answer(prompt)
        return Reply(text=text, model="scripted")

    def stream(self, prompt: Prompt) -> Iterator[StreamEvent]:
        reply = self.reply(prompt)
        for start in range(0, len(reply.text), 7):
            yield TextDelta(text=reply.text[start : start + 7])
        yield from reply.calls
        yield StreamEnd(reply=reply)

    def close(self) -> None: ...


@pytest.fixture(scope="module")
def plan() -> tk.TrainingPlan:
    goal = tk.Goal(distance_m=21_097, date=TODAY + dt.timedelta(days=56))
    return planning.plan(goal, ATHLETE, HISTORY, allow_short=True, seconds=3)


def talk(
    message: str,
    model: Scripted | None = None,
    plan: tk.TrainingPlan | None = None,
    conversation: Conversation = EMPTY,
) -> tuple[list[str], ChatAnswer]:
    toolbox = coach.Toolbox(HISTORY, ATHLETE, plan=plan)
    partner = Talk(HISTORY, ATHLETE, toolbox, plan=plan, llm=model)
    *pieces, answer = partner.stream(message, conversation)
    assert isinstance(answer, ChatAnswer)
    assert "".join(map(str, pieces)).strip() == answer.text
    return [str(piece) for piece in pieces], answer


def fact(subject: str) -> tk.models.Fact:
    return next(one for one in FACTS if one.subject == subject)


def test_a_true_answer_is_shown_with_its_receipts() -> None:
    score = fact("recovery: score")
    text = f"Your recovery score is {score.value:.0f} % today [{score.id}]. Enjoy the run."
    pieces, answer = talk("How am I?", Scripted(text))
    assert (answer.text, answer.refused, answer.backend) == (text, False, "scripted")
    assert score.id in [receipt.id for receipt in answer.receipts]
    assert answer.trace(f"[{score.id}]").method == score.method
    assert len(pieces) == 2
    with pytest.raises(tk.InvalidInput, match="the id of a receipt"):
        answer.trace("F999")


def test_a_wrong_number_is_never_shown() -> None:
    wrong = "Take it easy. Your resting heart rate is 71 bpm today. Sleep well."
    _, mended = talk("How am I?", Scripted(wrong, "I cannot see your heart rate."))
    assert mended.text == "Take it easy. I cannot see your heart rate."
    assert not mended.refused
    _, refused = talk("How am I?", Scripted(wrong, "It is 71 bpm."))
    assert refused.text == f"Take it easy. {REFUSAL}"
    assert refused.refused
    _, alone = talk("How am I?", Scripted("Your HRV was 12 ms.", "It was 12 ms."))
    assert (alone.text, alone.refused) == (REFUSAL, True)


def test_tools_are_run_and_their_numbers_may_be_said() -> None:
    call = ToolCall(
        id="c1", name="calculate_pace", arguments={"distance_m": 10_000, "time_s": 3000}
    )
    asks = Reply(text="", model="scripted", calls=(call,), stop="tool")
    model = Scripted(asks, "That is 5:00 /km [T1].")
    _, answer = talk("What pace is 10 km in 50 minutes?", model)
    assert answer.text == "That is 5:00 /km [T1]."
    assert [receipt.id for receipt in answer.receipts] == ["T1"]
    assert model.prompts[1].messages[-1].role == "tool"
    wrong = ToolCall(id="c1", name="calculate_pase", arguments={})
    model = Scripted(
        Reply(text="", model="scripted", calls=(wrong,), stop="tool"), "I do not know."
    )
    talk("What pace?", model)
    assert "did you mean 'calculate_pace'" in model.prompts[1].messages[-1].text


def test_what_the_athlete_said_may_be_repeated() -> None:
    _, answer = talk("Is 47 km too much?", Scripted("You ask about 47 km. I would wait."))
    assert "47 km" in answer.text


def test_a_change_waits_for_a_yes_and_keeps_the_rules(plan: tk.TrainingPlan) -> None:
    day = next(w.date for w in plan.workouts if not w.resting and w.date is not None)
    call = ToolCall(id="c", name="propose_change", arguments={"action": "skip", "day": str(day)})
    asks = Reply(text="", model="scripted", calls=(call,), stop="tool")
    _, answer = talk("Skip it", Scripted(asks, "It waits for your yes."), plan)
    assert answer.revision is not None
    changed = answer.revision.apply(plan).on(day)
    assert changed is not None
    assert changed.resting
    assert answer.revision.undo(answer.revision.apply(plan)).workouts == plan.workouts
    resting = [w.date for w in plan.workouts[:14] if w.resting and w.date is not None]
    more = {"action": "add", "day": str(resting[0]), "session": "Threshold run", "minutes": 80}
    call = call.model_copy(update={"arguments": more})
    asks = asks.model_copy(update={"calls": (call,)})
    model = Scripted(asks, "That does not fit.")
    _, refused = talk("Add one", model, plan)
    assert refused.revision is None
    assert "a change that keeps the rules" in model.prompts[1].messages[-1].text


def test_what_the_rules_told_the_athlete_is_not_told_to_a_model() -> None:
    _, ruled = talk("How recovered am I?")
    turn = Turn(
        moment=dt.datetime(2026, 6, 28, tzinfo=dt.UTC),
        question="How recovered am I?",
        answer=ruled.text,
        receipts=ruled.receipts,
        backend=ruled.backend,
    )
    for turns in ((turn,), (turn,) * 9):
        model = Scripted("Rest.")
        talk("And now?", model, conversation=Conversation(id="a", turns=turns))
        told = "\n".join(message.text for message in model.prompts[0].messages)
        assert "How recovered am I?" in told
        assert ruled.text not in told
        assert ruled.receipts[0].subject not in told


def test_a_broken_stream_is_told() -> None:
    class Cut(Scripted):
        def stream(self, prompt: Prompt) -> Iterator[StreamEvent]:
            assert prompt.purpose == "chat"
            yield TextDelta(text="Take it easy today. And th")

    _, answer = talk("How am I?", Cut())
    assert answer.text == "Take it easy today. The model stopped here."
    assert "broke off" in answer.reason


def test_without_an_answer_of_the_model_the_rules_speak() -> None:
    class Down(Scripted):
        def stream(self, prompt: Prompt) -> Iterator[StreamEvent]:
            raise tk.BackendError("llm.mine", f"down: {prompt.purpose}")

    _, answer = talk("How recovered am I?", Down())
    assert answer.backend == "rules"
    assert answer.reason == "llm.mine did not answer: down: chat"
    assert answer.receipts


@pytest.mark.parametrize("question", KNOWN_QUESTIONS)
def test_the_rules_know_their_questions(question: str, plan: tk.TrainingPlan) -> None:
    _, answer = talk(question, plan=plan)
    assert answer.backend == "rules"
    assert answer.receipts
    assert not answer.refused


def test_the_rules_say_what_they_know() -> None:
    _, answer = talk("What is the meaning of life?")
    assert answer.text.startswith("No language model is set")
    assert KNOWN_QUESTIONS[0] in answer.text


@pytest.mark.parametrize(
    "message",
    [
        "I had chest pain on my run this morning",
        "I fainted after the intervals",
        "my heart skipped beats all night",
        "I have lost my period since January",
        "my ankle is swollen and I can't put weight on it",
        "I want to kill myself",
        "I've been making myself vomit after dinner",
        "I feel sick and have a fever, can I train?",
        "I think I have the flu",
    ],
)
def test_warning_signs_come_before_any_model(message: str) -> None:
    model = Scripted()
    _, answer = talk(message, model)
    assert answer.backend == "safety"
    assert model.prompts == []
    assert "physician" in answer.text or "talk to somebody" in answer.text


@pytest.mark.parametrize(
    "message",
    [
        "I have no chest pain, may I run?",
        "I'm starving after that run",
        "How was my week?",
        "I have race fever, and no fever",
    ],
)
def test_ordinary_messages_are_no_warning_signs(message: str) -> None:
    assert coach.careful_answer(message) is None


@pytest.mark.parametrize("message", ["", "   ", "x" * 1_000_000])
def test_bad_messages(message: str) -> None:
    with pytest.raises(tk.InvalidInput, match="1 to 4000 characters"):
        talk(message)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What should I do today?", "Today: "),
        ("Should I run today?", "Yes. Today: "),
        ("How recovered am I?", "holds it back most"),
        ("How was my week?", "] sessions of running ("),
        ("How was my last run?", "Your last session was running on "),
        ("Am I overtraining?", "only a physician can name"),
        ("What is my training load?", "in the usual band"),
        ("What are my paces?", "Your paces: easy from "),
        ("How did I sleep?", "I do not know how you slept: last recorded on"),
        ("When is my race?", "Your running race over 21.1 km"),
        ("Can I race on Sunday?", "I would not race on Sunday"),
        ("What if I skip Thursday?", "The forecast of your race goes from"),
    ],
)
def test_the_rules_speak_as_a_coach_does(plan: tk.TrainingPlan, question: str, words: str) -> None:
    _, answer = talk(question, plan=plan)
    assert answer.backend == "rules"
    assert words in answer.text
    assert answer.receipts
    named = set(re.findall(r"\[([A-Z]\d+)\]", answer.text))
    assert named <= {fact.id for fact in answer.receipts}
    assert "{" not in answer.text
    assert "points that" not in answer.text


def test_on_a_sunday_the_plan_of_the_week_is_the_coming_one(plan: tk.TrainingPlan) -> None:
    assert TODAY.weekday() == 6
    _, answer = talk("What is my plan this week?", plan=plan)
    days = [TODAY + dt.timedelta(days=number) for number in range(1, 8)]
    assert f"from {days[0]} to {days[-1]}" in answer.text
    assert len(answer.text.splitlines()) == 8


def test_before_a_plan_begins_its_first_week_is_told() -> None:
    goal = tk.Goal(distance_m=10_000, date=TODAY + dt.timedelta(days=63))
    start = TODAY + dt.timedelta(days=15)
    later = planning.plan(goal, ATHLETE, HISTORY, start=start, allow_short=True, seconds=3)
    _, answer = talk("What is my plan?", plan=later)
    assert answer.text.startswith(f"Your plan from {start} to ")


def test_a_race_near_the_goal_is_advised_against() -> None:
    goal = tk.Goal(distance_m=10_000, date=TODAY + dt.timedelta(days=13))
    box = coach.Toolbox(HISTORY, ATHLETE, goals=[goal])
    partner = Talk(HISTORY, ATHLETE, box)
    *_, answer = partner.stream("Can I race on Wednesday?", EMPTY)
    assert isinstance(answer, ChatAnswer)
    assert answer.text.startswith("I would not race on Wednesday")


@pytest.mark.parametrize(
    ("sentence", "is_wrong"),
    [
        ("You woke with a resting pulse of 52 ms.", True),
        ("You would finish your race in 95 km.", True),
        ("Your VDOT is 48 km.", True),
        ("Your pulse was 151 bpm over 10 km.", False),
        ("Your HRV is 52 ms.", False),
        ("Your plan has 8 weeks.", False),
    ],
)
def test_a_noun_has_its_own_units(sentence: str, is_wrong: bool) -> None:
    found = coach.guard(sentence, FACTS)
    claims = (*found.supported, *found.general, *found.contradicted, *found.unsupported)
    assert bool(find_swaps(sentence, claims)) is is_wrong


@pytest.mark.parametrize("said", ["hi", "Hello coach!", "good morning", "hey there"])
def test_a_greeting_hears_how_the_day_stands(said: str) -> None:
    _, answer = talk(said)
    assert answer.text.startswith("Hello. Your recovery is ")
    assert answer.receipts


@pytest.mark.parametrize("said", ["thanks", "Thank you so much!", "ok, thanks", "cheers"])
def test_thanks_are_answered_and_hear_no_list(said: str) -> None:
    assert talk(said)[1].text == "You are welcome."


@pytest.mark.parametrize(
    ("said", "place", "out"),
    [
        ("my knee hurts", "your knee", "no cycling, rowing or running"),
        ("My left calf is sore, should I run?", "your left calf", "no running for"),
        ("my shoulder aches after the swim", "your shoulder", "no rowing or swimming"),
        ("I have pain", "it hurts", "no training in a sport that hurts"),
        ("why does my achilles hurt", "your achilles", "no running for"),
    ],
)
def test_pain_hears_what_the_rules_do_and_no_diagnosis(said: str, place: str, out: str) -> None:
    _, answer = talk(said)
    assert place in answer.text
    assert f"from {PAIN_STOPS:.0f} of 100 on, {out}" in answer.text
    assert "do not guess" in answer.text
    assert "See a doctor or a physiotherapist" in answer.text


def test_pain_that_is_gone_hears_the_way_back() -> None:
    assert talk("my knee doesn't hurt any more")[1].text.startswith("Good. Enter it")


def test_pain_in_the_journal_hears_the_decision_of_the_day() -> None:
    today = HISTORY.dates[-1].item()
    journal = tk.DailyHealth(date=today, pain=55, pain_place="knee")
    history = tk.History(days=[journal]).merge(HISTORY)
    toolbox = coach.Toolbox(history, ATHLETE)
    *_, answer = Talk(history, ATHLETE, toolbox).stream("my knee hurts", EMPTY)
    assert isinstance(answer, ChatAnswer)
    assert answer.text.startswith("Your journal has it. ")
    assert "Step 1 of" in answer.text


def test_the_last_day_of_rest_is_the_last_one_without_training() -> None:
    today = HISTORY.dates[-1].item()
    trained = {activity.day for activity in HISTORY.activities}
    day = next(
        day for back in range(1, 30) if (day := today - dt.timedelta(days=back)) not in trained
    )
    for question in ("when was my last rest day", "When did I last rest?"):
        assert f"{day.day} {day:%B %Y}" in talk(question)[1].text


def test_an_unknown_question_hears_the_nearest_known_ones() -> None:
    text = talk("Paint me a Sunday")[1].text
    assert "- Can I race on Sunday?" in text
    assert text.count("\n- ") == 8


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How recovered am I, and what should I do today?", ("holds it back most", "Today: ")),
        ("What are my paces? How was my week?", ("Your paces: easy", "sessions of running (")),
        ("How recovered am I and how recovered am I today?", ("holds it back most",)),
    ],
)
def test_two_questions_hear_two_answers(
    plan: tk.TrainingPlan, question: str, words: tuple[str, ...]
) -> None:
    _, answer = talk(question, plan=plan)
    assert [answer.text.count(part) for part in words] == [1] * len(words)
    named = set(re.findall(r"\[([A-Z]\d+)\]", answer.text))
    assert named <= {fact.id for fact in answer.receipts}
    assert len({fact.id for fact in answer.receipts}) == len(answer.receipts)


def test_a_question_that_points_back_is_no_second_one(plan: tk.TrainingPlan) -> None:
    _, answer = talk("How far did I run last week and how long did it take?", plan=plan)
    assert "in all your records" not in answer.text


def test_no_sentence_is_said_twice(plan: tk.TrainingPlan) -> None:
    for question in (*KNOWN_QUESTIONS, "How recovered am I, and what should I do today?"):
        _, answer = talk(question, plan=plan)
        sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z])", answer.text)
        assert len(sentences) == len(set(sentences)), question
