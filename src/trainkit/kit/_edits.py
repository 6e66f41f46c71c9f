"""What the athlete says of records: written beside them, listed, and undone."""

import datetime as dt
from collections.abc import Mapping

from trainkit.errors import InvalidInput, NotFound
from trainkit.kit._data import AthleteData
from trainkit.models import Edit
from trainkit.models.edit import EditedKind, Value

__all__ = ["Edits", "Said"]

Said = Value | dt.date
"""What a person can say of a field; a moment is an aware datetime, or its ISO text."""


class Edits:
    """Write, list and undo a person's edits; threads may share it.

    Parameters
    ----------
    data : AthleteData
        The athlete's data.
    """

    def __init__(self, data: AthleteData) -> None:
        self._data = data

    def list(self) -> list[Edit]:
        """Return all edits, the latest first."""
        return [*reversed(self._data.outline().edits)]

    def write(
        self, kind: EditedKind, record: str, day: dt.date, fields: Mapping[str, Said]
    ) -> None:
        """Write a person's values of a record's fields; `InvalidInput` where one is invalid."""
        if not fields:
            raise InvalidInput("fields", None, "one or more fields with their new values")
        records = self._data.records
        at = records.next_moment()
        records.put_edits(
            Edit(kind=kind, record=record, day=day, field=name, value=_plain(value), at=at)
            for name, value in fields.items()
        )

    def remove(self, kind: EditedKind, record: str, day: dt.date) -> Edit:
        """Remove a record, so that it counts nowhere, whatever a source delivers later."""
        records = self._data.records
        edit = Edit(kind=kind, record=record, day=day, at=records.next_moment())
        records.put_edits([edit])
        return edit

    def undo(self, edit: Edit | str | None = None) -> Edit:
        """Take back an edit, by default the latest; the value before it counts again."""
        known = self.list()
        name = edit.id if isinstance(edit, Edit) else edit
        found = [item for item in known if name in {None, item.id}]
        if not found:
            none = "made first: there is nothing to undo"
            allowed = none if name is None else "the id of an edit that is not undone"
            raise NotFound("edit", name, allowed)
        self._data.records.delete_edits(found[:1])
        return found[0]


def _plain(value: Said) -> Value:
    return value.isoformat() if isinstance(value, dt.date) else value
