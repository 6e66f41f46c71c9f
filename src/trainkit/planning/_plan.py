"""From a goal to a plan with its certificate."""

import datetime as dt
import time
from collections.abc import Mapping, Sequence

from trainkit._array import number
from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._disruptions import Disruption
from trainkit.planning._feasibility import first_day
from trainkit.planning._goal_words import day_name
from trainkit.planning._goals import validate_goals
from trainkit.planning._phases import PlanSpan, taper_weeks, weeks_of
from trainkit.planning._prior_training import main_sport
from trainkit.planning._problem import PlanningProblem, build_problem
from trainkit.planning._response import response_of
from trainkit.planning._robust import toughen, usual_disruptions
from trainkit.planning._season import longest_before_race
from trainkit.planning._sessions import sessions_a_week
from trainkit.planning._solver import certify, conflict, reference_value, round_solution, search
from trainkit.planning._solver.objective import value_of
from trainkit.planning._tracking import read_events
from trainkit.planning._usual_time import usual_time
from trainkit.ports.rule import Rule
from trainkit.workouts import LIBRARY, Session

__all__ = ["plan", "problem_for"]

_REFERENCE_S, _LEAST_S = 1.5, 0.2
_THIN = 0.5  # of what the season has for a week
_WIDE_GAP = 0.2  # far more than rounding costs: the search stopped early
_BASE_WEEKS = 12


def plan(
    goal: Goal | Sequence[Goal] | None,
    athlete: Athlete,
    history: History | None = None,
    *,
    availability: Availability | None = None,
    start: dt.date | None = None,
    allow_short: bool = False,
    rules: Sequence[Rule] | None = None,
    more_rules: Sequence[Rule] = (),
    library: Sequence[Session] = LIBRARY,
    methodology: str | Mapping[str, float] = "pyramidal",
    robust: bool | Sequence[Disruption] = False,
    seconds: float = 10.0,
) -> TrainingPlan:
    """Plan every day up to a race: every hard rule is kept, and the value is near its bound.

    Parameters
    ----------
    goal : Goal or sequence of Goal, or None
        The race to prepare for. Of several, the last A race is the goal and the earlier ones are
        raced on the way. None builds a base of 12 weeks in the sport that is trained most often.
    athlete : Athlete
        Whose thresholds, risk style and age count.
    history : History, optional
        What was trained before; without it the first weeks hold what anybody may do.
    availability : Availability, optional
        The time available, and sessions that are fixed; by default an hour or a little more on
        weekdays, two on Saturday and three and a half on Sunday, or what is trained already.
    start : date, optional
        The first day; by default the Monday after the history. Required without a history.
    allow_short : bool
        Whether to plan a race that is out of reach by its `feasibility`, with warnings.
    rules : sequence of Rule, optional
        Rules to use instead of those of the athlete's risk style.
    more_rules : sequence of Rule
        Further rules, such as those of plugins.
    library : sequence of Session
        A host's own hard sessions are offered beside trainkit's of the same sport and purpose.
    methodology : str or mapping of str to float
        ``"pyramidal"``, ``"polarized"``, ``"threshold"``, ``"daniels"``, or several with their
        weights: how hard the hard sessions of each phase are.
    robust : bool or sequence of Disruption
        Whether to choose, among this plan and a few more careful ones, the one that the worst of
        some disruptions hurts least after adapting; by default those of an ordinary season (an
        eager fortnight, two colds, a week and a half without training). Its certificate tells
        the price. It takes several times as long.
    seconds : float
        The most time for the search of one plan [s].

    Returns
    -------
    TrainingPlan
        One workout a day, with a certificate. A warning says where the time was too short for a
        plan close to the bound.

    Raises
    ------
    InvalidInput
        No disruption to be robust against; a goal in the past or more than two years ahead, beyond
        human records or slower than walking; one that is out of reach by its `feasibility`: the
        message names the nearest that is not; no time at all.
    InfeasiblePlan
        The hard rules contradict each other: names those that conflict.
    """
    seconds = number("seconds", seconds, low=0, open_low=True)
    if not (isinstance(robust, bool) or len(robust)):
        raise InvalidInput("robust", robust, "True, False, or one or more disruptions")

    def pose(
        races: Goal | Sequence[Goal] | None,
        who: Athlete,
        time_free: Availability | None,
        rules_more: Sequence[Rule],
    ) -> tuple[PlanningProblem, list[str]]:
        return problem_for(
            races or None,
            who,
            history,
            time_free,
            start,
            allow_short=allow_short,
            rules=rules,
            more_rules=(*more_rules, *rules_more),
            library=library,
            methodology=methodology,
        )

    problem, warnings = pose(goal, athlete, availability, ())
    made = _solve(problem, warnings, methodology, seconds)
    if robust is False:
        return made
    return toughen(
        made,
        athlete,
        history,
        usual_disruptions(made) if robust is True else tuple(robust),
        make=lambda *change: _solve(*pose(*change), methodology, seconds),
        value=lambda plan: value_of(problem, plan.workouts),
    )


