"""A change that waits for the athlete's yes."""

from typing import Annotated, Literal

from pydantic import Field

from trainkit.models.activity import Activity
from trainkit.models.day import DailyHealth
from trainkit.models.model import Model
from trainkit.models.plan import Revision, TrainingPlan
from trainkit.models.units import Moment

__all__ = ["Draft"]


class Draft(Model):
    """Something that another program would like to write, and may not before it is applied.

    Parameters
    ----------
    id : str
        Its name in a store.
    kind : {"change", "plan", "entry"}
        A change of the plan, a new plan, or a record entered by hand.
    made, expires : datetime
        When it was made, and until when it can be applied, aware.
    revision : Revision, optional
        The change of the plan.
    plan : TrainingPlan, optional
        The new plan.
    entry : Activity or DailyHealth, optional
        The record.
    applied : bool
        Whether it has been applied.
    """

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    kind: Literal["change", "plan", "entry"]
    made: Moment
    expires: Moment
    revision: Revision | None = None
    plan: TrainingPlan | None = None
    entry: Activity | DailyHealth | None = None
    applied: bool = False
