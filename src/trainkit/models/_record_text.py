"""Records as the text that people read: what `print` and a notebook show of them."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sized
from typing import TYPE_CHECKING, Any, get_args

from trainkit._html import escape, format_clock, section
from trainkit.models.units import Within

__all__ = ["RecordText", "format_distance", "format_minutes", "shorten_repr"]

_LONGEST = 240  # characters of a repr
_TEXT = 40  # characters of a text in a repr that is cut
_UNIT_ENDINGS = ("_m_s", "_m", "_s", "_h", "_w", "_kg", "_min", "_kcal")  # longer ones first
_NAMED_M = {21_097.5: "half marathon", 42_195.0: "marathon"}


class RecordText:
    """A line for each known field, with its unit; models with more to say write their own."""

    if TYPE_CHECKING:

        def __repr_args__(self) -> Iterable[tuple[str | None, object]]: ...

    def __str__(self) -> str:
        lines = []
        for name, value in self.__repr_args__():
            empty = value is False or (isinstance(value, Sized) and not len(value))
            if name is not None and not empty and name != "provenance":
                lines += _describe(name, value, _unit_of(type(self), name))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return section(*(f"<p>{escape(line)}</p>" for line in str(self).splitlines()))


def format_distance(distance_m: float) -> str:
    """Format a distance as people say it [m]."""
    if distance_m in _NAMED_M:
        return _NAMED_M[distance_m]
    return f"{distance_m / 1000:.4g} km" if distance_m >= 1000 else f"{distance_m:.0f} m"


def format_minutes(time_s: float) -> str:
    """Format a time in hours and minutes [s]."""
    hours, minutes = divmod(round(time_s / 60), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def shorten_repr(text: str, name: str, fields: Iterable[tuple[str | None, object]]) -> str:
    """Return a repr that one line holds: of what is long, only its kind and size."""
    if len(text) <= _LONGEST:
        return text
    parts = []
    for field, value in fields:
        if isinstance(value, tuple | list | dict) and len(repr(value)) > _TEXT:
            told = f"<{len(value)}>"
        elif isinstance(value, RecordText):
            told = f"<{type(value).__name__}>"
        else:
            told = _cut(repr(value))
        parts.append(told if field is None else f"{field}={told}")
    return f"{name}({', '.join(parts)})"


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT or text.startswith("datetime") else f"{text[:_TEXT]}..."


def _describe(name: str, value: object, unit: str) -> list[str]:
    """Describe a field in a line, or in several where it has parts of its own."""
    label = name
    if unit:
        label = next((name.removesuffix(end) for end in _UNIT_ENDINGS if name.endswith(end)), name)
    label = label.replace("_", " ")
    if isinstance(value, RecordText):
        lines = str(value).splitlines()
        return [f"{label}: {lines[0]}"] if len(lines) == 1 else [f"{label}:", *_indent(lines)]
    if isinstance(value, tuple | list) and any(isinstance(part, RecordText) for part in value):
        lines = [line for part in value for line in str(part).splitlines()]
        return [f"{label}:", *_indent(lines)] if len(value) <= 7 else [f"{label}: {len(value)}"]
    return [f"{label}: {_format(value, unit)}"]


def _indent(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _format(value: object, unit: str) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(_format(part, unit) for part in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_format(part, unit)}" for name, part in value.items())
    if isinstance(value, float):
        return _format_number(value, unit)
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "yes" if value is True else str(value)


def _format_number(value: float, unit: str) -> str:
    if unit == "m":
        return format_distance(value)
    if unit == "s" and value >= 60:
        return format_clock(value)
    # At most two digits behind the point, and never an exponent.
    number = f"{value:.2f}".rstrip("0").rstrip(".")
    return number if unit in {"", "1"} else f"{number} {unit}"


def _unit_of(model: type[Any], name: str) -> str:
    """Return the unit that a field's annotation states."""
    fields: dict[str, Any] = getattr(model, "model_fields", {})
    if name not in fields:
        return ""
    found, inner = [*fields[name].metadata], fields[name].annotation
    for _ in range(4):  # unions, mappings and what is annotated: the last one has the values
        arguments = [part for part in get_args(inner) if part is not type(None)]
        found += [part for part in arguments if isinstance(part, Within)]
        plain = [part for part in arguments if not isinstance(part, Within)]
        inner = (plain[-1] if len(plain) > 1 and plain[0] is str else plain[0]) if plain else None
    return next((part.unit for part in found if isinstance(part, Within)), "")
