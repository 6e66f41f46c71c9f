"""What a source has delivered so far, and how: for sources that go through windows of days."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, Self

from trainkit.errors import BackendError
from trainkit.models import Activity, History, Problem
from trainkit.ports.source import Delivery, Listing

__all__ = ["Delivered", "Fetched", "Listed", "LookUp", "deliver_activities", "find_missing"]

_VERSION = 1
_AT_ONCE = 20  # activities in a delivery
_MOST_LOOKED_UP = 50  # in one list; the others with the next sync

LookUp = Callable[[str], dt.date | None]
"""Asks for one activity by its id: its local day, or None where it is gone."""


class Fetched(NamedTuple):
    """The records of one activity; incomplete where its file must be asked for again."""

    activities: tuple[Activity, ...]
    problems: tuple[Problem, ...] = ()
    complete: bool = True


class Listed(NamedTuple):
    """The activities of some days, once what their list lacks was looked up.

    Parameters
    ----------
    items : tuple of mapping
        As listed, and what has moved to other days.
    gone : frozenset of str
        Ids of those that are no longer there.
    problems : tuple of Problem
        Doubts about the list.
    """

    items: tuple[Mapping[str, object], ...]
    gone: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


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

    def forget(self, name: str) -> None:
        """Forget an activity, so that it is fetched again where it comes back."""
        self.known.pop(name, None)

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


def find_missing(
    items: Sequence[Mapping[str, object]],
    days: tuple[dt.date, dt.date],
    state: Delivered,
    look_up: LookUp,
    list_day: Callable[[dt.date], Sequence[Mapping[str, object]]],
) -> Listed:
    """Look up each known activity that a list lacks: an outage may answer with an empty list.

    Parameters
    ----------
    items : sequence of mapping
        The activities, as the service lists them.
    days : tuple of date
        The first and last day of the list.
    state : Delivered
        What is known; it forgets what is gone.
    look_up : callable
        Asks for one activity. What cannot be told without another attempt raises a `BackendError`
        that is retryable.
    list_day : callable
        Lists the activities of another day.

    Returns
    -------
    Listed
        What is there, and what is gone. The first one that is there all the same ends the search:
        then the list is wrong, and nothing else counts as gone.
    """
    listed = {str(item[state.id_key]) for item in items}
    first, last = days
    missing = sorted(
        (day, name)
        for name, (day, _) in state.known.items()
        if name not in listed and first.isoformat() <= day <= last.isoformat()
    )
    moved: list[Mapping[str, object]] = []
    gone: list[str] = []
    problems: list[Problem] = []
    for _, name in missing[:_MOST_LOOKED_UP]:
        try:
            day = look_up(name)
        except BackendError as error:
            if error.retryable:
                raise
            problems.append(_warning(name, f"listed no longer, and kept: {error.message}"))
            continue
        if day is None:
            gone.append(name)
            state.forget(name)
        elif first <= day <= last:
            message = (
                f"the list of {first} to {last} lacks it, although it is there; what else that "
                "list lacks is kept, too"
            )
            problems.append(_warning(name, message))
            break
        else:
            moved += [item for item in list_day(day) if str(item[state.id_key]) == name]
    return Listed((*items, *moved), frozenset(gone), tuple(problems))


def _warning(name: str, message: str) -> Problem:
    return Problem(path=f"activity {name}", message=message, severity="warning")


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
