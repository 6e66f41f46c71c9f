"""The store on a real PostgreSQL: the suite of all stores, and what only a server can do."""

import datetime as dt
import itertools
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import trainkit as tk
from builders.postgres_server import Server
from trainkit.net import retry
from trainkit.plugins import Registry
from trainkit.plugins.conformance import (
    LastingStoreConformance,
    LeasesConformance,
    RevisionsConformance,
)
from trainkit.ports import Record, Store
from trainkit.secrets import Cipher, EncryptedStore, new_key

NUMBERS = itertools.count(1)
AT = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


def opened(server: Server, space: str, **more: object) -> Store:
    options = {"url": server.url, "schema_name": space, "wait_s": 5, **more}
    return Registry().make("store", "postgres", options)  # type: ignore[return-value]


class TestPostgres(LeasesConformance, RevisionsConformance, LastingStoreConformance):
    plugin = "store.postgres"

    @pytest.fixture
    def adapter(self, server: Server) -> Store:
        self.server, self.space = server, f"space_{next(NUMBERS)}"
        type(self).secret = server.password
        return opened(server, self.space)

    def reopen(self, _: Store) -> Store:
        return opened(self.server, self.space)

    def options_of(self, _: Store) -> dict[str, object]:
        return {"url": self.server.url, "schema_name": self.space, "wait_s": 5}


@pytest.fixture
def store(server: Server) -> Store:
    made = opened(server, f"space_{next(NUMBERS)}")
    yield made
    made.close()


def test_a_kit_on_postgres_decides_as_the_library_does(server: Server) -> None:
    history = tk.simulate(days=90)
    with tk.Kit(store=server.url, key=new_key(), athlete_id="kit") as kit:
        kit.log(history)
        assert kit.today(history.span[1]) == tk.assess(history, history.athlete)
        assert kit.history() == history
    assert server.password not in repr(kit)


def test_the_page_for_hosts_runs(server: Server) -> None:
    page = Path(__file__).resolve().parents[2] / "examples" / "hosts" / "postgres_and_own_llm.py"
    done = subprocess.run(
        [sys.executable, str(page)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DATABASE_URL": server.url, "TRAINKIT_KEY": new_key()},
    )
    assert done.returncode == 0, done.stderr
    assert "Calls: 1" in done.stdout


def test_what_is_sealed_is_not_readable_in_the_server(server: Server, store: Store) -> None:
    sealed = EncryptedStore(store, Cipher([new_key()]))
    sealed.put("tokens", "me", [Record("acme", '{"refresh": "token-0815"}', AT)])
    sealed.put("days", "me", [Record("d", '{"hrv_rmssd": 48.125}', AT, AT.date())])
    assert sealed.get("tokens", "me")[0].body == '{"refresh": "token-0815"}'
    server.stop()  # writes everything to its files
    server.start()
    files = [one for one in server.folder.rglob("*") if one.is_file()]
    assert len(files) > 100
    assert not any(b"token-0815" in one.read_bytes() for one in files)
    assert not any(b"48.125" in one.read_bytes() for one in files)


def test_a_wrong_password_and_no_server_are_backend_errors(server: Server) -> None:
    wrong = server.url.replace(server.password, "wrong")
    with pytest.raises(tk.BackendError, match="password authentication failed") as failed:
        Registry().make("store", "postgres", {"url": wrong, "wait_s": 2})
    assert "wrong@" not in str(failed.value)
    nobody = server.url.replace(f":{server.port}/", ":1/")
    with pytest.raises(tk.BackendError) as failed:
        Registry().make("store", "postgres", {"url": nobody, "wait_s": 2})
    assert failed.value.retryable
    assert server.password not in str(failed.value)
    with pytest.raises(tk.InvalidInput, match="begins postgresql://") as refused:
        Registry().make("store", "postgres", {"url": "host=secret"})
    assert "host=secret" not in str(refused.value)


@pytest.mark.parametrize("word", ["top%secret", "top@secret", "top/secret"])
def test_a_password_that_is_not_escaped_is_not_repeated(word: str) -> None:
    pytest.importorskip("psycopg_pool", reason="the postgres extra is not installed")
    options = {"url": f"postgresql://u:{word}@127.0.0.1:1/db", "wait_s": 2}
    with pytest.raises((tk.InvalidInput, tk.BackendError)) as failed:
        Registry().make("store", "postgres", options)
    assert "secret" not in str(failed.value).replace("(kept secret)", "")


def test_writers_of_the_same_keys_never_wait_for_each_other(store: Store) -> None:
    records = [Record(f"k{number:04}", "{}", AT, AT.date()) for number in range(1000)]
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for _ in range(5):
                store.put("days", "me", records[:: -1 if number % 2 else 1])
        except tk.BackendError as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(one,)) for one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert errors == []


