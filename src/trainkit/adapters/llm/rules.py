"""Answers without a model: fills the prompt's template with its facts. Works offline."""

from collections.abc import Iterator
from string import Template

from trainkit.errors import BackendError, InvalidInput
from trainkit.models import Prompt, Reply, StreamEnd, StreamEvent, TextDelta
from trainkit.models.model import Model
from trainkit.plugins import Register, hookimpl

__all__ = ["RulesModel", "RulesOptions"]

TRAINKIT_CONTRACT = 1

_BACKEND = "llm.rules"


class RulesOptions(Model):
    """No options."""


class RulesModel:
    """Fills templates; the same prompt gives the same answer. Thread-safe."""

    def reply(self, prompt: Prompt) -> Reply:
        """Fill the prompt's template.

        Raises
        ------
        BackendError
            The prompt has no template.
        InvalidInput
            The template names an unknown fact.
        """
        if not prompt.template:
            reason = "the prompt has no template; a language model is needed to answer it"
            raise BackendError(_BACKEND, reason)
        try:
            text = Template(prompt.template).substitute(prompt.facts)
        except (KeyError, ValueError) as error:
            raise InvalidInput("template", str(error), "filled by the prompt's facts") from error
        words = text.split(" ")
        return Reply(
            text=" ".join(words[: prompt.max_tokens]),
            model="rules",
            stop="end" if len(words) <= prompt.max_tokens else "length",
            input_tokens=0,
            output_tokens=0,
            cost_usd=0.0,
        )

    def stream(self, prompt: Prompt) -> Iterator[StreamEvent]:
        """Yield the answer word by word."""
        reply = self.reply(prompt)
        head, *rest = reply.text.split(" ")
        yield TextDelta(text=head)
        for word in rest:
            yield TextDelta(text=f" {word}")
        yield StreamEnd(reply=reply)

    def close(self) -> None:
        """Do nothing: no resource is open."""


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the model."""
    register("llm", "rules", lambda _: RulesModel(), options=RulesOptions)
