"""What a store must do."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import pytest

from trainkit.errors import BackendError, InvalidInput
from trainkit.plugins.conformance._base import THREADS, Conformance, run_at_once
from trainkit.ports import Record, RecordKind, Store
from trainkit.ports.store import RECORD_KINDS

__all__ = [
    "LastingStoreConformance",
    "LeasesConformance",
    "RevisionsConformance",
    "StoreConformance",
]

AT = dt.datetime(2026, 5, 1, 6, 30, 15, 123_456, tzinfo=dt.UTC)
DAY = dt.date(2026, 5, 1)
NASTY = "'; DROP TABLE records; -- % ? \\ \" ü 日 \N{RUNNER}"

_OTHER_PROCESS = """
import datetime as dt
import json
import sys
from trainkit.plugins import Registry
from trainkit.ports import Record

name, options = json.load(sys.stdin)
store = Registry().make("store", name, options)
json.dump([record.body for record in store.get("days", "me")], sys.stdout)
at = dt.datetime(2026, 5, 1, 6, 30, 15, 123_456, tzinfo=dt.timezone.utc)
store.put("days", "me", [Record("r1", "from the other process", at, dt.date(2026, 5, 2))])
store.close()
"""


def _record(number: int = 0, body: str = "{}", **more: Any) -> Record:
    day = DAY + dt.timedelta(days=number)
    return Record(f"r{number}", body, AT, day)._replace(**more)


class StoreConformance(Conformance):
    """Tests of a store; `adapter` must be empty."""

    def use(self, adapter: Store) -> object:
        """Keep a record and read it back."""
        adapter.put("days", "me", [_record()])
        return adapter.get("days", "me")

    def test_records_come_back_unchanged(self, adapter: Store) -> None:
        """Every field comes back, to the microsecond and the last character."""
        records = [
            _record(0, NASTY),
            _record(1, "x" * 3_000_000, licence="strava-api"),
            _record(2, "", at=AT.astimezone(dt.timezone(dt.timedelta(hours=-9)))),
            _record(3, "{}", day=None, key=NASTY),
        ]
        adapter.put("days", NASTY, records)
        kept = {record.key: record for record in adapter.get("days", NASTY)}
        assert kept == {record.key: record for record in records}

    def test_a_record_of_the_same_key_replaces(self, adapter: Store) -> None:
        """Putting a record twice equals once; of two with one key the last wins."""
        for _ in range(2):
            adapter.put("days", "me", [_record(0, "old"), _record(1)])
        adapter.put("days", "me", [_record(0, "new", day=None), _record(0, "newest")])
        assert adapter.get("days", "me") == [_record(0, "newest"), _record(1)]

    def test_athletes_and_kinds_are_separate(self, adapter: Store) -> None:
        """One key may name different records under other athletes and kinds."""
        adapter.put("days", "anna", [_record(0, "anna's")])
        adapter.put("days", "ben", [_record(0, "ben's")])
        adapter.put("plans", "anna", [_record(0, "plan")])
        assert [record.body for record in adapter.get("days", "anna")] == ["anna's"]
        assert [record.body for record in adapter.get("plans", "anna")] == ["plan"]
        assert adapter.get("plans", "ben") == []
        assert adapter.athletes() == ["anna", "ben"]

    def test_ranges_include_both_ends_but_no_record_without_a_day(self, adapter: Store) -> None:
        """Records come in order of day and key, those without a day first."""
        adapter.put("days", "me", [_record(n) for n in range(9, -1, -1)])
        adapter.put("days", "me", [_record(99, day=None)])

        def keys(**limits: Any) -> list[str]:
            return [record.key for record in adapter.get("days", "me", **limits)]

        assert keys() == ["r99", *(f"r{n}" for n in range(10))]
        assert keys(first=DAY + dt.timedelta(days=7)) == ["r7", "r8", "r9"]
        assert keys(last=DAY) == ["r0"]
        both = {"first": DAY + dt.timedelta(days=2), "last": DAY + dt.timedelta(days=4)}
        assert keys(**both) == ["r2", "r3", "r4"]
        assert keys(first=DAY + dt.timedelta(days=4), last=DAY) == []
        assert keys(keys=["r3", "r99", "nothing"]) == ["r99", "r3"]
        assert keys(keys=["r3", "r5"], last=DAY + dt.timedelta(days=4)) == ["r3"]
        assert keys(keys=[]) == []
        assert keys(keys=["r3"] * 600) == ["r3"]
        assert keys(keys=["", "\ud800", "a\nb", "r3"]) == ["r3"]  # names that no store can keep

    def test_thousands_of_records_and_keys_work(self, adapter: Store) -> None:
        """Thousands of records are stored, found by key and deleted in one call each."""
        records = [_record(0, str(n), key=f"k{n:05}") for n in range(5000)]
        adapter.put("days", "me", records)
        wanted = [f"k{n:05}" for n in range(0, 5000, 2)]
        assert [record.key for record in adapter.get("days", "me", keys=wanted)] == wanted
        assert adapter.delete("me", "days", keys=wanted) == 2500

    def test_delete_counts_what_it_deletes(self, adapter: Store) -> None:
        """It deletes some keys, a kind or a whole athlete, and never another athlete's."""
        for who in ("anna", "ben"):
            kinds: tuple[RecordKind, ...] = ("days", "plans", "tokens")
            for kind in kinds:
                adapter.put(kind, who, [_record(n) for n in range(3)])
        assert adapter.delete("anna", "days", keys=["r0", "nothing"]) == 1
        assert adapter.delete("anna", "days") == 2
        assert adapter.delete("anna") == 6
        assert adapter.delete("anna") == 0
        assert adapter.athletes() == ["ben"]
        assert len(adapter.get("days", "ben")) == 3

    def test_purge_deletes_old_records_of_every_athlete(self, adapter: Store) -> None:
        """It goes by day, and by time of fetching for the given licences."""
        for who in ("anna", "ben"):
            adapter.put("days", who, [_record(n) for n in range(10)])
            adapter.put("tokens", who, [_record(0, day=None)])
            api: dict[str, Any] = {"licence": "strava-api", "at": AT - dt.timedelta(days=8)}
            adapter.put("activities", who, [_record(20, **api), _record(21, licence="strava-api")])
        limit = AT - dt.timedelta(days=7)
        assert adapter.purge(dt.date.min, fetched={"strava-api": limit}) == 2
        assert adapter.purge(DAY + dt.timedelta(days=4), fetched={"other": limit}) == 8
        assert adapter.purge(DAY + dt.timedelta(days=4)) == 0
        for who in ("anna", "ben"):
            assert [record.key for record in adapter.get("days", who)] == [
                f"r{n}" for n in range(4, 10)
            ]
            assert [record.key for record in adapter.get("activities", who)] == ["r21"]
            assert len(adapter.get("tokens", who)) == 1

    BAD: ClassVar[dict[str, dict[str, Any]]] = {
        "empty key": {"key": ""},
        "long key": {"key": "k" * 201},
        "control character": {"key": "a\nb"},
        "lone surrogate": {"key": "\ud800"},
        "not text": {"body": b"{}"},
        "zero byte": {"body": "a\0b"},
        "lone surrogate in the body": {"body": "\ud800"},
        "no zone": {"at": dt.datetime(2026, 5, 1)},  # noqa: DTZ001  naive on purpose
        "empty licence": {"licence": ""},
    }

    @pytest.mark.parametrize("wrong", sorted(BAD))
    def test_put_keeps_all_or_nothing(self, adapter: Store, wrong: str) -> None:
        """One record that cannot be kept, and none is kept."""
        with pytest.raises(InvalidInput):
            adapter.put("days", "me", [_record(0), _record(1, **self.BAD[wrong]), _record(2)])
        assert adapter.get("days", "me") == []
        with pytest.raises(InvalidInput):
            adapter.put("days", "", [_record(0)])

    def test_an_empty_list_keeps_nothing(self, adapter: Store) -> None:
        """An empty list is accepted."""
        adapter.put("days", "me", [])
        assert adapter.athletes() == []

    def test_threads_lose_nothing(self, adapter: Store) -> None:
        """Sixteen threads write at once, each its own keys and one shared key."""

        def write(number: int) -> None:
            for turn in range(20):
                key = f"t{number}-{turn}"
                shared = _record(0, str(number), key="shared")
                adapter.put("days", "me", [_record(0, key=key), shared])
                assert adapter.get("days", "me", keys=[key])

        run_at_once(write)
        assert len(adapter.get("days", "me")) == THREADS * 20 + 1

    def test_a_closed_store_raises(self, adapter: Store) -> None:
        """No record is lost silently."""
        adapter.close()
        with pytest.raises(BackendError):
            adapter.put("days", "me", [_record()])
        with pytest.raises(BackendError):
            adapter.get("days", "me")


