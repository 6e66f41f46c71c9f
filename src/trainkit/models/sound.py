"""What an audio file holds, told by its bytes: format and length, never by its name."""

import math
import struct
from collections.abc import Callable
from typing import NamedTuple

from trainkit.errors import InvalidInput
from trainkit.models.audio import Audio

__all__ = ["Sound", "make_silence", "make_wav", "measure_sound", "mend_wav"]

_WAV_HEADER_BYTES = 44
_UNKNOWN_SIZE = 0x7FFF0000  # sizes from here on stand for "not known yet" in a stream
_MP3_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_MP3_KBIT = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_LAYER_3 = 1
_OPUS_RATE = 48_000
_FEWEST_FRAMES = 2  # two bytes of noise look like the start of a frame


class Sound(NamedTuple):
    """The format of an audio file, and its length.

    Parameters
    ----------
    media_type : str
        The MIME type.
    seconds : float
        Duration of what is there [s].
    whole : bool
        False where the file says that it is longer than it is.
    """

    media_type: str
    seconds: float
    whole: bool = True


def measure_sound(data: bytes) -> Sound | None:
    """Tell the format and the length of an audio file by its bytes.

    Parameters
    ----------
    data : bytes
        The file: WAV (16 bit or other PCM), MP3, or Opus in Ogg.

    Returns
    -------
    Sound or None
        What it is; None where it is none of these.

    Examples
    --------
    >>> measure_sound(make_silence(1.5).data)
    Sound(media_type='audio/wav', seconds=1.5, whole=True)
    >>> measure_sound(b"<html>") is None
    True
    """
    readers: tuple[Callable[[bytes], Sound | None], ...] = (_read_wav, _read_ogg, _read_mp3)
    return next((sound for read in readers if (sound := read(data)) is not None), None)


def make_wav(samples: bytes, *, rate_hz: int = 22_050) -> bytes:
    """Make a WAV file of mono samples of 16 bits.

    Parameters
    ----------
    samples : bytes
        Little-endian.
    rate_hz : int
        Samples a second [Hz].

    Returns
    -------
    bytes
        The file.
    """
    return (
        b"RIFF"
        + struct.pack("<I", _WAV_HEADER_BYTES - 8 + len(samples))
        + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, rate_hz, rate_hz * 2, 2, 16)
        + b"data"
        + struct.pack("<I", len(samples))
        + samples
    )


def make_silence(seconds: float, *, rate_hz: int = 8000) -> Audio:
    """Make silence of a length [s]."""
    if not 0 <= seconds < math.inf:
        raise InvalidInput("seconds", seconds, "at least 0, and finite")
    count = round(seconds * rate_hz)
    data = make_wav(bytes(2 * count), rate_hz=rate_hz)
    return Audio(data=data, media_type="audio/wav", seconds=count / rate_hz)


def mend_wav(data: bytes) -> bytes:
    """Set the sizes of a WAV file that was written to a pipe to those of what is there.

    Parameters
    ----------
    data : bytes
        A WAV file whose header may promise any length.

    Returns
    -------
    bytes
        The file with its true sizes, and a whole number of samples; other bytes stay as they are.
    """
    found = _wav_parts(data)
    if found is None:
        return data
    start, promised, block, _ = found
    there = len(data) - start
    size = min(promised, there) if promised < _UNKNOWN_SIZE else there
    size -= size % block
    mended = bytearray(data[: start + size])
    mended[4:8] = struct.pack("<I", len(mended) - 8)
    mended[start - 4 : start] = struct.pack("<I", size)
    return bytes(mended)


def _read_wav(data: bytes) -> Sound | None:
    found = _wav_parts(data)
    if found is None:
        return None
    start, promised, _, bytes_per_s = found
    there = len(data) - start
    return Sound("audio/wav", min(promised, there) / bytes_per_s, whole=promised <= there)


def _wav_parts(data: bytes) -> tuple[int, int, int, int] | None:
    """Return where samples begin, the bytes promised, those of a sample, and those of a second."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return None
    at, block, bytes_per_s = 12, 0, 0
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if name == b"data":
            return (at + 8, size, block, bytes_per_s) if block and bytes_per_s else None
        if name == b"fmt " and at + 24 <= len(data):
            bytes_per_s, block = struct.unpack("<IH", data[at + 16 : at + 22])
        at += 8 + size + size % 2
    return None


def _read_ogg(data: bytes) -> Sound | None:
    if data[:4] != b"OggS" or b"OpusHead" not in data[:256]:
        return None
    skip = data.index(b"OpusHead") + 10
    skipped = int.from_bytes(data[skip : skip + 2], "little")
    last = data.rfind(b"OggS")
    if len(data) < last + 27:
        return Sound("audio/ogg", 0.0, whole=False)
    granule = int.from_bytes(data[last + 6 : last + 14], "little")
    seconds = max(granule - skipped, 0) / _OPUS_RATE
    return Sound("audio/ogg", seconds, whole=bool(data[last + 5] & 4))  # the flag of the last page


def _read_mp3(data: bytes) -> Sound | None:
    at, seconds, frames = 0, 0.0, 0
    if data[:3] == b"ID3" and len(data) > 10:
        sizes = data[6:10]
        at = 10 + (sizes[0] << 21 | sizes[1] << 14 | sizes[2] << 7 | sizes[3])
    while (frame := _mp3_frame(data, at)) is not None:
        length, duration = frame
        if at + length > len(data):
            break
        at, seconds, frames = at + length, seconds + duration, frames + 1
    if frames < _FEWEST_FRAMES:
        return None
    rest = data[at:]
    return Sound("audio/mpeg", seconds, whole=not rest.strip(b"\0") or rest[:3] == b"TAG")


def _mp3_frame(data: bytes, at: int) -> tuple[int, float] | None:
    """Return the bytes and the duration [s] of the frame at a place; None where there is none."""
    head = data[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bit_rate, rate = head[2] >> 4, head[2] >> 2 & 3
    if version not in _MP3_RATES or layer != _LAYER_3 or bit_rate in {0, 15} or rate == 3:
        return None
    samples = 1152 if version == 3 else 576
    rate_hz = _MP3_RATES[version][rate]
    length = samples // 8 * _MP3_KBIT[version == 3][bit_rate] * 1000 // rate_hz + (head[2] >> 1 & 1)
    return length, samples / rate_hz
