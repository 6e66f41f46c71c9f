"""Answers without any model: a prompt's own template, filled with its facts. Works offline."""

from collections.abc import Iterator
from string import Template

from trainkit.errors import BackendError, InvalidInput
from trainkit.models import Prompt, Reply
from trainkit.models.model import Model
from trainkit.plugins import Register, hookimpl

__all__ = ["RulesModel", "RulesOptions"]

TRAINKIT_CONTRACT = 1

_BACKEND = "llm.rules"


class RulesOptions(Model):
    """None: there is nothing to choose."""


class RulesModel:
    """Fills templates; the same prompt gives the same answer. Threads may share it."""

    def reply(self, prompt: Prompt) -> Reply:
        """Fill the prompt's template.

        Raises
        ------
        BackendError
            The prompt brings no template: without a model there is nothing to say.
        InvalidInput
            The template names a fact that is not there.
        """
        if not prompt.template:
            said = "the prompt has no template; a language model is needed to answer it"
            raise BackendError(_BACKEND, said)
        try:
            text = Template(prompt.template).substitute(prompt.facts)
        except (KeyError, ValueError) as error:
            raise InvalidInput("template", str(error), "filled by the prompt's facts") from error
        words = text.split(" ")
        return Reply(
            text=" ".join(words[: prompt.max_tokens]),
            model="rules",
            complete=len(words) <= prompt.max_tokens,
        )

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Give the answer word by word."""
        head, *rest = self.reply(prompt).text.split(" ")
        yield head
        for word in rest:
            yield f" {word}"

    def close(self) -> None:
        """Nothing is open."""


@hookimpl
def trainkit_register(register: Register) -> None:
    """Make the model known."""
    register("llm", "rules", lambda _: RulesModel(), options=RulesOptions)
