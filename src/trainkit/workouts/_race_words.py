"""What is said about the day of a race: its purpose, warm-up, effort and food."""

from collections.abc import Iterator

from trainkit.models.goal import Goal
from trainkit.models.workout import Target
from trainkit.workouts._words import pace_words

__all__ = ["fuelling_words", "race_notes", "trail_words"]

_FUEL_FROM_MIN, _MORE_FROM_MIN = 90.0, 150.0
_SHORT_M = {"running": 15_000.0, "cycling": 40_000.0, "swimming": 3_000.0}
_WARM_UPS = {
    "running": "Jog 15 min easily, then 4 strides of 20 s",
    "cycling": "Ride 15 to 20 min easily, with 3 efforts of half a minute",
    "swimming": "Swim 200 to 400 m easily, with 4 faster lengths of 25 m",
}
_LONG_WARM_UPS = {
    "running": "Walk and jog for 10 min",
    "cycling": "Spin for 10 min",
    "swimming": "Swim for 5 to 10 min, and find the first buoy",
}
_STEEP = "15 %"  # from which walking is as fast, and cheaper
_ASCENT_STEP_M = 50.0
_ALONG_FOR_UP = 8.0  # metres on the flat, for one of ascent
_LAPS_M = 2_500.0  # a race on the track up to here
_RANGE = 0.01  # of the speed, on either side of an even pace
_SLOWER, _LONG_SLOWER = 0.02, 0.01  # in the first third, of the mean speed; faster in the last


def fuelling_words(duration_min: float, sport: str) -> str:
    """Say what to eat and drink in a race.

    Parameters
    ----------
    duration_min : float
        How long it takes [min].
    sport : str
        As in `Activity`.

    Returns
    -------
    str
        A sentence; empty up to 90 min, and for swims.

    References
    ----------
    - Thomas et al. 2016, Med Sci Sports Exerc 48:543.
      <https://doi.org/10.1249/MSS.0000000000000852> (30 to 60 g of carbohydrate an hour, up to 90 g
      beyond two and a half hours)

    Examples
    --------
    >>> fuelling_words(45, "running")
    ''
    >>> fuelling_words(110, "running")
    'Take 30 to 60 g of carbohydrate an hour, from the first half hour on, and drink to thirst.'
    """
    if duration_min <= _FUEL_FROM_MIN or sport == "swimming":
        return ""
    grams = "60 to 90" if duration_min > _MORE_FROM_MIN else "30 to 60"
    practised = " as you practised in training" if duration_min > _MORE_FROM_MIN else ""
    return (
        f"Take {grams} g of carbohydrate an hour{practised}, from the first half hour on, and "
        "drink to thirst."
    )


def race_notes(
    goal: Goal, *, duration_min: float, speed_m_s: float | None = None, beginner: bool = False
) -> str:
    """Describe the day of a race, as a coach would.

    Parameters
    ----------
    goal : Goal
        The race; a B race is a rehearsal, a C race a hard session.
    duration_min : float
        How long it takes [min].
    speed_m_s : float, optional
        The mean speed to aim for [m/s]; None where the race goes by effort.
    beginner : bool
        Whether to finish is the aim.

    Returns
    -------
    str
        Its purpose, warm-up, how to divide the effort from slow to fast, and food.

    Examples
    --------
    >>> race = Goal(distance_m=10_000, date="2026-10-18", time_s=3000)
    >>> print(race_notes(race, duration_min=50, speed_m_s=10_000 / 3000))
    Jog 15 min easily, then 4 strides of 20 s. First third at 5:09 to 5:03 /km, the middle at \
5:03 to 4:57 /km, the last third at 4:57 to 4:51 /km if you can.
    """
    return " ".join(_sentences(goal, duration_min, speed_m_s, beginner=beginner))


def trail_words(goal: Goal, distance_m: float, duration_min: float) -> str:
    """Describe the ground of a long run before a trail race.

    Parameters
    ----------
    goal : Goal
        The race: the run climbs as much as the race does in the same time.
    distance_m : float
        Of the run, as far as it would go on the flat [m].
    duration_min : float
        Its length [min].

    Returns
    -------
    str
        A part of a sentence, for the end of its notes.

    References
    ----------
    - Scarf 2007, J Sports Sci 25:719. <https://doi.org/10.1080/02640410600874906> (a metre up takes
      as long as eight along)

    Examples
    --------
    >>> race = Goal(distance_m=50_000, date="2026-10-18", trail=True, ascent_m=2000)
    >>> trail_words(race, 12_000, 90)
    '; on trails, at least 350 m of ascent; walk with long steps what is steeper than 15 %'
    """
    words = "; on trails like those of the race"
    if goal.ascent_m:
        along = goal.distance_m + _ALONG_FOR_UP * goal.ascent_m
        climb = goal.ascent_m * distance_m / along
        least = _ASCENT_STEP_M * max(int(climb // _ASCENT_STEP_M), 1)
        words = f"; on trails, at least {least:.0f} m of ascent"
    words += f"; walk with long steps what is steeper than {_STEEP}"
    if duration_min > _MORE_FROM_MIN:
        words += "; practise the food of the race, 60 to 90 g of carbohydrate an hour"
    return words


def _sentences(
    goal: Goal, duration_min: float, speed_m_s: float | None, *, beginner: bool
) -> Iterator[str]:
    if goal.priority == "B":
        yield "A rehearsal: try breakfast, kit, start and pace; the main race comes later."
    elif goal.priority == "C":
        yield "The hard session of the week: no taper before it, and no need for a best time."
    warm_ups = _WARM_UPS if _is_short(goal) and not beginner else _LONG_WARM_UPS
    yield f"{warm_ups.get(goal.sport, 'Warm up easily for 10 min')}."
    yield _effort_words(goal, speed_m_s, beginner=beginner)
    fuelling = fuelling_words(duration_min, goal.sport)
    if fuelling:
        yield fuelling


def _effort_words(goal: Goal, speed_m_s: float | None, *, beginner: bool) -> str:
    if goal.trail:
        return (
            "By effort, not by pace: at RPE 5 to 6, walk what is steeper than 15 %, and keep your "
            "legs for the descents of the last third."
        )
    if beginner and speed_m_s is None and goal.priority == "A":
        return (
            "Start slower than feels right, at a pace at which you can talk; walking is allowed, "
            "and to finish is the aim."
        )
    if speed_m_s is None or goal.sport == "cycling":
        hold = "at an effort that you can hold to the end"
        return f"First third {hold}, then steady, the last third as fast as you can."
    if goal.sport == "running" and goal.distance_m < _LAPS_M:
        even = pace_words(_around(speed_m_s, _RANGE), goal.sport)
        return f"Even laps at {even}, the first no faster; what is left goes into the last 300 m."
    slower = _SLOWER if _is_short(goal) else _LONG_SLOWER
    slow, mean, fast = (
        pace_words(_around(share * speed_m_s, slower / 2), goal.sport)
        for share in (1 - slower, 1, 1 + slower)
    )
    return f"First third at {slow}, the middle at {mean}, the last third at {fast} if you can."


def _is_short(goal: Goal) -> bool:
    return goal.distance_m <= _SHORT_M.get(goal.sport, 15_000.0)


def _around(speed_m_s: float, width: float) -> Target:
    low, high = speed_m_s * (1 - width), speed_m_s * (1 + width)
    return Target(kind="speed", low=low, high=high, unit="m/s")
