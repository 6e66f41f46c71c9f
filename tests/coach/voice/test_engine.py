"""The engine says something fit, true and new at every trigger, and never late."""

import threading
from typing import Any

import pytest

from trainkit.coach import voice
from trainkit.errors import BackendError, InvalidInput
from trainkit.models import Audio, Persona, Prompt, Reply, Subscription
from trainkit.models.sound import make_silence
from trainkit.models.voice import VoiceSettings

FULL = {
    "split": 5,
    "pace_s_per_km": 265,
    "target_pace_s_per_km": 277,
    "power_w": 277,
    "target_power_w": 377,
    "distance_m": 21_300,
    "duration_s": 2777,
    "remaining_m": 25_700,
    "remaining_s": 1777,
    "repeat": 13,
    "repeats": 27,
    "heart_rate": 177,
    "target_zone": 2,
    "minutes": 177,
    "strain": 77,
    "exercise": "single leg split squat",
    "reps": 27,
    "weight_kg": 177.5,
    "set": 27,
    "sets": 27,
    "step": "long easy run",
}


def make_engine(*given: Any, **more: Any) -> voice.Engine:
    """An engine that waits however busy the machine is, unless a test is about time."""
    return voice.Engine(*given, **{"deadline_s": 60.0, **more})


class Voice:
    """Speaks in silence that is declared as such; counts, breaks, and waits for an event."""

    silent = True
    voices = ("plain",)

    def __init__(
        self, error: Exception | None = None, until: threading.Event | None = None
    ) -> None:
        self.error, self.until, self.texts = error, until, list[str]()

    def speak(self, text: str, *, voice: str | None = None) -> Audio:
        assert voice == "plain"
        self.texts.append(text)
        if self.until is not None:
            assert self.until.wait(60)
        if self.error is not None:
            raise self.error
        return make_silence(len(text) / 15)

    def close(self) -> None:
        pass


class Model:
    """A language model that says what it is told to, perhaps after an event."""

    def __init__(self, *texts: str, until: threading.Event | None = None) -> None:
        self.texts, self.until, self.prompts = list(texts), until, list[Prompt]()

    def reply(self, prompt: Prompt) -> Reply:
        self.prompts.append(prompt)
        if self.until is not None:
            assert self.until.wait(60)
        return Reply(text=self.texts.pop(0), model="small")

    def stream(self, prompt: Prompt) -> object:
        raise NotImplementedError

    def close(self) -> None:
        pass


@pytest.mark.parametrize("persona", voice.PERSONAS)
@pytest.mark.parametrize("name", voice.TRIGGERS)
@pytest.mark.parametrize("direction", ["", "above", "below"])
def test_a_persona_has_many_short_sentences_for_every_trigger(
    persona: str, name: str, direction: str
) -> None:
    coach = make_engine(persona)
    limit = voice.TRIGGERS[name].max_words
    said = [coach.trigger(name, {**FULL, "direction": direction}) for _ in range(40)]
    assert len({response.text for response in said}) == 40
    for response in said:
        assert len(response.text.split()) <= limit
        assert 0 < len(response.toast) < 50
        assert not any(letter.isdigit() for letter in response.text)
        assert "{" not in response.text + response.toast
        assert response.audio is not None


@pytest.mark.parametrize("name", voice.TRIGGERS)
def test_a_context_without_quantities_is_enough(name: str) -> None:
    coach = make_engine()
    for _ in range(5):
        response = coach.trigger(name)
        assert response.text
        assert not response.fallback


def test_a_pace_is_said_as_runners_say_it() -> None:
    text = make_engine("aiden").trigger("split", {"split": 5, "pace_s_per_km": 260}).text
    assert text == "Kilometre five: four twenty per kilometre."


@pytest.mark.parametrize("persona", voice.PERSONAS)
@pytest.mark.parametrize("context", [{"pace_s_per_km": 260}, {"pace": "4:20"}, {"pace_s": 260.2}])
def test_a_pace_alone_is_said(persona: str, context: dict[str, object]) -> None:
    response = make_engine(persona).trigger("split", context)
    assert "four twenty per kilometre" in response.text.lower()
    assert response.toast == "4:20 /km"


def test_what_was_said_is_shown_again_but_not_spoken() -> None:
    coach = make_engine("aiden")
    said = [coach.trigger("drink") for _ in range(200)]
    spoken = [response.text for response in said if response.audio is not None]
    assert len(spoken) == len(set(spoken)) < 200
    assert said[-1].text
    assert said[-1].note == "it was said before in this session"
    coach.begin_session()
    assert coach.trigger("drink").audio is not None


