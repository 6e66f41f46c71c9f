"""Convert intensities to pace, power and heart-rate targets, and back."""

import datetime as dt
from dataclasses import replace

from trainkit.loads._heart_share import heart_rate_at, share_at
from trainkit.models.athlete import Athlete, Thresholds
from trainkit.models.workout import Target

__all__ = [
    "RPE_AT_THRESHOLD",
    "effort_of_share",
    "effort_target",
    "heart_rate_target",
    "intensity_of",
    "pace_or_power_target",
    "thresholds_of_sport",
]

_FOOT = frozenset({"running", "walking", "hiking"})
RPE_AT_THRESHOLD = 7.0  # an hour at RPE 7 is 100 points, as in `loads`
# Session-RPE is linear in load, and load is the square of the intensity. In water, where pace is
# the intensity, power grows with its cube.
_POWER_OF_RPE = {"swimming": 1 / 3}


def pace_or_power_target(
    sport: str, share: tuple[float, float], thresholds: Thresholds
) -> Target | None:
    """Convert a range of intensity [1] to power or speed; None if the threshold is unknown."""
    low, high = share
    if sport == "cycling" and thresholds.ftp_w is not None:
        watts = (round(low * thresholds.ftp_w), round(high * thresholds.ftp_w))
        return Target(kind="power", low=watts[0], high=watts[1], unit="W")
    if sport == "running" and thresholds.threshold_speed_m_s is not None:
        speed = thresholds.threshold_speed_m_s
        return Target(
            kind="speed", low=round(low * speed, 2), high=round(high * speed, 2), unit="m/s"
        )
    return None


def heart_rate_target(share: tuple[float, float], thresholds: Thresholds) -> Target:
    """Convert a range of intensity [1] to heart rates."""
    reserve = thresholds.hr_max - thresholds.hr_rest
    low, high = (heart_rate_at(part, thresholds) for part in share)
    floor = thresholds.hr_rest + 0.2 * reserve
    low, high = (min(max(beats, floor), thresholds.hr_max) for beats in (low, high))
    return Target(kind="heart_rate", low=round(low), high=round(high), unit="bpm")


def effort_target(low: float, high: float) -> Target:
    """Build a target of perceived exertion [0 to 10], for steps without a pace or heart rate."""
    return Target(kind="effort", low=low, high=high, unit="rpe")


def effort_of_share(share: tuple[float, float]) -> Target:
    """Convert a range of intensity [1] to perceived exertion, in halves."""
    low, high = (round(2 * RPE_AT_THRESHOLD * part**2) / 2 for part in share)
    return effort_target(min(low, 10.0), min(high, 10.0))


def thresholds_of_sport(athlete: Athlete, day: dt.date, sport: str) -> Thresholds:
    """Return the thresholds of a day; the general threshold speed counts on foot only."""
    thresholds = athlete.at(day, sport)
    own = sport in _FOOT or any(
        change.sport == sport and change.threshold_speed_m_s and change.date <= day
        for change in athlete.changes
    )
    return thresholds if own else replace(thresholds, threshold_speed_m_s=None)


def intensity_of(
    target: Target | None, thresholds: Thresholds, sport: str = "running"
) -> float | None:
    """Convert a target to a share of the threshold [1]; None if that is impossible."""
    if target is None:
        return None
    middle = (target.low + target.high) / 2
    if target.unit == "rpe":
        return float((middle / RPE_AT_THRESHOLD) ** _POWER_OF_RPE.get(sport, 1 / 2))
    whole = {
        "m/s": thresholds.threshold_speed_m_s,
        "W": thresholds.ftp_w,
        "percent_ftp": 100.0,
    }.get(target.unit)
    if whole:
        return middle / whole
    if target.unit in {"bpm", "percent_hr_max"}:
        beats = middle if target.unit == "bpm" else middle / 100 * thresholds.hr_max
        return share_at(beats, thresholds)
    return None
