"""garminconnect's client on a connection of ours, with the account's tokens and nothing else.

The library logs in, signs calls and renews tokens. What it does beside that is taken from it: it
would log in again by itself, try five ways after a refusal, keep tokens in files, follow redirects,
read answers of any size, and hide statuses (version 0.3.2).
"""

import logging
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from http.cookiejar import DefaultCookiePolicy
from types import ModuleType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from trainkit._optional import require
from trainkit.adapters._garmin.pause import BACKEND, Pause
from trainkit.errors import BackendError
from trainkit.net import parse_retry_after, remaining_s
from trainkit.records import Account

__all__ = ["LOGIN_AGAIN", "TOO_MANY", "Answer", "Session", "import_library", "new_client"]

TOO_MANY = frozenset({427, 429})
"""Statuses of a block."""

LOGIN_AGAIN = "log in again: trainkit login garmin"

_UNAUTHORIZED, _FORBIDDEN, _MISSING, _FAILING = 401, 403, 404, 500
_LARGEST_B = 64 * 1024 * 1024
_CHUNK_B = 65_536
_LONGEST_S = 120.0  # of one answer, however slowly it comes
_FRESH_S = 600.0  # after a renewal: a clock that is fast must not renew with every call


class Answer(NamedTuple):
    """An answer of the API.

    Parameters
    ----------
    status : int
        Of success, or 404.
    body : bytes
        All of it.
    """

    status: int
    body: bytes


class Session:
    """Signed calls of the API; threads may share it.

    Parameters
    ----------
    account : Account
        Keeps the tokens.
    pause : Pause
        Begins where Garmin asks for it.
    base_url : str
        Another host than Garmin's own for everything; empty for Garmin's.
    china : bool
        Whether the account is one of garmin.cn.
    tokens : str
        Tokens of an earlier login, for an account without any.
    read_s : float
        Time limit for each part of an answer [s].
    """

    def __init__(
        self,
        account: Account,
        pause: Pause,
        *,
        base_url: str,
        china: bool,
        tokens: str,
        read_s: float,
    ) -> None:
        self._account, self._pause, self._tokens = account, pause, tokens
        self._base_url, self._china, self._read_s = base_url, china, read_s
        self._lock, self._seen = threading.RLock(), threading.local()
        self._client: Any = None
        self._connection: Any = None
        self._loaded, self._renewed_at = "", -_FRESH_S

    def request(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None = None,
        body: object = None,
    ) -> Answer:
        """Send a signed request, once.

        Parameters
        ----------
        method, path : str
            The path without a query.
        query : mapping, optional
            The query.
        body : object, optional
            Sent as JSON.

        Returns
        -------
        Answer
            Of success, or of something that is not there.

        Raises
        ------
        BackendError
            Anything else.
        """
        self._pause.check()
        client = self._ready()
        seen = self._seen
        seen.status, seen.headers, seen.token = None, {}, client.di_token
        limit_s = min(self._read_s, max(remaining_s(), 0.01))
        options = {"params": query, "json": body, "timeout": limit_s, "allow_redirects": False}
        try:
            answer = client.request(method, "connectapi", path, **options)
        except _transport_errors() as error:
            raise _broken(error, limit_s) from None
        except _library_errors():
            return self._judge(path)
        if seen.status is not None and 300 <= seen.status < 400:
            raise BackendError(BACKEND, f"{_service(path)}: it sends us elsewhere; not followed")
        return Answer(seen.status or 200, answer.content)

    def prepare(self) -> None:
        """Raise `BackendError` where nobody has logged in, or a pause lasts."""
        self._pause.check()
        self._ready()

    def forget(self) -> None:
        """Forget the tokens in memory."""
        with self._lock:
            self._client, self._loaded = None, ""

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()

    def _judge(self, path: str) -> Answer:
        """Return the answer of a missing thing, or raise what the last status means."""
        status = self._seen.status or 0
        if status == _MISSING:
            return Answer(status, b"")
        if status in TOO_MANY:
            raise self._pause.begin(_wait_s(self._seen.headers))
        if status == _UNAUTHORIZED:
            raise BackendError(BACKEND, f"Garmin refuses the login; {LOGIN_AGAIN}")
        if status == _FORBIDDEN:
            message = "Garmin refuses access, or blocks this network; the Garmin app tells which"
            raise BackendError(BACKEND, f"{_service(path)}: {message}")
        retryable = status >= _FAILING or status == 408
        raise BackendError(BACKEND, f"{_service(path)} answered {status}", retryable=retryable)

    def _ready(self) -> Any:
        """Return the client with tokens; `BackendError` where nobody has logged in."""
        with self._lock:
            if self._client is not None:
                return self._client
            text = self._account.read() or self._tokens
            if not text:
                raise BackendError(
                    BACKEND, "nobody has logged in yet; log in: trainkit login garmin"
                )
            client = self._make()
            _load(client, text)
            if text == self._tokens:
                with suppress(BackendError):  # secrets that cannot be written
                    self._account.write(text)
            self._client, self._loaded = client, text
            return client

    def _make(self) -> Any:
        client = new_client(self._base_url, china=self._china)
        if self._connection is None:
            self._connection = _connect(self._watch)
        client._api_session = self._connection
        client._fresh_api_session = lambda: self._connection
        client._refresh_session = self._renew
        post = client._http_post
        client._http_post = lambda url, **options: self._post_tokens(post, url, options)
        return client

    def _watch(self, response: Any, **_: object) -> None:
        """Note the status of an answer, and read it within limits."""
        seen = self._seen
        seen.status = response.status_code
        seen.headers = {name.lower(): value for name, value in response.headers.items()}
        end, parts, size = time.monotonic() + _LONGEST_S, [], 0
        for part in response.iter_content(_CHUNK_B):
            parts.append(part)
            size += len(part)
            if size > _LARGEST_B or time.monotonic() > end:
                response.close()
                raise BackendError(BACKEND, "the answer is larger than anything it should send")
        response._content = b"".join(parts)

    def _post_tokens(self, post: Any, url: str, options: Mapping[str, object]) -> Any:
        self._seen.status, self._seen.headers = None, {}
        answer = post(url, **{**options, "allow_redirects": False})
        self._seen.status = answer.status_code
        self._seen.headers = {name.lower(): value for name, value in answer.headers.items()}
        return answer

    def _renew(self) -> None:
        """Renew the tokens under the account's lease, unless another thread or process has.

        The library calls this a quarter of an hour before they end, and after a refusal.
        """
        refused, client, seen = self._seen.status == _UNAUTHORIZED, self._client, self._seen
        with self._account.lease():
            text = self._account.read()
            if client.di_token == seen.token and text and text != self._loaded:
                _load(client, text)
                self._loaded = text
            elif client.di_token == seen.token and (refused or self._is_old()):
                self._exchange(client)
        seen.token = client.di_token

    def _is_old(self) -> bool:
        return time.monotonic() - self._renewed_at > _FRESH_S

    def _exchange(self, client: Any) -> None:
        expected: tuple[type[Exception], ...] = (OSError, ValueError, KeyError, TypeError)
        try:
            client._refresh_di_token()
        except expected + _library_errors() as error:
            raise self._renewal_error(error) from None
        self._loaded, self._renewed_at = client.dumps(), time.monotonic()
        self._account.write(self._loaded)

    def _renewal_error(self, error: Exception) -> BackendError:
        status = self._seen.status
        if status is None and not isinstance(error, _library_errors()):
            return _broken(error, self._read_s)
        if status in TOO_MANY:
            return self._pause.begin(_wait_s(self._seen.headers))
        if status is not None and (status >= _FAILING or status == 408):
            return BackendError(BACKEND, f"the renewal answered {status}", retryable=True)
        if status is not None and status < 400:
            return BackendError(BACKEND, "the renewal of the login cannot be read")
        return BackendError(BACKEND, f"the login to Garmin has ended; {LOGIN_AGAIN}")


