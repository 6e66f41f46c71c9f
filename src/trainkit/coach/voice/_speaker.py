"""The clip of a text: from the cache, or spoken in time, or none."""

import time
from collections.abc import Callable
from typing import NamedTuple

from trainkit.coach.voice._clips import ClipKey, Clips, check_clip
from trainkit.coach.voice._workers import Workers
from trainkit.errors import BackendError, InvalidInput, MissingExtra
from trainkit.models.audio import Audio
from trainkit.models.voice import Persona
from trainkit.net._breaker import Breaker
from trainkit.ports import Speech
from trainkit.ports.speech import TunedSpeech

__all__ = ["Speaker", "Spoken"]

_FAILURES, _PAUSE_S = 4, 20.0  # a voice that fails four times in a row is left alone for a while


class Spoken(NamedTuple):
    """A clip, or why there is none.

    Parameters
    ----------
    audio : Audio or None
        The clip.
    cached : bool
        Whether it was in the cache.
    problem : str
        Why there is none.
    """

    audio: Audio | None = None
    cached: bool = False
    problem: str = ""


class Speaker:
    """Renders texts; threads and sessions may share it.

    Parameters
    ----------
    speech : Speech
        The voice.
    clips : Clips
        Keeps what was rendered.
    workers : Workers
        Where the voice is called.
    clock : callable
        Monotonic time [s].
    """

    def __init__(
        self,
        speech: Speech,
        clips: Clips,
        workers: Workers,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._speech, self.clips, self._workers, self._clock = speech, clips, workers, clock
        self._silent = bool(getattr(speech, "silent", False))
        kind = type(speech).__name__
        self._name = "speech" if kind.startswith("_") else f"speech.{kind}"  # a stand-in of a Kit
        self._breaker = Breaker(self._name, failures=_FAILURES, open_s=_PAUSE_S, clock=clock)

    def speak(
        self, persona: Persona, trigger: str, text: str, *, fixed: bool, until_s: float
    ) -> Spoken:
        """Return the clip of a text, at the latest at a moment of the clock [s]."""
        try:
            key = self.key(persona, trigger, text)
        except InvalidInput as error:
            return Spoken(problem=str(error))
        if (kept := self.clips.get(key)) is not None:
            return Spoken(kept, cached=True)
        left_s = until_s - self._clock()
        if left_s <= 0:
            return Spoken(problem="no time was left to speak")
        try:
            self._breaker.acquire()
        except BackendError as error:
            return Spoken(problem=str(error))
        job = self._workers.start(lambda: self._render(persona, key, fixed=fixed), limit_s=left_s)
        if job is None:
            self._breaker.release()
            return Spoken(problem="all threads are busy")
        return self._settle(job.wait, until_s)

    def _settle(self, wait: Callable[[float], Audio | None], until_s: float) -> Spoken:
        """Wait for a clip, and tell the breaker how it went."""
        try:
            audio = wait(until_s - self._clock())
        except (BackendError, InvalidInput, MissingExtra) as error:
            self._breaker.record_failure()
            return Spoken(problem=str(error))
        except Exception as error:  # noqa: BLE001  a voice of a host; the text is delivered
            self._breaker.record_failure()
            return Spoken(problem=f"the voice failed: {type(error).__name__}")
        if audio is None:
            self._breaker.record_failure()
            return Spoken(problem="the voice was not ready in time")
        self._breaker.record_success()
        if self._clock() > until_s:
            return Spoken(problem="the voice was not ready in time")
        return Spoken(audio)

    def render(self, persona: Persona, trigger: str, text: str, *, keep_s: float) -> Audio:
        """Render a text ahead, without a deadline, and keep the clip for some time [s]."""
        key = self.key(persona, trigger, text)
        kept = self.clips.get(key)
        return kept or self._render(persona, key, fixed=True, keep_s=keep_s)

    def key(self, persona: Persona, trigger: str, text: str) -> ClipKey:
        """Return the key of a clip; `InvalidInput` where the voice has no voices."""
        voice = self._voice(persona)
        tuned = persona.settings.model_dump_json() if self._is_tuned else ""
        return ClipKey(persona.id, trigger, text, f"{self._name}:{voice}:{tuned}")

    @property
    def _is_tuned(self) -> bool:
        return isinstance(self._speech, TunedSpeech)

    def _voice(self, persona: Persona) -> str:
        voices = self._speech.voices
        if not voices:
            raise InvalidInput("persona", persona.id, f"one that {self._name} has a voice for")
        wanted = (voice for voice in persona.voices.values() if voice in voices)
        return next(wanted, voices[0])

    def _render(
        self, persona: Persona, key: ClipKey, *, fixed: bool, keep_s: float | None = None
    ) -> Audio:
        voice, speech = self._voice(persona), self._speech
        if isinstance(speech, TunedSpeech):
            audio = speech.speak_tuned(key.text, persona.settings, voice=voice)
        else:
            audio = speech.speak(key.text, voice=voice)
        checked = check_clip(audio, key.text, backend=self._name, silent=self._silent)
        self.clips.put(key, checked, fixed=fixed, keep_s=keep_s)
        return checked
