"""The facts of a day as one sequence: for a prompt, for a host, and for a person."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import overload

from trainkit.errors import InvalidInput
from trainkit.models.fact import Fact

__all__ = ["Facts"]


class Facts(Sequence[Fact]):
    """Numbered facts, the most important first.

    Parameters
    ----------
    facts : iterable of Fact
        The facts; each id occurs once.
    refused : mapping of str to int
        Numbers of records that a licence kept out, by licence.
    left_out : int
        Number of facts that did not fit into the token budget.
    """

    def __init__(
        self,
        facts: Iterable[Fact] = (),
        *,
        refused: Mapping[str, int] | None = None,
        left_out: int = 0,
    ) -> None:
        self._facts = tuple(facts)
        self._by_id = {fact.id: fact for fact in self._facts}
        if len(self._by_id) < len(self._facts):
            raise InvalidInput("facts", len(self._facts), "facts with an id each of its own")
        self.refused = dict(refused or {})
        self.left_out = left_out

    @overload
    def __getitem__(self, index: int) -> Fact: ...
    @overload
    def __getitem__(self, index: slice) -> "Facts": ...
    def __getitem__(self, index: int | slice) -> "Fact | Facts":
        if isinstance(index, slice):
            return Facts(self._facts[index], refused=self.refused, left_out=self.left_out)
        return self._facts[index]

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def __repr__(self) -> str:
        return f"<{len(self._facts)} facts>"

    def find(self, fact_id: str) -> Fact:
        """Return the fact with an id; `InvalidInput` where there is none."""
        try:
            return self._by_id[fact_id]
        except KeyError:
            raise InvalidInput("fact_id", fact_id, "the id of one of these facts") from None

    def topics(self) -> tuple[str, ...]:
        """Return the topics, in the order of the facts."""
        return tuple(dict.fromkeys(fact.topic for fact in self._facts))
