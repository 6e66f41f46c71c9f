"""Follow deletions and edits on the other side of a source, where its lists can be believed."""

import json
import re
from collections.abc import Mapping, Sequence

from trainkit.models import Problem
from trainkit.ports import Listing, Record, RecordKind, Store

__all__ = ["delete_unlisted"]

# Quotation marks inside a text are escaped, so that this is never a part of one.
_PROVENANCE = re.compile(r'"provenance":(\{[^{}]*\})')
_FEW = 3  # records that a list may lack beside others that it has


def delete_unlisted(
    store: Store,
    athlete: str,
    listings: Sequence[Listing],
    written: Mapping[RecordKind, Sequence[Record]],
) -> list[Problem]:
    """Delete the records that a source no longer has, and earlier versions of what it delivered.

    An outage may answer with an empty list. So a record is deleted that the source has looked up,
    or that is missing in a list that has most others; see `Listing`.

    Parameters
    ----------
    store : Store
        The store.
    athlete : str
        The athlete's name in it.
    listings : sequence of Listing
        What the source still has.
    written : mapping of str to sequence of Record
        What was just written, by kind.

    Returns
    -------
    list of Problem
        The lists that were not believed.
    """
    problems = []
    for listing in listings:
        new = {record.key: _provenance(record)[1] for record in written.get(listing.kind, ())}
        inside, earlier = _find_records(store, athlete, listing, new)
        known, delivered = set(inside.values()), set(new.values())
        missing = (known - listing.ids if listing.gone is None else listing.gone) - delivered
        if listing.gone is None and not _is_believed(listing, len(missing), len(known), listings):
            problems.append(_doubt(listing, len(missing), len(known)))
            missing = frozenset()
        gone = {*earlier, *(key for key, name in inside.items() if name in missing)}
        if gone:
            store.delete(athlete, listing.kind, keys=sorted(gone))
        if gone and listing.kind == "activities":
            store.delete(athlete, "streams", keys=sorted(gone))
    return problems


def _find_records(
    store: Store, athlete: str, listing: Listing, new: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """Find ids by key on the days of a listing, and the keys of earlier versions on any day."""
    inside: dict[str, str] = {}
    earlier: list[str] = []
    delivered = set(new.values())
    for record in _candidates(store, athlete, listing, anywhere=bool(delivered)):
        source, name = _provenance(record)
        if source != listing.source:
            continue
        if record.day is not None and listing.first <= record.day <= listing.last:
            inside[record.key] = name
        if name in delivered and record.key not in new:
            earlier.append(record.key)
    return inside, earlier


def _is_believed(listing: Listing, missing: int, known: int, together: Sequence[Listing]) -> bool:
    """Return whether a list that lacks some of what is known tells the truth.

    A calendar is emptied easily, and comes anew with each sync: it is believed where another list
    of the same delivery shows that the service answers at all.
    """
    if not missing:
        return True
    if listing.kind == "workouts" and any(other.ids for other in together if other != listing):
        return True
    return missing < known and (missing <= _FEW or 2 * missing < known)


def _doubt(listing: Listing, missing: int, known: int) -> Problem:
    lacks = f"all {known}" if missing == known else f"{missing} of {known}"
    message = (
        f"the list of {listing.first} to {listing.last} lacks {lacks} {listing.kind} that are "
        "known. That looks like a failure of the service: nothing was deleted"
    )
    return Problem(path=listing.source, message=message, severity="warning")


def _candidates(
    store: Store, athlete: str, listing: Listing, *, anywhere: bool
) -> Sequence[Record]:
    """Return the records that a listing may delete; what was moved has an earlier version anywhere.

    A day is its own name: it cannot move.
    """
    if anywhere and listing.kind != "days":
        return store.get(listing.kind, athlete)
    return store.get(listing.kind, athlete, first=listing.first, last=listing.last)


def _provenance(record: Record) -> tuple[str, str]:
    """Return source and id of a record, from its text: the rest is not needed here."""
    found = _PROVENANCE.search(record.body)
    try:
        plain = json.loads(found[1]) if found else json.loads(record.body)["provenance"]
        return str(plain.get("source", "")), str(plain.get("id") or "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "", ""
