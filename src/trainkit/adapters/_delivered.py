"""What a source has delivered so far, and how: for sources that go through windows of days."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, Self

from trainkit.models import Activity, History, Problem
from trainkit.ports.source import Delivery, Listing

__all__ = ["Delivered", "Fetched", "deliver_activities"]

_VERSION = 1
_AT_ONCE = 20  # activities in a delivery


class Fetched(NamedTuple):
    """The records of one activity; incomplete where its file must be asked for again."""

    activities: tuple[Activity, ...]
    problems: tuple[Problem, ...] = ()
    complete: bool = True


@dataclass(slots=True)
class Delivered:
    """What is known, as a cursor; a base class of one for each service.

    Parameters
    ----------
    until : date or None
        The last day of which everything was delivered.
    known : dict
        Day and digest of the activities near that day, by id.
    more : dict
        What else the source wants to remember.

    Attributes
    ----------
    compared : tuple of str
        Keys of a listed activity that an edit on the other side changes.
    id_key, day_key : str
        Its keys of the id and of the local start.
    """

    until: dt.date | None = None
    known: dict[str, tuple[str, str]] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)

    compared: ClassVar[tuple[str, ...]] = ()
    id_key: ClassVar[str] = "id"
    day_key: ClassVar[str] = "start_date_local"

    @classmethod
    def parse(cls, cursor: str | None) -> Self:
        """Read a cursor; anything that is none means a beginning."""
        try:
            plain = json.loads(cursor or "")
            if plain["version"] != _VERSION:
                return cls()
            until = None if plain["until"] is None else dt.date.fromisoformat(plain["until"])
            known = {
                str(name): (str(day), str(digest)) for name, (day, digest) in plain["known"].items()
            }
            more = {str(name): str(value) for name, value in plain.get("more", {}).items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return cls()
        return cls(until, known, more)

    def dump(self) -> str:
        """Write the cursor."""
        until = None if self.until is None else self.until.isoformat()
        plain: dict[str, object] = {"version": _VERSION, "until": until, "known": self.known}
        if self.more:
            plain["more"] = self.more
        return json.dumps(plain, separators=(",", ":"))

    def knows(self, item: Mapping[str, object]) -> bool:
        """Return whether an activity was delivered as it is listed now."""
        return self.known.get(str(item[self.id_key]), ("", ""))[1] == self._digest(item)

    def note(self, item: Mapping[str, object]) -> None:
        """Remember that an activity is delivered."""
        day = str(item.get(self.day_key))[:10]
        self.known[str(item[self.id_key])] = day, self._digest(item)

    def drop_before(self, day: dt.date) -> None:
        """Forget the activities before a day."""
        first = day.isoformat()
        self.known = {name: entry for name, entry in self.known.items() if entry[0] >= first}

    def _digest(self, item: Mapping[str, object]) -> str:
        compared = json.dumps([item.get(key) for key in self.compared], sort_keys=True)
        return hashlib.blake2b(compared.encode(), digest_size=8).hexdigest()


def deliver_activities(
    items: Sequence[Mapping[str, object]],
    listing: Listing,
    state: Delivered,
    fetch: Callable[[Mapping[str, object]], Fetched],
) -> Iterator[Delivery]:
    """Fetch what is new or changed, part by part.

    Parameters
    ----------
    items : sequence of mapping
        All activities of some days, as the service lists them.
    listing : Listing
        Of these days.
    state : Delivered
        What is known; it learns what was delivered.
    fetch : callable
        Fetch one activity.

    Yields
    ------
    Delivery
        With the cursor after it.
    """
    changed = [item for item in items if not state.knows(item)]
    for at in range(0, len(changed), _AT_ONCE):
        part = changed[at : at + _AT_ONCE]
        found = [fetch(item) for item in part]
        for item, records in zip(part, found, strict=True):
            if records.complete:
                state.note(item)
        history = History(
            activities=tuple(record for records in found for record in records.activities),
            problems=tuple(problem for records in found for problem in records.problems),
        )
        # Of an edited one, the version before goes: its sport, start or day may be another.
        yield Delivery(history, state.dump(), (listing,))
