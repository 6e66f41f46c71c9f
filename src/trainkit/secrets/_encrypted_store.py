"""Any store, with what it keeps encrypted."""

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import islice

from trainkit.errors import BackendError, InvalidInput
from trainkit.ports.store import RECORD_KINDS, Record, RecordKind, Store, check_record
from trainkit.secrets._cipher import VARIABLE, Cipher

__all__ = ["EncryptedStore"]

_MARK = "sealed:"
_AT_ONCE = 1000


class EncryptedStore:
    """Encrypts the bodies of records before a store gets them, and decrypts them after.

    Names of athletes, keys, days and licences stay readable: the store finds records by them. What
    was kept before there was a key is found too, and is encrypted when `rotate` is called. A body
    that was moved to another record is refused.

    Parameters
    ----------
    store : Store
        Any store.
    cipher : Cipher or None
        With which keys; None only finds out that something is encrypted, and says so.
    """

    def __init__(self, store: Store, cipher: Cipher | None) -> None:
        self._store, self._cipher = store, cipher

    def __repr__(self) -> str:
        return f"<EncryptedStore {self._store!r}>"

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:
        """Keep records, encrypted."""
        cipher = self._cipher
        if cipher is not None:
            records = [
                one._replace(body=_MARK + cipher.sealed(f"{_name(kind, athlete, one)}\n{one.body}"))
                for one in map(check_record, records)
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
        """Find records, decrypted; `BackendError` where the key is missing or wrong."""
        found = self._store.get(kind, athlete, first=first, last=last, keys=keys)
        return [self._opened(kind, athlete, one) for one in found]

    def delete(
        self, athlete: str, kind: RecordKind | None = None, *, keys: Iterable[str] | None = None
    ) -> int:
        """Delete records."""
        return self._store.delete(athlete, kind, keys=keys)

    def purge(self, before: dt.date, *, fetched: Mapping[str, dt.datetime] | None = None) -> int:
        """Delete what is too old."""
        return self._store.purge(before, fetched=fetched)

    def athletes(self) -> list[str]:
        """List whose records there are."""
        return self._store.athletes()

    def rotate(self) -> int:
        """Encrypt every record of every athlete anew, with the newest key; say how many.

        Nobody may write meanwhile. `InvalidInput` where there is no key.
        """
        if self._cipher is None:
            raise InvalidInput("key", None, f"given, or {VARIABLE} set")
        count = 0
        for athlete in self.athletes():
            for kind in RECORD_KINDS:
                found = iter(self.get(kind, athlete))
                while some := list(islice(found, _AT_ONCE)):
                    self.put(kind, athlete, some)
                    count += len(some)
            # Deleting cleans what a store's files still hold of the text from before.
            mark = Record("rotated", "", dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
            self._store.put("settings", athlete, [mark])
            self._store.delete(athlete, "settings", keys=[mark.key])
        return count

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def _opened(self, kind: RecordKind, athlete: str, record: Record) -> Record:
        if not record.body.startswith(_MARK):
            return record
        if self._cipher is None:
            said = f"{kind} are encrypted; set {VARIABLE} to the key"
            raise BackendError("secrets", said)
        name, _, body = self._cipher.opened(record.body.removeprefix(_MARK)).partition("\n")
        if name != _name(kind, athlete, record):
            raise BackendError("secrets", f"a record of {kind} lies where it was not put")
        return record._replace(body=body)


def _name(kind: RecordKind, athlete: str, record: Record) -> str:
    return "\t".join((kind, athlete, record.key))
