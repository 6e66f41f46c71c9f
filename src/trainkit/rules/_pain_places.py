"""Where it hurts: places of the body in an athlete's words, and the sports that each rules out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

__all__ = [
    "NOWHERE",
    "TRUNK",
    "Place",
    "find_places",
    "name_places",
    "same_place",
    "sports_that_hurt",
]

_LEGS = frozenset({"running", "hiking", "walking", "alpine_skiing", "cross_country_skiing"})
_PEDALS = _LEGS | {"cycling"}
_ARMS = frozenset({"swimming", "rowing", "cross_country_skiing", "training", "strength_training"})
_LIFTS = frozenset({"training", "strength_training"})

# Beginnings of words by part of the body, and the sports that are out.
_PARTS: Mapping[str, tuple[str, frozenset[str]]] = {
    "foot": ("foot feet heel toe plantar metatars sole arch", _LEGS),
    "ankle": ("ankle achill", _LEGS),
    "calf": ("calf calv soleus", _LEGS),
    "shin": ("shin tibia", _LEGS),
    "knee": ("knee patell itb iliotib menisc", _PEDALS | {"rowing"}),
    "thigh": ("thigh ham quad", _PEDALS),
    "leg": ("leg", _PEDALS | {"rowing"}),
    "hip": ("hip groin adductor glut buttock pelvi", _PEDALS | {"rowing"}),
    "back": ("back spine lumbar sacr sciatic", _PEDALS | {"rowing"} | _LIFTS),
    "neck": ("neck", frozenset({"swimming", "cycling", "rowing"})),
    "shoulder": ("shoulder rotator collarbone clavic", _ARMS),
    "arm": ("arm forearm elbow wrist hand finger thumb bicep tricep", _ARMS),
}
# Signs of the heart and the lungs: a matter for a doctor, however weak they are.
_DANGER = re.compile(
    r"\b(?:chest|breast|sternum|thora|heart|cardi|angina|breath|wheez|syncop|dizz|palpit"
    r"|faint(?!\s+(?:pain|ache|twinge|sore|discomfort))|collaps(?!ed arch)|light[\s-]?head"
    r"|(?:black|pass)(?:ed|ing)?[\s-]?out)\w*"
)
TRUNK = frozenset({"chest", "breast", "heart"})
"""Words of danger that name a place, rather than a sign such as dizziness."""

_WORD = re.compile(r"[^\W\d_]+")
_SIDES = frozenset({"left", "right"})


class Place(NamedTuple):
    """A place that hurts.

    Attributes
    ----------
    part : str
        The part of the body, or the athlete's own word where it is not known; empty for none.
    word : str
        As the athlete calls it.
    side : str
        ``"left"``, ``"right"`` or empty.
    known : bool
        Whether `part` is a part of the body whose sports are known.
    danger : bool
        Whether it may be the heart or the lungs.
    """

    part: str
    word: str
    side: str = ""
    known: bool = False
    danger: bool = False


NOWHERE = Place("", "")
"""Pain without a place."""


def find_places(text: str | None) -> tuple[Place, ...]:
    """Find the places that a text names: "left knee and shoulder" names two.

    Parameters
    ----------
    text : str, optional
        The athlete's words, in English.

    Returns
    -------
    tuple of Place
        Each once, danger first; one unknown part where no word is known; `NOWHERE` for no text.
    """
    text = " ".join((text or "").casefold().split())
    if not text:
        return (NOWHERE,)
    found: dict[tuple[str, str], Place] = {}
    danger = _DANGER.search(text)
    if danger is not None:
        word = danger[0] if danger[0] in TRUNK else text
        found["danger", ""] = Place("danger", word, danger=True)
    side = ""
    for word in _WORD.findall(text):
        part = _part_of(word)
        if word in _SIDES:
            side = word
        elif word == "both":
            side = ""
        elif part is not None:
            found.setdefault((part, side), Place(part, word, side, known=True))
    return tuple(found.values()) or (Place(text, text),)


def same_place(place: Place, other: Place) -> bool:
    """Whether two reports may speak of the same place: the sides count where both name one."""
    sides = {place.side, other.side} - {""}
    return place.part == other.part and len(sides) < 2


def name_places(places: Sequence[Place]) -> str:
    """Join places as words: ``"left knee and shoulder"``."""
    return " and ".join(f"{place.side} {place.word}".strip() for place in places)


def sports_that_hurt(places: Iterable[Place], sport: str) -> frozenset[str]:
    """List the sports that are out with pain in all of these places.

    Parameters
    ----------
    places : iterable of Place
        Where it hurts.
    sport : str
        The athlete's main sport, which is out where a place is unknown, as those on foot are.

    Returns
    -------
    frozenset of str
        Sports as in `Activity`.
    """
    sports = [_PARTS[place.part][1] if place.known else _LEGS | {sport} for place in places]
    return frozenset().union(*sports)


def _part_of(word: str) -> str | None:
    return next(
        (part for part, (starts, _) in _PARTS.items() if word.startswith(tuple(starts.split()))),
        None,
    )
