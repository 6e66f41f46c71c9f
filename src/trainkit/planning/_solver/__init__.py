"""The solver: a planning problem as a mixed-integer program, and back to workouts."""

from trainkit.planning._solver.certificate import certify
from trainkit.planning._solver.conflict import conflict
from trainkit.planning._solver.reference import reference_value
from trainkit.planning._solver.rounding import round_solution, undo_idle_changes
from trainkit.planning._solver.search import search

__all__ = [
    "certify",
    "conflict",
    "reference_value",
    "round_solution",
    "search",
    "undo_idle_changes",
]
