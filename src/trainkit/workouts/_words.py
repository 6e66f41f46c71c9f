"""Words for targets and lengths, as coaches write them."""

from trainkit.models.workout import Target

__all__ = ["effort_words", "length_words", "pace_words"]

_PER_M = {"swimming": (100, "/100 m")}
_PER_KM = (1000, "/km")


def pace_words(target: Target, sport: str) -> str:
    """Describe a range of speed as paces from slow to fast, in the unit of the sport."""
    metres, unit = _PER_M.get(sport, _PER_KM)
    slow, fast = (_clock(metres / speed) for speed in (target.low, target.high))
    return f"{fast} {unit}" if slow == fast else f"{slow} to {fast} {unit}"


def effort_words(target: Target) -> str:
    """Describe a range of perceived exertion, such as ``"RPE 3 to 4"``."""
    if target.low == target.high:
        return f"RPE {target.low:g}"
    return f"RPE {target.low:g} to {target.high:g}"


def length_words(seconds: float) -> str:
    """Describe a time: seconds up to 2 min, unless it is whole minutes; then minutes."""
    if seconds < 120 and seconds % 60:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:g} min"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
