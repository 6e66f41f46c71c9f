"""Encode a history as records of a store, and decode it."""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from trainkit.errors import BackendError
from trainkit.models import (
    Activity,
    Athlete,
    DailyHealth,
    Edit,
    History,
    PlannedWorkout,
    Provenance,
    RaceResult,
)
from trainkit.models._unique import flatten_races
from trainkit.models.model import Model
from trainkit.ports import Record, RecordKind
from trainkit.privacy import Gate
from trainkit.records._day_bodies import read_days
from trainkit.records._samples import SplitBody, plain_body, split_samples
from trainkit.records._settings import (
    APART_PREFIX,
    ATHLETE,
    SOURCE_ORDER,
)
from trainkit.records._snapshot import RecordSnapshot

__all__ = [
    "decode_history",
    "digest_of",
    "encode_edit",
    "encode_history",
    "keep_digests",
    "record_digests",
]

# The first characters of a key name the record; of kinds with several versions of a record, the
# rest is a digest of the content.
_NAME_LENGTH = 32
_ACTIVITIES, _DAYS = TypeAdapter(list[Activity]), TypeAdapter(list[DailyHealth])
_EDITS = TypeAdapter(list[Edit])
_DIGESTS = ("record digests",)
_RACES, _WORKOUTS = TypeAdapter(list[RaceResult]), TypeAdapter(list[PlannedWorkout])


class _Entry(NamedTuple):
    """A model on its way into a store."""

    name: tuple[str, ...]
    model: Activity | DailyHealth | RaceResult | PlannedWorkout
    day: dt.date | None
    provenance: Provenance


Known = Callable[[RecordKind, list[str]], set[str]]
"""Tells which keys of a kind are stored already."""


def encode_history(
    history: History, now: dt.datetime, gate: Gate, known: Known | None = None
) -> dict[RecordKind, list[Record]]:
    """Encode the activities, days, races, workouts and edits of a history.

    Parameters
    ----------
    history : History
        The history.
    now : datetime
        The moment of writing, aware.
    gate : Gate
        Knows which licences limit storage: their time starts when a record was fetched.
    known : callable, optional
        Tells which records are stored already: entries by hand among them are left out, so that an
        old copy of an entry never counts as said anew.

    Returns
    -------
    dict
        Records by kind.
    """
    races = flatten_races((*history.races, *history.removed_races))
    entries: dict[RecordKind, Iterable[_Entry]] = {
        "activities": map(_activity_entry, history.originals),
        "days": map(_day_entry, history.day_originals),
        "races": map(_race_entry, races),
        "workouts": map(_workout_entry, history.workouts),
    }
    # Samples come first: of an activity that is there, they are there too.
    encoded: dict[RecordKind, list[Record]] = {"streams": []}
    samples: dict[str, str] = {}
    for kind, own in entries.items():
        records, by_hand = _encode(own, now, gate, samples, by_content=kind != "activities")
        stored = known(kind, by_hand) if known is not None and by_hand else ()
        encoded[kind] = [record for key, record in records.items() if key not in stored]
    encoded["streams"] = [
        record._replace(body=samples[record.key])
        for record in encoded["activities"]
        if record.key in samples
    ]
    encoded["edits"] = [encode_edit(edit) for edit in history.edits]
    return encoded


def encode_edit(edit: Edit) -> Record:
    """Encode what a person said of a record."""
    return Record(edit.id, _to_json(edit), edit.at, edit.day)


Attach = Callable[[Sequence[Activity], Sequence[Record]], None]
"""Gives decoded activities their samples, as `StoredSamples.attach` does."""


def decode_history(snapshot: RecordSnapshot, attach: Attach) -> History:
    """Decode the history of a snapshot.

    Parameters
    ----------
    snapshot : RecordSnapshot
        The records.
    attach : callable
        Gives the activities their samples.

    Returns
    -------
    History
        The history; samples are unpacked when they are read.

    Raises
    ------
    BackendError
        A record is damaged.
    """
    settings = {record.key: record.body for record in snapshot["settings"]}
    athlete = settings.get(ATHLETE)
    try:
        bodies = ",".join(map(plain_body, snapshot["activities"]))
        activities = tuple(_ACTIVITIES.validate_json(f"[{bodies}]"))
        attach(activities, snapshot["activities"])
        history = History(
            activities=activities,
            days=read_days([record.body for record in _merge_versions(snapshot["days"])]),
            races=tuple(_RACES.validate_json(_json_array(snapshot["races"]))),
            workouts=tuple(_WORKOUTS.validate_json(_json_array(snapshot["workouts"]))),
            edits=tuple(_EDITS.validate_json(_json_array(snapshot["edits"]))),
            athlete=None if athlete is None else Athlete.model_validate_json(athlete),
            source_order=tuple(json.loads(settings.get(SOURCE_ORDER, "[]"))),
            never_merged=tuple(
                json.loads(body) for key, body in settings.items() if key.startswith(APART_PREFIX)
            ),
        )
        digests = zip(activities, map(_short_digest, snapshot["activities"]), strict=True)
        keep_digests(history, {id(activity): digest for activity, digest in digests})
        return history
    except (ValueError, TypeError, RecursionError) as error:
        raise BackendError("records", _name_damage(snapshot, error)) from error