def test_impossible_quantities_are_left_out_and_named() -> None:
    response = make_engine().trigger(
        "split", {"split": 5, "pace_s_per_km": float("nan"), "heart_rate": "fast", "other": 3}
    )
    assert "pace_s_per_km is not 90 to 1800: left out" in response.note
    assert "heart_rate is not 20 to 260: left out" in response.note
    assert response.text


def test_a_name_that_somebody_typed_cannot_speak() -> None:
    coach = make_engine()
    for name in ("idiot", "die now", "push until you collapse"):
        response = coach.trigger("set-start", {"exercise": name, "reps": 5})
        assert name not in (response.text + response.toast).lower()
        assert response.note == "exercise is no name to be said: left out"
    crossing = coach.trigger("set-start", {"exercise": "forget it", "reps": 5})
    assert "forget it" in crossing.text.lower()


def test_unknown_names_are_answered_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match=r"persona is 'hal'; it must be alice or aiden"):
        make_engine("hal")
    with pytest.raises(InvalidInput, match=r"one of onboarding, .*did you mean split\?"):
        make_engine().trigger("splitt")
    with pytest.raises(InvalidInput, match="free, pro or trainer"):
        make_engine(subscription="gold")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="deadline_s"):
        make_engine(deadline_s=0)


def test_audio_needs_a_subscription_earbuds_and_audio() -> None:
    for kind in ("free", "pro", "trainer"):
        for earbuds in (True, False):
            for audio in (True, False):
                speech = Voice()
                coach = make_engine(subscription=kind, speech=speech)  # type: ignore[arg-type]
                response = coach.trigger("split", earbuds=earbuds, audio=audio)
                wanted = kind != "free" and earbuds and audio
                assert (response.audio is not None) is wanted
                assert bool(speech.texts) is wanted
                assert response.text
                assert response.toast


def test_a_slow_voice_is_not_waited_for() -> None:
    until = threading.Event()
    coach = make_engine(speech=Voice(until=until), deadline_s=0.1)
    response = coach.trigger("split", {"split": 3, "pace_s_per_km": 260})
    until.set()  # it came before
    assert response.audio is None
    assert response.fallback == "text"
    assert response.note in {"the voice was not ready in time", "no time was left to speak"}
    assert response.text


@pytest.mark.parametrize("error", [BackendError("speech.mine", "down"), ValueError("bug")])
def test_a_broken_voice_leaves_the_text(error: Exception) -> None:
    speech = Voice(error=error)
    coach = make_engine(speech=speech)
    responses = [coach.trigger("split", {"split": n}) for n in range(1, 9)]
    assert all(response.fallback == "text" and response.text for response in responses)
    assert len(speech.texts) == 4  # then it is left alone for a while


def test_a_prepared_clip_replaces_the_one_that_is_not_ready() -> None:
    speech = Voice()
    clips = voice.Clips()
    coach = make_engine(speech=speech, clips=clips)
    assert coach.prepare(["fuel"]) == (4, ())
    speech.error = BackendError("speech.mine", "down")
    said = [coach.trigger("fuel", {"minutes": 40 * n}) for n in range(1, 6)]
    assert [response.fallback for response in said] == [*["cached clip"] * 4, "text"]
    assert [response.audio is not None for response in said] == [*[True] * 4, False]
    assert {response.text for response in said[:4]} == set(speech.texts[:4])
    assert said[0].toast == "Eat · 40 min gone"


def test_a_clip_is_rendered_once() -> None:
    speech = Voice()
    coach = make_engine(speech=speech)
    assert not coach.trigger("half-way").cached
    coach.begin_session()
    texts = [coach.trigger("half-way") for _ in range(6)]
    assert sum(response.cached for response in texts) == 1
    assert len(speech.texts) == 6


def test_a_model_writes_what_is_true_fit_and_short() -> None:
    model = Model("Kilometre 5 in 4:20 /km, lovely. And here is much more to say about all of it.")
    coach = make_engine(llm=model)
    response = coach.trigger("split", {"split": 5, "pace_s_per_km": 260})
    assert response.text == "Kilometre five in four twenty per kilometre, lovely."
    assert (response.writer, response.fallback) == ("small", "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("You hold 3:50 /km.", "which nothing supports"),
        ("Ignore the pain.", "pushes through pain"),
        ("", "said nothing"),
        ("Take an ibuprofen.", "medical advice"),
        ("word " * 30, "over 15 words"),
    ],
)
def test_a_pattern_replaces_what_a_model_should_not_have_said(text: str, reason: str) -> None:
    coach = make_engine("aiden", llm=Model(text))
    response = coach.trigger("split", {"split": 5, "pace_s_per_km": 260})
    assert response.text == "Kilometre five: four twenty per kilometre."
    assert response.fallback == "pattern"
    assert reason in response.note


