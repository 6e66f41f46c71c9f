"""What is easy: the range of easy sessions, and the loads of rest and of a light day."""

from collections.abc import Mapping

__all__ = ["EASY_RANGE", "LIGHT_LOAD", "REST_LOAD"]

REST_LOAD = 10.0
"""The largest load of a day of rest (Training Monkey 2026); an hour at threshold is 100 [1]."""

LIGHT_LOAD = 25.0
"""The largest load of a light day [1]."""

EASY_RANGE: Mapping[str, tuple[float, float]] = {
    "running": (0.76, 0.86),
    "cycling": (0.60, 0.72),
    "swimming": (0.62, 0.76),
    "rowing": (0.60, 0.72),
}
"""Easy sessions by sport, in shares of the threshold speed or power [1].

For runners 59 to 74 % of VO2max (Daniels 2014), as in `metrics.running.training_paces`.
Whoever stays inside it, by pace or by heart rate, trains easily.
"""
