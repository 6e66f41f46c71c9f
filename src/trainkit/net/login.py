"""Log in to a service in the athlete's own browser, and keep the tokens."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from trainkit.errors import InvalidInput
from trainkit.net.oauth import Provider, Vault, finish, start

if TYPE_CHECKING:
    import httpx

__all__ = ["log_in"]

_PASTED = "http://localhost/"  # nobody listens: the address in the browser's bar is what counts


def log_in(
    provider: Provider,
    vault: Vault,
    *,
    show: Callable[[str], object],
    paste: Callable[[], str] | None,
    clock: Callable[[], dt.datetime],
    seconds: float = 300.0,
    transport: "httpx.BaseTransport | None" = None,
) -> str:
    """Show the address where the athlete agrees, wait for the answer, and keep the tokens.

    Parameters
    ----------
    provider : Provider
        The service.
    vault : Vault
        Keeps the tokens.
    show : callable
        Shows the address, or opens it in a browser.
    paste : callable or None
        Asks for the address that the browser was sent to; None waits for it on this machine.
    clock : callable
        The current time, aware.
    seconds : float
        How long to wait [s].
    transport : httpx.BaseTransport, optional
        As in `HttpClient`.

    Returns
    -------
    str
        What the athlete agreed to, where the service says so.

    Raises
    ------
    InvalidInput
        There is no app, or the answer belongs to another login.
    BackendError
        The athlete or the service refused, or nobody answered in time.
    """
    if not provider.client_id:
        raise InvalidInput("client_id", "", "the number of your app at the service")
    if paste is not None:
        login = start(provider, _PASTED)
        show(login.url)
        redirect = paste()
    else:
        from trainkit.net.loopback import Receiver  # noqa: PLC0415  it imports a web server

        with Receiver(host="localhost") as receiver:
            login = start(provider, receiver.redirect_uri)
            show(login.url)
            redirect = receiver.wait(seconds)
    tokens = finish(provider, login, redirect, clock=clock, transport=transport)
    vault.write(tokens.dump())
    return tokens.scope
