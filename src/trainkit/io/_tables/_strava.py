"""The table of activities in Strava's bulk export."""

import datetime as dt
from statistics import median

from trainkit.io._origin import Origin
from trainkit.io._parsed import Parsed
from trainkit.io._remarks import Remarks
from trainkit.io._sports import sport_named, sub_sport_named
from trainkit.io._tables._csv import Table, numbers_of
from trainkit.io._tables._dates import moments_of
from trainkit.models.activity import Activity
from trainkit.models.ranges import fitting

__all__ = ["is_strava", "read_strava"]

# Field -> column. A column that stands twice has display units first, SI units behind ``_2``.
_NUMBERS = {
    "elapsed_s": "elapsed_time",
    "moving_s": "moving_time",
    "distance_m": "distance",
    "ascent_m": "elevation_gain",
    "descent_m": "elevation_loss",
    "hr_mean": "average_heart_rate",
    "hr_max": "max_heart_rate",
    "power_mean": "average_watts",
    "power_max": "max_watts",
    "normalized_power_w": "weighted_average_power",
    "cadence_mean": "average_cadence",
    "cadence_max": "max_cadence",
    "speed_mean": "average_speed",
    "speed_max": "max_speed",
    "calories_kcal": "calories",
    "temperature_mean": "average_temperature",
    "rpe": "perceived_exertion",
}
_ROWS, _ROW = 1000, 60  # so many activities any file may have, and one more in so many bytes
_SLOWEST_M_S = 0.05  # a mean speed below this says that distances are in kilometres


def is_strava(table: Table) -> bool:
    """Say whether a table is Strava's list of activities."""
    return {"activity_id", "activity_date", "activity_type"} <= table.columns.keys()


def read_strava(table: Table, origin: Origin, remarks: Remarks) -> Parsed:
    """Read the activities; the files that they name are read by themselves and merged by time.

    Parameters
    ----------
    table : Table
        The cells.
    origin : Origin
        Where they came from; Strava's dates are in UTC.
    remarks : Remarks
        Takes what was left out.

    Returns
    -------
    Parsed
        An activity a row, without samples.
    """
    starts = moments_of(table.first("activity_date"), remarks, zone=dt.UTC)
    columns = {
        field: numbers_of(table.first(f"{name}_2", name), remarks)
        for field, name in _NUMBERS.items()
    }
    columns["distance_m"] = _metres(columns)
    activities = []
    most = _ROWS + table.size // _ROW
    if table.rows > most:
        remarks.counts["rows, more than a file of this size can tell of, were left out"] += (
            table.rows - most
        )
    for row, start in enumerate(starts[:most]):
        if start is None:
            remarks.counts["rows without a date were left out"] += 1
            continue
        values = {field: column[row] for field, column in columns.items()}
        kind = table.first("activity_type")[row]
        activities.append(
            Activity.model_validate(
                {
                    "elapsed_s": values["moving_s"] or 0.0,
                    **fitting(Activity, _without_zeros(values), remarks.refused),
                    "sport": sport_named(kind) or "generic",
                    "sub_sport": sub_sport_named(kind),
                    "start": origin.local(start),
                    "name": table.first("activity_name")[row] or None,
                    "notes": _notes(table, row),
                    "race": table.first("competition", "race")[row].lower() in _YES,
                    "provenance": origin.provenance(
                        "strava-export",
                        identifier=table.first("activity_id")[row] or None,
                        licence="user-export",
                    ),
                }
            )
        )
    return Parsed(activities=tuple(activities))


_YES = {"1", "1.0", "true", "yes"}


def _metres(columns: dict[str, list[float | None]]) -> list[float | None]:
    """Give distances in metres; an export with one such column has kilometres there."""
    pairs = zip(columns["distance_m"], columns["moving_s"], strict=True)
    speeds = [metres / seconds for metres, seconds in pairs if metres and seconds]
    in_km = bool(speeds) and median(speeds) < _SLOWEST_M_S
    return [one * 1000 if in_km and one is not None else one for one in columns["distance_m"]]


def _without_zeros(values: dict[str, float | None]) -> dict[str, float | None]:
    """Take a heart rate of zero for none."""
    return {name: None if name.startswith("hr_") and not v else v for name, v in values.items()}


def _notes(table: Table, row: int) -> str | None:
    told = [table.first(one)[row] for one in ("activity_description", "activity_private_note")]
    return "\n".join(one for one in told if one) or None
