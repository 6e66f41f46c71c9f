"""The calls of intervals.icu's web API, and the words of its refusals."""

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import quote

from trainkit.adapters._login import Credentials
from trainkit.errors import BackendError
from trainkit.net import HttpClient, HttpResponse, Pace, add_query, default_retry, parse_json

if TYPE_CHECKING:
    import httpx

__all__ = ["Calls"]

_BACKEND = "source.intervals"
_STREAMS = "time,heartrate,watts,cadence,velocity_smooth,distance,altitude,latlng,temp"
_UNAUTHORIZED, _FORBIDDEN, _MISSING, _GONE, _UNPROCESSABLE = 401, 403, 404, 410, 422
_PATIENCE_S = 20.0  # a longer pause is for the next sync
_MAX_BYTES = 64 * 1024 * 1024
_REFUSED = {
    _UNAUTHORIZED: "the key or login was refused: check the API key under Settings, Developer "
    "Settings on intervals.icu, or run: trainkit login intervals",
    _FORBIDDEN: "access was denied: the key belongs to another account, or its scope does not "
    "include this; for a login, agree to all of its scopes",
}


class Calls:
    """The calls; threads may share them.

    Parameters
    ----------
    url : str
        Base URL of the API.
    credentials : Credentials
        What authenticates the calls.
    per_second : float
        The most calls in a second.
    read_s : float
        Time limit for each part of an answer [s].
    transport : httpx.BaseTransport, optional
        As in `HttpClient`.
    """

    def __init__(
        self,
        url: str,
        credentials: Credentials,
        *,
        per_second: float,
        read_s: float,
        transport: "httpx.BaseTransport | None" = None,
    ) -> None:
        self._credentials = credentials
        self._client = HttpClient(
            _BACKEND,
            url,
            credentials=credentials,
            read_s=read_s,
            max_bytes=_MAX_BYTES,
            retry=default_retry(_BACKEND, patience_s=_PATIENCE_S),
            rate_limit=Pace(per_second),
            transport=transport,
        )

    def activities(self, oldest: dt.date, newest: dt.date) -> list[dict[str, object]]:
        """List activities of local days, without repeats, the oldest first."""
        listed = self._list("athlete/0/activities", oldest=oldest, newest=newest)
        return sorted(_by_id(listed), key=lambda item: str(item.get("start_date_local")))

    def day_of(self, activity: str) -> dt.date | None:
        """Return the local day of one activity; None where it is gone."""
        path = f"activity/{quote(activity, safe=':')}"
        response = self._get(path, {200, _MISSING, _GONE})
        if response.status != 200:
            return None
        item = _parse(path, response)
        day = _day(item.get("start_date_local")) if isinstance(item, dict) else None
        if day is None:
            raise BackendError(_BACKEND, f"{path}: the answer has no day", retryable=True)
        return day

    def first_day(self, since: dt.date, newest: dt.date) -> dt.date | None:
        """Find the day of the earliest activity or wellness record since a day."""
        span = {"oldest": since, "newest": newest}
        activities = self._list("athlete/0/activities", **span, fields="id,start_date_local")
        days = self._list("athlete/0/wellness", **span, fields="id")
        texts = [item.get("start_date_local") for item in activities] + [
            item.get("id") for item in days
        ]
        # A clock that was never set must not make fifty years of calls.
        known = [day for day in map(_day, texts) if day is not None and since <= day <= newest]
        return min(known, default=None)

    def wellness(self, oldest: dt.date, newest: dt.date) -> list[dict[str, object]]:
        """List the wellness records of some days."""
        return _by_id(self._list("athlete/0/wellness", oldest=oldest, newest=newest))

    def workouts(self, oldest: dt.date, newest: dt.date) -> list[dict[str, object]]:
        """List the planned workouts of some days."""
        span = {"oldest": oldest, "newest": newest}
        listed = _by_id(self._list("athlete/0/events", **span, category="WORKOUT"))
        return [event for event in listed if event.get("category") == "WORKOUT"]

    def file(self, activity: str) -> bytes | None:
        """Download the original file of an activity; None where there is none."""
        path = f"activity/{quote(activity, safe=':')}/file"
        response = self._get(path, {200, _FORBIDDEN, _MISSING})
        return response.body if response.status not in {_FORBIDDEN, _MISSING} else None

    def streams(self, activity: str) -> list[dict[str, object]]:
        """Download the samples of an activity; empty where there are none."""
        path = f"activity/{quote(activity, safe=':')}/streams.json"
        allowed = {200, _MISSING, _UNPROCESSABLE}
        response = self._get(add_query(path, {"types": _STREAMS}), allowed)
        if response.status == _UNPROCESSABLE:  # it does not know one of the types
            response = self._get(path, allowed)
        return [] if response.status != 200 else _objects(_parse(path, response))

    def put_events(self, events: list[dict[str, object]]) -> list[dict[str, object]]:
        """Create planned workouts, or update those of the same external id."""
        path = "athlete/0/events/bulk?upsert=true"
        return _objects(_parse(path, self._send("POST", path, events)))

    def delete_events(self, external_ids: list[str]) -> None:
        """Delete planned workouts; unknown ones are no error."""
        body = [{"external_id": external_id} for external_id in external_ids]
        self._send("PUT", "athlete/0/events/bulk-delete", body)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _list(self, path: str, **query: object) -> list[dict[str, object]]:
        response = self._get(add_query(path, query), {200})
        return _objects(_parse(path, response))

    def _get(self, path: str, allowed: Collection[int]) -> HttpResponse:
        return self._send("GET", path, None, allowed)

    def _send(
        self, method: str, path: str, body: object, allowed: Collection[int] = range(200, 300)
    ) -> HttpResponse:
        ok = {*allowed, _UNAUTHORIZED, _FORBIDDEN}
        response = self._client.request(method, path, body=body, ok_statuses=ok)
        if response.status == _UNAUTHORIZED:  # once may be a hiccup, or an old login
            self._credentials.refuse()
            response = self._client.request(method, path, body=body, ok_statuses=ok)
        if response.status not in allowed:
            raise BackendError(_BACKEND, _REFUSED[response.status])
        return response


def _parse(path: str, response: HttpResponse) -> object:
    return parse_json(_BACKEND, path.partition("?")[0], response.body)


def _objects(parsed: object) -> list[dict[str, object]]:
    if not isinstance(parsed, list):
        raise BackendError(_BACKEND, "a list was expected, and something else came")
    return [item for item in parsed if isinstance(item, dict)]


def _by_id(items: list[dict[str, object]]) -> list[dict[str, object]]:
    """Keep the last of the items with one id: a list may change while it is read."""
    return list({str(item.get("id")): item for item in items if item.get("id")}.values())


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None
