"""A voice that needs nothing and says nothing: silence of the right length."""

from trainkit.coach.voice._clips import expected_s
from trainkit.errors import InvalidInput
from trainkit.models.audio import Audio
from trainkit.models.sound import make_silence

__all__ = ["SilentSpeech"]

_LONGEST_S = 60.0


class SilentSpeech:
    """Speaks in silence: a valid WAV file, as long as the text takes to say. Thread-safe."""

    silent = True
    voices = ("silent",)

    def speak(self, text: str, *, voice: str | None = None) -> Audio:
        """Return silence of the text's length."""
        if not text.strip():
            raise InvalidInput("text", text, "not empty")
        if voice not in {None, *self.voices}:
            raise InvalidInput("voice", voice, "silent")
        return make_silence(min(expected_s(text), _LONGEST_S))

    def close(self) -> None:
        """Do nothing: no resource is open."""
