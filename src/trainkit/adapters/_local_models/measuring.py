"""What a local model makes of lines: their loss, and what it says to prompts."""

from collections.abc import Sequence
from typing import Any

from trainkit.adapters._local_models.answering import write_tokens
from trainkit.adapters._local_models.task import Task

__all__ = ["encode_line", "make_batch", "measure"]

_IGNORED = -100  # what transformers leaves out of a loss
_BATCH = 8


def measure(task: Task) -> None:
    """Tell the loss on lines, and samples for prompts."""
    tokenizer, model, request, say, is_wanted = task
    import torch

    lines = [encode_line(tokenizer, model, line) for line in request["lines"]]
    total, count = 0.0, 0
    with torch.inference_mode():
        for at in range(0, len(lines), _BATCH):
            batch = make_batch(lines[at : at + _BATCH])
            tokens = int((batch["labels"][:, 1:] != _IGNORED).sum())
            total += float(model(**batch).loss) * tokens
            count += tokens
    samples: list[list[str]] = []
    for number, prompt in enumerate(request["prompts"]):
        texts = []
        for draw in range(request["count"]):
            ids = torch.tensor([_prompt_ids(tokenizer, prompt)])
            seed = 1000 * request["seed"] + 100 * number + draw
            written, _ = write_tokens(
                tokenizer,
                model,
                ids,
                most=request["max_tokens"],
                seed=seed,
                go_on=lambda _: is_wanted(),
            )
            texts.append(tokenizer.decode(written, skip_special_tokens=True).strip())
        samples.append(texts)
    say("end", loss=total / max(count, 1), samples=samples)


def encode_line(tokenizer: Any, model: Any, line: dict[str, str]) -> tuple[list[int], int]:
    """Return the tokens of a line, and how many of them are its prompt."""
    asked = _prompt_ids(tokenizer, line["prompt"])
    said = [*_ids(tokenizer, line["text"]), int(tokenizer.eos_token_id)]
    longest = int(getattr(model.config, "max_position_embeddings", 0) or 1024)
    return (asked + said)[:longest], min(len(asked), longest)


def make_batch(lines: Sequence[tuple[list[int], int]]) -> dict[str, Any]:
    """Return lines of tokens as tensors of one length; prompts and filling teach nothing."""
    import torch

    longest = max(len(ids) for ids, _ in lines)
    ids, labels, masks = [], [], []
    for line, asked in lines:
        spare = longest - len(line)
        ids.append(line + [0] * spare)
        labels.append([_IGNORED] * asked + line[asked:] + [_IGNORED] * spare)
        masks.append([1] * len(line) + [0] * spare)
    return {
        "input_ids": torch.tensor(ids),
        "labels": torch.tensor(labels),
        "attention_mask": torch.tensor(masks),
    }


def _prompt_ids(tokenizer: Any, prompt: str) -> list[int]:
    """Return a prompt as the template of a tuned model writes it."""
    return _ids(tokenizer, f"{prompt}\n")


def _ids(tokenizer: Any, text: str) -> list[int]:
    return list(tokenizer(text, add_special_tokens=False)["input_ids"])
