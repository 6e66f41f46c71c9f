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
_ROOM = 0.8  # of the most bytes, to which a full cache is cut

Value = TypeVar("Value")


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
        self._flights: dict[str, Future[Cached[object]]] = {}
        self._bytes: int | None = None

    def read(
        self,
        kind: CacheKind,
        key: str,
        make: Callable[[], Value],
        *,
        licences: Iterable[str] = (),
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
        licences : iterable of str
            Of the data that it is made from: the strictest one limits how long it is kept.
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
        """
        choice("kind", kind, self._ttl)
        name = hashlib.blake2b(f"{kind}\0{key}".encode(), digest_size=20).hexdigest()
        if force:
            return self._made(kind, name, make, licences)
        found = self._found(name)
        if found is not None and found.age_s < self._fresh_s(kind, found.licence):
            add(Counts(cache_hits=1))
            return Cached(cast("Value", found.value), found.age_s)
        return self._shared(kind, name, make, licences)

    def purge(self, before: dt.date) -> int:
        """Delete answers made before a day, and say how many."""
        old = [one.key for one in self._all() if one.day is not None and one.day < before]
        return self._dropped(old)

    def clear(self) -> int:
        """Delete every answer, and say how many."""
        return self._dropped([one.key for one in self._all()])

    def _shared(
        self, kind: CacheKind, name: str, make: Callable[[], Value], licences: Iterable[str]
    ) -> Cached[Value]:
        """Make an answer, or wait for whoever is making it."""
        with self._lock:
            flight = self._flights.get(name)
            mine = flight is None
            if flight is None:
                flight = self._flights[name] = Future()
        if not mine:
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
        self, kind: CacheKind, name: str, make: Callable[[], Value], licences: Iterable[str]
    ) -> Cached[Value]:
        found = self._found(name)
        if found is not None and found.age_s < self._fresh_s(kind, found.licence):
            return Cached(cast("Value", found.value), found.age_s)  # made while we came here
        try:
            return self._made(kind, name, make, licences)
        except BackendError as error:
            if found is None or found.age_s >= self._kept_s(kind, found.licence):
                raise
            add(Counts(stale=1))
            _LOG.warning("an old answer of kind %s is given: %s", kind, type(error).__name__)
            return Cached(cast("Value", found.value), found.age_s, stale=True, error=str(error))

    def _made(
        self, kind: CacheKind, name: str, make: Callable[[], Value], licences: Iterable[str]
    ) -> Cached[Value]:
        add(Counts(cache_misses=1))
        value = make()
        licence = min(licences, key=self._limit_s, default="user-file")
        if self._kept_s(kind, licence) > 0:
            now = self._clock()
            record = Record(name, _written(value), now, now.date(), licence)
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
            if not records:
                return None
            value = _read(records[0].body)
        except (BackendError, ValueError, KeyError, TypeError, binascii.Error) as error:
            _LOG.warning("a kept answer cannot be read: %s", type(error).__name__)
            return None
        age = max((self._clock() - records[0].at).total_seconds(), 0.0)
        return _Found(value, age, records[0].licence)

    def _fresh_s(self, kind: CacheKind, licence: str) -> float:
        return min(self._ttl[kind], self._limit_s(licence))

    def _kept_s(self, kind: CacheKind, licence: str) -> float:
        return min(self._ttl[kind] + _STALE_S, self._limit_s(licence))

    def _limit_s(self, licence: str) -> float:
        limit = self._keep(licence)
        return float("inf") if limit is None else limit

    def _all(self) -> list[Record]:
        return self._shelf.get(_KIND, self._athlete)

    def _dropped(self, keys: list[str]) -> int:
        with self._lock:
            self._bytes = None
        return self._shelf.delete(self._athlete, _KIND, keys=keys)


class _Found(NamedTuple):
    value: object
    age_s: float
    licence: str


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


def _written(value: object) -> str:
    if isinstance(value, bytes):
        return json.dumps({"bytes": base64.b64encode(value).decode("ascii")})
    try:
        return json.dumps({"json": value}, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InvalidInput("make", type(value).__name__, "bytes, or what JSON can hold") from error


def _read(body: str) -> object:
    kept = json.loads(body)
    if "bytes" in kept:
        return base64.b64decode(kept["bytes"], validate=True)
    return kept["json"]
