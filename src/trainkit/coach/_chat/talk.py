"""A turn of a conversation: safety first, then a model under guard, or the rules."""

import datetime as dt
import json
import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from trainkit._warning_signs import careful_answer
from trainkit.coach._chat.checked_text import SentenceBuffer, check_text
from trainkit.coach._chat.languages import is_foreign
from trainkit.coach._chat.periods import say_day
from trainkit.coach._chat.prompt import ask_in_chat
from trainkit.coach._chat.proposal import PROPOSE_CHANGE, propose_change
from trainkit.coach._chat.rules import KNOWN_QUESTIONS, answer_by_rules
from trainkit.coach._fact_sheet import Facts
from trainkit.coach._tools import Toolbox
from trainkit.errors import BackendError, BudgetSpent, InvalidInput
from trainkit.models import (
    Message,
    Prompt,
    StreamEnd,
    StreamEvent,
    TextDelta,
    ToolCall,
    TrainingPlan,
)
from trainkit.models.athlete import Athlete
from trainkit.models.conversation import ChatAnswer, Conversation
from trainkit.models.fact import Fact
from trainkit.models.history import History
from trainkit.models.plan import Revision
from trainkit.ports import LanguageModel
from trainkit.ports.llm import stream_events

__all__ = ["REFUSAL", "Talk", "check_message", "suggest_questions"]

REFUSAL = "I don't have enough data to answer that."
"""The whole answer, or its last sentence, where a number has no support after one rewrite."""

_CUT = "The model stopped here."
_ROUNDS = 5
_LONGEST = 4_000
_FACT_TOKENS = 1_500
_OLD = "Your records end on {day}: I speak of that day as today."
_OF_TODAY = frozenset(
    {"recovery", "warnings", "today", "load", "form", "sessions", "sums", "hrv", "resting_hr"}
    | {"sleep", "goals", "plan"}
)
_NO_MODEL, _SILENT = "No language model is set", "The language model did not answer"
_UNKNOWN = (
    "{why}, and the rules do not know this question. They answer questions such as these:\n{known}"
)
_FOREIGN = (
    "I am sorry, without a language model I understand English only, and questions such as {known}."
)
_NAMED = 8
_WORDS = re.compile(r"[a-z]+")
_COMMON = frozenset(
    {"a", "am", "are", "can", "did", "do", "for", "how", "i", "in", "is", "it", "me", "my", "of"}
    | {"on", "the", "to", "was", "what", "you"}
)


def check_message(message: object) -> str:
    """Return a message without space around it; `InvalidInput` where it is empty or too long."""
    text = message.strip() if isinstance(message, str) else ""
    if not text or len(text) > _LONGEST:
        allowed = f"1 to {_LONGEST} characters"
        raise InvalidInput("message", f"{len(text)} characters", allowed)
    return text


@dataclass(slots=True)
class _Said:
    """What has been released so far, and what stands behind it."""

    pieces: list[str] = field(default_factory=list)
    fact_ids: dict[str, None] = field(default_factory=dict)
    results: list[Fact] = field(default_factory=list)
    revision: Revision | None = None
    refused: bool = False
    fault: str = ""

    @property
    def text(self) -> str:
        return "".join(self.pieces).strip()

    def add(self, sentence: str) -> str:
        """Add a sentence of our own, with a space before it where there is none."""
        before = "".join(self.pieces[-1:])
        piece = sentence if not before or before[-1].isspace() else f" {sentence}"
        self.pieces.append(piece)
        return piece


@dataclass(slots=True)
class _Events:
    """One streamed answer of the model: its sentences, and what else it asked for."""

    model: str = "llm"
    calls: list[ToolCall] = field(default_factory=list)

    def sentences(self, events: Iterable[StreamEvent]) -> Iterator[str]:
        """Yield the text in whole sentences."""
        buffer = SentenceBuffer()
        for event in events:
            if isinstance(event, TextDelta):
                yield from buffer.push(event.text)
            elif isinstance(event, ToolCall):
                self.calls.append(event)
            else:
                self.model = event.reply.model
                self.calls = self.calls or list(event.reply.calls)
        yield from buffer.flush()


