"""Follow deletions and edits on the other side of a source."""

import json
import re
from collections.abc import Mapping, Sequence

from trainkit.ports import Listing, Record, RecordKind, Store

__all__ = ["delete_unlisted"]

# Quotation marks inside a text are escaped, so that this is never a part of one.
_PROVENANCE = re.compile(r'"provenance":(\{[^{}]*\})')


def delete_unlisted(
    store: Store,
    athlete: str,
    listings: Sequence[Listing],
    written: Mapping[RecordKind, Sequence[Record]],
) -> int:
    """Delete the records that a source no longer has, and earlier versions of what it delivered.

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
    int
        The number of deleted records.
    """
    count = 0
    for listing in listings:
        new = {record.key: _provenance(record)[1] for record in written.get(listing.kind, ())}
        delivered = set(new.values())
        gone = []
        for record in _candidates(store, athlete, listing, anywhere=bool(delivered)):
            source, name = _provenance(record)
            inside = record.day is not None and listing.first <= record.day <= listing.last
            unlisted = (inside and name not in listing.ids) or name in delivered
            if source == listing.source and record.key not in new and unlisted:
                gone.append(record.key)
        if gone:
            count += store.delete(athlete, listing.kind, keys=gone)
        if gone and listing.kind == "activities":
            store.delete(athlete, "streams", keys=gone)
    return count


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
