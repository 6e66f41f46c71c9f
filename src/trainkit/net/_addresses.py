"""Addresses: their origin, their query, and what may be shown of them."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from trainkit.errors import InvalidInput

__all__ = ["add_query", "is_absolute", "origin_of", "redact"]

_SCHEMES = {"http", "https"}


def add_query(path: str, query: Mapping[str, object]) -> str:
    """Append a query to a path; values that are None are left out.

    Parameters
    ----------
    path : str
        A path or a whole address.
    query : mapping of str to object
        Names and values.

    Returns
    -------
    str
        The path with its query.

    Examples
    --------
    >>> add_query("days", {"oldest": "2026-05-01", "newest": None})
    'days?oldest=2026-05-01'
    """
    known = {name: value for name, value in query.items() if value is not None}
    if not known:
        return path
    return f"{path}{'&' if '?' in path else '?'}{urlencode(known)}"


def is_absolute(path: str) -> bool:
    """Return whether a path is a whole address."""
    try:
        return urlsplit(path).scheme in _SCHEMES
    except ValueError:  # brackets without an end
        raise InvalidInput("path", "(not readable)", "a path or an address") from None


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address; `InvalidInput` for what is none."""
    allowed = "an address that begins with http:// or https://"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # brackets without an end, or a port that cannot be
        raise InvalidInput("url", "(not readable)", allowed) from None
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise InvalidInput("url", redact(url), allowed)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def redact(url: str) -> str:
    """Strip a URL of what may be secret: its query, user and password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "(not readable)"
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if parts.scheme else parts.path
