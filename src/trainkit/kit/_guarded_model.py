"""A language model behind the provenance gate, with its calls and costs counted."""

from collections.abc import Iterator
from itertools import chain

from trainkit.models import Prompt, Reply, StreamEnd, StreamEvent
from trainkit.ports import LanguageModel
from trainkit.ports.llm import stream_events
from trainkit.privacy import Gate
from trainkit.telemetry import Counts, Meter

__all__ = ["GuardedModel"]


class GuardedModel:
    """Sends a language model only prompts that the licences of their data allow.

    Parameters
    ----------
    model : LanguageModel
        The model.
    gate : Gate
        Checks `Prompt.licences`.
    meter : Meter
        Counts calls, tokens and costs.
    backend : str
        The model's name, such as ``"llm.rules"``.
    """

    def __init__(self, model: LanguageModel, gate: Gate, meter: Meter, backend: str) -> None:
        self._model, self._gate, self._meter, self._backend = model, gate, meter, backend

    def __repr__(self) -> str:
        return f"<{self._backend}: {self._model!r}>"

    def reply(self, prompt: Prompt) -> Reply:
        """Answer a prompt; `BackendError` where a licence forbids it."""
        with self._meter.call(self._backend, "reply"):
            self._gate.check(prompt.licences, "prompt")
            answer = self._model.reply(prompt)
        self._count(answer)
        return answer

    def stream(self, prompt: Prompt) -> Iterator[StreamEvent]:
        """Answer in events; `BackendError` where a licence forbids it."""
        with self._meter.call(self._backend, "stream"):
            self._gate.check(prompt.licences, "prompt")
            events = stream_events(self._model, prompt, backend=self._backend)
            first = next(events)
        # The counted call ends here: a generator may outlive its caller.
        for event in chain((first,), events):
            if isinstance(event, StreamEnd):
                self._count(event.reply)
            yield event

    def close(self) -> None:
        """Close the model."""
        self._model.close()

    def _count(self, reply: Reply) -> None:
        """Count tokens and cost; a stream ends when its counted call is over."""
        spent = Counts(
            input_tokens=reply.input_tokens or 0,
            output_tokens=reply.output_tokens or 0,
            cost_usd=reply.cost_usd or 0.0,
        )
        self._meter.add(self._backend, spent)
