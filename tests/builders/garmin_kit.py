"""A Kit whose source is Garmin on loopback."""

import datetime as dt
from typing import Any

import trainkit as tk
from builders.accounts import MemorySecrets
from builders.garmin_server import GarminServer

__all__ = ["NOW", "SECRET", "garmin_kit"]

NOW = dt.datetime(2026, 5, 10, 6, tzinfo=dt.UTC)
SECRET = "refresh-token-that-nobody-may-see"

_ATHLETE = tk.Athlete(
    sex="female", birth_date="1992-05-14", hr_rest=50, hr_max=188, timezone="Europe/Berlin"
)


def garmin_kit(
    server: GarminServer,
    clock: Any = lambda: NOW,
    secrets: Any = None,
    *,
    source: dict[str, Any] | None = None,
    store: Any = ":memory:",
) -> tk.Kit:
    """A Kit of an athlete in Berlin, logged in unless `source` has other tokens."""
    options = {
        "name": "garmin",
        "base_url": server.url,
        "tokens": server.tokens(),
        "since": "2026-04-15",
        "calls_per_second": 1000,
        **(source or {}),
    }
    return tk.Kit(
        source=options,
        athlete=_ATHLETE,
        secrets=MemorySecrets() if secrets is None else secrets,
        clock=clock,
        store=store,
    )
