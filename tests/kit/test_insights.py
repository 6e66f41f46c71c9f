"""Insights of a Kit: kept for a week, hidden, rated, and not repeated."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import trainkit as tk
from builders.patterned import Patterned, patterned
from trainkit.errors import InvalidInput
from trainkit.models import History
from trainkit.records import AthleteRecords

EFFECTS = ("sleep", "alcohol", "stress", "heat", "time_of_day", "recovery_spacing", "monotony")


@dataclass
class Clock:
    """A clock that tests turn."""

    now: dt.datetime = dt.datetime(2026, 6, 28, 9, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def turn(self, days: int) -> None:
        self.now += dt.timedelta(days=days)


@pytest.fixture(scope="module")
def athlete() -> Patterned:
    return patterned(21, effects=EFFECTS)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kit(athlete: Patterned, clock: Clock) -> Iterator[tk.Kit]:
    with tk.Kit(athlete=athlete.athlete, clock=clock) as kit:
        AthleteRecords(kit.store, "me", clock=clock).add(athlete.history)
        yield kit


def keys(kit: tk.Kit) -> list[str]:
    return [insight.key for insight in kit.insights()]


def test_the_same_are_shown_for_a_week_and_then_others(kit: tk.Kit, clock: Clock) -> None:
    first = kit.insights()
    assert 3 <= len(first) <= 5
    assert list(kit.insights()) == list(first)
    clock.turn(7)
    assert [one.key for one in first] == keys(kit)
    clock.turn(1)
    later = kit.insights()
    assert not {one.key for one in first} & {one.key for one in later}
    assert later[0].valid_until > first[0].valid_until


def test_they_outlive_the_kit(athlete: Patterned, clock: Clock, tmp_path: object) -> None:
    store = f"sqlite:///{tmp_path}/kit.db"
    with tk.Kit(athlete=athlete.athlete, store=store, clock=clock) as kit:
        AthleteRecords(kit.store, "me", clock=clock).add(athlete.history)
        shown = list(kit.insights())
        kit.dismiss_insight(shown[0].key)
    with tk.Kit(athlete=athlete.athlete, store=store, clock=clock) as kit:
        assert shown[0].key not in keys(kit)
        assert shown[1] in list(kit.insights())


def test_a_dismissed_one_stays_away_and_another_takes_its_place(kit: tk.Kit, clock: Clock) -> None:
    first = keys(kit)
    kit.dismiss_insight(first[0])
    second = keys(kit)
    assert first[0] not in second
    assert len(second) == len(first)
    clock.turn(8)
    assert first[0] not in [one.key for one in kit.insights(force=True)]


def test_a_snoozed_one_comes_back(kit: tk.Kit, clock: Clock) -> None:
    first = keys(kit)
    kit.snooze_insight(first[0], 3)
    assert first[0] not in keys(kit)
    clock.turn(8)
    assert first[0] in keys(kit)


def test_what_the_athlete_says_changes_the_order(kit: tk.Kit) -> None:
    first = list(kit.insights())
    for _ in range(4):
        kit.rate_insight(first[0].key, "not_helpful")
        kit.rate_insight(first[-1].key, "helpful")
    again = [one.kind for one in kit.insights(force=True)]
    assert again[0] == first[-1].kind
    assert first[0].kind not in again[:3]


def test_kinds_and_orders_are_chosen(kit: tk.Kit) -> None:
    shown = kit.insights()
    kind = shown[0].kind
    assert {one.kind for one in kit.insights([kind])} == {kind}
    surest = [one.q for one in kit.insights(order="certainty") if one.q is not None]
    assert surest == sorted(surest)
    with pytest.raises(InvalidInput, match="kinds"):
        kit.insights(["moon"])
    with pytest.raises(InvalidInput, match="order"):
        kit.insights(order="loudest")  # type: ignore[arg-type]


def test_unknown_keys_and_words_are_refused(kit: tk.Kit) -> None:
    key = keys(kit)[0]
    for act in (kit.dismiss_insight, kit.snooze_insight):
        with pytest.raises(InvalidInput, match="was told"):
            act("moon")
    with pytest.raises(InvalidInput, match="days"):
        kit.snooze_insight(key, 0)
    with pytest.raises(InvalidInput, match="feedback"):
        kit.rate_insight(key, "meh")  # type: ignore[arg-type]


def test_an_empty_store_waits(athlete: Patterned, clock: Clock) -> None:
    with tk.Kit(athlete=athlete.athlete, clock=clock) as kit:
        assert [one.kind for one in kit.insights()] == ["waiting"]
        assert kit.insights()[0].more_days == 14
        few = History(activities=athlete.history.activities[-3:])
        AthleteRecords(kit.store, "me", clock=clock).add(few)
        assert 0 < kit.insights()[0].more_days < 14


def test_forgetting_an_athlete_forgets_them(kit: tk.Kit) -> None:
    keys(kit)
    kit.forget()
    assert kit.store.get("insights", "me") == []


def test_old_data_are_still_told_of_for_a_week(kit: tk.Kit, clock: Clock) -> None:
    clock.turn(100)
    first = keys(kit)
    assert first
    assert "summary:silence" in [one.key for one in kit.insights(["summary"])]
    clock.turn(3)
    assert keys(kit) == first
