"""What stands in for a language model that cannot be opened."""

from collections.abc import Iterator

from trainkit.errors import BackendError
from trainkit.models.prompt import Prompt, Reply, StreamEvent

__all__ = ["AbsentModel"]


class AbsentModel:
    """A model that could not be opened: it says why, and the athlete hears patterns.

    Parameters
    ----------
    reason : str
        Why, in one line.
    """

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def reply(self, prompt: Prompt) -> Reply:
        """Raise `BackendError` with the reason."""
        raise BackendError("llm", f"no {prompt.purpose} model: {self._reason}")

    def stream(self, prompt: Prompt) -> Iterator[StreamEvent | str]:
        """Raise as `reply` does."""
        yield self.reply(prompt).text

    def close(self) -> None:
        """Nothing is open."""