def keep_digests(history: History, digests: dict[int, str]) -> None:
    """Keep what `record_digests` returns with a history that was just made."""
    history.memoize(_DIGESTS, lambda: digests)


def record_digests(history: History) -> dict[int, str]:
    """Return a digest of the stored record of each activity before merging, by its `id()`.

    It says what the record and its samples contain; a history of another kind has none.
    """
    return history.memoize(_DIGESTS, dict)


def _short_digest(record: Record) -> str:
    return hashlib.blake2b(record.body.encode(), digest_size=10).hexdigest()


def _name_damage(snapshot: RecordSnapshot, error: Exception) -> str:
    """Name the records that cannot be read, and the way on without them."""
    models: Mapping[RecordKind, TypeAdapter[Any]] = {
        "activities": _ACTIVITIES,
        "days": _DAYS,
        "races": _RACES,
        "workouts": _WORKOUTS,
        "edits": _EDITS,
    }
    damaged: dict[RecordKind, list[str]] = {}
    for kind, adapter in models.items():
        for record in snapshot[kind]:
            try:
                adapter.validate_json(f"[{plain_body(record)}]")
            except (ValueError, TypeError, RecursionError):
                damaged.setdefault(kind, []).append(record.key)
    if not damaged:
        return f"a stored record cannot be read, of kind 'settings': {type(error).__name__}"
    found = "; ".join(f"{len(keys)} of kind {kind!r}: {keys[:9]}" for kind, keys in damaged.items())
    return (
        f"a stored record cannot be read: {found}; the others can once the store's `delete` has "
        "removed it"
    )


def digest_of(*parts: str) -> str:
    """Compute a digest of some texts."""
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=20).hexdigest()


def _encode(
    entries: Iterable[_Entry],
    now: dt.datetime,
    gate: Gate,
    samples: dict[str, str],
    *,
    by_content: bool = False,
) -> tuple[dict[str, Record], list[str]]:
    """Return records by key, and the keys of those that were entered by hand; fill `samples`."""
    records: dict[str, Record] = {}
    by_hand: list[str] = []
    for entry in entries:
        source = entry.provenance
        limited = gate.retention_s(source.licence) is not None  # the limit counts from the fetch
        at = min(source.fetched_at or now, now) if limited else now
        record, own = _record(entry, at, by_content=by_content)
        count = 1
        while not by_content and record.key in records:  # two of one name in one history
            count += 1
            record = record._replace(key=f"{record.key[:_NAME_LENGTH]} {count}")
        records[record.key] = record
        if own:
            samples[record.key] = own
        if source.source == "manual" and source.path is None:
            by_hand.append(record.key)
    return records, by_hand


def _activity_entry(activity: Activity) -> _Entry:
    return _Entry((activity.key,), activity, activity.day, activity.provenance)


def _day_entry(day: DailyHealth) -> _Entry:
    return _Entry((day.date.isoformat(), day.provenance.source), day, day.date, day.provenance)


def _race_entry(race: RaceResult) -> _Entry:
    return _Entry((race.date.isoformat(),), race, race.date, race.provenance)


def _workout_entry(workout: PlannedWorkout) -> _Entry:
    name = (workout.title, workout.provenance.source)
    return _Entry(name, workout, workout.date, workout.provenance)


def _record(entry: _Entry, at: dt.datetime, *, by_content: bool) -> tuple[Record, str]:
    """Return the record of an entry, and the body of its samples."""
    source = entry.provenance
    key = digest_of(*entry.name, source.id or "", source.path or "")[:_NAME_LENGTH]
    if by_content:
        timeless = source.model_copy(update={"fetched_at": None})
        content = entry.model.model_copy(update={"provenance": timeless})
        key += " " + digest_of(_to_json(content))[:_NAME_LENGTH]
    model = entry.model
    split = split_samples(model) if isinstance(model, Activity) else SplitBody(_to_json(model), "")
    return Record(key, split.body, at, entry.day, source.licence), split.samples


def _to_json(model: Model) -> str:
    return model.model_dump_json(exclude_defaults=True)


def _json_array(records: Iterable[Record]) -> str:
    return f"[{','.join(record.body for record in records)}]"


def _merge_versions(records: Sequence[Record]) -> list[Record]:
    """Merge what one source wrote about one day at different moments: the latest entry wins."""
    by_name: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_name[record.key[:_NAME_LENGTH]].append(record)
    merged: list[Record] = []
    for versions in by_name.values():
        if len(versions) == 1:
            merged += versions
            continue
        layers: list[dict[str, object]] = []
        for _, group in groupby(sorted(versions, key=attrgetter("at")), key=attrgetter("at")):
            entries = [json.loads(record.body) for record in group]
            if layers and len(entries) == 1:
                layers = [fields | entries[0] for fields in layers]
            else:  # several entries of one moment are several records
                layers += entries
        merged += [versions[0]._replace(body=json.dumps(fields)) for fields in layers]
    return merged
