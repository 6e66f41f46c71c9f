"""Export everything stored about an athlete as one archive."""

import json
import zipfile
from io import BytesIO

from trainkit.models import History
from trainkit.ports import Record, Store
from trainkit.ports.store import RECORD_KINDS
from trainkit.records._settings import AVAILABILITY

__all__ = ["build_archive"]

_HISTORY = {"activities", "streams", "days", "races", "workouts", "edits", "settings"}
_LEFT_OUT = {"tokens", "cursors", "cache"}  # credentials, and what can be rebuilt
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def build_archive(store: Store, athlete_id: str, history: History) -> bytes:
    """Write a zip archive with the history and all other records.

    Parameters
    ----------
    store : Store
        Where the records are.
    athlete_id : str
        The athlete's name in the store.
    history : History
        The athlete's history.

    Returns
    -------
    bytes
        ``history.json``, as `trainkit.read` reads it, and ``KIND.json`` for each other kind,
        and ``availability.json`` where it is kept.
    """
    from trainkit import io  # noqa: PLC0415  its import takes 200 ms, and an export is rare

    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "history.json", io.write_json(history))
        for setting in store.get("settings", athlete_id, keys=[AVAILABILITY]):
            _add(archive, "availability.json", setting.body.encode())
        for kind in RECORD_KINDS:
            if kind not in _HISTORY | _LEFT_OUT and (records := store.get(kind, athlete_id)):
                content = {"trainkit_records": [_to_dict(record) for record in records]}
                _add(archive, f"{kind}.json", json.dumps(content, indent=1).encode())
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _NO_TIME), content, zipfile.ZIP_DEFLATED)


def _to_dict(record: Record) -> dict[str, object]:
    day = None if record.day is None else record.day.isoformat()
    return {
        "key": record.key,
        "day": day,
        "at": record.at.isoformat(),
        "licence": record.licence,
        "body": _parse_json(record.body),
    }


def _parse_json(body: str) -> object:
    """Parse a body as JSON; other text stays text."""
    try:
        parsed: object = json.loads(body)
    except (ValueError, RecursionError):
        return body
    return parsed
