"""Which finish times are within reach by the day of a race."""

import datetime as dt
from typing import NamedTuple

import numpy as np

from trainkit.metrics import running
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Goal
from trainkit.models.history import History
from trainkit.planning._minimums import TIME_TRIAL_M, Level
from trainkit.planning._prior_training import PriorTraining, fitness_kept
from trainkit.workouts import (
    best_race,
    expected_times,
    threshold_vdot,
    vdot_holds,
    vdot_time,
)

__all__ = ["Pace", "fitness_now", "pace_of", "swim_threshold"]

_HALF_A_YEAR = 183  # [d]
# A point of VDOT takes 4 to 6 weeks of training (Daniels 2014); a novice gains up to two in the
# first 8 weeks (convention).
_WEEKS_A_POINT, _NOVICE_WEEKS_A_POINT, _NOVICE_WEEKS = 5.0, 4.0, 8.0
_SLOWER = 0.97  # of VDOT: the spread of a threshold pace and of the day
_HOUR_S = 3600.0
_SWIM_GAIN, _MOST_SWIM_GAIN = 0.005, 0.08  # of critical speed, a week (convention)
_FASTEST_CSS_M_S = 1.8  # anything faster is a threshold of another sport
_SWIM_FADE = ((1.5, 1.0), (3.8, 0.95), (10.0, 0.88))  # of critical speed, by km
_RIDE_GAIN, _RIDE_SPREAD = 1.25, 0.90  # of the usual speed
# A flat time trial by power: drag area on aero bars and upright [m2], air [kg/m3], rolling
# resistance, drive train (Martin 1998, J Appl Biomech 14:276, doi:10.1123/jab.14.3.276).
_CDA_M2, _AIR, _ROLLING, _DRIVE = (0.25, 0.36), 1.2, 0.004, 0.97
_USUAL_KG, _BIKE_KG, _G = 75.0, 9.0, 9.81
_FTP_GAIN, _MOST_FTP_GAIN = 0.005, 0.08  # a week (convention)
# A point takes longer the higher VDOT is (convention): no slower below 45, never above 85.
_EASY_VDOT, _BEST_VDOT = 45.0, 85.0


class Pace(NamedTuple):
    """What a race's pace is judged by.

    Attributes
    ----------
    now, reachable : float
        Today's ability and that of race day: VDOT, or a speed [m/s].
    fast_s, slow_s : float
        The finish times to expect [s].
    measure : str
        ``"VDOT"`` or ``"speed"``.
    longer : float
        How much longer than by Daniels' equations the fastest quarter of real runners takes after
        what is known [1]; never below 1.
    undated : bool
        Whether it rests on a threshold without a date, which tells nothing of training since.
    """

    now: float
    reachable: float
    fast_s: float
    slow_s: float
    measure: str
    longer: float = 1.0
    undated: bool = False

    def needed_for(self, goal: Goal, time_s: float) -> float:
        """Return the ability that a finish time takes, in the same measure."""
        if self.measure == "VDOT":
            return float(running.vdot(goal.distance_m, time_s / self.longer))
        return self.reachable * self.fast_s / time_s


def fitness_now(athlete: Athlete, history: History | None, on: dt.date) -> float | None:
    """Return today's VDOT: of the best race of the last half year, or of the threshold speed."""
    best = best_race(history, on, days=_HALF_A_YEAR)
    return threshold_vdot(athlete, on) if best is None else float(running.vdot(*best))


def swim_threshold(athlete: Athlete, on: dt.date) -> float | None:
    """Return the critical swim speed [m/s]; None where only that of another sport is known."""
    speed = athlete.at(on, "swimming").threshold_speed_m_s
    return speed if speed is not None and speed < _FASTEST_CSS_M_S else None


