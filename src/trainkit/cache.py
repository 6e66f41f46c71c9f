"""Answers that need not be made again for a while; JSON and bytes, never pickle."""

import base64
import binascii
import datetime as dt
import hashlib
import json
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from types import MappingProxyType
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar, cast

from trainkit._array import choice
from trainkit.errors import BackendError, InvalidInput
from trainkit.ports.store import Record, RecordKind
from trainkit.telemetry import Counts, add

__all__ = ["TTL_S", "Cache", "CacheKind", "Cached", "Shelf"]

_LOG = logging.getLogger(__name__)

CacheKind = Literal["program", "source", "recovery", "prompt", "audio"]
"""What an answer is."""

_DAY_S = 86_400.0
TTL_S: Mapping[CacheKind, float] = MappingProxyType(
    {
        "program": 3 * _DAY_S,
        "source": _DAY_S,
        "recovery": _DAY_S,
        "prompt": 7 * _DAY_S,
        "audio": _DAY_S,
    }
)
"""How long an answer of each kind is fresh [s]."""

_STALE_S = 7 * _DAY_S
_KIND: RecordKind = "cache"
_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
_ROOM = 0.8  # of the most bytes, to which a full cache is cut

Value = TypeVar("Value")
_Since = Mapping[str, dt.datetime]


class Shelf(Protocol):
    """Where a cache lies: the part of a `Store` that it needs."""

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:
        """Keep records."""

    def get(
        self, kind: RecordKind, athlete: str, *, keys: Iterable[str] | None = None
    ) -> list[Record]:
        """Find records."""

    def delete(
        self, athlete: str, kind: RecordKind | None = None, *, keys: Iterable[str] | None = None
    ) -> int:
        """Delete records."""


class Cached(NamedTuple, Generic[Value]):
    """An answer, and how old it is.

    Parameters
    ----------
    value : bytes or JSON value
        The answer.
    age_s : float
        How long ago it was made [s]; 0 for a new one.
    stale : bool
        Whether it is older than it should be, because a new one could not be had.
    error : str
        Why not.
    """

    value: Value
    age_s: float = 0.0
    stale: bool = False
    error: str = ""


