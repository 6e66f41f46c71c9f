"""A language model: answers a prompt."""

from collections.abc import Iterator
from typing import Protocol

from trainkit.models.prompt import Prompt, Reply

__all__ = ["LanguageModel"]


class LanguageModel(Protocol):
    """Answers prompts; the model proposes, the rules decide.

    Raises `BackendError` where it cannot answer. Thread-safe.
    """

    def reply(self, prompt: Prompt) -> Reply:
        """Answer a prompt."""

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Answer in pieces as they arrive; joined, they are the whole text."""

    def close(self) -> None:
        """Release resources; safe to call twice."""
