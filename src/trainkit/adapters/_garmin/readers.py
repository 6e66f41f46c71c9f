"""All readers of Garmin's answers, in one import: it takes 200 ms."""

from trainkit.adapters._recordings import place_recording, read_recording
from trainkit.io.authoring import DayValue, ProblemLog, build_day
from trainkit.io.formats.garmin_connect.activities import garmin_activities
from trainkit.io.formats.garmin_connect.days import UNKNOWN_ZONE, garmin_days

__all__ = [
    "UNKNOWN_ZONE",
    "DayValue",
    "ProblemLog",
    "build_day",
    "garmin_activities",
    "garmin_days",
    "place_recording",
    "read_recording",
]
