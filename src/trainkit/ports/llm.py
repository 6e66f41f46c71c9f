"""What a language model must do: answer a prompt."""

from collections.abc import Iterator
from typing import Protocol

from trainkit.models.prompt import Prompt, Reply

__all__ = ["LanguageModel"]


class LanguageModel(Protocol):
    """Answers prompts; it proposes, and rules judge what it says.

    It raises `BackendError` where it cannot answer. Threads may share it.
    """

    def reply(self, prompt: Prompt) -> Reply:
        """Answer a prompt."""

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Answer in pieces as they come; together they are the answer's text."""

    def close(self) -> None:
        """Let go of what is open; closing twice does no harm."""
