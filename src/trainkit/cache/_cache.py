"""Cache computed answers as JSON or bytes, never pickle."""

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

from trainkit._choice import choice
from trainkit.cache._memory_store import MemoryCacheStore
from trainkit.cache._waiting import InterruptedComputationError, wait_for_thread
from trainkit.errors import BackendError, InvalidInput
from trainkit.ports.store import Record, RecordKind
from trainkit.telemetry import Counts, add

__all__ = ["TTL_S", "Cache", "CacheKind", "CacheStore", "Cached"]

_LOG = logging.getLogger(__name__)

CacheKind = Literal["program", "source", "recovery", "loads", "prompt", "audio"]
"""Kinds of answers."""

_DAY_S = 86_400.0
TTL_S: Mapping[CacheKind, float] = MappingProxyType(
    {
        "program": 3 * _DAY_S,
        "source": _DAY_S,
        "recovery": _DAY_S,
        "loads": 60 * _DAY_S,
        "prompt": 7 * _DAY_S,
        "audio": _DAY_S,
    }
)
"""How long an answer of each kind stays fresh [s]."""

_STALE_S = 7 * _DAY_S
_KIND: RecordKind = "cache"
_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
_TRIM_TO = 0.8  # fraction of the size limit to which a full cache is trimmed

Value = TypeVar("Value")
_Since = Mapping[str, dt.datetime]


class CacheStore(Protocol):
    """The part of a `Store` that a cache needs."""

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:
        """Store records."""

    def get(
        self, kind: RecordKind, athlete: str, *, keys: Iterable[str] | None = None
    ) -> list[Record]:
        """Read records."""

    def delete(
        self, athlete: str, kind: RecordKind | None = None, *, keys: Iterable[str] | None = None
    ) -> int:
        """Delete records."""


class Cached(NamedTuple, Generic[Value]):
    """An answer and its age.

    Parameters
    ----------
    value : bytes or JSON value
        The answer.
    age_s : float
        Time since it was computed [s]; 0 for a new one.
    stale : bool
        Whether it has expired, and is served because computing a new one failed.
    error : str
        Why that failed.
    """

    value: Value
    age_s: float = 0.0
    stale: bool = False
    error: str = ""


