"""Encrypt the records of any store."""

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import cast

from trainkit.errors import BackendError, InvalidInput
from trainkit.ports.store import (
    RECORD_KINDS,
    Leases,
    Record,
    RecordKind,
    Store,
    check_record,
    revisions_of,
)
from trainkit.secrets._cipher import VARIABLE, Cipher

__all__ = ["EncryptedStore"]

_MARK = "sealed:"
_BATCH = 1000


class EncryptedStore:
    """Encrypt the bodies of records on their way into a store, and decrypt them on the way out.

    Names of athletes, keys, days and licences stay readable, because the store finds records by
    them. Plain records from before there was a key can be read; `rotate` encrypts them. A body that
    was moved to another record is refused.

    Parameters
    ----------
    store : Store
        Any store.
    cipher : Cipher or None
        Encrypts the bodies; without one, encrypted records raise `BackendError`.
    """

    def __init__(self, store: Store, cipher: Cipher | None) -> None:
        self._store, self._cipher = store, cipher

    def __repr__(self) -> str:
        return f"<EncryptedStore {self._store!r}>"

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:
        """Store records, encrypted."""
        cipher = self._cipher
        if cipher is not None:
            records = [
                record._replace(body=_MARK + cipher.encrypt(_bind(kind, athlete, record)))
                for record in map(check_record, records)
            ]
        self._store.put(kind, athlete, records)

    def get(
        self,
        kind: RecordKind,
        athlete: str,
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
        keys: Iterable[str] | None = None,
    ) -> list[Record]:
        """Read records, decrypted; `BackendError` where the key is missing or wrong."""
        found = self._store.get(kind, athlete, first=first, last=last, keys=keys)
        return [self._decrypt(kind, athlete, record) for record in found]

    def delete(
        self, athlete: str, kind: RecordKind | None = None, *, keys: Iterable[str] | None = None
    ) -> int:
        """Delete records."""
        return self._store.delete(athlete, kind, keys=keys)

    def purge(self, before: dt.date, *, fetched: Mapping[str, dt.datetime] | None = None) -> int:
        """Delete old records."""
        return self._store.purge(before, fetched=fetched)

    def revisions(self, athlete: str) -> Mapping[RecordKind, str] | None:
        """Return the revisions of an athlete's records, as `Revisions` says."""
        return revisions_of(self._store, athlete)

    def athletes(self) -> list[str]:
        """List the athletes with records."""
        return self._store.athletes()

    def take_lease(self, name: str, owner: str, *, now: dt.datetime, until: dt.datetime) -> bool:
        """Take a lease as `Leases` does; `BackendError` where the store gives none."""
        return self._leases().take_lease(name, owner, now=now, until=until)

    def drop_lease(self, name: str, owner: str) -> None:
        """Give a lease back."""
        self._leases().drop_lease(name, owner)

    def rotate(self) -> int:
        """Encrypt all records of every athlete with the newest key, and return their number.

        Nobody may write meanwhile. `InvalidInput` where there is no key.
        """
        if self._cipher is None:
            raise InvalidInput("key", None, f"given, or {VARIABLE} set")
        count = 0
        for athlete in self.athletes():
            for kind in RECORD_KINDS:
                records = iter(self.get(kind, athlete))
                while batch := list(islice(records, _BATCH)):
                    self.put(kind, athlete, batch)
                    count += len(batch)
            # A deletion makes the store overwrite the old text in its files.
            mark = Record("rotated", "", dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
            self._store.put("settings", athlete, [mark])
            self._store.delete(athlete, "settings", keys=[mark.key])
        return count

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def _leases(self) -> Leases:
        if not hasattr(self._store, "take_lease"):
            message = (
                "it gives no leases, which keep two processes from doing one thing; use the store "
                "sqlite or postgres, or give yours the methods of `trainkit.ports.Leases`"
            )
            raise BackendError("store", message)
        return cast("Leases", self._store)

    def _decrypt(self, kind: RecordKind, athlete: str, record: Record) -> Record:
        if not record.body.startswith(_MARK):
            return record
        if self._cipher is None:
            message = f"{kind} are encrypted; set {VARIABLE} to the key"
            raise BackendError("secrets", message)
        try:
            opened = self._cipher.decrypt(record.body.removeprefix(_MARK))
        except BackendError as error:
            message = f"the record {record.key!r} of {kind}: {error.message}"
            raise BackendError("secrets", message) from None
        place, _, body = opened.partition("\n")
        if place != _place(kind, athlete, record):
            message = f"a record of {kind} was moved from its place: {record.key!r}"
            raise BackendError("secrets", message)
        return record._replace(body=body)


def _bind(kind: RecordKind, athlete: str, record: Record) -> str:
    """Put a record's place before its body, so that a moved body is detected."""
    return f"{_place(kind, athlete, record)}\n{record.body}"


def _place(kind: RecordKind, athlete: str, record: Record) -> str:
    return "\t".join((kind, athlete, record.key))
