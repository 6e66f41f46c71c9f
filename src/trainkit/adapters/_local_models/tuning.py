"""A local model is trained further on lines, in steps that survive a kill."""

import hashlib
import json
import math
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from trainkit.adapters._local_models.checkpoints import Checkpoints
from trainkit.adapters._local_models.measuring import encode_line, make_batch
from trainkit.adapters._local_models.task import Task

__all__ = ["tune"]

_WARM_SHARE, _LOWEST_SHARE = 0.05, 0.1
_LONGEST_GRADIENT = 1.0
_TEMPERATURE, _BEST = 0.7, 40
_NICE = 10
# The question alone, as in training: what is known is filled in later.
_TEMPLATE = "{{ messages[-1]['content'].split(' Known:')[0] + '\n' }}"


def tune(task: Task) -> None:
    """Train on lines, and write the model into a folder once it is whole."""
    tokenizer, model, request, say, is_wanted = task
    import torch

    began = time.monotonic()
    with suppress(OSError):
        os.nice(_NICE)  # whoever trains can wait; whoever speaks cannot
    folder, plan = Path(request["folder"]), request["plan"]
    lines = [encode_line(tokenizer, model, line) for line in request["lines"]]
    order = _Order(len(lines), plan)
    optimizer = torch.optim.AdamW(model.parameters(), lr=plan["learning_rate"])
    part = folder.with_name(f"{folder.name}.part")
    checkpoints = Checkpoints(part / "checkpoints", _digest(request))
    first = checkpoints.load(model, optimizer)
    losses: list[float] = []
    model.train()
    for step in range(first, order.steps):
        if step > first and (not is_wanted() or time.monotonic() - began > plan["limit_s"]):
            checkpoints.save(model, optimizer, step)
            say("stopped", step=step, steps=order.steps)
            return
        torch.manual_seed(1_000_003 * plan["seed"] + step)  # dropout is the same after a kill
        for group in optimizer.param_groups:
            group["lr"] = order.rate(step)
        loss = model(**make_batch([lines[at] for at in order.batch(step)])).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), _LONGEST_GRADIENT)
        optimizer.step()
        losses.append(float(loss.detach()))
        if (step + 1) % plan["checkpoint_steps"] == 0 and step + 1 < order.steps:
            checkpoints.save(model, optimizer, step + 1)
        say("step", step=step + 1, steps=order.steps, loss=losses[-1])
    model.train(mode=False)
    _write(tokenizer, model, part, folder)
    last = losses[-10:]
    say(
        "end",
        steps=order.steps,
        resumed_at=first,
        loss=sum(last) / max(len(last), 1),
        seconds=time.monotonic() - began,
    )


class _Order:
    """Which lines a step sees, and how fast it learns: both follow from the step alone."""

    def __init__(self, count: int, plan: dict[str, Any]) -> None:
        self._count, self._plan = count, plan
        self._size = min(plan["batch"], count)
        self._an_epoch = math.ceil(count / self._size)
        self.steps: int = self._an_epoch * plan["epochs"]
        self._epoch, self._shuffled = -1, list[int]()

    def batch(self, step: int) -> list[int]:
        epoch, at = divmod(step, self._an_epoch)
        if epoch != self._epoch:
            import torch

            draws = torch.Generator().manual_seed(self._plan["seed"] * 100_003 + epoch)
            self._epoch = epoch
            self._shuffled = torch.randperm(self._count, generator=draws).tolist()
        return self._shuffled[at * self._size : (at + 1) * self._size]

    def rate(self, step: int) -> float:
        highest = float(self._plan["learning_rate"])
        warm = max(1, round(_WARM_SHARE * self.steps))
        if step < warm:
            return highest * (step + 1) / warm
        turn = math.pi * (step - warm) / max(1, self.steps - warm)
        fall = float(1 + math.cos(turn)) / 2
        return highest * (_LOWEST_SHARE + (1 - _LOWEST_SHARE) * fall)


def _write(tokenizer: Any, model: Any, part: Path, folder: Path) -> None:
    built = part / "model"
    shutil.rmtree(built, ignore_errors=True)
    built.mkdir(parents=True)
    model.generation_config.update(do_sample=True, temperature=_TEMPERATURE, top_k=_BEST)
    model.save_pretrained(built)
    tokenizer.chat_template = _TEMPLATE
    tokenizer.save_pretrained(built)
    shutil.rmtree(folder, ignore_errors=True)
    built.rename(folder)
    shutil.rmtree(part, ignore_errors=True)


def _digest(request: dict[str, Any]) -> str:
    """Hash all that the result depends on: lines, plan, and the model to begin with."""
    plan = {name: value for name, value in request["plan"].items() if name != "limit_s"}
    found = hashlib.sha256(json.dumps([request["lines"], plan], sort_keys=True).encode())
    for file in sorted(Path(request["base"]).glob("*")):
        if file.suffix in {".safetensors", ".json"}:
            found.update(file.name.encode())
            with file.open("rb") as content:
                found.update(hashlib.file_digest(content, "sha256").digest())
    return found.hexdigest()
