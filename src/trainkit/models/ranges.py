"""Values that a model's field would refuse, found before the model is made."""

from collections.abc import Mapping
from functools import cache
from math import isfinite
from typing import Annotated, get_args, get_origin

from pydantic import BaseModel

from trainkit.models.units import Within

__all__ = ["fitting", "ranges"]


def fitting(
    model: type[BaseModel], values: Mapping[str, float | None], refused: dict[str, float]
) -> dict[str, float]:
    """Keep the values that their fields allow.

    Parameters
    ----------
    model : type
        A model of ``trainkit.models``.
    values : mapping of str to float or None
        By field name; NaN and None are unknown.
    refused : dict of str to float
        Takes the values that are out of range, by field name.

    Returns
    -------
    dict of str to float
        The known values in range.
    """
    known = ranges(model)
    kept = {}
    for name, value in values.items():
        if value is None or not isfinite(value):
            continue
        allowed = known[name]
        if allowed.low <= value <= allowed.high:
            kept[name] = float(value)
        else:
            refused[name] = float(value)
    return kept


@cache
def ranges(model: type[BaseModel]) -> dict[str, Within]:
    """List the fields of a model that hold one number, and what they allow."""
    found = {}
    for name, field in model.model_fields.items():
        hints = [*field.metadata, *_nested(field.annotation)]
        for one in hints:
            if isinstance(one, Within):
                found[name] = one
    return found


def _nested(annotation: object) -> list[object]:
    """Annotations inside a union, such as ``Annotated[float, Within(...)] | None``."""
    inner = [one for one in get_args(annotation) if get_origin(one) is Annotated]
    return [hint for one in inner for hint in get_args(one)[1:]]
