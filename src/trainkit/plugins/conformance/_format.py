"""What a file format must do."""

import datetime as dt
import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Literal

import pytest

from trainkit.errors import InvalidInput
from trainkit.plugins.conformance._base import PluginConformance, run_at_once
from trainkit.ports import Contents, FileContext, Format

__all__ = ["FormatConformance"]

_HEAD = 16_384
_RECORDS = ("activities", "days", "races", "workouts")
_CUTS = 25
_FLIPS = 25
_FAR = dt.timezone(dt.timedelta(hours=-9, minutes=-30))
_LONG = 65_536
# The beginnings of other files, by name.
_OTHERS = {
    "empty": b"",
    "fit": b"\x0e\x20\x54\x08\x40\x01\x00\x00.FIT" + bytes(64),
    "gpx": b'<?xml version="1.0"?><gpx version="1.1"><trk><trkseg/></trk></gpx>',
    "tcx": b'<?xml version="1.0"?><TrainingCenterDatabase><Activities/></TrainingCenterDatabase>',
    "apple": b'<?xml version="1.0"?><HealthData locale="en_US"></HealthData>',
    "csv": b"date,hrv_rmssd\n2026-05-01,52.5\n",
    "json": b'[{"calendarDate": "2026-05-01", "totalSteps": 9000}]',
    "zip": b"PK\x03\x04" + bytes(64),
    "gzip": b"\x1f\x8b\x08" + bytes(64),
    "text": b"Dear diary, today I ran.\n",
    "random": random.Random(7).randbytes(_HEAD),  # noqa: S311  any bytes, the same each time
}


class FormatConformance(PluginConformance):
    """Tests of a file format; give the fixtures `format_` and `sample`.

    Attributes
    ----------
    file_name : str
        The sample's name, for a format that cannot recognise its files by content alone.
    own : frozenset of str
        Which of the other files it may recognise: ``"csv"`` for a format that reads any CSV.
    sources : frozenset of str
        The sources that its records may have; by default its name.
    clock : {"", "utc", "local", "zoned"}
        What the times of activities in its files are: UTC; local times without a zone; or times
        with their zone. Empty for a format without activities.
    streams : bool
        Whether it hands on its first records before it has read a long file to its end; give the
        fixture `long_sample` then.
    """

    file_name: ClassVar[str] = "sample"
    own: ClassVar[frozenset[str]] = frozenset()
    sources: ClassVar[frozenset[str]] = frozenset()
    clock: ClassVar[Literal["", "utc", "local", "zoned"]] = ""
    streams: ClassVar[bool] = False

    @pytest.fixture
    def format_(self) -> Format:
        """The format; override this."""
        raise NotImplementedError("give a fixture `format_`")

    @pytest.fixture
    def sample(self) -> bytes | Path:
        """A whole file with some records, or its path; override this."""
        raise NotImplementedError("give a fixture `sample`")

    @pytest.fixture
    def long_sample(self, data: bytes) -> bytes:
        """A file of more than 64 KiB, for a format that streams; by default the sample."""
        return data

    @pytest.fixture
    def data(self, sample: bytes | Path) -> bytes:
        """The bytes of the sample."""
        return sample.read_bytes() if isinstance(sample, Path) else sample

    def test_it_recognises_its_sample(self, format_: Format, data: bytes) -> None:
        """From the first 16 KiB."""
        assert format_.name
        assert format_.matches(data[:_HEAD], self.file_name) is True

    @pytest.mark.parametrize("name", _OTHERS)
    def test_it_leaves_other_files_alone(self, format_: Format, name: str) -> None:
        """It returns False, and does not raise."""
        if name not in self.own:
            assert format_.matches(_OTHERS[name], name) is False

    def test_it_reads_in_parts(self, format_: Format, data: bytes) -> None:
        """From a file that can only be read forwards, without a problem."""
        parts = self._read(format_, data)
        assert isinstance(parts, Iterator)
        contents = Contents.join(parts)
        records = [record for name in _RECORDS for record in getattr(contents, name)]
        assert records or contents.histories
        assert not contents.problems

    def test_the_same_bytes_give_equal_contents(self, format_: Format, data: bytes) -> None:
        """Also to sixteen threads at once."""
        expected = list(self._read(format_, data))
        for found in run_at_once(lambda _: list(self._read(format_, data))):
            assert found == expected

    def test_records_say_where_they_come_from(self, format_: Format, data: bytes) -> None:
        """Their source is the format's name, their path the file."""
        contents = Contents.join(self._read(format_, data))
        for name in _RECORDS:
            for record in getattr(contents, name):
                assert record.provenance.source in (self.sources or {format_.name})
                assert record.provenance.path == self.file_name

    def test_times_follow_the_athletes_zone(self, format_: Format, data: bytes) -> None:
        """A moment stays the same in every zone; a local time is that time in every zone."""
        if self.clock:
            here, there = (
                [
                    activity.start
                    for part in self._read(format_, data, zone)
                    for activity in part.activities
                ]
                for zone in (dt.UTC, _FAR)
            )
            assert here, "the sample has no activity"
            for start, far in zip(here, there, strict=True):
                if self.clock == "local":
                    assert start.replace(tzinfo=None) == far.replace(tzinfo=None)
                else:
                    assert start == far
                if self.clock != "zoned":
                    assert far.utcoffset() == _FAR.utcoffset(None)

    def test_its_first_records_come_early(self, format_: Format, long_sample: bytes) -> None:
        """A long file is handed on in parts, so that memory stays small."""
        if self.streams:
            assert len(long_sample) > _LONG, "only a file of more than 64 KiB shows it"
            bare = _Forwards(long_sample)
            context = FileContext(self.file_name, source=format_.name)
            parts = format_.read(io.BufferedReader(bare), context)
            assert isinstance(next(parts), Contents)
            assert bare.left, "it reads the whole file before the first record"

    def test_a_cut_file_is_damage_not_an_error(self, format_: Format, data: bytes) -> None:
        """Only `InvalidInput` may be raised, and every part is `Contents`."""
        step = max(len(data) // _CUTS, 1)
        for size in range(0, len(data), step):
            self._read_damaged(format_, data[:size])

    def test_flipped_bits_are_damage_not_an_error(self, format_: Format, data: bytes) -> None:
        """Only `InvalidInput` may be raised, and every part is `Contents`."""
        dice = random.Random(11)  # noqa: S311  the same damage each time
        for _ in range(_FLIPS):
            damaged = bytearray(data)
            for place in dice.choices(range(len(data)), k=4):
                damaged[place] ^= 1 << dice.randrange(8)
            self._read_damaged(format_, bytes(damaged))

    def _read(self, format_: Format, data: bytes, zone: dt.tzinfo = dt.UTC) -> Iterator[Contents]:
        context = FileContext(self.file_name, zone, source=format_.name)
        return format_.read(io.BufferedReader(_Forwards(data)), context)

    def _read_damaged(self, format_: Format, data: bytes) -> None:
        try:
            parts = list(self._read(format_, data))
        except InvalidInput:
            return
        assert all(isinstance(part, Contents) for part in parts)


class _Forwards(io.RawIOBase):
    """Bytes that can be read once, forwards, as those of a member of an archive."""

    def __init__(self, data: bytes) -> None:
        self._rest = memoryview(data)

    @property
    def left(self) -> int:
        """How many bytes were not read yet."""
        return len(self._rest)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
