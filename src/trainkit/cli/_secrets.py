"""The secrets of the home: in the environment, or in an encrypted file beside the settings."""

from pathlib import Path

from trainkit.errors import BackendError
from trainkit.secrets import Cipher, EnvironmentSecrets, FileSecrets

__all__ = ["HomeSecrets"]

_FILE = "secrets"


class HomeSecrets:
    """Read the environment first, then the file; write the file, which needs a key.

    Parameters
    ----------
    folder : Path
        The home's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._environment, self._path = EnvironmentSecrets(), folder / _FILE

    def __repr__(self) -> str:
        return f"<the environment, and {self._path.name}>"

    def place_of(self, name: str) -> str:
        """Say where a secret is looked for."""
        return f"{self._environment.place_of(name)}, or in the file {self._path}"

    def get(self, name: str) -> str | None:
        """Return a secret; None where there is none of this name."""
        found = self._environment.get(name)
        return found if found is not None or not self._path.exists() else self._file().get(name)

    def set(self, name: str, value: str) -> None:
        """Store a secret in the file."""
        self._file().set(name, value)

    def delete(self, name: str) -> None:
        """Delete a secret from the file, if it exists."""
        if self._path.exists():
            self._file().delete(name)

    def _file(self) -> FileSecrets:
        cipher = Cipher.from_environment()
        if cipher is None:
            message = (
                "a login is kept encrypted: set TRAINKIT_KEY to a key, such as one made by "
                "python -c 'from trainkit.secrets import new_key;print(new_key())', and keep it"
            )
            raise BackendError("secrets", message)
        return FileSecrets(self._path, cipher=cipher)
