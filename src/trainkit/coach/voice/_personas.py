"""Personas: two that come along, and those of a host's files."""

import os
from functools import cache
from importlib.resources import files
from pathlib import Path

from trainkit.coach.voice._quantities import DIRECTIONS, PLACEHOLDER, QUANTITIES
from trainkit.coach.voice._safety import find_unsafe
from trainkit.coach.voice._triggers import TRIGGERS
from trainkit.errors import InvalidInput
from trainkit.models.voice import Persona

__all__ = ["PERSONAS", "check_persona", "find_persona", "read_persona"]

PERSONAS = ("alice", "aiden")
"""The personas that come along."""

_FEWEST_PATTERNS = 5
_TAIL_WORDS = 4
_LARGEST_BYTES = 1_000_000
_WAYS = ("", *(f"/{way}" for way in DIRECTIONS))
_NAMES = frozenset({*QUANTITIES, "exercise", "step"})


def find_persona(persona: str | Persona) -> Persona:
    """Return a persona by its id, or check one that a host made.

    Parameters
    ----------
    persona : str or Persona
        ``"alice"``, ``"aiden"``, or a persona.

    Returns
    -------
    Persona
        The persona.

    Raises
    ------
    InvalidInput
        There is none of that name, or it cannot speak at every trigger.

    Examples
    --------
    >>> find_persona("aiden").name
    'Aiden'
    """
    if isinstance(persona, Persona):
        return check_persona(persona)
    if persona not in PERSONAS:
        known = " or ".join(PERSONAS)
        raise InvalidInput("persona", persona, f"{known}, or a Persona that `read_persona` read")
    return _load(persona)


@cache
def _load(name: str) -> Persona:
    folder = files("trainkit.coach.voice") / "personas"
    return check_persona(Persona.model_validate_json((folder / f"{name}.json").read_bytes()))


def read_persona(path: str | os.PathLike[str]) -> Persona:
    """Read a persona from a JSON file.

    Parameters
    ----------
    path : path
        A file with the fields of `Persona`.

    Returns
    -------
    Persona
        The persona.

    Raises
    ------
    InvalidInput
        The file is no persona, or it cannot speak at every trigger.
    """
    file = Path(path)
    if not file.is_file() or file.stat().st_size > _LARGEST_BYTES:
        raise InvalidInput("persona", str(file), "a JSON file that exists, of at most 1 MB")
    return check_persona(Persona.model_validate_json(file.read_bytes()))


def check_persona(persona: Persona) -> Persona:
    """Check that a persona has enough sentences, and that each of them may be said.

    Parameters
    ----------
    persona : Persona
        The persona.

    Returns
    -------
    Persona
        The same.

    Raises
    ------
    InvalidInput
        Too few sentences for a trigger; an unknown trigger or quantity; a number that comes from
        nowhere; a sentence that is too long or that a voice must not say.
    """
    for name in TRIGGERS:
        _check_count(name, persona.patterns.get(name, ()))
    known = {f"{name}{way}": trigger for name, trigger in TRIGGERS.items() for way in _WAYS}
    for key, patterns in persona.patterns.items():
        if key not in known:
            raise InvalidInput("patterns", key, f"named by a trigger: {', '.join(TRIGGERS)}")
        for pattern in patterns:
            _check_pattern(key, pattern, known[key].max_words)
    for tail in persona.tails:
        _check_pattern("tails", tail, max_words=_TAIL_WORDS)
    return persona


def _check_count(name: str, patterns: tuple[str, ...]) -> None:
    if len(set(patterns)) < _FEWEST_PATTERNS:
        raise InvalidInput(f"patterns.{name}", patterns, "at least 5 different sentences")
    if all(PLACEHOLDER.search(pattern) for pattern in patterns):
        allowed = "at least one sentence without quantities, for a context that has none"
        raise InvalidInput(f"patterns.{name}", patterns, allowed)


def _check_pattern(key: str, pattern: str, max_words: int) -> None:
    unknown = set(PLACEHOLDER.findall(pattern)) - _NAMES
    if unknown:
        allowed = f"with known quantities: {', '.join(sorted(_NAMES))}"
        raise InvalidInput(f"patterns.{key}", pattern, allowed)
    plain = PLACEHOLDER.sub("word", pattern)
    if any(letter.isdigit() for letter in plain):
        allowed = "without digits: a number comes from the workout"
        raise InvalidInput(f"patterns.{key}", pattern, allowed)
    if len(plain.split()) > max_words:
        raise InvalidInput(f"patterns.{key}", pattern, f"at most {max_words} words")
    if reason := find_unsafe(plain):
        raise InvalidInput(f"patterns.{key}", pattern, f"fit to be said: it {reason}")
