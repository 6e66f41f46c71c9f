"""Where a sync with intervals.icu stopped."""

from trainkit.adapters._delivered import Delivered

__all__ = ["State"]


class State(Delivered):
    """What is known of intervals.icu, as a cursor."""

    compared = (
        *("start_date_local", "start_date", "type", "name", "description", "elapsed_time"),
        *("moving_time", "distance", "icu_rpe", "feel", "race", "average_heartrate", "timezone"),
    )
