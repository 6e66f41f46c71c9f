"""A voice made for the test passes the suite that authors run."""

import io
import math
import struct
import wave

import pytest

from trainkit.errors import InvalidInput
from trainkit.models import Audio
from trainkit.plugins.conformance import SpeechConformance
from trainkit.ports import Speech


class Whistle:
    """Whistles a note for each word."""

    voices = ("low", "high")

    def speak(self, text: str, *, voice: str | None = None) -> Audio:
        if not text.split():
            raise InvalidInput("text", text, "words")
        if voice not in {None, *self.voices}:
            raise InvalidInput("voice", voice, "low or high")
        pitch = 880 if voice == "high" else 440
        out = io.BytesIO()
        with wave.open(out, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(8000)
            for at in range(800 * len(text.split())):
                value = int(9000 * math.sin(2 * math.pi * pitch * at / 8000))
                sound.writeframes(struct.pack("<h", value))
        return Audio(data=out.getvalue(), media_type="audio/wav", seconds=0.1 * len(text.split()))

    def close(self) -> None:
        pass


class TestWhistle(SpeechConformance):
    @pytest.fixture
    def adapter(self) -> Speech:
        return Whistle()
