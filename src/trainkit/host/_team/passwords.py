"""Passwords, hashed with Argon2id; the parameters are argon2-cffi's own."""

import threading

from trainkit._optional import require
from trainkit.errors import InvalidInput

__all__ = ["LONGEST", "SHORTEST", "Passwords", "check_password"]

SHORTEST, LONGEST = 10, 200  # characters
_AT_ONCE = 4  # a hash takes 64 MiB


class Passwords:
    """Hash and compare passwords; threads share it, and few hash at once.

    The parameters are those of argon2-cffi: the second recommended option of RFC 9106.
    """

    def __init__(self) -> None:
        argon2 = require("argon2", extra="host")
        self._hasher = argon2.PasswordHasher()
        errors = argon2.exceptions
        self._wrong: tuple[type[Exception], ...] = (
            errors.VerificationError,
            errors.InvalidHashError,
        )
        self._few = threading.BoundedSemaphore(_AT_ONCE)
        self._nobody = ""

    def hash(self, password: str) -> str:
        """Return a salted hash."""
        with self._few:
            hashed: str = self._hasher.hash(password)
        return hashed

    def matches(self, kept: str | None, password: str) -> bool:
        """Compare a password with a hash; without one it takes as long, and is False."""
        if not self._nobody:  # before any comparison, so that none takes longer
            self._nobody = self.hash("the password of nobody")
        with self._few:
            try:
                self._hasher.verify(kept or self._nobody, password)
            except self._wrong:
                return False
        return kept is not None

    def renew(self, kept: str, password: str) -> str | None:
        """Return a new hash where the old one has weaker parameters; None where it stays."""
        return self.hash(password) if self._hasher.check_needs_rehash(kept) else None


def check_password(password: str, email: str) -> str:
    """Return a password that may be used; `InvalidInput` without repeating it."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidInput("password", "(kept secret)", f"{SHORTEST} to {LONGEST} characters")
    if len(set(password)) < 4 or password.lower() in {email, email.partition("@")[0]}:
        raise InvalidInput("password", "(kept secret)", "harder to guess")
    return password
