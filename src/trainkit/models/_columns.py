"""Columns of daily records: the kind of each field, and validation of whole columns."""

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
from trainkit.models.units import ISO_DAY, Moment, Within

__all__ = ["KINDS", "Column", "Columns", "Dates", "check_columns", "empty_column", "parse_dates"]

_ISO_DAY = "a date, such as 2026-05-01, of the years 1 to 9999"
_FIRST_YEAR, _LAST_YEAR = np.datetime64("0001", "Y"), np.datetime64("9999", "Y")

Dates = NDArray[np.datetime64]
Column = FloatArray | NDArray[np.object_]
Columns = dict[str, Column]
Values = Sequence[object] | NDArray[np.generic]
Kind = Literal["number", "flag", "text", "moment"]


def _kind(annotation: object) -> Kind:
    inner = _without_none(annotation)
    base = get_args(inner)[0] if get_origin(inner) is Annotated else inner
    kinds: dict[object, Kind] = {float: "number", bool: "flag", str: "text", dt.datetime: "moment"}
    return kinds[base]


def _range(annotation: object) -> Within:
    metadata = get_args(_without_none(annotation))[1:]
    return next(limits for limits in metadata if isinstance(limits, Within))


def _without_none(annotation: object) -> object:
    return next(kind for kind in get_args(annotation) if kind is not type(None))


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


def ranges_of() -> dict[str, str]:
    """Return the unit of each field that is a number."""
    units = {name: limits.unit or "1" for name, limits in _RANGES.items()}
    known = {"a minute": "1/min", "(0 rest, 10 all-out)": "1"}
    return {name: known.get(unit, unit) for name, unit in units.items()}


def empty_column(name: str, size: int) -> Column:
    """Make a column without known values: NaN, or None for text and moments."""
    if KINDS[name] in {"number", "flag"}:
        return np.full(size, np.nan)
    return np.full(size, None, dtype=object)


def parse_dates(values: Values) -> Dates:
    """Convert a column of date objects, ISO text or datetime64."""
    if isinstance(values, np.ndarray) and values.ndim != 1:
        raise InvalidInput("date", f"an array of shape {values.shape}", "one column of dates")
    if isinstance(values, np.ndarray) and values.dtype.kind == "M":
        unknown, years = np.isnat(values), values.astype("datetime64[Y]")
        # Checked as years, because days of a far year wrap around into a near one.
        far = ~unknown & ((years < _FIRST_YEAR) | (years > _LAST_YEAR))
        if far.any():
            raise InvalidInput("date", str(values[far][0]), _ISO_DAY)
        dates: Dates = values.astype("datetime64[D]")
    else:
        dates = np.array([_parse_day(value) for value in values], dtype="datetime64[D]")
    if np.isnat(dates).any():
        raise InvalidInput("date", None, "known in every row")
    return dates


def _parse_day(value: object) -> dt.date | None:
    """Convert one day; numpy would take words such as "today", months, and far years."""
    if _is_missing(value):
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, np.datetime64):
        value = np.datetime_as_string(value, unit="D")
    if isinstance(value, list | tuple | np.ndarray):
        raise InvalidInput("date", value, "one column of dates")
    try:
        if isinstance(value, str) and ISO_DAY.fullmatch(value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise InvalidInput("date", value, _ISO_DAY)


def check_columns(columns: Mapping[str, Values], dates: Dates) -> Columns:
    """Validate columns of daily records against the fields of `DailyHealth`.

    Parameters
    ----------
    columns : mapping of str to sequence
        Values by field name, one for each date; None or NaN where unknown.
    dates : ndarray of datetime64[D]
        The rows' dates, for error messages.

    Returns
    -------
    dict of str to ndarray
        Float columns with NaN where unknown; object columns with None for text and moments.

    Raises
    ------
    InvalidInput
        A field is unknown, a column has the wrong length, or a value is out of range.
    """
    valid: Columns = {}
    for name, values in columns.items():
        if name not in KINDS:
            raise InvalidInput(name, "a column", _unknown_field(name))
        if len(values) != dates.size:
            raise InvalidInput(name, f"a column of {len(values)}", f"of {dates.size} rows as date")
        if KINDS[name] == "number":
            valid[name] = _numbers(name, values, dates)
        else:
            valid[name] = _objects(name, values, dates)
    _check_rising(valid, dates)
    return valid


def _check_rising(columns: Columns, dates: Dates) -> None:
    """Raise InvalidInput where the lower field of a pair exceeds the upper one."""
    for lower, upper in RISING_PAIRS:
        low, high = columns.get(lower), columns.get(upper)
        if low is None or high is None:
            continue
        for row, (start, end) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
            if start is not None and end is not None and start > end:
                raise InvalidInput(lower, str(start), f"at most {upper}, {end}{_at(dates, row)}")


def _numbers(name: str, values: Values, dates: Dates) -> FloatArray:
    allowed = _RANGES[name]
    try:
        column: FloatArray = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        row = _first_not_float(values)
        raise InvalidInput(name, values[row], allowed.allowed + _at(dates, row)) from None
    outside = (column < allowed.low) | (column > allowed.high)
    if outside.any():
        row = int(np.argmax(outside))
        raise InvalidInput(name, float(column[row]), allowed.allowed + _at(dates, row))
    return column


def _objects(name: str, values: Values, dates: Dates) -> Column:
    kind = KINDS[name]
    plain = [None if _is_missing(value) else value for value in _to_list(values)]
    try:
        valid: list[Any] = _LISTS[kind].validate_python(plain)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        row = int(detail["loc"][0])
        allowed = {"flag": "true or false", "text": "text that is not empty"}.get(
            kind, detail["msg"]
        )
        raise InvalidInput(name, plain[row], allowed + _at(dates, row)) from None
    if kind == "flag":
        return np.array(valid, dtype=np.float64)
    column = np.empty(len(valid), dtype=object)
    column[:] = valid
    return column


def _to_list(values: Values) -> list[object]:
    items: list[object] = values.tolist() if isinstance(values, np.ndarray) else list(values)
    return items


def _is_missing(value: object) -> bool:
    return value is None or value != value  # noqa: PLR0124  NaN and NaT differ from themselves


def _at(dates: Dates, row: int) -> str:
    return f" (row of {dates[row]})"


def _unknown_field(name: str) -> str:
    close = get_close_matches(name, KINDS, n=1)
    return "left out: no field has this name" + (f"; did you mean {close[0]!r}?" if close else "")


def _first_not_float(values: Values) -> int:
    for row, value in enumerate(values):
        try:
            np.array(value, dtype=np.float64)
        except (TypeError, ValueError):
            return row
    return 0
