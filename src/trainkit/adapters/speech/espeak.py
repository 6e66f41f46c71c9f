"""espeak-ng: a robot's voice that works offline, as a child process that ends in time."""

import shutil
import subprocess
from typing import Annotated

from pydantic import Field

from trainkit.adapters._speech.texts import check_text, check_voice
from trainkit.errors import BackendError
from trainkit.models.audio import Audio
from trainkit.models.model import Model
from trainkit.models.sound import measure_sound, mend_wav
from trainkit.models.voice import VoiceSettings
from trainkit.net import remaining_s
from trainkit.plugins import Register, hookimpl

__all__ = ["EspeakOptions", "EspeakSpeech"]

TRAINKIT_CONTRACT = 1

_BACKEND = "speech.espeak"
_LONGEST_TEXT = 2000
_SLOWEST, _FASTEST = 80, 450  # words a minute that it accepts
_SHOWN = 200
Voice = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_+-]{0,39}$")]


class EspeakOptions(Model):
    """Options of the voice.

    Parameters
    ----------
    command : str
        The program, by name or path.
    voices : tuple of str
        Names of its voices, the default first; ``+f3`` and the like are variants.
    words_per_minute : int
        How fast it speaks [1/min].
    pitch : int
        0 to 99.
    deadline_s : float
        After this time the process is killed [s]; an outer `trainkit.net.limit_time` that ends
        earlier counts.
    """

    command: str = "espeak-ng"
    voices: Annotated[tuple[Voice, ...], Field(min_length=1)] = ("en-us", "en-us+f3", "en-gb")
    words_per_minute: Annotated[int, Field(ge=_SLOWEST, le=_FASTEST)] = 165
    pitch: Annotated[int, Field(ge=0, le=99)] = 50
    deadline_s: Annotated[float, Field(gt=0, le=60)] = 5.0


class EspeakSpeech:
    """Speaks through espeak-ng. Thread-safe.

    Parameters
    ----------
    options : EspeakOptions
        Program, voices and speed.
    """

    def __init__(self, options: EspeakOptions) -> None:
        self._options = options

    def __repr__(self) -> str:
        return f"<EspeakSpeech {self._options.command}>"

    @property
    def voices(self) -> tuple[str, ...]:
        """Names of its voices; the first is the default."""
        return self._options.voices

    def speak(self, text: str, *, voice: str | None = None) -> Audio:
        """Speak a text.

        Raises
        ------
        BackendError
            The program is not installed, does not end in time, or fails.
        InvalidInput
            An empty or long text, or an unknown voice.
        """
        return self.speak_tuned(text, VoiceSettings(), voice=voice)

    def speak_tuned(self, text: str, settings: VoiceSettings, *, voice: str | None = None) -> Audio:
        """Speak a text at the speed of a persona."""
        plain = check_text(text, max_letters=_LONGEST_TEXT)
        name = check_voice(voice, self.voices)
        speed = round(self._options.words_per_minute * settings.speed)
        data = mend_wav(self._run(plain, name, min(max(speed, _SLOWEST), _FASTEST)))
        sound = measure_sound(data)
        if sound is None or not sound.seconds:
            raise BackendError(_BACKEND, f"espeak-ng spoke nothing with the voice {name}")
        return Audio(data=data, media_type=sound.media_type, seconds=sound.seconds)

    def close(self) -> None:
        """Do nothing: no resource is open."""

    def _run(self, text: str, voice: str, words_per_minute: int) -> bytes:
        command = shutil.which(self._options.command)
        if command is None:
            message = f"{self._options.command} is not installed (Debian: apt install espeak-ng)"
            raise BackendError(_BACKEND, message)
        limit_s = min(self._options.deadline_s, remaining_s())
        settings = ["-v", voice, "-s", str(words_per_minute), "-p", str(self._options.pitch)]
        try:
            done = subprocess.run(  # noqa: S603  the text goes through its standard input
                [command, *settings, "--stdin", "--stdout"],
                input=text.encode(),
                capture_output=True,
                timeout=max(limit_s, 0.001),
                check=False,
            )
        except subprocess.TimeoutExpired:  # run() has killed it
            message = f"espeak-ng was not done in {limit_s:.2g} s, and was killed"
            raise BackendError(_BACKEND, message, retryable=True) from None
        except OSError as error:
            message = f"espeak-ng does not start: {type(error).__name__}"
            raise BackendError(_BACKEND, message) from None
        if done.returncode:
            words = " ".join(done.stderr.decode(errors="replace").split())[:_SHOWN]
            raise BackendError(_BACKEND, f"espeak-ng ended with {done.returncode}: {words}")
        return done.stdout


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the voice."""
    register("speech", "espeak", EspeakSpeech, options=EspeakOptions)
