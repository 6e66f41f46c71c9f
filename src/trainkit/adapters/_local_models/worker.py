"""The process of a local model: reads requests, writes events, and may be killed.

It gets the folder of the model as its argument. Each line of its input is a request, each line of
its output an event, both JSON. A new request ends the one before; the end of the input ends the
process, whatever it does: a host that was killed leaves nobody behind.
"""

import json
import os
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from trainkit.adapters._local_models.answering import answer
from trainkit.adapters._local_models.measuring import measure
from trainkit.adapters._local_models.offline import shut_network
from trainkit.adapters._local_models.task import Task
from trainkit.adapters._local_models.tuning import tune

__all__ = ["main"]

_WORK: dict[str, Callable[[Task], None]] = {"answer": answer, "measure": measure, "tune": tune}


class _Requests:
    """What the parent asks, read in a thread of its own."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self.newest = 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            request = json.loads(line)
            self.newest = request["number"]
            self._queue.put(request)
        os._exit(0)

    def next(self) -> dict[str, Any]:
        return self._queue.get()


def main(folder: str) -> None:
    """Load the model of a folder, and serve requests until the input ends."""
    shut_network()
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not get among the events

    def say(**event: object) -> None:
        out.write(json.dumps(event) + "\n")
        out.flush()

    requests = _Requests()
    try:
        tokenizer, model = load(folder)
    except Exception as error:  # noqa: BLE001  the parent explains it
        say(kind="failed", number=0, message=_describe(error))
        return
    say(kind="ready", number=0)
    while True:
        request = requests.next()
        number = request["number"]

        def say_event(kind: str, number: int = number, **event: object) -> None:
            say(kind=kind, number=number, **event)

        def is_wanted(number: int = number) -> bool:
            return requests.newest == number

        try:
            _WORK[request["kind"]](Task(tokenizer, model, request, say_event, is_wanted))
        except Exception as error:  # noqa: BLE001  the parent explains it
            say_event("failed", message=_describe(error))


def load(folder: str) -> tuple[Any, Any]:
    """Return the tokenizer and the model of a folder, from safetensors only."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    torch.set_num_threads(max(1, (os.cpu_count() or 1) - 1))
    options = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = AutoTokenizer.from_pretrained(folder, **options)
    model = AutoModelForCausalLM.from_pretrained(folder, use_safetensors=True, **options)
    return tokenizer, model.train(mode=False)


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:300]}"
