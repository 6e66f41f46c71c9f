"""Ladders of swims: main parts that grow from one rung to the next, by purpose.

The main parts follow published plans: repeats at CSS of 100 to 500 m, 400s that come nearer to CSS
week by week, Luebbers' repeats of 500 and 1000 m for distance, and Kazez' first weeks of lengths
with rests counted in breaths. What lies between two published rungs is a convention.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from trainkit.errors import InvalidInput
from trainkit.models.assessment import Intensity
from trainkit.workouts._swim_session import SwimSession
from trainkit.workouts._swim_sets import SwimSet, usual_intensity

__all__ = [
    "EASY_SWIMS",
    "RACE_EVE_SWIM",
    "SWIM_LADDERS",
    "SwimPurpose",
    "first_swim_rung",
    "swim_ladder",
]

SwimPurpose = Literal["beginner", "endurance", "threshold", "speed", "long", "open_water"]
"""What a ladder trains."""

_SHARE_WIDTH = 0.04
_SLOWEST, _FASTEST = 3.2, 1.6  # a whole session with its rests [min per 100 m]
# First rung, at most so much of the longest swim: below what was done, but for distance itself.
_FIRST: Mapping[SwimPurpose, float] = {
    "beginner": 1.1,
    "endurance": 0.9,
    "threshold": 0.8,
    "speed": 0.7,
    "long": 1.1,
    "open_water": 0.7,
}

Main = tuple[SwimSet, ...]

_BY_DISTANCE = frozenset({"beginner", "long"})


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the sessions of a ladder share; as in `Session`."""

    title: str
    purpose: str
    intensity: Intensity


_KINDS: Mapping[SwimPurpose, _Kind] = {
    "beginner": _Kind("First lengths", "endurance", "easy"),
    "endurance": _Kind("Endurance swim", "endurance", "easy"),
    "threshold": _Kind("CSS swim", "threshold", "hard"),
    "speed": _Kind("Speed swim", "repetitions", "hard"),
    "long": _Kind("Long swim", "long", "easy"),
    "open_water": _Kind("Open-water skills", "open_water", "moderate"),
}

