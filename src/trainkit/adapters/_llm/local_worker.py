"""The process of a local model: reads requests, writes pieces of text, and may be killed.

It is started as a script with the folder of the model as its argument, and never looks for anything
on a network. Each line of its input is a request, each line of its output an event, both JSON.
"""

import json
import os
import sys
from typing import Any

__all__ = ["main"]


def main() -> None:
    """Load the model of a folder, and answer requests until the input ends."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE"):
        os.environ[name] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not get among the events

    def say(**event: object) -> None:
        out.write(json.dumps(event) + "\n")
        out.flush()

    try:
        tokenizer, model = _load(sys.argv[1])
    except Exception as error:  # noqa: BLE001  the parent explains it
        say(kind="failed", message=f"{type(error).__name__}: {str(error)[:300]}")
        return
    say(kind="ready")
    for line in sys.stdin:
        try:
            _answer(tokenizer, model, json.loads(line), say)
        except Exception as error:  # noqa: BLE001  the parent explains it
            say(kind="failed", message=f"{type(error).__name__}: {str(error)[:300]}")


def _load(folder: str) -> tuple[Any, Any]:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()
    torch.set_num_threads(max(1, (os.cpu_count() or 1) - 1))
    options = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = AutoTokenizer.from_pretrained(folder, **options)
    model = AutoModelForCausalLM.from_pretrained(folder, use_safetensors=True, **options)
    return tokenizer, model.train(mode=False)


def _answer(tokenizer: Any, model: Any, request: dict[str, Any], say: Any) -> None:
    import torch

    ids = _encode(tokenizer, request["messages"])
    longest = int(getattr(model.config, "max_position_embeddings", 0) or 0)
    most = int(request["max_tokens"])
    if longest:
        most = max(1, min(most, longest - 1))
        ids = ids[:, -(longest - most) :]  # the end of a prompt that is too long
    torch.manual_seed(0)
    shown, written, stop = "", list[int](), "length"
    past: Any = None
    step = ids
    with torch.inference_mode():
        for _ in range(most):
            output = model(input_ids=step, past_key_values=past, use_cache=True)
            past = output.past_key_values
            token = int(output.logits[0, -1].argmax())
            if token == tokenizer.eos_token_id:
                stop = "end"
                break
            written.append(token)
            text = tokenizer.decode(written, skip_special_tokens=True)
            if len(text) > len(shown) and not text.endswith("�"):
                say(kind="text", text=text[len(shown) :])
                shown = text
            step = torch.tensor([[token]])
    say(kind="end", stop=stop, input_tokens=int(ids.shape[1]), output_tokens=len(written))


def _encode(tokenizer: Any, messages: list[dict[str, str]]) -> Any:
    if getattr(tokenizer, "chat_template", None):
        text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    else:
        lines = [f"{message['role'].capitalize()}: {message['content']}" for message in messages]
        text = "\n".join([*lines, "Assistant:"])
    return tokenizer(text, return_tensors="pt")["input_ids"]


if __name__ == "__main__":
    main()
