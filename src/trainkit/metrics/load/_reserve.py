"""Heart rate as a fraction of the reserve between rest and maximum."""

import numpy as np

from trainkit._array import FloatArray, Floats, broadcast, finish, numbers
from trainkit.errors import InvalidInput

__all__ = ["check_thresholds", "reserve_fraction"]


def check_thresholds(
    hr_rest: float | Floats, hr_max: float | Floats
) -> tuple[float | FloatArray, float | FloatArray]:
    """Check resting and maximum heart rate [bpm], and that the first is the lower."""
    rest = numbers("hr_rest", hr_rest, low=0, open_low=True)
    highest = numbers("hr_max", hr_max, low=0, open_low=True)
    if isinstance(rest, float) and isinstance(highest, float):
        wrong = highest <= rest
    else:
        broadcast(hr_rest=rest, hr_max=highest)
        wrong = bool(np.any(highest <= rest))
    if wrong:
        raise InvalidInput("hr_max", hr_max, f"above hr_rest, {hr_rest}")
    return rest, highest


def reserve_fraction(
    hr: float | Floats, hr_rest: float | Floats, hr_max: float | Floats, *, name: str = "hr_mean"
) -> float | FloatArray:
    """Compute (HR - rest) / (max - rest) [1]; refuse heart rates outside rest to maximum."""
    beats = numbers(name, hr, low=0)
    rest, highest = check_thresholds(hr_rest, hr_max)
    if isinstance(beats, float) and isinstance(rest, float) and isinstance(highest, float):
        if beats < rest or beats > highest:
            raise InvalidInput(name, beats, f"from hr_rest, {hr_rest}, to hr_max, {hr_max}")
        return (beats - rest) / (highest - rest)
    broadcast(**{name: beats, "hr_rest": rest, "hr_max": highest})
    wrong = np.less(beats, rest) | np.greater(beats, highest)
    if wrong.any():
        first = np.broadcast_to(beats, wrong.shape)[wrong][0]
        raise InvalidInput(name, float(first), f"from hr_rest, {hr_rest}, to hr_max, {hr_max}")
    return finish((beats - rest) / (highest - rest), beats, rest, highest)