def _solve(
    problem: PlanningProblem,
    warnings: list[str],
    methodology: str | Mapping[str, float],
    seconds: float,
) -> TrainingPlan:
    """Search, round and certify, within so many seconds."""
    started = time.perf_counter()
    ends = started + seconds
    solution = search(problem, max(ends - time.perf_counter(), _LEAST_S))
    if solution.status != "solved":
        raise conflict(problem, seconds)
    workouts = round_solution(problem, solution)
    left = max(ends - time.perf_counter(), _LEAST_S)
    reference = reference_value(problem, seconds=min(_REFERENCE_S, left))
    certificate = certify(problem, workouts, solution, reference)
    if certificate.gap > _WIDE_GAP:
        warnings.append(
            f"The search ran out of time with a gap of {certificate.gap:.0%} to the bound: a "
            f"better plan may exist. Allow more than {seconds:g} s."
        )
    warnings += _thin_weeks(problem, workouts)
    warnings += fixed_before_races(problem)
    spent = time.perf_counter() - started
    return TrainingPlan(
        goals=problem.goals,
        start=problem.start,
        workouts=tuple(workouts),
        warnings=tuple(warnings),
        availability=problem.availability,
        fatigue_days=problem.response.tau2,
        methodology={methodology: 1.0} if isinstance(methodology, str) else methodology,
        certificate=certificate.model_copy(update={"seconds": spent}),
    )


def _thin_weeks(problem: PlanningProblem, workouts: Sequence[PlannedWorkout]) -> list[str]:
    """Warn of weeks that hold far less than the season has for them: nothing to be proud of."""
    minutes: dict[int, float] = {}
    for workout in workouts:
        number = workout.week or 0
        counts = workout.kind != "race" and workout.sport == problem.sport
        minutes[number] = minutes.get(number, 0.0) + (workout.duration_min if counts else 0.0)
    full = [number for number in minutes if problem.weeks[number - 1].monday >= problem.start]
    thin = [
        str(number)
        for number in full
        if not problem.season.weeks[number].lighter
        and minutes[number] < _THIN * problem.season.weeks[number].minutes
    ]
    if not thin:
        return []
    return [
        f"Less than half of what you could train is planned in week {', '.join(thin)}: the rules, "
        "or the time that you have, leave no more."
    ]


def fixed_before_races(problem: PlanningProblem) -> list[str]:
    """Warn of fixed sessions that are too long for the days before a race: they stay."""
    return [
        f"Your {workout.name} of {workout.duration_min:.0f} min on {day_name(workout.date)} is "
        f"fixed, and so near a race {most:.0f} min are the most: shorten it, or leave it out."
        for workout in problem.availability.fixed
        if workout.date is not None
        and workout.date >= problem.start
        and workout.duration_min > (most := longest_before_race(problem.goals, workout.date))
    ]


def problem_for(
    goal: Goal | Sequence[Goal] | None,
    athlete: Athlete,
    history: History | None,
    availability: Availability | None,
    start: dt.date | None,
    *,
    allow_short: bool = False,
    rules: Sequence[Rule] | None = None,
    more_rules: Sequence[Rule] = (),
    library: Sequence[Session] = LIBRARY,
    methodology: str | Mapping[str, float] = "pyramidal",
) -> tuple[PlanningProblem, list[str]]:
    """Validate the arguments of `plan`, and build its problem with the warnings of the goal."""
    first = first_day(history, start)
    free = availability or usual_time(history, first)
    goals, warnings = validate_goals(goal, athlete, history, first, free, allow_short=allow_short)
    race = goals[-1] if goals else None
    # Without a race the plan is a block of base training.
    end = race.date if race else first + dt.timedelta(weeks=_BASE_WEEKS, days=-1)
    response = response_of(history, athlete, first)
    sport = race.sport if race else main_sport(history, first)
    taper = 0 if race is None else taper_weeks(race.distance_m, response.tau2, sport=sport)
    span = PlanSpan(
        start=first,
        end=end,
        goals=goals,
        weeks=weeks_of(first, end, race.distance_m if race else None, taper, sport=sport),
        sessions=sessions_a_week(free),
        fatigue_days=response.tau2,
        base_sport=sport,
    )
    # An illness, a race or a break before the first day shapes the first weeks.
    events = None if history is None else read_events(history, athlete, first, goals=goals)
    if events is not None:
        warnings += [f"Easy days first: {fact}." for fact in events.facts.values()]
    problem = build_problem(
        span,
        athlete,
        history,
        free,
        events=events,
        rules=rules,
        more_rules=more_rules,
        library=library,
        methodology=methodology,
        response=response,
    )
    return problem, warnings
