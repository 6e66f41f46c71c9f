"""The rules of a plan, with each number by risk style, age and goal."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from trainkit.metrics.acwr import RISK_STYLES
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.planning._ladders import (
    find_return_weeks,
    ladders_inside,
    spare_fixed_days,
    spared_days,
)
from trainkit.planning._phases import USUAL_FATIGUE_DAYS, Week, taper_weeks
from trainkit.ports.rule import Rule
from trainkit.rules import (
    HARD_SHARE,
    AcwrCeiling,
    AcwrFloor,
    CutBack,
    DaysWithoutRest,
    EasyShare,
    HardShare,
    HardSpacing,
    LongRunShare,
    LongRunStep,
    LongSessionStep,
    LowDays,
    RaceNear,
    RiskStyle,
    SessionCaps,
    Taper,
    TimeAvailable,
    WeeklyRamp,
    WeeklyRest,
    Work,
    YouthWeek,
    days_without_rest,
    easier_days,
)
from trainkit.workouts import Phase

__all__ = ["easy_share", "rules_for", "taper_begins"]

# Most load of a week, as a factor of the fullest of four weeks: new biggest weeks of published
# plans grow by 6 % in the median, by 15 % at the 90th centile, and by 22 % in the boldest.
_RAMP: Mapping[RiskStyle, float] = {
    "conservative": 1.10,
    "balanced": 1.15,
    "adaptive": 1.18,
    "aggressive": 1.22,
}
_LIGHTER = 0.93  # of the week before: of 85 lighter weeks of published plans, the fullest
_BEFORE_RACE = 2  # days before a race without hard sessions; the taper does the rest
_CAPS: Mapping[Work, float] = {
    "threshold": 0.18,
    "intervals": 0.10,
    "repetitions": 0.06,
}  # two sessions
_SPIKE, _SPIKE_M = 1.30, 3400.0  # a longer run needs both to be a spike; seasons grow by 1.10
_ADULT = 18
_OLDER = 50  # age from which every third week is lighter, and more of each week is easy
_EASY: Mapping[Phase, float] = {"base": 0.90, "build": 0.80, "peak": 0.80, "taper": 0.85}


def taper_begins(goal: Goal, fatigue_days: float) -> dt.date:
    """Find the Monday on which the taper for a race begins."""
    monday = goal.date - dt.timedelta(days=goal.date.weekday())
    return monday - dt.timedelta(
        weeks=taper_weeks(goal.distance_m, fatigue_days, sport=goal.sport) - 1
    )


def rules_for(
    athlete: Athlete,
    start: dt.date,
    end: dt.date,
    goals: Sequence[Goal],
    availability: Availability,
    *,
    sessions: int,
    weeks: Sequence[Week] = (),
    fatigue_days: float = USUAL_FATIGUE_DAYS,
    more: Sequence[Rule] = (),
    weeks_behind: int = 0,
    sport: str = "running",
    peak_last: bool = False,
) -> tuple[Rule, ...]:
    """List the rules of a plan.

    Parameters
    ----------
    athlete : Athlete
        Whose risk style and age count.
    start, end : date
        Of the plan.
    goals : sequence of Goal
        Races by date.
    availability : Availability
        The time available.
    sessions : int
        The most sessions a week.
    weeks : sequence of Week
        With their phases; without them there is no rule on the share of easy minutes.
    fatigue_days : float
        Time constant of the athlete's fatigue, which the taper follows [d].
    more : sequence of Rule
        Further rules, such as the ladder after an illness.
    weeks_behind : int
        Full weeks of the plan before `start`.
    sport : str
        The sport of a plan without a race.
    peak_last : bool
        Whether the week before the taper is never a lighter one, as on the way back into a plan.

    Returns
    -------
    tuple of Rule
        The rules.
    """
    style = athlete.risk_style
    limits = RISK_STYLES[style]
    race = goals[-1] if goals else None
    cautious = athlete.age(start) >= _OLDER or style == "conservative"
    row = 2 if cautious else 3
    begins = None if race is None else taper_begins(race, fatigue_days)
    trail = race is not None and race.trail
    spared = spared_days(goals, availability)
    ladders = spare_fixed_days(
        (*more, *ladders_inside(athlete, start, end, goals, availability)), goals, availability
    )
    back, light = find_return_weeks(ladders)
    # The longest run of 30 days is still known after a short ladder: no spike is excused by it.
    far = {monday: more - LongRunStep.weeks for monday, more in back.items()}
    far = {monday: more for monday, more in far.items() if more > 0}
    first = start + dt.timedelta(days=-start.weekday() % 7)
    # A week that a ladder made light was a lighter week: the rhythm starts anew after it.
    if first - dt.timedelta(weeks=1) in light:
        weeks_behind = 0
    lighter = CutBack(
        row,
        share=_LIGHTER,
        until=begins or end + dt.timedelta(days=1),
        behind=weeks_behind % (row + 1),
        light=frozenset((monday - first).days // 7 for monday in light if monday >= first),
        peak=(begins - first).days // 7 - 1 if begins and peak_last else None,
        hard=False,
    )
    older = athlete.age(start) >= _OLDER
    rules: list[Rule] = [
        TimeAvailable(availability),
        HardSpacing(
            max(easier_days(style, athlete.age(start)), 1), before_long=True, spared=spared
        ),
        HardShare(HARD_SHARE[style], hard=False),
        RaceNear(_BEFORE_RACE),
        WeeklyRest(),
        LowDays(hard=False),
        DaysWithoutRest(days_without_rest(style), spared),
        WeeklyRamp(_RAMP[style], returns=back, hard=False),
        AcwrCeiling(limits.acwr_high, off=frozenset(back), hard=False),
        lighter,
        LongRunStep(
            _SPIKE,
            step_m=_SPIKE_M,
            checked_only=True,
            returns=far,
            spared=spared,
        ),
        LongRunShare(sessions, trail=trail, hard=False),
        *_intensity_rules(weeks, older=older, sport=race.sport if race else sport),
        AcwrFloor(limits.acwr_low, _light_weeks(weeks, start, goals, lighter) | light),
    ]
    if (race.sport if race else sport) != "running":
        rules.append(LongSessionStep(returns=far, spared=spared))
    if athlete.age(start) < _ADULT:
        rules.append(YouthWeek(athlete.age(start), spared=spared))
    if race is not None and begins is not None and begins > start:
        rules.append(Taper(begins, race.date, hard=False))
    return (*rules, *ladders)


def _intensity_rules(weeks: Sequence[Week], *, older: bool, sport: str) -> Iterator[Rule]:
    """Yield the limits of hard work by week; a swim is sets, and most of them are fast."""
    if sport == "swimming":
        return
    yield SessionCaps(_CAPS, hard=False)
    shares = {week.monday: easy_share(week.phase, older=older) for week in weeks}
    yield EasyShare(shares, hard=False)


def easy_share(phase: Phase, *, older: bool) -> float:
    """Return the least share of easy minutes in a phase [1]."""
    # Some hard work remains in each phase, at any age.
    return min(_EASY[phase] + (0.05 if older else 0.0), 0.95)


def _light_weeks(
    weeks: Sequence[Week], start: dt.date, goals: Sequence[Goal], lighter: CutBack
) -> frozenset[dt.date]:
    """List the Mondays of weeks with a race, of lighter weeks and of the taper."""
    raced = {goal.date - dt.timedelta(days=goal.date.weekday()) for goal in goals}
    full = [week for week in weeks if week.monday >= start]
    light = {week.monday for place, week in enumerate(full) if lighter.lighter(place)}
    tapered = {week.monday for week in weeks if week.phase == "taper"}
    return frozenset(raced | light | tapered)
