"""Names that the FIT protocol lists, and those that it does not."""

import re

from trainkit.io.fit import readings

__all__ = ["listed"]


def listed(message: str, field: str, name: str | None) -> str | None:
    """Keep a name that the protocol lists, or a number that it does not name yet.

    Parameters
    ----------
    message, field : str
        Where it shall stand.
    name : str or None
        The name.

    Returns
    -------
    str or None
        None for a name that cannot stand there.
    """
    known = readings(message)[field].names.values()
    unnamed = name is not None and re.fullmatch(r"unknown_\d{1,3}", name) is not None
    return name if name in known or unnamed else None
