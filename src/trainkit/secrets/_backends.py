"""Secrets by name: from the environment, the system's keyring, or an encrypted file."""

import json
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Protocol

from trainkit._optional import require
from trainkit.errors import BackendError, InvalidInput
from trainkit.secrets._cipher import VARIABLE, Cipher

__all__ = ["EnvironmentSecrets", "FileSecrets", "KeyringSecrets", "SecretStore"]

_WRITING = threading.Lock()


class SecretStore(Protocol):
    """Keeps secrets by name; no secret ever shows in its `repr`, its errors or a log.

    It raises `BackendError` where it cannot keep or find. Threads may share it.
    """

    def get(self, name: str) -> str | None:
        """Find a secret; None where there is none of this name."""

    def set(self, name: str, value: str) -> None:
        """Keep a secret; one of the same name is replaced."""

    def delete(self, name: str) -> None:
        """Forget a secret, if there is one."""


class EnvironmentSecrets:
    """Secrets from environment variables; they can only be read.

    Parameters
    ----------
    prefix : str
        What a variable's name begins with: the secret ``"acme"`` is in ``TRAINKIT_ACME``.
    """

    def __init__(self, *, prefix: str = "TRAINKIT_") -> None:
        self._prefix = prefix

    def __repr__(self) -> str:
        return f"<EnvironmentSecrets {self._prefix}*>"

    def get(self, name: str) -> str | None:
        """Read a variable."""
        return os.environ.get(self._variable(name)) or None

    def set(self, name: str, value: str) -> None:  # noqa: ARG002  the value must not be repeated
        """Refuse: a variable set here would be gone with the process."""
        said = f"the environment is not written to; set {self._variable(name)} where it is made"
        raise BackendError("secrets", said)

    def delete(self, name: str) -> None:
        """Refuse, as `set` does, where there is such a variable."""
        if self.get(name) is not None:
            self.set(name, "")

    def _variable(self, name: str) -> str:
        return self._prefix + _checked(name).upper().replace("-", "_").replace(".", "_")


class KeyringSecrets:
    """Secrets in the keyring of the system.

    Parameters
    ----------
    service : str
        Under which name they stand there.

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
            found: str | None = self._keyring.get_password(self._service, _checked(name))
        except self._errors.KeyringError as error:
            raise self._told(error) from None
        return found

    def set(self, name: str, value: str) -> None:
        """Write to the keyring."""
        try:
            self._keyring.set_password(self._service, _checked(name), value)
        except self._errors.KeyringError as error:
            raise self._told(error) from None

    def delete(self, name: str) -> None:
        """Delete from the keyring."""
        if self.get(name) is None:
            return
        try:
            self._keyring.delete_password(self._service, name)
        except self._errors.KeyringError as error:
            raise self._told(error) from None

    def _told(self, error: Exception) -> BackendError:
        said = (
            f"the keyring of this system cannot be used ({type(error).__name__}); "
            f"take an encrypted file or the environment instead"
        )
        return BackendError("secrets", said)


class FileSecrets:
    """Secrets in one encrypted file, readable by its owner only.

    Parameters
    ----------
    path : path
        The file; made with the first secret.
    cipher : Cipher, optional
        With which keys; by default those of ``TRAINKIT_KEY``.

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
        return self._read().get(_checked(name))

    def set(self, name: str, value: str) -> None:
        """Write the file anew, whole or not at all."""
        with self._alone():
            self._write(self._read() | {_checked(name): value})

    def delete(self, name: str) -> None:
        """Write the file anew without a secret."""
        with self._alone():
            kept = self._read()
            if kept.pop(_checked(name), None) is not None:
                self._write(kept)

    def rotate(self) -> None:
        """Encrypt the file anew, with the newest key."""
        with self._alone():
            self._write(self._read())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other threads and processes from writing meanwhile."""
        with _WRITING, _locked(self._path.parent):
            yield

    def _read(self) -> dict[str, str]:
        try:
            sealed = self._path.read_text(encoding="ascii")
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as error:
            raise BackendError("secrets", f"{self._path.name} cannot be read: {error}") from error
        kept: dict[str, str] = json.loads(self._cipher.opened(sealed))
        return kept

    def _write(self, kept: dict[str, str]) -> None:
        beside = self._path
        try:
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".")  # its owner's only
            beside = Path(name)
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                stream.write(self._cipher.sealed(json.dumps(kept)))
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(self._path)
        except OSError as error:
            raise BackendError("secrets", f"{self._path.name}: {error.strerror}") from error
        finally:
            if beside != self._path:
                beside.unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Lock a folder among processes, on systems that can."""
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


def _checked(name: str) -> str:
    if not name or not name.replace("-", "").replace("_", "").replace(".", "").isalnum():
        raise InvalidInput("name", name, "letters, digits, '-', '_' and '.'")
    return name
