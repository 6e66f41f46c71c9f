"""A store: keeps records of athletes, by kind and day."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, Protocol, get_args

from trainkit.errors import InvalidInput

__all__ = [
    "RECORD_KINDS",
    "Leases",
    "Record",
    "RecordKind",
    "Revisions",
    "Store",
    "check_name",
    "check_record",
    "is_valid_name",
    "revisions_of",
]

RecordKind = Literal[
    "activities",
    "streams",
    "days",
    "races",
    "workouts",
    "edits",
    "goals",
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
    "voice",
    "members",
    "audit",
]
"""What a record is about: activities, their samples and daily health, what a person edited of them,
goals, plans and conversations, optimizer sessions, tokens of sources, the cost of calls, settings,
cursors of sources, cached answers, what a voice said, and a host's members and what they did."""

RECORD_KINDS: tuple[RecordKind, ...] = get_args(RecordKind)

_MAX_LENGTH = 200
_UNPRINTABLE = re.compile(r"[\0-\x1f\x7f\ud800-\udfff]")


class Record(NamedTuple):
    """One thing that a store keeps.

    Parameters
    ----------
    key : str
        Name among the athlete's records of its kind; putting the same key again replaces it.
    body : str
        Content: text, usually JSON.
    at : datetime
        When it was fetched or made, aware.
    day : date, optional
        The day it belongs to. A record without a day is outside every range of days, and a purge
        by day keeps it.
    licence : str
        What its source allows, as in `Provenance`.
    """

    key: str
    body: str
    at: dt.datetime
    day: dt.date | None = None
    licence: str = "user-file"


class Store(Protocol):
    """Keeps records; once `put` returns, they survive a crash of the process.

    Raises `InvalidInput` for a name that is empty, longer than 200 characters or not printable,
    and `BackendError` where it cannot read or write; then nothing has changed. Threads may share
    the store; threads and processes may share its data.
    """

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:
        """Keep records, all or none; a record with a known key replaces the old one."""

    def get(
        self,
        kind: RecordKind,
        athlete: str,
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
        keys: Iterable[str] | None = None,
    ) -> list[Record]:
        """Return records in order of day and key: days from `first` to `last`, or some `keys`.

        With neither, all of them; records without a day come first.
        """

    def delete(
        self, athlete: str, kind: RecordKind | None = None, *, keys: Iterable[str] | None = None
    ) -> int:
        """Delete all records of an athlete, of one kind, or some keys of one kind; return how many.

        Deleting missing records is not an error.
        """

    def purge(self, before: dt.date, *, fetched: Mapping[str, dt.datetime] | None = None) -> int:
        """Delete every athlete's records of days before a day; return how many.

        `fetched` maps a licence to a moment: records under it that were fetched earlier are deleted
        too, whatever their day.
        """

    def athletes(self) -> list[str]:
        """List the athletes with records, in order."""

    def close(self) -> None:
        """Release resources; safe to call twice."""


class Leases(Protocol):
    """What a store may offer beside its port: one of several processes at a time does a thing.

    Raises as `Store` does.
    """

    def take_lease(self, name: str, owner: str, *, now: dt.datetime, until: dt.datetime) -> bool:
        """Take a lease until a moment, or extend one's own; False while another owner has it.

        A lease whose moment has passed is free.
        """

    def drop_lease(self, name: str, owner: str) -> None:
        """Give a lease back; one that somebody else has stays."""


class Revisions(Protocol):
    """What a store may offer beside its port: a look whether anything was written.

    An answer that is kept beside the revisions that it was made of needs no record to be read while
    they are the same. Raises as `Store` does.
    """

    def revisions(self, athlete: str) -> Mapping[RecordKind, str] | None:
        """Return a revision for each kind of an athlete's records, but ``"cache"``.

        A revision is new with each write, by whatever process, and is never used again. A kind
        without one has no records.

        Returns
        -------
        mapping of str to str, or None
            The revisions; None where the store behind this one tells none.
        """


def revisions_of(store: Store, athlete: str) -> Mapping[RecordKind, str] | None:
    """Return the revisions of an athlete's records; None where a store tells none.

    Parameters
    ----------
    store : Store
        The store; `Revisions` says what it may offer.
    athlete : str
        The athlete's name in the store.

    Returns
    -------
    mapping of str to str, or None
        As `Revisions` says.
    """
    tell = getattr(store, "revisions", None)
    found: object = None if tell is None else tell(athlete)
    return found if isinstance(found, Mapping) else None


def check_name(argument: str, name: object) -> str:
    """Check that every store can keep a name.

    Parameters
    ----------
    argument : str
        The argument's name, for the error.
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
    if not isinstance(name, str) or not is_valid_name(name):
        raise InvalidInput(argument, name, f"1 to {_MAX_LENGTH} printable characters")
    return name


def is_valid_name(name: str) -> bool:
    """Return whether every store can keep a name."""
    return 0 < len(name) <= _MAX_LENGTH and not _UNPRINTABLE.search(name)


def check_record(record: Record) -> Record:
    """Check that every store can keep a record.

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
        A name that cannot be kept, a body that is not text, or a moment without a time zone.
    """
    check_name("key", record.key)
    check_name("licence", record.licence)
    body: object = record.body
    if not isinstance(body, str) or "\0" in body or not _is_unicode(body):
        raise InvalidInput("body", type(body).__name__, "text without zero bytes")
    if record.at.tzinfo is None:
        raise InvalidInput("at", str(record.at), "a moment with its time zone")
    return record


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    return True
