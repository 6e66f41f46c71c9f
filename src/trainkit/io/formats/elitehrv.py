"""Morning readings of heart-rate variability, as EliteHRV exports them."""

from collections.abc import Iterator
from typing import BinaryIO

from trainkit.io.authoring import (
    DayValue,
    ProblemLog,
    build_days,
    csv_columns,
    parse_dates,
    read_csv_table,
)
from trainkit.ports.format import Contents, FileContext

__all__ = ["EliteHrvFormat"]

# Field -> column.
_COLUMNS = {"hrv_rmssd": "rmssd", "hrv_sdnn": "sdnn", "resting_hr": "hr"}
_MORNING = ("readiness", "morning")


class EliteHrvFormat:
    """Reads morning readings only; the first one of a day wins."""

    name = "elitehrv"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the columns."""
        return {"rmssd", "lnrmssd"} <= csv_columns(head)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the days; times without an offset are in the athlete's zone."""
        log = ProblemLog()
        table = read_csv_table(file.read(), log, context.limits)
        columns: dict[str, list[DayValue]] = {
            field: [*table.numbers(log, name)] for field, name in _COLUMNS.items()
        }
        times = parse_dates(table.column("datetime", "date"), log, zone=context.zone)
        for row, kind in enumerate(table.column("type")):
            if kind and not any(word in kind.lower() for word in _MORNING):
                times[row] = None
                log.count("reading[s] at another time than the morning [was|were] left out")
        yield build_days(times, columns, context.provenance(licence="user-export"), log)
        yield Contents(problems=log.problems(context))
