"""Answers that need not be made again: fresh, old, forced, shared, bounded."""

import contextlib
import datetime as dt
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import trainkit as tk
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.adapters.stores.sqlite import SqliteOptions, SqliteStore
from trainkit.cache import TTL_S, Cache
from trainkit.ports import Record
from trainkit.privacy import Gate
from trainkit.telemetry import Meter

DAY_S = 86_400.0


class Moments:
    """A clock of moments."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_s(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)


class Maker:
    """Makes answers, or fails."""

    def __init__(self) -> None:
        self.made, self.down = 0, False

    def __call__(self) -> dict[str, int]:
        if self.down:
            raise tk.BackendError("llm.acme", "is down", retryable=True)
        self.made += 1
        return {"answer": self.made}


@pytest.fixture
def clock() -> Moments:
    return Moments()


@pytest.fixture(params=["memory", "store", "sqlite"])
def cache(request: pytest.FixtureRequest, clock: Moments, tmp_path: Path) -> Cache:
    if request.param == "memory":
        yield Cache(clock=clock)
        return
    store = MemoryStore()
    if request.param == "sqlite":
        store = SqliteStore(SqliteOptions(path=str(tmp_path / "cache.db")))
    yield Cache(clock=clock, store=store)
    store.close()


def test_the_times_are_those_that_hosts_rely_on() -> None:
    days = {kind: seconds / DAY_S for kind, seconds in TTL_S.items()}
    assert days == {"program": 3, "source": 1, "recovery": 1, "loads": 60, "prompt": 7, "audio": 1}


@pytest.mark.parametrize("kind", sorted(TTL_S))
def test_an_answer_is_made_once_while_it_is_fresh(cache: Cache, clock: Moments, kind: str) -> None:
    make = Maker()
    assert cache.read(kind, "k", make) == ({"answer": 1}, 0.0, False, "")  # type: ignore[arg-type]
    clock.pass_s(TTL_S[kind] - 1)  # type: ignore[index]
    assert cache.read(kind, "k", make).value == {"answer": 1}  # type: ignore[arg-type]
    assert cache.read(kind, "other", make).value == {"answer": 2}  # type: ignore[arg-type]
    clock.pass_s(1)
    assert cache.read(kind, "k", make).value == {"answer": 3}  # type: ignore[arg-type]


def test_bytes_and_json_come_back_unchanged(cache: Cache) -> None:
    sound = bytes(range(256)) * 1000
    words = {"a": [1, 2.5, None, True, "ü"], "b": {}}
    for _ in range(2):
        assert cache.read("audio", "k", lambda: sound).value == sound
        assert cache.read("prompt", "k", lambda: words).value == words
    for wrong in ({1, 2}, float("nan"), object()):
        with pytest.raises(tk.InvalidInput, match="a JSON value"):
            cache.read("prompt", repr(wrong), lambda wrong=wrong: wrong)


def test_force_computes_and_stores_a_new_answer(cache: Cache) -> None:
    make = Maker()
    cache.read("prompt", "k", make)
    assert cache.read("prompt", "k", make, force=True).value == {"answer": 2}
    assert cache.read("prompt", "k", make).value == {"answer": 2}
    make.down = True
    with pytest.raises(tk.BackendError):  # who forces wants a new one, or to know
        cache.read("prompt", "k", make, force=True)


def test_an_expired_answer_is_served_with_its_age(cache: Cache, clock: Moments) -> None:
    make, meter = Maker(), Meter()
    cache.read("source", "k", make)
    make.down = True
    clock.pass_s(2 * DAY_S)
    with meter.call("cache", "test"):
        old = cache.read("source", "k", make)
    assert old == ({"answer": 1}, 2 * DAY_S, True, "llm.acme: is down")
    assert meter.counts().stale == 1
    with pytest.raises(tk.BackendError, match="is down"):
        cache.read("source", "other", make)
    clock.pass_s(6 * DAY_S)
    with pytest.raises(tk.BackendError, match="is down"):
        cache.read("source", "k", make)
    make.down = False
    assert cache.read("source", "k", make).value == {"answer": 2}


def test_a_bug_is_not_hidden_by_an_expired_answer(cache: Cache, clock: Moments) -> None:
    cache.read("source", "k", lambda: 1)
    clock.pass_s(2 * DAY_S)
    with pytest.raises(ZeroDivisionError):
        cache.read("source", "k", lambda: 1 / 0)


def test_ten_callers_make_one_answer(cache: Cache) -> None:
    began, go, made = threading.Barrier(10), threading.Event(), []

    def make() -> int:
        made.append(1)
        go.wait(10)
        return 42

    answers: list[object] = []

    def call() -> None:
        began.wait()
        answers.append(cache.read("prompt", "k", make).value)

    threads = [threading.Thread(target=call) for _ in range(10)]
    for one in threads:
        one.start()
    while not made:
        pass
    go.set()
    for one in threads:
        one.join()
    assert answers == [42] * 10
    assert len(made) == 1


def test_a_failure_reaches_all_who_wait_and_the_next_caller_tries_again(cache: Cache) -> None:
    go, errors = threading.Event(), []

    def fail() -> int:
        go.wait(10)
        raise tk.BackendError("llm.acme", "is down")

    def call() -> None:
        try:
            cache.read("prompt", "k", fail)
        except tk.BackendError as error:
            errors.append(str(error))

    threads = [threading.Thread(target=call) for _ in range(5)]
    for one in threads:
        one.start()
    go.set()
    for one in threads:
        one.join()
    assert errors == ["llm.acme: is down"] * 5
    assert cache.read("prompt", "k", lambda: 1).value == 1


def test_the_oldest_answers_are_deleted_beyond_the_size_limit(clock: Moments) -> None:
    store = MemoryStore()
    cache = Cache(clock=clock, store=store, max_bytes=10_000)
    for number in range(40):
        clock.pass_s(1)
        cache.read("prompt", f"k{number}", lambda: "x" * 1000)
        assert sum(len(one.body) for one in store.get("cache", "me")) <= 10_000
    made = []
    cache.read("prompt", "k39", lambda: made.append(1))
    assert made == []
    cache.read("prompt", "k0", lambda: made.append(1))
    assert made == [1]
    with pytest.raises(tk.InvalidInput, match="at least 1"):
        Cache(clock=clock, max_bytes=0)


def test_a_licence_limits_retention(clock: Moments) -> None:
    cache = Cache(clock=clock, retention_s=Gate().cache_retention_s, ttl_s={"prompt": 30 * DAY_S})
    make = Maker()
    for names in (["strava-api", "user-file"], ["unheard of"]):
        fetched = dict.fromkeys(names, clock.now)  # from here the days count
        clock.pass_s(2 * DAY_S)
        first = cache.read("prompt", str(names), make, licences=fetched).value
        clock.pass_s(5 * DAY_S - 1)
        assert cache.read("prompt", str(names), make, licences=fetched).value == first
        clock.pass_s(1)
        make.down = True
        with pytest.raises(tk.BackendError):  # not even where the other side is down
            cache.read("prompt", str(names), make, licences=fetched)
        make.down = False
        assert cache.read("prompt", str(names), make, licences=fetched).value != first
    fetched = {"user-file": clock.now}
    own = cache.read("prompt", "own", make, licences=fetched).value
    clock.pass_s(29 * DAY_S)
    assert cache.read("prompt", "own", make, licences=fetched).value == own


def test_a_computation_that_asks_for_itself_is_refused(cache: Cache) -> None:
    with pytest.raises(tk.InvalidInput, match="while its answer is computed"):
        cache.read("prompt", "k", lambda: cache.read("prompt", "k", lambda: 1).value)
    assert cache.read("prompt", "k", lambda: 1).value == 1


def test_an_answer_with_no_retention_is_not_stored(clock: Moments) -> None:
    store = MemoryStore()
    cache = Cache(clock=clock, store=store, retention_s=lambda _: 0.0)
    cache.read("prompt", "k", lambda: "secret", licences={"never": clock.now})
    assert store.get("cache", "me") == []


def test_purge_and_clear(cache: Cache, clock: Moments) -> None:
    cache.read("prompt", "old", lambda: 1)
    clock.pass_s(3 * DAY_S)
    cache.read("prompt", "new", lambda: 1)
    assert cache.purge(clock.now.date()) == 1
    assert cache.clear() == 1
    assert cache.clear() == 0


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "a\0b", "'; DROP TABLE records; --", "k" * 9999]
)
def test_a_key_is_only_a_name(cache: Cache, key: str) -> None:
    make = Maker()
    for _ in range(2):
        assert cache.read("prompt", key, make).value == {"answer": 1}


def test_a_failing_store_does_not_lose_the_answer(clock: Moments) -> None:
    store = MemoryStore()
    cache = Cache(clock=clock, store=store)
    store.put("cache", "me", [Record("x", "not json", clock.now)])
    store.close()
    assert cache.read("prompt", "k", lambda: 5).value == 5


def test_a_damaged_answer_is_computed_again(clock: Moments) -> None:
    store = MemoryStore()
    cache = Cache(clock=clock, store=store)
    cache.read("prompt", "k", lambda: 5)
    for body in (
        "no json",
        "[]",
        '{"json": 1}',
        '{"made": "2026-05-01T00:00:00+00:00", "bytes": "%"}',
    ):
        store.put("cache", "me", [one._replace(body=body) for one in store.get("cache", "me")])
        assert cache.read("prompt", "k", lambda: 6).value == 6


def test_an_unknown_kind_is_refused(cache: Cache) -> None:
    with pytest.raises(tk.InvalidInput, match="'recovery'"):
        cache.read("dinner", "k", lambda: 1)  # type: ignore[arg-type]


def test_two_caches_that_are_read_in_two_orders_do_not_hang() -> None:
    one, two = cache_at(), cache_at()
    both = threading.Barrier(2)

    def meet() -> str:
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(timeout=5)
        return "made"

    def read(first: Cache, second: Cache) -> str:
        return first.read(
            "prompt", "k", lambda: (meet(), second.read("prompt", "k", meet).value)[1]
        ).value

    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(read, one, two), pool.submit(read, two, one)]
        assert [answer.result(timeout=30) for answer in answers] == ["made", "made"]


def test_an_interrupt_of_the_thread_that_computes_is_its_own() -> None:
    cache, begun, ask = cache_at(), threading.Event(), threading.Event()

    def interrupted() -> str:
        begun.set()
        ask.wait(5)
        time.sleep(0.1)
        raise KeyboardInterrupt

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(cache.read, "prompt", "k", interrupted)
        begun.wait(5)
        second = pool.submit(cache.read, "prompt", "k", lambda: "made")
        ask.set()
        assert second.result(timeout=10).value == "made"
        assert isinstance(first.exception(), KeyboardInterrupt)


def cache_at() -> Cache:
    return Cache(clock=lambda: dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
