"""Secrets by name, keys, and encrypted records."""

import datetime as dt
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import trainkit as tk
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.ports import Record
from trainkit.secrets import (
    Cipher,
    EncryptedStore,
    EnvironmentSecrets,
    FileSecrets,
    KeyringSecrets,
    new_key,
)

AT = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _crypto() -> None:
    pytest.importorskip("cryptography", reason="the crypto extra is not installed")


def test_a_file_keeps_secrets_that_only_the_key_opens(tmp_path: Path) -> None:
    path, key = tmp_path / "secrets", new_key()
    kept = FileSecrets(path, cipher=Cipher([key]))
    assert kept.get("acme") is None
    kept.set("acme", "token-0815")
    kept.set("other", "ü" * 100)
    assert FileSecrets(path, cipher=Cipher([key])).get("acme") == "token-0815"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"token-0815" not in path.read_bytes()
    assert "token-0815" not in repr(kept)
    assert [one.name for one in tmp_path.iterdir()] == ["secrets"]
    kept.delete("acme")
    kept.delete("acme")
    assert kept.get("acme") is None
    with pytest.raises(tk.BackendError, match="TRAINKIT_KEY does not hold") as failed:
        FileSecrets(path, cipher=Cipher([new_key()])).get("other")
    assert key not in str(failed.value)


