"""Claude through Anthropic's own library: tools, forms of answer, prompt caching, and batches."""

import re
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, Field

from trainkit.adapters._llm import (
    Address,
    Events,
    StatusError,
    VendorModel,
    VendorOptions,
    answer_schema,
    as_dict,
    check_error,
    clean,
    event_error,
    fit_answer,
)
from trainkit.adapters._llm.claude_messages import (
    describe_cache,
    read_calls,
    read_usage,
    take,
    write_turn,
)
from trainkit.errors import BackendError, InvalidInput, RateLimited
from trainkit.models import Prompt, Reply, StreamEnd
from trainkit.models.model import Model
from trainkit.net import limit_time
from trainkit.plugins import Register, hookimpl

Result = TypeVar("Result")

__all__ = ["AnthropicModel", "AnthropicOptions", "Batch"]

TRAINKIT_CONTRACT = 1

_STOPS: Mapping[str, Literal["end", "length", "tool", "refusal"]] = {
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool",
    "refusal": "refusal",
}
_TOO_BUSY = {503, 529}
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_AMBIGUOUS = "; it may have been accepted: look into the vendor's console before you send it again"


class AnthropicOptions(VendorOptions):
    """Options of the model, beside those of every vendor.

    Parameters
    ----------
    model : str
        The model's name.
    base_url : str
        Address of the vendor, or of a gateway that speaks its protocol.
    """

    model: Annotated[str, Field(min_length=1)] = "claude-sonnet-5-5"
    base_url: Address = "https://api.anthropic.com"


class Batch(Model):
    """A batch of prompts: its `id` alone finds it again, also after a restart.

    Parameters
    ----------
    id : str
        The vendor's identifier.
    state : {"running", "cancelling", "ended"}
        Whether its answers can be collected: only when it has ended.
    waiting, answered, failed, cancelled : int
        Prompts by what became of them; one that expired has failed.
    """

    id: Annotated[str, Field(min_length=1)]
    state: Literal["running", "cancelling", "ended"]
    waiting: int = 0
    answered: int = 0
    failed: int = 0
    cancelled: int = 0


