"""What a source of somebody else may return and raise: listings, and errors of a login."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

import trainkit as tk
from trainkit.models import DailyHealth, History, Licence, PlannedWorkout, Provenance
from trainkit.ports import Delivery, Listing, Source
from trainkit.ports.guard import guard_adapter

DAY = dt.date(2026, 5, 1)


class Ring:
    """A source that is none of trainkit's own."""

    licence = Licence(name="ring")
    fresh_s = 0.0

    def __init__(self, ids: object = frozenset({"2026-05-01"})) -> None:
        self.ids = ids

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        own = Provenance(source="ring", id="2026-05-01", licence="ring")
        history = History(days=[DailyHealth(date=DAY, resting_hr=50, provenance=own)])
        yield Delivery(history, cursor, (Listing("days", "ring", DAY, DAY, self.ids),))  # type: ignore[arg-type]

    def log_in(self, show: object, paste: object = None) -> str:  # noqa: ARG002
        raise tk.BackendError("source.ring", "access was refused")

    def log_out(self) -> None:
        raise tk.InvalidInput("account", None, "connected")

    def send(self, workouts: object) -> list[str]:  # noqa: ARG002
        raise tk.BackendError("source.ring", "busy", retryable=True)

    def move(self, workout: object, day: object) -> list[str]:  # noqa: ARG002
        raise tk.BackendError("source.ring", "taken")

    def recall(self, names: object) -> None:  # noqa: ARG002
        raise tk.BackendError("source.ring", "gone")

    def sign_in(self, ask: object) -> str:  # noqa: ARG002
        raise tk.BackendError("source.ring", "the password is wrong")


def guarded(ring: Ring) -> Any:
    return guard_adapter(ring, Source, "source.ring")


def test_a_listing_passes_and_deletions_are_followed() -> None:
    (part,) = guarded(Ring()).fetch()
    assert part.listings == (Listing("days", "ring", DAY, DAY, frozenset({"2026-05-01"})),)


@pytest.mark.parametrize("ids", [["2026-05-01"], frozenset({1}), "2026-05-01", None])
def test_a_listing_of_something_else_is_a_bug_of_the_source(ids: object) -> None:
    with pytest.raises(tk.BackendError, match="the source has a bug"):
        list(guarded(Ring(ids)).fetch())


def test_a_refused_login_or_workout_is_no_bug() -> None:
    ring = guarded(Ring())
    for call, words in (
        (lambda: ring.log_in(print), "access was refused"),
        (ring.log_out, "connected"),
        (lambda: ring.sign_in(input), "the password is wrong"),
        (lambda: ring.send([]), "busy"),
        (lambda: ring.move(PlannedWorkout(), DAY), "taken"),
        (lambda: ring.recall([]), "gone"),
    ):
        with pytest.raises(tk.TrainkitError, match=words) as caught:
            call()
        assert "bug" not in str(caught.value)
