"""From a goal to a plan with its certificate."""

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from trainkit._array import number
from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.goal import WEEKDAYS, Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import Certificate, RuleSlack, TrainingPlan
from trainkit.planning._check import schedule_of, violations_of
from trainkit.planning._conflict import conflict
from trainkit.planning._events import read_events
from trainkit.planning._goals import checked_goals
from trainkit.planning._methods import blend
from trainkit.planning._objective import value_of
from trainkit.planning._pattern import fixed_pattern, pattern_of
from trainkit.planning._phases import taper_weeks, weeks_of
from trainkit.planning._problem import PlanningProblem, frame, longest_for
from trainkit.planning._program import Solution
from trainkit.planning._reference import reference_value
from trainkit.planning._response import response_of
from trainkit.planning._rounding import build_program, rounded
from trainkit.planning._rules import rules_for
from trainkit.ports.rule import Rule
from trainkit.workouts import LIBRARY, Session

__all__ = ["certified", "plan", "setting_for"]

_GAP = 0.01
_NEAR = 0.6  # of it, which a search has to reach; the rest is for rounding
_PART, _QUICK = 0.28, 0.22  # of the time, for two wide searches and one among fixed weekdays
_LEAST_GAP = 1e-3  # that a search is asked for, of its value
_BOUND_PART = 0.04  # of the time, for the bound over all plans
_REFERENCE_SECONDS = 1.5
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
    seconds: float = 10.0,
) -> TrainingPlan:
    """Plan every day up to a race: safe by every hard rule, and near the best that is possible.

    Parameters
    ----------
    goal : Goal or sequence of Goal, or None
        The race to prepare for; of several the last A race, with the others placed on the way;
        None builds a base of 12 weeks.
    athlete : Athlete
        Whose thresholds, risk style and age count.
    history : History, optional
        What was trained before; without it the first weeks hold what anybody may do.
    availability : Availability, optional
        The time there is; by default an hour a day, two on Saturday and three on Sunday.
    start : date, optional
        The first day; by default the Monday after the history. Without a history it is required.
    allow_short : bool
        Whether fewer weeks than the race takes are accepted, with a warning.
    rules : sequence of Rule, optional
        What must hold; by default all rules of the athlete's risk style.
    more_rules : sequence of Rule
        What must hold besides, such as rules of plugins.
    library : sequence of Session
        Hard sessions of a host's own are offered beside trainkit's of the same sport and purpose.
    methodology : str or mapping of str to float
        ``"pyramidal"``, ``"polarized"``, ``"threshold"``, ``"daniels"``, or several with their
        weights: how hard the hard sessions of each phase are.
    seconds : float
        The most time for the search [s].

    Returns
    -------
    TrainingPlan
        One workout a day, with a certificate.

    Raises
    ------
    InvalidInput
        A goal in the past, beyond human records or slower than walking, too few weeks, no time.
    InfeasiblePlan
        The hard rules cannot hold together: names those that conflict.
    """
    seconds = number("seconds", seconds, low=0, open_low=True)
    started = time.perf_counter()
    setting, warnings = setting_for(
        goal,
        athlete,
        history,
        availability,
        start,
        allow_short=allow_short,
        rules=rules,
        more_rules=more_rules,
        library=library,
        methodology=methodology,
    )
    reference = reference_value(setting, seconds=_REFERENCE_SECONDS)
    solution = found(setting, seconds, reference=reference)
    if solution.status != "solved":
        raise conflict(setting, seconds)
    made = rounded(setting, solution, history)
    best = TrainingPlan(
        goals=setting.goals,
        start=setting.start,
        workouts=tuple(made),
        warnings=tuple(warnings),
        availability=setting.availability,
        fatigue_days=setting.response.tau2,
        methodology={methodology: 1.0} if isinstance(methodology, str) else methodology,
    )
    proof = certified(setting, best, history, solution, reference)
    proof = proof.model_copy(update={"seconds": time.perf_counter() - started})
    return best.model_copy(update={"certificate": proof})


