"""Deletions on the other side are followed, and a list of an outage is not."""

import datetime as dt

import pytest

import trainkit as tk
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.models import PlannedWorkout, Problem, Provenance
from trainkit.ports import Listing
from trainkit.records import AthleteRecords

FIRST, LAST = dt.date(2026, 5, 1), dt.date(2026, 5, 28)


@pytest.fixture
def records() -> AthleteRecords:
    moment = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    return AthleteRecords(MemoryStore(), "me", clock=lambda: moment)


def provenance(name: str) -> Provenance:
    return Provenance(source="ring", id=name, licence="user-file")


def run(number: int) -> tk.Activity:
    start = dt.datetime(2026, 5, number, 7, tzinfo=dt.UTC)
    own = provenance(f"i{number}")
    return tk.Activity(sport="running", start=start, elapsed_s=600, provenance=own)


def day(number: int) -> tk.DailyHealth:
    date = dt.date(2026, 5, number)
    return tk.DailyHealth(date=date, resting_hr=50, provenance=provenance(str(date)))


def listing(kind: str, *ids: str, gone: frozenset[str] | None = None) -> Listing:
    return Listing(kind, "ring", FIRST, LAST, frozenset(ids), gone)  # type: ignore[arg-type]


def sync(
    records: AthleteRecords, *listings: Listing, history: tk.History | None = None
) -> list[Problem]:
    told: list[Problem] = []
    mark = records.begin_sync()
    assert records.add_part("ring", "{}", mark, history, listings=listings, tell=told.append)
    return told


def kept(records: AthleteRecords) -> list[str | None]:
    return [activity.provenance.id for activity in records.history().originals]


@pytest.mark.parametrize(
    ("known", "listed", "believed"),
    [
        (1, 0, False),
        (20, 0, False),
        (20, 1, False),  # half an answer
        (8, 4, False),
        (20, 11, True),
        (4, 1, True),  # three of four may well be deleted
        (2, 1, True),
        (5, 5, True),
    ],
)
def test_a_list_is_believed_that_has_most_of_what_is_known(
    records: AthleteRecords, known: int, listed: int, believed: bool
) -> None:
    records.add(tk.History(activities=tuple(map(run, range(1, known + 1)))))
    names = [f"i{number}" for number in range(1, listed + 1)]
    told = sync(records, listing("activities", *names), history=tk.History())
    assert len(kept(records)) == (listed if believed else known)
    assert bool(told) != believed
    if told:
        assert "nothing was deleted" in told[0].message
        assert f" {known} activities" in told[0].message


def test_what_was_looked_up_is_deleted_and_nothing_else(records: AthleteRecords) -> None:
    records.add(tk.History(activities=tuple(map(run, range(1, 10)))))
    gone = listing("activities", gone=frozenset({"i2", "i3"}))
    assert sync(records, gone, history=tk.History()) == []
    assert kept(records) == ["i1", "i4", "i5", "i6", "i7", "i8", "i9"]
    everything = frozenset(f"i{number}" for number in range(1, 10))
    sync(records, listing("activities", gone=everything), history=tk.History())
    assert kept(records) == []


def test_the_list_of_another_account_deletes_nothing(records: AthleteRecords) -> None:
    records.add(tk.History(activities=tuple(map(run, range(1, 11)))))
    start = dt.datetime(2026, 5, 3, 18, tzinfo=dt.UTC)
    theirs = tuple(
        run(number).model_copy(
            update={
                "start": start + dt.timedelta(days=number),
                "provenance": provenance(f"x{number}"),
            }
        )
        for number in range(1, 9)
    )
    names = [f"x{number}" for number in range(1, 9)]
    told = sync(records, listing("activities", *names), history=tk.History(activities=theirs))
    assert len(kept(records)) == 18
    assert len(told) == 1


def test_days_come_again_with_each_sync_and_an_empty_list_keeps_them(
    records: AthleteRecords,
) -> None:
    days = list(map(day, range(1, 11)))
    records.add(tk.History(days=days))
    assert len(sync(records, listing("days"), history=tk.History())) == 1
    assert len(records.history().days) == 10
    names = [str(found.date) for found in days[1:]]
    assert sync(records, listing("days", *names), history=tk.History(days=days[1:])) == []
    assert [found.date.day for found in records.history().days] == [*range(2, 11)]


def test_an_empty_calendar_is_believed_where_the_service_answers(records: AthleteRecords) -> None:
    planned = PlannedWorkout(
        name="Tempo", sport="running", kind="tempo", date=FIRST, provenance=provenance("e1")
    )
    records.add(tk.History(workouts=(planned,), days=[day(1)]))
    assert len(sync(records, listing("days"), listing("workouts"), history=tk.History())) == 2
    assert len(records.history().workouts) == 1
    answered = listing("days", str(FIRST))
    assert sync(records, answered, listing("workouts"), history=tk.History()) == []
    assert not records.history().workouts
