"""Encrypt text with Fernet: AES-128-CBC with HMAC-SHA256."""

import os
from collections.abc import Iterable
from typing import Self

from trainkit._optional import require
from trainkit.errors import BackendError, InvalidInput

__all__ = ["VARIABLE", "Cipher", "new_key"]

VARIABLE = "TRAINKIT_KEY"
"""The environment variable with the keys, separated by commas, the newest first."""
_ALLOWED = (
    "a key, or several with commas between them; a new one is made by "
    "python -c 'from trainkit.secrets import new_key; print(new_key())'"
)


class Cipher:
    """Encrypt with the newest key, decrypt with any; threads may share it.

    Parameters
    ----------
    keys : iterable of str
        Fernet keys, as `new_key` creates them, the newest first.

    Raises
    ------
    InvalidInput
        There is no key, or an invalid one; the message does not repeat it.
    MissingExtra
        cryptography is not installed.

    Examples
    --------
    >>> cipher = Cipher([new_key()])
    >>> cipher.decrypt(cipher.encrypt("48 bpm"))
    '48 bpm'
    """

    def __init__(self, keys: Iterable[str]) -> None:
        fernet = require("cryptography.fernet", extra="crypto")
        stripped = [key.strip() for key in keys if key.strip()]
        try:
            rings = [fernet.Fernet(key) for key in stripped]
        except ValueError:
            raise InvalidInput("key", "(kept secret)", "made by trainkit.secrets.new_key") from None
        if not rings:
            raise InvalidInput("key", None, "at least one")
        self._ring = fernet.MultiFernet(rings)
        self._invalid_token: type[Exception] = fernet.InvalidToken

    @classmethod
    def from_environment(cls) -> Self | None:
        """Create a cipher with the keys of ``TRAINKIT_KEY``; None where that is not set."""
        keys = os.environ.get(VARIABLE, "")
        try:
            return cls(keys.split(",")) if keys.strip() else None
        except InvalidInput:
            raise InvalidInput(VARIABLE, "(kept secret)", _ALLOWED) from None

    def __repr__(self) -> str:
        return "<Cipher>"

    def encrypt(self, text: str) -> str:
        """Encrypt a text with the newest key."""
        token: bytes = self._ring.encrypt(text.encode())
        return token.decode("ascii")

    def decrypt(self, token: str) -> str:
        """Decrypt a token; `BackendError` where no key fits, or the token was altered."""
        try:
            text: bytes = self._ring.decrypt(token)
        except self._invalid_token:
            message = f"a text was altered, or encrypted with a key that {VARIABLE} does not hold"
            raise BackendError("secrets", message) from None
        return text.decode()


def new_key() -> str:
    """Create a random key.

    Returns
    -------
    str
        32 random bytes in base64, for ``TRAINKIT_KEY``.
    """
    key: bytes = require("cryptography.fernet", extra="crypto").Fernet.generate_key()
    return key.decode("ascii")
