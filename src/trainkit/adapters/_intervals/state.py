"""Where a sync with intervals.icu stopped."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["State"]

_VERSION = 1
# What an edit on the other side changes.
_COMPARED = (
    *("start_date_local", "start_date", "type", "name", "description", "elapsed_time"),
    *("moving_time", "distance", "icu_rpe", "feel", "race", "average_heartrate", "timezone"),
)


@dataclass(slots=True)
class State:
    """What is known, as a cursor.

    Parameters
    ----------
    until : date or None
        The last day of which everything was delivered.
    known : dict
        Day and digest of the activities near that day, by id.
    """

    until: dt.date | None = None
    known: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def parse(cls, cursor: str | None) -> "State":
        """Read a cursor; anything that is none means a beginning."""
        try:
            plain = json.loads(cursor or "")
            if plain["version"] != _VERSION:
                return cls()
            until = None if plain["until"] is None else dt.date.fromisoformat(plain["until"])
            known = {
                str(name): (str(day), str(digest)) for name, (day, digest) in plain["known"].items()
            }
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return cls()
        return cls(until, known)

    def knows(self, item: Mapping[str, object]) -> bool:
        """Return whether an activity was delivered as it is listed now."""
        return self.known.get(str(item["id"]), ("", ""))[1] == _digest(item)

    def note(self, item: Mapping[str, object]) -> None:
        """Remember that an activity is delivered."""
        day = str(item.get("start_date_local"))[:10]
        self.known[str(item["id"])] = day, _digest(item)

    def dump(self) -> str:
        """Write the cursor."""
        until = None if self.until is None else self.until.isoformat()
        plain = {"version": _VERSION, "until": until, "known": self.known}
        return json.dumps(plain, separators=(",", ":"))

    def drop_before(self, day: dt.date) -> None:
        """Forget the activities before a day."""
        first = day.isoformat()
        self.known = {name: entry for name, entry in self.known.items() if entry[0] >= first}


def _digest(item: Mapping[str, object]) -> str:
    compared = json.dumps([item.get(key) for key in _COMPARED], sort_keys=True)
    return hashlib.blake2b(compared.encode(), digest_size=8).hexdigest()
