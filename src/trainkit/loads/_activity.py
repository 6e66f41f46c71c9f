"""The external and internal load of one activity, and its effort."""

from dataclasses import dataclass
from typing import Literal

from trainkit.loads._external import external_load
from trainkit.loads._internal import intensity_at, internal_load, to_trimp
from trainkit.loads._levels import EASY_RANGE, LIGHT_LOAD
from trainkit.loads._sports import intensity_of_sport
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete, Thresholds

__all__ = [
    "EASY_UP_TO",
    "HARD_ABOVE",
    "LOAD_SOURCES",
    "MODERATE",
    "ActivityLoad",
    "Effort",
    "activity_load",
    "effort",
]

Effort = Literal["easy", "moderate", "hard"]

LOAD_SOURCES = {
    "power": "Allen, Coggan & McGregor 2019: normalized power relative to FTP",
    "mean power": "mean power relative to FTP, which ignores variation",
    "pace on grade": "Karsten 2008, with the grade factor fitted to many runners' heart rates",
    "mean pace": "Karsten 2008, with climbing converted to distance (Training Monkey 2026)",
    "distance": "equivalent distance (Training Monkey 2026), 6.5 points per kilometre of running",
    "heart rate": "Banister 1991, from samples, relative to an hour at threshold heart rate",
    "mean heart rate": "Banister 1991, from the mean; reads lower than from samples",
    "session-RPE": "Foster 2001: rating times minutes; 7 for an hour is 100",
    "other load": "copied from the session's other load",
    "duration": "duration at the sport's usual intensity, a convention of trainkit",
}
"""Description and source of each method."""

EASY_UP_TO = {"running": 0.865, "swimming": 0.82}
"""Share of the threshold speed up to which a whole session is easy [1]: 74 % of VO2max for runners
(Daniels 2014); `MODERATE` in other sports."""

MODERATE = 0.77
"""Share of the threshold from which a whole session is moderate [1], by power and by heart rate."""

HARD_ABOVE = 0.06
"""So much above the least of a moderate session, a session is hard [1]."""

# A whole run, warm-up included, at 0.895 of the threshold had a hard part.
_HARD_FROM = {"running": 0.895}
_HARD_COST_ABOVE = 0.005  # the same by heart rate, which rises less between easy and the threshold
_LONG = 110.0  # a load that is hard at any intensity
_EFFORTS: tuple[Effort, ...] = ("easy", "moderate", "hard")
_RATED = ((7.0, 2), (5.0, 1))  # rating of perceived exertion, and its place in _EFFORTS
_GUESSED = frozenset({"other load", "duration"})
_UPWARD = 0.01  # two judgements one apart: the harder one


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
        return self.external_method not in _GUESSED and self.internal_method not in _GUESSED

    @property
    def hardness(self) -> float:
        """The load that says how hard the session was for this athlete [1].

        A distance says so only where nothing else does: without a threshold of the sport it is
        turned into points as anybody's is, and a rower's easy hour becomes an hour above threshold.
        """
        if self.external_method == "distance" and self.internal_method not in _GUESSED:
            return self.internal
        return max(self.external, self.internal)


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
    seconds = activity.duration_s
    thresholds = athlete.at(activity.day, activity.sport)
    external = external_load(activity, athlete, thresholds)
    internal = internal_load(activity, athlete, thresholds)
    usual = seconds / 3600 * intensity_of_sport(activity.sport, activity.sub_sport) ** 2 * 100
    work = external or internal
    cost = internal or external
    points = cost.points if cost else usual
    told = None if external and external.method == "distance" and internal else external
    return ActivityLoad(
        external=work.points if work else usual,
        internal=points,
        external_method=external.method if external else _fallback_method(work is not None),
        internal_method=internal.method if internal else _fallback_method(cost is not None),
        external_coverage=external.coverage if external else 0.0,
        internal_coverage=internal.coverage if internal else 0.0,
        trimp=to_trimp(points, athlete, thresholds),
        effort=effort(
            told.points if told else None if cost else usual,
            internal.points if internal else None,
            seconds,
            rpe=activity.rpe,
            sport=activity.sport,
            easy_cost=_easy_cost(activity.sport, athlete, thresholds),
        ),
    )


def effort(
    external: float | None,
    internal: float | None,
    duration_s: float,
    *,
    rpe: float | None = None,
    sport: str = "generic",
    easy_cost: float = MODERATE,
) -> Effort:
    """Judge how hard a session was as a whole.

    Parameters
    ----------
    external, internal : float or None
        Both loads [1]; None where it was not measured. Where both were, the middle of the two
        judgements counts: neither a fast easy run at a low heart rate nor a hot day is hard.
    duration_s : float
        [s]
    rpe : float, optional
        Rating of perceived exertion [0 to 10]: 7 is hard, 5 moderate.
    sport : str
        As in `Activity`: a runner's easy pace reaches nearer to the threshold than an easy ride.
    easy_cost : float
        Share of the threshold by heart rate up to which this athlete trains easily [1].

    Returns
    -------
    {"easy", "moderate", "hard"}
        Hard too from a load of 110, whatever the intensity: a long run is hard.
    """
    hours = max(duration_s / 3600, 1 / 60)
    total = count = 0
    if external is not None:
        easy = EASY_UP_TO.get(sport, MODERATE)
        hard = _HARD_FROM.get(sport, easy + HARD_ABOVE)
        total += _level(external / 100 / hours, easy, hard)
        count += 1
    if internal is not None:
        hard_cost = max(easy_cost + _HARD_COST_ABOVE, MODERATE + HARD_ABOVE)
        total += _level(internal / 100 / hours, easy_cost, hard_cost)
        count += 1
    most = max(external or 0.0, internal or 0.0)
    level = round(total / max(count, 1) + _UPWARD)
    level = min(level, 1) if most < LIGHT_LOAD else level
    rated = next((level for least, level in _RATED if rpe is not None and rpe >= least), 0)
    return "hard" if most >= _LONG else _EFFORTS[max(level, rated)]


def _easy_cost(sport: str, athlete: Athlete, thresholds: Thresholds) -> float:
    """The intensity by heart rate up to which a session is easy: that of the fast end of easy."""
    if sport not in EASY_RANGE:
        return MODERATE
    return max(MODERATE, intensity_at(EASY_RANGE[sport][1], athlete.sex, thresholds))


def _level(hourly: float, moderate: float, hard: float) -> int:
    """0 for easy, 1 for moderate, 2 for hard; the load of an hour is the intensity squared."""
    intensity = hourly**0.5
    return int(intensity >= moderate) + int(intensity >= hard)


def _fallback_method(other_known: bool) -> str:  # noqa: FBT001  private, called twice
    return "other load" if other_known else "duration"
