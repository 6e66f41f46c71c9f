"""Text made unreadable without a key: Fernet, which is AES-128-CBC with HMAC-SHA256."""

import os
from collections.abc import Iterable
from typing import Self

from trainkit._optional import require
from trainkit.errors import BackendError, InvalidInput

__all__ = ["VARIABLE", "Cipher", "new_key"]

VARIABLE = "TRAINKIT_KEY"
"""The environment variable that holds keys, the newest first, with commas between."""


class Cipher:
    """Encrypts with the newest key, and decrypts with any; threads may share it.

    Parameters
    ----------
    keys : iterable of str
        Fernet keys, as `new_key` makes them, the newest first.

    Raises
    ------
    InvalidInput
        None, or one that is no key; it is not repeated.
    MissingExtra
        cryptography is not installed.

    Examples
    --------
    >>> cipher = Cipher([new_key()])
    >>> cipher.opened(cipher.sealed("48 bpm"))
    '48 bpm'
    """

    def __init__(self, keys: Iterable[str]) -> None:
        fernet = require("cryptography.fernet", extra="crypto")
        given = [one.strip() for one in keys if one.strip()]
        try:
            rings = [fernet.Fernet(one) for one in given]
        except ValueError:
            raise InvalidInput("key", "(kept secret)", "made by trainkit.secrets.new_key") from None
        if not rings:
            raise InvalidInput("key", None, "at least one")
        self._ring = fernet.MultiFernet(rings)
        self._wrong: type[Exception] = fernet.InvalidToken

    @classmethod
    def from_environment(cls) -> Self | None:
        """Make it from ``TRAINKIT_KEY``; None where that is not set."""
        keys = os.environ.get(VARIABLE, "")
        return cls(keys.split(",")) if keys.strip() else None

    def __repr__(self) -> str:
        return "<Cipher>"

    def sealed(self, text: str) -> str:
        """Encrypt a text with the newest key."""
        sealed: bytes = self._ring.encrypt(text.encode())
        return sealed.decode("ascii")

    def opened(self, sealed: str) -> str:
        """Decrypt a text; `BackendError` where no key fits, or it was changed."""
        try:
            opened: bytes = self._ring.decrypt(sealed)
        except self._wrong:
            said = (
                f"something is encrypted with a key that {VARIABLE} does not hold, or was changed"
            )
            raise BackendError("secrets", said) from None
        return opened.decode()


def new_key() -> str:
    """Make a key at random.

    Returns
    -------
    str
        32 bytes in base64, for ``TRAINKIT_KEY``.
    """
    made: bytes = require("cryptography.fernet", extra="crypto").Fernet.generate_key()
    return made.decode("ascii")
