"""Syncing one source into stored records, without a Kit."""

import datetime as dt
from collections.abc import Iterator

import pytest

import trainkit as tk
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.models import Licence
from trainkit.ports import Delivery
from trainkit.records import AthleteRecords, SourceSync, SyncReport, read_last_sync, sync_source

NOW = dt.datetime(2026, 6, 29, 6, tzinfo=dt.UTC)


class Pages:
    """A source of three days, one a page, that can fail before a page."""

    licence = Licence(name="acme", prompt=True)
    fresh_s = 3600.0

    def __init__(self) -> None:
        self.cursors: list[str | None] = []
        self.fails_at: int | None = None

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        self.cursors.append(cursor)
        for page in range(int(cursor or 0), 3):
            if page == self.fails_at:
                raise tk.BackendError("source.pages", "busy", retryable=True)
            day = dt.date(2026, 6, 1) + dt.timedelta(days=page)
            yield Delivery(tk.History(days=[tk.DailyHealth(date=day, mood=50)]), str(page + 1))

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def records() -> AthleteRecords:
    return AthleteRecords(MemoryStore(), "anna", clock=lambda: NOW)


def sync(source: Pages, records: AthleteRecords, *, hours: float = 0, **more: object) -> SourceSync:
    moment = NOW + dt.timedelta(hours=hours)
    return sync_source(source, records, name="source.pages", clock=lambda: moment, **more)  # type: ignore[arg-type]


def test_a_sync_continues_after_the_last_stored_part(records: AthleteRecords) -> None:
    source = Pages()
    source.fails_at = 2
    with pytest.raises(tk.BackendError, match="busy"):  # it has never succeeded
        sync(source, records)
    assert len(records.history().days) == 2
    source.fails_at = None
    assert sync(source, records).days == 1
    assert source.cursors == [None, "2"]
    assert records.gate.allows("acme", "prompt")


def test_fresh_data_is_not_fetched_unless_forced(records: AthleteRecords) -> None:
    source = Pages()
    sync(source, records)
    assert sync(source, records, hours=0.5).age_s == 1800
    assert len(source.cursors) == 1
    sync(source, records, hours=0.5, force=True)
    assert len(source.cursors) == 2


def test_a_source_that_worked_before_reports_its_error_and_age(records: AthleteRecords) -> None:
    source = Pages()
    sync(source, records)
    source.fetch = lambda _=None: (_ for _ in ()).throw(KeyError("48 bpm"))  # type: ignore[method-assign]
    outcome = sync(source, records, hours=2)
    assert outcome.error.startswith("source.pages: the source has a bug: KeyError")
    assert outcome.age_s == 7200
    report = SyncReport((SourceSync("source.other", days=3), outcome))
    assert (report.ok, report.days, report.activities, report.problems) == (False, 3, 0, ())


def test_settings_tell_two_sources_of_one_name_apart(records: AthleteRecords) -> None:
    for settings in ("a", "b"):
        assert sync(Pages(), records, settings=settings).days == 3


def test_the_last_success_and_the_failure_since_are_known_without_asking(
    records: AthleteRecords,
) -> None:
    def last(hours: float) -> SourceSync:
        moment = NOW + dt.timedelta(hours=hours)
        return read_last_sync(records, name="source.pages", clock=lambda: moment)

    assert (last(0).age, last(0).error) == ("never", "")
    source = Pages()
    sync(source, records)
    assert (last(0.5).age, last(5).age, last(72).age) == ("30 min ago", "5 h ago", "3 days ago")
    source.fetch = lambda _=None: (_ for _ in ()).throw(  # type: ignore[method-assign]
        tk.BackendError("source.pages", "the key was refused")
    )
    assert str(sync(source, records, hours=2)) == (
        "pages failed, last synced 2 h ago: the key was refused"
    )
    assert (last(3).age, last(3).error) == ("3 h ago", "source.pages: the key was refused")
    sync(Pages(), records, hours=4)
    assert last(4).error == ""


def test_what_is_fresh_is_said_and_no_counts_of_nothing(records: AthleteRecords) -> None:
    sync(Pages(), records)
    outcome = str(sync(Pages(), records, hours=0.5))
    assert outcome == "pages: synced 30 min ago, so not asked again; force asks all the same"
