"""Seven writers are killed at random moments: nothing acknowledged is lost or half done."""

import datetime as dt
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import trainkit as tk
from builders import writers
from builders.kills import KILLS, Killer, killer
from trainkit.chaos import recover

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no fork")


@pytest.fixture
def kills(tmp_path: Path) -> Iterator[Killer]:
    with killer("builders.writers", tmp_path) as one:
        yield one


def test_a_store(kills: Killer, tmp_path: Path) -> None:
    done: set[str] = set()
    for number in range(KILLS):
        for keys in kills.kill("store", number, within_s=0.01):
            done |= set(keys)  # type: ignore[call-overload]
        store = writers.store_of(tmp_path)
        there = {record.key: record.body for record in store.get("days", "me")}
        store.close()
        assert done <= set(there)
        assert all(body == key * 40 for key, body in there.items())
        assert len(there) % 5 == 0  # all of a call, or nothing
    assert len(done) > KILLS
    with sqlite3.connect(tmp_path / "store.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_a_sealed_store(kills: Killer, tmp_path: Path) -> None:
    done: set[tuple[str, str]] = set()
    for number in range(KILLS):
        done |= {tuple(one) for one in kills.kill("sealed", number, within_s=0.1)}  # type: ignore[arg-type]
        with writers.sealed_kit(tmp_path) as kit:
            there = {
                (str(entry.date), entry.provenance.source)
                for day in kit.history().days
                for entry in (day.originals or (day,))
            }
        assert done <= there
        # Quotes are in no base64: three letters alone occur in some megabytes by chance.
        assert all(b'"mood"' not in path.read_bytes() for path in tmp_path.glob("sealed.db*"))
    assert len(done) > KILLS


def test_a_session(kills: Killer, tmp_path: Path) -> None:
    done: list[object] = []
    for number in range(KILLS):
        done += kills.kill("session", number, within_s=0.01)
        kept = [trial.point for trial in writers.search(tmp_path).trials]
        assert [point for point in done if point not in kept] == []
        assert len({json.dumps(point) for point in kept}) == len(kept)  # none is tried twice
    assert len(done) > KILLS


def test_a_campaign(kills: Killer, tmp_path: Path) -> None:
    done: list[object] = []
    shop, left = writers.Shop(tmp_path), 0
    for number in range(KILLS):
        done += kills.kill("campaign", number, within_s=0.01)
        standing = {fault.name for fault in shop.faults.iterdir()}
        left += len(standing)
        with suppress(tk.BackendError):  # the kill came before the answer, which it tells
            assert standing <= set(recover(tmp_path / "campaign", shop))
        assert list(shop.faults.iterdir()) == []
        kept = [trial.point for trial in writers.campaign_of(tmp_path).session.trials]
        assert [point for point in done if point not in kept] == []
    assert len(done) > KILLS
    assert left > 0, "no kill came while a fault stood"


def test_an_import(kills: Killer, tmp_path: Path) -> None:
    path = tmp_path / "imported.json"
    for number in range(KILLS):
        told = kills.kill("imports", number, within_s=0.4)
        writers.text_of(path)  # the old file or the new one, and nothing between
        days = len(writers.days_of(path))
        assert days % 20 == 0
        assert days >= max(told, default=0)  # type: ignore[type-var]
        path.unlink(missing_ok=True)
    assert not [one for one in tmp_path.iterdir() if one.suffix == ".damaged"]


def test_entries_by_hand(kills: Killer, tmp_path: Path) -> None:
    done: set[object] = set()
    for number in range(KILLS):
        done |= set(kills.kill("log", number, within_s=0.3))
        writers.text_of(tmp_path / "log.json")
        assert done <= set(writers.days_of(tmp_path / "log.json"))
    assert len(done) > KILLS // 2


def test_the_rotation_of_a_key(kills: Killer, tmp_path: Path) -> None:
    days = [
        tk.DailyHealth(date=writers.FIRST + dt.timedelta(days=day), mood=day % 100)
        for day in range(300)
    ]
    with writers.sealed_kit(tmp_path) as kit:
        kit.log(tk.History(days=days))
        before = kit.history().days
    finished = 0
    for number in range(KILLS):
        told = kills.kill("rotation", number, within_s=0.15)
        with writers.sealed_kit(tmp_path, writers.KEYS) as kit:  # either key, until it is done
            assert kit.history().days == before
        finished += sum(one["key"] == writers.KEYS[number % 2] for one in told)  # type: ignore[index]
    newest = writers.KEYS[0]
    with writers.sealed_kit(tmp_path, writers.KEYS) as kit:
        assert kit.rotate() >= len(days)
    with writers.sealed_kit(tmp_path, [newest]) as kit:
        assert kit.history().days == before  # the old key is not needed any more
    with suppress(tk.BackendError), writers.sealed_kit(tmp_path, [writers.KEYS[1]]) as kit:
        pytest.fail(f"the old key still opens {kit.history().span}")
    assert finished > 0