class Cache:
    """Cache answers for an athlete, in memory or in a store; threads may share it.

    When several callers ask at once, one computes the answer and all get it. Where the computation
    raises `BackendError`, an expired answer is served for up to another week.

    Parameters
    ----------
    clock : callable
        The current time, aware.
    store : Store, optional
        Where answers are stored; by default in memory.
    athlete : str
        The athlete whose answers they are.
    max_bytes : int
        Size limit for all answers together [bytes]; beyond it the oldest are deleted.
    ttl_s : mapping, optional
        How long answers stay fresh [s], for kinds that differ from `TTL_S`.
    retention_s : callable, optional
        Return how long answers derived from data under a licence may be kept [s], or None for no
        limit: `Gate.cache_retention_s`.

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
        store: CacheStore | None = None,
        athlete: str = "me",
        max_bytes: int = 64 * 1024 * 1024,
        ttl_s: Mapping[CacheKind, float] | None = None,
        retention_s: Callable[[str], float | None] | None = None,
    ) -> None:
        if max_bytes < 1:
            raise InvalidInput("max_bytes", max_bytes, "at least 1")
        self._clock, self._store, self._athlete = clock, store or MemoryCacheStore(), athlete
        self._max_bytes, self._ttl_s = max_bytes, {**TTL_S, **(ttl_s or {})}
        self._retention_s = retention_s or (lambda _: None)
        self._lock = threading.Lock()
        self._running: dict[str, tuple[Future[Cached[object]], int]] = {}
        self._bytes: int | None = None
        self._discarded = 0  # times that all running computations were discarded

    def read(
        self,
        kind: CacheKind,
        key: str,
        make: Callable[[], Value],
        *,
        licences: Mapping[str, dt.datetime] | None = None,
        force: bool = False,
    ) -> Cached[Value]:
        """Look an answer up, or compute it.

        Parameters
        ----------
        kind : str
            The kind, which determines how long the answer stays fresh.
        key : str
            Everything that the answer depends on.
        make : callable
            Computes the answer: bytes, or a JSON value.
        licences : mapping of str to datetime, optional
            Licences of the data that the answer is derived from, with the moment of the oldest
            record under each: retention counts from there.
        force : bool
            Compute the answer even where it is cached.

        Returns
        -------
        Cached
            The answer; JSON turns tuples into lists.

        Raises
        ------
        BackendError
            `make` failed, and there is no expired answer to serve.
        InvalidInput
            The kind is unknown, the answer is not a JSON value, or `make` asks for its own answer.
        """
        choice("kind", kind, self._ttl_s)
        name = _name(kind, key)
        since = licences or {}
        if force:
            return self._compute(kind, name, make, since)
        fresh = self._find_fresh(kind, name)
        if fresh is not None:
            add(Counts(cache_hits=1))
            return Cached(cast("Value", fresh.value), fresh.age_s)
        return self._compute_once(kind, name, make, since)

    def recall(self, kind: CacheKind, key: str) -> object | None:
        """Look an answer up that `keep` stored; None where there is none.

        Parameters
        ----------
        kind, key : str
            As in `read`.
        """
        choice("kind", kind, self._ttl_s)
        fresh = self._find_fresh(kind, _name(kind, key))
        return None if fresh is None else fresh.value

    def keep(
        self, kind: CacheKind, key: str, value: object, *, licences: Mapping[str, dt.datetime]
    ) -> None:
        """Store an answer that was computed elsewhere, in the place of an older one.

        Parameters
        ----------
        kind, key : str
            As in `read`.
        value : bytes or JSON value
            The answer.
        licences : mapping of str to datetime
            As in `read`.
        """
        choice("kind", kind, self._ttl_s)
        self._keep(kind, _name(kind, key), value, licences, self._discarded)

    def purge(self, before: dt.date) -> int:
        """Delete answers from before a day, and return their number."""
        records = self._all()
        return self._delete(
            [old.key for old in records if old.day is not None and old.day < before]
        )

    def clear(self) -> int:
        """Delete all answers, and return their number."""
        return self._delete([record.key for record in self._all()])

    def discard_running(self) -> None:
        """Store no answer whose computation has begun: its data are about to be deleted."""
        with self._lock:
            self._discarded += 1
            self._bytes = None

    def _compute_once(
        self, kind: CacheKind, name: str, make: Callable[[], Value], licences: _Since
    ) -> Cached[Value]:
        """Compute an answer, or wait for the thread that is computing it."""
        me = threading.get_ident()
        with self._lock:
            future, owner = self._running.setdefault(name, (Future(), me))
            mine = not future.running() and owner == me and future.set_running_or_notify_cancel()
        if not mine:
            if owner == me:
                raise InvalidInput("key", "in use", "another one while its answer is computed")
            if (answer := wait_for_thread(future, owner)) is not None:
                return cast("Cached[Value]", answer)
            return self._compute_or_serve_stale(kind, name, make, licences)
        try:
            computed = self._compute_or_serve_stale(kind, name, make, licences)
            future.set_result(cast("Cached[object]", computed))
        except Exception as error:
            future.set_exception(error)
            raise
        except BaseException:  # an interrupt ends this thread's work, not that of those who wait
            future.set_exception(InterruptedComputationError())
            raise
        finally:
            with self._lock:
                del self._running[name]
        return computed

    def _compute_or_serve_stale(
        self, kind: CacheKind, name: str, make: Callable[[], Value], licences: _Since
    ) -> Cached[Value]:
        if (fresh := self._find_fresh(kind, name)) is not None:
            return Cached(cast("Value", fresh.value), fresh.age_s)  # another thread was faster
        try:
            return self._compute(kind, name, make, licences)
        except BackendError as error:
            stale = self._find(name)
            if stale is None or stale.age_s >= self._ttl_s[kind] + _STALE_S:
                raise
            add(Counts(stale=1))
            _LOG.warning("an expired answer of kind %s is served: %s", kind, type(error).__name__)
            return Cached(cast("Value", stale.value), stale.age_s, stale=True, error=str(error))

    def _compute(
        self, kind: CacheKind, name: str, make: Callable[[], Value], licences: _Since
    ) -> Cached[Value]:
        add(Counts(cache_misses=1))
        begun = self._discarded
        value = make()
        self._keep(kind, name, value, licences, begun)
        return Cached(value)

    def _keep(
        self, kind: CacheKind, name: str, value: object, licences: _Since, begun: int
    ) -> None:
        now = self._clock()
        expiry = {licence: self._expiry(licence, since) for licence, since in licences.items()}
        strictest = min(expiry, key=expiry.__getitem__, default="user-file")
        expires = expiry.get(strictest, _NEVER)
        if expires > now:
            # A limit counts from the data, and so does purging by licence.
            at = now if expires == _NEVER else licences[strictest]
            record = Record(name, _encode(value, now), at, now.date(), strictest)
            try:
                self._put(record, begun)
            except BackendError as error:  # the caller gets the answer all the same
                _LOG.warning("an answer of kind %s was not stored: %s", kind, error)

    def _put(self, record: Record, begun: int) -> None:
        with self._lock:
            if begun != self._discarded:
                return
            if self._bytes is None:
                self._bytes = sum(len(stored.body) for stored in self._all())
            self._store.put(_KIND, self._athlete, [record])
            self._bytes += len(record.body)
            if self._bytes > self._max_bytes:
                self._trim()

    def _trim(self) -> None:
        """Delete the oldest answers until there is room."""
        records = sorted(self._all(), key=lambda record: record.at)
        self._bytes = sum(len(record.body) for record in records)
        oldest = []
        for record in records:
            if self._bytes <= self._max_bytes * _TRIM_TO:
                break
            oldest.append(record.key)
            self._bytes -= len(record.body)
        self._store.delete(self._athlete, _KIND, keys=oldest)

    def _find(self, name: str) -> "_Stored | None":
        """Look an answer up; one that cannot be read counts as missing."""
        try:
            records = self._store.get(_KIND, self._athlete, keys=[name])
            if not records or self._expiry(records[0].licence, records[0].at) <= self._clock():
                return None
            value, computed_at = _decode(records[0].body)
        except (BackendError, ValueError, KeyError, TypeError, binascii.Error) as error:
            _LOG.warning("a stored answer cannot be read: %s", type(error).__name__)
            return None
        return _Stored(value, max((self._clock() - computed_at).total_seconds(), 0.0))

    def _find_fresh(self, kind: CacheKind, name: str) -> "_Stored | None":
        stored = self._find(name)
        return stored if stored is not None and stored.age_s < self._ttl_s[kind] else None

    def _expiry(self, licence: str, since: dt.datetime) -> dt.datetime:
        """When answers derived from data under a licence must be deleted."""
        limit_s = self._retention_s(licence)
        return _NEVER if limit_s is None else since + dt.timedelta(seconds=limit_s)

    def _all(self) -> list[Record]:
        return self._store.get(_KIND, self._athlete)

    def _delete(self, keys: list[str]) -> int:
        with self._lock:
            self._bytes = None
        return self._store.delete(self._athlete, _KIND, keys=keys)


def _name(kind: CacheKind, key: str) -> str:
    return hashlib.blake2b(f"{kind}\0{key}".encode(), digest_size=20).hexdigest()


class _Stored(NamedTuple):
    value: object
    age_s: float


def _encode(value: object, computed_at: dt.datetime) -> str:
    at = computed_at.isoformat()
    if isinstance(value, bytes):
        return json.dumps({"made": at, "bytes": base64.b64encode(value).decode("ascii")})
    try:
        return json.dumps({"made": at, "json": value}, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InvalidInput("make", type(value).__name__, "bytes, or a JSON value") from error


def _decode(body: str) -> tuple[object, dt.datetime]:
    stored = json.loads(body)
    computed_at = dt.datetime.fromisoformat(stored["made"])
    if "bytes" in stored:
        return base64.b64decode(stored["bytes"], validate=True), computed_at
    return stored["json"], computed_at
