"""Histories to records of a store, and back."""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from pydantic import TypeAdapter

from trainkit.errors import BackendError, InvalidInput
from trainkit.models import (
    Activity,
    Athlete,
    DailyHealth,
    History,
    Licence,
    PlannedWorkout,
    Provenance,
    RaceResult,
    TrainingPlan,
)
from trainkit.models.model import Model
from trainkit.ports import Record, RecordKind, Store
from trainkit.privacy import LICENCES, Gate

__all__ = ["Shelves", "fingerprint", "oldest"]

_NAME = 32  # characters of a key that name the record; the rest, where there is one, its content
_ACTIVITIES, _DAYS = TypeAdapter(list[Activity]), TypeAdapter(list[DailyHealth])
_RACES, _WORKOUTS = TypeAdapter(list[RaceResult]), TypeAdapter(list[PlannedWorkout])
_KINDS: tuple[RecordKind, ...] = ("activities", "days", "races", "workouts", "settings")
_ATHLETE, _PLAN, _ORDER = "athlete", "plan", "source order"
_APART, _LICENCE = "apart ", "licence "

Rows = Mapping[RecordKind, Sequence[Record]]


class _Entry(NamedTuple):
    """A model on its way into a store."""

    name: tuple[str, ...]
    model: Activity | DailyHealth | RaceResult | PlannedWorkout
    day: dt.date | None
    provenance: Provenance


class Shelves:
    """One athlete's records in a store, as the models that they hold.

    A day's entries are added, never replaced: of two by the same source, the later one counts
    where both know a field. An activity replaces the one of the same source, sport and start.

    Parameters
    ----------
    store : Store
        Where.
    athlete_id : str
        Whose.
    clock : callable
        The moment, aware.
    later : callable
        The same, and never the same twice: what is said later is kept as later.
    """

    def __init__(
        self,
        store: Store,
        athlete_id: str,
        *,
        clock: Callable[[], dt.datetime],
        later: Callable[[], dt.datetime],
    ) -> None:
        self._store, self._id, self._clock, self._later = store, athlete_id, clock, later

    @property
    def gate(self) -> Gate:
        """What the licences of its records allow; those of plugins are kept with their records."""
        return _gate(self._store.get("settings", self._id))

    def put_licence(self, licence: Licence) -> None:
        """Remember what a source's licence allows, for when the source is not there any more."""
        if licence.name not in LICENCES:
            self.put_setting(_LICENCE + licence.name, licence.model_dump_json())

    def put(self, history: History) -> None:
        """Keep a history, record by record; what is there already stays as it is."""
        now, gate = self._later(), self.gate
        days = [one for day in history.days for one in (day.originals or (day,))]
        self._keep("activities", map(_of_activity, history.originals), now, gate)
        self._keep("days", map(_of_day, days), now, gate, by_content=True)
        self._keep("races", map(_of_race, history.races), now, gate, by_content=True)
        self._keep("workouts", map(_of_workout, history.workouts), now, gate, by_content=True)
        if history.athlete is not None and self.setting(_ATHLETE) is None:
            self.put_athlete(history.athlete)
        if history.source_order:
            self.put_setting(_ORDER, json.dumps(history.source_order))
        for one in history.never_merged:
            self.put_setting(_APART + _digest(one), json.dumps(one))

    def rows(self) -> dict[RecordKind, list[Record]]:
        """Read everything that a history is made of, and that may still be kept."""
        rows = {kind: self._store.get(kind, self._id) for kind in _KINDS}
        limits = _gate(rows["settings"]).cutoffs(self._clock())
        return {
            kind: [one for one in records if one.at >= limits.get(one.licence, one.at)]
            for kind, records in rows.items()
        }

    def history(self, rows: Rows) -> History:
        """Make the history of what `rows` gave."""
        settings = {one.key: one.body for one in rows["settings"]}
        try:
            return History(
                activities=tuple(_ACTIVITIES.validate_json(_joined(rows["activities"]))),
                days=_DAYS.validate_json(_joined(_latest(rows["days"]))),
                races=tuple(_RACES.validate_json(_joined(rows["races"]))),
                workouts=tuple(_WORKOUTS.validate_json(_joined(rows["workouts"]))),
                athlete=_athlete(settings),
                source_order=tuple(json.loads(settings.get(_ORDER, "[]"))),
                never_merged=tuple(
                    json.loads(body) for key, body in settings.items() if key.startswith(_APART)
                ),
            )
        except (ValueError, InvalidInput) as error:
            said = f"a kept record cannot be read: {type(error).__name__}"
            raise BackendError("kit", said) from error

    def athlete(self) -> Athlete | None:
        """Read who the athlete is."""
        body = self.setting(_ATHLETE)
        return None if body is None else Athlete.model_validate_json(body)

    def put_athlete(self, athlete: Athlete) -> None:
        """Keep who the athlete is."""
        self.put_setting(_ATHLETE, athlete.model_dump_json())

    def plan(self) -> TrainingPlan | None:
        """Read the plan that was made last; it alone, of all that are kept."""
        key = self.setting(_PLAN)
        found = [] if key is None else self._store.get("plans", self._id, keys=[key])
        return TrainingPlan.model_validate_json(found[0].body) if found else None

    def put_plan(self, plan: TrainingPlan) -> None:
        """Keep a plan, and that it is the last one."""
        now = self._later()
        record = Record(now.isoformat(), plan.model_dump_json(), now, plan.end)
        self._store.put("plans", self._id, [record])
        self.put_setting(_PLAN, record.key)

    def cursor(self, source: str) -> str | None:
        """Read where a source stopped."""
        found = self._store.get("cursors", self._id, keys=[source])
        return found[0].body if found else None

    def put_cursor(self, source: str, body: str) -> None:
        """Keep where a source stopped."""
        self._store.put("cursors", self._id, [Record(source, body, self._clock())])

    def setting(self, key: str) -> str | None:
        """Read a setting."""
        found = self._store.get("settings", self._id, keys=[key])
        return found[0].body if found else None

    def put_setting(self, key: str, body: str) -> None:
        """Keep a setting."""
        self._store.put("settings", self._id, [Record(key, body, self._clock())])

    def _keep(
        self,
        kind: RecordKind,
        entries: Iterable[_Entry],
        now: dt.datetime,
        gate: Gate,
        *,
        by_content: bool = False,
    ) -> None:
        records: dict[str, Record] = {}
        for entry in entries:
            source = entry.provenance
            limited = gate.keep_s(source.licence) is not None  # then time runs from the fetching
            at = min(source.fetched_at or now, now) if limited else now
            record = _record(entry, at, by_content=by_content)
            count = 1
            while not by_content and record.key in records:  # two of one name in one history
                count += 1
                record = record._replace(key=f"{record.key[:_NAME]} {count}")
            records[record.key] = record
        self._store.put(kind, self._id, records.values())


