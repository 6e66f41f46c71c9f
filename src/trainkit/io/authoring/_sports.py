"""One vocabulary for sports, that of FIT; a sport it does not list keeps its own name."""

import re

__all__ = ["canonical_sport", "canonical_sub_sport"]

# Sports in the words of other sources, folded to lower case with single underscores.
_SPORTS = {
    "alpine_ski": "alpine_skiing",
    "backcountry_ski": "backcountry_skiing",
    "bike": "cycling",
    "biking": "cycling",
    "e_bike_ride": "e_biking",
    "gravel_ride": "cycling",
    "hike": "hiking",
    "indoor_cycling": "cycling",
    "indoor_rowing": "rowing",
    "lap_swimming": "swimming",
    "mountain_bike_ride": "cycling",
    "mountain_biking": "cycling",
    "nordic_ski": "cross_country_skiing",
    "open_water_swimming": "swimming",
    "ride": "cycling",
    "road_biking": "cycling",
    "rowing_machine": "rowing",
    "run": "running",
    "street_running": "running",
    "strength_training": "training",
    "swim": "swimming",
    "trail_run": "running",
    "trail_running": "running",
    "treadmill_running": "running",
    "virtual_ride": "cycling",
    "virtual_run": "running",
    "walk": "walking",
    "weight_training": "training",
    "workout": "training",
    "yoga": "training",
    "pilates": "training",
    "indoor_cardio": "training",
    "crossfit": "training",
    "elliptical": "fitness_equipment",
    "stair_stepper": "fitness_equipment",
    "treadmill": "running",
    "track_running": "running",
    "ultra_run": "running",
    "virtual_running": "running",
    "gravel_cycling": "cycling",
    "cyclocross": "cycling",
    "road_cycling": "cycling",
    "e_mountain_bike_ride": "e_biking",
    "e_bike_fitness": "e_biking",
    "casual_walking": "walking",
    "speed_walking": "walking",
    "resort_skiing_snowboarding": "alpine_skiing",
    "kayak": "kayaking",
    "canoe": "paddling",
    "stand_up_paddling": "stand_up_paddleboarding",
    "indoor_climbing": "rock_climbing",
    # Strava's numbers in the GPX element `type`
    "1": "cycling",
    "4": "hiking",
    "9": "running",
    "10": "walking",
    "16": "swimming",
}
_SUB_SPORTS = {
    "gravel_ride": "gravel_cycling",
    "indoor_cycling": "indoor_cycling",
    "indoor_rowing": "indoor_rowing",
    "lap_swimming": "lap_swimming",
    "mountain_bike_ride": "mountain",
    "mountain_biking": "mountain",
    "open_water_swimming": "open_water",
    "rowing_machine": "indoor_rowing",
    "strength_training": "strength_training",
    "trail_run": "trail",
    "trail_running": "trail",
    "treadmill_running": "treadmill",
    "virtual_ride": "virtual_activity",
    "virtual_run": "virtual_activity",
    "weight_training": "strength_training",
    "yoga": "yoga",
    "pilates": "pilates",
    "indoor_cardio": "cardio_training",
    "elliptical": "elliptical",
    "stair_stepper": "stair_climbing",
    "treadmill": "treadmill",
    "track_running": "track",
    "ultra_run": "ultra",
    "virtual_running": "virtual_activity",
    "gravel_cycling": "gravel_cycling",
    "cyclocross": "cyclocross",
    "road_cycling": "road",
    "road_biking": "road",
    "street_running": "street",
    "casual_walking": "casual_walking",
    "speed_walking": "speed_walking",
}


def canonical_sport(name: str | None) -> str | None:
    """Return FIT's name of a sport that any source names; an unknown one keeps its own name."""
    folded = _fold(name)
    return _SPORTS.get(folded, folded) if folded else None


def canonical_sub_sport(name: str | None) -> str | None:
    """Return FIT's name of the sub-sport that a source's sport implies, if any."""
    return _SUB_SPORTS.get(_fold(name))


def _fold(name: str | None) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", (name or "").strip())
    return re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")
