"""What sources with a login have in common."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Protocol

from pydantic import AfterValidator

from trainkit.errors import InvalidInput
from trainkit.net import origin_of
from trainkit.net.login import log_in
from trainkit.net.oauth import Provider
from trainkit.records import Account

if TYPE_CHECKING:
    import httpx

__all__ = ["Address", "AddressOrNone", "Credentials", "LogsIn"]


def _check_address(url: str) -> str:
    try:
        origin_of(url)
    except InvalidInput as error:
        allowed = "an address such as https://proxy.example.org/api, with http:// or https://"
        raise InvalidInput("", error.value, allowed) from None
    return url


def _check_given(url: str) -> str:
    return _check_address(url) if url else url


Address = Annotated[str, AfterValidator(_check_address)]
"""An address of a service, among the options of a source."""

AddressOrNone = Annotated[str, AfterValidator(_check_given)]
"""One that may be empty."""


class Credentials(Protocol):
    """What authenticates calls; `Bearer` is one, and a key that never changes another."""

    def __call__(self) -> Mapping[str, str]:
        """Return the header of the next request."""

    def refuse(self) -> None:
        """Note that the service refused the last one."""


class LogsIn:
    """A source with a login; the base class of some."""

    _provider: Provider
    _account: Account
    _clock: Callable[[], dt.datetime]
    _transport: "httpx.BaseTransport | None"

    def log_in(self, show: Callable[[str], object], paste: Callable[[], str] | None = None) -> str:
        """Log in with the own app, and return what the athlete agreed to; see `Kit.log_in`."""
        return log_in(
            self._provider,
            self._account,
            show=show,
            paste=paste,
            clock=self._clock,
            transport=self._transport,
        )

    def is_logged_in(self) -> bool:
        """Return whether a login is kept."""
        return bool(self._account.read())

    def log_out(self) -> None:
        """Forget the login."""
        self._account.delete()
