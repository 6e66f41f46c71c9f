"""A whole history as JSON: exact, and readable anywhere."""

from trainkit.errors import InvalidInput
from trainkit.io._origin import Origin
from trainkit.io._parsed import Parsed
from trainkit.models.history import History

__all__ = ["read_history", "write_json"]


def write_json(history: History) -> bytes:
    """Write a history as JSON; `trainkit.read` gives the very same history back.

    Parameters
    ----------
    history : History
        The history.

    Returns
    -------
    bytes
        UTF-8.
    """
    return history.model_dump_json().encode()


def read_history(data: bytes, origin: Origin) -> Parsed:
    """Read what `write_json` wrote."""
    try:
        return Parsed(histories=(History.model_validate_json(data),))
    except InvalidInput as error:
        return Parsed(problems=(origin.error(f"a history with a wrong field: {error}"),))
