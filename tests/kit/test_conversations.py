"""Conversations of a Kit: the day they speak of, what is kept, exported and forgotten."""

import datetime as dt
from collections.abc import Iterator

import pytest

import trainkit as tk
from trainkit.models import Athlete, DailyHealth, History, Provenance
from trainkit.models.prompt import Prompt, Reply, StreamEnd, StreamEvent, TextDelta

HISTORY = tk.simulate(days=90, seed=8)
LAST: dt.date = HISTORY.dates[-1].item()


class Quiet:
    """A model that says nothing of numbers, and keeps what it heard."""

    def __init__(self) -> None:
        self.heard: list[Prompt] = []

    def reply(self, prompt: Prompt) -> Reply:
        self.heard.append(prompt)
        return Reply(text="Rest well.", model="quiet")

    def stream(self, prompt: Prompt) -> Iterator[StreamEvent]:
        reply = self.reply(prompt)
        yield TextDelta(text=reply.text)
        yield StreamEnd(reply=reply)

    def close(self) -> None: ...


def kit_on(day: dt.date, history: History = HISTORY, llm: object = None) -> tk.Kit:
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    kit = tk.Kit(clock=lambda: noon, llm=llm)
    kit.log(history)
    return kit


def test_today_is_the_athletes_day_and_not_the_last_record() -> None:
    with kit_on(LAST + dt.timedelta(days=2)) as kit:
        text = kit.chat("How many times did I train yesterday?").text
        yesterday = LAST + dt.timedelta(days=1)
        assert f"yesterday ({yesterday:%A} {yesterday.day} {yesterday:%B %Y})" in text
        score = kit.chat("How recovered am I?").text
        assert f"the last morning with data is {LAST}" in score
    with kit_on(LAST) as kit:
        assert "Your recovery is " in kit.chat("How recovered am I?").text


def test_records_that_are_too_old_are_told() -> None:
    with kit_on(LAST + dt.timedelta(days=40)) as kit:
        text = kit.chat("How recovered am I?").text
        assert f"Your records end on {LAST:%A} {LAST.day} {LAST:%B %Y}" in text
        assert "Your records end" not in kit.chat("Thanks!").text


def test_an_export_holds_every_answer_and_its_facts() -> None:
    with kit_on(LAST) as kit:
        first = kit.chat("How recovered am I?")
        second = kit.chat("What was my longest run this year?", first.conversation)
        text = kit.conversations.export(first.conversation)
        assert text.startswith("# How recovered am I?\n")
        for answer in (first, second):
            assert answer.text in text
            for fact in answer.receipts:
                assert f"- {fact.id}: {fact.subject}: " in text
                assert fact.method in text
        with pytest.raises(tk.InvalidInput, match="the id of a stored conversation"):
            kit.conversations.export("unknown")


@pytest.mark.parametrize("title", ["", "  \n ", "x" * 201])
def test_a_title_is_a_short_line(title: str) -> None:
    with kit_on(LAST) as kit:
        key = kit.chat("How recovered am I?").conversation
        with pytest.raises(tk.InvalidInput, match="1 to 200"):
            kit.conversations.rename(key, title)
        assert kit.conversations.rename(key, " My\nweek ").title == "My week"


def test_a_conversation_keeps_the_licence_of_its_facts() -> None:
    rented = [
        day.model_copy(update={"provenance": Provenance(source="strava", licence="strava-api")})
        for day in HISTORY.days
    ]
    history = History(days=tuple(rented), athlete=HISTORY.athlete)
    with kit_on(LAST, history) as kit:
        key = kit.chat("How did I sleep?").conversation
        kit.chat("Thanks!", key)
        (record,) = kit.store.get("conversations", "me")
        assert record.licence == "strava-api"


def test_a_long_conversation_is_condensed_and_its_facts_are_kept() -> None:
    model = Quiet()
    with kit_on(LAST, llm=model) as kit:
        score = next(fact for fact in kit.facts() if fact.subject == "recovery: score")
        model.reply = lambda _: Reply(  # type: ignore[method-assign]
            text=f"Your recovery is {score.value:.0f} % [{score.id}].", model="quiet"
        )
        key = kit.chat("How recovered am I?").conversation
        del model.reply
        for number in range(8):
            kit.chat(f"And then, part {'abcdefgh'[number]}?", key)
        last = model.heard[-1]
        told = "\n".join(message.text for message in last.messages)
        assert len(last.messages) <= 2 + 2 * 6 + 1
        assert "Earlier I asked: How recovered am I?" in told
        assert f"{score.id} score" in told
        assert len(kit.conversations.get(key).turns) == 9


def test_without_records_a_conversation_says_so() -> None:
    me = Athlete(sex="female", birth_date=dt.date(1990, 1, 1), hr_rest=55, hr_max=190)
    day = DailyHealth(date=LAST, sleep_h=7.0)
    with kit_on(LAST, History(days=(day,), athlete=me)) as kit:
        text = kit.chat("How many km did I run this month?").text
        assert text.startswith("You recorded no run this month")
