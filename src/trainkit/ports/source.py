"""A source: delivers training data, and resumes where it stopped."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from trainkit.models.history import History
from trainkit.models.provenance import Licence

__all__ = ["Delivery", "Source"]


class Delivery(NamedTuple):
    """One part of a source's data, and the cursor to resume after it."""

    history: History
    cursor: str | None


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
