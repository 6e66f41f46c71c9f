"""Athletes for swims and for first runs."""

import datetime as dt
from typing import Any

from trainkit.models import Athlete, PlannedWorkout, ThresholdChange

__all__ = ["DAY", "athlete", "swimmer", "swum_m"]

DAY = dt.date(2026, 6, 1)


def athlete(**known: Any) -> Athlete:
    """Somebody of whom little is known, but for what is given."""
    person: dict[str, Any] = {"sex": "female", "birth_date": "1990-01-01"}
    return Athlete.model_validate(person | {"hr_rest": 55, "hr_max": 188} | known)


def swimmer(css_m_s: float, **known: Any) -> Athlete:
    """Somebody with a critical swim speed."""
    change = ThresholdChange(
        date=dt.date(2026, 1, 1), sport="swimming", threshold_speed_m_s=css_m_s
    )
    return athlete(changes=(change,), **known)


def swum_m(workout: PlannedWorkout) -> float:
    """Metres of all steps that end by distance."""
    return sum(step.amount or 0.0 for step in workout.unrolled if step.until == "distance")
