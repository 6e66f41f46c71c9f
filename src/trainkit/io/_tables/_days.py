"""Days from a table, column by column: one row a day, without a record for each."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np

from trainkit.io._daily import DayValue
from trainkit.io._parsed import Parsed
from trainkit.io._remarks import Remarks
from trainkit.models.day import RISING_PAIRS, DailyHealth
from trainkit.models.history import History
from trainkit.models.provenance import Provenance
from trainkit.models.ranges import ranges

__all__ = ["day_table"]

Cells = Sequence[DayValue]


def day_table(
    moments: Sequence[dt.datetime | None],
    columns: Mapping[str, Cells],
    provenance: Provenance,
    remarks: Remarks,
) -> Parsed:
    """Make a history of columns; the first row of a day counts.

    Parameters
    ----------
    moments : sequence of datetime or None
        The local time of each row; a row without one is left out.
    columns : mapping of str to sequence
        Values by field of `DailyHealth`, one a row.
    provenance : Provenance
        Where they came from.
    remarks : Remarks
        Takes what was left out.

    Returns
    -------
    Parsed
        The history, if any row knows anything.
    """
    rows = _first_rows(moments, columns, remarks)
    if not rows:
        return Parsed()
    dates = np.array([cast("dt.datetime", moments[row]).date() for row in rows], "datetime64[D]")
    kept = {name: _allowed(name, cells, rows, remarks) for name, cells in columns.items()}
    for lower, upper in RISING_PAIRS:
        if lower in kept and upper in kept:
            _drop_falling(kept[lower], kept[upper], (lower, upper), remarks)
    history = History.from_columns({"date": dates, **kept}, provenance=provenance)
    return Parsed(histories=(history,))


def _first_rows(
    moments: Sequence[dt.datetime | None], columns: Mapping[str, Cells], remarks: Remarks
) -> list[int]:
    """Pick the rows that know something, the earliest of each day."""
    first: dict[dt.date, int] = {}
    for row, moment in enumerate(moments):
        if moment is None:
            remarks.counts["rows without a date were left out"] += 1
        elif any(cells[row] is not None and cells[row] != "" for cells in columns.values()):
            day = moment.date()
            known = first.setdefault(day, row)
            if known != row:
                remarks.counts["later rows of a day were left out"] += 1
                earlier = cast("dt.datetime", moments[known])
                if moment.replace(tzinfo=None) < earlier.replace(tzinfo=None):
                    first[day] = row
    return [first[day] for day in sorted(first)]


def _allowed(name: str, cells: Cells, rows: Sequence[int], remarks: Remarks) -> Any:
    """Take the rows of a column, without values that its field refuses."""
    picked = [cells[row] for row in rows]
    allowed = ranges(DailyHealth).get(name)
    if allowed is None:
        return [None if cell == "" else cell for cell in picked]
    values = np.array(picked, dtype=np.float64)
    wrong = (values < allowed.low) | (values > allowed.high) | np.isinf(values)
    if wrong.any():
        remarks.refused[name] = float(values[wrong][-1])
        values[wrong] = np.nan
    return values


def _drop_falling(low: Any, high: Any, names: tuple[str, str], remarks: Remarks) -> None:
    for row, (one, other) in enumerate(zip(low, high, strict=True)):
        if one is not None and other is not None and one > other:
            low[row] = high[row] = np.nan if isinstance(one, float) else None
            lower, upper = names
            remarks.counts[f"days with a {lower} above the {upper}: both left out"] += 1
