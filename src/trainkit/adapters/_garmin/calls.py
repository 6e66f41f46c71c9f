"""The calls of Garmin Connect's API: ranges of days, files and workouts."""

import datetime as dt
from collections.abc import Mapping

from trainkit.adapters._garmin.pause import BACKEND
from trainkit.adapters._garmin.session import Answer, Session
from trainkit.errors import BackendError
from trainkit.net import Pace, default_retry, parse_json

__all__ = ["Calls"]

_SEARCH = "/activitylist-service/activities/search/activities"
_ACTIVITY = "/activity-service/activity"
_WORKOUT, _SCHEDULE = "/workout-service/workout", "/workout-service/schedule"
_PAGE, _OVERLAP = 200, 10
_MOST_PAGES = 100
_LONG_PAGE = 1000
_WORKOUT_PAGE = 100
_MISSING = 404


class Calls:
    """The calls; threads may share them.

    Parameters
    ----------
    session : Session
        Sends them.
    per_second : float
        The most calls in a second.
    """

    def __init__(self, session: Session, *, per_second: float) -> None:
        self._session, self._pace = session, Pace(per_second)
        # A pause that Garmin asks for is never waited for here, but kept.
        self._retry = default_retry(BACKEND, patience_s=0.0)

    def display_name(self) -> str:
        """Return the athlete's name in addresses; it changes where the athlete changes it."""
        profile = self._get("/userprofile-service/socialProfile")
        name = profile.get("displayName") if isinstance(profile, Mapping) else None
        if not isinstance(name, str) or not name:
            raise BackendError(BACKEND, "the profile has no name; open Garmin Connect once")
        return name

    def first_day(self) -> dt.date | None:
        """Return the day of the oldest activity; None without activities."""
        days: list[dt.date] = []
        for page in range(_MOST_PAGES):
            items = self._page(start=page * _LONG_PAGE, limit=_LONG_PAGE)
            days += [day for item in items if (day := _day(item)) is not None]
            if len(items) < _LONG_PAGE:
                break
        return min(days, default=None)

    def activities(self, first: dt.date, last: dt.date) -> list[dict[str, object]]:
        """List the activities of some days, each once, the oldest first.

        Pages overlap: they are counted from the newest, and a list changes while one reads it.
        """
        found: dict[str, dict[str, object]] = {}
        span = {"startDate": first.isoformat(), "endDate": last.isoformat()}
        for page in range(_MOST_PAGES):
            items = self._page(start=page * (_PAGE - _OVERLAP), limit=_PAGE, **span)
            new = {name: item for item in items if (name := str(item.get("activityId"))) != "None"}
            grown = not new.keys() <= found.keys()
            found |= new
            if len(items) < _PAGE or not grown:
                break
        told = [(day, item) for item in found.values() if (day := _day(item)) is not None]
        told.sort(key=lambda entry: str(entry[1].get("startTimeLocal")))
        return [item for day, item in told if first <= day <= last]

    def day_of(self, activity: str) -> dt.date | None:
        """Return the local day of one activity; None where it is gone."""
        path = f"{_ACTIVITY}/{int(activity)}"
        answer = self._ask("GET", path)
        if answer.status == _MISSING:
            return None
        item = _parse(answer, path)
        summary = item.get("summaryDTO") if isinstance(item, Mapping) else None
        day = _day(summary) if isinstance(summary, Mapping) else None
        if day is None:
            raise BackendError(BACKEND, "an activity's answer has no day", retryable=True)
        return day

    def file(self, activity: str) -> bytes | None:
        """Download the original file of an activity; None where there is none."""
        answer = self._ask("GET", f"/download-service/files/activity/{int(activity)}")
        return answer.body or None

    def nights(self, first: dt.date, last: dt.date) -> object:
        """Ask for sleep on at most 28 days."""
        return self._get(f"/sleep-service/stats/sleep/daily/{first}/{last}")

    def variabilities(self, first: dt.date, last: dt.date) -> object:
        """Ask for HRV on at most 28 days."""
        return self._get(f"/hrv-service/hrv/daily/{first}/{last}")

    def stresses(self, first: dt.date, last: dt.date) -> object:
        """Ask for stress on at most 28 days."""
        return self._get(f"/usersummary-service/stats/stress/daily/{first}/{last}")

    def weights(self, first: dt.date, last: dt.date) -> object:
        """Ask for weights."""
        return self._get(f"/weight-service/weight/range/{first}/{last}", includeAll="True")

    def resting_rates(self, name: str, first: dt.date, last: dt.date) -> object:
        """Ask for resting heart rates; `BackendError` where nobody has that name."""
        span = {"fromDate": first.isoformat(), "untilDate": last.isoformat(), "metricId": 60}
        return self._get(f"/userstats-service/wellness/daily/{name}", **span)

    def workouts(self) -> list[dict[str, object]]:
        """List the athlete's planned workouts, wherever they come from."""
        found: list[dict[str, object]] = []
        for page in range(_MOST_PAGES):
            query = {"start": page * _WORKOUT_PAGE, "limit": _WORKOUT_PAGE}
            items = _objects(self._get("/workout-service/workouts", **query))
            found += items
            if len(items) < _WORKOUT_PAGE:
                break
        return found

    def calendar(self, month: dt.date) -> list[dict[str, object]]:
        """List what a month's calendar holds; in addresses January is month 0."""
        path = f"/calendar-service/year/{month.year}/month/{month.month - 1}"
        answer = self._get(path)
        items = answer.get("calendarItems") if isinstance(answer, Mapping) else None
        return _objects(items or [])

    def put_workout(self, workout: Mapping[str, object], identifier: str | None) -> str:
        """Create a workout, or replace the one with an id; return its id."""
        if identifier is not None:
            path = f"{_WORKOUT}/{int(identifier)}"
            answer = self._ask("PUT", path, body={**workout, "workoutId": int(identifier)})
            if answer.status != _MISSING:
                return identifier
        made = _parse(self._ask("POST", _WORKOUT, body=workout), _WORKOUT)
        identifier = str(made.get("workoutId")) if isinstance(made, Mapping) else ""
        if not identifier.isdigit():
            raise BackendError(BACKEND, "it took a workout without telling its number")
        return identifier

    def delete_workout(self, identifier: str) -> None:
        """Delete a workout; one that is gone is no error."""
        self._ask("DELETE", f"{_WORKOUT}/{int(identifier)}")

    def schedule(self, workout: str, day: dt.date) -> None:
        """Put a workout into the calendar."""
        path = f"{_SCHEDULE}/{int(workout)}"
        if self._ask("POST", path, body={"date": day.isoformat()}).status == _MISSING:
            raise BackendError(BACKEND, "a workout vanished before it had its day; send it again")

    def unschedule(self, entry: str) -> None:
        """Take an entry out of the calendar; one that is gone is no error."""
        self._ask("DELETE", f"{_SCHEDULE}/{int(entry)}")

    def _page(self, **query: object) -> list[dict[str, object]]:
        return _objects(self._get(_SEARCH, **query))

    def _get(self, path: str, **query: object) -> object:
        answer = self._ask("GET", path, query)
        return None if not answer.body.strip() else _parse(answer, path)

    def _ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None = None,
        body: object = None,
    ) -> Answer:
        def work() -> Answer:
            self._pace.acquire()
            return self._session.request(method, path, query, body)

        self._session.prepare()
        # What was sent may have arrived all the same: only questions are asked again.
        return self._retry.call(work, what=method) if method == "GET" else work()


def _parse(answer: Answer, path: str) -> object:
    return parse_json(BACKEND, path.strip("/").partition("/")[0], answer.body)


def _objects(parsed: object) -> list[dict[str, object]]:
    if not isinstance(parsed, list):
        raise BackendError(BACKEND, "a list was expected, and something else came")
    return [item for item in parsed if isinstance(item, dict)]


def _day(item: Mapping[str, object]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(item.get("startTimeLocal"))[:10])
    except ValueError:
        return None
