"""espeak-ng for real: it speaks, its sound is whole, and it ends in time."""

import os
import shutil
import stat
import subprocess
import time
from pathlib import Path

import pytest

from trainkit.adapters.speech.espeak import EspeakOptions, EspeakSpeech
from trainkit.coach.voice import Engine, check_clip
from trainkit.errors import BackendError, InvalidInput
from trainkit.models.sound import measure_sound
from trainkit.models.voice import VoiceSettings
from trainkit.net import limit_time
from trainkit.plugins.conformance import SpeechConformance
from trainkit.ports import Speech


def needs(program: str) -> pytest.MarkDecorator:
    """Skip where a program is absent, but where it is required."""
    absent = shutil.which(program) is None and "TRAINKIT_REQUIRE_SPEECH" not in os.environ
    return pytest.mark.skipif(absent, reason=f"{program} is not installed")


needs_espeak = needs("espeak-ng")
TEXT = "Kilometre five, four twenty per kilometre."


def speech(**options: object) -> EspeakSpeech:
    return EspeakSpeech(EspeakOptions(**options))  # type: ignore[arg-type]


@needs_espeak
class TestEspeak(SpeechConformance):
    @pytest.fixture
    def adapter(self) -> Speech:
        return speech()


@needs_espeak
def test_what_it_says_is_whole_and_as_long_as_it_should_be() -> None:
    audio = check_clip(speech().speak(TEXT), TEXT)
    assert measure_sound(audio.data) == ("audio/wav", audio.seconds, True)
    assert 1.5 < (audio.seconds or 0) < 5


@needs_espeak
def test_a_persona_can_speak_faster() -> None:
    slow, fast = (
        speech().speak_tuned(TEXT, VoiceSettings(speed=speed)).seconds or 0 for speed in (0.8, 1.6)
    )
    assert fast < 0.7 * slow


@needs_espeak
@needs("sox")
def test_its_sound_is_heard(tmp_path: Path) -> None:
    response = Engine(speech=speech(), deadline_s=5).trigger(
        "split", {"split": 5, "pace_s_per_km": 260}
    )
    assert response.audio is not None
    file = tmp_path / "clip.wav"
    file.write_bytes(response.audio.data)
    done = subprocess.run(
        ["sox", str(file), "-n", "stat"], capture_output=True, text=True, check=True
    )
    told = dict(line.split(":", 1) for line in done.stderr.splitlines() if ":" in line)
    stats = {" ".join(name.split()): value.strip() for name, value in told.items()}
    assert float(stats["Length (seconds)"]) == pytest.approx(response.audio.seconds, abs=0.01)
    assert float(stats["RMS amplitude"]) > 0.02
    assert 0.1 < float(stats["Maximum amplitude"]) < 1.0


@needs_espeak
def test_a_voice_that_it_does_not_have_is_named() -> None:
    with pytest.raises(InvalidInput, match="one of en-us"):
        speech().speak(TEXT, voice="tlh")
    with pytest.raises(BackendError, match="espeak-ng ended with 1"):
        speech(voices=("nobody",)).speak(TEXT)


def test_nothing_to_say_is_refused() -> None:
    for text in ("", " ", "?!", "x" * 2001):
        with pytest.raises(InvalidInput):
            speech().speak(text)


def test_a_program_that_is_missing_is_named() -> None:
    with pytest.raises(BackendError, match="espeak-of-nobody is not installed"):
        speech(command="espeak-of-nobody").speak(TEXT)


def program(folder: Path, script: str) -> str:
    path = folder / "espeak-fake"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_a_program_that_hangs_is_killed_at_the_deadline(tmp_path: Path) -> None:
    command = program(tmp_path, f"echo $$ > {tmp_path}/pid; exec sleep 30")
    start = time.monotonic()
    with limit_time(0.3), pytest.raises(BackendError, match="was killed"):
        speech(command=command).speak(TEXT)
    assert time.monotonic() - start < 2
    pid = (tmp_path / "pid").read_text().strip()
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize("script", ["exit 0", "echo noise", "head -c 352 /dev/zero"])
def test_a_program_that_speaks_nothing_is_noticed(tmp_path: Path, script: str) -> None:
    with pytest.raises(BackendError, match="spoke nothing"):
        speech(command=program(tmp_path, f"cat > /dev/null; {script}")).speak(TEXT)
