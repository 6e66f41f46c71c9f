"""Mornings from a service over HTTP, page by page."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, SecretStr

from trainkit.errors import BackendError, InvalidInput
from trainkit.models import DailyHealth, History, Licence, Provenance
from trainkit.net import HttpClient, Retry
from trainkit.plugins import Register, hookimpl
from trainkit.ports import Delivery

TRAINKIT_CONTRACT = 1

NAME = "source.lake"


class LakeOptions(BaseModel, extra="forbid"):
    """Where the service is, and who asks."""

    url: str
    token: SecretStr
    timeout_s: float = 30.0
    tries: int = 6


class LakeSource:
    """Brings mornings; its cursor is the last day that it brought."""

    licence = Licence(name="lake-api", prompt=True, training=False, keep_days=90)
    fresh_s = 3600.0

    def __init__(self, options: LakeOptions) -> None:
        retry = Retry(delays_s=[0.5 * 2**n for n in range(options.tries - 1)])
        token = f"Bearer {options.token.get_secret_value()}"
        self._web = HttpClient(
            NAME,
            options.url,
            credentials=lambda: {"authorization": token},
            read_s=options.timeout_s,
            retry=retry,
        )

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        """Ask page after page for the days after the cursor."""
        after = cursor if _is_day(cursor) else "1970-01-01"
        while True:
            page = self._web.request_json("GET", f"/mornings?after={after}")
            days = [_morning(row) for row in _rows(page)]
            if not days:
                return
            after = max(day.date for day in days).isoformat()
            yield Delivery(History(days=days), after)

    def close(self) -> None:
        """Close the connections."""
        self._web.close()


def _rows(page: Any) -> list[Any]:
    if not isinstance(page, dict) or not isinstance(page.get("mornings"), list):
        raise BackendError(NAME, "the answer has no list of mornings")
    rows: list[Any] = page["mornings"]
    return rows


def _morning(row: Any) -> DailyHealth:
    """Turn what the service says into our names and units, or say what is wrong."""
    try:
        return DailyHealth(
            date=row["day"],
            hrv_rmssd=row.get("rmssd_ms"),
            resting_hr=row.get("pulse"),
            provenance=Provenance(source="lake", id=row["day"], licence=LakeSource.licence.name),
        )
    except (InvalidInput, AttributeError, KeyError, TypeError) as error:
        raise BackendError(NAME, f"a morning cannot be read: {error}") from error


def _is_day(cursor: str | None) -> bool:
    try:
        return dt.date.fromisoformat(cursor or "") is not None
    except ValueError:
        return False


@hookimpl
def trainkit_register(register: Register) -> None:
    """Make the source known."""
    register("source", "lake", LakeSource, options=LakeOptions)
