"""The result of a race."""

from typing import Annotated, Self

from pydantic import Field, computed_field, model_validator

from trainkit._html import format_clock
from trainkit.models._record_text import format_distance
from trainkit.models._short_id import drop_id, short_id
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
    originals : tuple of RaceResult
        The result as it was before a person corrected it; otherwise empty.
    """

    date: Day
    distance_m: Annotated[float, Within(1, 50_000_000, "m")]
    time_s: Annotated[float, Within(1, 100_000_000, "s")]
    sport: Annotated[str, Field(min_length=1)] = "running"
    name: str | None = None
    ascent_m: Height | None = None
    provenance: Provenance = Provenance(source="manual")
    originals: tuple[Self, ...] = ()

    def __str__(self) -> str:
        name = f"  {self.name}" if self.name else ""
        time = format_clock(self.time_s)
        return f"{self.date}{name}  {format_distance(self.distance_m)} of {self.sport} in {time}"

    @property
    def key(self) -> str:
        """An identifier that is stable across machines: day, sport, distance and time."""
        return f"{self.date}/{self.sport}/{self.distance_m:g}m/{self.time_s:g}s"

    @computed_field(repr=False)  # type: ignore[prop-decorator]
    @property
    def id(self) -> str:
        """A short name that a URL can carry; it stays when a person corrects the result.

        JSON has it; what reads JSON computes it anew.
        """
        first = self.originals[0] if self.originals else self
        return short_id(first.date, first.key)

    @model_validator(mode="before")
    @classmethod
    def _without_id(cls, data: object) -> object:
        return drop_id(data)

    @property
    def keys(self) -> frozenset[str]:
        """Every name of the result: `id` and `key` of it and of what was corrected."""
        records: tuple[RaceResult, ...] = (self, *self.originals)
        return frozenset(name for record in records for name in (record.key, record.id))
