"""Read what a vendor's library returns: objects, texts, arguments of tools, and usage."""

import json
from collections.abc import Generator, Mapping
from typing import Any, NamedTuple

from trainkit.errors import BackendError
from trainkit.models import StreamEvent

__all__ = ["Events", "Spent", "as_dict", "clean", "parse_arguments", "read_usage"]


class Spent(NamedTuple):
    """Tokens of a call, as far as they are known [tokens]."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0


Events = Generator[StreamEvent | Spent, None, None]
"""What arrives in a stream, and what is known of its tokens so far."""


def as_dict(answer: object) -> dict[str, Any]:
    """Return an object of a vendor's library as a mapping; `TypeError` for anything else."""
    dump = getattr(answer, "to_dict", None)
    if dump is None:
        raise TypeError("the answer is no object")
    fields: dict[str, Any] = dump(warnings=False)
    return fields


def clean(text: object) -> str:
    """Return a text in which halves of characters are replaced."""
    if not isinstance(text, str):
        return ""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def parse_arguments(backend: str, name: str, text: str, *, is_cut: bool) -> dict[str, Any] | None:
    """Parse the arguments of a call of a tool; None if the answer was cut off in them."""
    try:
        arguments = json.loads(clean(text) or "{}")
    except (ValueError, RecursionError):
        arguments = None
    if isinstance(arguments, dict):
        return arguments
    if is_cut:
        return None
    raise BackendError(backend, f"the model calls {name} with arguments that are no JSON object")


def read_usage(
    usage: Mapping[str, Any] | None,
    *,
    input_name: str,
    output_name: str,
    details_name: str,
) -> Spent:
    """Read usage in which the tokens of the cache are a part of the input.

    Parameters
    ----------
    usage : mapping, optional
        The vendor's usage; servers may leave it out.
    input_name, output_name, details_name : str
        Its fields for the input, the output, and the part of the input that concerns the cache.

    Returns
    -------
    Spent
        The tokens, with those that were read anew as input.
    """
    if not usage:
        return Spent()
    details = usage.get(details_name) or {}
    read, written = _count(details.get("cached_tokens")), _count(details.get("cache_write_tokens"))
    whole = usage.get(input_name)
    return Spent(
        None if whole is None else max(_count(whole) - read - written, 0),
        None if usage.get(output_name) is None else _count(usage[output_name]),
        read,
        written,
    )


def _count(tokens: object) -> int:
    return max(int(tokens), 0) if isinstance(tokens, int | float) else 0
