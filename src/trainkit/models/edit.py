"""What a person says of a record: it counts before every source, and can be undone."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import Field, TypeAdapter, ValidationError, computed_field, model_validator

from trainkit.errors import InvalidInput
from trainkit.models._short_id import drop_id
from trainkit.models.activity import Activity
from trainkit.models.day import DailyHealth
from trainkit.models.model import Model
from trainkit.models.race import RaceResult
from trainkit.models.units import Day, Moment

__all__ = ["Edit", "EditedKind", "Value", "editable_fields"]

EditedKind = Literal["activity", "day", "race"]
Value = bool | float | str | None
"""A value as JSON holds it: a moment is its ISO text."""

_MODELS: Mapping[str, type[Model]] = {
    "activity": Activity,
    "day": DailyHealth,
    "race": RaceResult,
}
_WHOLE = {"provenance", "originals", "streams", "laps", "lengths"}  # never the word of a person


@cache
def editable_fields(kind: EditedKind) -> tuple[str, ...]:
    """Return the fields of a kind of record that a person can edit."""
    kept = {"date"} if kind == "day" else set()
    return tuple(name for name in _MODELS[kind].model_fields if name not in _WHOLE | kept)


@cache
def _adapter(kind: EditedKind, field: str) -> TypeAdapter[Any]:
    return TypeAdapter(_MODELS[kind].model_fields[field].rebuild_annotation())


class Edit(Model):
    """A field of a record as a person says it is, or a record that a person removed.

    Parameters
    ----------
    kind : {"activity", "day", "race"}
        The kind of record.
    record : str
        The record's key at its source; of a day its date.
    day : date
        The local day of the record.
    field : str, optional
        The field; None removes the record.
    value : bool, float, str or None
        The field's value in its unit; None where it is unknown, whatever a source says.
    at : datetime
        When it was said, aware; of two edits of one field, the later counts.
    """

    kind: EditedKind
    record: Annotated[str, Field(min_length=1)]
    day: Day
    field: str | None = None
    value: Value = None
    at: Moment

    def __str__(self) -> str:
        what = "removed" if self.field is None else f"{self.field} is {self.value}"
        return f"{self.at:%Y-%m-%d %H:%M}  {self.kind} of {self.day}: {what}  ({self.id})"

    @model_validator(mode="before")
    @classmethod
    def _without_id(cls, data: object) -> object:
        return drop_id(data)

    @computed_field(repr=False)  # type: ignore[prop-decorator]
    @property
    def id(self) -> str:
        """A short name of this edit, which its JSON has too."""
        parts = (self.kind, self.record, self.field or "", self.at.astimezone(dt.UTC).isoformat())
        return hashlib.blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()

    @property
    def parsed(self) -> object:
        """The value as the record holds it: a moment is a datetime."""
        if self.field is None:
            return None
        return _adapter(self.kind, self.field).validate_python(self.value)

    @model_validator(mode="after")
    def _check_value(self) -> Self:
        if self.field is None:
            return self
        fields = editable_fields(self.kind)
        if self.field not in fields:
            raise InvalidInput("field", self.field, "one of " + ", ".join(fields))
        try:
            _adapter(self.kind, self.field).validate_python(self.value)
        except ValidationError as error:
            cause = error.errors(include_url=False)[0]
            allowed = cause["msg"].removeprefix("Input should be ")
            raise InvalidInput(self.field, self.value, allowed) from None
        return self
