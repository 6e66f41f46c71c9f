"""What a voice must do: speak a text."""

from typing import Protocol

from trainkit.models.audio import Audio

__all__ = ["Speech"]


class Speech(Protocol):
    """Speaks texts; raises `BackendError` where it cannot. Threads may share it."""

    @property
    def voices(self) -> tuple[str, ...]:
        """The voices that it has; the first is the usual one."""

    def speak(self, text: str, *, voice: str | None = None) -> Audio:
        """Speak a text; `InvalidInput` for no text or a voice that it has not."""

    def close(self) -> None:
        """Let go of what is open; closing twice does no harm."""
