"""OpenAI's speech, and servers that speak its protocol, over HTTP."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from trainkit.adapters._speech import (
    Address,
    Refusal,
    ServiceOptions,
    SpeechService,
    check_text,
    check_voice,
)
from trainkit.models.audio import Audio
from trainkit.models.voice import VoiceSettings
from trainkit.plugins import Register, hookimpl

__all__ = ["OpenaiOptions", "OpenaiSpeech"]

TRAINKIT_CONTRACT = 1

_BACKEND = "speech.openai"
_KEY = "OPENAI_API_KEY"
_LONGEST_TEXT = 4096
_REFUSALS = {
    "invalid_api_key": Refusal("invalid_api_key", f"the key is wrong: set {_KEY}", is_final=True),
    "insufficient_quota": Refusal(
        "insufficient_quota", "the account has no money left", is_final=True
    ),
    "model_not_found": Refusal(
        "model_not_found", "the account has no such model: set model", is_final=True
    ),
}
Voice = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]


class OpenaiOptions(ServiceOptions):
    """Options of the service.

    Parameters
    ----------
    api_key, deadline_s
        As in `ServiceOptions`; the environment variable is ``OPENAI_API_KEY``.
    base_url : str
        Base address; another server with the same protocol has its own.
    voices : tuple of str
        Names of its voices, the default first.
    model : str
        The model.
    output_format : {"mp3", "wav", "opus"}
        Format of the clips.
    instructions : str, optional
        How to speak, in words, for models that heed them.
    """

    base_url: Address = "https://api.openai.com/v1"
    voices: Annotated[tuple[Voice, ...], Field(min_length=1)] = ("nova", "onyx", "alloy")
    model: str = "gpt-4o-mini-tts"
    output_format: Annotated[str, Field(pattern=r"^(mp3|wav|opus)$")] = "mp3"
    instructions: str | None = None


class OpenaiSpeech:
    """Speaks through OpenAI. Thread-safe.

    Parameters
    ----------
    options : OpenaiOptions
        Key, voices and model.
    """

    def __init__(self, options: OpenaiOptions) -> None:
        self._options = options
        self._service = SpeechService(
            _BACKEND,
            options.base_url,
            _KEY,
            options,
            headers=lambda key: {"authorization": f"Bearer {key}"},
            read_refusal=_read_refusal,
        )

    def __repr__(self) -> str:
        return repr(self._service)

    @property
    def voices(self) -> tuple[str, ...]:
        """Names of its voices; the first is the default."""
        return self._options.voices

    def speak(self, text: str, *, voice: str | None = None) -> Audio:
        """Speak a text; errors as in `ElevenlabsSpeech.speak`."""
        return self.speak_tuned(text, VoiceSettings(), voice=voice)

    def speak_tuned(self, text: str, settings: VoiceSettings, *, voice: str | None = None) -> Audio:
        """Speak a text at the speed of a persona."""
        body: dict[str, object] = {
            "model": self._options.model,
            "input": check_text(text, max_letters=_LONGEST_TEXT),
            "voice": check_voice(voice, self.voices),
            "response_format": self._options.output_format,
            "speed": settings.speed,
        }
        if self._options.instructions:
            body["instructions"] = self._options.instructions
        return self._service.speak("audio/speech", body)

    def close(self) -> None:
        """Close the connections."""
        self._service.close()


def _read_refusal(status: int, body: object) -> Refusal:
    error = body.get("error") if isinstance(body, Mapping) else None
    if not isinstance(error, Mapping):
        return Refusal()
    kinds = [kind for key in ("code", "type") if isinstance(kind := error.get(key), str)]
    known = (_REFUSALS[kind] for kind in kinds if kind in _REFUSALS)
    return next(known, Refusal(kinds[0] if kinds else "", is_final=status in {400, 401, 403}))


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the voice."""
    register("speech", "openai", OpenaiSpeech, options=OpenaiOptions)
