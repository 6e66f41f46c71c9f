"""COROS' table of an activity's splits, whose day and sport stand in the file's name."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from trainkit.io.authoring import (
    CsvTable,
    ProblemLog,
    canonical_sport,
    csv_columns,
    parse_durations,
    read_csv_table,
)
from trainkit.io.formats.activity_rows import RowTexts, read_activity_rows
from trainkit.ports.format import Contents, FileContext

__all__ = ["CorosFormat"]

_MARKS = frozenset({"split", "time", "getdistance"})
_NAME = re.compile(
    r"([A-Za-z][A-Za-z _-]*?)[ _-]?(\d{4})(\d\d)(\d\d)[ _-]?(\d\d)(\d\d)(\d\d)(?!\d)"
)
_KM, _MILE, _FOOT = 1000.0, 1609.344, 0.3048
_NEAR = 0.12  # share by which strides may differ from a mile or a kilometre
_CM = 0.01
_ON_FOOT = {"running", "walking", "hiking"}
# Field of `Activity` -> column, and whether the splits add up to its total.
_NUMBERS = {
    "distance_m": ("getdistance", True),
    "ascent_m": ("elevation_gain", True),
    "descent_m": ("elev_loss", True),
    "calories_kcal": ("calories", True),
    "hr_mean": ("avg_hr", False),
    "hr_max": ("max_hr", False),
    "cadence_mean": ("avg_run_cadence", False),
}

Values = dict[str, float | None]


class CorosFormat:
    """Reads the row ``Summary`` as an activity without samples, or the sum of its splits.

    The file does not name its units. Stride length and cadence show whether the distance is in
    kilometres or miles; where they are missing, kilometres are assumed, and a problem says so.
    """

    name = "coros"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the columns."""
        return csv_columns(head) >= _MARKS

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the activity."""
        log = ProblemLog()
        table = read_csv_table(file.read(), log, context.limits)
        sport, start = _read_name(context)
        if start is None:
            message = "splits of COROS without a day and a time in the file's name: left out"
            yield Contents(problems=(context.error(message),))
            return
        values = _total(table, log)
        _convert(values, _stride(table, log), canonical_sport(sport) or "", log)
        activities = read_activity_rows(
            CsvTable({}, 1, table.size),
            [start],
            {name: [value] for name, value in values.items()},
            RowTexts(sport=[sport]),
            context,
            log=log,
        )
        yield Contents(activities=activities, problems=log.problems(context))


def _read_name(context: FileContext) -> tuple[str, dt.datetime | None]:
    match = _NAME.search(context.path.rpartition("/")[2].rpartition("!")[2])
    if match is None:
        return "", None
    try:
        date = dt.date(int(match[2]), int(match[3]), int(match[4]))
        clock = dt.time(int(match[5]), int(match[6]), int(match[7]), tzinfo=context.zone)
    except ValueError:
        return match[1], None
    return match[1], dt.datetime.combine(date, clock)


def _total(table: CsvTable, log: ProblemLog) -> Values:
    """Return the totals: those of the summary, or of all splits."""
    names = [cell.lower() for cell in table.column("split")]
    summary = next((row for row, name in enumerate(names) if "summary" in name), None)
    moving, elapsed = (
        parse_durations(_without_dashes(table.column(*choices)), log)
        for choices in (("moving_time", "time"), ("time",))
    )
    columns: Mapping[str, tuple[list[float | None], bool]] = {
        "moving_s": (moving, True),
        "elapsed_s": (elapsed, True),
        **{field: (table.numbers(log, name), adds) for field, (name, adds) in _NUMBERS.items()},
    }
    if summary is not None:
        return {field: cells[summary] for field, (cells, _) in columns.items()}
    log.note("splits without a summary: their sum was taken")
    values: Values = {}
    for field, (cells, adds) in columns.items():
        known = [cell for cell in cells if cell is not None]
        if field == "hr_max":
            values[field] = max(known, default=None)
        elif adds:
            values[field] = sum(known) if known else None
        else:
            values[field] = _weigh(cells, elapsed)
    values["elapsed_s"] = max(values["elapsed_s"] or 0.0, values["moving_s"] or 0.0)
    return values


def _without_dashes(cells: list[str]) -> list[str]:
    return ["" if cell == "--" else cell for cell in cells]


def _weigh(cells: list[float | None], seconds: list[float | None]) -> float | None:
    """Return the mean of splits, by their times."""
    pairs = [(c, s) for c, s in zip(cells, seconds, strict=True) if c is not None and s]
    whole = sum(s for _, s in pairs)
    return sum(c * s for c, s in pairs) / whole if whole else None


def _stride(table: CsvTable, log: ProblemLog) -> float | None:
    """Return the stride of the summary, the last row [m]."""
    strides = [value for value in table.numbers(log, "avg_stride_length") if value]
    return strides[-1] * _CM if strides else None


def _convert(values: Values, stride_m: float | None, sport: str, log: ProblemLog) -> None:
    """Bring the totals to the units of `Activity`."""
    steps, seconds, far = values["cadence_mean"], values["moving_s"], values["distance_m"]
    unit = _KM
    if stride_m and steps and seconds and far:
        measured = stride_m * steps * seconds / 60 / far
        unit = next((u for u in (_KM, _MILE) if abs(measured / u - 1) <= _NEAR), 0.0)
    if far and (not unit or not (stride_m and steps)):
        log.note("the file does not name its unit of distance: read as kilometres")
    unit = unit or _KM
    height = _FOOT if unit == _MILE else 1.0
    for field, factor in (("distance_m", unit), ("ascent_m", height), ("descent_m", height)):
        value = values[field]
        values[field] = None if value is None else value * factor
    if steps and sport in _ON_FOOT:
        values["cadence_mean"] = steps / 2
