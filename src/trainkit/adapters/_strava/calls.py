"""The calls of Strava's web API, and its limits by their headers."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from trainkit.adapters._login import Credentials
from trainkit.errors import BackendError, RateLimited
from trainkit.net import HttpClient, HttpResponse, add_query, default_retry, parse_json

if TYPE_CHECKING:
    import httpx

__all__ = ["Calls"]

_BACKEND = "source.strava"
_KEYS = "time,distance,latlng,altitude,velocity_smooth,heartrate,cadence,watts,temp"
_PAGE = 200
_MOST_PAGES = 100
_QUARTER_S, _DAY_S = 900.0, 86_400.0
_OK, _UNAUTHORIZED, _FORBIDDEN, _MISSING, _TOO_MANY = 200, 401, 403, 404, 429
_INACTIVE = (
    "Strava has deactivated your app: its owner must subscribe and reactivate it under "
    "strava.com/settings/api; the bulk export of your account needs no app"
)
_DENIED = "access was denied: connect again and agree to all scopes: trainkit login strava"
_REFUSED = "the login was refused; connect again: trainkit login strava"


class Calls:
    """The calls; threads may share them.

    Parameters
    ----------
    url : str
        Base URL of the API.
    credentials : Credentials
        What authenticates the calls.
    clock : callable
        The current time, aware: limits end at the quarter of an hour, and at midnight in UTC.
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
        clock: Callable[[], dt.datetime],
        read_s: float,
        transport: "httpx.BaseTransport | None" = None,
    ) -> None:
        self._credentials, self._clock = credentials, clock
        self._free_at = 0.0  # when a call may go out, by the last answer's headers [s since 1970]
        self._client = HttpClient(
            _BACKEND,
            url,
            credentials=credentials,
            read_s=read_s,
            retry=default_retry(_BACKEND, patience_s=20.0),
            transport=transport,
        )

    def activities(self, since: dt.datetime) -> list[dict[str, object]]:
        """List the activities since a moment, each once, the oldest first.

        The next page begins after the last activity: page numbers shift while a list changes.
        """
        found: dict[str, dict[str, object]] = {}
        after = int(since.timestamp())
        for _ in range(_MOST_PAGES):
            query = {"after": after, "per_page": _PAGE}
            page = _objects(self._get(add_query("athlete/activities", query)))
            new = [item for item in page if str(item.get("id")) not in found]
            found |= {str(item["id"]): item for item in page if item.get("id")}
            starts = [moment for item in page if (moment := _epoch(item)) is not None]
            if not new or not starts or len(page) < _PAGE:
                break
            after = max(after, max(starts) - 1)
        return list(found.values())

    def day_of(self, activity: str) -> dt.date | None:
        """Return the local day of one activity; None where it is gone."""
        response = self._get(f"activities/{int(activity)}", may_miss=True)
        if response.status == _MISSING:
            return None
        item = _parse(response)
        text = str(item.get("start_date_local")) if isinstance(item, dict) else ""
        try:
            return dt.date.fromisoformat(text[:10])
        except ValueError:
            message = "an activity's answer has no day"
            raise BackendError(_BACKEND, message, retryable=True) from None

    def streams(self, activity: str) -> dict[str, object]:
        """Download the samples of an activity; empty where there are none."""
        path = f"activities/{int(activity)}/streams"
        query = {"keys": _KEYS, "key_by_type": "true"}
        response = self._get(add_query(path, query), may_miss=True)
        parsed = {} if response.status == _MISSING else _parse(response)
        return parsed if isinstance(parsed, dict) else {}

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _get(self, path: str, *, may_miss: bool = False) -> HttpResponse:
        wait_s = self._free_at - self._clock().timestamp()
        if 0 < wait_s <= _DAY_S:  # a longer one comes of a clock that was wrong
            raise _limit_error(wait_s)
        answered = {_OK, _UNAUTHORIZED, _FORBIDDEN, _MISSING, _TOO_MANY}
        response = self._client.request("GET", path, ok_statuses=answered)
        if response.status == _UNAUTHORIZED:
            self._credentials.refuse()
            response = self._client.request("GET", path, ok_statuses=answered)
        wait_s = self._wait_s(response.headers)
        if response.status == _TOO_MANY:
            wait_s = wait_s or response.retry_after_s or self._remaining_s(_QUARTER_S)
        # Without a wait there is no moment to keep: a clock may be set back.
        self._free_at = self._clock().timestamp() + wait_s if wait_s > 0 else 0.0
        if response.status == _TOO_MANY:
            raise _limit_error(wait_s)
        if response.status == _UNAUTHORIZED:
            raise BackendError(_BACKEND, _REFUSED)
        if response.status == _FORBIDDEN:
            inactive = b"Inactive" in response.body
            raise BackendError(_BACKEND, _INACTIVE if inactive else _DENIED)
        if response.status == _MISSING and not may_miss:
            raise self._client.status_error("GET", path, response)
        return response

    def _wait_s(self, headers: Mapping[str, str]) -> float:
        """Return how long no call may go out; 0 while the limits allow one more."""
        wait_s = 0.0
        for name in ("x-ratelimit", "x-readratelimit"):
            limits, used = (_numbers(headers.get(f"{name}-{part}")) for part in ("limit", "usage"))
            for limit, usage, period_s in zip(limits, used, (_QUARTER_S, _DAY_S), strict=False):
                if usage >= limit:
                    wait_s = max(wait_s, self._remaining_s(period_s))
        return wait_s

    def _remaining_s(self, period_s: float) -> float:
        return period_s - self._clock().timestamp() % period_s


def _limit_error(wait_s: float) -> RateLimited:
    minutes = -(-wait_s // 60)
    message = f"the limit of your app is used up; it is free again in {minutes:.0f} min"
    return RateLimited(_BACKEND, message, retry_after_s=wait_s)


def _numbers(header: str | None) -> list[float]:
    try:
        return [float(part) for part in (header or "").split(",") if part.strip()]
    except ValueError:
        return []


def _parse(response: HttpResponse) -> object:
    return parse_json(_BACKEND, "the API", response.body)


def _objects(response: HttpResponse) -> list[dict[str, object]]:
    parsed = _parse(response)
    if not isinstance(parsed, list):
        raise BackendError(_BACKEND, "a list was expected, and something else came")
    return [item for item in parsed if isinstance(item, dict)]


def _epoch(item: Mapping[str, object]) -> int | None:
    try:
        return int(dt.datetime.fromisoformat(str(item.get("start_date"))).timestamp())
    except ValueError:
        return None
