"""PostgreSQL for the tests of this folder."""

import os
from collections.abc import Iterator

import pytest

from builders.postgres_server import Server, binaries, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A real server; absent is a skip, unless TRAINKIT_REQUIRE_POSTGRES=1."""
    required = os.environ.get("TRAINKIT_REQUIRE_POSTGRES") == "1"
    if not required:
        pytest.importorskip("psycopg", reason="the postgres extra is not installed")
        pytest.importorskip("psycopg_pool", reason="the postgres extra is not installed")
        if binaries() is None:
            pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with serving() as running:
        yield running