_BEGINNER: tuple[Main, ...] = (
    (SwimSet(8, 25, "easy", breaths=8),),
    (SwimSet(4, 50, "easy", breaths=12), SwimSet(2, 25, "easy", breaths=4)),
    (SwimSet(6, 50, "easy", breaths=8),),
    (
        SwimSet(2, 100, "easy", breaths=12),
        SwimSet(2, 50, "easy", breaths=8),
        SwimSet(4, 25, "easy", breaths=4),
    ),
    (SwimSet(4, 100, "easy", breaths=12), SwimSet(2, 50, "easy", breaths=8)),
    (
        SwimSet(1, 200, "easy", breaths=15),
        SwimSet(2, 100, "easy", breaths=12),
        SwimSet(4, 50, "easy", breaths=8),
    ),
    (SwimSet(2, 200, "easy", breaths=12), SwimSet(3, 100, "easy", breaths=8)),
    (SwimSet(1, 400, "easy", breaths=15), SwimSet(2, 200, "easy", breaths=12)),
    (SwimSet(1, 600, "easy", breaths=15), SwimSet(3, 100, "easy", breaths=8)),
    (SwimSet(1, 800, "easy", breaths=15), SwimSet(1, 200, "easy", breaths=8)),
    (SwimSet(1, 1000, "easy", breaths=15), SwimSet(2, 100, "easy", breaths=8)),
    (SwimSet(1, 1200, "easy", breaths=15), SwimSet(2, 50, "easy", breaths=8)),
    (SwimSet(1, 1500, "easy", breaths=12),),
)
_ENDURANCE: tuple[Main, ...] = (
    (SwimSet(4, 100, "steady", rest_s=20),),
    (SwimSet(6, 100, "steady", rest_s=20),),
    (SwimSet(4, 200, "steady", rest_s=20),),
    (SwimSet(10, 100, "steady", rest_s=15),),
    (SwimSet(4, 300, "steady", rest_s=30),),
    (SwimSet(3, 400, "steady", rest_s=30),),
    (SwimSet(5, 300, "steady", rest_s=20),),
    (
        *(SwimSet(1, metres, "steady", rest_s=20) for metres in (100, 200, 300)),
        SwimSet(1, 400, "steady", rest_s=20, cue="the top of the pyramid, then down again"),
        *(SwimSet(1, metres, "steady", rest_s=20) for metres in (300, 200, 100)),
    ),
    (SwimSet(3, 600, "steady", rest_s=40),),
    (SwimSet(5, 400, "steady", rest_s=30),),
    (SwimSet(20, 100, "steady", rest_s=10),),
    (SwimSet(6, 400, "steady", rest_s=20),),
)
_THRESHOLD: tuple[Main, ...] = (
    (SwimSet(6, 100, "css", rest_s=20),),
    (SwimSet(8, 100, "css", rest_s=15),),
    (SwimSet(10, 100, "css", rest_s=15),),
    (SwimSet(5, 200, "css", rest_s=20),),
    (SwimSet(12, 100, "css", rest_s=10),),
    (SwimSet(4, 300, "css", rest_s=30),),
    (SwimSet(6, 200, "css", rest_s=20),),
    (SwimSet(3, 500, "css", rest_s=45),),
    *((SwimSet(4, 400, "css", rest_s=30, slower_s=slower_s),) for slower_s in (6, 5, 4, 3)),
)
_ONE_TO_FOUR = "each of four faster than the one before"
_SPEED: tuple[Main, ...] = (
    (SwimSet(8, 25, "fast", rest_s=20),),
    (SwimSet(12, 25, "fast", rest_s=20),),
    (SwimSet(16, 25, "fast", rest_s=15),),
    (SwimSet(8, 50, "fast", rest_s=30, cue=_ONE_TO_FOUR),),
    (SwimSet(16, 25, "sprint", rest_s=15),),
    (SwimSet(10, 50, "fast", rest_s=30),),
    (SwimSet(8, 25, "sprint", rest_s=20), SwimSet(8, 50, "fast", rest_s=30)),
    (SwimSet(12, 50, "fast", rest_s=25, cue=_ONE_TO_FOUR),),
    (SwimSet(6, 100, "fast", rest_s=60),),
    (SwimSet(12, 50, "fast", rest_s=20), SwimSet(4, 25, "sprint", rest_s=30)),
    (SwimSet(8, 100, "fast", rest_s=60),),
)
_LONG: tuple[Main, ...] = (
    (SwimSet(2, 400, "steady", rest_s=30),),
    (SwimSet(2, 500, "steady", rest_s=30),),
    (SwimSet(1, 800, "steady", rest_s=60), SwimSet(1, 400, "steady", 30)),
    (SwimSet(3, 500, "steady", rest_s=30),),
    (SwimSet(1, 1000, "steady", rest_s=60), SwimSet(1, 600, "steady", 30)),
    (SwimSet(4, 500, "steady", rest_s=30),),
    (SwimSet(1, 1500, "steady", rest_s=60), SwimSet(1, 500, "steady", 30)),
    (SwimSet(2, 1000, "steady", rest_s=60), SwimSet(1, 300, "steady", 30)),
    (SwimSet(5, 500, "steady", rest_s=20),),
    (SwimSet(1, 2000, "steady", rest_s=60), SwimSet(1, 600, "steady", 30)),
    (SwimSet(3, 1000, "steady", rest_s=45),),
    (SwimSet(6, 500, "steady", rest_s=15),),
    (SwimSet(1, 3000, "steady", rest_s=60), SwimSet(1, 300, "steady", 30)),
    (SwimSet(4, 1000, "steady", rest_s=45),),
    (SwimSet(5, 1000, "steady", rest_s=30),),
)
_SIGHT = "lift the eyes every 6 to 8 strokes"
_START = "start pace: high rate, then settle"
_DRAFT = "on the feet of a partner, swap the lead each time"
_TURN = "turn before the wall without touching it, as round a buoy"
_IN_POOL: tuple[Main, ...] = (
    (SwimSet(6, 100, "steady", rest_s=20, cue=_SIGHT),),
    (SwimSet(6, 50, "fast", rest_s=30, cue=_START), SwimSet(3, 100, "steady", 20, cue=_SIGHT)),
    (SwimSet(6, 100, "steady", rest_s=20, cue=_DRAFT), SwimSet(2, 100, "steady", 20, cue=_SIGHT)),
    (SwimSet(8, 50, "steady", rest_s=20, cue=_TURN), SwimSet(2, 300, "steady", 30, cue=_SIGHT)),
    (SwimSet(6, 50, "fast", rest_s=30, cue=_START), SwimSet(1, 800, "steady", 30, cue=_SIGHT)),
)
_WETSUIT = "wetsuit on, along the shore or round buoys, never alone"
_OUTSIDE: tuple[Main, ...] = (
    (SwimSet(2, 500, "easy", rest_s=60, cue=f"{_WETSUIT}, {_SIGHT}"),),
    (SwimSet(4, 50, "fast", 60, cue=_START), SwimSet(1, 1000, "steady", cue=_WETSUIT)),
    (
        SwimSet(1, 100, "fast", cue=_START),
        SwimSet(1, 1200, "steady", rest_s=60, cue=f"{_WETSUIT}, {_SIGHT}"),
        SwimSet(4, 50, "steady", 20, cue=_DRAFT),
    ),
    (
        SwimSet(1, 150, "fast", cue=_START),
        SwimSet(1, 1500, "css", slower_s=4, cue=f"as in the race, {_WETSUIT}"),
    ),
)
_MAINS: Mapping[SwimPurpose, tuple[Main, ...]] = {
    "beginner": _BEGINNER,
    "endurance": _ENDURANCE,
    "threshold": _THRESHOLD,
    "speed": _SPEED,
    "long": _LONG,
    "open_water": (*_IN_POOL, *_OUTSIDE),
}


