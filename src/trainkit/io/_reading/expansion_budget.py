"""What may still come out of one file, so that a small file never fills memory or an hour."""

from dataclasses import dataclass

from trainkit.ports.format import Contents
from trainkit.ports.read_limits import ReadLimits

__all__ = ["ExpansionBudget", "ExpansionLimitExceeded"]

_TAGS, _BRACKETS, _ROW = b"<", (b"{", b"["), b"\n"
_BRACKET = 4  # tags that a bracket counts as
_SAMPLES = 4  # activities that one with samples counts as
_SMALL = 4  # days that count as one activity


class ExpansionLimitExceeded(Exception):
    """A file holds more than its size allows."""


@dataclass
class ExpansionBudget:
    """The remaining bytes, tags, records and members that may come out of one file.

    Parameters
    ----------
    size : int
        Size of the file [bytes].
    limits : ReadLimits
        What a file of this size may hold.
    """

    size: int
    limits: ReadLimits

    def __post_init__(self) -> None:
        limits = self.limits
        self._spent = False
        self._members = limits.free_members + self.size // limits.bytes_a_member
        self._in_memory = limits.free_bytes + limits.times_in_memory * self.size
        self._streamed = limits.free_bytes + limits.times_streamed * self.size
        self._tags = limits.free_tags + int(self.size / limits.bytes_a_tag)
        self._rows = limits.table_rows + self.size // limits.bytes_a_row
        self._quarters = _SMALL * (limits.free_records + self.size // limits.bytes_a_record)

    @property
    def records(self) -> int:
        """How many activities without samples may still come."""
        return max(self._quarters, 0) // _SMALL

    def spend_member(self, depth: int) -> None:
        """Account for one more member, at some depth of archives in archives."""
        self._members -= 1
        if self._spent:
            raise ExpansionLimitExceeded("after files that took all that the archive may hold")
        if self._members < 0:
            self._refuse("an archive with more members than its size allows")
        if depth > self.limits.archives_deep:
            deep = self.limits.archives_deep
            raise ExpansionLimitExceeded(f"archives in archives, more than {deep} deep")

    def spend(self, data: bytes, *, streamed: bool) -> None:
        """Account for some bytes, read in chunks or as a whole."""
        self._streamed -= len(data)
        if self._streamed < 0:
            self._refuse("it expands to far more than real data does")
        if not streamed:
            self.spend_memory(len(data))

    def spend_elements(self, data: bytes, *, streamed: bool, is_table: bool) -> None:
        """Account for the tags, brackets or rows in some bytes of text."""
        if streamed:
            self._tags -= data.count(_TAGS)
        else:
            self._tags -= _BRACKET * sum(map(data.count, _BRACKETS))
            self._rows -= data.count(_ROW) if is_table else 0
        if min(self._tags, self._rows) < 0:
            self._refuse("it has far more elements than real data of its size")

    def spend_memory(self, size: int) -> None:
        """Account for some bytes that are read as a whole."""
        self._in_memory -= size
        if self._in_memory < 0:
            self._refuse("it expands to far more than real data does")

    def spend_records(self, part: Contents) -> None:
        """Account for the records of a part."""
        sampled = sum(activity.streams is not None for activity in part.activities)
        plain = len(part.activities) - sampled
        small = len(part.days) + len(part.races) + len(part.workouts)
        for history in part.histories:
            plain += len(history.activities)
            small += len(history.recorded)
        self._quarters -= _SMALL * (_SAMPLES * sampled + plain) + small
        if self._quarters < 0:
            self._refuse("it has far more records than real data of its size")

    def _refuse(self, why: str) -> None:
        self._spent = True
        raise ExpansionLimitExceeded(why)