class LastingStoreConformance(StoreConformance):
    """Tests of a store whose records outlive the process."""

    def reopen(self, adapter: Store) -> Store:
        """Open the data of `adapter` a second time; override this."""
        raise NotImplementedError("give a method `reopen`")

    def options_of(self, adapter: Store) -> Mapping[str, object]:
        """Return the options, as JSON takes them, that open the data of `adapter` by name.

        A second process opens the store with them; override this.
        """
        raise NotImplementedError("give a method `options_of`")

    def test_records_outlive_the_store(self, adapter: Store) -> None:
        """Records put before closing are there after opening again."""
        adapter.put("days", "me", [_record(0, NASTY)])
        adapter.close()
        other = self.reopen(adapter)
        assert other.get("days", "me") == [_record(0, NASTY)]
        other.close()

    def test_two_stores_see_each_others_records(self, adapter: Store) -> None:
        """Several processes may share the data."""
        other = self.reopen(adapter)
        adapter.put("days", "me", [_record(0, "one")])
        other.put("days", "me", [_record(1, "two")])
        assert adapter.get("days", "me") == other.get("days", "me")
        assert len(adapter.get("days", "me")) == 2
        other.close()

    def test_another_process_shares_the_records(self, adapter: Store) -> None:
        """A second process reads what this one wrote, and this one reads what it writes."""
        if self.plugin:
            adapter.put("days", "me", [_record(0, NASTY)])
            asked = (self.plugin.partition(".")[2], dict(self.options_of(adapter)))
            done = subprocess.run(  # noqa: S603  this very interpreter
                [sys.executable, "-c", _OTHER_PROCESS],
                input=json.dumps(asked),  # not among the arguments: options may hold secrets
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                check=False,
                capture_output=True,
                text=True,
                encoding="utf-8",
            )
            assert done.returncode == 0, done.stderr
            assert json.loads(done.stdout) == [NASTY]
            assert [record.key for record in adapter.get("days", "me")] == ["r0", "r1"]
            assert adapter.get("days", "me")[1] == _record(1, "from the other process")

    def test_opening_at_once_creates_the_tables_once(self, adapter: Store) -> None:
        """Eight threads that open a new place share it."""

        def work(number: int) -> None:
            other = self.reopen(adapter)
            other.put("days", "me", [_record(number)])
            other.close()

        run_at_once(work, threads=8)
        assert len(adapter.get("days", "me")) == 8


