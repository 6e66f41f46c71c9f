"""Plans and planned workouts, written for calendars and for other programs."""

from trainkit.io._plans._ics import to_ics
from trainkit.io._plans._icu import write_icu_workout
from trainkit.io._plans._zwo import write_zwo

__all__ = ["to_ics", "write_icu_workout", "write_zwo"]
