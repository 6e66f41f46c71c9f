"""How often a voice may speak, and which of several moments is spoken."""

from collections.abc import Mapping
from typing import NamedTuple

from trainkit.coach.voice._triggers import TRIGGERS

__all__ = ["Moment", "Pacing"]

_GAP_S = 20.0
_GAPS_S = ((7, _GAP_S), (6, 35.0), (5, 60.0), (0, 90.0))  # after the last sentence, by priority
_A_MINUTE_S = 60.0
_LOUD = 8  # the lowest priority in quiet mode
_IMPORTANT = 7
_AT_ONCE = frozenset({"pre-start", "workout-end"})


class Moment(NamedTuple):
    """Something that may be said.

    Parameters
    ----------
    trigger : str
        Why.
    at_s : float
        Since when [s].
    fresh_s : float
        How long it is worth saying [s].
    context : mapping
        What is known.
    """

    trigger: str
    at_s: float
    fresh_s: float
    context: Mapping[str, object]

    @property
    def priority(self) -> int:
        """The priority of its trigger."""
        return TRIGGERS[self.trigger].priority


class Pacing:
    """Chooses what is said now: the most important moment, if it is not too soon.

    Parameters
    ----------
    quiet : bool
        Whether only what matters most is said.
    """

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self._moments: dict[str, Moment] = {}
        self._last_s: float | None = None
        self._first_s: float | None = None
        self._count = 0

    def propose(self, *moments: Moment) -> None:
        """Propose moments; a new one replaces the older one of the same trigger."""
        for moment in moments:
            self._moments[moment.trigger] = moment

    def withdraw(self, trigger: str) -> None:
        """Take a moment back that is over."""
        self._moments.pop(trigger, None)

    def choose(self, now_s: float, *, change_is_near: bool) -> Moment | None:
        """Return what is said now; None where it is too soon, or there is nothing to say."""
        if self._first_s is None:
            self._first_s = now_s
        stale = [m.trigger for m in self._moments.values() if now_s > m.at_s + m.fresh_s]
        for trigger in stale:
            self.withdraw(trigger)
        for moment in sorted(self._moments.values(), key=lambda m: -m.priority):
            if self._may_say(moment, now_s, change_is_near=change_is_near):
                return moment
        return None

    def earliest_s(self, now_s: float) -> float:
        """Return from when on something important may be said [s]."""
        return now_s if self._last_s is None else max(now_s, self._last_s + _GAP_S)

    def note_said(self, moment: Moment, now_s: float) -> None:
        """Note that a moment was spoken."""
        self._last_s = now_s
        self._count += 1
        self.withdraw(moment.trigger)

    def _may_say(self, moment: Moment, now_s: float, *, change_is_near: bool) -> bool:
        priority = moment.priority
        if self.quiet and priority < _LOUD:
            return False
        if change_is_near and priority < _IMPORTANT:
            return False
        gap_s = next(gap_s for at_least, gap_s in _GAPS_S if priority >= at_least)
        if self._last_s is not None and now_s - self._last_s < gap_s:
            return False
        return self._is_within_budget(moment, now_s)

    def _is_within_budget(self, moment: Moment, now_s: float) -> bool:
        """Return whether there is still at most one sentence a minute, the last one included."""
        minutes = (now_s - (self._first_s or 0.0)) / _A_MINUTE_S
        if moment.trigger == "pre-start":
            return True
        kept_free = 0 if moment.trigger in _AT_ONCE else 1
        return self._count + 1 + kept_free <= minutes
