"""Which sports two sources may call one workout."""

__all__ = ["KNOWN_SPORTS", "is_vague", "sports_agree"]

# Sports of a file that does not know the sport, or whose athlete did not choose one.
_GENERIC = frozenset({"all", "fitness_equipment", "generic", "other", "unknown", "workout"})

# Sports that devices and platforms confuse with one another, or have no closer name for. A sport
# may be in several groups: who is up a hill on skis is in the mountains and on skis.
_ALIKE = tuple(
    frozenset(names.split())
    for names in (
        "walking hiking mountaineering snowshoeing wheelchair_push_walk rucking",
        "running wheelchair_push_run",
        "cycling e_biking",
        "swimming water_sport snorkeling",
        "training strength_training hiit mobility meditation jump_rope dance boxing "
        "mixed_martial_arts floor_climbing tactical",
        "alpine_skiing snowboarding cross_country_skiing backcountry_skiing",
        "alpine_skiing mountaineering snowshoeing cross_country_skiing backcountry_skiing",
        "ice_skating inline_skating cross_country_skiing",
        "rowing paddling canoeing kayaking stand_up_paddleboarding rafting boating water_sport",
        "surfing windsurfing kitesurfing wakeboarding wakesurfing water_skiing sailing "
        "stand_up_paddleboarding water_sport boating",
        "diving snorkeling water_sport",
        "rock_climbing mountaineering floor_climbing",
        "tennis racket",
        "golf disc_golf walking",
        "soccer american_football rugby hockey lacrosse basketball volleyball baseball cricket",
        "flying hang_gliding sky_diving jumpmaster",
        "multisport transition",
        "driving motorcycling snowmobiling horseback_riding hunting fishing water_tubing",
    )
)
KNOWN_SPORTS = frozenset[str]().union(*_ALIKE) | _GENERIC
"""Names of sports as in `Activity`: those of FIT."""


def is_vague(sport: str, sub_sport: str | None) -> bool:
    """Return whether a sport may be any: platforms call training what they have no name for."""
    return sport in _GENERIC or (sport == "training" and sub_sport is None)


def sports_agree(
    first: str, second: str, *, sub_sports: tuple[str | None, str | None] = (None, None)
) -> bool:
    """Return whether two sources can mean one workout by these sports.

    Parameters
    ----------
    first, second : str
        As in `Activity`. A name that is not FIT's may mean anything.
    sub_sports : tuple of (str or None, str or None)
        Their sub-sports: training without one is what platforms call any other workout.

    Returns
    -------
    bool
        True if they can.
    """
    if first == second:
        return True
    if any(is_vague(*names) for names in zip((first, second), sub_sports, strict=True)):
        return True
    if first not in KNOWN_SPORTS or second not in KNOWN_SPORTS:
        return True
    return any(first in group and second in group for group in _ALIKE)
