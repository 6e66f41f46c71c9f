"""A local model writes an answer, token by token."""

import hashlib
import json
import time
from collections.abc import Callable
from typing import Any

from trainkit.adapters._local_models.task import Task

__all__ = ["answer", "write_tokens"]


def answer(task: Task) -> None:
    """Answer messages in pieces, until the answer ends, the time is up, or nobody wants it."""
    tokenizer, model, request, say, is_wanted = task
    ends = time.monotonic() + float(request["seconds"])
    messages = request["messages"]
    ids = _encode(tokenizer, messages)
    # The same question has the same answer.
    seed = int.from_bytes(hashlib.sha256(json.dumps(messages).encode()).digest()[:6], "big")
    shown = ""

    def show(written: list[int]) -> bool:
        nonlocal shown
        text = tokenizer.decode(written, skip_special_tokens=True)
        if len(text) > len(shown) and not text.endswith("�"):
            say("text", text=text[len(shown) :])
            shown = text
        return is_wanted() and time.monotonic() < ends

    written, stop = write_tokens(
        tokenizer, model, ids, most=int(request["max_tokens"]), seed=seed, go_on=show
    )
    say("end", stop=stop, input_tokens=int(ids.shape[1]), output_tokens=len(written))


def write_tokens(
    tokenizer: Any,
    model: Any,
    ids: Any,
    *,
    most: int,
    seed: int,
    go_on: Callable[[list[int]], bool] = lambda _: True,
) -> tuple[list[int], str]:
    """Write tokens after some: the likeliest, or drawn where the model's folder says so.

    Parameters
    ----------
    tokenizer, model : object
        Of transformers.
    ids : tensor
        The tokens before, of shape (1, tokens).
    most : int
        The most tokens to write.
    seed : int
        Of the draws.
    go_on : callable
        Is given what was written after each token; False ends it.

    Returns
    -------
    written : list of int
        The tokens.
    stop : str
        ``"end"``, or ``"length"`` where it was cut.
    """
    import torch

    longest = int(getattr(model.config, "max_position_embeddings", 0) or 0)
    if longest:
        most = max(1, min(most, longest - 1))
        ids = ids[:, -(longest - most) :]  # the end of a prompt that is too long
    draws = torch.Generator().manual_seed(seed)
    written: list[int] = []
    past: Any = None
    step = ids
    with torch.inference_mode():
        for _ in range(most):
            output = model(input_ids=step, past_key_values=past, use_cache=True)
            past = output.past_key_values
            token = _choose(output.logits[0, -1], model.generation_config, draws)
            if token == tokenizer.eos_token_id:
                return written, "end"
            written.append(token)
            if not go_on(written):
                break
            step = torch.tensor([[token]])
    return written, "length"


def _choose(logits: Any, settings: Any, draws: Any) -> int:
    import torch

    if not getattr(settings, "do_sample", False):
        return int(logits.argmax())
    most = min(int(settings.top_k or logits.shape[-1]), logits.shape[-1])
    best = torch.topk(logits.float() / max(float(settings.temperature or 1.0), 0.01), most)
    drawn = torch.multinomial(best.values.softmax(-1), 1, generator=draws)
    return int(best.indices[drawn])


def _encode(tokenizer: Any, messages: list[dict[str, str]]) -> Any:
    if getattr(tokenizer, "chat_template", None):
        text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    else:
        lines = [f"{message['role'].capitalize()}: {message['content']}" for message in messages]
        text = "\n".join([*lines, "Assistant:"])
    return tokenizer(text, return_tensors="pt")["input_ids"]