def test_threads_and_objects_lose_no_secret(tmp_path: Path) -> None:
    key = new_key()

    def work(number: int) -> None:
        FileSecrets(tmp_path / "secrets", cipher=Cipher([key])).set(f"name-{number}", "x")

    threads = [threading.Thread(target=work, args=(one,)) for one in range(16)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    kept = FileSecrets(tmp_path / "secrets", cipher=Cipher([key]))
    assert all(kept.get(f"name-{number}") == "x" for number in range(16))
    assert [one.name for one in tmp_path.iterdir()] == ["secrets"]


def test_processes_lose_no_secret(tmp_path: Path) -> None:
    key = new_key()
    code = (
        "import sys; from trainkit.secrets import Cipher, FileSecrets\n"
        "path, key, number = sys.argv[1:]\n"
        "kept = FileSecrets(path, cipher=Cipher([key]))\n"
        "for turn in range(10): kept.set(f'name-{number}-{turn}', 'x')\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "secrets"), key, str(one)])
        for one in range(4)
    ]
    assert [one.wait() for one in running] == [0] * 4
    kept = FileSecrets(tmp_path / "secrets", cipher=Cipher([key]))
    assert all(kept.get(f"name-{one}-{turn}") for one in range(4) for turn in range(10))


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    kept = FileSecrets(tmp_path / "secrets", cipher=Cipher([new_key()]))
    kept.set("acme", "token")
    content = (tmp_path / "secrets").read_text()
    (tmp_path / "secrets").write_text(content[:-6] + "AAAA==")
    with pytest.raises(tk.BackendError):
        kept.get("acme")
    (tmp_path / "secrets").write_bytes(b"\xff\xfe")
    with pytest.raises(tk.BackendError, match="cannot be read"):
        kept.get("acme")
    with pytest.raises(tk.BackendError, match="No such file"):
        FileSecrets(tmp_path / "no" / "secrets", cipher=Cipher([new_key()])).set("a", "b")


def test_the_key_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRAINKIT_KEY", raising=False)
    with pytest.raises(tk.InvalidInput, match="TRAINKIT_KEY set to a key"):
        FileSecrets(tmp_path / "secrets")
    monkeypatch.setenv("TRAINKIT_KEY", new_key())
    FileSecrets(tmp_path / "secrets").set("acme", "token")
    assert FileSecrets(tmp_path / "secrets").get("acme") == "token"
    monkeypatch.setenv("TRAINKIT_KEY", "not-a-key")
    with pytest.raises(tk.InvalidInput, match="kept secret") as refused:
        FileSecrets(tmp_path / "secrets")
    assert "not-a-key" not in str(refused.value)
    with pytest.raises(tk.InvalidInput, match="at least one"):
        Cipher([" "])


def test_keys_are_rotated(tmp_path: Path) -> None:
    old, new = new_key(), new_key()
    FileSecrets(tmp_path / "secrets", cipher=Cipher([old])).set("acme", "token")
    FileSecrets(tmp_path / "secrets", cipher=Cipher([new, old])).rotate()
    assert FileSecrets(tmp_path / "secrets", cipher=Cipher([new])).get("acme") == "token"
    store = MemoryStore()
    store.put("days", "me", [Record("plain", "48 bpm", AT)])  # from before there was a key
    EncryptedStore(store, Cipher([old])).put("tokens", "anna", [Record("acme", "token", AT)])
    assert EncryptedStore(store, Cipher([new, old])).rotate() == 2
    fresh = EncryptedStore(store, Cipher([new]))
    assert fresh.get("tokens", "anna")[0].body == "token"
    assert fresh.get("days", "me")[0].body == "48 bpm"
    assert "48 bpm" not in store.get("days", "me")[0].body
    with pytest.raises(tk.BackendError):
        EncryptedStore(store, Cipher([old])).get("tokens", "anna")
    with pytest.raises(tk.InvalidInput, match="key is missing"):
        EncryptedStore(store, None).rotate()


def test_a_missing_key_is_reported() -> None:
    store, key = MemoryStore(), new_key()
    EncryptedStore(store, Cipher([key])).put("days", "me", [Record("one", "48 bpm", AT)])
    with pytest.raises(tk.BackendError, match="days are encrypted; set TRAINKIT_KEY"):
        EncryptedStore(store, None).get("days", "me")


def test_a_body_that_was_moved_is_refused() -> None:
    store, cipher = MemoryStore(), Cipher([new_key()])
    sealed = EncryptedStore(store, cipher)
    sealed.put("tokens", "anna", [Record("acme", "token", AT)])
    stolen = store.get("tokens", "anna")
    store.put("tokens", "ben", stolen)
    with pytest.raises(tk.BackendError, match="was moved from its place"):
        sealed.get("tokens", "ben")


def test_the_environment_is_only_read(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = EnvironmentSecrets()
    monkeypatch.setenv("TRAINKIT_ACME_TOKEN", "token-0815")
    assert kept.get("acme-token") == "token-0815"
    assert kept.get("other") is None
    kept.delete("other")
    with pytest.raises(tk.BackendError, match="set TRAINKIT_OTHER where") as refused:
        kept.set("other", "token-4711")
    assert "token-4711" not in str(refused.value)
    with pytest.raises(tk.BackendError, match="TRAINKIT_ACME_TOKEN"):
        kept.delete("acme-token")
    assert "token-0815" not in repr(kept)
    for wrong in ("", "a b", "../x", "a\n"):
        with pytest.raises(tk.InvalidInput, match="letters, digits"):
            kept.get(wrong)


def test_the_keyring_is_used_where_there_is_one() -> None:
    keyring = pytest.importorskip("keyring", reason="the keyring extra is not installed")
    from keyring.backend import KeyringBackend
    from keyring.backends.fail import Keyring as NoKeyring

    class Ring(KeyringBackend):
        priority = 1
        kept: dict[tuple[str, str], str] = {}  # noqa: RUF012

        def get_password(self, service: str, username: str) -> str | None:
            return self.kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            self.kept[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            del self.kept[service, username]

    before = keyring.get_keyring()
    try:
        keyring.set_keyring(Ring())
        kept = KeyringSecrets()
        kept.set("acme", "token")
        assert kept.get("acme") == "token"
        assert Ring.kept == {("trainkit", "acme"): "token"}
        kept.delete("acme")
        kept.delete("acme")
        assert kept.get("acme") is None
        keyring.set_keyring(NoKeyring())
        for work in (lambda: kept.get("acme"), lambda: kept.set("acme", "token-0815")):
            with pytest.raises(tk.BackendError, match="keyring of this system") as failed:
                work()
            assert "token-0815" not in str(failed.value)
    finally:
        keyring.set_keyring(before)
