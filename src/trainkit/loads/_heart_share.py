"""Heart rates at a share of the threshold speed or power."""

import numpy as np

from trainkit.models.athlete import Thresholds

__all__ = ["heart_rate_at", "share_at", "threshold_heart_rate"]

_THRESHOLD_RESERVE = 0.88  # of the heart-rate reserve, if the threshold is unknown

# Heart rate as a share of its threshold, by share of threshold speed or power; close to the zones
# of Friel 2009b, The Triathlete's Training Bible.
_SPEED_SHARE = (0.40, 0.55, 0.65, 0.75, 0.85, 0.95, 1.00, 1.10, 1.20)
_HEART_SHARE = (0.62, 0.73, 0.80, 0.87, 0.92, 0.97, 1.00, 1.04, 1.06)


def heart_rate_at(share: float, thresholds: Thresholds) -> float:
    """Estimate the heart rate at a share of the threshold speed or power.

    Parameters
    ----------
    share : float
        [1]
    thresholds : Thresholds
        Of the athlete.

    Returns
    -------
    float
        [bpm]
    """
    return threshold_heart_rate(thresholds) * float(np.interp(share, _SPEED_SHARE, _HEART_SHARE))


def share_at(hr: float, thresholds: Thresholds) -> float:
    """Estimate the share of the threshold speed or power at a heart rate.

    Parameters
    ----------
    hr : float
        [bpm]
    thresholds : Thresholds
        Of the athlete.

    Returns
    -------
    float
        [1]
    """
    relative = hr / threshold_heart_rate(thresholds)
    return float(np.interp(relative, _HEART_SHARE, _SPEED_SHARE))


def threshold_heart_rate(thresholds: Thresholds) -> float:
    """Return the heart rate at threshold, by default 88 % of the reserve.

    Parameters
    ----------
    thresholds : Thresholds
        Of the athlete.

    Returns
    -------
    float
        [bpm]
    """
    return thresholds.hr_threshold or thresholds.hr_rest + _THRESHOLD_RESERVE * (
        thresholds.hr_max - thresholds.hr_rest
    )
