"""Activities in the JSON of Garmin's and Strava's web APIs, and of Garmin's export."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trainkit.io._json._tree import Json, instant_of, number_at, objects_in, text_at
from trainkit.io._origin import Origin
from trainkit.io._remarks import Remarks
from trainkit.io._sports import sport_named, sub_sport_named
from trainkit.models.activity import Activity
from trainkit.models.ranges import fitting

__all__ = ["web_activities"]

_ON_FOOT = {"running", "walking", "hiking"}


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How one source writes an activity.

    Parameters
    ----------
    source, licence : str
        As in `Provenance`.
    numbers : mapping of str to str
        Field of `Activity` to key.
    scales : mapping of str to float
        What the value of a field is multiplied by.
    """

    source: str
    licence: str
    numbers: Mapping[str, str]
    scales: Mapping[str, float]


_DETAIL = _Dialect(
    "garmin-api",
    "garmin-api",
    {
        "elapsed_s": "elapsedDuration",
        "moving_s": "duration",
        "distance_m": "distance",
        "ascent_m": "elevationGain",
        "descent_m": "elevationLoss",
        "hr_mean": "averageHR",
        "hr_max": "maxHR",
        "power_mean": "averagePower",
        "power_max": "maxPower",
        "normalized_power_w": "normalizedPower",
        "cadence_mean": "averageRunCadence",
        "cadence_max": "maxRunCadence",
        "speed_mean": "averageSpeed",
        "speed_max": "maxSpeed",
        "calories_kcal": "calories",
        "temperature_mean": "averageTemperature",
        "rpe": "directWorkoutRpe",
        "feel": "directWorkoutFeel",
    },
    {"rpe": 0.1},
)
_LISTED = _Dialect(
    "garmin-api",
    "garmin-api",
    {
        **_DETAIL.numbers,
        "power_mean": "avgPower",
        "normalized_power_w": "normPower",
        "cadence_mean": "averageRunningCadenceInStepsPerMinute",
        "cadence_max": "maxRunningCadenceInStepsPerMinute",
    },
    {},
)
_EXPORTED = _Dialect(
    "garmin-export",
    "user-export",
    {
        "elapsed_s": "elapsedDuration",
        "moving_s": "duration",
        "distance_m": "distance",
        "ascent_m": "elevationGain",
        "descent_m": "elevationLoss",
        "hr_mean": "avgHr",
        "hr_max": "maxHr",
        "power_mean": "avgPower",
        "power_max": "maxPower",
        "normalized_power_w": "normPower",
        "speed_mean": "avgSpeed",
        "speed_max": "maxSpeed",
    },
    {
        **dict.fromkeys(("elapsed_s", "moving_s"), 1e-3),  # milliseconds
        **dict.fromkeys(("distance_m", "ascent_m", "descent_m"), 1e-2),  # centimetres
        **dict.fromkeys(("speed_mean", "speed_max"), 10.0),  # centimetres a millisecond
    },
)
_STRAVA = _Dialect(
    "strava-api",
    "strava-api",
    {
        "elapsed_s": "elapsed_time",
        "moving_s": "moving_time",
        "distance_m": "distance",
        "ascent_m": "total_elevation_gain",
        "hr_mean": "average_heartrate",
        "hr_max": "max_heartrate",
        "power_mean": "average_watts",
        "power_max": "max_watts",
        "normalized_power_w": "weighted_average_watts",
        "cadence_mean": "average_cadence",
        "speed_mean": "average_speed",
        "speed_max": "max_speed",
        "calories_kcal": "calories",
        "temperature_mean": "average_temp",
        "rpe": "perceived_exertion",
    },
    {},
)
_STRAVA_RACES = {1.0, 11.0}  # workout types of a run and of a ride


def web_activities(tree: object, origin: Origin, remarks: Remarks) -> list[Activity]:
    """Find the activities in a payload.

    Parameters
    ----------
    tree : object
        Parsed JSON.
    origin : Origin
        Where it came from.
    remarks : Remarks
        Takes what was left out.

    Returns
    -------
    list of Activity
        Without samples.
    """
    return [one for node in objects_in(tree) for one in _read(node, origin, remarks)]


def _read(node: Json, origin: Origin, remarks: Remarks) -> Iterator[Activity]:
    summary, dialect = node, None
    if "activityId" in node and "summaryDTO" in node:
        kind, dialect = text_at(node, "activityTypeDTO", "typeKey"), _DETAIL
        inner = node["summaryDTO"]
        summary = inner if isinstance(inner, Mapping) else {}
    elif "activityId" in node and "startTimeGMT" in node:
        kind, dialect = text_at(node, "activityType", "typeKey"), _LISTED
    elif "activityId" in node and "startTimeGmt" in node:
        kind, dialect = text_at(node, "activityType"), _EXPORTED
    elif {"start_date", "moving_time", "resource_state", "distance", "type"} <= node.keys():
        kind, dialect = text_at(node, "sport_type") or text_at(node, "type"), _STRAVA
    if dialect is not None:
        yield from _made(node, summary, kind, dialect=dialect, origin=origin, remarks=remarks)


def _made(
    node: Json,
    summary: Json,
    kind: str | None,
    *,
    dialect: _Dialect,
    origin: Origin,
    remarks: Remarks,
) -> Iterator[Activity]:
    start = _start(summary, origin)
    if start is None:
        remarks.counts["activities without a start were left out"] += 1
        return
    sport = sport_named(kind) or "generic"
    values = {name: number_at(summary, key) for name, key in dialect.numbers.items()}
    for name, value in values.items():
        if value is not None:
            values[name] = value * dialect.scales.get(name, 1.0)
            if name.startswith("cadence") and sport in _ON_FOOT and dialect.source != "strava-api":
                values[name] = value / 2  # steps of both legs
    number = number_at(node, "activityId") or number_at(node, "id")
    yield Activity.model_validate(
        {
            "elapsed_s": values.get("moving_s") or 0.0,
            **fitting(Activity, values, remarks.refused),
            "sport": sport,
            "sub_sport": sub_sport_named(kind),
            "start": start,
            "name": text_at(node, "activityName") or text_at(node, "name"),
            "notes": text_at(node, "description"),
            "race": text_at(node, "eventTypeDTO", "typeKey") == "race"
            or text_at(node, "eventType", "typeKey") == "race"
            or number_at(node, "workout_type") in _STRAVA_RACES,
            "provenance": origin.provenance(
                dialect.source,
                identifier=None if number is None else str(int(number)),
                licence=dialect.licence,
            ),
        }
    )


def _start(one: Json, origin: Origin) -> dt.datetime | None:
    """Read the start with the offset that the local reading of the same moment tells."""
    utc, local = (
        next((moment for key in keys if (moment := instant_of(one.get(key))) is not None), None)
        for keys in (
            ("startTimeGMT", "startTimeGmt", "start_date"),
            ("startTimeLocal", "start_date_local"),
        )
    )
    if utc is None:
        return None
    shift = None if local is None else local.replace(tzinfo=dt.UTC) - utc
    if shift is None or abs(shift) >= dt.timedelta(hours=24):
        return origin.local(utc)
    return utc.astimezone(dt.timezone(dt.timedelta(minutes=round(shift.total_seconds() / 60))))