def test_who_may_not_create_may_use_what_is_there(server: Server) -> None:
    import psycopg

    space = f"space_{next(NUMBERS)}"
    opened(server, space).close()
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")
        connection.execute(f"GRANT USAGE ON SCHEMA {space} TO guest")
        connection.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA {space} TO guest")
    url = server.url.replace(f"trainkit:{server.password}", "guest:guest")
    store = Registry().make("store", "postgres", {"url": url, "schema_name": space})
    store.put("days", "me", [Record("one", "{}", AT, AT.date())])  # type: ignore[attr-defined]
    store.close()  # type: ignore[attr-defined]


def test_tables_of_a_newer_trainkit_are_refused(server: Server) -> None:
    space = f"space_{next(NUMBERS)}"
    opened(server, space).close()
    import psycopg

    with psycopg.connect(server.url) as connection:
        connection.execute(f"SET search_path = {space}")
        connection.execute("INSERT INTO form (version) VALUES (99)")
    with pytest.raises(tk.BackendError, match=r"version 99; .* update trainkit"):
        opened(server, space)


def test_a_server_that_comes_back_is_used_again(server: Server, store: Store) -> None:
    store.put("days", "me", [Record("one", "{}", AT, AT.date())])
    server.stop(kill=True)
    with pytest.raises(tk.BackendError) as failed:
        store.put("days", "me", [Record("two", "{}", AT, AT.date())])
    assert failed.value.retryable
    server.start()
    # A pool waits longer after each attempt that was refused, so the first call may come too early.
    put = retry(delays_s=(2, 4, 8))(store.put)
    put("days", "me", [Record("three", "{}", AT, AT.date())])
    assert [one.key for one in store.get("days", "me")] == ["one", "three"]


WRITER = """
import datetime as dt, sys
from trainkit.plugins import Registry
from trainkit.ports import Record
url, space, number = sys.argv[1:]
store = Registry().make("store", "postgres", {"url": url, "schema_name": space})
at = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
turn = 0
while True:
    keys = [f"w{number}-{turn}-{part}" for part in range(5)]
    store.put("days", "me", [Record(one, "{}" * 200, at, at.date()) for one in keys])
    print(*keys, flush=True)
    turn += 1
"""


def test_no_acknowledged_write_is_lost_when_writers_and_server_are_killed(server: Server) -> None:
    space = f"space_{next(NUMBERS)}"
    opened(server, space).close()
    rng = random.Random(7)  # noqa: S311 - moments, not secrets
    for turn in range(3):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, server.url, space, f"{turn}{number}"],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            for number in range(4)
        ]
        heard = [writers[0].stdout.readline()]  # type: ignore[union-attr]
        time.sleep(rng.uniform(0.1, 0.6))
        if turn == 1:
            server.stop(kill=True)
        for one in writers:
            one.kill()
        heard += [line for one in writers for line in (one.communicate()[0] or "").splitlines()]
        if turn == 1:
            server.start()
        acknowledged = {key for line in heard if len(line.split()) == 5 for key in line.split()}
        assert len(acknowledged) >= 5
        store = opened(server, space)
        there = {one.key for one in store.get("days", "me")}
        assert acknowledged <= there
        parts = {key.rpartition("-")[0] for key in there}
        assert len(there) == 5 * len(parts)  # all of a call, or nothing
        store.close()
