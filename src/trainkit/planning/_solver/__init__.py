"""The solver: a planning problem as a mixed-integer program, and back to workouts."""
