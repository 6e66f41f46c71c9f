"""Calls over HTTP for adapters: patient, bounded, and careful with credentials.

Every answer is limited in size and time; TLS certificates are always verified; credentials go to
their own host and to no other, and a redirect to another host is an error. What fails in a way that
may pass is tried again, as `trainkit.net` says.
"""

import json
import random
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from trainkit.errors import BackendError, InvalidInput
from trainkit.net.retry import Breaker, RateLimit, Retry

__all__ = ["PASSING", "Answer", "Web", "patient"]

PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses of what may pass."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HOPS = 3
_HEADERS = {"accept-encoding": "identity", "user-agent": "trainkit"}
_SCHEMES = {"http", "https"}


class Answer(NamedTuple):
    """What came back.

    Parameters
    ----------
    status : int
        The HTTP status.
    body : bytes
        All of it.
    retry_after : float or None
        How long the other side asks to wait [s].
    seconds : float
        How long it took [s].
    """

    status: int
    body: bytes
    retry_after: float | None
    seconds: float


class Web:
    """Calls one backend over HTTP; threads may share it.

    Parameters
    ----------
    backend : str
        Its name, for errors: ``"source.mine"``.
    url : str
        What paths are below, such as ``"https://api.example.com/v1"``.
    credentials : callable, optional
        Gives the headers that prove who calls; asked before each call, sent to `url`'s host only,
        and never kept, logged or shown.
    connect_s, read_s, answer_s : float
        Longest wait for a connection, for each part of an answer, and for the whole [s].
    most_bytes : int
        The largest answer [bytes].
    retry : Retry, optional
        How to try again; by default five times over 15 s, with a breaker that opens after five
        calls that failed all the same.
    limit : RateLimit, optional
        Asked before each attempt; one that is over it waits as for any busy backend.
    clock : callable
        Seconds since any moment.

    Raises
    ------
    InvalidInput
        Not an address of http or https.

    Examples
    --------
    >>> with Web("source.mine", "https://api.example.com/v1") as web:
    ...     web
    <Web source.mine at https://api.example.com>
    """

    def __init__(
        self,
        backend: str,
        url: str,
        *,
        credentials: Callable[[], Mapping[str, str]] | None = None,
        connect_s: float = 5.0,
        read_s: float = 30.0,
        answer_s: float = 300.0,
        most_bytes: int = 32 * 1024 * 1024,
        retry: Retry | None = None,
        limit: RateLimit | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._backend, self._url, self._origin = backend, url.rstrip("/"), _origin(url)
        self._credentials, self._most_bytes, self._clock = credentials, most_bytes, clock
        self._answer_s = answer_s
        self._retry, self._limit = retry or patient(backend), limit
        import httpx

        # A bare transport: a client of httpx would log addresses with their queries at INFO, take
        # credentials from files of the system, and keep cookies.
        self._transport = httpx.HTTPTransport(verify=True, trust_env=False)
        self._times = httpx.Timeout(read_s, connect=connect_s).as_dict()
        self._failures: tuple[type[Exception], ...] = (httpx.HTTPError, httpx.InvalidURL)
        self._told: tuple[type[Exception], ...] = (httpx.NetworkError, httpx.TimeoutException)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Web {self._backend} at {self._origin}>"

    def call(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        good: Collection[int] = range(200, 300),
    ) -> Answer:
        """Call until the answer is good, or will not be.

        Parameters
        ----------
        method : str
            Such as ``"GET"``.
        path : str
            Below the backend's address, or a whole one.
        body : object, optional
            What to send as JSON.
        good : collection of int
            Statuses to return; others are errors.

        Returns
        -------
        Answer
            The answer.

        Raises
        ------
        BackendError
            No good answer came; never with the query of the address, which may hold a secret.
        """

        def once() -> Answer:
            answer = self.once(method, path, body=body)
            if answer.status not in good:
                raise self.error(method, path, answer)
            return answer

        return self._retry.call(once, what=f"{self._backend} {method} {_shown(path)}")

    def json(self, method: str, path: str, *, body: object = None) -> object:
        """Call as `call` does, and read the answer as JSON."""
        answer = self.call(method, path, body=body)
        try:
            found: object = json.loads(answer.body)
        except (ValueError, RecursionError) as error:
            said = f"{method} {_shown(path)} answered something that is not JSON"
            raise BackendError(self._backend, said) from error
        return found

    def once(
        self, method: str, path: str, *, body: object = None, credentials: bool = True
    ) -> Answer:
        """Call once, whatever the status; errors as in `call`."""
        whole = urlsplit(path).scheme in _SCHEMES
        url = path if whole else f"{self._url}/{path.lstrip('/')}"
        began = self._clock()
        for _ in range(_HOPS + 1):
            status, received, headers = self._sent(method, url, body, credentials=credentials)
            target = headers.get("location")
            if status not in _REDIRECTS or method != "GET" or not target:
                asked = _seconds(headers.get("retry-after"), headers.get("date"))
                return Answer(status, received, asked, max(self._clock() - began, 0.0))
            url = self._redirected(url, target)
        raise BackendError(self._backend, f"{method} {_shown(path)}: redirected {_HOPS} times")

    def error(self, method: str, path: str, answer: Answer) -> BackendError:
        """Make the error for an answer that is not good."""
        return BackendError(
            self._backend,
            f"{method} {_shown(path)} answered {answer.status}",
            retryable=answer.status in PASSING,
            retry_after=answer.retry_after,
        )

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _sent(
        self, method: str, url: str, body: object, *, credentials: bool
    ) -> tuple[int, bytes, Mapping[str, str]]:
        import httpx

        headers = dict(_HEADERS)
        if body is not None:
            headers["content-type"] = "application/json"
        if credentials and self._credentials is not None and _origin(url) == self._origin:
            headers |= _sound(self._credentials())
        content, began = None if body is None else json.dumps(body).encode(), self._clock()
        if self._limit is not None:
            self._limit.enter()
        received = bytearray()
        try:
            times = {"timeout": self._times}
            request = httpx.Request(method, url, headers=headers, content=content, extensions=times)
            response = self._transport.handle_request(request)
            with closing(response):
                if response.headers.get("content-encoding", "identity") != "identity":
                    said = f"{method} {_shown(url)} answered packed, which was not asked for"
                    raise BackendError(self._backend, said)
                for part in response.iter_raw():
                    received += part
                    self._within(f"{method} {_shown(url)}", len(received), began)
            return response.status_code, bytes(received), response.headers
        except self._failures as error:
            # Other errors of the transport repeat what was sent.
            why = f": {error}" if isinstance(error, self._told) else ""
            said = f"{method} {_shown(url)}: {type(error).__name__}{why}"
            raise BackendError(self._backend, said, retryable=True) from (error if why else None)

    def _within(self, what: str, size: int, began: float) -> None:
        if size > self._most_bytes:
            said = f"{what}: over {self._most_bytes / 1024**2:g} MiB of answer"
            raise BackendError(self._backend, said)
        if self._clock() - began > self._answer_s:
            said = f"{what}: the answer took over {self._answer_s:g} s"
            raise BackendError(self._backend, said, retryable=True)

    def _redirected(self, url: str, target: str) -> str:
        import httpx

        joined = str(httpx.URL(url).join(target))
        if _origin(joined) != _origin(url):
            said = f"{_shown(url)} redirects to another host, {_origin(joined)}: not followed"
            raise BackendError(self._backend, said)
        return joined


def patient(
    backend: str,
    *,
    deadline_s: float | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    chance: Callable[[], float] = random.random,
) -> Retry:
    """Give the usual way to try again, with a breaker of its own.

    Parameters
    ----------
    backend : str
        Whose calls they are.
    deadline_s : float, optional
        How long a call may take with all its attempts [s].
    clock, sleep, chance : callable
        Seconds since any moment; waits so many seconds; a number from 0 to 1.

    Returns
    -------
    Retry
        Five more attempts over 15 s; the breaker opens after five calls that failed all the same.
    """
    breaker = Breaker(backend, clock=clock)
    return Retry(deadline_s=deadline_s, breaker=breaker, clock=clock, sleep=sleep, chance=chance)


def _sound(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Refuse credentials that no header can carry, without repeating them."""
    for value in headers.values():
        if not (value and value.isascii() and value.isprintable() and value == value.strip()):
            allowed = "printable ASCII without blanks at its ends"
            raise InvalidInput("credentials", "(kept secret)", allowed)
    return headers


def _origin(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise InvalidInput("url", _shown(url), "an address that begins with http:// or https://")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")


def _shown(url: str) -> str:
    """An address without what may be secret in it: the query, and a user with a password."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if parts.scheme else parts.path


def _seconds(header: str | None, now: str | None) -> float | None:
    """Seconds that a ``Retry-After`` asks for: a date counts from the answer's own."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        wait = parsedate_to_datetime(header) - parsedate_to_datetime(now or "")
    except (TypeError, ValueError):
        return None
    return max(wait.total_seconds(), 0.0)
