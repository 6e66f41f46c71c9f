"""The audit log: who did what, when and from where, without health values and without secrets."""

import datetime as dt
import json
import logging
import secrets
from collections.abc import Callable, Iterable

from pydantic import BaseModel
from starlette.requests import Request

from trainkit._text import clean
from trainkit.ports import Record
from trainkit.secrets import EncryptedStore

__all__ = ["AuditLine", "AuditLog", "client_of"]

_LOG = logging.getLogger("trainkit.audit")
_OWNER = "team:audit"


class AuditLine(BaseModel):
    """One event.

    Parameters
    ----------
    at : datetime
        When.
    event : str
        What, such as ``"login_failed"``.
    by : str
        The account that did it; empty where nobody was logged in.
    about : str
        The account that it was done to, or an address that somebody tried.
    client : str
        The network address that it came from.
    request_id : str
        The request, as in the logs.
    """

    at: dt.datetime
    event: str
    by: str = ""
    about: str = ""
    client: str = ""
    request_id: str = ""


class AuditLog:
    """Lines in a store and in the log ``trainkit.audit``; threads and processes may share it.

    Parameters
    ----------
    store : EncryptedStore
        Where they are kept.
    clock : callable
        The current time, aware.
    """

    def __init__(self, store: EncryptedStore, clock: Callable[[], dt.datetime]) -> None:
        self._store, self._clock = store, clock

    def add(self, request: Request, event: str, *, by: str = "", about: str = "") -> None:
        """Write a line."""
        now = self._clock()
        line = AuditLine(
            at=now,
            event=event,
            by=by,
            about=clean(about)[:200],
            client=client_of(request),
            request_id=str(request.scope.get("trainkit.request_id", "")),
        )
        key = f"{now:%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}"
        self._store.put("audit", _OWNER, [Record(key, line.model_dump_json(), now, now.date())])
        fields = line.model_dump(mode="json", exclude={"at", "about"})
        _LOG.info("%s", event, extra={"trainkit": fields})

    def read_latest(self) -> AuditLine | None:
        """Return the latest line; None where there is none."""
        return next(iter(self.list(first=self._clock().date())), None)

    def list(
        self, *, event: str | None = None, first: dt.date | None = None
    ) -> Iterable[AuditLine]:
        """List lines, the latest first."""
        found = self._store.get("audit", _OWNER, first=first)
        for record in reversed(found):
            line = AuditLine(**json.loads(record.body))
            if event is None or line.event == event:
                yield line


def client_of(request: Request) -> str:
    """Return the network address of a client."""
    return request.client.host if request.client is not None else ""
