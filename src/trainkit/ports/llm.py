"""A language model: answers a prompt."""

import os
from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from trainkit.errors import BackendError
from trainkit.models.prompt import Prompt, Reply, StreamEnd, StreamEvent, TextDelta
from trainkit.models.tuning import Measured, TrainingLine, Tuned, TuningPlan

__all__ = ["LanguageModel", "TrainableModel", "stream_events"]


class LanguageModel(Protocol):
    """Answers prompts; the model proposes, the rules decide.

    Raises `BackendError` where it cannot answer. Thread-safe.
    """

    def reply(self, prompt: Prompt) -> Reply:
        """Answer a prompt."""

    def stream(self, prompt: Prompt) -> Iterator[StreamEvent | str]:
        """Answer in pieces as they arrive: text, tool calls, and at last a `StreamEnd`.

        A model without tools and without usage may yield plain text; it ends without a
        `StreamEnd`. A stream that breaks raises `BackendError`.
        """

    def close(self) -> None:
        """Release resources; safe to call twice."""


@runtime_checkable
class TrainableModel(LanguageModel, Protocol):
    """A language model in a folder that can be trained further.

    Raises `BackendError` where it cannot. The model itself stays as it is.
    """

    def at(self, folder: str | os.PathLike[str]) -> "TrainableModel":
        """Return the model of another folder; raise `InvalidInput` where none is safe to load."""

    def tune(
        self, lines: Sequence[TrainingLine], folder: str | os.PathLike[str], plan: TuningPlan
    ) -> Tuned:
        """Train on lines, and write the new model into a folder once it is whole.

        A call that ended early, or whose process was killed, is gone on with by the next one of the
        same lines and plan.
        """

    def measure(
        self, lines: Sequence[TrainingLine], prompts: Sequence[str], *, count: int = 2
    ) -> Measured:
        """Return the loss on lines, and some answers to each prompt."""


def stream_events(model: LanguageModel, prompt: Prompt, *, backend: str) -> Iterator[StreamEvent]:
    """Stream an answer that ends with exactly one `StreamEnd`, whatever kind of stream it is.

    Parameters
    ----------
    model : LanguageModel
        The model; a stream of plain text gets an end of its own.
    prompt : Prompt
        The prompt.
    backend : str
        The model's name, for errors.

    Yields
    ------
    StreamEvent
        Text, tool calls, and the end.

    Raises
    ------
    BackendError
        A stream of events stops without its end: the answer is cut.
    """
    pieces: list[str] = []
    is_plain = True
    for event in model.stream(prompt):
        if isinstance(event, str):
            pieces.append(event)
            yield TextDelta(text=event)
            continue
        is_plain = False
        yield event
        if isinstance(event, StreamEnd):
            return
    if not is_plain:
        raise BackendError(backend, "the stream broke off before its end", retryable=True)
    yield StreamEnd(reply=Reply(text="".join(pieces), model=backend))
