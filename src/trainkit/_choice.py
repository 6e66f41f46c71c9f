"""Check options against the names that are known."""

from collections.abc import Collection

from trainkit.errors import InvalidInput

__all__ = ["choice"]


def choice(name: str, value: object, known: Collection[str]) -> str:
    """Check an option against the known names.

    Parameters
    ----------
    name : str
        The argument's name, for the error.
    value : object
        The argument.
    known : collection of str
        The names.

    Returns
    -------
    str
        The option.

    Raises
    ------
    InvalidInput
        It is none of them.
    """
    if not isinstance(value, str) or value not in known:
        raise InvalidInput(name, value, "one of " + ", ".join(map(repr, known)))
    return value
