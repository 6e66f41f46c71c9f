"""The line of those who wait: pros first, nothing stale, nobody forgotten."""

import threading

import pytest

from trainkit.coach import voice
from trainkit.errors import InvalidInput
from trainkit.models import Prompt, Reply
from trainkit.models.sound import make_silence


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Model:
    """Says a number in words for each call."""

    words = ("First", "Second", "Third", "Fourth")

    def __init__(self) -> None:
        self.calls = 0

    def reply(self, prompt: Prompt) -> Reply:
        assert prompt.purpose == "voice"
        self.calls += 1
        return Reply(text=f"{self.words[self.calls - 1]} sentence, well done.", model="small")

    def stream(self, prompt: Prompt) -> object:
        raise NotImplementedError

    def close(self) -> None:
        pass


@pytest.fixture
def clock() -> Clock:
    return Clock()


def make_line(clock: Clock, **more: float) -> voice.WaitingLine:
    return voice.WaitingLine(clock=clock, background=False, **more)  # type: ignore[arg-type]


def test_those_who_pay_come_first(clock: Clock) -> None:
    line, done = make_line(clock), list[str]()
    free = [line.submit(lambda: done.append("free"), "anna", is_free=True) for _ in range(2)]
    assert free == [1, 2]
    assert line.submit(lambda: done.append("pro"), "berta", is_free=False) == 1
    assert line.serve() == 3
    assert done == ["pro", "free", "free"]
    assert len(line) == 0


def test_what_is_stale_is_never_done(clock: Clock) -> None:
    line, done = make_line(clock, stale_s=60), list[str]()
    line.submit(lambda: done.append("old"), "anna", is_free=False)
    clock.now = 59
    line.submit(lambda: done.append("new"), "anna", is_free=False)
    clock.now = 61
    assert line.serve() == 1
    assert done == ["new"]


def test_a_full_line_drops_the_oldest_who_does_not_pay(clock: Clock) -> None:
    line, done = make_line(clock, max_waiting=3), list[int]()
    for number, is_free in enumerate((False, True, True, False, True)):
        line.submit(lambda number=number: done.append(number), "anna", is_free=is_free)  # type: ignore[misc]
    assert len(line) == 3
    line.serve()
    assert done == [0, 3, 4]
    with pytest.raises(InvalidInput, match="max_waiting"):
        make_line(clock, max_waiting=0)


def test_the_limit_holds_in_the_line_too(clock: Clock) -> None:
    line, done = make_line(clock, max_calls=2, stale_s=7200), list[int]()
    assert line.take("anna", is_free=True).is_allowed
    assert line.take("anna", is_free=True).is_allowed
    place = line.take("anna", is_free=True, work=lambda: done.append(1))
    assert (place.is_allowed, place.queue_position, place.retry_after_s) == (False, 1, 3600.0)
    assert line.serve() == 0
    clock.now = 3600
    assert line.serve() == 1
    assert done == [1]


def test_work_that_fails_leaves_the_others(clock: Clock) -> None:
    line, done = make_line(clock), list[str]()
    line.submit(lambda: 1 / 0, "anna", is_free=False)
    line.submit(lambda: done.append("next"), "anna", is_free=False)
    assert line.serve() == 2
    assert done == ["next"]


def test_a_thread_serves_and_ends(clock: Clock) -> None:
    line, done = voice.WaitingLine(clock=clock), threading.Event()
    line.submit(done.set, "anna", is_free=False)
    assert done.wait(60)
    again = threading.Event()
    line.submit(again.set, "anna", is_free=False)
    assert again.wait(60)


def test_a_text_that_had_to_wait_is_read_and_not_spoken(clock: Clock) -> None:
    line = make_line(clock, max_calls=1, stale_s=7200)
    coach = voice.Engine(subscription="free", llm=Model(), line=line, deadline_s=60)
    assert coach.trigger("set-end").text == "First sentence, well done."
    over = coach.trigger("drink")
    assert (over.writer, over.fallback, over.queue_position) == ("pattern", "pattern", 1)
    assert coach.collect() == []
    clock.now = 3600
    assert line.serve() == 1
    (late,) = coach.collect()
    assert (late.trigger, late.text) == ("drink", "Second sentence, well done.")
    assert late.audio is None
    assert late.note == "it had to wait for the limit of the free tier"
    assert coach.collect() == []


def test_a_text_of_the_session_before_is_not_read(clock: Clock) -> None:
    line = make_line(clock, max_calls=1, stale_s=7200)
    coach = voice.Engine(subscription="free", llm=Model(), line=line, deadline_s=60)
    coach.trigger("set-end")
    coach.trigger("drink")
    clock.now = 3600
    line.serve()
    coach.begin_session()
    assert coach.collect() == []


def test_sentences_are_rendered_by_the_line(clock: Clock) -> None:
    class Speech:
        silent, voices, texts = True, ("plain",), list[str]()

        def speak(self, text: str, *, voice: str | None = None) -> object:
            assert voice == "plain"
            self.texts.append(text)
            return make_silence(len(text) / 15)

        def close(self) -> None:
            pass

    line, speech = make_line(clock), Speech()
    coach = voice.Engine(speech=speech, line=line, deadline_s=60)  # type: ignore[arg-type]
    assert coach.prepare_later(["fuel"]) == len(line) == 4
    line.serve()
    assert coach.prepare(["fuel"]) == (4, ())
    assert len(speech.texts) == 4  # they were ready
    free = voice.Engine(subscription="free", speech=speech, line=line)  # type: ignore[arg-type]
    assert free.prepare_later(["fuel"]) == 0
