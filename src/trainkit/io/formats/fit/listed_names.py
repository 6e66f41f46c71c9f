"""Names of values in the FIT protocol."""

import re

from trainkit.io.fit import readings

__all__ = ["look_up_name"]


def look_up_name(message: str, field: str, name: str | None) -> str | None:
    """Return a name if the protocol lists it, or if it is that of an unnamed number.

    Parameters
    ----------
    message, field : str
        The field that shall store it.
    name : str or None
        The name.

    Returns
    -------
    str or None
        None for a name that the field cannot store.
    """
    known = readings(message)[field].names.values()
    unnamed = name is not None and re.fullmatch(r"unknown_\d{1,3}", name) is not None
    return name if name in known or unnamed else None
