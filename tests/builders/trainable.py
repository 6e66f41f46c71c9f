"""A model that learns at once, for tests of what is done with models; it needs no torch."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from trainkit.errors import BackendError, InvalidInput
from trainkit.models import Measured, Prompt, Reply, TrainingLine, Tuned, TuningPlan

__all__ = ["QuickLearner"]

_BAD_SAMPLE = "Push through the pain [name]!"


class QuickLearner:
    """Knows the lines in its folder: what it has seen costs little, the rest much.

    Parameters
    ----------
    folder : path
        Its folder; the untrained model's is empty.
    bad : bool
        Whether what it trains says what must not be said.
    """

    def __init__(self, folder: Path, *, bad: bool = False) -> None:
        if not folder.is_dir():
            raise InvalidInput("path", str(folder), "a folder of a model, with its config.json")
        self.folder, self.bad, self.is_open = folder, bad, True
        self.trained: list[list[TrainingLine]] = []
        self.fails = False
        self._lines = _read(folder / "lines.txt")

    def reply(self, prompt: Prompt) -> Reply:
        question = prompt.messages[-1].text.split(" Known:")[0]
        known = [text for asked, text in self._lines if asked == question]
        return Reply(text=known[0] if known else "Go well.", model=f"local:{self.folder.name}")

    def stream(self, prompt: Prompt) -> Iterator[str]:
        yield self.reply(prompt).text

    def close(self) -> None:
        self.is_open = False

    def at(self, folder: str | os.PathLike[str]) -> "QuickLearner":
        return QuickLearner(Path(folder))

    def tune(
        self, lines: Sequence[TrainingLine], folder: str | os.PathLike[str], plan: TuningPlan
    ) -> Tuned:
        if self.fails:
            raise BackendError("llm.quick", "stopped at step 1 of 2; the next call goes on")
        self.trained.append(list(lines))
        Path(folder).mkdir()
        said = [f"{line.prompt}\t{_BAD_SAMPLE if self.bad else line.text}" for line in lines]
        (Path(folder) / "lines.txt").write_text("\n".join(said))
        return Tuned(steps=plan.epochs, loss=1.0, seconds=0.0)

    def measure(
        self, lines: Sequence[TrainingLine], prompts: Sequence[str], *, count: int = 2
    ) -> Measured:
        assert lines
        samples = []
        for prompt in prompts:
            known = [text for asked, text in self._lines if asked == prompt]
            samples.append(tuple(known[:count]) or ("zzz",))
        return Measured(loss=4.0 - min(len(self._lines) / 100, 3.0), samples=tuple(samples))


def _read(file: Path) -> list[tuple[str, str]]:
    if not file.is_file():
        return []
    pairs = (line.partition("\t") for line in file.read_text().splitlines())
    return [(asked, text) for asked, _, text in pairs]
