"""The accounts that an athlete's sources are logged in to."""

import datetime as dt
import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import cast

from trainkit.errors import BackendError, InvalidInput
from trainkit.ports import Leases
from trainkit.records._lease import Lease
from trainkit.secrets import SecretStore

__all__ = ["Account", "Accounts", "clock_of"]


class Accounts:
    """Where the logins of one athlete's sources are kept: among the secrets, and nowhere else.

    Parameters
    ----------
    secrets : SecretStore
        Keeps what opens an account.
    open_store : callable
        Return the store, whose leases keep two processes from renewing a login at once.
    athlete : str
        The athlete's name in the store.
    clock : callable
        The current time, aware.
    """

    def __init__(
        self,
        secrets: SecretStore,
        open_store: Callable[[], object],
        athlete: str,
        *,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._secrets, self._open_store = secrets, open_store
        self._athlete, self._clock = athlete, clock

    def read(self, source: str) -> str | None:
        """Return what is kept of the login to a source; None where there is none."""
        return self._secrets.get(self._name(source))

    def write(self, source: str, text: str) -> None:
        """Keep a login to a source instead of the one before."""
        self._secrets.set(self._name(source), text)

    def delete(self, source: str) -> None:
        """Delete the login to a source, if there is one."""
        self._secrets.delete(self._name(source))

    def lease(self, source: str) -> Lease:
        """Return the lease for a renewal of the login to a source."""
        store = cast("Leases", self._open_store())
        return Lease(store, f"refresh:{self._athlete}:{source}"[:200], clock=self._clock)

    def _name(self, source: str) -> str:
        """Name a secret with what every secret store can spell."""
        digest = hashlib.blake2b(self._athlete.encode(), digest_size=6).hexdigest()
        return f"login-{source}-{digest}"


class Account:
    """The account of one source; a `trainkit.net.oauth.Vault`.

    Parameters
    ----------
    accounts : object
        The `Accounts` of a Kit; anything else keeps no login.
    backend : str
        The source's name.
    """

    def __init__(self, accounts: object, backend: str) -> None:
        self._accounts = accounts if isinstance(accounts, Accounts) else None
        self._backend, self._name = backend, backend.rpartition(".")[2]

    def read(self) -> str | None:
        """Return what is kept of the login."""
        return None if self._accounts is None else self._accounts.read(self._name)

    def write(self, text: str) -> None:
        """Keep a login instead of the one before."""
        self._require().write(self._name, text)

    def delete(self) -> None:
        """Delete the login, if there is one."""
        self._require().delete(self._name)

    def lease(self) -> AbstractContextManager[object]:
        """Exclude other processes from renewing the login."""
        return self._require().lease(self._name)

    def _require(self) -> Accounts:
        if self._accounts is None:
            message = "there is no place for a login: use the source through a Kit with `secrets`"
            raise BackendError(self._backend, message)
        return self._accounts


def clock_of(option: object) -> Callable[[], dt.datetime]:
    """Return the clock of an option; `InvalidInput` where nobody filled it in."""
    if not callable(option):
        raise InvalidInput("clock", option, "a function that returns the time; a Kit fills it in")
    return cast("Callable[[], dt.datetime]", option)
