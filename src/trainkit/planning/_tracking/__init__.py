"""What was done of a plan: matching, compliance, progress, recent events, the forecast."""

from trainkit.planning._tracking.events import Events, cause_of_load, read_events
from trainkit.planning._tracking.matching import match
from trainkit.planning._tracking.plan_progress import acwr_by_week, calendar, progress
from trainkit.planning._tracking.race_forecast import forecast
from trainkit.planning._tracking.session_compliance import compliance

__all__ = [
    "Events",
    "acwr_by_week",
    "calendar",
    "cause_of_load",
    "compliance",
    "forecast",
    "match",
    "progress",
    "read_events",
]
