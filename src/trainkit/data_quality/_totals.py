"""Totals beyond what a person can do."""

from collections.abc import Iterator

from trainkit._totals import beyond_limits, too_fast
from trainkit.data_quality._finding import Finding
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.limits import SUSTAINED_S

__all__ = ["POSSIBLE_TOTALS", "check_load", "check_totals", "total_values"]

POSSIBLE_TOTALS = {
    "distance_m": "m",
    "ascent_m": "m",
    "descent_m": "m",
    "hr_mean": "bpm",
    "hr_max": "bpm",
    "power_mean": "W",
    "power_max": "W",
    "normalized_power_w": "W",
    "speed_mean": "m/s",
    "speed_max": "m/s",
    "calories_kcal": "kcal",
}
_MOST = 1.6  # times the threshold: nobody holds more for ten minutes


def check_totals(activity: Activity) -> Iterator[Finding]:
    """Check the totals of an activity against its time and its sport.

    Parameters
    ----------
    activity : Activity
        With or without streams.

    Yields
    ------
    Finding
        ``impossible_total``, ``fast_mean``.
    """
    values = total_values(activity)
    beyond = beyond_limits(values, activity.sport)
    how = f"in {activity.duration_s / 60:.0f} min while {activity.sport}"
    for name in beyond:
        yield _finding("impossible_total", activity, name, f"{how}: nobody can")
    if "distance_m" not in beyond and too_fast(values, activity.sport):
        yield _finding("fast_mean", activity, "distance_m", f"{how}: the sport may be another one")


def check_load(activity: Activity, athlete: Athlete | None) -> Iterator[Finding]:
    """Check the power of an activity, which is its load per hour, against the athlete's threshold.

    Parameters
    ----------
    activity : Activity
        The activity.
    athlete : Athlete or None
        Whose FTP is known; else there is nothing to compare with.

    Yields
    ------
    Finding
        ``impossible_load``.
    """
    if athlete is None or activity.duration_s < SUSTAINED_S:
        return
    ftp = athlete.at(activity.day, activity.sport).ftp_w
    if ftp is None:
        return
    for name in ("normalized_power_w", "power_mean"):
        watts = getattr(activity, name)
        if watts is not None and watts > _MOST * ftp:
            share = watts / ftp
            yield Finding(
                kind="impossible_load",
                message=f"{share:.1f} times the FTP of {ftp:.0f} W for "
                f"{activity.duration_s / 60:.0f} min: the FTP or the power is wrong",
                size=100 * share**2,
                unit="points per hour",
                activity=activity.key,
                column=name,
                first_day=activity.day,
                last_day=activity.day,
            )
            return


def total_values(activity: Activity) -> dict[str, float]:
    """Return the known totals and times of an activity, by field."""
    names = ("elapsed_s", "moving_s", *POSSIBLE_TOTALS)
    values = {name: getattr(activity, name) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def _finding(kind: str, activity: Activity, name: str, how: str) -> Finding:
    value, unit = float(getattr(activity, name)), POSSIBLE_TOTALS[name]
    return Finding(
        kind=kind,
        message=f"{name} of {value:.6g} {unit} {how}",
        size=value,
        unit=unit,
        activity=activity.key,
        column=name,
        first_day=activity.day,
        last_day=activity.day,
    )
