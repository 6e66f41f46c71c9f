"""The disruptions that a plan is tried on."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from trainkit.models.model import Model

__all__ = ["DISRUPTIONS", "MOST_DAYS", "Disruption", "DisruptionKind"]

DisruptionKind = Literal["missed", "illness", "heat", "work", "nights", "eager", "race"]

DISRUPTIONS: Mapping[DisruptionKind, str] = {
    "missed": "without training",
    "illness": "of illness",
    "heat": "of heat",
    "work": "of heavy work",
    "nights": "with bad nights",
    "eager": "of training longer and harder than planned",
    "race": "with an extra race",
}
"""In words, after the number of days."""

MOST_DAYS: Mapping[DisruptionKind, int] = {
    "missed": 14, "illness": 10, "heat": 10, "work": 7, "nights": 7, "eager": 21, "race": 1,
}  # fmt: skip
"""The longest that a stress test tries [d]: longer ones make any plan another plan."""


class Disruption(Model):
    """Something that happens during a plan.

    Parameters
    ----------
    kind : str
        ``"missed"``: no training. ``"illness"``: none, and ill. ``"heat"``: each session costs
        more, and goes less far. ``"work"``: half an hour a day, nothing hard, short nights.
        ``"nights"``: all done, on bad sleep. ``"eager"``: everything longer, easy sessions harder.
        ``"race"``: another race, as hard as it goes.
    first : date
        Its first day.
    days : int
        How many days it lasts, from 1 [d].
    size : float
        How much of it there is, from 0 to 1: of heat up to a quarter more load, of bad nights down
        to 4 h, of eagerness up to half as much again, of a race up to three quarters of the goal's
        distance; from 0.5 an illness has fever. Missed days have no size.
    """

    kind: DisruptionKind
    first: dt.date
    days: Annotated[int, Field(ge=1, le=60)] = 1
    size: Annotated[float, Field(ge=0, le=1)] = 0.5

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return self.first + dt.timedelta(days=self.days - 1)

    @property
    def has_fever(self) -> bool:
        """Whether it is an illness with fever."""
        return self.kind == "illness" and self.size >= _FEVER

    def __str__(self) -> str:
        count = "1 day" if self.days == 1 else f"{self.days} days"
        fever = " with fever" if self.has_fever else ""
        return f"{count} {DISRUPTIONS[self.kind]}{fever}, from {self.first.day} {self.first:%B %Y}"


_FEVER = 0.5
