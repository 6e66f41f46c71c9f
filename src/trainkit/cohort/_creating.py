"""Make a cohort, or open one."""

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from trainkit._array import choice, whole
from trainkit.cohort._cohort import Cohort
from trainkit.cohort._fields import check_fields, check_name, parse_day
from trainkit.cohort._layout import Layout, replace_file
from trainkit.cohort._writing import rebuild_states
from trainkit.errors import InvalidInput

if TYPE_CHECKING:
    from trainkit.models._arrow_import import ArrowFrame

__all__ = ["create", "open_cohort"]

TILE_ATHLETES = 8192
"""Athletes in a tile: a day of theirs, 64 kB, stays in the cache of a core."""


def create(
    folder: str | os.PathLike[str],
    athletes: int | Sequence[str],
    days: dt.date | str | tuple[dt.date | str, dt.date | str],
    *,
    fields: Sequence[str] = ("load",),
    rows: "ArrowFrame | None" = None,
    tile_athletes: int = TILE_ATHLETES,
    dtype: str = "float64",
) -> Cohort:
    """Make a cohort in a folder.

    Parameters
    ----------
    folder : path
        A folder that does not exist yet, or is empty.
    athletes : int or sequence of str
        Their number, or their names.
    days : date, or pair of dates
        The first day of a cohort that begins empty and grows by `Cohort.update`, or the first and
        the last day, on which nothing is known until rows come.
    fields : sequence of str
        The fields to keep, of `FIELDS`; ``"load"`` has to be among them.
    rows : ArrowFrame, optional
        Rows to fill it with, as `Cohort.ingest` takes them.
    tile_athletes : int
        Athletes in a tile, which is one piece of work.
    dtype : {"float64", "float32"}
        How numbers are kept: half the bytes, or the same bits as for one athlete.

    Returns
    -------
    Cohort
        Open.

    Raises
    ------
    InvalidInput
        A cohort is there already, or an argument is wrong.

    Examples
    --------
    >>> import tempfile
    >>> cohort = create(tempfile.mkdtemp(), ["ann", "ben"], "2026-01-01")
    >>> cohort.update("2026-01-01", {"ann": 50.0, "ben": 0.0})
    >>> cohort.update("2026-01-02", {"ann": 70.0})
    >>> cohort.latest()["days_since_rest"].tolist()
    [2.0, nan]
    """
    path = Path(folder)
    if path.exists() and any(path.iterdir()):
        raise InvalidInput("folder", str(folder), "empty or new; cohort.open opens a cohort")
    names = _check_names(athletes) if isinstance(athletes, Iterable) else None
    kept = check_fields((fields,) if isinstance(fields, str) else tuple(fields))
    if "load" not in kept:
        raise InvalidInput("fields", kept, 'a list with "load" in it')
    choice("dtype", dtype, ("float64", "float32"))
    first, count = _check_days(days)
    count_of_athletes = len(names) if names is not None else athletes
    layout = Layout(
        folder=str(path),
        athletes=whole("athletes", count_of_athletes, low=1),  # type: ignore[arg-type]
        first=first.isoformat(),
        days=count,
        fields=kept,
        tile_athletes=whole("tile_athletes", tile_athletes, low=1),
        dtype=dtype,
        named=names is not None,
        slot=None,
    )
    for field in kept:
        (path / field).mkdir(parents=True, exist_ok=True)
    if names is not None:
        replace_file(path / "ids.txt", "\n".join(names).encode(), durable=True)
    made = Cohort(rebuild_states(layout))
    if rows is not None:
        made.ingest(rows)
    return made


def open_cohort(folder: str | os.PathLike[str]) -> Cohort:
    """Open a cohort.

    Parameters
    ----------
    folder : path
        The folder that `create` or `from_histories` has filled.

    Returns
    -------
    Cohort
        As its last writer left it; the work of one that was killed is finished or undone.

    Raises
    ------
    InvalidInput
        There is no cohort in the folder.
    """
    return Cohort(Layout.read(folder))


def _check_names(names: Sequence[str]) -> list[str]:
    listed = list(names) if not isinstance(names, str) else [names]
    for name in listed:
        check_name("athletes", name)
    if len(set(listed)) < len(listed):
        raise InvalidInput("athletes", f"{len(listed)} names", "names that differ")
    return listed


def _check_days(
    days: dt.date | str | tuple[dt.date | str, dt.date | str],
) -> tuple[dt.date, int]:
    if not isinstance(days, tuple):
        return parse_day("days", days), 0
    if len(days) != 2:
        raise InvalidInput("days", days, "one date, or the first and the last")
    first, last = (parse_day("days", day) for day in days)
    if last < first:
        raise InvalidInput("days", f"{first} to {last}", "the first day, then the last")
    return first, (last - first).days + 1