def pace_of(
    goal: Goal,
    athlete: Athlete,
    history: History | None,
    prior: PriorTraining,
    level: Level,
    *,
    start: dt.date,
    weeks: int,
) -> Pace | None:
    """Compute today's ability and what it can be by the race.

    Parameters
    ----------
    goal : Goal
        The race.
    athlete, history : Athlete, History or None
        Thresholds and results.
    prior : PriorTraining
        What was trained, with the days off.
    level : str
        Beginners gain faster at first.
    start : date
        The day of today's ability.
    weeks : int
        To the race.

    Returns
    -------
    Pace or None
        None where too little is known, and for trails and the shortest and longest races.
    """
    if goal.sport == "swimming":
        return _swim(goal, swim_threshold(athlete, start), weeks)
    if goal.sport == "cycling":
        return _ride(goal, athlete, prior, start, weeks)
    vdot = fitness_now(athlete, history, start)
    if goal.trail or vdot is None or not vdot_holds(goal.distance_m):
        return None
    reachable = _reachable_vdot(vdot, prior.break_days, level, weeks)
    now = vdot * fitness_kept(prior.break_days)
    speed = athlete.at(start, "running").threshold_speed_m_s
    best = best_race(history, start, days=_HALF_A_YEAR) or (_HOUR_S * (speed or 0.0), _HOUR_S)
    expected = expected_times(*best, goal.distance_m, week_m=prior.normal_week_m or None)
    # The equations are the times of those who are as good over all distances: few are.
    equal_s = vdot_time(vdot, goal.distance_m)
    longer = max(expected.fast_s / equal_s, 1.0)
    fast = longer * vdot_time(reachable, goal.distance_m)
    least = min(now, reachable)
    slow = max(
        vdot_time(_SLOWER * least, goal.distance_m),
        expected.slow_s / equal_s * vdot_time(least, goal.distance_m),
    )
    raced = best_race(history, start, days=_HALF_A_YEAR) is not None
    undated = not raced and not _is_dated(athlete, "running", "threshold_speed_m_s", start)
    return Pace(now, reachable, fast, slow, "VDOT", longer, undated)


def _is_dated(athlete: Athlete, sport: str, threshold: str, on: dt.date) -> bool:
    """Whether the day is known from which a threshold of a sport holds."""
    return any(
        change.sport in {None, sport} and change.date <= on and getattr(change, threshold)
        for change in athlete.changes
    )


def _reachable_vdot(vdot: float, days_off: int, level: Level, weeks: float) -> float:
    """Add what the weeks can bring; what a break took comes back in as long as the break."""
    back = days_off / 7
    left = vdot * fitness_kept(days_off)
    if weeks < back:
        return left + (vdot - left) * weeks / back
    weeks -= back
    quick = min(weeks, _NOVICE_WEEKS) if level == "beginner" else 0.0
    points = quick / _NOVICE_WEEKS_A_POINT + (weeks - quick) / _WEEKS_A_POINT
    share = (_BEST_VDOT - vdot) / (_BEST_VDOT - _EASY_VDOT)
    return vdot + points * min(max(share, 0.0), 1.0)


def _swim(goal: Goal, css_m_s: float | None, weeks: int) -> Pace | None:
    if css_m_s is None:
        return None
    kilometres, shares = zip(*_SWIM_FADE, strict=True)
    now = css_m_s * float(np.interp(goal.distance_m / 1000, kilometres, shares))
    reachable = now * (1 + min(_SWIM_GAIN * weeks, _MOST_SWIM_GAIN))
    return Pace(
        now, reachable, goal.distance_m / reachable, goal.distance_m / (0.95 * now), "speed"
    )


def _ride(
    goal: Goal, athlete: Athlete, prior: PriorTraining, start: dt.date, weeks: int
) -> Pace | None:
    """Judge a time trial by power, and a ride by the speed of training, with much to spare."""
    known = athlete.at(start, "cycling")
    if goal.distance_m <= TIME_TRIAL_M and known.ftp_w is not None:
        mass = (known.mass_kg or _USUAL_KG) + _BIKE_KG
        gain = 1 + min(_FTP_GAIN * weeks, _MOST_FTP_GAIN)
        now = _speed(known.ftp_w, mass, _CDA_M2[0])
        fast = _speed(gain * known.ftp_w, mass, _CDA_M2[0])
        slow = _speed(0.95 * known.ftp_w, mass, _CDA_M2[1])
        undated = not _is_dated(athlete, "cycling", "ftp_w", start)
        return Pace(
            now, fast, goal.distance_m / fast, goal.distance_m / slow, "speed", undated=undated
        )
    if prior.kept_week_m <= 0:
        return None
    now = prior.m_min / 60
    fast, slow = _RIDE_GAIN * now, _RIDE_SPREAD * now
    return Pace(now, fast, goal.distance_m / fast, goal.distance_m / slow, "speed")


def _speed(power_w: float, mass_kg: float, cda_m2: float) -> float:
    """Solve the power balance on the flat for the speed [m/s]."""
    cubic = (0.5 * _AIR * cda_m2, 0.0, _ROLLING * mass_kg * _G, -_DRIVE * power_w)
    roots = np.roots(cubic)
    return float(max(root.real for root in roots if abs(root.imag) < 1e-9))
