"""Make a cohort from histories, or from the records of a store."""

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from trainkit._array import FloatArray
from trainkit.cohort._cohort import Cohort
from trainkit.cohort._creating import create
from trainkit.cohort._fields import LOADS, RECOVERY_FIELDS, RPE_EXCESS, check_name
from trainkit.cohort._layout import Layout, replace_file
from trainkit.cohort._writing import rebuild_states
from trainkit.errors import InvalidInput
from trainkit.loads import DailyLoads, daily_loads
from trainkit.models.history import History
from trainkit.recovery import daily_signals, journal

__all__ = ["from_histories"]


def from_histories(
    folder: str | os.PathLike[str],
    histories: Iterable[tuple[str, History]],
    days: tuple[dt.date | str, dt.date | str],
    *,
    fields: Sequence[str] = RECOVERY_FIELDS,
    tile_athletes: int = 1024,
    dtype: str = "float64",
) -> Cohort:
    """Make a cohort from histories, read one after the other.

    Parameters
    ----------
    folder : path
        A folder that does not exist yet, or is empty.
    histories : iterable of (str, History)
        Names and histories, such as a generator over the records of a store. Only the daily
        columns of one tile are in memory.
    days : pair of dates
        The first and the last day to keep.
    fields : sequence of str
        The fields to keep; by default what recovery and warnings read.
    tile_athletes, dtype
        As in `create`.

    Returns
    -------
    Cohort
        Open.

    Raises
    ------
    InvalidInput
        No history, a name twice, or as `create`.

    Examples
    --------
    >>> import tempfile
    >>> from trainkit import simulate
    >>> people = ((f"athlete {seed}", simulate(days=60, seed=seed)) for seed in range(3))
    >>> cohort = from_histories(tempfile.mkdtemp(), people, ("2025-01-01", "2025-03-01"))
    >>> cohort.athletes
    3
    """
    made = create(folder, 1, days, fields=fields, tile_athletes=tile_athletes, dtype=dtype)
    layout = Layout.read(made.folder)
    names: list[str] = []
    columns: list[FloatArray] = []
    for name, history in histories:
        check_name("histories", name)
        names.append(name)
        columns.append(_daily_columns(history, layout))
        if len(columns) == tile_athletes:
            _write(layout, len(names) // tile_athletes - 1, columns)
            columns = []
    if len(set(names)) < len(names) or not names:
        raise InvalidInput("histories", f"{len(names)} names", "at least one, and each once")
    tile = len(names) // tile_athletes
    replace_file(Path(folder) / "ids.txt", "\n".join(names).encode(), durable=True)
    layout = layout.change(athletes=len(names), named=True)
    if columns:
        _write(layout, tile, columns)
    return Cohort(rebuild_states(layout))


def _daily_columns(history: History, layout: Layout) -> FloatArray:
    """Lay the columns of a history out over the days of the cohort, shape (fields, days)."""
    table = np.full((len(layout.fields), layout.days), np.nan, layout.type)
    if not history.dates.size:
        return table
    if history.athlete is None:
        raise InvalidInput("histories", "a history without an athlete", "one with its athlete")
    loads = daily_loads(history, history.athlete)
    at = int((history.dates[0] - np.datetime64(layout.first)).astype(int))
    from_, until = max(at, 0), min(at + history.dates.size, layout.days)
    if until > from_:
        for row, field in enumerate(layout.fields):
            column = _column(history, loads, field)
            table[row, from_:until] = column[from_ - at : until - at]
    return table


def _column(history: History, loads: DailyLoads, field: str) -> FloatArray:
    if field == RPE_EXCESS and history.athlete is not None:
        return journal(daily_signals(history, history.athlete)).day_excess
    return getattr(loads, LOADS[field]) if field in LOADS else history.daily(field)


def _write(layout: Layout, tile: int, columns: Sequence[FloatArray]) -> None:
    """Write the tile of some athletes."""
    together = np.stack(columns, axis=-1)  # (fields, days, athletes)
    for row, field in enumerate(layout.fields):
        layout.write_tile(field, tile, together[row])
