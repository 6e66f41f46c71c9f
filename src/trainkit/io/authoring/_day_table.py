"""Days from a table, as columns: a record per row would be slow for long histories."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np

from trainkit.io.authoring._day import DayValue
from trainkit.io.authoring._problem_log import ProblemLog
from trainkit.models.day import RISING_PAIRS, DailyHealth
from trainkit.models.history import History
from trainkit.models.provenance import Provenance
from trainkit.models.ranges import allowed_ranges
from trainkit.ports.format import Contents

__all__ = ["build_days"]

Cells = Sequence[DayValue]


def build_days(
    moments: Sequence[dt.datetime | None],
    columns: Mapping[str, Cells],
    provenance: Provenance,
    log: ProblemLog,
) -> Contents:
    """Build a history from columns; the earliest row of a day wins.

    Parameters
    ----------
    moments : sequence of datetime or None
        The local time of each row; a row without one is left out.
    columns : mapping of str to sequence
        Values by field of `DailyHealth`, one per row.
    provenance : Provenance
        Where the values came from.
    log : ProblemLog
        Counts what is left out.

    Returns
    -------
    Contents
        The history; nothing if no row has a value.
    """
    rows = _first_rows(moments, columns, log)
    if not rows:
        return Contents()
    dates = np.array([cast("dt.datetime", moments[row]).date() for row in rows], "datetime64[D]")
    values = {name: _allowed(name, cells, rows, log) for name, cells in columns.items()}
    for lower, upper in RISING_PAIRS:
        if lower in values and upper in values:
            _drop_falling(values[lower], values[upper], (lower, upper), log)
    history = History.from_columns({"date": dates, **values}, provenance=provenance)
    return Contents(histories=(history,))


def _first_rows(
    moments: Sequence[dt.datetime | None], columns: Mapping[str, Cells], log: ProblemLog
) -> list[int]:
    """Return the rows with any value, the earliest of each day."""
    first: dict[dt.date, tuple[dt.datetime, int]] = {}
    for row, moment in enumerate(moments):
        if moment is None:
            log.count("row[s] without a date [was|were] left out")
        elif any(cells[row] is not None and cells[row] != "" for cells in columns.values()):
            found = moment.replace(tzinfo=None), row
            earliest = first.setdefault(moment.date(), found)
            if earliest is not found:
                log.count("later row[s] of a day [was|were] left out")
                if found < earliest:
                    first[moment.date()] = found
    return [first[day][1] for day in sorted(first)]


def _allowed(name: str, cells: Cells, rows: Sequence[int], log: ProblemLog) -> Any:
    """Return some rows of a column, without values out of range."""
    picked = [cells[row] for row in rows]
    allowed = allowed_ranges(DailyHealth).get(name)
    if allowed is None:
        return [None if cell == "" else cell for cell in picked]
    values = np.array(picked, dtype=np.float64)
    wrong = (values < allowed.low) | (values > allowed.high) | np.isinf(values)
    if wrong.any():
        log.out_of_range[name] = float(values[wrong][-1])
        values[wrong] = np.nan
    return values


def _drop_falling(low: Any, high: Any, names: tuple[str, str], log: ProblemLog) -> None:
    for row, (lowest, highest) in enumerate(zip(low, high, strict=True)):
        if lowest is not None and highest is not None and lowest > highest:
            low[row] = high[row] = np.nan if isinstance(lowest, float) else None
            lower, upper = names
            log.count(f"day[s] with a {lower} above the {upper}: both left out")
