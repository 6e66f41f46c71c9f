"""Everything that is kept of an athlete, in one archive."""

import json
import zipfile
from io import BytesIO

from trainkit import io
from trainkit.models import History
from trainkit.ports import Record, Store
from trainkit.ports.store import RECORD_KINDS

__all__ = ["archived"]

_HISTORY = {"activities", "days", "races", "workouts", "settings"}
_LEFT_OUT = {"tokens", "cursors", "cache"}  # what opens doors, and what can be made again
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def archived(store: Store, athlete_id: str, history: History) -> bytes:
    """Write a zip archive: the history as `trainkit.read` reads it, and all else as it is kept.

    Parameters
    ----------
    store : Store
        Where everything is.
    athlete_id : str
        Whose.
    history : History
        Everything that records of it say.

    Returns
    -------
    bytes
        ``history.json``, and for each other kind that there is ``KIND.json``.
    """
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "history.json", io.write_json(history))
        for kind in RECORD_KINDS:
            if kind not in _HISTORY | _LEFT_OUT and (found := store.get(kind, athlete_id)):
                listed = {"trainkit_records": [_plain(one) for one in found]}
                _add(archive, f"{kind}.json", json.dumps(listed, indent=1).encode())
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _NO_TIME), content, zipfile.ZIP_DEFLATED)


def _plain(record: Record) -> dict[str, object]:
    day = None if record.day is None else record.day.isoformat()
    about = {"key": record.key, "day": day, "at": record.at.isoformat(), "licence": record.licence}
    return {**about, "body": _parsed(record.body)}


def _parsed(body: str) -> object:
    try:
        found: object = json.loads(body)
    except ValueError:
        return body
    return found
