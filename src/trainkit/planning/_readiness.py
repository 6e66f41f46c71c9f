"""What a finished plan holds: its phases, its variety, and whether it prepares for the race."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from trainkit.models.goal import Goal
from trainkit.models.plan import PhaseSummary, Readiness
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._goal_words import length
from trainkit.planning._minimums import minimum_of
from trainkit.planning._problem import PlanningProblem

__all__ = ["readiness_of", "summarize_phases", "variety_of"]

_ENOUGH, _NEARLY = 0.97, 0.75  # of what the race takes
_SESSIONS = {"running": "run", "cycling": "ride", "swimming": "swim"}


def summarize_phases(
    workouts: Sequence[PlannedWorkout], values: Mapping[str, float]
) -> tuple[PhaseSummary, ...]:
    """Summarise each phase of a plan, with its part of the objective value [points]."""
    summaries = []
    for phase in dict.fromkeys(workout.phase for workout in workouts if workout.phase):
        days = [workout for workout in workouts if workout.phase == phase]
        trained = [workout for workout in days if workout.kind != "race"]
        summaries.append(
            PhaseSummary(
                phase=phase,
                weeks=len({workout.week for workout in days}),
                hours_a_week=sum(workout.duration_min for workout in trained)
                / 60
                / (len(days) / 7),
                longest_min=max((workout.duration_min for workout in trained), default=0.0),
                hard_sessions=sum(workout.hard for workout in trained),
                value=values.get(phase, 0.0),
            )
        )
    return tuple(summaries)


def variety_of(workouts: Sequence[PlannedWorkout]) -> float | None:
    """Return the share of different hard sessions [1]; None without any."""
    hard = [
        (workout.title, workout.steps)
        for workout in workouts
        if workout.hard and workout.kind != "race"
    ]
    return len(set(hard)) / len(hard) if hard else None


def readiness_of(problem: PlanningProblem, workouts: Sequence[PlannedWorkout]) -> Readiness | None:
    """Compare a plan's longest session and biggest week with what its race takes at least.

    Parameters
    ----------
    problem : PlanningProblem
        The problem that the plan solves.
    workouts : sequence of PlannedWorkout
        One a day.

    Returns
    -------
    Readiness or None
        None without a race.
    """
    if problem.race is None:
        return None
    own = [w for w in workouts if w.sport == problem.sport and w.kind != "race"]
    shares, reasons = zip(*_compare(problem, problem.race, own), strict=True)
    least = min(shares)
    verdict = "ready" if least >= _ENOUGH else "nearly ready" if least >= _NEARLY else "not ready"
    return Readiness.model_validate({"verdict": verdict, "reasons": reasons})


def _compare(
    problem: PlanningProblem, race: Goal, own: Sequence[PlannedWorkout]
) -> Iterator[tuple[float, str]]:
    """List what the plan has as a share of what the race takes, each with a sentence."""
    prior = problem.season.base
    metres, minutes = 0.0, 0.0
    for workout in own:
        if workout.planned_m:
            metres, minutes = metres + workout.planned_m, minutes + workout.duration_min
    if minutes:
        prior = replace(prior, m_min=metres / minutes)
    minimum = minimum_of(race, prior)
    longest = max((workout.duration_min for workout in own), default=0.0)
    session = _SESSIONS[problem.sport]
    yield (
        longest / minimum.long_min,
        f"The longest {session} is {length(longest)}; the race takes one of "
        f"{length(minimum.long_min)} at least.",
    )
    weeks: dict[int, float] = {}
    for workout in own:
        weeks[workout.week or 1] = weeks.get(workout.week or 1, 0.0) + workout.duration_min
    most = max(weeks.values(), default=0.0)
    yield (
        most / 60 / minimum.hours,
        f"The biggest week is {length(most)}; the race takes {length(60 * minimum.hours)} "
        "at least.",
    )
