"""The colours of a score, and where they begin."""

from collections.abc import Mapping
from typing import Literal

__all__ = ["BANDS", "Status", "colour_of"]

Status = Literal["green", "yellow", "red"]

BANDS: Mapping[str, tuple[float, float]] = {"70/40": (70.0, 40.0), "80/50": (80.0, 50.0)}
"""The lowest scores for green and for yellow."""


def colour_of(points: float, bands: tuple[float, float]) -> Status:
    """Return the colour of a score as it is shown, rounded to a whole number.

    Parameters
    ----------
    points : float
        From 0 to 100.
    bands : tuple of float
        The minimum for green, and for yellow.

    Returns
    -------
    {"green", "yellow", "red"}
        The colour before warnings are applied.
    """
    shown = round(points)
    return "green" if shown >= bands[0] else "yellow" if shown >= bands[1] else "red"
