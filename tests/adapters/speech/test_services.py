"""Services that speak: what is sent, and what each of their failures means."""

import time
from collections.abc import Callable, Iterator

import pytest
from pydantic import SecretStr

from builders.speech_server import SpeechServer, make_tone, serve_speech
from trainkit.adapters.speech.elevenlabs import ElevenlabsOptions, ElevenlabsSpeech
from trainkit.adapters.speech.openai import OpenaiOptions, OpenaiSpeech
from trainkit.errors import BackendError, InvalidInput, RateLimited
from trainkit.models.voice import VoiceSettings
from trainkit.net import limit_time
from trainkit.plugins.conformance import SpeechConformance
from trainkit.ports import Speech

KEY = SecretStr("sk-secret-key")
TEXT = "Kilometre five, four twenty per kilometre."


MADE: list[Speech] = []


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    while MADE:
        MADE.pop().close()


def elevenlabs(server: SpeechServer, **options: object) -> ElevenlabsSpeech:
    speech = ElevenlabsSpeech(ElevenlabsOptions(api_key=KEY, base_url=server.url, **options))  # type: ignore[arg-type]
    MADE.append(speech)
    return speech


def openai(server: SpeechServer, **options: object) -> OpenaiSpeech:
    speech = OpenaiSpeech(OpenaiOptions(api_key=KEY, base_url=f"{server.url}/v1", **options))  # type: ignore[arg-type]
    MADE.append(speech)
    return speech


@pytest.fixture
def server() -> Iterator[SpeechServer]:
    with serve_speech() as server:
        yield server


class TestElevenlabs(SpeechConformance):
    @pytest.fixture
    def adapter(self, server: SpeechServer) -> Speech:
        return elevenlabs(server)


class TestOpenai(SpeechConformance):
    @pytest.fixture
    def adapter(self, server: SpeechServer) -> Speech:
        return openai(server)


def test_elevenlabs_is_sent_the_text_the_voice_and_the_settings(server: SpeechServer) -> None:
    speech = elevenlabs(server, no_retention=True, language="en")
    settings = VoiceSettings(stability=0.3, similarity=0.9, style=0.2, speed=1.9)
    audio = speech.speak_tuned(TEXT, settings, voice="aiden")
    assert audio.data == make_tone(TEXT)
    assert (audio.media_type, round(audio.seconds or 0, 1)) == ("audio/wav", 2.8)
    path, headers, body = server.requests[0]
    assert path == (
        "/v1/text-to-speech/pNInz6obpgDQGcFmaJgB/stream"
        "?output_format=mp3_22050_32&enable_logging=false"
    )
    assert headers["xi-api-key"] == KEY.get_secret_value()
    assert body == {
        "text": TEXT,
        "model_id": "eleven_flash_v2_5",
        "language_code": "en",
        "voice_settings": {
            "stability": 0.3,
            "similarity_boost": 0.9,
            "style": 0.2,
            "use_speaker_boost": True,
            "speed": 1.2,
        },
    }


def test_openai_is_sent_the_text_the_voice_and_the_speed(server: SpeechServer) -> None:
    speech = openai(server, instructions="Speak calmly.")
    speech.speak_tuned(TEXT, VoiceSettings(speed=1.1), voice="onyx")
    path, headers, body = server.requests[0]
    assert path == "/v1/audio/speech"
    assert headers["authorization"] == f"Bearer {KEY.get_secret_value()}"
    assert body == {
        "model": "gpt-4o-mini-tts",
        "input": TEXT,
        "voice": "onyx",
        "response_format": "mp3",
        "speed": 1.1,
        "instructions": "Speak calmly.",
    }


def test_a_quota_is_read(server: SpeechServer) -> None:
    quota = elevenlabs(server).quota()
    assert (quota.used, quota.limit) == (9957, 10_000)
    assert quota.resets_at is not None
    assert quota.resets_at.year == 2026


@pytest.mark.parametrize("make", [elevenlabs, openai])
@pytest.mark.parametrize(
    ("fault", "retryable", "tries"),
    [
        (401, False, 1),
        (422, False, 1),
        (429, True, 3),
        (500, True, 3),
        ("half", True, 1),
        ("format", True, 1),
        ("empty", True, 1),
        ("cut", True, 3),
    ],
)
def test_each_failure_is_understood(
    make: Callable[[SpeechServer], Speech], fault: int | str, retryable: bool, tries: int
) -> None:
    with serve_speech(fault) as server, pytest.raises(BackendError) as caught:
        make(server).speak(TEXT)
    assert caught.value.retryable is retryable
    assert len(server.requests) == tries if fault != 429 else len(server.requests) >= 1
    assert KEY.get_secret_value() not in str(caught.value)
    assert TEXT not in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (401, "the key is wrong: set ELEVENLABS_API_KEY"),
        (422, "the service refuses the request: body.text"),
        (429, "the service is busy"),
        (500, "the service answered 500"),
        ("half", "the clip is cut off"),
        ("format", "the answer is no audio"),
    ],
)
def test_a_failure_says_what_to_do(fault: int | str, words: str) -> None:
    with serve_speech(fault) as server, pytest.raises(BackendError, match=words):
        elevenlabs(server).speak(TEXT)


def test_a_limit_says_when_to_come_back() -> None:
    with serve_speech("ok", 429) as server:
        speech = elevenlabs(server)
        speech.speak(TEXT)  # and all that a first call imports
        with pytest.raises(RateLimited) as caught, limit_time(0.9):
            speech.speak(TEXT)
    assert caught.value.retry_after_s == 1.0


def test_a_failure_that_passes_is_tried_again() -> None:
    with serve_speech(500, "ok") as server:
        assert elevenlabs(server).speak(TEXT).data == make_tone(TEXT)
        assert len(server.requests) == 2


def test_a_service_that_hangs_is_left_at_the_deadline() -> None:
    with serve_speech("hang") as server:
        start = time.monotonic()
        with limit_time(0.3), pytest.raises(BackendError) as caught:
            elevenlabs(server).speak(TEXT)
        assert time.monotonic() - start < 0.6
    assert caught.value.retryable


def test_without_a_key_the_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ELEVENLABS_API_KEY", raising=False)
    speech = ElevenlabsSpeech(ElevenlabsOptions())
    MADE.append(speech)
    with pytest.raises(InvalidInput, match="ELEVENLABS_API_KEY"):
        speech.speak(TEXT)


def test_what_cannot_be_said_is_not_sent(server: SpeechServer) -> None:
    speech = elevenlabs(server)
    for text in ("", "  ", "...", "x" * 10_001):
        with pytest.raises(InvalidInput):
            speech.speak(text)
    assert server.requests == []
    assert KEY.get_secret_value() not in repr(speech)