def found(setting: PlanningProblem, seconds: float, *, reference: float = 0.0) -> Solution:
    """Search: first among plans with usual weekdays, then, where that is not enough, among all.

    Parameters
    ----------
    setting : PlanningProblem
        What to plan.
    seconds : float
        The most time [s].
    reference : float
        The value that the gap is measured from.

    Returns
    -------
    Solution
        The best that was found, with a bound over all plans.
    """
    program = build_program(setting)
    usual = program.among(pattern_of(setting), gap=_GAP / 4, seconds=_PART * seconds)
    bound = program.bound(seconds=_BOUND_PART * seconds)
    best = _better(Solution("unknown"), usual)
    near = _NEAR * _GAP * max(bound - reference, 0.0)
    if best.status != "solved" or bound - best.objective > near:
        quick = program.among(fixed_pattern(setting), gap=_GAP / 4, seconds=_QUICK * seconds)
        best = _better(best, quick)
    if best.status != "solved" or bound - best.objective > near:
        gap = min(max(near / max(abs(bound), 1e-9) / 2, _LEAST_GAP), _GAP)
        free = program.solve(gap=gap, seconds=_PART * seconds)
        bound = min(bound, free.bound) if free.status == "solved" else bound
        best = free if free.status == "infeasible" else _better(best, free)
    return replace(best, bound=bound)


def _better(one: Solution, other: Solution) -> Solution:
    """Choose the solution of greater value, or the one that there is."""
    if other.status != "solved":
        return one
    return other if one.status != "solved" or other.objective > one.objective else one


def certified(
    setting: PlanningProblem,
    made: TrainingPlan,
    history: History | None,
    solution: Solution,
    reference: float,
) -> Certificate:
    """Hold the rounded plan against the bound, and against the classic template made safe."""
    laid = schedule_of(made, setting.athlete, history)
    objective = value_of(setting, made.workouts, violations_of(laid, setting.rules))
    # The solver's rows are a little stricter than the rules, and rounding may use what that leaves.
    bound = max(solution.bound, objective)
    room = max(bound - reference, 1e-9)
    return Certificate(
        objective=objective,
        bound=bound,
        reference=reference,
        gap=(bound - objective) / room,
        seconds=solution.seconds,
        rules=tuple(
            RuleSlack(rule=name, rows=rows, slack=slack, binds=slack <= 1e-6)
            for name, (rows, slack) in solution.slack.items()
            if name != "kinds"
        ),
    )


def setting_for(
    goal: Goal | Sequence[Goal] | None,
    athlete: Athlete,
    history: History | None,
    availability: Availability | None,
    start: dt.date | None,
    *,
    allow_short: bool,
    rules: Sequence[Rule] | None,
    more_rules: Sequence[Rule] = (),
    library: Sequence[Session] = LIBRARY,
    methodology: str | Mapping[str, float] = "pyramidal",
) -> tuple[PlanningProblem, list[str]]:
    begins = _start(history, start)
    free = availability or _USUAL
    goals, warnings = checked_goals(goal, athlete, history, begins, free, allow_short=allow_short)
    race = goals[-1] if goals else None
    end = race.date if race else begins + dt.timedelta(weeks=_BASE_WEEKS, days=-1)
    sessions = _sessions(free)
    response = response_of(history, athlete, begins)
    news = None if history is None else read_events(history, begins)
    if news is not None and news.rest:
        free = free.model_copy(update={"blackout": (*free.blackout, *news.rest)})
    taper = 0 if race is None else taper_weeks(race.distance_m, response.tau2)
    laid = frame(begins, end, athlete, history, goals=goals, given=free.fixed)
    weeks = weeks_of(begins, end, race.distance_m if race else None, taper)
    kept = rules_for(
        athlete,
        begins,
        end,
        goals,
        free,
        sessions=sessions,
        weeks=weeks,
        fatigue_days=response.tau2,
        more=[] if news is None else news.rules,
    )
    warnings += [] if news is None else [f"Easy days first: {one}." for one in news.facts.values()]
    setting = PlanningProblem(
        athlete=athlete,
        goals=goals,
        availability=free,
        weeks=weeks,
        frame=laid,
        rules=(*(kept if rules is None else rules), *more_rules),
        response=response,
        sessions=sessions,
        longest_min=longest_for(race, free),
        above_threshold=blend(methodology),
        library=tuple(library),
    )
    return setting, warnings


_USUAL = Availability(
    minutes={"mon": 60, "tue": 75, "wed": 60, "thu": 75, "fri": 60, "sat": 120, "sun": 210}
)


def _start(history: History | None, start: dt.date | None) -> dt.date:
    if start is not None:
        return start
    if history is None or history.span is None:
        raise InvalidInput("start", None, "given where there is no history")
    last = history.span[1]
    return last + dt.timedelta(days=7 - last.weekday())


def _sessions(availability: Availability) -> int:
    possible = sum(availability.minutes.get(day, 60.0) >= 20 for day in WEEKDAYS)
    most = availability.max_sessions_per_week
    return int(np.clip(possible if most is None else min(possible, most), 1, 6))
