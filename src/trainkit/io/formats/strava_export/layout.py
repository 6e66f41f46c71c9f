"""The columns of Strava's ``activities.csv``, whose names depend on the athlete's language.

The order of the columns does not: seven columns first; later, after the name of the file, the
elapsed time and the distance once more, in SI units, with further columns behind them. Exports of
2019 have only the beginning, those of 2020 the further columns without a second time and distance.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median

from trainkit.io.authoring import CsvTable, ProblemLog, csv_rows, fold_name, parse_numbers

__all__ = ["in_english", "is_activity_list", "is_before_2019"]

_FIRST = (
    "activity_id",
    "activity_date",
    "activity_name",
    "activity_type",
    "activity_description",
    "elapsed_time",
    "distance",
)
_FURTHER = (
    "max_speed",
    "average_speed",
    "elevation_gain",
    "elevation_loss",
    "elevation_low",
    "elevation_high",
    "max_grade",
    "average_grade",
    "average_positive_grade",
    "average_negative_grade",
    "max_cadence",
    "average_cadence",
    "max_heart_rate",
    "average_heart_rate",
    "max_watts",
    "average_watts",
    "calories",
)
_LATER = ("elapsed_time_2", "moving_time", "distance_2", *_FURTHER)
_OF_2020 = ("moving_time", *_FURTHER)
_ENGLISH = {"activity_id", "activity_date", "activity_type"}
# Until June 2019; distances were in metres.
_OLD = dict(zip(("id", "date", "name", "type", "description"), _FIRST, strict=False))
_FILE = re.compile(r"activities/\d+\.(fit|gpx|tcx)(\.gz)?")
_WEIGHTS = 2  # columns between the file's name and the moving time in exports of 2020
_ALIKE = (0.8, 1.25)  # stated mean speed in multiples of distance by moving time
_IN_KM = 100  # a ratio above this means that the distance is in kilometres
_LONGER = 1.05  # times the elapsed time that a moving time may be, for rounding
_SHOWN_ROWS = 50


def is_activity_list(head: bytes) -> bool:
    """Return whether a file begins as Strava's list of activities, in any language."""
    header, *rows = csv_rows(head) or [[]]
    names = {fold_name(name) for name in header}
    if names >= _ENGLISH or names >= {*_OLD, "elapsed_time", "distance", "filename"}:
        return True
    if len(header) < len(_FIRST) + 3:
        return False
    repeats = all(header[place] in header[place + 1 :] for place in (5, 6))
    first = rows[0] if rows else []
    if len(first) < len(_FIRST) or not first[0].isdecimal():
        return False
    return repeats or any(_FILE.fullmatch(cell) for row in rows for cell in row)


def is_before_2019(table: CsvTable) -> bool:
    """Return whether a table has the columns of before July 2019, with distances in metres."""
    return not table.columns.keys() >= _ENGLISH and table.columns.keys() >= _OLD.keys()


def in_english(table: CsvTable, log: ProblemLog) -> CsvTable:
    """Give the columns of a table their English names, by their places.

    Parameters
    ----------
    table : CsvTable
        The table.
    log : ProblemLog
        Reports columns that are not what their places promise: they are left out.

    Returns
    -------
    CsvTable
        The table; as it is, if it is English.
    """
    if table.columns.keys() >= _ENGLISH:
        return table
    cells = [*table.columns.values()]
    if len(cells) < len(_FIRST):
        return table
    if is_before_2019(table):
        return replace(table, columns={_OLD.get(n, n): c for n, c in table.columns.items()})
    columns = dict(zip(_FIRST, cells, strict=False))
    file = _find_file(cells)
    if file is not None:
        columns["filename"] = cells[file]
    further = {name: cells[at] for name, at in _find_further(table.header, cells).items()}
    if further and not _agree(columns, further):
        log.note("columns whose speeds do not fit the distances and times: left out")
        further = {}
    return replace(table, columns=columns | further)


def _find_further(header: Sequence[str], cells: Sequence[list[str]]) -> dict[str, int]:
    """Return the places of the columns behind the file's name; none if they are not there."""
    names: tuple[str, ...]
    if header[5] in header[6:]:
        names, start = _LATER, header.index(header[5], 6)
        if header[start + 2 : start + 3] != header[6:7]:
            return {}
    else:
        file = _find_file(cells)
        names, start = _OF_2020, len(cells) if file is None else file + 1 + _WEIGHTS
    return dict(zip(names, range(start, len(header)), strict=False))


def _find_file(cells: Sequence[list[str]]) -> int | None:
    """Return the place of the column that names files."""
    return next((at for at, column in enumerate(cells) if any(map(_FILE.fullmatch, column))), None)


def _agree(columns: Mapping[str, list[str]], further: Mapping[str, list[str]]) -> bool:
    """Test whether stated speeds are those of distance and time, and times in their order."""
    log = ProblemLog()
    distance, moving, speed, elapsed = (
        parse_numbers(cells[:_SHOWN_ROWS], log)
        for cells in (
            further.get("distance_2", columns["distance"]),
            further["moving_time"],
            further.get("average_speed", []),
            columns["elapsed_time"],
        )
    )
    if any(m > e * _LONGER for m, e in zip(moving, elapsed, strict=True) if m and e):
        return False
    ratios = [
        stated * seconds / metres
        for metres, seconds, stated in zip(distance, moving, speed, strict=False)
        if metres and seconds and stated
    ]
    if "distance_2" not in further:
        ratios = [r / 1000 if r > _IN_KM else r for r in ratios]
    low, high = _ALIKE
    return not ratios or low <= median(ratios) <= high
