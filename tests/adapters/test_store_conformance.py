"""Every store passes the suite that authors run."""

from pathlib import Path

import pytest

from trainkit.adapters.stores.memory import MemoryStore
from trainkit.adapters.stores.sqlite import SqliteOptions, SqliteStore
from trainkit.plugins.conformance import (
    LastingStoreConformance,
    LeasesConformance,
    RevisionsConformance,
    StoreConformance,
)
from trainkit.ports import Store
from trainkit.secrets import Cipher, EncryptedStore

KEY = "zC0mO7VbGkq3mFQ1aR1v8w0mX2n4p6r8t0u2w4y6A8E="


class TestMemory(LeasesConformance, RevisionsConformance, StoreConformance):
    plugin = "store.memory"

    @pytest.fixture
    def adapter(self) -> Store:
        return MemoryStore()


class TestSqlite(LeasesConformance, RevisionsConformance, LastingStoreConformance):
    plugin = "store.sqlite"

    @pytest.fixture
    def adapter(self, tmp_path: Path) -> Store:
        self.options = SqliteOptions(path=str(tmp_path / "kit.db"))
        return SqliteStore(self.options)

    def reopen(self, _: Store) -> Store:
        return SqliteStore(self.options)

    def options_of(self, _: Store) -> dict[str, object]:
        return {"path": self.options.path}


class TestEncrypted(LeasesConformance, RevisionsConformance, LastingStoreConformance):
    """Encryption changes nothing about keeping records."""

    secret = KEY

    @pytest.fixture
    def adapter(self, tmp_path: Path) -> Store:
        pytest.importorskip("cryptography", reason="the crypto extra is not installed")
        self.options = SqliteOptions(path=str(tmp_path / "kit.db"))
        return EncryptedStore(SqliteStore(self.options), Cipher([KEY]))

    def reopen(self, _: Store) -> Store:
        return EncryptedStore(SqliteStore(self.options), Cipher([KEY]))