class Talk:
    """Answers messages about one athlete; a number that no fact supports is never shown.

    Parameters
    ----------
    history : History
        What was done.
    athlete : Athlete
        The athlete.
    toolbox : Toolbox
        The facts and tools that a model may see.
    plan : TrainingPlan, optional
        The plan.
    llm : LanguageModel, optional
        The model; without one the rules answer.
    streaming : bool
        Whether to show the first sentences while the model still writes.
    today : date, optional
        The athlete's today; where the toolbox answers for another day, the rules say so.
    """

    def __init__(
        self,
        history: History,
        athlete: Athlete,
        toolbox: Toolbox,
        *,
        plan: TrainingPlan | None = None,
        llm: LanguageModel | None = None,
        streaming: bool = True,
        today: dt.date | None = None,
    ) -> None:
        self._is_streaming, self._today = streaming, today or toolbox.day
        self._history, self._athlete, self._toolbox = history, athlete, toolbox
        self._plan, self._llm = plan, llm

    def stream(self, message: str, conversation: Conversation) -> Iterator[str | ChatAnswer]:
        """Answer in pieces, each checked; the last one is the whole answer.

        Parameters
        ----------
        message : str
            What the athlete writes.
        conversation : Conversation
            What was said before.

        Yields
        ------
        str or ChatAnswer
            Text, and at the end the answer.

        Raises
        ------
        InvalidInput
            The message is empty or too long.
        """
        text = check_message(message)
        careful = careful_answer(text)
        if careful is not None:
            yield careful
            yield ChatAnswer(text=careful, backend="safety", conversation=conversation.id)
            return
        facts = self._toolbox.facts(max_tokens=_FACT_TOKENS if self._llm else None)
        if self._llm is None:
            yield from self._by_rules(text, facts, conversation, "")
            return
        yield from self._by_model(self._llm, text, facts, conversation)

    def _by_rules(
        self, message: str, facts: Facts, conversation: Conversation, reason: str
    ) -> Iterator[str | ChatAnswer]:
        ruled = answer_by_rules(message, self._toolbox, facts)
        text = ruled.text if ruled else _say_known(message, failed=bool(reason))
        is_now = ruled is not None and any(fact.topic in _OF_TODAY for fact in ruled.facts)
        if is_now and self._today > self._toolbox.day:
            text += f"\n{_OLD.format(day=say_day(self._toolbox.day))}"
        yield text
        yield ChatAnswer(
            text=text,
            receipts=ruled.facts if ruled else (),
            backend="rules",
            conversation=conversation.id,
            reason=reason,
            suggestions=suggest_questions(facts),
        )

    def _by_model(
        self, llm: LanguageModel, message: str, facts: Facts, conversation: Conversation
    ) -> Iterator[str | ChatAnswer]:
        said = _Said()
        heard = " ".join([*(turn.question for turn in conversation.turns), message])
        earlier = [fact for turn in conversation.turns for fact in turn.receipts]
        known = [*facts, *(fact for fact in earlier if not fact.id.startswith("F"))]
        tools = self._toolbox.tools()
        if self._plan is not None:
            tools = (*tools, PROPOSE_CHANGE)
        prompt = ask_in_chat(message, facts, conversation, tools)
        model, reason = "llm", ""
        try:
            for _ in range(_ROUNDS):
                following, model = yield from self._round(llm, prompt, known, heard, said)
                if following is None:
                    break
                prompt = following
        except BackendError as error:
            spent = "the budget is spent" if isinstance(error, BudgetSpent) else error.message
            reason = f"{error.backend} did not answer: {spent}"
            if not said.text:
                yield from self._by_rules(message, facts, conversation, reason)
                return
            yield said.add(_CUT)
        if not said.text:
            said.refused = True
            yield said.add(REFUSAL)
        by_id = {fact.id: fact for fact in [*known, *said.results]}
        yield ChatAnswer(
            text=said.text,
            receipts=tuple(by_id[key] for key in said.fact_ids if key in by_id),
            refused=said.refused,
            backend=model,
            conversation=conversation.id,
            reason=reason,
            revision=said.revision,
            suggestions=suggest_questions(facts),
        )

    def _round(
        self,
        llm: LanguageModel,
        prompt: Prompt,
        facts: Sequence[Fact],
        heard: str,
        said: _Said,
    ) -> Generator[str, None, tuple[Prompt | None, str]]:
        """Stream one answer of the model; return the next prompt, or None at the end."""
        answer = _Events()
        for sentence in answer.sentences(self._events(llm, prompt)):
            if not self._release(sentence, facts, heard, said):
                yield from self._mend(llm, prompt, facts, heard, said)
                return None, answer.model
            yield sentence
        if not answer.calls:
            return None, answer.model
        return self._answer_calls(prompt, answer.calls, said), answer.model

    def _events(self, llm: LanguageModel, prompt: Prompt) -> Iterator[StreamEvent]:
        if self._is_streaming:
            yield from stream_events(llm, prompt, backend="llm")
            return
        reply = llm.reply(prompt)
        yield TextDelta(text=reply.text)
        yield StreamEnd(reply=reply)

    def _release(self, sentence: str, facts: Sequence[Fact], heard: str, said: _Said) -> bool:
        """Keep a sentence whose numbers have support; otherwise note its fault."""
        before = said.pieces[-1] if said.pieces else ""
        checked = check_text(sentence, facts, said.results, heard, before=before)
        if checked.faults:
            fault = checked.faults[0]
            said.fault = f"{fault.text!r} in {sentence.strip()!r}: {fault.reason or 'no support'}"
            return False
        said.pieces.append(sentence)
        said.fact_ids.update(dict.fromkeys(checked.fact_ids))
        return True

    def _mend(
        self, llm: LanguageModel, prompt: Prompt, facts: Sequence[Fact], heard: str, said: _Said
    ) -> Iterator[str]:
        """Ask once for the rest without the fault; what still has no support is refused."""
        told = said.text
        words = (
            f"No fact supports {said.fault}. Write the rest of your answer again, without it, from "
            "the facts and results alone."
        )
        so_far = [Message(role="assistant", text=told)] if told else []
        again = prompt.model_copy(
            update={"messages": (*prompt.messages, *so_far, Message(text=words)), "tools": ()}
        )
        reply = llm.reply(again)
        buffer = SentenceBuffer()
        for sentence in [*buffer.push(reply.text), *buffer.flush()]:
            if not self._release(sentence, facts, heard, said):
                said.refused = True
                yield said.add(REFUSAL)
                return
            yield sentence

    def _answer_calls(self, prompt: Prompt, calls: Sequence[ToolCall], said: _Said) -> Prompt:
        """Run the tools that the model asks for, and put their results behind its words."""
        asked = Message(role="assistant", text=said.text, calls=tuple(calls))
        results = [
            Message(role="tool", text=self._run(call, said) or "nothing", call_id=call.id)
            for call in calls
        ]
        return prompt.model_copy(update={"messages": (*prompt.messages, asked, *results)})

    def _run(self, call: ToolCall, said: _Said) -> str:
        try:
            if call.name == PROPOSE_CHANGE.name and self._plan is not None:
                said.revision = propose_change(
                    dict(call.arguments),
                    self._plan,
                    self._athlete,
                    self._history,
                    self._toolbox.day + dt.timedelta(days=1),
                )
                told = [change.message for change in said.revision.changes]
                return json.dumps({"offered": told, "waits_for": "the athlete's yes"})
            found = self._toolbox.call(call.name, dict(call.arguments))
        except InvalidInput as error:
            return f"error: {error}"
        said.results.extend(found)
        return found.text()


