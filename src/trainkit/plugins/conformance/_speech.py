"""What a voice must do."""

import pytest

from trainkit.errors import InvalidInput
from trainkit.models import Audio
from trainkit.plugins.conformance._base import Conformance, run_at_once
from trainkit.ports import Speech

__all__ = ["SpeechConformance"]


class SpeechConformance(Conformance):
    """Tests of a voice."""

    text = "Run for forty minutes, easily."

    def use(self, adapter: Speech) -> object:
        """Speak a text."""
        return adapter.speak(self.text)

    def test_it_speaks_with_each_voice(self, adapter: Speech) -> None:
        """Every voice, and the default, produces audio."""
        assert adapter.voices
        for voice in (None, *adapter.voices):
            audio = adapter.speak(self.text, voice=voice)
            assert isinstance(audio, Audio)
            assert audio.data

    def test_wrong_arguments_are_refused(self, adapter: Speech) -> None:
        """An empty text and an unknown voice are the caller's mistakes."""
        with pytest.raises(InvalidInput):
            adapter.speak("")
        with pytest.raises(InvalidInput):
            adapter.speak(self.text, voice="a voice that nobody has")

    def test_threads_share_it(self, adapter: Speech) -> None:
        """Sixteen texts at once are all spoken."""
        for audio in run_at_once(lambda _: adapter.speak(self.text)):
            assert isinstance(audio, Audio)
