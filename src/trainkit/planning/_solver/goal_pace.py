"""Race-pace sessions at the pace of the race: from what the athlete can do now to the goal."""

from dataclasses import replace

from trainkit.metrics import running
from trainkit.models.goal import Goal
from trainkit.planning._phases import Week
from trainkit.planning._problem import PlanningProblem
from trainkit.workouts import (
    Session,
    Work,
    dose_range,
    expected_times,
    find_session,
    threshold_vdot,
    vdot_holds,
    works_for,
)

__all__ = ["RACE_PURPOSES", "at_goal_pace", "long_runs_at_race_pace", "race_speed"]

RACE_PURPOSES = frozenset({"race", "marathon"})
"""Purposes of sessions at the pace of a race."""

_HOURS_SHARE = (0.78, 0.86)  # of threshold power, held for hours
_RANGE = 0.01  # on either side of the pace
_MARATHON_M = 42_195.0
_WEEKS_FOR_VDOT = 5.0  # to gain one (Daniels 2014: 4 to 6)
_LONG_RACE_M = 40_000.0  # from which marathon pace is the pace of the race
_LEAST_LONG_MIN = 60.0  # a shorter one is no long run to end fast
_LONG_FROM, _LONG_SHARE = 0.35, 0.42  # of the plan; of the long run, at most at race pace
_LONGEST_FINISH_MIN = 25.0
_NEAREST_M, _FARTHEST_M = 1500.0, 50_000.0  # for which VDOT is defined
_HOUR_S = 3600.0
_HOUR_M = 11_000.0  # what a runner of whom no pace is known may run in an hour
_RIEGEL = 1.06  # how times grow with the distance (Riegel 1981)
_AT_GOAL = 0.5  # of the plan, from which on the goal's own pace is run


def at_goal_pace(problem: PlanningProblem, session: Session, week: Week) -> Session:
    """Set the intensity of a race-pace run by the race of the plan; leave other sessions alone.

    Its pace goes from that of a race today to that of the goal in the first half of the plan, and
    stays there. A goal that is more than a point of VDOT in five weeks away is trained at the pace
    that can be reached.
    """
    if session.purpose == "race" and problem.season.shape.name == "gran_fondo":
        return replace(session, share=_HOURS_SHARE)
    if problem.sport != "running" or session.purpose not in RACE_PURPOSES:
        return session
    day = max(week.monday, problem.start)
    speed = problem.athlete.at(day, "running").threshold_speed_m_s
    fitness = threshold_vdot(problem.athlete, day)
    race = problem.race
    at_race = race is not None and (session.purpose == "race" or race.distance_m > _LONG_RACE_M)
    metres = race.distance_m if race is not None and at_race and not race.trail else _MARATHON_M
    if metres > _FARTHEST_M:
        return session
    if speed is None or fitness is None:
        # Without a pace the effort of the race is trained, by how long it takes.
        share = (_HOUR_M / metres) ** (_RIEGEL - 1)
        around = (share * (1 - 2 * _RANGE), share * (1 + 2 * _RANGE))
        return replace(session, share=around, by_effort=True)
    pace = metres / _race_s(fitness, metres)
    if race is not None and race.time_s and metres == race.distance_m:
        reachable = fitness + len(problem.weeks) / _WEEKS_FOR_VDOT
        goal = min(metres / race.time_s, metres / _race_s(reachable, metres))
        pace += (goal - pace) * min(week.number / max(_AT_GOAL * len(problem.weeks), 1.0), 1.0)
    share = pace / speed
    return replace(session, share=(share * (1 - _RANGE), share * (1 + _RANGE)))


def race_speed(problem: PlanningProblem, goal: Goal) -> float | None:
    """Return the mean speed to race at: that of the aim, or what is reachable [m/s].

    None where a race goes by effort: on trails, on the bike, without a known threshold or aim.
    """
    if goal.trail or (goal.sport != "running" and goal.time_s is None):
        return None
    aimed = None if goal.time_s is None else goal.distance_m / goal.time_s
    fitness = threshold_vdot(problem.athlete, problem.start)
    if goal.sport != "running" or fitness is None or goal.distance_m > _FARTHEST_M:
        return aimed
    weeks = (goal.date - problem.start).days / 7
    reachable = fitness + weeks / _WEEKS_FOR_VDOT
    if aimed is None:
        # A first estimate of somebody who names no time: what half of real runners hold who hold
        # today's threshold for an hour.
        hour_m = _HOUR_S * (problem.athlete.at(problem.start, "running").threshold_speed_m_s or 0.0)
        if not vdot_holds(goal.distance_m):
            return goal.distance_m / _race_s(fitness, goal.distance_m)
        return goal.distance_m / expected_times(hour_m, _HOUR_S, goal.distance_m).likely_s
    return min(aimed, goal.distance_m / _race_s(reachable, goal.distance_m))


def _race_s(vdot: float, metres: float) -> float:
    """Return the time of a race [s]; below the distances of VDOT, times grow as Riegel's."""
    nearest = max(metres, _NEAREST_M)
    return float(running.race_time(vdot, nearest) * (metres / nearest) ** _RIEGEL)


def long_runs_at_race_pace(problem: PlanningProblem, week: Week) -> list[tuple[Session, float]]:
    """Return the long run of a week with a part at race pace, and its minutes; or none.

    Marathon plans have it before each lighter week from a third of the plan on, as blocks; those
    for a half marathon as a fast finish. Beginners run their long runs easy.
    """
    season = problem.season
    of_week, shape = season.weeks[week.number], season.shape.name
    climbed, following = week.number / len(problem.weeks), season.weeks.get(week.number + 1)
    if (
        shape not in {"half", "marathon"}
        or problem.on_trails
        or season.level == "beginner"
        or week.phase not in {"build", "peak"}
        or of_week.lighter
        or of_week.long_min < _LEAST_LONG_MIN
        or not (following is not None and following.lighter)
        or climbed < _LONG_FROM
    ):
        return []
    minutes = 5.0 * (of_week.long_min // 5)
    most = _LONG_SHARE * minutes
    if shape == "marathon":
        first, last = dose_range("Marathon pace", season.level)
        dose = min(first + (last - first) * climbed, most)
        work = works_for("Marathon pace", dose, week.number)[0]
        name, pace = "Long run with marathon pace", "Marathon pace"
    else:
        finish = 5.0 * round(_LONGEST_FINISH_MIN * climbed / 5)
        work = Work(min(finish, most), 0.0, 1)
        name, pace = "Fast-finish long run", "Race-pace run"
    at_pace = at_goal_pace(problem, find_session(pace), week)
    session = replace(find_session("Long run"), name=name, share=at_pace.share, work=work)
    return [(session, minutes)]
