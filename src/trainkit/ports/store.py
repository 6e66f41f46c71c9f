"""What a store must do: keep records of athletes, by kind and day."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, Protocol, get_args

from trainkit.errors import InvalidInput

__all__ = ["KINDS", "Record", "RecordKind", "Store", "checked_name", "checked_record", "is_name"]

RecordKind = Literal[
    "activities",
    "days",
    "races",
    "workouts",
    "plans",
    "programs",
    "insights",
    "conversations",
    "sessions",
    "tokens",
    "ledger",
    "settings",
    "cursors",
    "cache",
]
"""What a record is about: recordings and daily health, what was planned and said, optimizer
sessions, tokens of sources, the ledger of what calls cost, settings, where sources stopped, and
cached answers."""

KINDS: tuple[RecordKind, ...] = get_args(RecordKind)

_MOST = 200
_UNREADABLE = re.compile(r"[\0-\x1f\x7f\ud800-\udfff]")


class Record(NamedTuple):
    """One thing that a store keeps.

    Parameters
    ----------
    key : str
        Its name among the athlete's records of its kind; a record put again under it replaces it.
    body : str
        What is kept: text, usually JSON.
    at : datetime
        When it was fetched or made, aware.
    day : date, optional
        The day that it belongs to; one without a day is outside of every range, and no purge by
        day takes it.
    licence : str
        What its source allows, as in `Provenance`.
    """

    key: str
    body: str
    at: dt.datetime
    day: dt.date | None = None
    licence: str = "user-file"


class Store(Protocol):
    """Keeps records; what `put` returned from is kept, whatever happens to the process.

    It raises `InvalidInput` for a name that is empty, longer than 200 characters or not printable,
    and `BackendError` where it cannot keep or find; then nothing has changed. Threads and
    processes may share what it keeps, and threads may share the store.
    """

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:
        """Keep records, all or none; one with a known key replaces what was there."""

    def get(
        self,
        kind: RecordKind,
        athlete: str,
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
        keys: Iterable[str] | None = None,
    ) -> list[Record]:
        """Find records by day and key: of days from `first` to `last`, or those named by `keys`.

        With neither, all; records without a day come first.
        """

    def delete(
        self, athlete: str, kind: RecordKind | None = None, *, keys: Iterable[str] | None = None
    ) -> int:
        """Delete all of an athlete, of a kind, or of some keys of a kind; say how many."""

    def purge(self, before: dt.date, *, fetched: Mapping[str, dt.datetime] | None = None) -> int:
        """Delete what is older than a day, of every athlete, and say how many.

        `fetched` gives for a licence the moment before which its records were fetched too long
        ago, whatever their day.
        """

    def athletes(self) -> list[str]:
        """List whose records there are, in order."""

    def close(self) -> None:
        """Let go of what is open; closing twice does no harm."""


def checked_name(argument: str, name: object) -> str:
    """Refuse a name that a store could not keep on every system.

    Parameters
    ----------
    argument : str
        What it names, for the error.
    name : str
        The name.

    Returns
    -------
    str
        The name.

    Raises
    ------
    InvalidInput
        Empty, over 200 characters, or with characters that are not printable.
    """
    if not isinstance(name, str) or not is_name(name):
        raise InvalidInput(argument, name, f"1 to {_MOST} printable characters")
    return name


def is_name(name: str) -> bool:
    """Say whether every store could keep a name."""
    return 0 < len(name) <= _MOST and not _UNREADABLE.search(name)


def checked_record(record: Record) -> Record:
    """Refuse a record that a store could not keep.

    Parameters
    ----------
    record : Record
        The record.

    Returns
    -------
    Record
        The record.

    Raises
    ------
    InvalidInput
        A name that cannot be kept, a body that is not text, or a moment without a zone.
    """
    checked_name("key", record.key)
    checked_name("licence", record.licence)
    body: object = record.body
    if not isinstance(body, str) or "\0" in body or not _is_unicode(body):
        raise InvalidInput("body", type(body).__name__, "text without zero bytes")
    if record.at.tzinfo is None:
        raise InvalidInput("at", str(record.at), "a moment with its time zone")
    return record


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a character
        return False
    return True
