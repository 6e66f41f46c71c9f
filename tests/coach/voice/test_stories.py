"""The seven stories of the voice coach, against a service on loopback that may fail."""

import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest
from pydantic import SecretStr

from builders.speech_server import FAULTS, SpeechServer, serve_speech
from trainkit.adapters.speech.elevenlabs import ElevenlabsOptions, ElevenlabsSpeech
from trainkit.coach import voice
from trainkit.models.sound import measure_sound

CONTEXT = {"split": 5, "pace_s_per_km": 260, "heart_rate": 152}


@pytest.fixture
def server() -> Iterator[SpeechServer]:
    with serve_speech() as server:
        yield server


@pytest.fixture
def speech(server: SpeechServer) -> Iterator[ElevenlabsSpeech]:
    adapter = connect(server)
    yield adapter
    adapter.close()


def connect(server: SpeechServer) -> ElevenlabsSpeech:
    return ElevenlabsSpeech(ElevenlabsOptions(api_key=SecretStr("key"), base_url=server.url))


def test_story_1_a_trigger_gives_a_text_and_a_toast() -> None:
    response = voice.Engine("aiden", subscription="free").trigger("split", CONTEXT)
    assert response.text == "Kilometre five: four twenty per kilometre."
    assert response.toast == "Km 5 · 4:20 /km · 152 bpm"
    assert response.audio is None
    assert response.fallback == ""


def test_story_2_a_pro_with_earbuds_hears_it(
    speech: ElevenlabsSpeech, server: SpeechServer
) -> None:
    response = voice.Engine("aiden", speech=speech).trigger("split", CONTEXT)
    assert response.audio is not None
    sound = measure_sound(response.audio.data)
    assert sound is not None
    assert (
        response.audio.seconds == sound.seconds == pytest.approx(len(response.text) / 15, rel=0.1)
    )
    assert server.texts == [response.text]
    assert "pNInz6obpgDQGcFmaJgB" in server.requests[0][0]  # the voice of this persona
    assert server.requests[0][2]["voice_settings"]["stability"] == 0.6


def test_story_3_a_subscription_changes(speech: ElevenlabsSpeech, server: SpeechServer) -> None:
    coach = voice.Engine(subscription="free", speech=speech)
    first = coach.trigger("split", CONTEXT)
    assert first.audio is None
    assert first.note == "the free subscription has no voice; pro and trainer have"
    assert server.requests == []
    coach.change_subscription("pro")
    assert coach.trigger("split", CONTEXT).audio is not None
    coach.change_subscription("free")
    assert coach.trigger("split", CONTEXT).audio is None


def test_story_4_the_free_tier_is_limited_and_pros_go_first(speech: ElevenlabsSpeech) -> None:
    line = voice.WaitingLine(clock=lambda: 100.0)
    free = voice.Engine(subscription="free", line=line)
    for _ in range(20):
        free.trigger("drink")
    over = free.trigger("fuel", {"minutes": 60})
    assert over.text
    assert over.retry_after_s == 3600
    assert over.queue_position == 1
    pro = voice.Engine(speech=speech, line=line)
    assert all(pro.trigger("drink").retry_after_s is None for _ in range(25))


def test_story_5_a_clip_is_spoken_once(speech: ElevenlabsSpeech, server: SpeechServer) -> None:
    coach = voice.Engine("aiden", speech=speech)
    first = coach.trigger("split", CONTEXT)
    coach.begin_session()
    again = [coach.trigger("split", CONTEXT) for _ in range(8)]
    repeated = next(response for response in again if response.text == first.text)
    assert repeated.cached
    assert repeated.audio == first.audio
    assert repeated.seconds < 0.1
    assert server.texts.count(first.text) == 1


def test_story_6_a_device_without_earbuds_shows_the_text(
    speech: ElevenlabsSpeech, server: SpeechServer
) -> None:
    coach = voice.Engine(speech=speech)
    for earbuds, audio in ((False, True), (True, False), (False, False)):
        response = coach.trigger("split", CONTEXT, earbuds=earbuds, audio=audio)
        assert response.audio is None
        assert response.text
        assert response.toast
        assert response.note == ""
    assert server.requests == []


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_the_service_does_the_text_is_there_in_time(fault: int | str) -> None:
    with serve_speech(fault) as server:
        speech = connect(server)
        coach = voice.Engine(speech=speech, deadline_s=0.4)
        start = time.monotonic()
        response = coach.trigger("split", CONTEXT)
        assert time.monotonic() - start < 0.45
        assert response.text
        assert response.audio is None
        assert response.fallback == "text"
        assert response.note
        speech.close()


def test_no_clip_is_late_whatever_the_service_does() -> None:
    kinds = (*FAULTS, "ok", "ok", 0.05, 0.12, 0.3)
    faults = [kinds[at] for at in np.random.default_rng(5).integers(len(kinds), size=400)]
    late: list[float] = []
    count = 0
    with serve_speech(*faults, "ok") as server:
        speech = connect(server)

        def run_session(number: int) -> None:
            nonlocal count
            coach = voice.Engine(speech=speech, deadline_s=0.2)
            for at in range(40):
                start = time.monotonic()
                context = {"split": at + 100 * number, "pace_s_per_km": 200 + at}
                response = coach.trigger("split", context)
                took_s = time.monotonic() - start
                assert response.text
                if response.audio is not None:
                    count += 1
                    late.extend([took_s] if took_s > 0.2 else [])

        threads = [threading.Thread(target=run_session, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        speech.close()
    assert late == []
    assert count
