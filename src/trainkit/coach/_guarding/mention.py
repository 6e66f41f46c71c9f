"""A number or a day in a text, as read."""

from dataclasses import dataclass
from typing import Literal

from trainkit.coach._guarding.calendar import Day
from trainkit.coach._guarding.numerals import Reading
from trainkit.coach._guarding.units import BARE, Unit

__all__ = ["Kind", "Mention", "Role"]

Kind = Literal["number", "range", "day", "ordinal", "factor"]
Role = Literal["claim", "period", "distance", "reps", "set", "clock"]
"""A value; a span such as "last 7 days"; the name of a race ("10K"); "5 x"; "x 400 m"; 6:30 am."""
_NO_DAY = Day()


@dataclass(frozen=True, slots=True)
class Mention:
    """A number or a day in a text.

    Parameters
    ----------
    kind, role : str
        What it is, and whether it says a value or only names a span, a race or a repetition.
    start, end : int
        Its place in the text [characters].
    first, last : int
        Its tokens: the first, and the one after its last.
    value : float
        As written, in `unit`; seconds for a clock.
    unit : Unit
        As written.
    readings : tuple of Reading
        Every way to read it, the likeliest first.
    mode : str
        "=" or "~" (about), "<" (under), ">" (over).
    signed : bool
        Whether a plus or a minus is written.
    day : Day
        Of a day, its parts.
    """

    kind: Kind
    start: int
    end: int
    first: int
    last: int
    value: float = 0.0
    unit: Unit = BARE
    readings: tuple[Reading, ...] = ()
    mode: str = "="
    signed: bool = False
    role: Role = "claim"
    day: Day = _NO_DAY

    @property
    def dims(self) -> set[str]:
        """The dimensions that it can have."""
        return {reading.unit.dim for reading in self.readings}
