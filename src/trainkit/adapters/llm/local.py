"""A causal language model in a folder, offline, in a process of its own that can be killed."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, Queue
from typing import Annotated, Any

from pydantic import Field

from trainkit.adapters._llm import complete, describe_schema, local_worker
from trainkit.errors import BackendError, InvalidInput, MissingExtra
from trainkit.models import Prompt, Reply, StreamEnd, StreamEvent, TextDelta
from trainkit.models.model import Model
from trainkit.plugins import Register, hookimpl

__all__ = ["LocalModel", "LocalOptions"]

TRAINKIT_CONTRACT = 1

_BACKEND = "llm.local"
_PACKAGES = ("torch", "transformers", "safetensors")
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.pkl", "*.pickle", "*.ckpt", "*.h5", "*.msgpack")


class LocalOptions(Model):
    """Options of the model.

    Parameters
    ----------
    path : str
        Folder with ``config.json``, a tokenizer, and weights as ``*.safetensors``.
    deadline_s : float
        Time for an answer, where the prompt sets none [s].
    """

    path: Annotated[str, Field(min_length=1)]
    deadline_s: Annotated[float, Field(gt=0, le=3600)] = 60.0


class LocalModel:
    """A model that nothing leaves: no network, no key, no cost. Thread-safe, one answer at a time.

    Parameters
    ----------
    options : LocalOptions
        Where the model is.

    Raises
    ------
    InvalidInput
        The folder has no configuration or no safetensors, or holds pickled weights, which could run
        any code.
    MissingExtra
        torch, transformers or safetensors is not installed.
    """

    def __init__(self, options: LocalOptions) -> None:
        folder = Path(options.path)
        self.model = folder.name
        _check_folder(folder)
        for package in _PACKAGES:
            if find_spec(package) is None:
                raise MissingExtra(package, "local")
        self._folder, self._deadline_s = folder, options.deadline_s
        self._lock = threading.Lock()
        self._worker: _Worker | None = None

    def __repr__(self) -> str:
        return f"<LocalModel {self.model!r}>"

    def reply(self, prompt: Prompt) -> Reply:
        """Answer a prompt; one that wants a form is asked for once more if it does not fit.

        Raises
        ------
        InvalidInput
            The prompt has tools, which a local model does not take.
        BackendError
            The model cannot be loaded, fails, or is not ready in time: its process is then killed.
        """
        return complete(_with_form(prompt), self._reply, backend=_BACKEND)

    def stream(self, prompt: Prompt) -> Iterator[StreamEvent]:
        """Answer in pieces as the model writes them; an answer in a form comes in one."""
        if prompt.answer is not None:
            reply = self.reply(prompt)
            yield TextDelta(text=reply.text)
            yield StreamEnd(reply=reply)
            return
        yield from self._events(prompt)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._kill()

    def _reply(self, prompt: Prompt) -> Reply:
        for event in self._events(prompt):
            if isinstance(event, StreamEnd):
                return event.reply
        raise BackendError(_BACKEND, "the model's process ended", retryable=True)

    def _events(self, prompt: Prompt) -> Iterator[StreamEvent]:
        if prompt.tools:
            raise InvalidInput("tools", self.model, "empty: a local model takes no tools")
        ends = time.monotonic() + (prompt.deadline_s or self._deadline_s)
        if not self._lock.acquire(timeout=max(0.0, ends - time.monotonic())):
            raise BackendError(_BACKEND, "another answer takes too long", retryable=True)
        try:
            yield from self._answer(self._start(ends), prompt, ends)
        finally:
            self._lock.release()

    def _answer(self, worker: "_Worker", prompt: Prompt, ends: float) -> Iterator[StreamEvent]:
        pieces, is_whole = list[str](), False
        try:
            worker.ask(prompt)
            while not is_whole:
                event = worker.next_event(ends)
                is_whole = event["kind"] == "end"
                if is_whole:
                    yield StreamEnd(reply=self._read(event, "".join(pieces)))
                else:
                    pieces.append(event["text"])
                    yield TextDelta(text=event["text"])
        finally:
            if not is_whole:  # late, failed, or nobody listens any more
                self._kill()

    def _read(self, event: dict[str, Any], text: str) -> Reply:
        return Reply(
            text=text.strip() or text or " ",
            model=f"local:{self.model}",
            stop="end" if event["stop"] == "end" else "length",
            input_tokens=event["input_tokens"],
            output_tokens=event["output_tokens"],
            cost_usd=0.0,
        )

    def _start(self, ends: float) -> "_Worker":
        """Return the process once its model is loaded; one that still loads goes on loading."""
        if self._worker is None or not self._worker.is_alive():
            self._kill()
            self._worker = _Worker(self._folder)
        try:
            self._worker.wait_until_ready(ends)
        except BackendError as error:
            if not error.retryable:
                self._kill()
            raise
        return self._worker

    def _kill(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()


class _Worker:
    """The process with the model."""

    def __init__(self, folder: Path) -> None:
        script = local_worker.__file__
        kept = {"PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR"}
        environment = {name: value for name, value in os.environ.items() if name in kept}
        self._process = subprocess.Popen(  # noqa: S603  our own script
            [sys.executable, "-I", script, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            encoding="utf-8",
            start_new_session=True,
        )
        self._events: Queue[str | None] = Queue()
        self._is_ready = False
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101  it is a pipe
        with self._process.stdout as lines:
            for line in lines:
                self._events.put(line)
        self._events.put(None)

    def is_alive(self) -> bool:
        """Return whether the process runs."""
        return self._process.poll() is None

    def wait_until_ready(self, ends: float) -> None:
        """Wait for the model to be loaded, until a moment of the monotonic clock."""
        if not self._is_ready:
            self._is_ready = self.next_event(ends)["kind"] == "ready"

    def ask(self, prompt: Prompt) -> None:
        """Send a request."""
        assert self._process.stdin is not None  # noqa: S101  it is a pipe
        system = "\n\n".join(filter(None, (prompt.prefix, prompt.system)))
        messages = [{"role": "system", "content": system}] if system else []
        messages += [{"role": message.role, "content": message.text} for message in prompt.messages]
        request = {"messages": messages, "max_tokens": prompt.max_tokens}
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise BackendError(_BACKEND, "the model's process ended", retryable=True) from error

    def next_event(self, ends: float) -> dict[str, Any]:
        """Wait for the next event until a moment of the monotonic clock."""
        try:
            line = self._events.get(timeout=max(0.0, ends - time.monotonic()))
        except Empty:
            raise BackendError(_BACKEND, "no answer in time", retryable=True) from None
        if line is None:
            raise BackendError(_BACKEND, "the model's process ended", retryable=True)
        event: dict[str, Any] = json.loads(line)
        if event["kind"] == "failed":
            raise BackendError(_BACKEND, event["message"])
        return event

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()


def _check_folder(folder: Path) -> None:
    if not (folder / "config.json").is_file():
        raise InvalidInput("path", str(folder), "a folder of a model, with its config.json")
    pickled = sorted(file.name for pattern in _PICKLES for file in folder.glob(pattern))
    if pickled:
        allowed = f"a folder without {pickled[0]}: such files can run any code; keep safetensors"
        raise InvalidInput("path", str(folder), allowed)
    if not any(folder.glob("*.safetensors")):
        raise InvalidInput("path", str(folder), "a folder with weights as *.safetensors")


def _with_form(prompt: Prompt) -> Prompt:
    """Say in the prompt which form the answer has, for a model that cannot be made to keep it."""
    if prompt.answer is None:
        return prompt
    system = "\n\n".join(filter(None, (prompt.system, describe_schema(prompt.answer))))
    return prompt.model_copy(update={"system": system})


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the model."""
    register(
        "llm",
        "local",
        LocalModel,
        options=LocalOptions,
        needs=dict.fromkeys(_PACKAGES, "trainkit[local]"),
    )
