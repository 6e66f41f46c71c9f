"""Results of many by name: kept as they are made, found again after a kill, failures named."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from trainkit._array import whole
from trainkit._files import write_file
from trainkit._work import ExecutorChoice, run_work
from trainkit.errors import BackendError, InvalidInput
from trainkit.models.history import History
from trainkit.models.model import Model

__all__ = [
    "Batch",
    "BatchRun",
    "Progress",
    "Task",
    "digest_of",
    "file_stem",
    "run_batch",
    "texts_of_history",
]

Result = TypeVar("Result", bound=Model)

Progress = Callable[[int, int, str], object]
"""Called with the number that is done, their total, and the name of the one just done."""

_SHOWN = 20
_SLUG = 40  # characters of a name that a file's name shows


class Batch(Mapping[str, Result]):
    """What was made, by name; the mapping holds what succeeded.

    Parameters
    ----------
    results : mapping of str to result
        In the order of the requests.
    failures : mapping of str to Exception
        Why the others have none.
    kept : collection of str
        Names whose result was found in the folder and not made again.
    """

    def __init__(
        self,
        results: Mapping[str, Result],
        failures: Mapping[str, Exception],
        kept: Sequence[str] = (),
    ) -> None:
        self._results = results
        self.failures = failures
        self.kept = tuple(kept)

    def __getitem__(self, name: str) -> Result:
        """Return the result of a name."""
        if name in self.failures:
            raise KeyError(f"{name} failed: {_reason(self.failures[name])}")
        return self._results[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names that have a result."""
        return iter(self._results)

    def __len__(self) -> int:
        """Return the number of results."""
        return len(self._results)

    def __str__(self) -> str:
        total = len(self._results) + len(self.failures)
        lines = [f"{len(self._results)} of {total} done, {len(self.failures)} failed"]
        lines += [
            f"  {name}: {_reason(error)}" for name, error in list(self.failures.items())[:_SHOWN]
        ]
        if len(self.failures) > _SHOWN:
            lines.append(f"  and {len(self.failures) - _SHOWN} more")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Batch of {len(self._results)} results, {len(self.failures)} failures>"


class Task(NamedTuple, Generic[Result]):
    """How a result is made, and a digest of all that it depends on."""

    run: Callable[[], Result]
    digest: str


@dataclass(frozen=True)
class BatchRun(Generic[Result]):
    """How a batch runs; see `run_batch`."""

    model: type[Result]
    executor: ExecutorChoice = None
    folder: Path | None = None
    progress: Progress | None = None
    on_result: Callable[[str, Result | Exception], object] | None = None
    attempts: int = 3
    at_once: int = 64

    def path(self, name: str, digest: str) -> Path | None:
        """Return the file of a result: its name tells whose it is, and of which request."""
        if self.folder is None:
            return None
        return self.folder / f"{file_stem(name, digest)}.json"

    def find(self, name: str, digest: str) -> Result | None:
        """Read a result that was kept; None if there is none, or none that can be read."""
        path = self.path(name, digest)
        try:
            return None if path is None else self.model.model_validate_json(path.read_bytes())
        except (FileNotFoundError, InvalidInput):
            return None

    def keep(self, name: str, digest: str, result: Result) -> None:
        """Write a result, where there is a folder."""
        path = self.path(name, digest)
        if path is not None:
            write_file(path, result.model_dump_json().encode())


@dataclass
class _Collected(Generic[Result]):
    """What is known so far."""

    run: BatchRun[Result]
    total: int
    results: dict[str, Result] = field(default_factory=dict)
    failures: dict[str, Exception] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)

    def find_missing(
        self, tasks: Mapping[str, Callable[[], Task[Result]]]
    ) -> Iterator[tuple[str, Callable[[], Result]]]:
        """Yield what has to be made; what is kept is a result at once."""
        for name, prepare in tasks.items():
            try:
                task = prepare()
            except Exception as error:  # noqa: BLE001  of this name, and no reason to stop
                self.add(name, error)
                continue
            found = self.run.find(name, task.digest)
            if found is None:
                self.digests[name] = task.digest
                yield name, task.run
            else:
                self.kept.append(name)
                self.add(name, found)

    def add(self, name: str, outcome: Result | Exception) -> None:
        """Keep an outcome and tell of it."""
        digest = self.digests.pop(name, None)
        if isinstance(outcome, Exception):
            self.failures[name] = outcome
        else:
            if digest is not None:
                self.run.keep(name, digest, outcome)
            self.results[name] = outcome
        if self.run.on_result is not None:
            self.run.on_result(name, outcome)
        if self.run.progress is not None:
            self.run.progress(len(self.results) + len(self.failures), self.total, name)

    def tell_broken(self) -> str:
        """Say what a broken executor leaves."""
        done, words = len(self.results), "without a folder, what is done is lost"
        if self.run.folder is not None:
            words = "they are kept: call it again with a new executor, or with what makes executors"
        return f"a worker died and broke the executor after {done} of {self.total}; {words}"


def run_batch(
    tasks: Mapping[str, Callable[[], Task[Result]]], run: BatchRun[Result]
) -> Batch[Result]:
    """Make a result for each name, wherever the executor runs.

    Parameters
    ----------
    tasks : mapping of str to callable
        Called in this process when there is room, one after the other; an error fails its name.
    run : BatchRun
        Executor, folder of results, callbacks and attempts.

    Returns
    -------
    Batch
        In the order of the tasks.

    Raises
    ------
    InvalidInput
        Attempts or a number at once below 1.
    BackendError
        The executor broke, as a pool of processes does when a worker dies.
    OSError
        A result cannot be written.
    """
    attempts = whole("attempts", run.attempts, low=1)
    at_once = whole("at_once", run.at_once, low=1)
    if run.folder is not None:
        run.folder.mkdir(parents=True, exist_ok=True)
    collected = _Collected(run, len(tasks))
    missing = collected.find_missing(tasks)
    try:
        for name, outcome in run_work(missing, run.executor, attempts=attempts, at_once=at_once):
            collected.add(name, outcome)
    except BrokenExecutor as error:
        raise BackendError("executor", collected.tell_broken(), retryable=True) from error
    return Batch(
        {name: collected.results[name] for name in tasks if name in collected.results},
        {name: collected.failures[name] for name in tasks if name in collected.failures},
        collected.kept,
    )


def file_stem(name: str, digest: str = "") -> str:
    """Return a file's name without suffix: readable, harmless, and of no other name."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_SLUG]
    return f"{slug or 'unnamed'}-{digest_of([name, digest])}"


def digest_of(parts: Sequence[str]) -> str:
    """Return a digest of texts, 16 characters long."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(f"{len(part)}\n{part}".encode(errors="surrogatepass"))
    return digest.hexdigest()


def texts_of_history(history: History | None) -> tuple[str, ...]:
    """Return texts that change with what a plan reads of a history; samples are left out."""
    if history is None:
        return ("none",)
    left_out = {"streams", "originals"}
    summaries = [activity.model_dump_json(exclude=left_out) for activity in history.activities]
    days = [day.model_dump_json(exclude=left_out) for day in history.days]
    races = [race.model_dump_json() for race in history.races]
    return (*summaries, "days", *days, "races", *races)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
