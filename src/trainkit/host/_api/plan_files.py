"""A plan as files that other programs read."""

import datetime as dt

from trainkit.errors import NotFound
from trainkit.kit import Kit
from trainkit.models import TrainingPlan

__all__ = ["export_plan"]


def export_plan(
    kit: Kit, plan: TrainingPlan, kind: str, date: dt.date | None
) -> tuple[bytes, str, str]:
    """Return a plan or one of its sessions as a file: content, type and name."""
    from trainkit import io  # noqa: PLC0415  its import takes 200 ms

    if kind == "ics":
        return io.to_ics(plan), "text/calendar; charset=utf-8", "plan.ics"
    workout = None if date is None else plan.on(date)
    if workout is None or workout.resting:
        raise NotFound("date", str(date), "a day of the plan with a session")
    if kind == "fit":
        content = io.write_fit_workout(workout)
        return content, "application/octet-stream", f"{date}.fit"
    return io.write_zwo(workout, kit.athlete), "application/xml", f"{date}.zwo"
