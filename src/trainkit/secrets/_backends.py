"""Secrets by name: from the environment, the system's keyring, or an encrypted file."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Protocol

from trainkit._files import write_file
from trainkit._optional import require
from trainkit.errors import BackendError, InvalidInput
from trainkit.secrets._cipher import VARIABLE, Cipher

__all__ = ["EnvironmentSecrets", "FileSecrets", "KeyringSecrets", "SecretStore"]

_WRITE_LOCK = threading.Lock()


class SecretStore(Protocol):
    """A store of secrets by name; no secret appears in its `repr`, its errors or a log.

    It raises `BackendError` on failure. Threads may share it.
    """

    def get(self, name: str) -> str | None:
        """Return a secret; None where there is none of this name."""

    def set(self, name: str, value: str) -> None:
        """Store a secret, replacing one of the same name."""

    def delete(self, name: str) -> None:
        """Delete a secret, if it exists."""


class EnvironmentSecrets:
    """Secrets in environment variables, read-only.

    Parameters
    ----------
    prefix : str
        Prefix of the variables: the secret ``"acme"`` is in ``TRAINKIT_ACME``.
    """

    def __init__(self, *, prefix: str = "TRAINKIT_") -> None:
        self._prefix = prefix

    def __repr__(self) -> str:
        return f"<EnvironmentSecrets {self._prefix}*>"

    def place_of(self, name: str) -> str:
        """Say where a secret is looked for."""
        return f"the environment, as {self._variable(name)}"

    def get(self, name: str) -> str | None:
        """Read a variable."""
        return os.environ.get(self._variable(name)) or None

    def set(self, name: str, value: str) -> None:  # noqa: ARG002  the value must not be repeated
        """Raise `BackendError`: a variable set here would vanish with the process."""
        variable = self._variable(name)
        message = f"the environment is read-only; set {variable} where the process is started"
        raise BackendError("secrets", message)

    def delete(self, name: str) -> None:
        """Raise `BackendError` where the variable exists."""
        if self.get(name) is not None:
            self.set(name, "")

    def _variable(self, name: str) -> str:
        return self._prefix + _check_name(name).upper().replace("-", "_").replace(".", "_")


class KeyringSecrets:
    """Secrets in the keyring of the operating system.

    Parameters
    ----------
    service : str
        The service name in the keyring.

    Raises
    ------
    MissingExtra
        keyring is not installed.
    """

    def __init__(self, *, service: str = "trainkit") -> None:
        self._keyring = require("keyring", extra="keyring")
        self._errors = require("keyring.errors", extra="keyring")
        self._service = service

    def __repr__(self) -> str:
        return f"<KeyringSecrets {self._service}>"

    def get(self, name: str) -> str | None:
        """Read from the keyring."""
        try:
            secret: str | None = self._keyring.get_password(self._service, _check_name(name))
        except self._errors.KeyringError as error:
            raise _keyring_error(error) from None
        return secret

    def set(self, name: str, value: str) -> None:
        """Write to the keyring."""
        try:
            self._keyring.set_password(self._service, _check_name(name), value)
        except self._errors.KeyringError as error:
            raise _keyring_error(error) from None

    def delete(self, name: str) -> None:
        """Delete from the keyring."""
        if self.get(name) is None:
            return
        try:
            self._keyring.delete_password(self._service, name)
        except self._errors.KeyringError as error:
            raise _keyring_error(error) from None


class FileSecrets:
    """Secrets in one encrypted file that only its owner may read.

    Parameters
    ----------
    path : path
        The file; created with the first secret.
    cipher : Cipher, optional
        Encrypts the file; by default with the keys of ``TRAINKIT_KEY``.

    Raises
    ------
    InvalidInput
        There is no key.
    """

    def __init__(self, path: str | os.PathLike[str], *, cipher: Cipher | None = None) -> None:
        chosen = cipher or Cipher.from_environment()
        if chosen is None:
            raise InvalidInput("cipher", None, f"given, or {VARIABLE} set to a key")
        self._path, self._cipher = Path(path), chosen

    def __repr__(self) -> str:
        return f"<FileSecrets {self._path.name}>"

    def get(self, name: str) -> str | None:
        """Read from the file."""
        return self._read().get(_check_name(name))

    def set(self, name: str, value: str) -> None:
        """Rewrite the file atomically."""
        with self._exclusive_access():
            self._write(self._read() | {_check_name(name): value})

    def delete(self, name: str) -> None:
        """Rewrite the file without a secret."""
        with self._exclusive_access():
            secrets = self._read()
            if secrets.pop(_check_name(name), None) is not None:
                self._write(secrets)

    def rotate(self) -> None:
        """Encrypt the file again with the newest key."""
        with self._exclusive_access():
            self._write(self._read())

    @contextmanager
    def _exclusive_access(self) -> Iterator[None]:
        """Exclude other threads and processes from writing."""
        with _WRITE_LOCK, _lock_folder(self._path.parent):
            yield

    def _read(self) -> dict[str, str]:
        try:
            token = self._path.read_text(encoding="ascii")
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as error:
            raise BackendError("secrets", f"{self._path.name} cannot be read: {error}") from error
        secrets: dict[str, str] = json.loads(self._cipher.decrypt(token))
        return secrets

    def _write(self, secrets: dict[str, str]) -> None:
        try:
            write_file(self._path, self._cipher.encrypt(json.dumps(secrets)).encode("ascii"))
        except OSError as error:
            raise BackendError("secrets", f"{self._path.name}: {error.strerror}") from error


@contextmanager
def _lock_folder(folder: Path) -> Iterator[None]:
    """Lock a folder among processes, where the system supports it."""
    try:
        fcntl = import_module("fcntl")
        handle = os.open(folder, os.O_RDONLY)
    except (ModuleNotFoundError, OSError):
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _keyring_error(error: Exception) -> BackendError:
    message = (
        f"the keyring of this system cannot be used ({type(error).__name__}); "
        f"use an encrypted file or the environment instead"
    )
    return BackendError("secrets", message)


def _check_name(name: str) -> str:
    if not name or not name.replace("-", "").replace("_", "").replace(".", "").isalnum():
        raise InvalidInput("name", name, "letters, digits, '-', '_' and '.'")
    return name