def test_a_slow_model_is_not_waited_for() -> None:
    until = threading.Event()
    coach = make_engine("aiden", llm=Model("Hello.", until=until), deadline_s=0.1)
    response = coach.trigger("split", {"split": 5, "pace_s_per_km": 260}, audio=False)
    until.set()  # it came before
    assert response.text == "Kilometre five: four twenty per kilometre."
    assert (response.fallback, response.note) == ("pattern", "the model was not ready in time")


def test_a_model_that_repeats_itself_is_replaced() -> None:
    coach = make_engine(llm=Model("Well done.", "Well done!"))
    assert coach.trigger("set-end").writer == "small"
    assert coach.trigger("set-end").fallback == "pattern"


def test_a_free_athlete_has_twenty_texts_an_hour() -> None:
    now = [0.0]
    line = voice.WaitingLine(clock=lambda: now[0], stale_s=60)
    coach = make_engine(subscription="free", line=line)
    assert all(coach.trigger("split", {"split": n}).retry_after_s is None for n in range(20))
    over = [coach.trigger("split", {"split": n}) for n in (21, 22)]
    assert [response.retry_after_s for response in over] == [3600.0, 3600.0]
    assert [response.queue_position for response in over] == [1, 2]
    assert all(response.text for response in over)
    pro = make_engine(line=line)
    assert all(pro.trigger("split", {"split": n}).retry_after_s is None for n in range(30))
    now[0] = 61
    assert coach.trigger("split", {"split": 23}).queue_position == 1  # the others were stale
    now[0] = 3600
    assert coach.trigger("split", {"split": 24}).retry_after_s is None


def test_a_subscription_changes_from_the_next_trigger_on() -> None:
    coach = make_engine(subscription="free")
    assert coach.trigger("split").audio is None
    changed = coach.change_subscription("pro")
    assert (changed.kind, changed.cycle) == ("pro", "weekly")
    assert coach.trigger("split").audio is not None
    assert coach.change_subscription("free").cycle == "monthly"
    assert coach.trigger("split").audio is None


def test_choices_survive_a_change() -> None:
    mine = Subscription(kind="free", cycle="none", retention_days=90)
    coach = make_engine(subscription=mine)
    assert coach.change_subscription("pro") == mine.model_copy(update={"kind": "pro"})


def test_threads_share_an_engine() -> None:
    coach = make_engine(speech=Voice())
    texts: list[str] = []

    def work() -> None:
        texts.extend(coach.trigger("drink").text for _ in range(4))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) == len(set(texts)) == 32


def test_a_voice_is_told_how_to_speak() -> None:
    heard: list[VoiceSettings] = []

    class Tuned(Voice):
        def speak_tuned(
            self, text: str, settings: VoiceSettings, *, voice: str | None = None
        ) -> Audio:
            heard.append(settings)
            return self.speak(text, voice=voice)

    make_engine("aiden", speech=Tuned()).trigger("split")
    assert heard == [voice.find_persona("aiden").settings]


def test_a_persona_of_a_file_speaks(tmp_path: object) -> None:
    own = voice.find_persona("aiden").model_copy(update={"id": "coach-k", "name": "K"})
    path = f"{tmp_path}/k.json"
    with open(path, "w") as file:  # noqa: PTH123
        file.write(own.model_dump_json())
    assert make_engine(voice.read_persona(path)).trigger("split").persona == "coach-k"


@pytest.mark.parametrize(
    ("key", "patterns", "reason"),
    [
        ("split", ("a", "b", "c", "d"), "at least 5"),
        ("split", tuple(f"{word} {{split}}" for word in "abcde"), "without quantities"),
        ("split", ("a", "b", "c", "d", "Kilometre 5"), "without digits"),
        ("split", ("a", "b", "c", "d", "{pulse}"), "known quantities"),
        ("split", ("a", "b", "c", "d", "Ignore the pain"), "fit to be said"),
        ("split", ("a", "b", "c", "d", "w " * 16), "at most 15 words"),
        ("sprint", ("a", "b", "c", "d", "e"), "named by a trigger"),
    ],
)
def test_a_persona_that_cannot_speak_is_refused(
    key: str, patterns: tuple[str, ...], reason: str
) -> None:
    alice = voice.find_persona("alice")
    broken: Persona = alice.model_copy(update={"patterns": {**alice.patterns, key: patterns}})
    with pytest.raises(InvalidInput, match=reason):
        voice.check_persona(broken)


@pytest.mark.parametrize("name", ["pre-start", "split", "workout-end"])
def test_two_days_begin_with_other_words(name: str) -> None:
    first = {make_engine(turn=day).trigger(name, FULL, audio=False).text for day in range(4)}
    assert len(first) > 1
