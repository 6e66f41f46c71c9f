"""Garmin through the real garminconnect, against a server on loopback: data and every fault."""

import datetime as dt
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk
from builders.garmin_server import GarminServer, listed, night, serve_garmin, token, zipped
from trainkit.adapters.sources.garmin import GarminOptions, GarminSource
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.plugins.conformance import OverTheNetwork, SourceConformance
from trainkit.ports import Source
from trainkit.records import Accounts

library = pytest.importorskip("garminconnect", reason="the garmin extra is not installed")

NOW = dt.datetime(2026, 5, 10, 6, tzinfo=dt.UTC)
ATHLETE = tk.Athlete(
    sex="female", birth_date="1992-05-14", hr_rest=50, hr_max=188, timezone="Europe/Berlin"
)
GOOD = token(0, 4e9)
SECRET = "refresh-token-that-nobody-may-see"


class Secrets:
    """Secrets in memory."""

    def __init__(self, **kept: str) -> None:
        self.kept = kept

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def set(self, name: str, value: str) -> None:
        self.kept[name] = value

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


class Moment:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
def server() -> Iterator[GarminServer]:
    with serve_garmin() as made:
        made.activities = [listed(n, f"2026-05-0{n}") for n in range(1, 8)]
        made.nights = [night(f"2026-05-0{n}") for n in range(1, 9)]
        made.refresh = SECRET
        yield made


def kit_at(
    server: GarminServer,
    clock: Any = lambda: NOW,
    secrets: Secrets | None = None,
    **more: Any,
) -> tk.Kit:
    source = {
        "name": "garmin",
        "base_url": server.url,
        "tokens": server.tokens(),
        "calls_per_second": 1000,
        **more.pop("source", {}),
    }
    return tk.Kit(
        source=source,
        athlete=more.pop("athlete", ATHLETE),
        secrets=secrets if secrets is not None else Secrets(),
        clock=clock,
        **more,
    )


class TestConformance(OverTheNetwork, SourceConformance):
    plugin = "source.garmin"
    secret = SECRET
    patience_s = 60.0

    @pytest.fixture
    def adapter(self, server: GarminServer) -> Source:
        return self.at(server.url)

    def at(self, url: str) -> Source:
        """A source with a login that is valid."""
        store, secrets = MemoryStore(), Secrets()
        accounts = Accounts(secrets, lambda: store, "me", clock=lambda: NOW)
        tokens = {"di_token": GOOD, "di_refresh_token": SECRET, "di_client_id": "GARMIN"}
        accounts.write("garmin", json.dumps(tokens))
        values: dict[str, Any] = {"base_url": url, "calls_per_second": 1000, "read_s": 0.3}
        return GarminSource(GarminOptions(**values, accounts=accounts, clock=lambda: NOW))

