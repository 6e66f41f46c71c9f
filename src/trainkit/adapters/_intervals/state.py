"""Where a sync with intervals.icu stopped."""

import datetime as dt

from trainkit.adapters._delivered import Delivered

__all__ = ["State"]

_UNTOLD = "untold"


class State(Delivered):
    """What is known of intervals.icu, as a cursor."""

    compared = (
        *("start_date_local", "start_date", "type", "name", "description", "elapsed_time"),
        *("moving_time", "distance", "icu_rpe", "feel", "race", "average_heartrate", "timezone"),
    )

    def note_untold(self, days: set[str], span: tuple[dt.date, dt.date]) -> frozenset[str]:
        """Remember the days with sessions that may not be told, and return those without any now.

        Parameters
        ----------
        days : set of str
            The days now.
        span : tuple of date
            The first and last day of which they are.

        Returns
        -------
        frozenset of str
            Days that were among them: what is kept of them may be nothing but that mark.
        """
        first, last = (day.isoformat() for day in span)
        before = set(self.more.get(_UNTOLD, "").split())
        ended = {day for day in before - days if first <= day <= last}
        if kept := (before | days) - ended:
            self.more[_UNTOLD] = " ".join(sorted(kept))
        else:
            self.more.pop(_UNTOLD, None)
        return frozenset(ended)
