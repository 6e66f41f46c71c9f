"""The statements that every SQL store runs, and the numbered changes of its tables.

Statements mark parameters with ``?``. Text is compared byte by byte wherever it is put in order.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from trainkit.ports.store import Record, check_name, check_record, is_valid_name

__all__ = [
    "ATHLETES",
    "UPSERT",
    "Statement",
    "Value",
    "delete_of",
    "migrations",
    "purges_of",
    "record_of",
    "rows_of",
    "select_of",
]

Value = str | int | None
Statement = tuple[str, tuple[Value, ...]]

UPSERT = """
INSERT INTO records (athlete, kind, key, day, licence, at_us, body) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (athlete, kind, key) DO UPDATE
SET day = excluded.day, licence = excluded.licence, at_us = excluded.at_us, body = excluded.body
"""
ATHLETES = "SELECT DISTINCT athlete FROM records"

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_KEYS_AT_ONCE = 500


@cache
def migrations() -> tuple[str, ...]:
    """Read the numbered scripts; the first makes the tables, each other one changes them."""
    folder = files("trainkit.adapters._sql")
    named = sorted((one for one in folder.iterdir() if one.name.endswith(".sql")), key=_name)
    return tuple(one.read_text(encoding="utf-8") for one in named)


def rows_of(kind: str, athlete: str, records: Iterable[Record]) -> list[tuple[Value, ...]]:
    """Lay records out for `UPSERT`; `InvalidInput` for one that cannot be kept."""
    check_name("athlete", athlete)
    return [
        (
            athlete,
            kind,
            one.key,
            None if one.day is None else one.day.isoformat(),
            one.licence,
            _microseconds(one.at),
            one.body,
        )
        for one in map(check_record, records)
    ]


def record_of(row: tuple[str, str, int, str | None, str]) -> Record:
    """Make the record of a row of `select_of`."""
    key, body, at_us, day, licence = row
    return Record(key, body, _moment(at_us), None if day is None else _day(day), licence)


def select_of(
    kind: str,
    athlete: str,
    first: dt.date | None,
    last: dt.date | None,
    keys: Iterable[str] | None,
) -> list[Statement]:
    """Write the queries for records: several where there are many keys."""
    check_name("athlete", athlete)
    terms: dict[str, Value] = {"athlete = ?": athlete, "kind = ?": kind}
    if first is not None:
        terms["day >= ?"] = first.isoformat()
    if last is not None:
        terms["day <= ?"] = last.isoformat()
    return _where("SELECT key, body, at_us, day, licence FROM records", terms, keys)


def delete_of(athlete: str, kind: str | None, keys: Iterable[str] | None) -> list[Statement]:
    """Write the deletions of an athlete, a kind, or some keys of it."""
    check_name("athlete", athlete)
    terms: dict[str, Value] = {"athlete = ?": athlete}
    if kind is not None:
        terms["kind = ?"] = kind
    return _where("DELETE FROM records", terms, keys)


def purges_of(before: dt.date, fetched: Mapping[str, dt.datetime] | None) -> list[Statement]:
    """Write the deletions of what is too old."""
    written: list[Statement] = []
    if before > dt.date.min:
        written.append(("DELETE FROM records WHERE day < ?", (before.isoformat(),)))
    for licence, at in (fetched or {}).items():
        sql = "DELETE FROM records WHERE licence = ? AND at_us < ?"
        written.append((sql, (licence, _microseconds(at))))
    return written


def _where(verb: str, terms: Mapping[str, Value], keys: Iterable[str] | None) -> list[Statement]:
    """Write a statement for all that meets the terms; parts of it where there are many keys."""
    sql, given = f"{verb} WHERE {' AND '.join(terms)}", tuple(terms.values())
    if keys is None:
        return [(sql, given)]
    listed = [one for one in dict.fromkeys(keys) if is_valid_name(one)]  # others cannot be there
    parts = [listed[at : at + _KEYS_AT_ONCE] for at in range(0, len(listed), _KEYS_AT_ONCE)]
    return [(f"{sql} AND key IN ({', '.join('?' * len(part))})", (*given, *part)) for part in parts]


def _microseconds(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


# Records of one range share moments, and those of many athletes share days.
@lru_cache(maxsize=4096)
def _moment(at_us: int) -> dt.datetime:
    return _EPOCH + at_us * _MICROSECOND


@lru_cache(maxsize=16_384)
def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _name(path: object) -> str:
    return str(getattr(path, "name", ""))
