"""Assumptions about sports, for sessions of which only duration or distance is known."""

__all__ = ["DISTANCE_SPORTS", "POINTS_PER_KM", "SPORT_INTENSITY", "intensity_of_sport"]

SPORT_INTENSITY = {
    "running": 0.75,
    "cycling": 0.68,
    "swimming": 0.75,
    "rowing": 0.75,
    "cross_country_skiing": 0.75,
    "walking": 0.45,
    "hiking": 0.55,
    "training": 0.60,
    "strength_training": 0.60,
    "yoga": 0.35,
    "generic": 0.60,
}
"""Usual share of the threshold [1] by sport or sub-sport; a convention of trainkit."""

DISTANCE_SPORTS = {
    ("running", None): "running",
    ("walking", None): "running",
    ("hiking", None): "running",
    ("cycling", None): "cycling",
    ("swimming", None): "swimming",
    ("swimming", "open_water"): "open_water_swimming",
    ("rowing", None): "rowing",
    ("rowing", "indoor_rowing"): "rowing_machine",
    ("alpine_skiing", "backcountry"): "backcountry_skiing",
}
"""Sport and sub-sport to the name that `equivalent_distance` knows."""

POINTS_PER_KM = 6.5
"""Load of one kilometre of level running [1]: 10 km in an hour at 0.8 of the threshold is 64."""


def intensity_of_sport(sport: str, sub_sport: str | None) -> float:
    """Look up the usual intensity of a sub-sport, else of its sport.

    Parameters
    ----------
    sport, sub_sport : str
        Names as in `Activity`.

    Returns
    -------
    float
        Share of the threshold [1].
    """
    known = SPORT_INTENSITY.get(sub_sport or "", SPORT_INTENSITY.get(sport))
    return SPORT_INTENSITY["generic"] if known is None else known
