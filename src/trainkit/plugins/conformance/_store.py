"""What a store must do."""

import datetime as dt
from typing import Any, ClassVar

import pytest

from trainkit.errors import BackendError, InvalidInput
from trainkit.plugins.conformance._base import THREADS, Conformance, at_once
from trainkit.ports import Record, RecordKind, Store

__all__ = ["LastingStoreConformance", "StoreConformance"]

AT = dt.datetime(2026, 5, 1, 6, 30, 15, 123_456, tzinfo=dt.UTC)
DAY = dt.date(2026, 5, 1)
NASTY = "'; DROP TABLE records; -- % ? \\ \" ü 日 \N{RUNNER}"


def _record(number: int = 0, body: str = "{}", **more: Any) -> Record:
    day = DAY + dt.timedelta(days=number)
    return Record(f"r{number}", body, AT, day)._replace(**more)


class StoreConformance(Conformance):
    """Tests of a store; `adapter` must be empty."""

    def use(self, adapter: Store) -> object:
        """Keep a record and find it."""
        adapter.put("days", "me", [_record()])
        return adapter.get("days", "me")

    def test_what_was_put_is_found_as_it_was(self, adapter: Store) -> None:
        """Every field comes back, to the microsecond and the last character."""
        records = [
            _record(0, NASTY),
            _record(1, "x" * 3_000_000, licence="strava-api"),
            _record(2, "", at=AT.astimezone(dt.timezone(dt.timedelta(hours=-9)))),
            _record(3, "{}", day=None, key=NASTY),
        ]
        adapter.put("days", NASTY, records)
        found = {one.key: one for one in adapter.get("days", NASTY)}
        assert found == {one.key: one for one in records}

    def test_a_record_of_the_same_key_replaces(self, adapter: Store) -> None:
        """Putting again is putting once; of two with one key the last counts."""
        for _ in range(2):
            adapter.put("days", "me", [_record(0, "old"), _record(1)])
        adapter.put("days", "me", [_record(0, "new", day=None), _record(0, "newest")])
        assert adapter.get("days", "me") == [_record(0, "newest"), _record(1)]

    def test_athletes_and_kinds_are_apart(self, adapter: Store) -> None:
        """The same key may mean something else elsewhere."""
        adapter.put("days", "anna", [_record(0, "anna's")])
        adapter.put("days", "ben", [_record(0, "ben's")])
        adapter.put("plans", "anna", [_record(0, "plan")])
        assert [one.body for one in adapter.get("days", "anna")] == ["anna's"]
        assert [one.body for one in adapter.get("plans", "anna")] == ["plan"]
        assert adapter.get("plans", "ben") == []
        assert adapter.athletes() == ["anna", "ben"]

    def test_ranges_include_both_ends_and_nothing_without_a_day(self, adapter: Store) -> None:
        """Records come in order of day and key."""
        adapter.put("days", "me", [_record(n) for n in range(9, -1, -1)])
        adapter.put("days", "me", [_record(99, day=None)])

        def keys(**limits: Any) -> list[str]:
            return [one.key for one in adapter.get("days", "me", **limits)]

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
        assert keys(keys=["", "\ud800", "a\nb", "r3"]) == ["r3"]  # what nobody can have kept

    def test_many_records_and_keys_at_once(self, adapter: Store) -> None:
        """Thousands are no special case."""
        records = [_record(0, str(n), key=f"k{n:05}") for n in range(5000)]
        adapter.put("days", "me", records)
        wanted = [f"k{n:05}" for n in range(0, 5000, 2)]
        assert [one.key for one in adapter.get("days", "me", keys=wanted)] == wanted
        assert adapter.delete("me", "days", keys=wanted) == 2500

    def test_deleting_says_how_many(self, adapter: Store) -> None:
        """Some keys, a kind, or all of an athlete; never of another one."""
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

    def test_purging_takes_what_is_too_old_of_everybody(self, adapter: Store) -> None:
        """By day, and by when it was fetched for licences that say so."""
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
            assert [one.key for one in adapter.get("days", who)] == [f"r{n}" for n in range(4, 10)]
            assert [one.key for one in adapter.get("activities", who)] == ["r21"]
            assert len(adapter.get("tokens", who)) == 1

    BAD: ClassVar[dict[str, dict[str, Any]]] = {
        "empty key": {"key": ""},
        "long key": {"key": "k" * 201},
        "control character": {"key": "a\nb"},
        "half a character": {"key": "\ud800"},
        "no text": {"body": b"{}"},
        "zero byte": {"body": "a\0b"},
        "half a character in the body": {"body": "\ud800"},
        "no zone": {"at": dt.datetime(2026, 5, 1)},  # noqa: DTZ001  that is the point
        "empty licence": {"licence": ""},
    }

    @pytest.mark.parametrize("wrong", sorted(BAD))
    def test_all_or_nothing_is_kept(self, adapter: Store, wrong: str) -> None:
        """One record that cannot be kept, and none is."""
        with pytest.raises(InvalidInput):
            adapter.put("days", "me", [_record(0), _record(1, **self.BAD[wrong]), _record(2)])
        assert adapter.get("days", "me") == []
        with pytest.raises(InvalidInput):
            adapter.put("days", "", [_record(0)])

    def test_nothing_is_kept_of_nothing(self, adapter: Store) -> None:
        """An empty list is no error."""
        adapter.put("days", "me", [])
        assert adapter.athletes() == []

    def test_threads_lose_nothing(self, adapter: Store) -> None:
        """Sixteen writers at once, each with keys of its own and one that all share."""

        def write(number: int) -> None:
            for turn in range(20):
                key = f"t{number}-{turn}"
                shared = _record(0, str(number), key="shared")
                adapter.put("days", "me", [_record(0, key=key), shared])
                assert adapter.get("days", "me", keys=[key])

        at_once(write)
        assert len(adapter.get("days", "me")) == THREADS * 20 + 1

    def test_a_closed_store_says_so(self, adapter: Store) -> None:
        """Nothing is lost in silence."""
        adapter.close()
        with pytest.raises(BackendError):
            adapter.put("days", "me", [_record()])
        with pytest.raises(BackendError):
            adapter.get("days", "me")


class LastingStoreConformance(StoreConformance):
    """Tests of a store whose records outlive it."""

    def again(self, adapter: Store) -> Store:
        """Open what `adapter` keeps once more; override this."""
        raise NotImplementedError("give a method `again`")

    def test_records_outlive_the_store(self, adapter: Store) -> None:
        """What was put before it was closed is there after it is opened again."""
        adapter.put("days", "me", [_record(0, NASTY)])
        adapter.close()
        other = self.again(adapter)
        assert other.get("days", "me") == [_record(0, NASTY)]
        other.close()

    def test_two_stores_see_each_others_records(self, adapter: Store) -> None:
        """Several processes may keep records in one place."""
        other = self.again(adapter)
        adapter.put("days", "me", [_record(0, "one")])
        other.put("days", "me", [_record(1, "two")])
        assert adapter.get("days", "me") == other.get("days", "me")
        assert len(adapter.get("days", "me")) == 2
        other.close()

    def test_many_openings_at_once_make_one_place(self, adapter: Store) -> None:
        """The tables are made once, whoever comes first."""

        def work(number: int) -> None:
            other = self.again(adapter)
            other.put("days", "me", [_record(number)])
            other.close()

        at_once(work, threads=8)
        assert len(adapter.get("days", "me")) == 8
