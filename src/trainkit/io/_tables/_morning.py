"""Morning measurements of heart-rate variability, as HRV4Training and EliteHRV export them."""

from statistics import median

from trainkit.io._daily import DayValue
from trainkit.io._origin import Origin
from trainkit.io._parsed import Parsed
from trainkit.io._remarks import Remarks
from trainkit.io._tables._csv import Table, numbers_of
from trainkit.io._tables._dates import moments_of
from trainkit.io._tables._days import day_table

__all__ = ["is_elitehrv", "is_hrv4training", "read_elitehrv", "read_hrv4training"]

# Field -> column. Sliders whose scale is not published are left out.
_HRV4TRAINING = {
    "hrv_rmssd": "rmssd",
    "hrv_sdnn": "sdnn",
    "resting_hr": "hr",
    "rpe": "trainingrpe",
    "weight_kg": "weight",
}
_ELITEHRV = {"hrv_rmssd": "rmssd", "hrv_sdnn": "sdnn", "resting_hr": "hr"}
_SICK = {"1": True, "1.0": True, "yes": True, "true": True, "sick": True}
_WELL = {"0": False, "0.0": False, "no": False, "false": False, "not sick": False, "none": False}
_MORNING = ("readiness", "morning")


def is_hrv4training(table: Table) -> bool:
    """Say whether a table is HRV4Training's."""
    names = table.columns.keys()
    timed = "timestamp_measurement" in names or "date" in names
    return timed and {"rmssd", "hr"} <= names and not is_elitehrv(table)


def is_elitehrv(table: Table) -> bool:
    """Say whether a table is EliteHRV's."""
    return {"rmssd", "lnrmssd"} <= table.columns.keys()


def read_hrv4training(table: Table, origin: Origin, remarks: Remarks) -> Parsed:
    """Read HRV4Training: one morning a row; the first measurement of a day counts.

    Parameters
    ----------
    table : Table
        The cells.
    origin : Origin
        Where they came from; its zone is that of times without an offset.
    remarks : Remarks
        Takes what was left out.

    Returns
    -------
    Parsed
        A record a day.
    """
    if "timestamp_measurement" in table.columns:
        cells = table.columns["timestamp_measurement"]
    else:
        pairs = zip(table.first("date"), table.first("time"), strict=True)
        cells = [f"{date} {time}".strip() for date, time in pairs]
    columns: dict[str, list[DayValue]] = {
        field: [*numbers_of(table.first(name), remarks)] for field, name in _HRV4TRAINING.items()
    }
    columns["sleep_h"] = [*_hours(table.first("sleep_time"), remarks)]
    sick = {**_SICK, **_WELL}
    columns["illness"] = [sick.get(cell.lower()) for cell in table.first("sickness")]
    columns["notes"] = [*table.first("note", "notes")]
    moments = moments_of(cells, remarks, zone=origin.zone)
    provenance = origin.provenance("hrv4training", licence="user-export")
    return day_table(moments, columns, provenance, remarks)


def read_elitehrv(table: Table, origin: Origin, remarks: Remarks) -> Parsed:
    """Read EliteHRV: morning readings alone; the first one of a day counts.

    Parameters
    ----------
    table : Table
        The cells.
    origin : Origin
        Where they came from; its zone is that of times without an offset.
    remarks : Remarks
        Takes what was left out.

    Returns
    -------
    Parsed
        A record a day.
    """
    columns: dict[str, list[DayValue]] = {
        field: [*numbers_of(table.first(name), remarks)] for field, name in _ELITEHRV.items()
    }
    moments = moments_of(table.first("datetime", "date"), remarks, zone=origin.zone)
    for row, kind in enumerate(table.first("type")):
        if kind and not any(word in kind.lower() for word in _MORNING):
            moments[row] = None
            remarks.counts["readings that are no morning readings were left out"] += 1
    provenance = origin.provenance("elitehrv", licence="user-export")
    return day_table(moments, columns, provenance, remarks)


def _hours(cells: list[str], remarks: Remarks) -> list[float | None]:
    """Read sleep in hours, as hours, ``h:mm``, or minutes: told apart over the whole column."""
    if any(":" in cell for cell in cells):
        return [_clock(cell) for cell in cells]
    numbers = numbers_of(cells, remarks)
    known = [one for one in numbers if one]
    in_minutes = bool(known) and median(known) > 24
    return [one / 60 if in_minutes and one is not None else one for one in numbers]


def _clock(cell: str) -> float | None:
    hours, _, minutes = cell.partition(":")
    try:
        return int(hours) + int(minutes.split(":")[0]) / 60
    except ValueError:
        return None
