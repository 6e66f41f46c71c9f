"""A model in a folder: loaded from safetensors only, in a process that can be killed."""

import os
import signal
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from pydantic import BaseModel

import trainkit as tk
from builders.tiny_model import build_tiny_model
from trainkit.adapters.llm.local import LocalModel, LocalOptions
from trainkit.models import Message, Prompt, StreamEnd, TextDelta
from trainkit.models import Tool as ToolModel
from trainkit.plugins.conformance import LanguageModelConformance

NEEDED = ("torch", "transformers", "safetensors")
INSTALLED = all(find_spec(name) for name in NEEDED)
REQUIRED = os.environ.get("TRAINKIT_REQUIRE_LOCAL") == "1"
needs_torch = pytest.mark.skipif(
    not INSTALLED and not REQUIRED, reason="needs the extra [local]; nox -s local has it"
)
PROMPT = Prompt(messages=(Message(text="How am I?"),), max_tokens=12, deadline_s=120)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_model(tmp_path_factory.mktemp("tiny"))


@needs_torch
class TestConformance(LanguageModelConformance):
    @pytest.fixture
    def adapter(self, folder: Path) -> object:
        model = LocalModel(LocalOptions(path=str(folder), deadline_s=240))
        yield model
        model.close()


@needs_torch
def test_the_same_prompt_has_the_same_answer(folder: Path) -> None:
    model = LocalModel(LocalOptions(path=str(folder)))
    first = model.reply(PROMPT)
    assert first == model.reply(PROMPT)
    assert first.model == f"local:{folder.name}"
    assert first.cost_usd == 0.0
    assert first.output_tokens == 12 or first.stop == "end"
    *pieces, end = model.stream(PROMPT)
    assert isinstance(end, StreamEnd)
    assert "".join(piece.text for piece in pieces if isinstance(piece, TextDelta))
    long = PROMPT.model_copy(update={"messages": (Message(text="run " * 2_000),)})
    assert model.reply(long).output_tokens
    model.close()


@needs_torch
def test_a_late_answer_is_left_and_the_next_one_comes(folder: Path) -> None:
    model = LocalModel(LocalOptions(path=str(folder)))
    first = model.reply(PROMPT)
    worker = model._worker
    assert worker is not None
    hurried = PROMPT.model_copy(update={"deadline_s": 1e-6, "max_tokens": 200})
    with pytest.raises(tk.BackendError, match="no answer in time") as caught:
        model.reply(hurried)
    assert caught.value.retryable
    assert model.reply(PROMPT) == first
    stream = model.stream(PROMPT)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert model.reply(PROMPT) == first
    assert model._worker is worker  # nothing was loaded again
    model.close()
    assert not worker.is_alive()


@needs_torch
def test_a_process_that_is_stuck_is_killed(folder: Path) -> None:
    model = LocalModel(LocalOptions(path=str(folder)))
    first = model.reply(PROMPT)
    worker = model._worker
    assert worker is not None
    os.kill(worker.pid, signal.SIGSTOP)
    for _ in range(2):
        with pytest.raises(tk.BackendError, match="no answer in time"):
            model.reply(PROMPT.model_copy(update={"deadline_s": 1e-6}))
    assert not worker.is_alive()
    assert model.reply(PROMPT) == first
    model.close()


@needs_torch
def test_what_it_cannot_do_is_one_line(folder: Path) -> None:
    class Form(BaseModel):
        number: int

    model = LocalModel(LocalOptions(path=str(folder)))
    tool = ToolModel(name="get_facts", description="Facts.")
    with pytest.raises(tk.InvalidInput, match="a local model takes no tools"):
        model.reply(PROMPT.model_copy(update={"tools": (tool,)}))
    reply = model.reply(PROMPT.model_copy(update={"answer": Form}))
    assert (reply.parsed, reply.stop) == (None, "length")
    model.close()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ((), "with its config.json"),
        (("config.json",), r"with weights as \*\.safetensors"),
        (("config.json", "model.safetensors", "pytorch_model.bin"), "can run any code"),
    ],
)
def test_folders_that_are_refused(tmp_path: Path, files: tuple[str, ...], message: str) -> None:
    for name in files:
        (tmp_path / name).write_text("{}")
    with pytest.raises(tk.InvalidInput, match=message):
        LocalModel(LocalOptions(path=str(tmp_path)))


def test_without_the_extra_the_command_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NEEDED:
        monkeypatch.setitem(sys.modules, name, None)  # as if it were not installed
    for name in ("config.json", "model.safetensors"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(tk.MissingExtra, match=r"trainkit\[local\]"):
        LocalModel(LocalOptions(path=str(tmp_path)))


@needs_torch
def test_a_damaged_model_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "gpt2"}')
    (tmp_path / "model.safetensors").write_bytes(b"\0" * 64)
    model = LocalModel(LocalOptions(path=str(tmp_path)))
    with pytest.raises(tk.BackendError) as caught:
        model.reply(PROMPT)
    assert not caught.value.retryable
    assert "\n" not in str(caught.value)
    model.close()
