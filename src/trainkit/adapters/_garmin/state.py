"""Where a sync with Garmin stopped."""

from trainkit.adapters._delivered import Delivered

__all__ = ["State"]


class State(Delivered):
    """What is known of Garmin Connect, as a cursor; `more` keeps the athlete's name there."""

    compared = (
        *("startTimeLocal", "startTimeGMT", "activityType", "eventType", "activityName"),
        *("description", "duration", "elapsedDuration", "distance", "averageHR"),
        *("directWorkoutRpe", "directWorkoutFeel"),
    )
    id_key = "activityId"
    day_key = "startTimeLocal"
