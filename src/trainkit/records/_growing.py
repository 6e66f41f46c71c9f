"""What a later snapshot adds to an earlier one, so that only new records are decoded."""

from collections.abc import Sequence

from trainkit.ports import Record, RecordKind
from trainkit.records._settings import APART_PREFIX, ATHLETE, SOURCE_ORDER
from trainkit.records._snapshot import RecordSnapshot

__all__ = ["find_added"]

_GROWING: tuple[RecordKind, ...] = ("activities", "days")
_SAME: tuple[RecordKind, ...] = ("races", "workouts", "edits")
_NAME_LENGTH = 32
_MANY = 200  # new records, from which decoding all is as fast


def find_added(before: RecordSnapshot, now: RecordSnapshot) -> RecordSnapshot | None:
    """Find the activities and days that were added.

    Parameters
    ----------
    before, now : RecordSnapshot
        The records of an athlete at two moments.

    Returns
    -------
    RecordSnapshot or None
        The new records, and the settings; None where any record was changed or deleted, or where a
        new version of a day has to be merged with those before it.
    """
    if not _is_kept(before, now):
        return None
    added: dict[RecordKind, Sequence[Record]] = dict.fromkeys(_SAME, ())
    added["settings"] = now["settings"]
    for kind in _GROWING:
        known = {record.key for record in before[kind]}
        added[kind] = [record for record in now[kind] if record.key not in known]
    names = [record.key[:_NAME_LENGTH] for record in added["days"]]
    taken = {record.key[:_NAME_LENGTH] for record in before["days"]}
    versions = len({*names}) < len(names) or not taken.isdisjoint(names)
    many = len(names) + len(added["activities"]) > _MANY
    return None if versions or many else RecordSnapshot(added)


def _is_kept(before: RecordSnapshot, now: RecordSnapshot) -> bool:
    """Whether everything is still there as it was, and nothing but activities and days is new."""
    same = all(_contents(before[kind]) == _contents(now[kind]) for kind in _SAME)
    if not same or _settings(before) != _settings(now):
        return False
    activities = _contents(now["activities"])
    if any(activities.get(record.key) != record.body for record in before["activities"]):
        return False
    # What is said again counts as said last.
    days = {record.key: (record.body, record.at) for record in now["days"]}
    return all(days.get(record.key) == (record.body, record.at) for record in before["days"])


def _settings(snapshot: RecordSnapshot) -> dict[str, str]:
    """Return the settings that a history depends on."""
    names = (ATHLETE, SOURCE_ORDER)
    settings = _contents(snapshot["settings"]).items()
    return {key: body for key, body in settings if key in names or key.startswith(APART_PREFIX)}


def _contents(records: Sequence[Record]) -> dict[str, str]:
    return {record.key: record.body for record in records}
