"""A source: delivers training data, and resumes where it stopped."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

from trainkit.models.history import History
from trainkit.models.provenance import Licence
from trainkit.models.workout import PlannedWorkout

__all__ = ["Delivery", "HasLogin", "Listing", "MovesWorkouts", "SignsIn", "Source", "TakesWorkouts"]


class Listing(NamedTuple):
    """All that a source has of one kind on some days: what is stored beside it is gone there.

    Parameters
    ----------
    kind : {"activities", "days", "workouts"}
        The kind of records.
    source : str
        `Provenance.source` of the records; no others are touched.
    first, last : date
        The days, both included.
    ids : frozenset of str
        `Provenance.id` of each record that the source still has.
    gone : frozenset of str, optional
        `Provenance.id` of each record that the source has looked up, one by one, and no longer has:
        only these are deleted. None where it looks nothing up: then what `ids` lacks is deleted,
        but a list that lacks all that is known, or at least half of it and four records, is taken
        for a failure of the other side, and nothing is deleted.
    """

    kind: Literal["activities", "days", "workouts"]
    source: str
    first: dt.date
    last: dt.date
    ids: frozenset[str]
    gone: frozenset[str] | None = None


class Delivery(NamedTuple):
    """One part of a source's data, and the cursor to resume after it.

    Parameters
    ----------
    history : History
        The data.
    cursor : str or None
        Where to resume.
    listings : tuple of Listing
        What the source still has, so that deletions there are followed. Of records with an id in
        the history, earlier versions are deleted too, on whatever day they are.
    """

    history: History
    cursor: str | None
    listings: tuple[Listing, ...] = ()


class Source(Protocol):
    """Delivers the training data of one athlete.

    It may deliver the same records again; known records are ignored. It raises `BackendError` when
    the other side does not answer as it should, and lets no library's error through. Thread-safe.
    """

    @property
    def licence(self) -> Licence:
        """What its data may be used for; records carry the licence's name."""

    @property
    def fresh_s(self) -> float:
        """How long its data stays fresh [s]; 0 where asking costs nothing."""

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        """Yield what is new after a cursor, or everything, in parts that can be stored one by one.

        A cursor is text from an earlier delivery of this source; an unknown one means everything.
        """

    def close(self) -> None:
        """Release resources; safe to call twice."""


class TakesWorkouts(Protocol):
    """What a source may do beside its port: bring planned workouts to the athlete's watch."""

    def send(self, workouts: Sequence[PlannedWorkout]) -> list[str]:
        """Put planned workouts there, and return their names; those there already are updated."""

    def recall(self, names: Sequence[str]) -> None:
        """Take workouts back by the names that `send` returned; unknown ones are no error."""


class MovesWorkouts(Protocol):
    """What a source that takes workouts may do, too."""

    def move(self, workout: PlannedWorkout, day: dt.date) -> list[str]:
        """Move a workout that was sent for its date to another day; return its name there."""


class HasLogin(Protocol):
    """What a source may do beside its port: connect an account in the athlete's own browser.

    `trainkit.net.login.log_in` does the work; both raise `BackendError` and `InvalidInput`.
    """

    def log_in(self, show: Callable[[str], object], paste: Callable[[], str] | None = None) -> str:
        """Connect an account, and return what the athlete agreed to; see `Kit.log_in`."""

    def log_out(self) -> None:
        """Forget the account; no error where there is none."""


class SignsIn(Protocol):
    """What a source may do beside its port: connect an account that has no login in a browser.

    It raises `BackendError` and `InvalidInput`, and never connects an account unasked.
    """

    def sign_in(self, ask: Callable[[str], str]) -> str:
        """Connect an account, and return its name; see `Kit.log_in`.

        It calls `ask` with ``"email"``, ``"password"`` or ``"code"``.
        """

    def log_out(self) -> None:
        """Forget the account; no error where there is none."""
