"""The stream of a session, smoothed over the last seconds."""

import math
from collections import deque
from typing import NamedTuple

__all__ = ["Sample", "Signals"]

_GAP_S = 30.0  # without a sample: what was measured before says nothing about now
_STANDING_M_S = 0.5
_SPANS_S = {"heart_rate": 15.0, "power_w": 20.0, "speed_m_s": 30.0}


class Sample(NamedTuple):
    """One moment of a session; None where unknown.

    Parameters
    ----------
    time_s : float
        Since the start [s].
    heart_rate : float, optional
        [bpm]
    power_w : float, optional
        [W]
    speed_m_s : float, optional
        [m/s]
    distance_m : float, optional
        Since the start [m].
    lap : bool
        Whether the athlete pressed the lap button.
    """

    time_s: float
    heart_rate: float | None = None
    power_w: float | None = None
    speed_m_s: float | None = None
    distance_m: float | None = None
    lap: bool = False


class Signals:
    """Means over the last seconds: heart rate 15 s, power 20 s, speed 30 s."""

    def __init__(self) -> None:
        self._windows: dict[str, deque[tuple[float, float]]] = {name: deque() for name in _SPANS_S}
        self._sums = dict.fromkeys(_SPANS_S, 0.0)
        self.time_s = 0.0
        self.distance_m = 0.0
        self.moving_s = 0.0
        self._started = False
        self._step_w: list[float] = []

    def add(self, sample: Sample) -> bool:
        """Take a sample; False where it is not later than the last one."""
        if not math.isfinite(sample.time_s) or (self._started and sample.time_s <= self.time_s):
            return False
        step_s = sample.time_s - self.time_s if self._started else 0.0
        if step_s > _GAP_S:
            self.forget()
            step_s = 0.0
        before_m = self.distance_m
        if sample.distance_m is not None and sample.distance_m >= before_m:  # not NaN, not back
            self.distance_m = sample.distance_m
        speed_m_s = sample.speed_m_s
        if speed_m_s is None and step_s and sample.distance_m is not None:
            speed_m_s = (self.distance_m - before_m) / step_s
        elif sample.distance_m is None and speed_m_s is not None and speed_m_s > 0:
            self.distance_m += speed_m_s * step_s
        self._started, self.time_s = True, sample.time_s
        for name, value in (
            ("heart_rate", sample.heart_rate),
            ("power_w", sample.power_w),
            ("speed_m_s", speed_m_s),
        ):
            self._push(name, value)
        if not self.is_standing:
            self.moving_s += step_s
        return True

    def begin_step(self) -> None:
        """Begin a step: the means of the one before say nothing about it."""
        self.forget()
        self._step_w.clear()

    def forget(self) -> None:
        """Forget what was measured before a gap."""
        for name, window in self._windows.items():
            window.clear()
            self._sums[name] = 0.0

    @property
    def heart_rate(self) -> float | None:
        """Heart rate [bpm]."""
        return self._mean("heart_rate")

    @property
    def power_w(self) -> float | None:
        """Power [W]."""
        return self._mean("power_w")

    @property
    def step_power_w(self) -> float | None:
        """Power since the step began, as the mean of its samples [W]."""
        return sum(self._step_w) / len(self._step_w) if self._step_w else None

    @property
    def speed_m_s(self) -> float | None:
        """Speed [m/s]."""
        return self._mean("speed_m_s")

    @property
    def is_standing(self) -> bool:
        """Whether the athlete does not move, as far as can be seen."""
        speed_m_s = self.speed_m_s
        return speed_m_s is not None and speed_m_s < _STANDING_M_S and not self.power_w

    def _push(self, name: str, value: float | None) -> None:
        window = self._windows[name]
        if value is not None and math.isfinite(value):
            window.append((self.time_s, value))
            self._sums[name] += value
            if name == "power_w":
                self._step_w.append(value)
        while window and window[0][0] <= self.time_s - _SPANS_S[name]:
            self._sums[name] -= window.popleft()[1]

    def _mean(self, name: str) -> float | None:
        window = self._windows[name]
        return self._sums[name] / len(window) if window else None