class LeasesConformance:
    """Tests of a store that gives leases too, beside those of a store."""

    def test_one_of_many_takes_a_lease(self, adapter: Any) -> None:
        """Of sixteen owners at once, one gets it; nobody else until its time is over."""
        until = AT + dt.timedelta(seconds=60)
        won = run_at_once(lambda n: adapter.take_lease("work", f"o{n}", now=AT, until=until))
        assert won.count(True) == 1
        late, later = until, until + dt.timedelta(seconds=60)
        before = late - dt.timedelta(microseconds=1)
        assert not adapter.take_lease("work", "new", now=before, until=later)
        assert adapter.take_lease("work", "new", now=late, until=later)

    def test_an_owner_extends_its_lease_and_drops_no_other(self, adapter: Any) -> None:
        """Only the owner extends a lease, or gives it back."""
        until, later = AT + dt.timedelta(seconds=60), AT + dt.timedelta(seconds=120)
        assert adapter.take_lease(NASTY, "anna", now=AT, until=until)
        assert adapter.take_lease(NASTY, "anna", now=AT, until=later)
        adapter.drop_lease(NASTY, "ben")
        assert not adapter.take_lease(NASTY, "ben", now=until, until=later)
        adapter.drop_lease(NASTY, "anna")
        adapter.drop_lease(NASTY, "anna")
        assert adapter.take_lease(NASTY, "ben", now=AT, until=until)
        assert adapter.take_lease("another", "anna", now=AT, until=until)


