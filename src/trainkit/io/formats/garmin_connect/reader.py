"""Garmin Connect's JSON: recorded answers of its web API, bare payloads, and its export."""

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import BinaryIO

from trainkit.io.authoring import (
    DayValue,
    ProblemLog,
    build_day,
    find_objects,
    is_json,
    read_json_tree,
)
from trainkit.io.formats.garmin_connect.activities import garmin_activities
from trainkit.io.formats.garmin_connect.days import UNKNOWN_ZONE, garmin_days
from trainkit.io.formats.garmin_connect.workouts import garmin_workouts
from trainkit.models.provenance import Problem
from trainkit.ports.format import Contents, FileContext

__all__ = ["GarminConnectFormat"]

_RECORDED = {"uri", "status", "json"}  # an answer of the web API, recorded with its address
# Keys of payloads that may have no days or activities; that is valid.
_KNOWN = {
    "activityId",
    "bodyBatteryValuesArray",
    "calendarDate",
    "dailySleepDTO",
    "dateWeightList",
    "hrvSummaries",
    "summarizedActivitiesExport",
    "trainkit_records",
    "userProfilePK",
    "userProfilePk",
}

_DAYS = 4  # count as one activity


class GarminConnectFormat:
    """Reads days, activities and planned workouts.

    It takes any JSON, and is asked last: its payloads have too many shapes to recognise by their
    beginning. JSON without any known key is a problem that lists its keys.
    """

    name = "garmin-connect"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise any JSON."""
        return is_json(head)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the records of a payload."""
        tree = read_json_tree(file.read(), context)
        if isinstance(tree, Problem):
            yield Contents(problems=(tree,))
        else:
            yield _read(tree, context)


def _read(tree: object, context: FileContext) -> Contents:
    uri = ""
    if isinstance(tree, Mapping) and tree.keys() >= _RECORDED:
        uri, tree = str(tree["uri"]), tree["json"]
    log = ProblemLog()
    exported = not uri and not isinstance(tree, Mapping)
    provenance = context.provenance(
        "garmin-export" if exported else "garmin-api",
        licence="user-export" if exported else "garmin-api",
    )
    records = (
        build_day(date, _localize(values, context), provenance, log)
        for date, values in garmin_days(tree, uri)
    )
    most = context.most_records + 1
    days = tuple(islice((day for day in records if day is not None), _DAYS * most))
    activities = tuple(islice(garmin_activities(tree, context, log), most))
    workouts = tuple(garmin_workouts(tree, context))
    problems = log.problems(context)
    if not (days or activities or workouts or problems or uri) and not _is_known(tree):
        keys = ", ".join([*tree][:8]) if isinstance(tree, Mapping) else "a list"
        problems = (context.warning(f"unknown JSON ({keys}): left out"),)
    return Contents(activities=activities, days=days, workouts=workouts, problems=problems)


def _localize(values: Mapping[str, DayValue], context: FileContext) -> dict[str, DayValue]:
    """Bring times without a local offset to the athlete's zone."""
    return {
        field: context.to_local(value)
        if isinstance(value, dt.datetime) and value.tzinfo is UNKNOWN_ZONE
        else value
        for field, value in values.items()
    }


def _is_known(tree: object) -> bool:
    return tree in (None, [], {}) or any(_KNOWN & node.keys() for node in find_objects(tree))
