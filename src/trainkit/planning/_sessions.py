"""How many sessions a week has time for."""

from trainkit.models.goal import WEEKDAYS, Availability

__all__ = ["LEAST_SESSION_MIN", "MOST_SESSIONS", "sessions_a_week"]

LEAST_SESSION_MIN = 20.0
MOST_SESSIONS = 6  # a week, so that one day of rest is left


def sessions_a_week(availability: Availability) -> int:
    """Count the sessions that a week has time for, one day of rest left out."""
    minutes = availability.minutes
    # A day without an entry counts as an hour.
    possible = sum(minutes.get(day, 60.0) >= LEAST_SESSION_MIN for day in WEEKDAYS)
    most = availability.max_sessions_per_week
    return min(max(possible if most is None else min(possible, most), 1), MOST_SESSIONS)