def import_library() -> ModuleType:
    """Import the library, without the tracebacks and names that it would log."""
    library = require("garminconnect", extra="garmin")
    logger = logging.getLogger("garminconnect")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.CRITICAL)
    return library


def new_client(base_url: str, *, china: bool) -> Any:
    """Make a client of the library that knows no tokens.

    Parameters
    ----------
    base_url : str
        Another host than Garmin's own for everything; empty for Garmin's.
    china : bool
        Whether the account is one of garmin.cn.

    Returns
    -------
    object
        The client.
    """
    client = import_library().Garmin(is_cn=china).client
    if base_url:
        base = base_url.rstrip("/")
        client._connectapi = client._sso = client._connect = base
        post = client._http_post
        client._http_post = lambda url, **more: post(f"{base}{urlsplit(url).path}", **more)
    return client


def _connect(watch: Any) -> Any:
    requests = require("requests", extra="garmin")
    connection = requests.Session()
    connection.hooks["response"].append(watch)
    connection.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return connection


def _load(client: Any, text: str) -> None:
    try:
        client.loads(text)
    except _library_errors():
        message = f"the login that is kept cannot be read; {LOGIN_AGAIN}"
        raise BackendError(BACKEND, message) from None


def _library_errors() -> tuple[type[Exception], ...]:
    library = import_library()
    names = ("Connection", "Authentication", "TooManyRequests")
    return tuple(getattr(library, f"GarminConnect{name}Error") for name in names)


def _transport_errors() -> tuple[type[Exception], ...]:
    requests = require("requests", extra="garmin")
    return (requests.RequestException,)


def _broken(error: Exception, limit_s: float) -> BackendError:
    """Say what happened to the connection, without the address, which has a name in it."""
    kind = type(error).__name__
    if "Timeout" in kind:
        message = f"no answer within {limit_s:g} s"
    elif "Chunked" in kind or "Incomplete" in kind:
        message = "the answer broke off"
    else:
        message = "no connection to Garmin"
    return BackendError(BACKEND, message, retryable=True)


def _wait_s(headers: Mapping[str, str]) -> float | None:
    return parse_retry_after(headers.get("retry-after"), headers.get("date"))


def _service(path: str) -> str:
    """Name what was asked, without the athlete's name that a path may have."""
    return path.strip("/").partition("/")[0]
