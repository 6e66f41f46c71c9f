"""A voice: speaks a text."""

from typing import Protocol, runtime_checkable

from trainkit.models.audio import Audio
from trainkit.models.voice import VoiceSettings

__all__ = ["Speech", "TunedSpeech"]


class Speech(Protocol):
    """Speaks texts; raises `BackendError` where it cannot. Thread-safe.

    Whoever calls it may limit its time with `trainkit.net.limit_time`: an adapter gives up when
    `trainkit.net.remaining_s` is spent.
    """

    @property
    def voices(self) -> tuple[str, ...]:
        """Names of its voices; the first is the default."""

    def speak(self, text: str, *, voice: str | None = None) -> Audio:
        """Speak a text; raise `InvalidInput` for an empty text or an unknown voice."""

    def close(self) -> None:
        """Release resources; safe to call twice."""


@runtime_checkable
class TunedSpeech(Protocol):
    """A voice that can be told how to speak."""

    def speak_tuned(self, text: str, settings: VoiceSettings, *, voice: str | None = None) -> Audio:
        """Speak a text as `Speech.speak` does, with the settings of a persona."""
