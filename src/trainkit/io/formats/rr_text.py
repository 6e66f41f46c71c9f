"""Text files of RR intervals, one on each line, as the heart-rate variability of their day."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import numpy as np

from trainkit.errors import InsufficientData
from trainkit.io.authoring import ProblemLog, build_day, decode_head, parse_number
from trainkit.metrics import hrv
from trainkit.ports.format import Contents, FileContext

__all__ = ["RrTextFormat"]

_DATE = re.compile(r"(20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d{3})")
_FEWEST = 30  # intervals, of a reading that is worth a number
_FEWEST_LINES = 5  # that show what a file holds
_MS = (250.0, 2500.0)  # of intervals that a heart can have
_MOST_HEADER = 3  # lines before the first interval
_FEW_WRONG = 0.1  # share of lines that may be something else
_MOST_WRONG = 0.2  # share of artifacts above which a reading means nothing


class RrTextFormat:
    """Reads intervals in milliseconds or seconds.

    The day is the date in the file's name, or else in its first lines. RMSSD and SDNN are those of
    the corrected intervals.
    """

    name = "rr-text"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise lines of one interval each."""
        lines = [line.strip() for line in decode_head(head).splitlines()][:-1][:60]
        lines = [line for line in lines if line]
        numbers = [_interval_ms(line) for line in lines]
        first = next((at for at, ms in enumerate(numbers) if ms is not None), len(numbers))
        rest = numbers[first:]
        known = len(rest) - rest.count(None)
        few_wrong = rest.count(None) <= _FEW_WRONG * len(rest)
        return first <= _MOST_HEADER and known >= _FEWEST_LINES and few_wrong

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the day."""
        log = ProblemLog()
        lines = decode_head(file.read()).splitlines()
        intervals = [_interval_ms(line) for line in lines if line.strip()]
        known = [ms for ms in intervals if ms is not None]
        unread = sum(ms is None for ms in intervals[_MOST_HEADER:])
        if unread:
            log.count(
                "line[s] that [is no interval|are no intervals] of a heart [was|were] left out",
                unread,
            )
        date = _find_date([context.path.rpartition("/")[2], *lines[:_MOST_HEADER]])
        if date is None:
            message = "RR intervals without a date in the file's name or first line: left out"
            yield Contents(problems=(context.error(message),))
            return
        if len(known) < _FEWEST:
            message = f"{len(known)} RR intervals are too few for a reading: left out"
            yield Contents(problems=(context.error(message),))
            return
        try:
            corrected = hrv.clean_rr(np.array(known), max_artifact_fraction=_MOST_WRONG)
        except InsufficientData as error:
            yield Contents(problems=(context.error(f"no reading: {error}"),))
            return
        values = {
            "hrv_rmssd": hrv.rmssd(corrected.rr_ms),
            "hrv_sdnn": hrv.sdnn(corrected.rr_ms),
        }
        day = build_day(date, values, context.provenance(licence="user-file"), log)
        yield Contents(days=() if day is None else (day,), problems=log.problems(context))


def _interval_ms(line: str) -> float | None:
    """Parse an interval in milliseconds or seconds; None for other text."""
    value = parse_number(line.strip().rstrip(",;").replace(",", "."))
    if value is None:
        return None
    low, high = _MS
    milliseconds = value * 1000 if value < high / 1000 else value
    return milliseconds if low <= milliseconds <= high else None


def _find_date(texts: Sequence[str]) -> dt.date | None:
    for text in texts:
        if match := _DATE.search(text):
            try:
                return dt.date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
    return None
