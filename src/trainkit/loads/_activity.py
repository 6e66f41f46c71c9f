"""The two loads of one activity, and how hard it was."""

from dataclasses import dataclass
from typing import Literal

from trainkit.loads._external import external_load
from trainkit.loads._internal import internal_load, trimp_of_points
from trainkit.loads._levels import LIGHT_LOAD
from trainkit.loads._sports import intensity_of_sport
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete

__all__ = ["HARD", "LOAD_SOURCES", "ActivityLoad", "Effort", "activity_load", "effort"]

Effort = Literal["easy", "moderate", "hard"]

LOAD_SOURCES = {
    "power": "Allen, Coggan & McGregor 2019: normalized power against FTP",
    "mean power": "mean power against FTP, without its variation",
    "pace on grade": "McGregor 2008, grade as in many runners' heart rates",
    "mean pace": "McGregor 2008, climbing counted as distance (Training Monkey 2026)",
    "distance": "equivalent distance (Training Monkey 2026), 6.5 points a kilometre of running",
    "heart rate": "Banister 1991, over the samples, against an hour at threshold heart rate",
    "mean heart rate": "Banister 1991, of the mean, which is less than over the samples",
    "session-RPE": "Foster 2001: rating times minutes; 7 for an hour is 100",
    "other load": "taken from the session's other load",
    "duration": "length and the sport's usual intensity, a convention of trainkit",
}
"""What each method is, with its source."""

HARD = 0.83
"""Share of the threshold from which a whole session counts as hard [1]; 0.77 is moderate."""

_MODERATE = 0.77
_LONG = 110.0  # a load that is hard at whatever intensity
_RATED: tuple[tuple[float, Effort], ...] = ((7.0, "hard"), (5.0, "moderate"))


@dataclass(frozen=True, slots=True)
class ActivityLoad:
    """What one session did and what it cost; an hour at threshold is 100 in both.

    Parameters
    ----------
    external, internal : float
        The work done, and its cost to the body [1].
    external_method, internal_method : str
        How each was measured: a key of `LOAD_SOURCES`.
    external_coverage, internal_coverage : float
        Share of the session that each rests on [1].
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
    """Measure one activity with the best source that it has for each load.

    External: power, pace on grade, mean pace, distance. Internal: heart rate, mean heart rate,
    session-RPE. A load without any source of its own takes the other one's value, and if there
    is neither, the session's length at the sport's usual intensity: no session is lost.

    Parameters
    ----------
    activity : Activity
        What was done; indoors, without GPS or without heart rate too.
    athlete : Athlete
        Whose thresholds of that day and sport count. The general FTP is a cyclist's and the
        general threshold speed a runner's; other sports need a value of their own.

    Returns
    -------
    ActivityLoad
        Both loads, with the methods that gave them.

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
    now = athlete.at(activity.day, activity.sport)
    points = cost.points if cost else usual
    return ActivityLoad(
        external=work.points if work else usual,
        internal=points,
        external_method=external.method if external else _borrowed(work is not None),
        internal_method=internal.method if internal else _borrowed(cost is not None),
        external_coverage=external.coverage if external else 0.0,
        internal_coverage=internal.coverage if internal else 0.0,
        trimp=trimp_of_points(points, athlete, now),
        effort=effort(work.points if work else usual, points, seconds, rpe=activity.rpe),
    )


def effort(
    external: float, internal: float, duration_s: float, *, rpe: float | None = None
) -> Effort:
    """Judge how hard a session was as a whole: the hardest of what its numbers say.

    Parameters
    ----------
    external, internal : float
        Both loads [1].
    duration_s : float
        [s]
    rpe : float, optional
        Rating of perceived exertion [0 to 10]: 7 is hard, 5 moderate.

    Returns
    -------
    {"easy", "moderate", "hard"}
        Hard from 0.83 of the threshold or a load of 110 (a long run is hard), moderate from 0.77.
    """
    rated = next((name for least, name in _RATED if rpe is not None and rpe >= least), "easy")
    load = max(external, internal)
    intensity = (load / 100 / max(duration_s / 3600, 1 / 60)) ** 0.5
    if rated == "hard" or (intensity >= HARD and load >= LIGHT_LOAD) or load >= _LONG:
        return "hard"
    return "moderate" if rated == "moderate" or intensity >= _MODERATE else "easy"


def _borrowed(from_other: bool) -> str:  # noqa: FBT001  a word for a fact
    return "other load" if from_other else "duration"
