"""Log in to Garmin, once, because the athlete asked for it."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from trainkit.adapters._garmin.pause import BACKEND, Pause
from trainkit.adapters._garmin.session import TOO_MANY, import_library, new_client
from trainkit.errors import BackendError
from trainkit.net import parse_retry_after

__all__ = ["Ask", "obtain_tokens"]

Ask = Callable[[str], str]
"""Asks the athlete for ``"email"``, ``"password"`` or ``"code"``."""

_BLOCKED = re.compile(r"\b42[79]\b")
_WRONG = "Garmin does not know this address with this password; nothing was kept"
_WRONG_CODE = (
    "the code is wrong or has expired; a new one comes with a new login: trainkit login garmin"
)
_NO_WAY = (
    "Garmin let nobody in: it does not answer, or blocks this network. Wait some hours, or log in "
    "on another network and copy the tokens; see the guide on sources"
)
_NO_TOKENS = "Garmin knows the password but gave no tokens; another version of garminconnect may"


class _Stop(BaseException):
    """Ends a login at once: the library takes every `Exception` for a reason to try another way."""

    def __init__(self, reason: BackendError) -> None:
        super().__init__(reason)
        self.reason = reason


def obtain_tokens(
    email: str, password: str, ask: Ask, *, pause: Pause, base_url: str, china: bool
) -> str:
    """Log in with a password, and with a code where Garmin sends one.

    Parameters
    ----------
    email, password : str
        The account.
    ask : callable
        Asked for ``"code"``, at most once.
    pause : Pause
        Begins at the first refusal.
    base_url, china
        As in `Session`.

    Returns
    -------
    str
        The tokens.

    Raises
    ------
    BackendError
        Garmin or the network refuses.
    """
    pause.check()
    wrong = import_library().GarminConnectAuthenticationError
    client = new_client(base_url, china=china)
    opened: list[Any] = []
    _tame(client, pause, opened)
    try:
        message = _WRONG
        state, pending = client.login(email, password, return_on_mfa=True)
        if state == "needs_mfa":
            code, message = ask("code").strip(), _WRONG_CODE
            client.resume_login(pending, code)
    except _Stop as stop:
        raise stop.reason from None
    except wrong:
        raise BackendError(BACKEND, message) from None
    except _failures() as error:
        if _is_block(error):
            raise pause.begin(None) from None
        raise BackendError(BACKEND, _NO_WAY, retryable=True) from None
    finally:
        for connection in (*opened, client.cs):
            with suppress(Exception):
                connection.close()
    if not client.di_token:
        raise BackendError(BACKEND, _NO_TOKENS)
    return str(client.dumps())


def _tame(client: Any, pause: Pause, opened: list[Any]) -> None:
    """Let a login end at the first block, and with tokens that can be kept, or not at all."""
    client.verify_login = False  # a refusal there would begin the next login
    client._refresh_session = lambda: None
    for name in ("_do_mobile_login", "_do_portal_web_login"):
        _watch_session(client, name, pause, opened)
    widget, post = client._widget_web_login, client._http_post

    def log_in_by_widget(email: str, password: str) -> None:
        try:
            widget(email, password)
        except _failures() as error:
            if _is_block(error):
                raise _Stop(pause.begin(None)) from error
            raise

    def exchange(ticket: str, sess: Any = None, service_url: str | None = None) -> None:  # noqa: ARG001
        # The library would go on with a cookie, which it cannot keep.
        try:
            client._exchange_service_ticket(ticket, service_url=service_url)
        except Exception as error:
            raise _Stop(BackendError(BACKEND, _NO_TOKENS)) from error

    client._widget_web_login, client._establish_session = log_in_by_widget, exchange
    client._http_post = lambda url, **more: _check(post(url, allow_redirects=False, **more), pause)


def _failures() -> tuple[type[Exception], ...]:
    library = import_library()
    return (library.GarminConnectConnectionError, library.GarminConnectTooManyRequestsError)


def _is_block(error: Exception) -> bool:
    return "TooManyRequests" in type(error).__name__ or bool(_BLOCKED.search(str(error)))


def _watch_session(client: Any, name: str, pause: Pause, opened: list[Any]) -> None:
    log_in = getattr(client, name)

    def work(session: Any, email: str, password: str) -> None:
        opened.append(session)
        log_in(_Watched(session, pause), email, password)

    setattr(client, name, work)


class _Watched:
    """A connection of the library's that stops a login at the first block."""

    def __init__(self, session: Any, pause: Pause) -> None:
        self._session, self._pause = session, pause

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def get(self, *args: Any, **options: Any) -> Any:
        """Send a GET request."""
        return _check(self._session.get(*args, **options), self._pause)

    def post(self, *args: Any, **options: Any) -> Any:
        """Send a POST request."""
        return _check(self._session.post(*args, **options), self._pause)


def _check(answer: Any, pause: Pause) -> Any:
    """Return an answer, or stop the login where it is a block."""
    if answer.status_code in TOO_MANY:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        wait_s = parse_retry_after(headers.get("retry-after"), headers.get("date"))
        raise _Stop(pause.begin(wait_s))
    return answer
