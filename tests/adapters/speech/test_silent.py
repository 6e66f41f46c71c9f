"""The silent voice passes what every voice must."""

import pytest

from trainkit.coach.voice import SilentSpeech
from trainkit.plugins.conformance import SpeechConformance
from trainkit.ports import Speech


class TestSilent(SpeechConformance):
    @pytest.fixture
    def adapter(self) -> Speech:
        return SilentSpeech()


def test_it_lasts_as_long_as_the_text_takes() -> None:
    short, long = (SilentSpeech().speak("word " * count).seconds or 0 for count in (3, 30))
    assert long == pytest.approx(10 * short, rel=0.1)
