"""Activities from the rows of a table, without samples."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from trainkit.io.authoring import CsvTable, ProblemLog, build_activity
from trainkit.models.activity import Activity
from trainkit.ports.format import FileContext

__all__ = ["RowTexts", "read_activity_rows"]

_ROWS, _ROW = 1000, 60  # the most activities: this number, and one more per so many bytes


class RowTexts(NamedTuple):
    """Columns of text of a list of activities, one cell per row; none for an absent column."""

    sport: Sequence[str]
    name: Sequence[str] = ()
    notes: Sequence[str] = ()
    id: Sequence[str] = ()


def read_activity_rows(
    table: CsvTable,
    starts: Sequence[dt.datetime | None],
    values: Mapping[str, Sequence[float | None]],
    texts: RowTexts,
    context: FileContext,
    *,
    log: ProblemLog,
    source: str | None = None,
) -> tuple[Activity, ...]:
    """Build an activity for each row.

    Parameters
    ----------
    table : CsvTable
        The table.
    starts : sequence of datetime or None
        Local starts; a row without one is left out.
    values : mapping of str to sequence
        Columns by field of `Activity`, in its unit; a distance, a heart rate or an energy of zero
        is unknown.
    texts : RowTexts
        Columns of text.
    context : FileContext
        The file.
    log : ProblemLog
        Counts what is left out.
    source : str, optional
        As in `FileContext.provenance`.

    Returns
    -------
    tuple of Activity
        In the order of rows.
    """
    most = _ROWS + table.size // _ROW
    if table.rows > most:
        log.count(
            "row[s], too many for a file of this size, [was|were] left out", table.rows - most
        )
    activities = []
    for row, start in enumerate(starts[:most]):
        if start is None:
            log.count("row[s] without a date [was|were] left out")
            continue
        name, notes, key = (
            (column[row] or None) if column else None
            for column in (texts.name, texts.notes, texts.id)
        )
        known = {field: column[row] for field, column in values.items()}
        activities.append(
            build_activity(
                start,
                {field: value for field, value in known.items() if value or not _unknown(field)},
                context.provenance(source, identifier=key, licence="user-export"),
                log,
                sport=texts.sport[row],
                name=name,
                notes=notes,
            )
        )
    return tuple(activities)


def _unknown(field: str) -> bool:
    """Return whether zero means unknown in a field."""
    return field.startswith("hr_") or field in {"distance_m", "calories_kcal", "speed_mean"}
