"""Convert intensities to pace, power and heart-rate targets, and back."""

from trainkit.loads._heart_share import heart_rate_at, share_at
from trainkit.models.athlete import Thresholds
from trainkit.models.workout import Target

__all__ = ["heart_rate_target", "intensity_of", "pace_or_power_target"]


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


def intensity_of(target: Target | None, thresholds: Thresholds) -> float | None:
    """Convert a target to a share of the threshold [1]; None if that is impossible."""
    if target is None:
        return None
    middle = (target.low + target.high) / 2
    if target.unit == "m/s" and thresholds.threshold_speed_m_s:
        return middle / thresholds.threshold_speed_m_s
    if target.unit == "W" and thresholds.ftp_w:
        return middle / thresholds.ftp_w
    if target.unit == "percent_ftp":
        return middle / 100
    if target.unit in {"bpm", "percent_hr_max"}:
        beats = middle if target.unit == "bpm" else middle / 100 * thresholds.hr_max
        return share_at(beats, thresholds)
    return None
