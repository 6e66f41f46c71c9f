"""Apply what a person said to the records of the sources."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from trainkit.models._columns import KINDS
from trainkit.models._day_rows import Overlay
from trainkit.models.activity import Activity
from trainkit.models.edit import Edit, EditedKind
from trainkit.models.race import RaceResult

__all__ = ["apply_edits", "join_edits", "overlay_of"]

_Record = TypeVar("_Record", Activity, RaceResult)
_Fields = dict[str | None, Edit]


def join_edits(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return edits in the order in which they were said, each once."""
    by_id = {edit.id: edit for edit in edits}
    return tuple(sorted(by_id.values(), key=lambda edit: (edit.at, edit.id)))


def _latest(edits: Iterable[Edit], kind: EditedKind) -> dict[str, _Fields]:
    """Return the edit that counts by record and field, of edits in order."""
    latest: dict[str, _Fields] = {}
    for edit in edits:
        if edit.kind == kind:
            latest.setdefault(edit.record, {})[edit.field] = edit
    return latest


def apply_edits(
    records: Sequence[_Record], edits: Sequence[Edit], kind: EditedKind
) -> tuple[tuple[_Record, ...], tuple[_Record, ...]]:
    """Write a person's values over those of the sources, and part removed records from the rest.

    Parameters
    ----------
    records : sequence of Activity or RaceResult
        Merged records.
    edits : sequence of Edit
        In order.
    kind : {"activity", "race"}
        The kind of the records.

    Returns
    -------
    tuple of (tuple, tuple)
        The records, and the removed ones. An edited record carries what it was made from as its
        originals.
    """
    latest = _latest(edits, kind)
    if not latest:
        return tuple(records), ()
    kept: list[_Record] = []
    removed: list[_Record] = []
    for record in records:
        originals: tuple[_Record, ...] = record.originals or (record,)
        known = [latest[key] for key in {item.key for item in originals} & latest.keys()]
        fields: _Fields = {}
        for edit in sorted((edit for own in known for edit in own.values()), key=_moment):
            fields[edit.field] = edit
        if None in fields:
            removed.append(record)
        else:
            kept.append(_write(record, originals, fields) if fields else record)
    return tuple(kept), tuple(removed)


def overlay_of(edits: Sequence[Edit]) -> Overlay:
    """Return what a person said of days, by date and field, and the days that were removed."""
    latest = _latest(edits, "day")
    values: dict[str, dict[np.datetime64, object]] = {}
    removed = []
    for record, fields in latest.items():
        day = np.datetime64(record, "D")
        if None in fields:
            removed.append(day)
            continue
        for name, edit in fields.items():
            value = edit.parsed
            if value is None and name is not None and KINDS[name] in {"number", "flag"}:
                value = np.nan
            values.setdefault(name or "", {})[day] = value
    return Overlay(values, np.array(removed, dtype="datetime64[D]"))


def _write(
    record: _Record, originals: tuple[_Record, ...], fields: Mapping[str | None, Edit]
) -> _Record:
    known: dict[str, Any] = {name: getattr(record, name) for name in record.model_fields_set}
    said = {name: edit.parsed for name, edit in fields.items() if name is not None}
    return type(record).model_construct(**{**known, **said, "originals": originals})


def _moment(edit: Edit) -> tuple[object, str]:
    return edit.at, edit.id
