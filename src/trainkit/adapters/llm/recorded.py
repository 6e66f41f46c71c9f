"""Replays a file of answers: for hosts' own tests and for documentation. Works offline."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from trainkit.adapters._llm import fit_answer
from trainkit.errors import BackendError, InvalidInput
from trainkit.models import Prompt, Reply, StreamEnd, StreamEvent, TextDelta, ToolCall
from trainkit.models.model import Model
from trainkit.plugins import Register, hookimpl

__all__ = ["RecordedModel", "RecordedOptions", "Recording"]

TRAINKIT_CONTRACT = 1

_BACKEND = "llm.recorded"


class RecordedOptions(Model):
    """Options of the model.

    Parameters
    ----------
    path : path
        A file with one JSON object a line, each a `Recording`.
    """

    path: Path


class Recording(Model):
    """An answer, and the prompts that it answers.

    Parameters
    ----------
    purpose : str, optional
        Only prompts with this `Prompt.purpose`.
    contains : str
        Only prompts whose last message contains this text.
    text : str
        The answer.
    model : str
        The model that once wrote it.
    calls : tuple of ToolCall
        The tools that it asks for.
    stop : str
        Why it ended, as in `Reply`.
    input_tokens, output_tokens : int, optional
        Its tokens at that time [tokens].
    """

    purpose: str | None = None
    contains: str = ""
    text: str = ""
    model: str = ""
    calls: tuple[ToolCall, ...] = ()
    stop: Annotated[str, Field(pattern="^(end|length|tool|refusal)$")] = "end"
    input_tokens: Annotated[int, Field(ge=0)] | None = None
    output_tokens: Annotated[int, Field(ge=0)] | None = None

    def answers(self, prompt: Prompt) -> bool:
        """Return whether it answers a prompt."""
        fits = self.purpose is None or self.purpose == prompt.purpose
        return fits and self.contains in prompt.messages[-1].text


class RecordedModel:
    """Replays answers in the order of their file. Thread-safe.

    A prompt gets the next answer that fits it; after the last one it begins again. A replay costs
    nothing, and its `Reply.model` begins with ``"recorded"``.

    Parameters
    ----------
    options : RecordedOptions
        The options.

    Raises
    ------
    InvalidInput
        The file cannot be read, or a line of it is no `Recording`.
    """

    def __init__(self, options: RecordedOptions) -> None:
        self._recordings = _load(options.path)
        self._lock = threading.Lock()
        self._used = [0] * len(self._recordings)

    def reply(self, prompt: Prompt) -> Reply:
        """Replay the next answer that fits.

        Raises
        ------
        BackendError
            None fits, or the one that does has not the form of `Prompt.answer`.
        """
        recording = self._choose(prompt)
        written = recording.model_dump(exclude={"purpose", "contains", "model"})
        name = f"recorded {recording.model}".strip()
        reply = Reply.model_validate({**written, "model": name, "cost_usd": 0.0})
        if prompt.answer is None or reply.stop != "end":
            return reply
        parsed, problem = fit_answer(reply.text, prompt.answer)
        if parsed is None:
            message = f"the recorded answer is no {prompt.answer.__name__}: {problem}"
            raise BackendError(_BACKEND, message)
        return reply.model_copy(update={"parsed": parsed})

    def stream(self, prompt: Prompt) -> Iterator[StreamEvent]:
        """Replay the next answer that fits, line by line."""
        reply = self.reply(prompt)
        for line in reply.text.splitlines(keepends=True):
            yield TextDelta(text=line)
        yield from reply.calls
        yield StreamEnd(reply=reply)

    def close(self) -> None:
        """Do nothing: no resource is open."""

    def _choose(self, prompt: Prompt) -> Recording:
        """Return the least used recording that fits, the first of several."""
        with self._lock:
            fitting = [
                place for place, known in enumerate(self._recordings) if known.answers(prompt)
            ]
            if not fitting:
                purpose = f" for the purpose {prompt.purpose!r}" if prompt.purpose else ""
                raise BackendError(_BACKEND, f"the file has no answer to this prompt{purpose}")
            chosen = min(fitting, key=lambda place: self._used[place])
            self._used[chosen] += 1
            return self._recordings[chosen]


def _load(path: Path) -> list[Recording]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise InvalidInput("path", str(path), "a file of text that can be read") from error
    recordings = [
        _parse(f"line {number} of {path.name}", line)
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    if not recordings:
        raise InvalidInput("path", str(path), "a file with at least one answer")
    return recordings


def _parse(where: str, line: str) -> Recording:
    try:
        fields: Any = json.loads(line)
    except (ValueError, RecursionError):
        raise InvalidInput(where, line[:40], "a JSON object") from None
    return Recording.model_validate(fields)


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the model."""
    register("llm", "recorded", RecordedModel, options=RecordedOptions)
