"""PostgreSQL for the tests of this folder, and waits that pass faster."""

import time
from collections.abc import Iterator

import pytest

from builders.postgres_server import Server, required_server
from trainkit.net import Retry, default_retry

_HURRY = 50.0


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the attempts of a call little time passes; what was decided about them stays."""
    for policy in (Retry.__init__, default_retry):
        defaults = policy.__kwdefaults__ or {}
        assert defaults["sleep"] is time.sleep
        monkeypatch.setitem(defaults, "sleep", lambda seconds: time.sleep(seconds / _HURRY))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A real server; absent is a skip, unless TRAINKIT_REQUIRE_POSTGRES=1."""
    yield from required_server()
