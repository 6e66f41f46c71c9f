"""A voice: speaks a text."""

from typing import Protocol

from trainkit.models.audio import Audio

__all__ = ["Speech"]


class Speech(Protocol):
    """Speaks texts; raises `BackendError` where it cannot. Thread-safe."""

    @property
    def voices(self) -> tuple[str, ...]:
        """Names of its voices; the first is the default."""

    def speak(self, text: str, *, voice: str | None = None) -> Audio:
        """Speak a text; raise `InvalidInput` for an empty text or an unknown voice."""

    def close(self) -> None:
        """Release resources; safe to call twice."""
