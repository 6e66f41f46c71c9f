"""Options of adapters without their secrets, for journals, logs and errors."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from trainkit.errors import InvalidInput
from trainkit.secrets._backends import SecretStore

__all__ = ["SECRET_MARK", "SplitOptions", "conceal", "reveal", "secrets_in", "split_options"]

SECRET_MARK = "secret:"  # noqa: S105  a mark, no secret
"""Begins an option that names a secret instead of holding it."""

_HIDDEN = "(kept secret)"
_LEAST_LENGTH = 4  # shorter ones occur in words by chance
_TELLING = re.compile("auth|cookie|credential|header|key|pass|pw|secret|token|user", re.IGNORECASE)
_PLAIN_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,6})?|true|false|yes|no", re.IGNORECASE)
_PLAIN_PATH = re.compile(r"(/([a-z]{1,20}(-[a-z]{1,20})*|v\d{1,2})?)*")


class SplitOptions(NamedTuple):
    """Options that may be written down, and the names of the others.

    Parameters
    ----------
    public : dict
        Options that hold no secret.
    withheld : tuple of str
        Names of the options that may hold one.
    """

    public: dict[str, str]
    withheld: tuple[str, ...]


def split_options(options: Mapping[str, str]) -> SplitOptions:
    """Separate options that hold no secret from those that may.

    Nobody can tell a word from a password. So what stays is what cannot be a secret: numbers, web
    addresses of plain words without user and query, files that exist, names of environment
    variables that are set, and references such as ``secret:NAME``.

    Parameters
    ----------
    options : mapping of str to str
        Options of an adapter.

    Returns
    -------
    SplitOptions
        Both parts.

    Examples
    --------
    >>> split_options({"trials": "3", "url": "http://host/v1", "probe": "http://u:pw@host/"})
    SplitOptions(public={'trials': '3', 'url': 'http://host/v1'}, withheld=('probe',))
    """
    public = {name: value for name, value in options.items() if _is_public(name, value)}
    return SplitOptions(public, tuple(name for name in options if name not in public))


def reveal(options: Mapping[str, str], secrets: SecretStore) -> dict[str, str]:
    """Replace each reference ``secret:NAME`` by the secret; `InvalidInput` where there is none."""
    return {name: _reveal(name, value, secrets) for name, value in options.items()}


def secrets_in(options: Mapping[str, str]) -> frozenset[str]:
    """Collect the texts that no error may repeat, from options without references.

    Parameters
    ----------
    options : mapping of str to str
        Options of an adapter.

    Returns
    -------
    frozenset of str
        Withheld values; users, passwords and queries of their addresses; tokens in the environment.
    """
    found = {options[name] for name in split_options(options).withheld}
    found |= {part for value in tuple(found) for part in _parts(value)}
    found |= {os.environ[value] for name, value in options.items() if _is_variable(name, value)}
    return frozenset(text for text in found if len(text) >= _LEAST_LENGTH)


def conceal(text: str, secrets: Iterable[str]) -> str:
    """Replace secrets in a text, the longest first.

    Examples
    --------
    >>> conceal("no route to http://u:pass@host", ["pass", "http://u:pass@host"])
    'no route to (kept secret)'
    """
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, _HIDDEN)
    return text


def _is_public(name: str, value: str) -> bool:
    if value.startswith(SECRET_MARK) or _is_variable(name, value):
        return True
    if _TELLING.search(name):
        return False
    return bool(_PLAIN_NUMBER.fullmatch(value)) or _is_plain_address(value) or _is_file(value)


def _is_variable(name: str, value: str) -> bool:
    return name.endswith("_env") and bool(os.environ.get(value))


def _is_file(value: str) -> bool:
    try:
        return "/" in value and "://" not in value and Path(value).exists()
    except (OSError, ValueError):
        return False


def _is_plain_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return False
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    plain = f"{parts.scheme}://{host}{'' if port is None else f':{port}'}{parts.path}"
    return value.lower() == plain.lower() and bool(_PLAIN_PATH.fullmatch(parts.path))


def _parts(value: str) -> Iterator[str]:
    """Yield the parts of an address that may be secret, as written and decoded."""
    try:
        parts = urlsplit(value)
        raw = [parts.username or "", parts.password or "", parts.query, parts.fragment]
    except ValueError:
        return
    for text in (*raw, *(text for pair in parse_qsl(parts.query) for text in pair[1:])):
        yield text
        yield unquote(text)


def _reveal(name: str, value: str, secrets: SecretStore) -> str:
    if not value.startswith(SECRET_MARK):
        return value
    secret = secrets.get(value.removeprefix(SECRET_MARK))
    if secret is None:
        raise InvalidInput(name, value, f"the name of a secret that is in {secrets!r}")
    return secret
