"""The external and internal load of one activity, and its effort."""

from dataclasses import dataclass
from typing import Literal

from trainkit.loads._external import external_load
from trainkit.loads._internal import internal_load, to_trimp
from trainkit.loads._levels import LIGHT_LOAD
from trainkit.loads._sports import intensity_of_sport
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete

__all__ = ["HARD", "LOAD_SOURCES", "ActivityLoad", "Effort", "activity_load", "effort"]

Effort = Literal["easy", "moderate", "hard"]

LOAD_SOURCES = {
    "power": "Allen, Coggan & McGregor 2019: normalized power relative to FTP",
    "mean power": "mean power relative to FTP, which ignores variation",
    "pace on grade": "McGregor 2008, with the grade factor fitted to many runners' heart rates",
    "mean pace": "McGregor 2008, with climbing converted to distance (Training Monkey 2026)",
    "distance": "equivalent distance (Training Monkey 2026), 6.5 points per kilometre of running",
    "heart rate": "Banister 1991, from samples, relative to an hour at threshold heart rate",
    "mean heart rate": "Banister 1991, from the mean; reads lower than from samples",
    "session-RPE": "Foster 2001: rating times minutes; 7 for an hour is 100",
    "other load": "copied from the session's other load",
    "duration": "duration at the sport's usual intensity, a convention of trainkit",
}
"""Description and source of each method."""

HARD = 0.83
"""Share of the threshold from which a whole session counts as hard [1]; 0.77 is moderate."""

_MODERATE = 0.77
_LONG = 110.0  # a load that is hard at any intensity
_RATED: tuple[tuple[float, Effort], ...] = ((7.0, "hard"), (5.0, "moderate"))


@dataclass(frozen=True, slots=True)
class ActivityLoad:
    """The loads of one session; an hour at threshold is 100 in both.

    Parameters
    ----------
    external, internal : float
        The work done, and its cost to the body [1].
    external_method, internal_method : str
        How each load was measured: a key of `LOAD_SOURCES`.
    external_coverage, internal_coverage : float
        Share of the session that each measurement covers [1].
    trimp : float
        The internal load in Banister's unit [au].
    effort : {"easy", "moderate", "hard"}
        How hard the session was as a whole.
    """

    external: float
    internal: float
    external_method: str
    internal_method: str
    external_coverage: float
    internal_coverage: float
    trimp: float
    effort: Effort

    @property
    def both_measured(self) -> bool:
        """Whether the two loads were measured independently of each other."""
        guessed = {"other load", "duration"}
        return self.external_method not in guessed and self.internal_method not in guessed


def activity_load(activity: Activity, athlete: Athlete) -> ActivityLoad:
    """Compute both loads of an activity, each from the best source available.

    Sources in order of preference are power, pace on grade, mean pace and distance for the external
    load, and heart rate, mean heart rate and session-RPE for the internal load. A load without a
    source copies the other one. Without any source, both are estimated from the duration at the
    sport's usual intensity, so every session counts.

    Parameters
    ----------
    activity : Activity
        The session; GPS and heart rate are optional.
    athlete : Athlete
        Supplies the thresholds for that day and sport. The general FTP applies to cycling and the
        general threshold speed to running; other sports need their own values.

    Returns
    -------
    ActivityLoad
        Both loads with their methods.

    Examples
    --------
    >>> import datetime as dt
    >>> from trainkit.models import Activity, Athlete
    >>> me = Athlete(
    ...     sex="male", birth_date="1990-01-01", hr_rest=50, hr_max=190, hr_threshold=170, ftp_w=250
    ... )
    >>> start = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)
    >>> ride = Activity(sport="cycling", start=start, elapsed_s=3600, normalized_power_w=250)
    >>> activity_load(ride, me).external, activity_load(ride, me).internal_method
    (100.0, 'other load')
    """
    seconds = activity.moving_s or activity.elapsed_s
    external = external_load(activity, athlete)
    internal = internal_load(activity, athlete)
    usual = seconds / 3600 * intensity_of_sport(activity.sport, activity.sub_sport) ** 2 * 100
    work = external or internal
    cost = internal or external
    points = cost.points if cost else usual
    return ActivityLoad(
        external=work.points if work else usual,
        internal=points,
        external_method=external.method if external else _fallback_method(work is not None),
        internal_method=internal.method if internal else _fallback_method(cost is not None),
        external_coverage=external.coverage if external else 0.0,
        internal_coverage=internal.coverage if internal else 0.0,
        trimp=to_trimp(points, athlete, athlete.at(activity.day, activity.sport)),
        effort=effort(work.points if work else usual, points, seconds, rpe=activity.rpe),
    )


def effort(
    external: float, internal: float, duration_s: float, *, rpe: float | None = None
) -> Effort:
    """Classify how hard a whole session was, by the hardest of its indicators.

    Parameters
    ----------
    external, internal : float
        The loads of the session [1].
    duration_s : float
        Moving time [s].
    rpe : float, optional
        Rating of perceived exertion [0 to 10]: 7 is hard, 5 moderate.

    Returns
    -------
    {"easy", "moderate", "hard"}
        Hard from 0.83 of the threshold or a load of 110, since a long run is hard too; moderate
        from 0.77.
    """
    rated = next((name for least, name in _RATED if rpe is not None and rpe >= least), "easy")
    load = max(external, internal)
    intensity = (load / 100 / max(duration_s / 3600, 1 / 60)) ** 0.5
    if rated == "hard" or (intensity >= HARD and load >= LIGHT_LOAD) or load >= _LONG:
        return "hard"
    return "moderate" if rated == "moderate" or intensity >= _MODERATE else "easy"


def _fallback_method(other_known: bool) -> str:  # noqa: FBT001  private, called twice
    return "other load" if other_known else "duration"
