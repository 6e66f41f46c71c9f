"""A service on the network that speaks: one POST, and a file comes back."""

import json
import os
import re
from collections.abc import Callable, Mapping
from typing import Annotated, NamedTuple

from pydantic import Field, SecretStr

from trainkit.errors import BackendError, InvalidInput, RateLimited
from trainkit.models.audio import Audio
from trainkit.models.model import Model
from trainkit.models.sound import measure_sound
from trainkit.net import Breaker, HttpClient, HttpResponse, Retry, limit_time

__all__ = ["Address", "Refusal", "ServiceOptions", "SpeechService"]

Address = Annotated[str, Field(pattern=r"^https?://[^\s/@?#]+(/[^\s@?#]*)?$")]
"""An address without a user, a password or a query: it may stand in a log."""

_DELAYS_S = (0.1, 0.4)  # a sentence that waits longer is not wanted any more
_LARGEST_BYTES = 4_000_000
_KIND = re.compile(r"[a-z0-9_]{1,60}")
_WAIT_S = 1.0


class ServiceOptions(Model):
    """Options of a service that speaks.

    Parameters
    ----------
    api_key : SecretStr, optional
        The key; by default that in the service's environment variable.
    deadline_s : float
        Time for a whole call with its retries [s]; an outer `trainkit.net.limit_time` that ends
        earlier counts.
    """

    api_key: SecretStr | None = None
    deadline_s: Annotated[float, Field(gt=0, le=120)] = 15.0


class Refusal(NamedTuple):
    """What a service calls an error.

    Parameters
    ----------
    kind : str
        Its name for it.
    words : str
        What to tell the user; never the service's own words, which may repeat what was sent.
    is_final : bool
        Whether it makes no sense to try again.
    """

    kind: str = ""
    words: str = ""
    is_final: bool = False


class SpeechService:
    """Sends texts to a service, and checks what comes back; threads may share it.

    Parameters
    ----------
    backend : str
        Its name, for errors.
    url : str
        Base address.
    variable : str
        Environment variable of the key.
    options : ServiceOptions
        Key and deadline.
    headers : callable
        Makes the headers that carry a key.
    read_refusal : callable
        Reads the body of an error.
    """

    def __init__(
        self,
        backend: str,
        url: str,
        variable: str,
        options: ServiceOptions,
        *,
        headers: Callable[[str], Mapping[str, str]],
        read_refusal: Callable[[int, object], Refusal],
    ) -> None:
        self._backend, self._variable, self._options = backend, variable, options
        self._headers, self._read_refusal = headers, read_refusal
        self._client = HttpClient(
            backend,
            url,
            credentials=self._credentials,
            total_s=options.deadline_s,
            max_bytes=_LARGEST_BYTES,
        )
        self._retry = Retry(delays_s=_DELAYS_S, breaker=Breaker(backend))

    def __repr__(self) -> str:
        return repr(self._client)

    def speak(self, path: str, body: Mapping[str, object]) -> Audio:
        """Send a text, and return the clip; errors as in `request`."""
        response = self.request("POST", path, body)
        sound = measure_sound(response.body)
        if sound is None:
            raise BackendError(self._backend, "the answer is no audio", retryable=True)
        if not sound.whole:
            raise BackendError(self._backend, "the clip is cut off", retryable=True)
        return Audio(data=response.body, media_type=sound.media_type, seconds=sound.seconds)

    def request(self, method: str, path: str, body: object = None) -> HttpResponse:
        """Send a request, with retries.

        Raises
        ------
        BackendError
            The service refuses, fails, or does not answer in time.
        InvalidInput
            There is no key.
        """

        def attempt() -> HttpResponse:
            response = self._client.request_once(method, path, body=body)
            if response.status >= 300:
                raise self._error(response)
            return response

        self._credentials()  # before a breaker counts
        with limit_time(self._options.deadline_s):
            return self._retry.call(attempt, what=self._backend)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _credentials(self) -> Mapping[str, str]:
        own = self._options.api_key
        key = own.get_secret_value() if own else os.environ.get(self._variable, "")
        if not key:
            allowed = f"set: give api_key, or set the environment variable {self._variable}"
            raise InvalidInput("api_key", None, allowed)
        return self._headers(key)

    def _error(self, response: HttpResponse) -> BackendError:
        try:
            body: object = json.loads(response.body)
        except (ValueError, RecursionError):
            body = None
        refusal = self._read_refusal(response.status, body)
        kind = refusal.kind if _KIND.fullmatch(refusal.kind) else ""
        name = f" ({kind})" if kind else ""
        message = refusal.words or f"the service answered {response.status}{name}"
        if response.status == 429 and not refusal.is_final:
            wait_s = _WAIT_S if response.retry_after_s is None else response.retry_after_s
            return RateLimited(self._backend, message, retry_after_s=wait_s)
        retryable = response.status >= 500 or response.status == 408
        return BackendError(
            self._backend,
            message,
            retryable=retryable and not refusal.is_final,
            retry_after_s=response.retry_after_s,
        )
