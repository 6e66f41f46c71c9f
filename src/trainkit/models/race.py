"""The result of a race."""

from typing import Annotated

from pydantic import Field

from trainkit.models.model import Model
from trainkit.models.provenance import Provenance
from trainkit.models.units import Day, Height, Within

__all__ = ["RaceResult"]


class RaceResult(Model):
    """The result of a race.

    Parameters
    ----------
    date : date
        The local day.
    distance_m : float
        The official distance [m].
    time_s : float
        The official time [s].
    sport : str
        As in `Activity`.
    name : str, optional
        The race's name.
    ascent_m : float, optional
        Ascent of the course [m].
    provenance : Provenance
        The source.
    """

    date: Day
    distance_m: Annotated[float, Within(1, 50_000_000, "m")]
    time_s: Annotated[float, Within(1, 100_000_000, "s")]
    sport: Annotated[str, Field(min_length=1)] = "running"
    name: str | None = None
    ascent_m: Height | None = None
    provenance: Provenance = Provenance(source="manual")
