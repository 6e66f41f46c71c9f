"""What the words around a number say it is."""

from dataclasses import dataclass

from trainkit.coach._guarding.lexicon import GENERIC

__all__ = ["Frame", "accepts"]


def accepts(name: str) -> tuple[str, ...]:
    """Return the concepts that a word of the field can stand for."""
    return GENERIC.get(name, (name,))


@dataclass(frozen=True, slots=True)
class Frame:
    """What the words around a number say it is.

    Parameters
    ----------
    concepts : frozenset of str
        The concepts that it may be of; empty where no word says so.
    near : bool
        Whether the word stands in the same sentence.
    span : str
        The span of days that it is said of; empty for none.
    side, sport, race : str
        External or internal; the sport; the race distance [m].
    """

    concepts: frozenset[str]
    near: bool
    span: str
    side: str
    sport: str
    race: str