def _say_known(message: str, *, failed: bool) -> str:
    """Say which questions the rules know; to another language in one sentence."""
    if is_foreign(message):
        *first, last = (f'"{question}"' for question in KNOWN_QUESTIONS[:_NAMED])
        return _FOREIGN.format(known=f"{', '.join(first)} or {last}")
    words = set(_WORDS.findall(message.lower())) - _COMMON
    near = sorted(KNOWN_QUESTIONS, key=lambda known: -len(words & {*_WORDS.findall(known.lower())}))
    known = "\n".join(f"- {question}" for question in near[:_NAMED])
    return _UNKNOWN.format(why=_SILENT if failed else _NO_MODEL, known=known)


def suggest_questions(facts: Facts) -> tuple[str, ...]:
    """Suggest up to four questions that the athlete's state makes likely."""
    topics = {fact.topic for fact in facts if fact.status == "ok"}
    warned = any(fact.topic == "warnings" and fact.value not in {None, 0.0} for fact in facts)
    options = [
        (warned, "What is behind the warning?"),
        ("recovery" in topics, "What should I do today?"),
        ("plan" in topics, "What is my plan this week?"),
        ("goals" in topics, "When is my race?"),
        ("bests" in topics, "What was my fastest 10K?"),
        ("load" in topics, "What is my training load?"),
        ("paces" in topics, "What are my paces?"),
    ]
    return tuple(question for fits, question in options if fits)[:4]