def _gate(settings: Iterable[Record]) -> Gate:
    told = [one.body for one in settings if one.key.startswith(_LICENCE)]
    return Gate(Licence.model_validate_json(body) for body in told)


def oldest(rows: Rows) -> dict[str, dt.datetime]:
    """Give the moment of the oldest record under each licence."""
    found: dict[str, dt.datetime] = {}
    for records in rows.values():
        for one in records:
            found[one.licence] = min(found.get(one.licence, one.at), one.at)
    return found


def fingerprint(rows: Rows) -> str:
    """Name what rows hold: other rows, another name."""
    digest = hashlib.blake2b(digest_size=20)
    for kind, records in rows.items():
        digest.update(f"{kind} {len(records)}\n".encode())
        for one in records:
            digest.update(f"{one.key}\t{one.at}\t{len(one.body)}\t{one.body}\n".encode())
    return digest.hexdigest()


def _of_activity(one: Activity) -> _Entry:
    return _Entry((one.key,), one, one.day, one.provenance)


def _of_day(one: DailyHealth) -> _Entry:
    return _Entry((one.date.isoformat(), one.provenance.source), one, one.date, one.provenance)


def _of_race(one: RaceResult) -> _Entry:
    return _Entry((one.date.isoformat(),), one, one.date, one.provenance)


def _of_workout(one: PlannedWorkout) -> _Entry:
    return _Entry((one.title, one.provenance.source), one, one.date, one.provenance)


def _record(entry: _Entry, at: dt.datetime, *, by_content: bool) -> Record:
    source = entry.provenance
    key = _digest(*entry.name, source.id or "", source.path or "")[:_NAME]
    if by_content:
        timeless = source.model_copy(update={"fetched_at": None})
        content = entry.model.model_copy(update={"provenance": timeless})
        key += " " + _digest(_written(content))[:_NAME]
    return Record(key, _written(entry.model), at, entry.day, source.licence)


def _written(model: Model) -> str:
    return model.model_dump_json(exclude_defaults=True)


def _latest(records: Sequence[Record]) -> list[Record]:
    """Join what one source said of one day at several times: a later word counts."""
    by_name: dict[str, list[Record]] = defaultdict(list)
    for one in records:
        by_name[one.key[:_NAME]].append(one)
    found: list[Record] = []
    for same in by_name.values():
        if len(same) == 1:
            found += same
            continue
        laid: list[dict[str, object]] = []
        for _, group in groupby(sorted(same, key=_moment), key=_moment):
            said = [json.loads(one.body) for one in group]
            if laid and len(said) == 1:
                laid = [fields | said[0] for fields in laid]
            else:  # several at once are several records
                laid += said
        found += [same[0]._replace(body=json.dumps(fields)) for fields in laid]
    return found


def _moment(record: Record) -> dt.datetime:
    return record.at


def _joined(records: Iterable[Record]) -> str:
    return f"[{','.join(one.body for one in records)}]"


def _athlete(settings: Mapping[str, str]) -> Athlete | None:
    body = settings.get(_ATHLETE)
    return None if body is None else Athlete.model_validate_json(body)


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=20).hexdigest()
