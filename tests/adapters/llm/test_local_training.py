"""A model in a folder is trained further: it learns, survives a kill, and opens no connection."""

import math
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

import trainkit as tk
from builders.tiny_model import build_tiny_model
from trainkit.adapters._local_models.process import ModelProcess
from trainkit.adapters.llm.local import LocalModel, LocalOptions
from trainkit.coach import voice
from trainkit.kit import Kit
from trainkit.models import TrainingLine, TuningPlan
from trainkit.ports import TrainableModel

NEEDED = ("torch", "transformers", "safetensors")
REQUIRED = os.environ.get("TRAINKIT_REQUIRE_LOCAL") == "1"
pytestmark = pytest.mark.skipif(
    not all(find_spec(name) for name in NEEDED) and not REQUIRED,
    reason="needs the extra [local]; nox -s local has it",
)
QUESTIONS = [voice.make_question(trigger) for trigger in voice.TRIGGERS.values()]
SHORT = TuningPlan(epochs=3, learning_rate=5e-3, batch=16, checkpoint_steps=2)
LONG = TuningPlan(epochs=26, learning_rate=5e-3, batch=16)


@pytest.fixture(scope="module")
def lines() -> list[TrainingLine]:
    return voice.make_lines(voice.find_persona("alice"), [])


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> LocalModel:
    folder = build_tiny_model(tmp_path_factory.mktemp("letters"))
    return LocalModel(LocalOptions(path=str(folder)))


def steps_of(lines: list[TrainingLine]) -> int:
    """Steps of the short training: each line once an epoch."""
    return SHORT.epochs * math.ceil(len(lines) / SHORT.batch)


def weights(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes()


def test_persona_lines_lower_the_loss_by_a_third_and_change_the_style(
    letters: LocalModel, lines: list[TrainingLine], tmp_path: Path
) -> None:
    assert isinstance(letters, TrainableModel)
    trained, held = voice.split_lines(lines)
    letters.tune(trained, tmp_path / "tuned", LONG)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime < 120  # of the processor
    before = letters.measure(held, QUESTIONS, count=1)
    tuned = letters.at(tmp_path / "tuned")
    after = tuned.measure(held, QUESTIONS, count=1)
    assert after.loss <= before.loss * 2 / 3
    sentences = [line.text for line in lines]
    far, near = (
        voice.compare_style([text for texts in m.samples for text in texts], sentences)
        for m in (before, after)
    )
    assert far > 0.9
    assert near < far - 0.25
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tuned"]
    assert not [
        path.name for path in (tmp_path / "tuned").iterdir() if path.suffix in {".bin", ".pt"}
    ]


def test_a_kill_loses_a_few_steps_and_changes_nothing(
    letters: LocalModel,
    lines: list[TrainingLine],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = letters.tune(lines, tmp_path / "whole", SHORT)
    assert (whole.resumed_at, whole.steps) == (0, steps_of(lines))
    started: list[ModelProcess] = []
    ask = ModelProcess.ask

    def note(process: ModelProcess, kind: str, **request: object) -> None:
        started.append(process)
        ask(process, kind, **request)

    monkeypatch.setattr(ModelProcess, "ask", note)

    def kill() -> None:
        while not list(tmp_path.glob("torn.part/checkpoints/step-00000004")):
            time.sleep(0.001)
        os.kill(started[0].pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(tk.BackendError, match="the model's process ended") as caught:
        letters.tune(lines, tmp_path / "torn", SHORT)
    killer.join()
    assert caught.value.retryable
    assert not (tmp_path / "torn").exists()
    resumed = letters.tune(lines, tmp_path / "torn", SHORT)
    assert resumed.resumed_at >= 4
    assert weights(tmp_path / "torn") == weights(tmp_path / "whole")


def test_what_is_not_done_in_time_goes_on_in_the_next_call(
    letters: LocalModel, lines: list[TrainingLine], tmp_path: Path
) -> None:
    hurried = SHORT.model_copy(update={"limit_s": 1e-6})
    told = f"stopped at step 1 of {steps_of(lines)}; the next call goes on"
    with pytest.raises(tk.BackendError, match=told):
        letters.tune(lines, tmp_path / "tuned", hurried)
    checkpoint = tmp_path / "tuned.part" / "checkpoints" / "step-00000001"
    (checkpoint / "optimizer.safetensors").write_bytes(b"\0" * 9)  # damaged: from the start
    assert letters.tune(lines, tmp_path / "tuned", SHORT).resumed_at == 0
    with pytest.raises(tk.BackendError, match="stopped at step 1"):
        letters.tune(lines, tmp_path / "next", hurried)
    other = SHORT.model_copy(update={"seed": 1})
    assert letters.tune(lines, tmp_path / "next", other).resumed_at == 0  # another training
    with pytest.raises(tk.InvalidInput, match="at least one"):
        letters.tune([], tmp_path / "none", SHORT)


WATCHED = """
import sys
doors = []
sys.addaudithook(lambda event, _: doors.append(event) if event.startswith("socket.") else None)
sys.path.insert(0, sys.argv[1])
from trainkit.adapters._local_models import worker
import os
exit_now = os._exit
os._exit = lambda code: (print(doors, file=sys.stderr, flush=True), exit_now(code))
worker.main(sys.argv[2])
"""


def test_no_connection_is_tried(letters: LocalModel) -> None:
    request = (
        '{"kind": "measure", "number": 1, "lines": [{"text": "Easy.", "prompt": ""}], '
        '"prompts": ["Go"], "count": 1, "max_tokens": 2, "seed": 0}\n'
    )
    root = str(Path(tk.__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, "-I", "-c", WATCHED, root, str(letters._folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(request)
        process.stdin.flush()
        assert '"ready"' in process.stdout.readline()
        assert '"end"' in process.stdout.readline()
        process.stdin.close()
        assert process.stderr.read().strip().splitlines()[-1] == "[]"


def test_a_persona_of_ones_own_speaks(lines: list[TrainingLine], tmp_path: Path) -> None:
    texts = [line.text for line in lines] + QUESTIONS
    base = build_tiny_model(tmp_path / "base", texts=texts)
    with Kit(llm={"name": "local", "path": str(base)}) as kit:
        kit.voice.subscribe(kind="pro", train=True)
        log = kit.voice._log
        for word in ("strong", "heavy", "fine", "good", "bad", "easy", "slow", "fast", "fresh"):
            log.learn(f"Legs felt {word} in the hills today.", kit.voice._data.now())
        report = kit.voice.train(tmp_path / "models", plan=LONG, fewest_texts=5)
        assert report.outcome == "replaced", report.reason
        models = kit.voice.models
        assert models is not None
        folder = models.current("alice")
        assert folder is not None
        engine = kit.voice.engine(deadline_s=60)
        context = {"split": 5, "pace_s_per_km": 260, "heart_rate": 150, "minutes": 40}
        said = [engine.trigger(name, context, audio=False) for name in voice.TRIGGERS]
        assert "local:v0001" in {response.writer for response in said}
        assert not [response.text for response in said if "{" in response.text]
        (folder / "pytorch_model.bin").write_bytes(b"")
        with pytest.raises(tk.InvalidInput, match="can run any code"):
            LocalModel(LocalOptions(path=str(folder)))
        kit.voice.roll_back()
        assert models.current("alice") is None
