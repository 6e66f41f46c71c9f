"""Thresholds that an athlete's data show, and that the profile does not have yet."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np

from trainkit import loads
from trainkit.metrics import running
from trainkit.models import Athlete, History, ThresholdChange
from trainkit.models.model import Model

__all__ = ["Proposal", "propose_thresholds"]

_DAYS = 180  # what is older says little about now
_MORNINGS = 28
_FTP_SHARE, _FTP_S = 0.95, 1200
_HOUR_S = 3600.0
_LEAST = {"hr_max": 1.0, "hr_rest": 3.0, "mass_kg": 1.0}  # smaller differences are noise


class Proposal(Model):
    """Thresholds that the data show.

    Parameters
    ----------
    change : ThresholdChange
        The new values, from their date on.
    reason : str
        What in the data shows them, in one sentence.
    """

    change: ThresholdChange
    reason: str


def propose_thresholds(history: History, athlete: Athlete, *, on: dt.date) -> list[Proposal]:
    """Compare the data of the last months with an athlete's thresholds.

    Maximum heart rate is the second highest of all activities, so that one wrong spike proposes
    nothing; functional threshold power is 95 % of the best 20 minutes (Allen, Coggan & McGregor
    2019, Training and Racing with a Power Meter); threshold speed is that of an hour's race at the
    fitness of the best race result (Daniels 2014).

    Parameters
    ----------
    history : History
        The data.
    athlete : Athlete
        Whose thresholds they are compared with.
    on : date
        The day from which the proposed values count.

    Returns
    -------
    list of Proposal
        One for each threshold that differs by more than noise.
    """
    recent = history.between(on - dt.timedelta(days=_DAYS), on)
    parts = (_heart_max, _morning_values, _power, _race_speed)
    return [found for part in parts for found in part(recent, athlete, on)]


def _heart_max(recent: History, athlete: Athlete, on: dt.date) -> Iterator[Proposal]:
    seen = sorted((item.hr_max for item in recent.activities if item.hr_max), reverse=True)
    known = athlete.at(on).hr_max
    if len(seen) > 1 and seen[1] >= known + _LEAST["hr_max"]:
        yield _proposal(
            on,
            f"two activities reached {seen[1]:.0f} bpm, above the known maximum of {known:.0f}",
            hr_max=seen[1],
        )


def _morning_values(recent: History, athlete: Athlete, on: dt.date) -> Iterator[Proposal]:
    days = recent.between(on - dt.timedelta(days=_MORNINGS - 1), on)
    thresholds = athlete.at(on)
    measures = (
        ("hr_rest", "resting_hr", thresholds.hr_rest, 14, "bpm"),
        ("mass_kg", "weight_kg", thresholds.mass_kg, 3, "kg"),
    )
    for name, field, known, need, unit in measures:
        values = days.daily(field)
        values = values[~np.isnan(values)]
        if values.size < need:
            continue
        middle = round(float(np.median(values)), 1)
        if known is None or abs(middle - known) >= _LEAST[name]:
            had = "nothing is known yet" if known is None else f"the profile says {known:g}"
            reason = f"the median of {values.size} mornings is {middle:g} {unit}; {had}"
            yield _proposal(on, reason, **{name: middle})


def _power(recent: History, athlete: Athlete, on: dt.date) -> Iterator[Proposal]:
    rides = [item for item in recent.activities if item.sport == "cycling"]
    best_w = float(loads.best_power(rides, [_FTP_S])[0])
    known = athlete.at(on, "cycling").ftp_w
    ftp_w = round(_FTP_SHARE * best_w) if best_w > 0 else 0
    if ftp_w and (known is None or ftp_w > 1.01 * known):
        reason = f"the best 20 minutes were {best_w:.0f} W, of which 95 % are {ftp_w} W"
        yield _proposal(on, reason, sport="cycling", ftp_w=float(ftp_w))


def _race_speed(recent: History, athlete: Athlete, on: dt.date) -> Iterator[Proposal]:
    races = [race for race in recent.races if race.sport == "running" and race.distance_m >= 1500]
    if not races:
        return
    fitness = [float(running.vdot(race.distance_m, race.time_s)) for race in races]
    best = int(np.argmax(fitness))
    distances = np.linspace(5_000.0, 25_000.0, 2001)
    times = np.asarray(running.race_time(fitness[best], distances))
    speed = round(float(np.interp(_HOUR_S, times, distances)) / _HOUR_S, 2)
    known = athlete.at(on, "running").threshold_speed_m_s
    if known is None or abs(speed - known) > 0.02 * known:
        race = races[best]
        reason = (
            f"{race.distance_m / 1000:g} km in {dt.timedelta(seconds=round(race.time_s))} on "
            f"{race.date} are worth {speed:g} m/s over an hour"
        )
        yield _proposal(on, reason, sport="running", threshold_speed_m_s=speed)


def _proposal(on: dt.date, reason: str, **values: Any) -> Proposal:
    return Proposal(change=ThresholdChange(date=on, **values), reason=reason)
