"""Parts of one night that come with two imports are one night, whatever comes first."""

import datetime as dt
from itertools import permutations

import pytest

import trainkit as tk
from trainkit.models import Provenance

NOW = dt.datetime(2026, 5, 10, 6, tzinfo=dt.UTC)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-05-{text}:00+02:00")


def slept(file: str, start: str, end: str, source: str = "watch") -> tk.History:
    first, last = at(start), at(end)
    hours = (last - first).total_seconds() / 3600
    own = Provenance(source=source, path=file, licence="user-file")
    day = tk.DailyHealth(
        date=last.date(), sleep_start=first, sleep_end=last, sleep_h=hours, provenance=own
    )
    return tk.History(days=[day])


PARTS = [
    slept("a.fit", "03T22:00", "03T23:30"),  # it ends on the day before
    slept("b.fit", "03T23:50", "04T03:00"),
    slept("c.fit", "04T03:20", "04T06:30"),
]


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_three_imports_make_one_night(order: tuple[int, ...]) -> None:
    with tk.Kit(clock=lambda: NOW) as kit:
        for number in order:
            kit.log(PARTS[number])
            assert kit.history().days  # what is read in between is not kept longer than it is true
        (night,) = kit.history().days
    assert (night.sleep_start, night.sleep_end) == (at("03T22:00"), at("04T06:30"))
    assert night.sleep_h == pytest.approx(1.5 + 19 / 6 + 19 / 6)
    assert night.awake_h == pytest.approx(2 / 3)


def test_a_part_that_comes_again_changes_nothing() -> None:
    with tk.Kit(clock=lambda: NOW) as kit:
        for part in PARTS:
            kit.log(part)
        before = kit.history().days
        for part in PARTS:
            kit.log(part)
        assert kit.history().days == before


def test_other_sources_other_nights_and_naps_stay_apart() -> None:
    with tk.Kit(clock=lambda: NOW) as kit:
        kit.log(slept("a.fit", "03T23:00", "04T03:00"))
        kit.log(slept("b.fit", "04T03:20", "04T06:30", source="ring"))
        kit.log(slept("c.fit", "04T22:50", "05T06:30"))
        assert [day.date.day for day in kit.history().days] == [4, 5]
        first = kit.history().days[0]
        assert sorted(day.sleep_h or 0 for day in first.originals) == pytest.approx([19 / 6, 4.0])


def test_a_night_with_more_than_its_times_stays_as_it_is() -> None:
    with tk.Kit(clock=lambda: NOW) as kit:
        kit.log(PARTS[1])
        (day,) = PARTS[2].days
        kit.log(tk.History(days=[day.model_copy(update={"sleep_score": 80})]))
        assert kit.history().days[0].sleep_h == pytest.approx(19 / 6)
