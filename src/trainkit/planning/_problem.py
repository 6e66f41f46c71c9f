"""A planning problem, gathered in one place: days, weeks, the past, the athlete and the rules."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.planning._methods import blend
from trainkit.planning._phases import PlanSpan, Week, taper_weeks, weeks_of
from trainkit.planning._prior_training import prior_training
from trainkit.planning._rejoining import rejoin
from trainkit.planning._response import Response, response_of
from trainkit.planning._rules import rules_for
from trainkit.planning._schedule import build_schedule
from trainkit.planning._season import Season, SeasonWeek, season_of
from trainkit.planning._sessions import MOST_SESSIONS, sessions_a_week
from trainkit.planning._tracking import Events
from trainkit.ports.rule import Rule, Schedule
from trainkit.workouts import LIBRARY, Phase, Session

__all__ = ["PlanningProblem", "build_problem", "select_rules", "span_of"]


@dataclass(frozen=True, slots=True, eq=False)
class PlanningProblem:
    """What to plan, for whom, and by which rules.

    Parameters
    ----------
    athlete : Athlete
        The athlete.
    goals : tuple of Goal
        Races by date.
    availability : Availability
        The time available, without the days of rest that recent events ask for.
    weeks : tuple of Week
        With their phases.
    schedule : Schedule
        The days behind, and the planned days with races and fixed sessions on them.
    rules : tuple of Rule
        Hard rules and wishes.
    response : Response
        How load becomes performance.
    sessions : int
        The most sessions a week.
    season : Season
        What each week is to hold.
    above_threshold : mapping of str to float
        Share of the hard sessions above threshold, by phase [1].
    own_sessions : tuple of Session
        A host's own sessions, offered beside those of the library.
    """

    athlete: Athlete
    goals: tuple[Goal, ...]
    availability: Availability
    weeks: tuple[Week, ...]
    schedule: Schedule
    rules: tuple[Rule, ...]
    response: Response
    sessions: int
    season: Season
    above_threshold: Mapping[Phase, float]
    own_sessions: tuple[Session, ...] = ()
    base_sport: str = "running"

    @property
    def start(self) -> dt.date:
        """The first day of the plan."""
        day: dt.date = self.schedule.dates[self.schedule.first].item()
        return day

    @property
    def sport(self) -> str:
        """The sport of the last race, or of a plan without one."""
        return self.goals[-1].sport if self.goals else self.base_sport

    def measuring_day(self, day: dt.date) -> dt.date:
        """Return a day with the same thresholds, the same for as many days as possible."""
        first = self.start
        same = self.athlete.at(day, self.sport) == self.athlete.at(first, self.sport)
        return first if same else day

    def season_week(self, at: int) -> SeasonWeek:
        """Look up what the week of a day is to hold."""
        return self.season.weeks[self.week_of(at).number]

    @property
    def race(self) -> Goal | None:
        """The race at the end."""
        return self.goals[-1] if self.goals else None

    @property
    def on_trails(self) -> bool:
        """Whether the race at the end is a trail run."""
        return self.race is not None and self.race.trail and self.sport == "running"

    @property
    def planned_days(self) -> range:
        """Places of the planned days in the schedule."""
        return range(self.schedule.first, self.schedule.load.size)

    @property
    def open_days(self) -> tuple[int, ...]:
        """Places of the planned days without a race or a fixed session."""
        taken = {goal.date for goal in self.goals}
        taken |= {workout.date for workout in self.availability.fixed if workout.date is not None}
        dates = self.schedule.dates
        return tuple(at for at in self.planned_days if dates[at].item() not in taken)

    @property
    def fixed_minutes(self) -> dict[dt.date, float]:
        """Minutes of the fixed sessions in the sport of the plan, by day; a race replaces them."""
        raced = {goal.date for goal in self.goals}
        return {
            workout.date: workout.duration_min
            for workout in self.availability.fixed
            if workout.date is not None
            and workout.date not in raced
            and workout.sport == self.sport
        }

    def week_of(self, at: int) -> Week:
        """Look up the week of a day by the day's place in the schedule."""
        day: dt.date = self.schedule.dates[at].item()
        return self.weeks[(day - self.weeks[0].monday).days // 7]


def build_problem(
    span: PlanSpan,
    athlete: Athlete,
    history: History | None,
    availability: Availability,
    *,
    events: Events | None = None,
    rules: Sequence[Rule] | None = None,
    more_rules: Sequence[Rule] = (),
    library: Sequence[Session] = LIBRARY,
    methodology: str | Mapping[str, float] = "pyramidal",
    response: Response | None = None,
) -> PlanningProblem:
    """Build the problem of a new plan, of the days ahead, or of a plan to repair.

    Parameters
    ----------
    span : PlanSpan
        The days to plan.
    athlete, history, availability
        As in `plan`.
    events : Events, optional
        Recent events; their rules apply and their days of rest are blocked.
    rules, more_rules, library, methodology
        As in `plan`.
    response : Response, optional
        The athlete's, where it is known already.

    Returns
    -------
    PlanningProblem
        The problem.
    """
    if events is not None and events.rest:
        # Rest after an illness or pain binds like a day without time.
        blackout = (*availability.blackout, *events.rest)
        availability = availability.model_copy(update={"blackout": blackout})
    schedule = build_schedule(
        span.start, span.end, athlete, history, goals=span.goals, fixed=availability.fixed
    )
    selected = select_rules(
        span, athlete, availability, events=events, rules=rules, more_rules=more_rules
    )
    base = prior_training(history, span.sport, span.start)
    season = season_of(base, athlete, span, availability, selected)
    season = rejoin(season, span, athlete, history, availability=availability, rules=selected)
    return PlanningProblem(
        athlete=athlete,
        goals=span.goals,
        availability=availability,
        weeks=span.weeks,
        schedule=schedule,
        rules=selected,
        response=response or response_of(history, athlete, span.start),
        sessions=span.sessions,
        season=_count_fixed_hard(season, span, availability, schedule),
        above_threshold=blend(methodology),
        # trainkit's own sessions are always offered; these come on top.
        own_sessions=tuple(session for session in library if session not in LIBRARY),
        base_sport=span.base_sport,
    )


def _count_fixed_hard(
    season: Season, span: PlanSpan, availability: Availability, schedule: Schedule
) -> Season:
    """Count fixed hard sessions among those that a week wants.

    One of another sport takes the place of a hard session too, but the last is of the plan's own.
    """
    fixed: dict[int, list[str]] = {}
    for workout in availability.fixed:
        if workout.date is not None and span.start <= workout.date <= span.end:
            at = schedule.first + (workout.date - span.start).days
            number = span.weeks[(workout.date - span.weeks[0].monday).days // 7].number
            if schedule.hard[at] and not schedule.races[at] and workout.kind != "long":
                fixed.setdefault(number, []).append(workout.sport)
    weeks = dict(season.weeks)
    for number, sports in fixed.items():
        wanted = weeks[number].hard
        least = 0 if span.sport in sports else min(wanted, 1)
        weeks[number] = replace(weeks[number], hard=max(wanted - len(sports), least))
    return replace(season, weeks=weeks)


def select_rules(
    span: PlanSpan,
    athlete: Athlete,
    availability: Availability,
    *,
    events: Events | None = None,
    rules: Sequence[Rule] | None = None,
    more_rules: Sequence[Rule] = (),
) -> tuple[Rule, ...]:
    """Choose the rules of a span: a caller's own, or the default set with those of events."""
    # A caller's own rules replace the whole set, those of events included.
    if rules is None:
        rules = rules_for(
            athlete,
            span.start,
            span.end,
            span.goals,
            availability,
            sessions=span.sessions,
            weeks=span.weeks,
            fatigue_days=span.fatigue_days,
            more=() if events is None else events.rules,
            weeks_behind=span.weeks_behind,
            sport=span.sport,
            peak_last=bool(span.planned),
        )
    return (*rules, *more_rules)


def span_of(
    plan: TrainingPlan,
    *,
    on: dt.date | None = None,
    goals: Sequence[Goal] | None = None,
    end: dt.date | None = None,
    availability: Availability | None = None,
    most_min: tuple[float, float] = (math.inf, math.inf),
) -> PlanSpan:
    """Describe the days of a plan from a day on.

    Parameters
    ----------
    plan : TrainingPlan
        The plan, whoever wrote it; its author's names of phases do not count.
    on : date, optional
        The first day; by default the plan's own.
    goals : sequence of Goal, optional
        Races by date; by default the plan's own.
    end : date, optional
        The last day; by default the plan's own.
    availability : Availability, optional
        The time from now on, where it has changed: the sessions of a week follow it instead of
        the plan's fullest week.
    most_min : tuple of float
        The biggest week and the longest session that it may have [min].

    Returns
    -------
    PlanSpan
        The days from `on` to the end.
    """
    start = plan.start if on is None else max(on, plan.start)
    races = plan.goals if goals is None else goals
    ahead = tuple(goal for goal in races if goal.date >= start)
    # Phases follow the race that is still ahead, whatever the plan's author called them.
    distance, sport = (ahead[-1].distance_m, ahead[-1].sport) if ahead else (None, plan.sport)
    taper = 0 if distance is None else taper_weeks(distance, plan.fatigue_days, sport=sport)
    last = plan.end if end is None else end
    fullest = _fullest_week(plan) if availability is None else sessions_a_week(availability)
    return PlanSpan(
        start=start,
        end=last,
        goals=ahead,
        weeks=weeks_of(plan.start, last, distance, taper, sport=sport),
        sessions=min(max(fullest, 1), MOST_SESSIONS),
        fatigue_days=plan.fatigue_days,
        weeks_behind=_full_weeks_before(plan, start),
        base_sport=plan.sport,
        most_week_min=most_min[0],
        most_long_min=most_min[1],
    )


def _full_weeks_before(plan: TrainingPlan, on: dt.date) -> int:
    """Count the full weeks of a plan before the first one that begins on a day or after it."""
    first, following = (day + dt.timedelta(days=-day.weekday() % 7) for day in (plan.start, on))
    return max((following - first).days // 7, 0)


def _fullest_week(plan: TrainingPlan) -> int:
    """Count the sessions of a plan's fullest week."""
    weeks: dict[dt.date, int] = {}
    for workout in plan.workouts:
        if workout.date is not None and not workout.resting:
            monday = workout.date - dt.timedelta(days=workout.date.weekday())
            weeks[monday] = weeks.get(monday, 0) + 1
    return max(weeks.values(), default=1)
