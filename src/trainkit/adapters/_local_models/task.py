"""What the process of a local model is asked to do."""

from collections.abc import Callable
from typing import Any, NamedTuple

__all__ = ["Task"]


class Task(NamedTuple):
    """A request, and all that is needed to serve it.

    Parameters
    ----------
    tokenizer, model : object
        Of transformers.
    request : dict
        What is asked.
    say : callable
        Sends an event: its kind, and its content by name.
    is_wanted : callable
        Whether somebody still waits.
    """

    tokenizer: Any
    model: Any
    request: dict[str, Any]
    say: Callable[..., None]
    is_wanted: Callable[[], bool]
