"""Activities in the JSON of Strava's web API."""

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from trainkit.io.authoring import (
    Json,
    ProblemLog,
    build_activity,
    find_objects,
    is_json,
    local_start,
    number_at,
    parse_instant,
    read_json_tree,
    text_at,
)
from trainkit.models.activity import Activity
from trainkit.models.provenance import Problem
from trainkit.ports.format import Contents, FileContext

__all__ = ["StravaApiFormat"]

# Keys that only Strava's answers have, near the beginning.
_MARKS = (b'"resource_state"', b'"distribution_buckets"')
_ACTIVITY = {"start_date", "moving_time", "resource_state", "distance", "type"}
# Field of `Activity` -> key.
_NUMBERS = {
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
}
_RACES = {1.0, 11.0}  # workout types of a run and of a ride


class StravaApiFormat:
    """Reads activities, without samples; answers without any, such as routes, are valid."""

    name = "strava-api"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise keys of Strava's answers."""
        return is_json(head) and any(mark in head for mark in _MARKS)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the activities."""
        tree = read_json_tree(file.read(), context)
        if isinstance(tree, Problem):
            yield Contents(problems=(tree,))
            return
        log = ProblemLog()
        objects = (node for node in find_objects(tree) if node.keys() >= _ACTIVITY)
        activities = (_activity(node, context, log) for node in objects)
        known = (activity for activity in activities if activity is not None)
        most = tuple(islice(known, context.most_records + 1))
        yield Contents(activities=most, problems=log.problems(context))


def _activity(node: Json, context: FileContext, log: ProblemLog) -> Activity | None:
    start = parse_instant(node.get("start_date"))
    if start is None:
        log.count("activit[y|ies] without a start [was|were] left out")
        return None
    number = number_at(node, "id")
    return build_activity(
        local_start(start, parse_instant(node.get("start_date_local")), context),
        {field: number_at(node, key) for field, key in _NUMBERS.items()},
        context.provenance(
            "strava-api",
            identifier=None if number is None else str(int(number)),
            licence="strava-api",
        ),
        log,
        sport=text_at(node, "sport_type") or text_at(node, "type"),
        name=text_at(node, "name"),
        notes=text_at(node, "description"),
        race=number_at(node, "workout_type") in _RACES,
    )
