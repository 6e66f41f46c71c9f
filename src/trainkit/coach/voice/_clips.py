"""Clips that were rendered: checked by their bytes, kept for a while, the least used dropped."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from trainkit.errors import BackendError, InvalidInput
from trainkit.models.audio import Audio
from trainkit.models.sound import Sound, measure_sound

__all__ = ["ClipKey", "Clips", "check_clip", "expected_s"]

_DAY_S = 86_400.0
_LONGEST_S = 30 * _DAY_S
_LARGEST_CLIP_BYTES = 1_000_000
_LETTERS_A_SECOND = 15.0  # of English at the pace of a voice in an ear
_SHORTEST_SHARE, _LONGEST_SHARE, _PAUSE_S = 0.35, 2.2, 1.0
_SHORTEST_S = 0.2
_QUIET = 0.003  # of full scale; a voice peaks at a hundred times that
_KEPT_LONGEST = "onboarding"


def expected_s(text: str) -> float:
    """Estimate how long a text takes to say [s]."""
    return max(len(text) / _LETTERS_A_SECOND, _SHORTEST_S)


def check_clip(audio: Audio, text: str, *, backend: str = "speech", silent: bool = False) -> Audio:
    """Check a clip by its bytes: format, size, and a length that fits the text.

    Parameters
    ----------
    audio : Audio
        What a voice returned.
    text : str
        What it should say.
    backend : str
        The voice's name, for errors.
    silent : bool
        Whether silence is what is wanted.

    Returns
    -------
    Audio
        The clip, with the media type and the length that its bytes have.

    Raises
    ------
    BackendError
        It is no audio, damaged, too large, of the wrong length, or silent.
    """
    if len(audio.data) >= _LARGEST_CLIP_BYTES:
        raise BackendError(backend, f"the clip has {len(audio.data)} bytes: 1 MB is too much")
    sound = measure_sound(audio.data)
    if sound is None:
        raise BackendError(backend, "the answer is no WAV, MP3 or Opus by its bytes")
    problem = _find_problem(audio.data, sound, text, silent=silent)
    if problem:
        raise BackendError(backend, f"the clip {problem}", retryable=True)
    return Audio(data=audio.data, media_type=sound.media_type, seconds=sound.seconds)


def _find_problem(data: bytes, sound: Sound, text: str, *, silent: bool) -> str:
    if not sound.whole:
        return "is cut off"
    wanted_s = expected_s(text)
    low_s, high_s = _SHORTEST_SHARE * wanted_s, _LONGEST_SHARE * wanted_s + _PAUSE_S
    if not low_s <= sound.seconds <= high_s:
        return f"lasts {sound.seconds:.1f} s where the text takes about {wanted_s:.1f} s"
    if not silent and sound.media_type == "audio/wav" and _is_silent(data):
        return "is silent"
    return ""


def _is_silent(data: bytes) -> bool:
    """Return whether a WAV file of 16 bits has no sound; other widths count as sound."""
    at = data.find(b"data") + 8
    if at < 44 or int.from_bytes(data[34:36], "little") != 16:
        return False
    samples = np.frombuffer(data, "<i2", count=(len(data) - at) // 2, offset=at)
    return not samples.size or float(np.abs(samples.astype(np.int32)).max()) < _QUIET * 32768


class ClipKey(NamedTuple):
    """What a clip says, and how.

    Parameters
    ----------
    persona, trigger, text : str
        Who says what, when.
    voice : str
        The voice with its settings.
    """

    persona: str
    trigger: str
    text: str
    voice: str = ""

    @property
    def digest(self) -> str:
        """The key of the cache."""
        return hashlib.sha256("\0".join(self).encode()).hexdigest()


class _Clip(NamedTuple):
    key: ClipKey
    audio: Audio
    expires_s: float
    fixed: bool


class Clips:
    """Keeps clips in memory; threads and sessions may share it.

    A clip is kept for a day, one that was rendered ahead for up to 30 days. Where the size limit is
    reached, those go first that were not heard for the longest time; the onboarding goes last.

    Parameters
    ----------
    max_bytes : int
        Size limit for all clips together [bytes].
    keep_s : float
        How long a clip of a call is kept [s], at most 30 days.
    clock : callable
        Monotonic time [s].
    """

    def __init__(
        self,
        *,
        max_bytes: int = 32_000_000,
        keep_s: float = _DAY_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not 0 < keep_s <= _LONGEST_S:
            raise InvalidInput("keep_s", keep_s, "above 0, and at most 30 days")
        self._max_bytes, self._keep_s, self._clock = max_bytes, keep_s, clock
        self._lock = threading.Lock()
        self._clips: OrderedDict[str, _Clip] = OrderedDict()  # the last heard at the end
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._clips)

    @property
    def size_bytes(self) -> int:
        """Size of all clips together [bytes]."""
        return self._bytes

    def get(self, key: ClipKey) -> Audio | None:
        """Return a clip; None where it is not kept."""
        digest = key.digest
        with self._lock:
            clip = self._clips.get(digest)
            if clip is None:
                return None
            if clip.expires_s <= self._clock():
                self._drop(digest)
                return None
            self._clips.move_to_end(digest)
            return clip.audio

    def put(
        self, key: ClipKey, audio: Audio, *, fixed: bool = False, keep_s: float | None = None
    ) -> None:
        """Keep a clip.

        Parameters
        ----------
        key : ClipKey
            What it says.
        audio : Audio
            The clip.
        fixed : bool
            Whether the text names no quantity, so that it may be said at any time.
        keep_s : float, optional
            How long [s], at most 30 days; by default that of calls.
        """
        size = len(audio.data)
        if size > self._max_bytes:
            return
        wanted_s = self._keep_s if keep_s is None else keep_s
        if key.trigger == _KEPT_LONGEST:
            wanted_s = _LONGEST_S
        digest = key.digest
        with self._lock:
            self._drop(digest)
            expires_s = self._clock() + min(wanted_s, _LONGEST_S)
            self._clips[digest] = _Clip(key, audio, expires_s, fixed)
            self._bytes += size
            self._make_room()

    def find_fixed(
        self, persona: str, trigger: str, voice: str, is_new: Callable[[str], bool]
    ) -> tuple[str, Audio] | None:
        """Return the text and the audio of a clip that fits the moment without its quantities."""
        with self._lock:
            now_s = self._clock()
            for clip in self._clips.values():
                mine = clip.fixed and clip.key._replace(text="") == (persona, trigger, "", voice)
                if mine and clip.expires_s > now_s and is_new(clip.key.text):
                    return clip.key.text, clip.audio
        return None

    def clear(self) -> int:
        """Drop all clips; return how many."""
        with self._lock:
            count = len(self._clips)
            self._clips.clear()
            self._bytes = 0
        return count

    def _make_room(self) -> None:
        if self._bytes <= self._max_bytes:
            return
        now_s = self._clock()
        order = sorted(  # stable: within each group, the one not heard for the longest time first
            self._clips,
            key=lambda at: (
                self._clips[at].expires_s > now_s,
                self._clips[at].key.trigger == _KEPT_LONGEST,
            ),
        )
        for digest in order:
            if self._bytes <= self._max_bytes:
                return
            self._drop(digest)

    def _drop(self, digest: str) -> None:
        clip = self._clips.pop(digest, None)
        if clip is not None:
            self._bytes -= len(clip.audio.data)
