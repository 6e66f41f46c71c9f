"""Whether the effort has left its target for long enough to speak of it, and has come back."""

from typing import NamedTuple

from trainkit.coach.voice._position import TargetRange
from trainkit.coach.voice._signals import Signals

__all__ = ["Drift"]


class _Habit(NamedTuple):
    """How one quantity is judged.

    Parameters
    ----------
    trigger : str
        What is said of it.
    margin : float
        Beyond the range by this share of its middle counts as off.
    settle_s : float
        Time after the start of a step in which it is not judged [s].
    hold_s : float
        How long it must be off before anything is said [s].
    """

    trigger: str
    margin: float
    settle_s: float
    hold_s: float


_HABITS = {
    "heart_rate": _Habit("zone-drift", 0.02, 120.0, 45.0),  # it lags behind the effort
    "power_w": _Habit("power-off-target", 0.05, 25.0, 20.0),
    "speed_m_s": _Habit("pace-off-target", 0.03, 30.0, 20.0),
}
_BACK_S = 15.0
_AGAIN_S = 240.0
_MOST_UNHEARD = 2  # reminders in a row without an answer: the athlete has a reason


class Drift:
    """Watches one target with hysteresis: it is off for a while, said once, and back for a while.

    Parameters
    ----------
    target : TargetRange
        The target of the step.
    """

    def __init__(self, target: TargetRange) -> None:
        self.target = target
        self._habit = _HABITS[target.kind]
        self._off_since_s: float | None = None
        self._in_since_s: float | None = None
        self._said_s: float | None = None
        self._unheard = 0

    @property
    def trigger(self) -> str:
        """What is said of it."""
        return self._habit.trigger

    def watch(self, signals: Signals, elapsed_s: float) -> str:
        """Return ``"above"`` or ``"below"`` where it is time to speak; empty otherwise."""
        value: float | None = getattr(signals, self.target.kind)
        if value is None or signals.is_standing or elapsed_s < self._habit.settle_s:
            self._off_since_s = None
            return ""
        direction = self.target.side(value, self._habit.margin)
        now_s = signals.time_s
        if not direction:
            self._come_back(now_s, inside=not self.target.side(value, 0.0))
            return ""
        self._in_since_s = None
        self._off_since_s = now_s if self._off_since_s is None else self._off_since_s
        is_long = now_s - self._off_since_s >= self._habit.hold_s
        return direction if is_long and self._may_say(now_s) else ""

    def note_said(self, now_s: float) -> None:
        """Note that it was said."""
        self._said_s = now_s
        self._unheard += 1

    def _may_say(self, now_s: float) -> bool:
        if self._said_s is None:
            return True
        return self._unheard < _MOST_UNHEARD and now_s - self._said_s >= _AGAIN_S

    def _come_back(self, now_s: float, *, inside: bool) -> None:
        """Arm it again when it was inside the range, not only near it, for a while."""
        self._off_since_s = None
        if not inside:
            self._in_since_s = None
            return
        self._in_since_s = now_s if self._in_since_s is None else self._in_since_s
        if now_s - self._in_since_s >= _BACK_S:
            self._said_s, self._unheard = None, 0