def _session(purpose: SwimPurpose, rung: int, main: Main) -> SwimSession:
    kind = _KINDS[purpose]
    outside = purpose == "open_water" and rung > len(_IN_POOL)
    title = "Wetsuit swim" if outside else kind.title
    session = SwimSession(
        name=f"{title} {rung}",
        title=title,
        sport="swimming",
        purpose=kind.purpose,
        intensity=kind.intensity,
        share=(0.0, 0.0),
        minutes=(0, 0),
        sub_sport="open_water" if outside else "lap_swimming",
        indoors=not outside,
        main=main,
        rung=rung,
        beginner=purpose == "beginner",
    )
    middle = usual_intensity(session.parts())
    hundreds = session.metres / 100
    return replace(
        session,
        share=(middle - _SHARE_WIDTH, middle + _SHARE_WIDTH),
        minutes=(round(hundreds * _FASTEST), round(hundreds * _SLOWEST)),
    )


SWIM_LADDERS: Mapping[SwimPurpose, tuple[SwimSession, ...]] = {
    purpose: tuple(_session(purpose, rung, main) for rung, main in enumerate(mains, 1))
    for purpose, mains in _MAINS.items()
}
"""Sessions by purpose, each a rung above the one before; in a pool of 25 m."""

EASY_SWIMS: tuple[SwimSession, ...] = tuple(
    replace(
        _session("endurance", 0, main),
        name=name,
        title="Easy swim",
        minutes=(20, 90),
        stretch=20.0,
    )
    for name, main in (
        ("Easy swim of 100s", (SwimSet(4, 100, "easy", rest_s=15),)),
        ("Easy swim of 200s", (SwimSet(4, 200, "easy", rest_s=20),)),
        (
            "Easy swim of 50s",
            (SwimSet(8, 50, "easy", rest_s=10, cue="breathe every third stroke"),),
        ),
    )
)
"""Easy swims whose main part fills the time available."""

RACE_EVE_SWIM = replace(
    _session(
        "endurance",
        0,
        (
            SwimSet(4, 100, "easy", rest_s=20),
            SwimSet(4, 50, "fast", rest_s=30, cue="build from easy to fast within each"),
        ),
    ),
    name="Race-eve swim",
    title="Race-eve swim",
)
"""The day before a race: half an hour at most, with four times 50 m that build."""


def swim_ladder(purpose: SwimPurpose, *, pool_m: float = 25.0) -> tuple[SwimSession, ...]:
    """Return the sessions of a purpose, the shortest first.

    Parameters
    ----------
    purpose : {"beginner", "endurance", "threshold", "speed", "long", "open_water"}
        What they train.
    pool_m : float
        Length of the pool [m], 22.86 for 25 yards.

    Returns
    -------
    tuple of SwimSession
        At least eight; of ``"open_water"`` the last four take place there, in a wetsuit, and two
        to four of them belong before a race.

    Raises
    ------
    InvalidInput
        There is no such ladder, or `pool_m` is not from 10 to 100.

    Examples
    --------
    >>> [round(swim.metres) for swim in swim_ladder("beginner")[:4]]
    [400, 450, 500, 650]
    """
    if purpose not in SWIM_LADDERS:
        raise InvalidInput("purpose", purpose, "one of " + ", ".join(SWIM_LADDERS))
    return tuple(session.in_pool(pool_m) for session in SWIM_LADDERS[purpose])


def first_swim_rung(purpose: SwimPurpose, longest_m: float) -> int:
    """Find where an athlete starts on a ladder.

    Parameters
    ----------
    purpose : str
        As in `swim_ladder`.
    longest_m : float
        Distance of the longest session of the last four weeks [m].

    Returns
    -------
    int
        From 1. A long or a first swim may be a tenth longer than the longest session; all others
        are shorter, and none above the middle of its ladder.
    """
    most = _FIRST[purpose] * longest_m
    fitting = [swim.rung for swim in swim_ladder(purpose) if swim.metres <= most]
    half = len(SWIM_LADDERS[purpose]) // 2
    highest = max(fitting, default=1)
    return highest if purpose in _BY_DISTANCE else min(highest, half)
