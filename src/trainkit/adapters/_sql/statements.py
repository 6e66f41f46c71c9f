"""The statements that every SQL store runs, and the numbered migrations of its tables.

Statements mark parameters with ``?``. Text is ordered byte by byte.
"""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from trainkit.ports.store import Record, check_name, check_record, is_valid_name

__all__ = [
    "ATHLETES",
    "DROP_LEASE",
    "REVISE",
    "REVISE_ALL",
    "REVISIONS",
    "TAKE_LEASE",
    "UPSERT",
    "Statement",
    "Value",
    "delete_statements",
    "microseconds",
    "migrations",
    "new_revision",
    "purge_statements",
    "record_from_row",
    "revise_statements",
    "rows_for",
    "select_statements",
]

Value = str | int | None
Statement = tuple[str, tuple[Value, ...]]

UPSERT = """
INSERT INTO records (athlete, kind, key, day, licence, at_us, body) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (athlete, kind, key) DO UPDATE
SET day = excluded.day, licence = excluded.licence, at_us = excluded.at_us, body = excluded.body
"""
TAKE_LEASE = """
INSERT INTO leases (name, owner, until_us) VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until_us = excluded.until_us
WHERE leases.until_us <= ? OR leases.owner = excluded.owner
"""
DROP_LEASE = "DELETE FROM leases WHERE name = ? AND owner = ?"
REVISIONS = "SELECT kind, revision FROM revisions WHERE athlete = ?"
REVISE = """
INSERT INTO revisions (athlete, kind, revision) VALUES (?, ?, ?)
ON CONFLICT (athlete, kind) DO UPDATE SET revision = excluded.revision
"""
REVISE_ALL = "UPDATE revisions SET revision = ?"
ATHLETES = "SELECT DISTINCT athlete FROM records"

_DROP = "DELETE FROM revisions"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_KEYS_AT_ONCE = 500


@cache
def migrations() -> tuple[str, ...]:
    """Read the numbered scripts: the first creates the tables, the later ones change them."""
    folder = files("trainkit.adapters._sql")
    scripts = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=_name)
    return tuple(script.read_text(encoding="utf-8") for script in scripts)


def rows_for(kind: str, athlete: str, records: Iterable[Record]) -> list[tuple[Value, ...]]:
    """Turn records into rows for `UPSERT`; `InvalidInput` for one that cannot be kept."""
    check_name("athlete", athlete)
    return [
        (
            athlete,
            kind,
            record.key,
            None if record.day is None else record.day.isoformat(),
            record.licence,
            microseconds(record.at),
            record.body,
        )
        for record in map(check_record, records)
    ]


def record_from_row(row: tuple[Any, ...]) -> Record:
    """Turn a row of `select_statements` into a record; `ValueError` for a damaged value."""
    key, body, at_us, day, licence = row
    try:
        if not (isinstance(key, str) and isinstance(body, str) and isinstance(licence, str)):
            raise TypeError("a value is no text")
        return Record(key, body, _moment(at_us), None if day is None else _day(day), licence)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"the row {key!r} is damaged: {error}") from error


def select_statements(
    kind: str,
    athlete: str,
    first: dt.date | None,
    last: dt.date | None,
    keys: Iterable[str] | None,
) -> list[Statement]:
    """Build the queries for records, several for many keys."""
    check_name("athlete", athlete)
    terms: dict[str, Value] = {"athlete = ?": athlete, "kind = ?": kind}
    if first is not None:
        terms["day >= ?"] = first.isoformat()
    if last is not None:
        terms["day <= ?"] = last.isoformat()
    return _where("SELECT key, body, at_us, day, licence FROM records", terms, keys)


def delete_statements(
    athlete: str, kind: str | None, keys: Iterable[str] | None
) -> list[Statement]:
    """Build the deletions of an athlete, a kind, or some of its keys."""
    check_name("athlete", athlete)
    terms: dict[str, Value] = {"athlete = ?": athlete}
    if kind is not None:
        terms["kind = ?"] = kind
    return _where("DELETE FROM records", terms, keys)


def revise_statements(athlete: str, kind: str | None, *, some: bool) -> list[Statement]:
    """Build what a deletion does to revisions: those of what is empty now go, others change."""
    check_name("athlete", athlete)
    terms: dict[str, Value] = {"athlete = ?": athlete}
    if kind is not None:
        terms["kind = ?"] = kind
    sql, values = ("UPDATE revisions SET revision = ?", (new_revision(),)) if some else (_DROP, ())
    return [(f"{sql} WHERE {' AND '.join(terms)}", (*values, *terms.values()))]


def new_revision() -> str:
    """Return a revision that was never used, by whatever process."""
    return secrets.token_hex(8)


def purge_statements(before: dt.date, fetched: Mapping[str, dt.datetime] | None) -> list[Statement]:
    """Build the deletions of old records."""
    statements: list[Statement] = []
    if before > dt.date.min:
        statements.append(("DELETE FROM records WHERE day < ?", (before.isoformat(),)))
    for licence, at in (fetched or {}).items():
        sql = "DELETE FROM records WHERE licence = ? AND at_us < ?"
        statements.append((sql, (licence, microseconds(at))))
    return statements


def _where(verb: str, terms: Mapping[str, Value], keys: Iterable[str] | None) -> list[Statement]:
    """Build a statement for the records that meet the terms, split where there are many keys."""
    sql, values = f"{verb} WHERE {' AND '.join(terms)}", tuple(terms.values())
    if keys is None:
        return [(sql, values)]
    valid = [key for key in dict.fromkeys(keys) if is_valid_name(key)]  # no other can be stored
    parts = [valid[at : at + _KEYS_AT_ONCE] for at in range(0, len(valid), _KEYS_AT_ONCE)]
    return [
        (f"{sql} AND key IN ({', '.join('?' * len(part))})", (*values, *part)) for part in parts
    ]


def microseconds(moment: dt.datetime) -> int:
    """Return a moment as microseconds since 1970."""
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
