"""Turn what a vendor's library raises into a `BackendError` that says whether to try again."""

import json
import re
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any, NamedTuple

from trainkit.errors import BackendError
from trainkit.net import RETRYABLE_STATUSES, parse_retry_after, remaining_s

__all__ = ["Sender", "StatusError", "check_error", "event_error", "translate"]

_CONFLICT, _OVERLOADED = 409, 529
_NEVER_SERVED = {501, 505}
_TEMPORARY = frozenset(
    {
        "api_error",
        "internal_error",
        "internal_server_error",
        "overloaded",
        "overloaded_error",
        "rate_limit_error",
        "rate_limit_exceeded",
        "server_error",
        "server_is_overloaded",
        "service_unavailable",
        "slow_down",
        "timeout",
        "timeout_error",
        "unavailable_error",
        "vector_store_timeout",
    }
)
_NO_MONEY = frozenset(
    {"billing_error", "billing_hard_limit_reached", "billing_not_active", "insufficient_quota"}
)
_KIND = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_BROKEN_END = re.compile(r"(?:,|-|t|tr|tru|f|fa|fal|fals|n|nu|nul)?\s*\Z")
_BROKEN_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{0,3})?\Z")
_SHOWN = 300  # characters of a vendor's own words
_SHORTEST = 4  # characters of a text that would be recognised
_RUN = 16  # characters of what was sent, from which on a vendor's words repeat it


class StatusError(BackendError):
    """A vendor answered with an error status.

    Parameters
    ----------
    backend, message
        As in `BackendError`.
    answered : int
        The HTTP status.
    kinds : frozenset of str
        What the vendor calls the error.
    retryable, retry_after_s
        As in `BackendError`.
    """

    def __init__(
        self,
        backend: str,
        message: str,
        *,
        answered: int,
        kinds: frozenset[str],
        retryable: bool = False,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(backend, message, retryable=retryable, retry_after_s=retry_after_s)
        self.answered, self.kinds = answered, kinds


class Sender(NamedTuple):
    """Who sent what: neither the key nor the texts may stand in an error.

    Parameters
    ----------
    backend : str
        The backend's name.
    secret : str
        The key.
    texts : tuple of str
        The texts that were sent.
    deadline_s : float
        Time for the whole call [s].
    """

    backend: str
    secret: str
    texts: tuple[str, ...]
    deadline_s: float


def translate(error: Exception, sdk: ModuleType, sender: Sender) -> Exception:
    """Return the error to raise instead of a vendor's, which repeats what was sent.

    Parameters
    ----------
    error : Exception
        What the library, or reading its answer, raised.
    sdk : module
        The library.
    sender : Sender
        Who sent what.

    Returns
    -------
    Exception
        A `BackendError`; a warning that the host made an error stays one.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, BackendError | Warning):
            return cause
        cause = cause.__cause__
    if isinstance(error, sdk.APIStatusError):
        return _translate_status(error, sender)
    if remaining_s() <= 0:
        message = f"no whole answer in {sender.deadline_s:g} s"
        return BackendError(sender.backend, message, retryable=True)
    if isinstance(error, (sdk.APIConnectionError, *_failures())):
        kind = type(error.__cause__ or error).__name__
        return BackendError(sender.backend, f"the connection failed: {kind}", retryable=True)
    if isinstance(error, sdk.APIError) and isinstance(error.body, Mapping):
        return event_error(sender.backend, error.body, sender=sender)
    return _translate_reading(error, sender)


def _translate_reading(error: Exception, sender: Sender) -> BackendError:
    """Build the error of an answer that arrived and cannot be read."""
    if _is_cut(error):
        return BackendError(sender.backend, "the answer was cut off", retryable=True)
    message = f"the answer is not of the vendor's protocol: {type(error).__name__}"
    return BackendError(sender.backend, message)


def _is_cut(error: Exception) -> bool:
    """Return whether an answer could not be read because its end is missing."""
    if isinstance(error, json.JSONDecodeError):
        doc = error.doc.strip()
        missing = "Unterminated" in error.msg or _BROKEN_END.match(error.doc, error.pos)
        return doc.startswith("{") and bool(missing or _BROKEN_ESCAPE.search(doc))
    return isinstance(error, UnicodeDecodeError) and error.reason == "unexpected end of data"


def check_error(backend: str, body: Mapping[str, Any]) -> None:
    """Raise the error that an answer with a good status holds, if it holds one."""
    if body.get("error"):
        raise event_error(backend, body)


def event_error(
    backend: str, body: Mapping[str, Any], *, sender: Sender | None = None
) -> BackendError:
    """Build the error that a vendor describes in an answer or in the middle of a stream."""
    kinds, words = _details(body)
    numbers = {int(kind) for kind in kinds if kind.isdigit()}
    retryable = bool(kinds & _TEMPORARY or any(map(_is_temporary, numbers)))
    message = _describe("the vendor reports an error", kinds, words if sender else "", sender)
    return BackendError(backend, message, retryable=retryable and not kinds & _NO_MONEY)


def _translate_status(error: Any, sender: Sender) -> BackendError:
    status, headers = int(error.status_code), error.response.headers
    kinds, words = _details(error.body if isinstance(error.body, Mapping) else {})
    if status < 300:  # an error in the middle of a stream that began well
        return event_error(sender.backend, error.body or {}, sender=sender)
    message = _describe(f"the vendor answered {status}", kinds, words, sender)
    return StatusError(
        sender.backend,
        message,
        answered=status,
        kinds=kinds,
        retryable=_is_temporary(status) and not kinds & _NO_MONEY,
        retry_after_s=parse_retry_after(headers.get("retry-after"), headers.get("date")),
    )


def _is_temporary(status: int) -> bool:
    known = status in RETRYABLE_STATUSES or status in {_CONFLICT, _OVERLOADED}
    return known or (500 <= status < 600 and status not in _NEVER_SERVED)


def _details(body: object) -> tuple[frozenset[str], str]:
    """Return what a vendor calls an error, and its words."""
    inner = body.get("error", body) if isinstance(body, Mapping) else body
    if not isinstance(inner, Mapping):
        return frozenset(), inner if isinstance(inner, str) else ""
    kinds = {str(inner[key]) for key in ("type", "code") if isinstance(inner.get(key), str | int)}
    words = inner.get("message")
    return frozenset(kinds - {"error"}), words if isinstance(words, str) else ""


def _describe(what: str, kinds: Iterable[str], words: str, sender: Sender | None) -> str:
    """Describe an error without the key and the texts that a vendor may repeat."""
    named = " ".join(sorted(kind for kind in kinds if _KIND.fullmatch(kind)))
    said = " ".join(words.split())[:_SHOWN]
    if sender is not None:
        said = _without(said, sender.secret)
        named = _without(named, sender.secret)
        if any(_repeats(said, " ".join(text.split())) for text in sender.texts):
            said = ""
    return what + (f" ({named})" if named else "") + (f": {said}" if said else "")


def _without(words: str, secret: str) -> str:
    """Return words, or nothing if they repeat a secret."""
    return "" if secret and secret in words else words


def _repeats(said: str, text: str) -> bool:
    """Return whether words repeat a text, or a longer run of it."""
    if len(text) < _RUN:
        return len(text) >= _SHORTEST and text in said
    return any(said[at : at + _RUN] in text for at in range(len(said) - _RUN + 1))


def _failures() -> tuple[type[Exception], ...]:
    """Errors of a connection, whichever library they come from."""
    import httpx2

    from trainkit.net._transport import FAILURES

    return (*FAILURES, httpx2.TransportError)
