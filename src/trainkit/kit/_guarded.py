"""A language model behind the provenance gate, with what it costs counted."""

from collections.abc import Iterator

from trainkit.models import Prompt, Reply
from trainkit.ports import LanguageModel
from trainkit.privacy import Gate
from trainkit.telemetry import Counts, Meter, add

__all__ = ["GuardedModel"]


class GuardedModel:
    """Asks a language model only what the licences of the prompt's data allow.

    Parameters
    ----------
    model : LanguageModel
        Who answers.
    gate : Gate
        Who looks at `Prompt.licences`.
    meter : Meter
        Where calls, tokens and costs are counted.
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
            add(
                Counts(
                    input_tokens=answer.input_tokens,
                    output_tokens=answer.output_tokens,
                    cost_usd=answer.cost_usd,
                )
            )
        return answer

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Answer in pieces; `BackendError` where a licence forbids it."""
        with self._meter.call(self._backend, "stream"):
            self._gate.check(prompt.licences, "prompt")
            pieces = self._model.stream(prompt)
            first = next(pieces, None)
        if first is not None:  # a call ends with its first piece: a generator outlives its caller
            yield first
            yield from pieces

    def close(self) -> None:
        """Close the model."""
        self._model.close()