class RevisionsConformance:
    """Tests of a store that tells revisions too, beside those of a store."""

    def test_every_write_changes_the_revision_of_its_kind(self, adapter: Any) -> None:
        """It is new with each write and each deletion, and that of other kinds and people stays."""
        assert adapter.revisions("me") == {}
        adapter.put("goals", "me", [_record(0)])
        adapter.put("days", "ben", [_record(0)])
        seen, ben = [adapter.revisions("me")], adapter.revisions("ben")
        assert set(seen[0]) == {"goals"}
        writes: list[Callable[[], object]] = [
            lambda: adapter.put("days", "me", [_record(0)]),
            lambda: adapter.put("days", "me", [_record(0)]),
            lambda: adapter.put("days", "me", [_record(n) for n in range(1, 5)]),
            lambda: adapter.delete("me", "days", keys=["r1"]),
            lambda: adapter.purge(DAY + dt.timedelta(days=1)),
        ]
        for write in writes:
            write()
            seen.append(adapter.revisions("me"))
        days = [told.get("days") for told in seen]
        assert len(set(days)) == len(days)
        assert {told["goals"] for told in seen[:-1]} == {seen[0]["goals"]}
        assert ben["days"] != seen[1]["days"]

    def test_what_changes_nothing_leaves_the_revisions(self, adapter: Any) -> None:
        """So do answers that are cached, nothing to put, and a deletion of what is not there."""
        adapter.put("days", "me", [_record(0)])
        before = adapter.revisions("me")
        adapter.put("cache", "me", [_record(0)])
        adapter.put("days", "me", [])
        adapter.delete("me", "days", keys=["nothing"])
        adapter.delete("me", "plans")
        adapter.purge(DAY - dt.timedelta(days=1))
        assert adapter.revisions("me") == before

    def test_a_kind_without_a_revision_has_no_records(self, adapter: Any) -> None:
        """Deleted and written again, it has a revision that it never had."""
        seen = set()
        for _ in range(3):
            adapter.put("days", "me", [_record(0)])
            adapter.put("plans", "me", [_record(0)])
            seen |= {adapter.revisions("me")["days"], adapter.revisions("me")["plans"]}
            adapter.delete("me", "days")
            if "days" not in adapter.revisions("me"):
                assert adapter.get("days", "me") == []
            adapter.delete("me")
            assert all(adapter.get(kind, "me") == [] for kind in RECORD_KINDS)
        assert len(seen) == 6

    def test_a_refused_write_leaves_the_revisions(self, adapter: Any) -> None:
        """All or none: a record that cannot be kept changes nothing."""
        adapter.put("days", "me", [_record(0)])
        before = adapter.revisions("me")
        with pytest.raises(InvalidInput):
            adapter.put("days", "me", [_record(1), _record(2, key="")])
        assert adapter.revisions("me") == before
        with pytest.raises(InvalidInput):
            adapter.revisions("")
