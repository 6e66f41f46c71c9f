"""Quantities of the models, each with its range and unit, and moments with a UTC offset."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from trainkit.errors import InvalidInput

__all__ = [
    "Cadence",
    "Celsius",
    "Count",
    "Day",
    "Distance",
    "HeartRate",
    "Height",
    "Hours",
    "Kilocalories",
    "Mass",
    "Milliseconds",
    "Moment",
    "Percent",
    "Power",
    "Rpe",
    "Seconds",
    "Speed",
    "Within",
    "time_zone",
]


@dataclass(frozen=True, slots=True)
class Within:
    """A finite number in a closed range.

    Both pydantic, for a single record, and `History`, for a whole column, read this annotation, so
    both accept the same values.

    Parameters
    ----------
    low, high : float
        The range, including both ends.
    unit : str
        The unit, for error messages.
    """

    low: float
    high: float
    unit: str = ""

    @property
    def allowed(self) -> str:
        """The range in words."""
        return f"a number from {self.low} to {self.high} {self.unit}".rstrip()

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        inner = core_schema.float_schema(ge=self.low, le=self.high, allow_inf_nan=False)
        return core_schema.custom_error_schema(
            inner, "out_of_range", custom_error_message=self.allowed
        )


ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class _Day:
    """A date, or its ISO text: no numbers of seconds since 1970, which pydantic would take."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        date = core_schema.no_info_before_validator_function(
            _refuse_numbers, core_schema.date_schema()
        )
        return core_schema.custom_error_schema(
            date,
            "no_day",
            custom_error_message="a valid date, such as 2026-05-01, of the years 1 to 9999",
        )


def _refuse_numbers(value: object) -> object:
    if isinstance(value, dt.date) or (isinstance(value, str) and ISO_DAY.match(value)):
        return value
    raise ValueError


class _Aware:
    """A datetime with an offset from UTC, stored as a fixed offset."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        aware = core_schema.custom_error_schema(
            core_schema.no_info_before_validator_function(
                _refuse_numbers, core_schema.datetime_schema(tz_constraint="aware")
            ),
            "not_aware",
            custom_error_message="a date and time with its offset from UTC",
        )
        return core_schema.no_info_after_validator_function(_moment, aware)


def _moment(moment: dt.datetime) -> dt.datetime:
    if not is_usual_year(moment):
        raise InvalidInput("", str(moment), "a date and time of the years 2 to 9998")
    return fixed_offset(moment)


def is_usual_year(moment: dt.datetime) -> bool:
    """Whether a moment stays a moment in every time zone: not in the calendar's end years."""
    return dt.MINYEAR < moment.year < dt.MAXYEAR


def fixed_offset(moment: dt.datetime) -> dt.datetime:
    """Replace the time zone by its offset at that moment, so that JSON round-trips exactly.

    Parameters
    ----------
    moment : datetime
        Aware, with any ``tzinfo``.

    Returns
    -------
    datetime
        The same instant. Offsets with seconds become UTC, because ISO 8601 cannot express them.
    """
    offset = moment.utcoffset()
    if not offset:
        return moment.replace(tzinfo=dt.UTC, fold=0)
    if offset.seconds % 60 or offset.microseconds:
        return moment.astimezone(dt.UTC)
    return moment.replace(tzinfo=dt.timezone(offset), fold=0)


def time_zone(name: str, *, argument: str = "") -> dt.tzinfo:
    """Return the time zone with an IANA name.

    Parameters
    ----------
    name : str
        IANA name.
    argument : str
        Name of the caller's argument, for the error message.

    Returns
    -------
    tzinfo
        The time zone.

    Raises
    ------
    InvalidInput
        This machine knows no time zone with this name.
    """
    if name == "UTC":  # works without a time zone database, which some systems lack
        return dt.UTC
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise InvalidInput(argument, name, "an IANA time zone, such as 'Europe/Berlin'") from None


Day = Annotated[dt.date, _Day()]
Moment = Annotated[dt.datetime, _Aware()]

# Deliberately wide: accept anything a device may record, reject what cannot be a measurement.
HeartRate = Annotated[float, Within(20, 260, "bpm")]
Power = Annotated[float, Within(0, 10_000, "W")]
Cadence = Annotated[float, Within(0, 500, "a minute")]
Celsius = Annotated[float, Within(-90, 90, "degrees Celsius")]
Speed = Annotated[float, Within(0, 400, "m/s")]
Distance = Annotated[float, Within(0, 50_000_000, "m")]
Height = Annotated[float, Within(0, 200_000, "m")]
Seconds = Annotated[float, Within(0, 100_000_000, "s")]
Hours = Annotated[float, Within(0, 24, "h")]
Milliseconds = Annotated[float, Within(1, 500, "ms")]
Mass = Annotated[float, Within(20, 400, "kg")]
Kilocalories = Annotated[float, Within(0, 100_000, "kcal")]
Percent = Annotated[float, Within(0, 100, "percent")]
Rpe = Annotated[float, Within(0, 10, "(0 rest, 10 all-out)")]
Count = Annotated[float, Within(0, 1_000_000)]
