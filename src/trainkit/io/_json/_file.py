"""JSON of any source but our own: recorded answers of web APIs, bare payloads, exports."""

import json
from collections.abc import Mapping

from trainkit.io._daily import daily
from trainkit.io._json._activities import web_activities
from trainkit.io._json._garmin_days import garmin_days
from trainkit.io._json._garmin_workouts import garmin_workouts
from trainkit.io._json._tree import objects_in
from trainkit.io._origin import Origin
from trainkit.io._parsed import Parsed
from trainkit.io._remarks import Remarks

__all__ = ["read_json"]

_SMALL = 1 << 16  # bytes that any memory takes, whatever they hold
_OBJECT, _LIST = 200, 72  # bytes that these take in memory, at least
_MOST_TIMES = 16  # of the file's size, for objects and lists alone
# Keys by which payloads without days or activities are known; they are nobody's fault.
_KNOWN = {
    "activityId",
    "bodyBatteryValuesArray",
    "calendarDate",
    "dailySleepDTO",
    "dateWeightList",
    "distribution_buckets",
    "hrvSummaries",
    "resource_state",
    "summarizedActivitiesExport",
    "trainkit_records",
    "userProfilePK",
    "userProfilePk",
}


def read_json(data: bytes, origin: Origin) -> Parsed:
    """Read JSON by its keys.

    Parameters
    ----------
    data : bytes
        The file.
    origin : Origin
        Where it came from.

    Returns
    -------
    Parsed
        Days and activities; damaged or unknown JSON is a problem.
    """
    memory = _OBJECT * data.count(b"{") + _LIST * data.count(b"[")
    if memory > max(_MOST_TIMES * len(data), _MOST_TIMES * _SMALL):
        return Parsed(problems=(origin.error("JSON of little but brackets: left out"),))
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError) as error:
        offset = getattr(error, "pos", None)
        return Parsed(problems=(origin.error(f"damaged JSON: {error}", offset=offset),))
    return _read(tree, origin)


def _read(tree: object, origin: Origin) -> Parsed:
    uri = ""
    if isinstance(tree, Mapping) and {"uri", "status", "json"} <= tree.keys():  # a recorded answer
        uri, tree = str(tree["uri"]), tree["json"]
    remarks = Remarks()
    exported = not uri and not isinstance(tree, Mapping)
    source = "garmin-export" if exported else "garmin-api"
    licence = "user-export" if exported else "garmin-api"
    provenance = origin.provenance(source, licence=licence)
    found = (daily(date, values, provenance, remarks) for date, values in garmin_days(tree, uri))
    days = tuple(one for one in found if one is not None)
    activities = tuple(web_activities(tree, origin, remarks))
    workouts = tuple(garmin_workouts(tree, origin))
    problems = remarks.problems(origin)
    if not (days or activities or workouts or problems or uri) and not _is_known(tree):
        keys = ", ".join([*tree][:8]) if isinstance(tree, Mapping) else "a list"
        problems = (origin.warning(f"unknown JSON ({keys}): left out"),)
    return Parsed(activities=activities, days=days, workouts=workouts, problems=problems)


def _is_known(tree: object) -> bool:
    return tree in (None, [], {}) or any(_KNOWN & one.keys() for one in objects_in(tree))
