"""FIT files of any type to models."""

from collections.abc import Iterator
from typing import BinaryIO

from trainkit.io import fit
from trainkit.io.formats.fit.activity import read_fit_activities
from trainkit.io.formats.fit.monitoring import read_fit_monitoring
from trainkit.io.formats.fit.workout import read_fit_workouts
from trainkit.ports.format import Contents, FileContext

__all__ = ["FitFormat"]

_HEADER_SIZES = {b"\x0c", b"\x0e"}


class FitFormat:
    """Reads activities, planned workouts and days of all-day monitoring."""

    name = "fit-file"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the header."""
        return head[8:12] == b".FIT" and head[:1] in _HEADER_SIZES

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield every record before a fault, and each fault with its byte offset.

        The file is decoded as a whole: the columns of its messages are slices of its bytes.
        """
        decoded = fit.decode(file.read())
        yield from read_fit_activities(decoded.parts, context)
        for part in decoded.parts:
            yield read_fit_workouts(part, context)
            yield read_fit_monitoring(part, context)
        faults = tuple(
            (context.error if fault.lost else context.warning)(fault.message, offset=fault.offset)
            for fault in decoded.problems
        )
        yield Contents(problems=faults)
