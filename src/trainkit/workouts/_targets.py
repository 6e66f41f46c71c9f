"""Intensities as targets: pace, power and heart rate, and back."""

import numpy as np

from trainkit.models.athlete import Thresholds
from trainkit.models.workout import Target

__all__ = ["heart_rate", "pace_or_power", "share_of"]

_THRESHOLD_RESERVE = 0.88  # of the heart-rate reserve, where no threshold is given

# Heart rate as a share of its threshold, by share of threshold speed or power; near the zones of
# Friel (2009, The Triathlete's Training Bible).
_SPEED_SHARE = (0.40, 0.55, 0.65, 0.75, 0.85, 0.95, 1.00, 1.10, 1.20)
_HEART_SHARE = (0.62, 0.73, 0.80, 0.87, 0.92, 0.97, 1.00, 1.04, 1.06)


def pace_or_power(sport: str, share: tuple[float, float], now: Thresholds) -> Target | None:
    """Turn a range of intensity [1] into power or speed, where the threshold is known."""
    low, high = share
    if sport == "cycling" and now.ftp_w is not None:
        watts = (round(low * now.ftp_w), round(high * now.ftp_w))
        return Target(kind="power", low=watts[0], high=watts[1], unit="W")
    if sport == "running" and now.threshold_speed_m_s is not None:
        speed = now.threshold_speed_m_s
        return Target(
            kind="speed", low=round(low * speed, 2), high=round(high * speed, 2), unit="m/s"
        )
    return None


def heart_rate(share: tuple[float, float], now: Thresholds) -> Target:
    """Turn a range of intensity [1] into heart rates."""
    reserve, threshold = now.hr_max - now.hr_rest, _threshold_hr(now)
    low, high = (threshold * float(np.interp(one, _SPEED_SHARE, _HEART_SHARE)) for one in share)
    floor = now.hr_rest + 0.2 * reserve
    low, high = (min(max(one, floor), now.hr_max) for one in (low, high))
    return Target(kind="heart_rate", low=round(low), high=round(high), unit="bpm")


def share_of(target: Target | None, now: Thresholds) -> float | None:
    """Read a target as a share of the threshold [1]; None where it cannot be."""
    if target is None:
        return None
    middle = (target.low + target.high) / 2
    if target.unit == "m/s" and now.threshold_speed_m_s:
        return middle / now.threshold_speed_m_s
    if target.unit == "W" and now.ftp_w:
        return middle / now.ftp_w
    if target.unit == "percent_ftp":
        return middle / 100
    if target.unit in {"bpm", "percent_hr_max"}:
        beats = middle if target.unit == "bpm" else middle / 100 * now.hr_max
        return float(np.interp(beats / _threshold_hr(now), _HEART_SHARE, _SPEED_SHARE))
    return None


def _threshold_hr(now: Thresholds) -> float:
    return now.hr_threshold or now.hr_rest + _THRESHOLD_RESERVE * (now.hr_max - now.hr_rest)
