"""A plan as a table that any data-frame package takes."""

from typing import TYPE_CHECKING

from trainkit.models.frame import Frame, model_columns, number_column
from trainkit.models.workout import PlannedWorkout

__all__ = ["PlanFrame"]

_FIELDS = (
    *("date", "week", "phase", "kind", "name", "sport", "sub_sport"),
    *("load", "planned_m", "hard", "notes", "completed_by", "skipped"),
)


class PlanFrame:
    """The table of a plan; a base class of `TrainingPlan`."""

    if TYPE_CHECKING:  # a field of the plan
        workouts: tuple[PlannedWorkout, ...]

    def frame(self) -> Frame:
        """Return the plan as a table, one row a day."""
        minutes = [workout.duration_min for workout in self.workouts]
        columns = model_columns(PlannedWorkout, self.workouts, _FIELDS)
        return Frame([*columns, number_column("planned_min", minutes, "min")])

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Export `frame` to any data frame, see there."""
        return self.frame().__arrow_c_stream__(requested_schema)
