"""Where a sync with Strava stopped, and which samples it fetches again today."""

import datetime as dt
from collections.abc import Collection, Mapping
from math import ceil

from trainkit.adapters._delivered import Delivered

__all__ = ["CALLS_PER_DAY", "State", "choose_renewals", "count_later"]

CALLS_PER_DAY = 4
"""For samples: six, less the renewal of the login and the list."""

_LATER = CALLS_PER_DAY - 1  # counted on for renewals on a later day: one is for a new activity
_DAY_S = 86_400.0
_LONGEST_S = 6.75 * _DAY_S  # the licence allows seven days; a daily sync may be late


class State(Delivered):
    """What is known of Strava, as a cursor; `more` keeps when each was fetched [s since 1970]."""

    compared = (
        *("start_date", "start_date_local", "sport_type", "type", "name", "workout_type"),
        *("moving_time", "elapsed_time", "distance", "average_heartrate"),
    )

    def note_at(self, item: Mapping[str, object], moment: dt.datetime) -> None:
        """Remember that an activity is delivered, fetched at a moment."""
        self.note(item)
        self.more[str(item["id"])] = f"{moment.timestamp():.0f}"

    def age_s(self, name: str, now: dt.datetime) -> float:
        """Return how long ago an activity was fetched [s]; infinite where that is not known."""
        try:
            age_s = now.timestamp() - float(self.more[name])
        except (KeyError, ValueError):
            return float("inf")
        return age_s if age_s >= 0 else float("inf")  # a clock that was fast

    def forget(self, name: str) -> None:
        """Forget an activity."""
        super().forget(name)
        self.more.pop(name, None)

    def keep_only(self, names: Collection[str]) -> None:
        """Forget all other activities."""
        for name in [name for name in self.known if name not in names]:
            self.forget(name)


def choose_renewals(ages_s: Mapping[str, float]) -> list[str]:
    """Choose whose samples are fetched again today, so that no later day needs many calls.

    Parameters
    ----------
    ages_s : mapping of str to float
        How long ago samples were fetched [s], by activity.

    Returns
    -------
    list of str
        The oldest first: all that would expire before tomorrow's sync, and else as few as let an
        even share of later days do. What was fetched in one first sync spreads over six days.
    """
    oldest_first = sorted(ages_s, key=lambda name: -ages_s[name])
    due = [(count, count_later(ages_s[name])) for count, name in enumerate(oldest_first, start=1)]
    share = max([_LATER, *(ceil(count / (later + 1)) for count, later in due)])
    return oldest_first[: max([0, *(count - later * share for count, later in due)])]


def count_later(age_s: float) -> int:
    """Return how many later daily syncs come in time for what was fetched some time ago [s]."""
    return max(int((_LONGEST_S - age_s) // _DAY_S), 0) if age_s < _LONGEST_S else 0
