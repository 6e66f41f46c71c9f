"""Activities in Garmin Connect's JSON: two shapes of the web API, and that of the export."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trainkit.io.authoring import (
    Json,
    ProblemLog,
    build_activity,
    canonical_sport,
    find_objects,
    local_start,
    number_at,
    parse_instant,
    text_at,
)
from trainkit.models.activity import Activity
from trainkit.ports.format import FileContext

__all__ = ["garmin_activities"]

_ON_FOOT = {"running", "walking", "hiking"}


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How one source writes activities.

    Parameters
    ----------
    source, licence : str
        As in `Provenance`.
    numbers : mapping of str to str
        Field of `Activity` to key.
    scales : mapping of str to float
        Factor from the value to the field's unit; 1 if missing.
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


def garmin_activities(tree: object, context: FileContext, log: ProblemLog) -> Iterator[Activity]:
    """Find the activities in parsed JSON.

    Parameters
    ----------
    tree : object
        Parsed JSON.
    context : FileContext
        The file.
    log : ProblemLog
        Counts what is left out.

    Yields
    ------
    Activity
        Without samples.
    """
    for node in find_objects(tree):
        activity = _read(node, context, log)
        if activity is not None:
            yield activity


def _read(node: Json, context: FileContext, log: ProblemLog) -> Activity | None:
    """Read an object if its keys are those of an activity."""
    if "activityId" in node and "summaryDTO" in node:
        inner = node["summaryDTO"]
        summary = inner if isinstance(inner, Mapping) else {}
        sport = text_at(node, "activityTypeDTO", "typeKey")
        return _build(node, summary, sport, dialect=_DETAIL, context=context, log=log)
    if "activityId" in node and "startTimeGMT" in node:
        sport = text_at(node, "activityType", "typeKey")
        return _build(node, node, sport, dialect=_LISTED, context=context, log=log)
    if "activityId" in node and "startTimeGmt" in node:
        sport = text_at(node, "activityType")
        return _build(node, node, sport, dialect=_EXPORTED, context=context, log=log)
    return None


def _build(
    node: Json,
    summary: Json,
    sport: str | None,
    *,
    dialect: _Dialect,
    context: FileContext,
    log: ProblemLog,
) -> Activity | None:
    start = parse_instant(summary.get("startTimeGMT")) or parse_instant(summary.get("startTimeGmt"))
    if start is None:
        log.count("activit[y|ies] without a start [was|were] left out")
        return None
    values = {name: number_at(summary, key) for name, key in dialect.numbers.items()}
    for name, value in values.items():
        if value is not None:
            values[name] = value * dialect.scales.get(name, 1.0)
            if name.startswith("cadence") and canonical_sport(sport) in _ON_FOOT:
                values[name] = value / 2  # Garmin counts the steps of both legs
    number = number_at(node, "activityId") or number_at(node, "id")
    parent = number_at(node, "parentId")
    return build_activity(
        local_start(start, parse_instant(summary.get("startTimeLocal")), context),
        values,
        context.provenance(
            dialect.source,
            identifier=None if number is None else str(int(number)),
            licence=dialect.licence,
            parent=str(int(parent)) if parent else None,
        ),
        log,
        sport=sport,
        name=text_at(node, "activityName") or text_at(node, "name"),
        notes=text_at(node, "description"),
        race="race"
        in {text_at(node, "eventTypeDTO", "typeKey"), text_at(node, "eventType", "typeKey")},
    )
