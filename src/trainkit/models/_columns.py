"""Columns of daily records: what each field holds, and the check of a whole column at once."""

import datetime as dt
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Literal, get_args, get_origin

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, TypeAdapter, ValidationError

from trainkit._array import FloatArray
from trainkit.errors import InvalidInput
from trainkit.models.day import RISING_PAIRS, DailyHealth
from trainkit.models.units import Moment, Within

__all__ = ["KINDS", "Column", "Columns", "Dates", "checked", "days_of", "unknown"]

Dates = NDArray[np.datetime64]
Column = FloatArray | NDArray[np.object_]
Columns = dict[str, Column]
Given = Sequence[object] | NDArray[np.generic]
Kind = Literal["number", "flag", "text", "moment"]


def _kind(annotation: object) -> Kind:
    inner = next(one for one in get_args(annotation) if one is not type(None))
    base = get_args(inner)[0] if get_origin(inner) is Annotated else inner
    known: dict[object, Kind] = {float: "number", bool: "flag", str: "text", dt.datetime: "moment"}
    return known[base]


def _range(annotation: object) -> Within:
    inner = next(one for one in get_args(annotation) if one is not type(None))
    return next(one for one in get_args(inner)[1:] if isinstance(one, Within))


_VALUES = {
    name: field.annotation
    for name, field in DailyHealth.model_fields.items()
    if name not in {"date", "provenance", "originals"}
}
KINDS: dict[str, Kind] = {name: _kind(annotation) for name, annotation in _VALUES.items()}
_RANGES = {name: _range(_VALUES[name]) for name, kind in KINDS.items() if kind == "number"}
_LISTS: dict[Kind, TypeAdapter[Any]] = {
    "flag": TypeAdapter(list[bool | None]),
    "text": TypeAdapter(list[Annotated[str, Field(min_length=1)] | None]),
    "moment": TypeAdapter(list[Moment | None]),
}


def unknown(name: str, size: int) -> Column:
    """Make a column in which nothing is known: NaN, or None for text and moments."""
    if KINDS[name] in {"number", "flag"}:
        return np.full(size, np.nan)
    return np.full(size, None, dtype=object)


def days_of(values: Given) -> Dates:
    """Read a column of dates: date objects, ISO text or datetime64."""
    if not isinstance(values, np.ndarray) or values.dtype == object:
        values = [one.date() if isinstance(one, dt.datetime) else one for one in values]
    try:
        dates = np.asarray(values, dtype="datetime64[D]")
    except (TypeError, ValueError):
        raise InvalidInput("date", _first_bad_date(values), "a date") from None
    if dates.ndim != 1:
        raise InvalidInput("date", f"an array of shape {dates.shape}", "one column of dates")
    if np.isnat(dates).any():
        raise InvalidInput("date", None, "known in every row")
    return dates


def checked(columns: Mapping[str, Given], dates: Dates) -> Columns:
    """Check columns of daily records against the fields of `DailyHealth`.

    Parameters
    ----------
    columns : mapping of str to sequence
        Values by field name, one for each date; unknown is None or NaN.
    dates : ndarray of datetime64[D]
        The rows' dates, for messages.

    Returns
    -------
    dict of str to ndarray
        Float columns with NaN where unknown; object columns with None for text and moments.

    Raises
    ------
    InvalidInput
        An unknown field, a column of another length, or a value that the field does not allow.
    """
    ready: Columns = {}
    for name, values in columns.items():
        if name not in KINDS:
            raise InvalidInput(name, "a column", _left_out(name))
        if len(values) != dates.size:
            raise InvalidInput(name, f"a column of {len(values)}", f"of {dates.size} rows as date")
        if KINDS[name] == "number":
            ready[name] = _numbers(name, values, dates)
        else:
            ready[name] = _others(name, values, dates)
    _check_rising(ready, dates)
    return ready


def _check_rising(columns: Columns, dates: Dates) -> None:
    """Refuse rows in which the lower field of a pair is above the upper one."""
    for lower, upper in RISING_PAIRS:
        low, high = columns.get(lower), columns.get(upper)
        if low is None or high is None:
            continue
        for row, (one, other) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
            if one is not None and other is not None and one > other:
                raise InvalidInput(lower, str(one), f"at most {upper}, {other}{_at(dates, row)}")


def _numbers(name: str, values: Given, dates: Dates) -> FloatArray:
    allowed = _RANGES[name]
    try:
        column: FloatArray = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        row = _first_not_float(values)
        raise InvalidInput(name, values[row], allowed.allowed + _at(dates, row)) from None
    wrong = (column < allowed.low) | (column > allowed.high)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InvalidInput(name, float(column[row]), allowed.allowed + _at(dates, row))
    return column


def _others(name: str, values: Given, dates: Dates) -> Column:
    kind = KINDS[name]
    plain = [None if _missing(one) else one for one in _listed(values)]
    try:
        ready: list[Any] = _LISTS[kind].validate_python(plain)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        row = int(detail["loc"][0])
        wanted = {"flag": "true or false", "text": "text that is not empty"}.get(
            kind, detail["msg"]
        )
        raise InvalidInput(name, plain[row], wanted + _at(dates, row)) from None
    if kind == "flag":
        return np.array(ready, dtype=np.float64)
    column = np.empty(len(ready), dtype=object)
    column[:] = ready
    return column


def _listed(values: Given) -> list[object]:
    listed: list[object] = values.tolist() if isinstance(values, np.ndarray) else list(values)
    return listed


def _missing(value: object) -> bool:
    return value is None or value != value  # noqa: PLR0124  NaN, and NaT, is what differs from itself


def _at(dates: Dates, row: int) -> str:
    return f" (row of {dates[row]})"


def _left_out(name: str) -> str:
    close = get_close_matches(name, KINDS, n=1)
    return "left out: no field has this name" + (f"; did you mean {close[0]!r}?" if close else "")


def _first_not_float(values: Given) -> int:
    for row, value in enumerate(values):
        try:
            np.array(value, dtype=np.float64)
        except (TypeError, ValueError):
            return row
    return 0


def _first_bad_date(values: Given) -> object:
    for value in values:
        try:
            np.datetime64(value, "D")  # type: ignore[call-overload]
        except (TypeError, ValueError):
            return value
    return values
