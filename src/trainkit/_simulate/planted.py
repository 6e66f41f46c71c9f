"""Events planted by hand on a simulated history: one line for each situation of a test or a demo.

They lie over the frozen simulation and never change its draws: a history with an event differs
from the one without it only where the event says so.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, model_validator

from trainkit.errors import InvalidInput
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.model import Model
from trainkit.models.provenance import Provenance
from trainkit.models.units import Distance, Within

__all__ = ["EventKind", "SimulatedEvent", "plant"]

EventKind = Literal["illness", "race", "break", "pain", "travel", "hike", "device_error", "journal"]

_ILLNESS_HR, _ILLNESS_LN_RMSSD = 5.0, -0.2  # within the ranges of the frozen simulation
_TRAVEL_HR, _TRAVEL_LN_RMSSD, _TRAVEL_SLEEP_H = 3.0, -0.12, -1.2
_SHORT_NIGHTS = 2  # of a journey
_REPLACES_TRAINING = frozenset({"illness", "break", "race", "hike"})
_HIKE_HR_SHARE, _HIKE_M_S = 0.47, 1.1


class SimulatedEvent(Model):
    """Something that happens to a simulated athlete.

    Parameters
    ----------
    kind : str
        ``"illness"``: no training, higher resting heart rate, lower HRV, reported in the journal.
        ``"race"``: a race of `distance_m` in place of the day's session.
        ``"break"``: no training.
        ``"pain"``: `level` in the journal, in `place`.
        ``"travel"``: short nights, higher resting heart rate, no training on the first day.
        ``"hike"``: a hike of `hours` in place of the day's session.
        ``"device_error"``: `values` in place of what the device measured.
        ``"journal"``: `values` in the journal.
    day : date
        The first day.
    days : int
        How many days it lasts [d].
    distance_m : float, optional
        Of a race [m].
    hours : float
        Of a hike [h].
    level : float
        Of pain [percent].
    place : str, optional
        Of pain.
    fever : bool
        Whether an illness comes with a fever.
    recovered : bool
        Whether the journal says "not ill" on the day after an illness; without it the reports
        simply stop.
    values : mapping of str to float
        Fields of `DailyHealth` with their values, for ``"device_error"`` and ``"journal"``.

    Examples
    --------
    >>> import datetime as dt
    >>> from trainkit import simulate
    >>> ill = SimulatedEvent(kind="illness", day=dt.date(2026, 6, 24), days=3)
    >>> history = simulate(days=90, events=[ill])
    >>> history.daily("illness")[-5:].tolist()
    [1.0, 1.0, 1.0, nan, nan]
    """

    kind: EventKind
    day: dt.date
    days: Annotated[int, Field(ge=1, le=400)] = 1
    distance_m: Distance | None = None
    hours: Annotated[float, Within(0.5, 24, "h")] = 5.0
    level: Annotated[float, Within(0, 100, "percent")] = 50.0
    place: str | None = None
    fever: bool = False
    recovered: bool = False
    values: Mapping[str, float] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _complete(self) -> "SimulatedEvent":
        if self.kind == "race" and not self.distance_m:
            raise InvalidInput("distance_m", self.distance_m, "the distance of the race")
        if self.kind in {"device_error", "journal"} and not self.values:
            raise InvalidInput("values", dict(self.values), "fields with their values")
        return self

    @property
    def last(self) -> dt.date:
        """The last day."""
        return self.day + dt.timedelta(days=self.days - 1)


def plant(
    events: Sequence[SimulatedEvent],
    columns: dict[str, Any],
    activities: Sequence[Activity],
    athlete: Athlete,
    provenance: Provenance,
) -> tuple[dict[str, Any], list[Activity]]:
    """Lay events over a history's columns and activities.

    Parameters
    ----------
    events : sequence of SimulatedEvent
        In any order; days outside of the history are left out.
    columns : dict of str to sequence
        Daily columns with ``"date"`` among them; changed in place.
    activities : sequence of Activity
        What was trained.
    athlete : Athlete
        Whose thresholds count.
    provenance : Provenance
        Of what is added.

    Returns
    -------
    tuple of dict and list of Activity
        The columns, and the activities in order of time.
    """
    dates = columns["date"]
    kept = list(activities)
    for event in events:
        first = int((np.datetime64(event.day) - dates[0]).astype(int))
        rows = [row for row in range(first, first + event.days) if 0 <= row < dates.size]
        _change_columns(event, columns, rows)
        if event.kind in _REPLACES_TRAINING:
            kept = [done for done in kept if not event.day <= done.day <= event.last]
        elif event.kind == "travel":
            kept = [done for done in kept if done.day != event.day]
        # The last day's training is still to come.
        if event.kind in {"race", "hike"} and 0 <= first < dates.size - 1:
            kept.append(_activity(event, athlete, provenance))
    return columns, sorted(kept, key=lambda activity: activity.start)


def _change_columns(event: SimulatedEvent, columns: dict[str, Any], rows: Sequence[int]) -> None:
    if event.kind == "illness":
        _fall_ill(event, columns, rows)
    elif event.kind == "travel":
        first = list(rows[:_SHORT_NIGHTS])
        _shift(columns, first, hr=_TRAVEL_HR, ln_rmssd=_TRAVEL_LN_RMSSD)
        columns["sleep_h"][first] = np.maximum(columns["sleep_h"][first] + _TRAVEL_SLEEP_H, 3)
    elif event.kind == "pain":
        _set(columns, "pain", rows, value=event.level)
        if event.place:
            _set(columns, "pain_place", rows, value=event.place)
    elif event.kind in {"device_error", "journal"}:
        for name, value in event.values.items():
            _set(columns, name, rows, value=value)


def _fall_ill(event: SimulatedEvent, columns: dict[str, Any], rows: Sequence[int]) -> None:
    _shift(columns, rows, hr=_ILLNESS_HR, ln_rmssd=_ILLNESS_LN_RMSSD)
    _set(columns, "illness", rows, value=True)
    if event.fever:
        _set(columns, "fever", rows, value=True)
    if event.recovered and rows and rows[-1] + 1 < columns["date"].size:
        _set(columns, "illness", [rows[-1] + 1], value=False)


def _shift(columns: dict[str, Any], rows: Sequence[int], *, hr: float, ln_rmssd: float) -> None:
    at = list(rows)
    columns["resting_hr"][at] += hr
    columns["hrv_rmssd"][at] = np.round(columns["hrv_rmssd"][at] * np.exp(ln_rmssd), 1)


def _set(columns: dict[str, Any], name: str, rows: Sequence[int], *, value: object) -> None:
    if name not in columns:
        columns[name] = np.full(columns["date"].size, None, dtype=object)
    for row in rows:
        columns[name][row] = value


def _activity(event: SimulatedEvent, athlete: Athlete, provenance: Provenance) -> Activity:
    sport = "running" if event.kind == "race" else "hiking"
    thresholds = athlete.at(event.day, sport)
    reserve = thresholds.hr_max - thresholds.hr_rest
    if event.kind == "race":
        metres = event.distance_m or 0.0
        # A threshold pace lasts about an hour; farther is slower (Riegel's exponent).
        hour_m = 3600 * (thresholds.threshold_speed_m_s or 3.6)
        seconds = 3600 * (metres / hour_m) ** 1.06
        share = float(np.clip(0.90 - 0.03 * (seconds / 3600 - 1), 0.70, 0.93))
    else:
        seconds, share = 3600 * event.hours, _HIKE_HR_SHARE
        metres = _HIKE_M_S * seconds
    start = dt.datetime.combine(event.day, dt.time(9), athlete.tzinfo)
    return Activity(
        sport=sport,
        start=start,
        elapsed_s=round(seconds),
        moving_s=round(seconds),
        distance_m=round(metres),
        hr_mean=round(thresholds.hr_rest + share * reserve),
        race=event.kind == "race",
        name=f"{event.kind.capitalize()} (simulated)",
        provenance=provenance,
    )
