"""A language model on any server with the chat-completions protocol."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, SecretStr

from trainkit.errors import BackendError
from trainkit.models import Prompt, Reply
from trainkit.net import HttpClient, Retry
from trainkit.plugins import Register, hookimpl

TRAINKIT_CONTRACT = 1

NAME = "llm.lake"


class LakeModelOptions(BaseModel, extra="forbid"):
    """Address and key of the server, its model, and the price of a token."""

    url: str
    key: SecretStr = SecretStr("")
    model: str = "lake-small"
    usd_per_million_tokens: float = 0.0
    timeout_s: float = 60.0
    tries: int = 4


class LakeModel:
    """Answers prompts."""

    def __init__(self, options: LakeModelOptions) -> None:
        self._options = options
        key = options.key.get_secret_value()
        self._web = HttpClient(
            NAME,
            options.url,
            credentials=lambda: {"authorization": f"Bearer {key}"} if key else {},
            read_s=options.timeout_s,
            retry=Retry(delays_s=[1.0 * 2**n for n in range(options.tries - 1)]),
        )

    def reply(self, prompt: Prompt) -> Reply:
        """Ask for the whole answer."""
        turns = [{"role": "system", "content": prompt.system}] if prompt.system else []
        turns += [{"role": message.role, "content": message.text} for message in prompt.messages]
        body = {
            "model": self._options.model,
            "messages": turns,
            "max_tokens": prompt.max_tokens,
        }
        answer: Any = self._web.request_json("POST", "/chat/completions", body=body)
        try:
            choice, usage = answer["choices"][0], answer["usage"]
            tokens = usage["prompt_tokens"], usage["completion_tokens"]
            return Reply(
                text=choice["message"]["content"],
                model=answer["model"],
                stop="end" if choice["finish_reason"] == "stop" else "length",
                input_tokens=tokens[0],
                output_tokens=tokens[1],
                cost_usd=sum(tokens) / 1e6 * self._options.usd_per_million_tokens,
            )
        except (KeyError, IndexError, TypeError, ValueError) as error:
            reason = f"the answer is not a chat completion: {type(error).__name__}"
            raise BackendError(NAME, reason) from error

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Yield the whole answer at once: this server does not stream."""
        yield self.reply(prompt).text

    def close(self) -> None:
        """Close the connections."""
        self._web.close()


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the model."""
    register("llm", "lake", LakeModel, options=LakeModelOptions)
