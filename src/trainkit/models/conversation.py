"""Conversations with the coach, and its answers."""

from typing import Annotated

from pydantic import Field

from trainkit.errors import InvalidInput
from trainkit.models.fact import Fact
from trainkit.models.model import Model
from trainkit.models.plan import Revision
from trainkit.models.units import Moment

__all__ = ["ChatAnswer", "Conversation", "Turn"]


class Turn(Model):
    """A question and its answer.

    Parameters
    ----------
    moment : datetime
        When it was asked, aware.
    question, answer : str
        The words.
    receipts : tuple of Fact
        The facts behind the answer.
    backend : str
        Who answered: ``"rules"``, ``"safety"``, or the name of a model.
    refused : bool
        Whether the answer was refused.
    """

    moment: Moment
    question: str
    answer: str
    receipts: tuple[Fact, ...] = ()
    backend: str = "rules"
    refused: bool = False


class Conversation(Model):
    """Questions and answers, the oldest first.

    Parameters
    ----------
    id : str
        Its name in a store and in an address.
    title : str
        What it is about; by default its first question.
    turns : tuple of Turn
        What was said.
    """

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    title: str = ""
    turns: tuple[Turn, ...] = ()

    def to_markdown(self) -> str:
        """Write the conversation for a person, with the facts behind its answers.

        Returns
        -------
        str
            A heading, each question with its answer, and a line for each receipt.
        """
        parts = [f"# {self.title or 'Conversation'}"]
        for turn in self.turns:
            who = f"{turn.backend}, {turn.moment:%Y-%m-%d %H:%M %Z}".rstrip()
            parts += [f"**{turn.question}**", turn.answer, f"*{who}*"]
        facts = {fact.id: fact for turn in self.turns for fact in turn.receipts}
        if facts:
            parts.append("## Facts")
            parts.append("\n".join(_describe(fact) for fact in facts.values()))
        return "\n\n".join(parts) + "\n"


def _describe(fact: Fact) -> str:
    value = fact.reason or fact.status if fact.value is None else f"{fact.value} {fact.unit}"
    details = [str(fact.date or ""), fact.method, fact.source]
    told = "; ".join(detail for detail in details if detail)
    return f"- {fact.id}: {fact.subject}: {value.rstrip()} ({told})"


class ChatAnswer(Model):
    """An answer whose numbers can be traced.

    Parameters
    ----------
    text : str
        The answer.
    receipts : tuple of Fact
        The facts that support its numbers.
    refused : bool
        Whether a number had no support, and the answer was refused.
    backend : str
        Who answered: ``"rules"``, ``"safety"``, or the name of a model.
    conversation : str
        The conversation's id, to go on with.
    reason : str
        Why the rules answered, where a model was asked.
    revision : Revision, optional
        A change of the plan that waits for the athlete's yes.
    suggestions : tuple of str
        Questions that may come next.
    """

    text: str
    receipts: tuple[Fact, ...] = ()
    refused: bool = False
    backend: str = "rules"
    conversation: str = ""
    reason: str = ""
    revision: Revision | None = None
    suggestions: tuple[str, ...] = ()

    def trace(self, number: str) -> Fact:
        """Return the fact behind a number of the answer: its value, method and source.

        Parameters
        ----------
        number : str
            The id of a receipt, such as ``"F12"``, or the words of a subject.

        Returns
        -------
        Fact
            With the function and the definition that computed it, and where the data came from.

        Raises
        ------
        InvalidInput
            No receipt has that id or subject.
        """
        wanted = number.strip().strip("[]").lower()
        for fact in self.receipts:
            if wanted in {fact.id.lower(), fact.subject.lower()}:
                return fact
        known = ", ".join(fact.id for fact in self.receipts) or "none: the answer has no receipts"
        raise InvalidInput("number", number, f"the id of a receipt: {known}")

    def __str__(self) -> str:
        return self.text
