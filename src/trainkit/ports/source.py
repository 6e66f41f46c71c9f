"""What a source must do: bring training data, and go on where it stopped."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from trainkit.models.history import History
from trainkit.models.provenance import Licence

__all__ = ["Delivery", "Source"]


class Delivery(NamedTuple):
    """A part of what a source brings, and where to go on after it."""

    history: History
    cursor: str | None


class Source(Protocol):
    """Brings training data of one athlete.

    What it brings may be brought again: records that are known already add nothing. It raises
    `BackendError` where the other side does not answer as it should, and never lets an error of a
    library out. Threads may share it.
    """

    @property
    def licence(self) -> Licence:
        """What its data may be used for; records carry the licence's name."""

    @property
    def fresh_s(self) -> float:
        """How long it need not be asked again [s]; 0 where asking costs nothing."""

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        """Bring what is new after a cursor, or everything, in parts that can be kept one by one.

        A cursor is text that this source gave; one that it does not know means everything.
        """

    def close(self) -> None:
        """Let go of what is open; closing twice does no harm."""
