"""Checks of values against the ranges of a model's fields, before the model is made."""

from collections.abc import Mapping
from functools import cache
from math import isfinite
from typing import Annotated, get_args, get_origin

from pydantic import BaseModel

from trainkit.models.units import Within

__all__ = ["allowed_ranges", "keep_in_range"]


def keep_in_range(
    model: type[BaseModel], values: Mapping[str, float | None], out_of_range: dict[str, float]
) -> dict[str, float]:
    """Return the values that their fields allow.

    Parameters
    ----------
    model : type
        A model of ``trainkit.models``.
    values : mapping of str to float or None
        By field name; NaN and None are unknown.
    out_of_range : dict of str to float
        Receives the values that are out of range, by field name.

    Returns
    -------
    dict of str to float
        The known values in range.
    """
    ranges = allowed_ranges(model)
    kept = {}
    for name, value in values.items():
        if value is None or not _is_finite(value):
            continue
        if ranges[name].low <= value <= ranges[name].high:
            kept[name] = float(value)
        else:
            out_of_range[name] = float(value)
    return kept


def _is_finite(value: float) -> bool:
    try:
        return isfinite(value)
    except OverflowError:  # a whole number of 400 digits
        return False


@cache
def allowed_ranges(model: type[BaseModel]) -> dict[str, Within]:
    """Return the allowed range of each field of a model that takes one number."""
    ranges = {}
    for name, field in model.model_fields.items():
        for hint in [*field.metadata, *_union_hints(field.annotation)]:
            if isinstance(hint, Within):
                ranges[name] = hint
    return ranges


def _union_hints(annotation: object) -> list[object]:
    """Return the hints inside a union, such as ``Annotated[float, Within(...)] | None``."""
    inner = [part for part in get_args(annotation) if get_origin(part) is Annotated]
    return [hint for part in inner for hint in get_args(part)[1:]]