class Cache:
    """Keeps answers for an athlete, in memory or in a store; threads may share it.

    Of several callers at once, one makes the answer and the others get the same. Where making
    it raises `BackendError`, an answer that is too old is given, up to a week longer.

    Parameters
    ----------
    clock : callable
        The moment, aware.
    shelf : Store, optional
        Where it lies; by default in memory.
    athlete : str
        Whose answers they are.
    most_bytes : int
        What all answers together may take [bytes]; above, the oldest go.
    ttl_s : mapping, optional
        How long answers are fresh [s], by kind, where other than `TTL_S`.
    keep_s : callable, optional
        How long what was made from data under a licence may be kept [s], None for no limit:
        `Gate.cache_s`.

    Examples
    --------
    >>> cache = Cache(clock=lambda: dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
    >>> cache.read("prompt", "greeting", lambda: "hello").value
    'hello'
    >>> cache.read("prompt", "greeting", lambda: "not called").value
    'hello'
    """

    def __init__(
        self,
        *,
        clock: Callable[[], dt.datetime],
        shelf: Shelf | None = None,
        athlete: str = "me",
        most_bytes: int = 64 * 1024 * 1024,
        ttl_s: Mapping[CacheKind, float] | None = None,
        keep_s: Callable[[str], float | None] | None = None,
    ) -> None:
        if most_bytes < 1:
            raise InvalidInput("most_bytes", most_bytes, "at least 1")
        self._clock, self._shelf, self._athlete = clock, shelf or _Memory(), athlete
        self._most, self._ttl = most_bytes, {**TTL_S, **(ttl_s or {})}
        self._keep = keep_s or (lambda _: None)
        self._lock = threading.Lock()
        self._flights: dict[str, tuple[Future[Cached[object]], int]] = {}
        self._bytes: int | None = None

    def read(
        self,
        kind: CacheKind,
        key: str,
        make: Callable[[], Value],
        *,
        licences: Mapping[str, dt.datetime] | None = None,
        force: bool = False,
    ) -> Cached[Value]:
        """Look an answer up, or make it.

        Parameters
        ----------
        kind : str
            What it is, which says how long it is fresh.
        key : str
            Everything that the answer depends on.
        make : callable
            Makes it: bytes, or what JSON can hold.
        licences : mapping of str to datetime, optional
            Of the data that it is made from, with the moment of the oldest record under each: how
            long it may be kept counts from there.
        force : bool
            Make it in any case, and keep that.

        Returns
        -------
        Cached
            The answer; for JSON, lists where there were tuples.

        Raises
        ------
        BackendError
            As `make` did, where no old answer is there.
        InvalidInput
            An unknown kind, an answer that JSON cannot hold, or `make` asks for its own answer.
        """
        choice("kind", kind, self._ttl)
        name = hashlib.blake2b(f"{kind}\0{key}".encode(), digest_size=20).hexdigest()
        made_from = licences or {}
        if force:
            return self._made(kind, name, make, made_from)
        found = self._fresh(kind, name)
        if found is not None:
            add(Counts(cache_hits=1))
            return Cached(cast("Value", found.value), found.age_s)
        return self._shared(kind, name, make, made_from)

    def purge(self, before: dt.date) -> int:
        """Delete answers made before a day, and say how many."""
        old = [one.key for one in self._all() if one.day is not None and one.day < before]
        return self._dropped(old)

    def clear(self) -> int:
        """Delete every answer, and say how many."""
        return self._dropped([one.key for one in self._all()])

    def _shared(
        self, kind: CacheKind, name: str, make: Callable[[], Value], licences: _Since
    ) -> Cached[Value]:
        """Make an answer, or wait for whoever is making it."""
        me = threading.get_ident()
        with self._lock:
            flight, pilot = self._flights.setdefault(name, (Future(), me))
            mine = not flight.running() and pilot == me and flight.set_running_or_notify_cancel()
        if not mine:
            if pilot == me:
                raise InvalidInput("key", "asked for", "another one while its answer is made")
            return cast("Cached[Value]", flight.result())
        try:
            answer = self._made_or_stale(kind, name, make, licences)
            flight.set_result(cast("Cached[object]", answer))
        except BaseException as error:
            flight.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._flights[name]
        return answer

    def _made_or_stale(
        self, kind: CacheKind, name: str, make: Callable[[], Value], licences: _Since
    ) -> Cached[Value]:
        if (fresh := self._fresh(kind, name)) is not None:
            return Cached(cast("Value", fresh.value), fresh.age_s)  # made while we came here
        try:
            return self._made(kind, name, make, licences)
        except BackendError as error:
            found = self._found(name)
            if found is None or found.age_s >= self._ttl[kind] + _STALE_S:
                raise
            add(Counts(stale=1))
            _LOG.warning("an old answer of kind %s is given: %s", kind, type(error).__name__)
            return Cached(cast("Value", found.value), found.age_s, stale=True, error=str(error))

    def _made(
        self, kind: CacheKind, name: str, make: Callable[[], Value], licences: _Since
    ) -> Cached[Value]:
        add(Counts(cache_misses=1))
        value, now = make(), self._clock()
        until = {one: self._until(one, since) for one, since in licences.items()}
        licence = min(until, key=until.__getitem__, default="user-file")
        ends = until.get(licence, _NEVER)
        if ends > now:
            # Where there is a limit it counts from the data, and so does purging by licence.
            at = now if ends == _NEVER else licences[licence]
            record = Record(name, _written(value, now), at, now.date(), licence)
            try:
                self._put(record)
            except BackendError as error:  # the answer is there all the same
                _LOG.warning("an answer of kind %s was not kept: %s", kind, error)
        return Cached(value)

    def _put(self, record: Record) -> None:
        with self._lock:
            if self._bytes is None:
                self._bytes = sum(len(one.body) for one in self._all())
            self._shelf.put(_KIND, self._athlete, [record])
            self._bytes += len(record.body)
            if self._bytes > self._most:
                self._cut()

    def _cut(self) -> None:
        """Delete the oldest answers until there is room."""
        kept = sorted(self._all(), key=lambda one: one.at)
        self._bytes = sum(len(one.body) for one in kept)
        gone = []
        for one in kept:
            if self._bytes <= self._most * _ROOM:
                break
            gone.append(one.key)
            self._bytes -= len(one.body)
        self._shelf.delete(self._athlete, _KIND, keys=gone)

    def _found(self, name: str) -> "_Found | None":
        """Look a record up; one that cannot be read is none."""
        try:
            records = self._shelf.get(_KIND, self._athlete, keys=[name])
            if not records or self._until(records[0].licence, records[0].at) <= self._clock():
                return None
            value, made = _read(records[0].body)
        except (BackendError, ValueError, KeyError, TypeError, binascii.Error) as error:
            _LOG.warning("a kept answer cannot be read: %s", type(error).__name__)
            return None
        return _Found(value, max((self._clock() - made).total_seconds(), 0.0))

    def _fresh(self, kind: CacheKind, name: str) -> "_Found | None":
        found = self._found(name)
        return found if found is not None and found.age_s < self._ttl[kind] else None

    def _until(self, licence: str, since: dt.datetime) -> dt.datetime:
        """When what was made from data under a licence must be gone."""
        limit = self._keep(licence)
        return _NEVER if limit is None else since + dt.timedelta(seconds=limit)

    def _all(self) -> list[Record]:
        return self._shelf.get(_KIND, self._athlete)

    def _dropped(self, keys: list[str]) -> int:
        with self._lock:
            self._bytes = None
        return self._shelf.delete(self._athlete, _KIND, keys=keys)


class _Found(NamedTuple):
    value: object
    age_s: float


class _Memory:
    """A shelf for one cache."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:  # noqa: ARG002
        for one in records:
            self._records[one.key] = one

    def get(
        self,
        kind: RecordKind,  # noqa: ARG002
        athlete: str,  # noqa: ARG002
        *,
        keys: Iterable[str] | None = None,
    ) -> list[Record]:
        if keys is None:
            return list(self._records.copy().values())
        found = (self._records.get(one) for one in keys)
        return [one for one in found if one is not None]

    def delete(
        self,
        athlete: str,  # noqa: ARG002
        kind: RecordKind | None = None,  # noqa: ARG002
        *,
        keys: Iterable[str] | None = None,
    ) -> int:
        gone = [self._records.pop(one, None) for one in (keys or ())]
        return len([one for one in gone if one is not None])


def _written(value: object, made: dt.datetime) -> str:
    at = made.isoformat()
    if isinstance(value, bytes):
        return json.dumps({"made": at, "bytes": base64.b64encode(value).decode("ascii")})
    try:
        return json.dumps({"made": at, "json": value}, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InvalidInput("make", type(value).__name__, "bytes, or what JSON can hold") from error


def _read(body: str) -> tuple[object, dt.datetime]:
    kept = json.loads(body)
    made = dt.datetime.fromisoformat(kept["made"])
    if "bytes" in kept:
        return base64.b64decode(kept["bytes"], validate=True), made
    return kept["json"], made
