"""A causal language model in a folder, offline, in a process of its own that can be killed."""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from trainkit.adapters._llm import complete, describe_schema
from trainkit.adapters._local_models.process import ModelProcess
from trainkit.errors import BackendError, InvalidInput, MissingExtra
from trainkit.models import Prompt, Reply, StreamEnd, StreamEvent, TextDelta
from trainkit.models.model import Model
from trainkit.models.tuning import Measured, TrainingLine, Tuned, TuningPlan
from trainkit.plugins import Register, hookimpl

__all__ = ["LocalModel", "LocalOptions"]

TRAINKIT_CONTRACT = 1

_BACKEND = "llm.local"
_MOST_MISSED = 2  # requests in a row without a sign of life: the process is stuck
_GRACE_S = 60.0  # to load a model and to write a checkpoint, after a training's time is up
_LONGEST_MEASURE_S, _SAMPLE_TOKENS = 600.0, 64
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

    It can be trained further (`trainkit.ports.TrainableModel`), in another process.

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
        self._worker: ModelProcess | None = None
        self._missed = 0

    def __repr__(self) -> str:
        return f"<LocalModel {self.model!r}>"

    def reply(self, prompt: Prompt) -> Reply:
        """Answer a prompt; one that wants a form is asked for once more if it does not fit.

        Raises
        ------
        InvalidInput
            The prompt has tools, which a local model does not take.
        BackendError
            The model cannot be loaded, fails, or is not ready in time: it then turns to the next
            prompt, and a process that does not is killed.
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

    def at(self, folder: str | os.PathLike[str]) -> "LocalModel":
        """Return the model of another folder, such as a tuned one; whoever asks closes it."""
        options = LocalOptions(path=os.fspath(folder), deadline_s=self._deadline_s)
        return LocalModel(options)

    def tune(
        self, lines: Sequence[TrainingLine], folder: str | os.PathLike[str], plan: TuningPlan
    ) -> Tuned:
        """Train on lines, and write the model into a folder, as safetensors.

        Parameters
        ----------
        lines : sequence of TrainingLine
            What it learns.
        folder : path
            Where the new model goes once it is whole; checkpoints stand beside it until then.
        plan : TuningPlan
            How; the same lines and plan go on from the last checkpoint.

        Returns
        -------
        Tuned
            What was done.

        Raises
        ------
        InvalidInput
            There are no lines.
        BackendError
            The time is up, and the next call goes on (retryable); or the training failed.
        """
        if not lines:
            raise InvalidInput("lines", 0, "at least one")
        event = self._work(
            "tune",
            plan.limit_s + _GRACE_S,
            lines=[line.model_dump(include={"text", "prompt"}) for line in lines],
            folder=str(Path(folder).absolute()),
            base=str(self._folder.absolute()),
            plan=plan.model_dump(),
        )
        if event["kind"] == "stopped":
            told = f"stopped at step {event['step']} of {event['steps']}; the next call goes on"
            raise BackendError(_BACKEND, told, retryable=True)
        names = ("steps", "resumed_at", "loss", "seconds")
        return Tuned(**{name: event[name] for name in names})

    def measure(
        self, lines: Sequence[TrainingLine], prompts: Sequence[str], *, count: int = 2
    ) -> Measured:
        """Measure what the model makes of lines, and what it says to prompts.

        Parameters
        ----------
        lines : sequence of TrainingLine
            Lines that it has not seen.
        prompts : sequence of str
            What it is asked.
        count : int
            Answers to each prompt.

        Returns
        -------
        Measured
            The loss on the lines, and the answers.
        """
        event = self._work(
            "measure",
            _LONGEST_MEASURE_S,
            lines=[line.model_dump(include={"text", "prompt"}) for line in lines],
            prompts=list(prompts),
            count=count,
            max_tokens=_SAMPLE_TOKENS,
            seed=0,
        )
        return Measured(loss=event["loss"], samples=event["samples"])

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._kill()

    def _work(self, kind: str, seconds: float, **request: object) -> dict[str, Any]:
        """Do work in a process of its own: whoever asks for an answer does not wait for it."""
        ends = time.monotonic() + seconds
        worker = ModelProcess(self._folder, _BACKEND)
        try:
            worker.wait_until_ready(ends)
            worker.ask(kind, **request)
            while (event := worker.next_event(ends))["kind"] == "step":
                pass
            return event
        finally:
            worker.kill()

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

    def _answer(self, worker: ModelProcess, prompt: Prompt, ends: float) -> Iterator[StreamEvent]:
        pieces = list[str]()
        system = "\n\n".join(filter(None, (prompt.prefix, prompt.system)))
        messages = [{"role": "system", "content": system}] if system else []
        messages += [{"role": message.role, "content": message.text} for message in prompt.messages]
        try:
            left_s = ends - time.monotonic()
            worker.ask("answer", messages=messages, max_tokens=prompt.max_tokens, seconds=left_s)
            while (event := self._wait(worker, ends))["kind"] != "end":
                pieces.append(event["text"])
                yield TextDelta(text=event["text"])
        except BackendError as error:
            if not error.retryable or self._missed >= _MOST_MISSED:
                self._kill()
            raise
        yield StreamEnd(reply=self._read(event, "".join(pieces)))

    def _wait(self, worker: ModelProcess, ends: float) -> dict[str, Any]:
        """Return the next event; a process without one for two requests in a row is stuck."""
        self._missed += 1
        event = worker.next_event(ends)
        self._missed = 0
        return event

    def _read(self, event: dict[str, Any], text: str) -> Reply:
        return Reply(
            text=text.strip() or text or " ",
            model=f"local:{self.model}",
            stop="end" if event["stop"] == "end" else "length",
            input_tokens=event["input_tokens"],
            output_tokens=event["output_tokens"],
            cost_usd=0.0,
        )

    def _start(self, ends: float) -> ModelProcess:
        """Return the process once its model is loaded; one that still loads goes on loading."""
        if self._worker is None or not self._worker.is_alive():
            self._kill()
            self._worker, self._missed = ModelProcess(self._folder, _BACKEND), 0
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
