"""ElevenLabs: voices close to human ones, over HTTP."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Annotated, NamedTuple
from urllib.parse import quote

from pydantic import Field

from trainkit.adapters._speech import (
    Address,
    Refusal,
    ServiceOptions,
    SpeechService,
    check_text,
    check_voice,
)
from trainkit.errors import BackendError
from trainkit.models.audio import Audio
from trainkit.models.voice import VoiceSettings
from trainkit.plugins import Register, hookimpl

__all__ = ["ElevenlabsOptions", "ElevenlabsSpeech", "SpeechQuota"]

TRAINKIT_CONTRACT = 1

_BACKEND = "speech.elevenlabs"
_KEY = "ELEVENLABS_API_KEY"
_LONGEST_TEXT = 10_000  # of the multilingual models; flash takes 40,000
_SLOWEST, _FASTEST = 0.7, 1.2
_REFUSALS = {
    "invalid_api_key": Refusal("invalid_api_key", f"the key is wrong: set {_KEY}", is_final=True),
    "quota_exceeded": Refusal(
        "quota_exceeded", "the characters of this month are used up", is_final=True
    ),
    "detected_unusual_activity": Refusal(
        "detected_unusual_activity",
        "the service blocks free accounts on this network; the key may be right",
        is_final=True,
    ),
    "voice_not_found": Refusal(
        "voice_not_found", "the account has no such voice: set voices", is_final=True
    ),
    "max_character_limit_exceeded": Refusal(
        "max_character_limit_exceeded", "the text is too long for this account", is_final=True
    ),
    "too_many_concurrent_requests": Refusal(
        "too_many_concurrent_requests", "too many clips at once for this account"
    ),
    "system_busy": Refusal("system_busy", "the service is busy"),
}


class ElevenlabsOptions(ServiceOptions):
    """Options of the service.

    Parameters
    ----------
    api_key, deadline_s
        As in `ServiceOptions`; the environment variable is ``ELEVENLABS_API_KEY``.
    base_url : str
        Base address.
    voices : mapping of str to str
        Ids of voices by name, the default first.
    model : str
        Such as ``"eleven_flash_v2_5"``, the fastest, or ``"eleven_multilingual_v2"``.
    output_format : str
        As the service names it: ``"mp3_22050_32"``, ``"wav_22050"``, ``"opus_48000_32"``.
    language : str, optional
        ISO 639-1 code, which flash models heed.
    no_retention : bool
        Ask the service to keep nothing, which it allows on enterprise plans only.
    """

    base_url: Address = "https://api.elevenlabs.io"
    voices: Annotated[
        Mapping[str, Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]], Field(min_length=1)
    ] = {"alice": "Xb7hH8MSUJpSbSDYk0k2", "aiden": "pNInz6obpgDQGcFmaJgB"}
    model: str = "eleven_flash_v2_5"
    output_format: Annotated[str, Field(pattern=r"^(mp3|wav|opus)_[0-9_]+$")] = "mp3_22050_32"
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None = None
    no_retention: bool = False


class SpeechQuota(NamedTuple):
    """What an account has left.

    Parameters
    ----------
    used, limit : int
        Characters of this month.
    resets_at : datetime or None
        When the month begins anew, in UTC.
    """

    used: int
    limit: int
    resets_at: dt.datetime | None = None


class ElevenlabsSpeech:
    """Speaks through ElevenLabs. Thread-safe.

    Parameters
    ----------
    options : ElevenlabsOptions
        Key, voices and model.
    """

    def __init__(self, options: ElevenlabsOptions) -> None:
        self._options = options
        self._service = SpeechService(
            _BACKEND,
            options.base_url,
            _KEY,
            options,
            headers=lambda key: {"xi-api-key": key},
            read_refusal=_read_refusal,
        )

    def __repr__(self) -> str:
        return repr(self._service)

    @property
    def voices(self) -> tuple[str, ...]:
        """Names of its voices; the first is the default."""
        return tuple(self._options.voices)

    def speak(self, text: str, *, voice: str | None = None) -> Audio:
        """Speak a text.

        Raises
        ------
        BackendError
            The service refuses, fails, or does not answer in time; the message says why.
        InvalidInput
            An empty or long text, an unknown voice, or no key.
        """
        return self._speak(text, voice, {})

    def speak_tuned(self, text: str, settings: VoiceSettings, *, voice: str | None = None) -> Audio:
        """Speak a text with the settings of a persona."""
        tuned = {
            "stability": settings.stability,
            "similarity_boost": settings.similarity,
            "style": settings.style,
            "use_speaker_boost": True,
            "speed": min(max(settings.speed, _SLOWEST), _FASTEST),
        }
        return self._speak(text, voice, {"voice_settings": tuned})

    def quota(self) -> SpeechQuota:
        """Return what the account has left; errors as in `speak`."""
        response = self._service.request("GET", "v1/user/subscription")
        try:
            body = json.loads(response.body)
            used, limit = int(body["character_count"]), int(body["character_limit"])
            reset = body.get("next_character_count_reset_unix")
            at = None if reset is None else dt.datetime.fromtimestamp(reset, dt.UTC)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError):
            raise BackendError(_BACKEND, "the answer about the quota cannot be read") from None
        return SpeechQuota(used, limit, at)

    def close(self) -> None:
        """Close the connections."""
        self._service.close()

    def _speak(self, text: str, voice: str | None, more: Mapping[str, object]) -> Audio:
        options = self._options
        plain = check_text(text, max_letters=_LONGEST_TEXT)
        voice_id = options.voices[check_voice(voice, options.voices)]
        path = f"v1/text-to-speech/{quote(voice_id)}/stream?output_format={options.output_format}"
        if options.no_retention:
            path += "&enable_logging=false"
        body: dict[str, object] = {"text": plain, "model_id": options.model, **more}
        if options.language is not None:
            body["language_code"] = options.language
        return self._service.speak(path, body)


def _read_refusal(status: int, body: object) -> Refusal:
    """Read what the service says of an error: a mapping, a list of wrong fields, or a word."""
    detail = body.get("detail") if isinstance(body, Mapping) else None
    if isinstance(detail, list):
        first = detail[0] if detail and isinstance(detail[0], Mapping) else {}
        where = first.get("loc")
        fields = [str(part) for part in where] if isinstance(where, list) else []
        known = [name for name in fields if name.isidentifier()][:4]
        return Refusal("", f"the service refuses the request: {'.'.join(known)}", is_final=True)
    kind = detail.get("status") if isinstance(detail, Mapping) else detail
    if not isinstance(kind, str):
        return Refusal()
    return _REFUSALS.get(kind, Refusal(kind, is_final=status == 401))


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the voice."""
    register("speech", "elevenlabs", ElevenlabsSpeech, options=ElevenlabsOptions)
