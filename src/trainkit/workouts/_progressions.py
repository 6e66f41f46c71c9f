"""How hard sessions grow: doses of work, each in several forms, and how much a level does.

A dose is the minutes of work in one session. A plan climbs from a level's first dose to its last;
forms of the same dose take turns, so no two weeks are alike. Doses and forms are those of published
plans; the most by session follows Daniels 2014, chapter 4.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Literal

from trainkit.errors import InvalidInput
from trainkit.workouts._session import Work

__all__ = ["PROGRESSIONS", "divide_work", "dose_range", "works_for"]

Level = Literal["beginner", "intermediate", "advanced"]
_LEVELS: tuple[Level, ...] = ("beginner", "intermediate", "advanced")
_HALF_MINUTES = 6  # from three minutes on, pieces are whole minutes
_LEAST_REST_MIN = 0.5
_OFFERED = 3  # doses: the wanted one, and smaller ones for weeks with little room


def _works(*forms: tuple[float, float, int]) -> dict[float, tuple[Work, ...]]:
    """Group forms (minutes, rest, times) by their minutes of work."""
    doses: dict[float, tuple[Work, ...]] = {}
    for minutes, rest, times in forms:
        dose = round(minutes * times, 1)
        doses[dose] = (*doses.get(dose, ()), Work(minutes, rest, times))
    return dict(sorted(doses.items()))


PROGRESSIONS: Mapping[str, Mapping[float, Sequence[Work]]] = {
    "Threshold run": _works(
        (4, 1, 3), (6, 1, 2), (5, 1, 3), (3, 1, 5), (6, 1, 3), (9, 2, 2), (7, 1, 3), (10, 2, 2),
        (8, 2, 3), (6, 1, 4), (12, 2, 2), (7, 1, 4), (14, 3, 2), (10, 2, 3), (15, 3, 2), (6, 1, 5),
        (11, 2, 3), (8, 2, 4), (12, 2, 3), (9, 2, 4), (18, 3, 2), (10, 2, 4), (20, 4, 2),
        (8, 2, 5),
    ),
    "Short intervals": _works(
        (2, 2, 4), (2, 2, 5), (3, 2, 4), (2, 1.5, 6), (4, 3, 3), (3, 2, 5), (5, 3, 3), (4, 3, 4),
        (2, 1.5, 8), (3, 2, 6), (4, 3, 5), (5, 3.5, 4), (3, 2, 7), (4, 3, 6), (3, 2, 8),
    ),
    "Repetitions": _works(
        (0.5, 1.5, 8), (0.75, 1.5, 6), (1, 2, 6), (0.75, 1.5, 8), (1, 2, 7), (1, 2, 8),
        (1.5, 2.5, 6), (1, 2, 9), (1, 2, 10), (1.25, 2.5, 8), (1.5, 3, 8), (1, 2, 12),
    ),
    "Hills": _works(
        (1, 2, 5), (1, 2, 6), (1, 2, 8), (2, 2.5, 4), (1, 2, 10), (2, 2.5, 5), (2, 2.5, 6),
        (3, 3, 4), (3, 3, 5), (4, 4, 4),
    ),
    "Fartlek": _works(
        (1, 1, 8), (1, 1, 10), (2, 2, 5), (2, 2, 6), (3, 2, 4), (3, 2, 5), (2, 1.5, 8), (4, 2, 4),
        (3, 2, 6), (4, 2, 5), (5, 2.5, 4),
    ),
    "Marathon pace": _works(
        (5, 1, 2), (7, 2, 2), (10, 2, 2), (8, 2, 3), (12, 2, 2), (15, 3, 2), (10, 2, 3),
        (12, 2, 3), (18, 3, 2), (20, 3, 2), (10, 2, 4), (15, 2, 3), (45, 0, 1), (25, 3, 2),
        (50, 0, 1), (10, 1, 5), (18, 3, 3), (27, 3, 2), (54, 0, 1), (20, 3, 3), (30, 4, 2),
        (22, 3, 3), (60, 0, 1), (36, 4, 2), (24, 3, 3), (40, 5, 2),
    ),
    "Race-pace run middle": _works(
        (0.5, 2, 5), (0.5, 2, 6), (0.75, 2, 5), (0.5, 1.5, 8), (0.75, 2.5, 6), (1, 2.5, 5),
        (0.75, 2, 7), (1, 3, 6), (1.5, 4, 4), (0.75, 2, 8), (1, 2.5, 7), (1.25, 3, 6),
        (1.5, 3.5, 5), (1, 2.5, 8), (2, 5, 4), (1.5, 4, 6), (1, 2, 9),
    ),
    "Race-pace run 5k": _works(
        (1, 1, 4), (1, 1, 6), (1.5, 1.5, 6), (2, 1.5, 5), (2, 1.5, 6), (3, 2, 4), (4, 2.5, 3),
        (3, 2, 5), (5, 3, 3), (4, 2.5, 4), (2, 1.5, 8), (6, 3, 3), (3, 2, 6),
    ),
    "Race-pace run 10k": _works(
        (2, 1.5, 3), (3, 1.5, 3), (4, 1.5, 3), (5, 2, 3), (4, 1.5, 4), (8, 3, 2), (4, 1.5, 5),
        (5, 2, 4), (7, 2.5, 3), (6, 2, 4), (8, 3, 3), (4, 1.5, 6), (5, 2, 5), (9, 3, 3),
        (10, 3, 3), (6, 2, 5), (15, 4, 2),
    ),
    "Race-pace run half": _works(
        (4, 1, 2), (6, 2, 2), (8, 2, 2), (10, 2, 2), (20, 0, 1), (8, 2, 3), (12, 2, 2), (14, 3, 2),
        (10, 2, 3), (15, 3, 2), (12, 2, 3), (18, 3, 2), (20, 3, 2), (10, 2, 4), (15, 3, 3),
        (45, 0, 1), (25, 3, 2),
    ),
    "Tempo ride": _works(
        (9, 3, 2), (10, 4, 2), (20, 0, 1), (8, 3, 3), (15, 5, 2), (10, 4, 3), (12, 4, 3),
        (20, 5, 2), (15, 4, 3), (25, 5, 2), (18, 4, 3), (20, 5, 3), (30, 5, 2), (25, 5, 3),
        (20, 5, 4),
    ),
    "Threshold ride": _works(
        (6, 3, 3), (10, 5, 2), (8, 4, 3), (6, 3, 4), (10, 5, 3), (8, 4, 4), (12, 5, 3), (18, 5, 2),
        (20, 5, 2), (10, 5, 4), (15, 5, 3), (12, 5, 4), (25, 6, 2), (18, 5, 3), (20, 5, 3),
    ),
    "Hard intervals": _works(
        (3, 3, 3), (3, 3, 4), (4, 4, 3), (3, 3, 5), (4, 4, 4), (3, 3, 6), (4, 4, 5), (5, 5, 4),
        (3, 3, 7), (4, 4, 6), (3, 3, 8), (5, 5, 5), (4, 4, 7),
    ),
    "Race-pace ride": _works(
        (6, 3, 3), (8, 3, 3), (10, 4, 3), (15, 5, 2), (8, 3, 4), (12, 4, 3), (20, 5, 2),
        (10, 4, 4), (15, 5, 3), (25, 5, 2), (20, 5, 3),
    ),
}  # fmt: skip
"""Forms of work by minutes of work, smallest first, by name of the session."""

_RANGES: Mapping[str, tuple[tuple[float, float], ...]] = {
    "Threshold run": ((12, 18), (18, 33), (24, 40)),
    "Short intervals": ((8, 12), (12, 20), (15, 24)),
    "Repetitions": ((4, 6), (6, 10), (8, 12)),
    "Hills": ((5, 8), (8, 12), (10, 16)),
    "Fartlek": ((8, 12), (12, 18), (15, 20)),
    "Marathon pace": ((20, 45), (30, 70), (40, 80)),
    "Race-pace run middle": ((2.5, 4.5), (3.5, 6), (4.5, 9)),
    "Race-pace run 5k": ((9, 12), (10, 16), (12, 18)),
    "Race-pace run 10k": ((15, 20), (16, 27), (20, 30)),
    "Race-pace run half": ((20, 30), (24, 45), (30, 50)),
    "Tempo ride": ((20, 40), (30, 60), (36, 80)),
    "Threshold ride": ((18, 30), (24, 48), (30, 60)),
    "Hard intervals": ((9, 15), (12, 24), (16, 28)),
    "Race-pace ride": ((18, 30), (24, 45), (30, 60)),
}


def dose_range(name: str, level: Level) -> tuple[float, float]:
    """Return a level's first and last dose of a session [min of work].

    Parameters
    ----------
    name : str
        A key of `PROGRESSIONS`.
    level : str
        ``"beginner"``, ``"intermediate"`` or ``"advanced"``.

    Returns
    -------
    tuple of float
        The smallest and the largest dose [min].

    Raises
    ------
    InvalidInput
        A session without a progression.

    Examples
    --------
    >>> dose_range("Threshold run", "intermediate")
    (18, 33)
    """
    if name not in _RANGES:
        raise InvalidInput("name", name, "one of " + ", ".join(_RANGES))
    return _RANGES[name][_LEVELS.index(level)]


def works_for(name: str, duration_min: float, week: int) -> list[Work]:
    """List the forms of work for a wanted dose, largest first, and of two smaller doses.

    Parameters
    ----------
    name : str
        A key of `PROGRESSIONS`.
    duration_min : float
        The wanted dose [min of work].
    week : int
        Number of the week: forms of the same dose take turns.

    Returns
    -------
    list of Work
        Up to three, no two with the same minutes of work.

    Examples
    --------
    >>> [(work.most, work.minutes) for work in works_for("Threshold run", 25, week=0)]
    [(3, 8), (3, 7), (2, 10)]
    """
    doses = PROGRESSIONS[name]
    fitting = [dose for dose in doses if dose <= duration_min + 1e-9] or [min(doses)]
    return [doses[dose][week % len(doses[dose])] for dose in fitting[: -_OFFERED - 1 : -1]]


def divide_work(work: Work) -> Work:
    """Divide the same minutes of work into more and shorter pieces.

    Parameters
    ----------
    work : Work
        Pieces of a length.

    Returns
    -------
    Work
        Up to twice as many pieces of whole or half minutes, with as much rest in all or a little
        more, so that it costs no more; the same work where none come out even.

    Examples
    --------
    >>> divide_work(Work(minutes=3, rest=3, most=6))
    Work(minutes=2.0, rest=2.0, most=9)
    """
    dose = work.minutes * work.most
    for count in range(work.most + 1, 2 * work.most + 1):
        halves = 2 * dose / count
        if halves == int(halves) and (halves % 2 == 0 or halves < _HALF_MINUTES):
            rest = math.ceil(2 * work.rest * (work.most - 1) / (count - 1)) / 2
            return Work(halves / 2, max(rest, _LEAST_REST_MIN), count)
    return work
