"""A language model behind the provenance gate, with its calls and costs counted."""

from collections.abc import Iterator

from trainkit.models import Prompt, Reply
from trainkit.ports import LanguageModel
from trainkit.privacy import Gate
from trainkit.telemetry import Counts, Meter, add

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
        if first is not None:  # the counted call ends here: a generator may outlive its caller
            yield first
            yield from pieces

    def close(self) -> None:
        """Close the model."""
        self._model.close()
