"""CSV of any source: which one it is, its header says."""

from collections.abc import Mapping

from trainkit.errors import InvalidInput
from trainkit.io._daily import DayValue
from trainkit.io._origin import Origin
from trainkit.io._parsed import Parsed, joined
from trainkit.io._remarks import Remarks
from trainkit.io._tables._csv import Table, folded, numbers_of, table_of
from trainkit.io._tables._dates import moments_of
from trainkit.io._tables._days import day_table
from trainkit.io._tables._morning import (
    is_elitehrv,
    is_hrv4training,
    read_elitehrv,
    read_hrv4training,
)
from trainkit.io._tables._strava import is_strava, read_strava
from trainkit.models.day import DailyHealth
from trainkit.models.ranges import ranges

__all__ = ["read_mapped", "read_table"]

_READERS = (
    (is_strava, read_strava),
    (is_elitehrv, read_elitehrv),
    (is_hrv4training, read_hrv4training),
)
# Columns of Garmin's daily tables: field, and units in one unit of the field.
_GARMIN = {
    "lastnightavg": ("hrv_rmssd", 1),
    "weeklyavg": ("hrv_weekly", 1),
    "overallstresslevel": ("stress", 1),
    "restingheartrate": ("resting_hr", 1),
    "totalsteps": ("steps", 1),
    "sleeptimeseconds": ("sleep_h", 3600),
    "deepsleepseconds": ("deep_h", 3600),
    "lightsleepseconds": ("light_h", 3600),
    "remsleepseconds": ("rem_h", 3600),
    "awakesleepseconds": ("awake_h", 3600),
}
_DATES = ("date", "day", "calendardate", "calendar_date")
_FLAGS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}

Columns = dict[str, tuple[str, float]]


def read_table(data: bytes, origin: Origin) -> Parsed:
    """Read a CSV file: a known export, or daily health under our own names.

    Parameters
    ----------
    data : bytes
        The file.
    origin : Origin
        Where it came from.

    Returns
    -------
    Parsed
        Its contents; an unknown table is a problem that names its columns.
    """
    remarks = Remarks()
    table = table_of(data, remarks)
    for is_one, read in _READERS:
        if is_one(table):
            return joined([read(table, origin, remarks), Parsed(problems=remarks.problems(origin))])
    columns: Columns = {
        name: (name, 1) for name in table.columns if name in DailyHealth.model_fields
    }
    columns |= {name: _GARMIN[name] for name in table.columns if name in _GARMIN}
    if "score" in table.columns and "sleep" in origin.path.lower():
        columns["score"] = ("sleep_score", 1)  # of what, the name of such a file alone says
    dated = next((name for name in _DATES if name in table.columns), None)
    columns.pop("date", None)
    if dated is None or not columns:
        names = ", ".join([*table.columns][:12])
        message = f"an unknown table with the columns {names}; read_csv takes a mapping for it"
        return Parsed(problems=(origin.warning(message),))
    return _read_days(table, dated, columns, origin, remarks)


def read_mapped(data: bytes, columns: Mapping[str, str], origin: Origin) -> Parsed:
    """Read a CSV file of daily health with a mapping.

    Parameters
    ----------
    data : bytes
        The file.
    columns : mapping of str to str
        The file's name to ``"date"`` or a field of `DailyHealth`, for each column to read.
    origin : Origin
        Where it came from.

    Returns
    -------
    Parsed
        Its days.

    Raises
    ------
    InvalidInput
        A column that the file does not have, an unknown field, or none for ``"date"``.
    """
    remarks = Remarks()
    table = table_of(data, remarks)
    fields: Columns = {}
    for name, field in columns.items():
        if folded(name) not in table.columns:
            raise InvalidInput("columns", name, "one of " + ", ".join(table.columns))
        if field not in DailyHealth.model_fields or field in {"provenance", "originals"}:
            raise InvalidInput("columns", field, "'date' or a field of DailyHealth")
        fields[folded(name)] = (field, 1)
    dated = next((name for name, (field, _) in fields.items() if field == "date"), None)
    if dated is None:
        raise InvalidInput("columns", dict(columns), "one that names the column of the date")
    del fields[dated]
    return _read_days(table, dated, fields, origin, remarks)


def _read_days(
    table: Table, dated: str, columns: Columns, origin: Origin, remarks: Remarks
) -> Parsed:
    read: dict[str, list[DayValue]] = {}
    for name, (field, units) in columns.items():
        cells = table.columns[name]
        if field in ranges(DailyHealth):
            numbers = numbers_of(cells, remarks)
            read[field] = [None if one is None else one / units for one in numbers]
        elif field == "illness":
            read[field] = [_FLAGS.get(cell.lower()) for cell in cells]
        elif field == "notes":
            read[field] = [*cells]
        else:
            read[field] = [*moments_of(cells, remarks, zone=origin.zone)]
    moments = moments_of(table.columns[dated], remarks, zone=origin.zone)
    parsed = day_table(moments, read, origin.provenance("table"), remarks)
    return joined([parsed, Parsed(problems=remarks.problems(origin))])
