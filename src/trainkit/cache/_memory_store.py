"""Where cached answers are without a store."""

from collections.abc import Iterable

from trainkit.ports.store import Record, RecordKind

__all__ = ["MemoryCacheStore"]


class MemoryCacheStore:
    """The store of a cache in memory."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:  # noqa: ARG002
        """Keep records."""
        for record in records:
            self._records[record.key] = record

    def get(
        self,
        kind: RecordKind,  # noqa: ARG002
        athlete: str,  # noqa: ARG002
        *,
        keys: Iterable[str] | None = None,
    ) -> list[Record]:
        """Return records, or those of some keys."""
        if keys is None:
            return list(self._records.copy().values())
        found = (self._records.get(key) for key in keys)
        return [record for record in found if record is not None]

    def delete(
        self,
        athlete: str,  # noqa: ARG002
        kind: RecordKind | None = None,  # noqa: ARG002
        *,
        keys: Iterable[str] | None = None,
    ) -> int:
        """Delete the records of some keys, and return their number."""
        deleted = [self._records.pop(key, None) for key in (keys or ())]
        return len([record for record in deleted if record is not None])
