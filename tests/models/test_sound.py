"""A sound is known by its bytes, and a WAV file that came through a pipe is mended."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainkit.errors import InvalidInput
from trainkit.models.sound import make_silence, make_wav, measure_sound, mend_wav


def mp3(frames: int, *, tag: bytes = b"") -> bytes:
    """Frames of 417 bytes: MPEG 1, layer III, 128 kbit/s, 44.1 kHz, 26.1 ms each."""
    return tag + (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def ogg(seconds: float, *, ended: bool = True, skip: int = 312) -> bytes:
    head = b"OggS\0\2" + bytes(21) + b"\x13" + b"OpusHead\1\1" + struct.pack("<H", skip) + bytes(9)
    granule = round(seconds * 48_000) + skip
    return head + b"OggS\0" + bytes([4 * ended]) + struct.pack("<Q", granule) + bytes(20)


def test_silence_has_its_length() -> None:
    sound = measure_sound(make_silence(2.5).data)
    assert sound == ("audio/wav", 2.5, True)
    with pytest.raises(InvalidInput, match="seconds"):
        make_silence(float("nan"))


def test_an_mp3_file_is_counted_by_frames() -> None:
    for tag in (b"", b"ID3\4\0\0\0\0\0\x0a" + bytes(10)):
        sound = measure_sound(mp3(40, tag=tag))
        assert sound is not None
        assert sound.media_type == "audio/mpeg"
        assert sound.seconds == pytest.approx(40 * 1152 / 44_100)
        assert sound.whole


def test_an_opus_file_says_its_length_on_its_last_page() -> None:
    assert measure_sound(ogg(3.0)) == ("audio/ogg", 3.0, True)
    assert measure_sound(ogg(3.0, ended=False)) == ("audio/ogg", 3.0, False)


@pytest.mark.parametrize("whole", [make_silence(3.0).data, mp3(40)])
def test_half_a_file_is_not_whole(whole: bytes) -> None:
    sound = measure_sound(whole[: len(whole) // 2 + 7])
    assert sound is not None
    assert not sound.whole
    assert 0 < sound.seconds < 2


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b'{"detail": "no"}', bytes(5000), b"RIFF", mp3(1)]
)
def test_other_bytes_are_no_sound(data: bytes) -> None:
    assert measure_sound(data) is None


def test_the_false_sizes_of_a_pipe_are_mended() -> None:
    whole = make_wav(bytes(range(200)))
    piped = bytearray(whole)
    piped[4:8] = piped[40:44] = struct.pack("<I", 0x7FFFF000)
    assert not measure_sound(bytes(piped)).whole  # type: ignore[union-attr]
    assert mend_wav(bytes(piped)) == whole
    assert mend_wav(bytes(piped) + b"x") == whole  # half a sample
    assert mend_wav(whole) == whole
    assert mend_wav(b"no sound") == b"no sound"


@given(st.binary(max_size=200), st.sampled_from([b"", b"RIFF\0\0\0\0WAVE", b"OggS", b"\xff\xfb"]))
def test_no_bytes_break_it(data: bytes, head: bytes) -> None:
    measure_sound(head + data)
    mend_wav(head + data)
