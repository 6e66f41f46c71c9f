"""The calls of Oura's web API, and the words of its refusals."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Protocol

from trainkit.errors import BackendError
from trainkit.net import Breaker, HttpClient, HttpResponse, Retry, add_query

NAME = "source.oura"

_UNAUTHORIZED, _FORBIDDEN, _OUTDATED = 401, 403, 426
_PATIENCE_S = 20.0  # a longer pause is for the next sync
_MOST_PAGES = 500  # of one list: more means that it never ends
_REFUSED = {
    _UNAUTHORIZED: "the login was refused; connect again: trainkit login oura",
    _FORBIDDEN: "access was denied: connect again and agree to all scopes (trainkit login oura), "
    "and see in Oura's app whether the membership is paid",
    _OUTDATED: "Oura's app on the phone is too old to share its data: update it",
}


class Credentials(Protocol):
    """What opens the account."""

    def __call__(self) -> Mapping[str, str]:
        """Return the header of the next request."""

    def refuse(self) -> None:
        """Note that the last one was refused."""


class Calls:
    """Lists the documents of some days; threads may share it."""

    def __init__(
        self,
        url: str,
        credentials: Credentials,
        *,
        tries: int,
        read_s: float,
        transport: Any = None,
    ) -> None:
        self._credentials = credentials
        retry = Retry(
            delays_s=[0.5 * 2**n for n in range(tries - 1)],
            patience_s=_PATIENCE_S,
            breaker=Breaker(NAME),
        )
        self._client = HttpClient(
            NAME,
            url,
            credentials=credentials,
            read_s=read_s,
            retry=retry,
            transport=transport,
        )

    def documents(self, kind: str, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
        """List the documents of a kind, page by page; each id once, its latest version.

        Parameters
        ----------
        kind : str
            Such as ``"sleep"``.
        first, last : date
            Local days, both included.
        """
        found: dict[str, dict[str, Any]] = {}
        query = {"start_date": first.isoformat(), "end_date": last.isoformat()}
        used: set[str] = set()
        for _ in range(_MOST_PAGES):
            page = self._page(add_query(kind, query))
            for document in page["data"]:
                if isinstance(document, dict) and document.get("id"):
                    found[str(document["id"])] = document
            token = page.get("next_token")
            if not token:
                return list(found.values())
            if token in used:
                break
            used.add(str(token))
            query["next_token"] = str(token)
        raise BackendError(NAME, f"the list of {kind} does not end", retryable=True)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _page(self, path: str) -> dict[str, Any]:
        response = self._get(path)
        if response.status == _UNAUTHORIZED:  # once may be an old token
            self._credentials.refuse()
            response = self._get(path)
        if response.status in _REFUSED:
            raise BackendError(NAME, _REFUSED[response.status])
        try:
            page = json.loads(response.body)
        except (ValueError, RecursionError):
            raise BackendError(NAME, "the response is not JSON") from None
        if not isinstance(page, dict) or not isinstance(page.get("data"), list):
            raise BackendError(NAME, "a list was expected, and something else came")
        return page

    def _get(self, path: str) -> HttpResponse:
        return self._client.request("GET", path, ok_statuses={200, *_REFUSED})
