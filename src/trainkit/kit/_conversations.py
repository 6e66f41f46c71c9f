"""Conversations with the coach, kept beside the athlete's records."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator

from trainkit import coach
from trainkit.errors import InvalidInput
from trainkit.kit._data import AthleteData
from trainkit.models import Athlete, History, TrainingPlan
from trainkit.models.conversation import ChatAnswer, Conversation, Turn
from trainkit.ports import LanguageModel, Record, RecordKind
from trainkit.privacy import Use

__all__ = ["Conversations", "Known"]

Known = tuple[History, Athlete, TrainingPlan | None]
"""What an answer is given from."""

_KIND: RecordKind = "conversations"
_TITLE_LETTERS = 60
_LONGEST_TITLE = 200
_ANSWER_TOKENS = 1500


class Conversations:
    """Hold, list, rename, export and delete conversations; threads may share it.

    Parameters
    ----------
    data : AthleteData
        The athlete's data.
    llm : callable
        Returns the model, or None.
    toolbox : callable
        Returns the tools for what is known, a use, tokens of an answer, and the last fact's number.
    clock : callable
        The current time, aware.
    """

    def __init__(
        self,
        data: AthleteData,
        llm: Callable[[], LanguageModel | None],
        toolbox: "Callable[[Known, Use | None, int, int], coach.Toolbox]",
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._data, self._llm, self._toolbox, self._clock = data, llm, toolbox, clock

    def list(self) -> list[Conversation]:
        """Return all conversations, the one that was last spoken in first."""
        records = self._data.store.get(_KIND, self._data.athlete_id)
        found = [(record.at, Conversation.model_validate_json(record.body)) for record in records]
        return [
            conversation
            for _, conversation in sorted(found, key=lambda pair: pair[0], reverse=True)
        ]

    def get(self, conversation_id: str) -> Conversation:
        """Return a conversation; `InvalidInput` where there is none of that id."""
        records = self._data.store.get(_KIND, self._data.athlete_id, keys=[conversation_id])
        if not records:
            raise InvalidInput("conversation", conversation_id, "the id of a stored conversation")
        return Conversation.model_validate_json(records[0].body)

    def rename(self, conversation_id: str, title: str) -> Conversation:
        """Give a conversation another title of one line, 1 to 200 letters."""
        words = " ".join(title.split())
        if not 1 <= len(words) <= _LONGEST_TITLE:
            raise InvalidInput("title", f"{len(words)} letters", f"1 to {_LONGEST_TITLE}")
        renamed = self.get(conversation_id).model_copy(update={"title": words})
        self._put(renamed)
        return renamed

    def export(self, conversation_id: str) -> str:
        """Write a conversation as Markdown, with the facts behind its answers.

        The same as JSON is ``kit.conversations.get(...).model_dump_json()``.

        Parameters
        ----------
        conversation_id : str
            Its id.

        Returns
        -------
        str
            A heading, each question with its answer, and a list of all receipts: value, day, method
            and source.

        Raises
        ------
        InvalidInput
            There is none of that id.
        """
        return self.get(conversation_id).to_markdown()

    def remove(self, conversation_id: str) -> None:
        """Delete a conversation; `InvalidInput` where there is none of that id."""
        self.get(conversation_id)
        self._data.store.delete(self._data.athlete_id, _KIND, keys=[conversation_id])

    def ask(
        self,
        message: str,
        conversation_id: str | None,
        *,
        streaming: bool,
        new_id: str | None = None,
    ) -> Iterator[str | ChatAnswer]:
        """Answer a message in pieces, then as a whole; the turn is kept when it is complete.

        Parameters
        ----------
        message : str
            What the athlete writes.
        conversation_id : str, optional
            The conversation to go on with; by default a new one.
        streaming : bool
            Whether to show the first sentences while the model still writes.
        new_id : str, optional
            The id of a new conversation, for who must know it before the answer; by default a
            random one.

        Yields
        ------
        str or ChatAnswer
            Text, and at the end the answer.
        """
        text = coach.check_message(message)
        conversation = (
            Conversation(id=new_id or uuid.uuid4().hex[:16], title=text[:_TITLE_LETTERS])
            if conversation_id is None
            else self.get(conversation_id)
        )
        data, llm = self._data, self._llm()
        told = [fact.id for turn in conversation.turns for fact in turn.receipts]
        numbers = [int(fact_id[1:]) for fact_id in told if fact_id.startswith("T")]
        use: Use | None = None if llm is None else "prompt"
        history, athlete, plan = known = data.history(), data.athlete, data.plan
        toolbox = self._toolbox(known, use, _ANSWER_TOKENS, max(numbers, default=0))
        talk = coach.Talk(
            history,
            athlete,
            toolbox,
            plan=plan,
            llm=llm,
            streaming=streaming,
            today=data.today(),
        )
        for piece in talk.stream(text, conversation):
            if isinstance(piece, ChatAnswer):
                turn = Turn(
                    moment=self._clock(),
                    question=text,
                    answer=piece.text,
                    receipts=piece.receipts,
                    backend=piece.backend,
                    refused=piece.refused,
                )
                self._put(conversation.model_copy(update={"turns": (*conversation.turns, turn)}))
            yield piece

    def _put(self, conversation: Conversation) -> None:
        now = self._clock()
        licences = {fact.licence for turn in conversation.turns for fact in turn.receipts}
        licence = self._data.records.gate.strictest(licences - {""}) or "user-file"
        body = conversation.model_dump_json()
        record = Record(conversation.id, body, now, now.date(), licence)
        self._data.store.put(_KIND, self._data.athlete_id, [record])