class AnthropicModel(VendorModel):
    """A model of Anthropic. Thread-safe.

    `Prompt.prefix` and the tools are cached by the vendor for five minutes; `Reply.notes` tells
    what came of it.

    Parameters
    ----------
    options : AnthropicOptions
        The options.
    today, sleep, clock : callable
        The day of a call, for its price; wait for some seconds; monotonic time [s].
    """

    backend = "llm.anthropic"
    vendor = package = extra = "anthropic"

    def count_tokens(self, prompt: Prompt) -> int:
        """Return how long a prompt is for this model [tokens]; nothing is generated.

        Raises
        ------
        InvalidInput, BackendError
            As in `reply`.
        """
        self._check(prompt)
        request = self._request(prompt)
        del request["max_tokens"]

        def count() -> int:
            answer = as_dict(self._client().messages.count_tokens(**request))
            return int(answer["input_tokens"])

        with limit_time(self._seconds(prompt)):
            return self._attempt(prompt, count)

    def submit_batch(self, prompts: Mapping[str, Prompt]) -> Batch:
        """Send prompts that are answered within a day, at the vendor's lower price for batches.

        It is sent once: a repetition might be answered, and paid, twice.

        Parameters
        ----------
        prompts : mapping of str to Prompt
            The prompts by names of the host's own: letters, digits, ``_`` and ``-``.

        Returns
        -------
        Batch
            The batch; keep its `id`.

        Raises
        ------
        InvalidInput
            There is no prompt, a name is invalid, or as in `reply`; nothing was sent.
        BackendError
            The vendor did not take it, or nobody knows; the message says which.
        """
        if not prompts:
            raise InvalidInput("prompts", {}, "at least one prompt")
        for name, prompt in prompts.items():
            if not _NAME.fullmatch(name):
                raise InvalidInput("prompts", name, "named with up to 64 of A-Z a-z 0-9 _ -")
            self._check(prompt)
        requests = [
            {"custom_id": name, "params": self._request(prompt)} for name, prompt in prompts.items()
        ]
        self._client()
        with limit_time(self._options.deadline_s):
            try:
                return self._guard(
                    None, lambda: _read_batch(self._batches().create(requests=requests))
                )
            except BackendError as error:
                if not _is_refusal(error):
                    error.retryable, error.message = False, error.message + _AMBIGUOUS
                raise

    def poll_batch(self, batch: str) -> Batch:
        """Return how far a batch is, by its `id`; `BackendError` for an unknown one."""
        return self._about(batch, lambda: _read_batch(self._batches().retrieve(batch)))

    def cancel_batch(self, batch: str) -> Batch:
        """Stop a batch; what was answered until then can be collected when it has ended."""
        return self._about(batch, lambda: _read_batch(self._batches().cancel(batch)))

    def collect_batch(
        self, batch: str, prompts: Mapping[str, Prompt] | None = None
    ) -> dict[str, Reply | BackendError]:
        """Return the answers of a batch that has ended.

        Parameters
        ----------
        batch : str
            Its `id`.
        prompts : mapping of str to Prompt, optional
            The prompts, where answers have forms: only they know them.

        Returns
        -------
        dict
            By the names of `submit_batch`: the reply, or why there is none.

        Raises
        ------
        BackendError
            The batch runs still, which is retryable; or as in `reply`.
        """
        state = self.poll_batch(batch).state
        if state != "ended":
            message = f"the batch {batch} is {state}: its answers come when it has ended"
            raise BackendError(self.backend, message, retryable=True)

        def collect() -> dict[str, Reply | BackendError]:
            with closing(self._batches().results(batch)) as lines:
                read = map(as_dict, lines)
                return {
                    str(line["custom_id"]): self._read_result(line, prompts or {}) for line in read
                }

        return self._about(batch, collect)

    def _make(self, key: str, http_client: Any) -> Any:
        return self._sdk().Anthropic(
            api_key=key,
            base_url=self._base_url,
            max_retries=0,
            timeout=3600.0,  # the transport has the limit of the call
            http_client=http_client,
        )

    def _check_answer(self, answer: type[BaseModel]) -> None:
        answer_schema(answer, recursive=False)

    def _send(self, prompt: Prompt) -> Reply:
        return self._read(as_dict(self._create(prompt)), prompt)

    def _listen(self, prompt: Prompt) -> Events:
        message: dict[str, Any] = {"content": [], "usage": {}}
        with self._create(prompt, stream=True) as events:
            for event in map(as_dict, events):
                yield from take(message, event)
                if event["type"] == "message_stop":
                    yield StreamEnd(reply=self._read(message, prompt))
                    return

    def _create(self, prompt: Prompt, **options: bool) -> Any:
        """Send a prompt; `Reply.notes` says what the library would warn of: a retirement."""
        request = self._request(prompt)
        body = {"model": request["model"]}
        return self._client().messages.create(
            **{**request, "model": "", "extra_body": body}, **options
        )

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        """Return what the vendor's library sends for a prompt."""
        request: dict[str, Any] = {
            "model": self._name,
            "max_tokens": prompt.max_tokens,
            "messages": [write_turn(message) for message in prompt.messages],
        }
        cached = {"cache_control": {"type": "ephemeral"}}
        system = [{"type": "text", "text": prompt.prefix, **cached}] if prompt.prefix else []
        if prompt.system:
            system.append({"type": "text", "text": prompt.system})
        if system:
            request["system"] = system
        if prompt.tools:
            request["tools"] = [
                {
                    "name": tool.name,
                    "description": tool.description,
                    "input_schema": dict(tool.parameters),
                }
                for tool in prompt.tools
            ]
        if output := self._output(prompt):
            request["output_config"] = output
        return request

    def _output(self, prompt: Prompt) -> dict[str, Any]:
        output: dict[str, Any] = {}
        if prompt.answer is not None:
            schema = self._sdk().transform_schema(answer_schema(prompt.answer, recursive=False))
            output["format"] = {"type": "json_schema", "schema": schema}
        if prompt.effort is not None and "effort" not in self._refused:
            output["effort"] = prompt.effort
        return output

    def _read(self, message: Mapping[str, Any], prompt: Prompt | None) -> Reply:
        """Read a whole message."""
        check_error(self.backend, message)
        stop = _STOPS.get(str(message.get("stop_reason")), "end")
        blocks = message["content"]
        spent = read_usage(message.get("usage") or {})
        return Reply(
            text="".join(clean(block["text"]) for block in blocks if block["type"] == "text"),
            model=message["model"],
            calls=read_calls(self.backend, blocks, is_cut=stop == "length"),
            stop=stop,
            **spent._asdict(),
            notes=describe_cache(spent) if prompt is not None and prompt.prefix else (),
        )

    def _read_result(
        self, line: Mapping[str, Any], prompts: Mapping[str, Prompt]
    ) -> Reply | BackendError:
        """Read one line of a batch's results."""
        result, prompt = line["result"], prompts.get(str(line["custom_id"]))
        if result["type"] == "errored":
            return event_error(self.backend, result["error"])
        if result["type"] != "succeeded":
            return BackendError(self.backend, f"the prompt was {result['type']}", retryable=True)
        try:
            reply = self._price(prompt, self._read(result["message"], prompt), batch=True)
        except BackendError as error:
            return error
        if prompt is None or prompt.answer is None or reply.stop != "end":
            return reply
        parsed, problem = fit_answer(reply.text, prompt.answer)
        if parsed is None:
            message = f"the answer is no {prompt.answer.__name__}: {problem}"
            return BackendError(self.backend, message, cost_usd=reply.cost_usd)
        return reply.model_copy(update={"parsed": parsed})

    def _batches(self) -> Any:
        return self._client().messages.batches

    def _about(self, batch: str, work: Callable[[], Result]) -> Result:
        """Do work about a batch, with retries."""
        if not _NAME.fullmatch(batch):
            raise InvalidInput("batch", batch, "the id of a batch")
        self._key()
        with limit_time(self._options.deadline_s):
            return self._attempt(None, work)


def _is_refusal(error: BackendError) -> bool:
    """Return whether an error proves that nothing was accepted."""
    if isinstance(error, StatusError):
        return error.answered < 500 or error.answered in _TOO_BUSY
    return isinstance(error, RateLimited)


def _read_batch(answer: object) -> Batch:
    batch = as_dict(answer)
    counts = batch["request_counts"]
    states: Mapping[str, Any] = {"in_progress": "running", "canceling": "cancelling"}
    return Batch(
        id=batch["id"],
        state=states.get(batch["processing_status"], batch["processing_status"]),
        waiting=counts["processing"],
        answered=counts["succeeded"],
        failed=counts["errored"] + counts["expired"],
        cancelled=counts["canceled"],
    )


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the model."""
    register(
        "llm",
        "anthropic",
        AnthropicModel,
        options=AnthropicOptions,
        needs={"anthropic": "trainkit[anthropic]"},
    )
