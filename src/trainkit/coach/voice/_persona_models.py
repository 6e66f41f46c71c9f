"""The trained models of personas, in a folder: which one speaks, and which must go."""

import datetime as dt
import os
import shutil
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from trainkit._files import write_file
from trainkit.coach.voice._evaluate import Evaluation
from trainkit.models.model import Model
from trainkit.models.units import Moment

__all__ = ["ModelVersion", "PersonaModels"]

_STATE = "models.json"
_MOST_KEPT = 3
_LOCK = threading.RLock()


class ModelVersion(Model):
    """A trained model of a persona.

    Parameters
    ----------
    number : int
        From 1.
    made_at : datetime
        When, aware.
    rows : tuple of str
        Keys of the rows that it has seen.
    evaluation : Evaluation
        How it was judged.
    """

    number: int
    made_at: Moment
    rows: tuple[str, ...] = ()
    evaluation: Evaluation

    @property
    def name(self) -> str:
        """The name of its folder."""
        return f"v{self.number:04}"


class _State(Model):
    """What is known of a persona's models; `current` is None where the untrained one speaks."""

    current: int | None = None
    last_number: int = 0
    last_cycle: str = ""
    versions: tuple[ModelVersion, ...] = ()


class PersonaModels:
    """Keeps the trained models of personas; threads of one process may share it.

    Parameters
    ----------
    folder : path
        Where they are: a folder for each persona, in it one for each version.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._folder = Path(folder)

    def __repr__(self) -> str:
        return f"PersonaModels({str(self._folder)!r})"

    @property
    def folder(self) -> Path:
        """Where they are."""
        return self._folder

    def personas(self) -> list[str]:
        """Return the personas with models or trainings, by name."""
        return sorted(path.parent.name for path in self._folder.glob(f"*/{_STATE}"))

    def versions(self, persona: str) -> tuple[ModelVersion, ...]:
        """Return the models of a persona, the oldest first."""
        return self._read(persona).versions

    def current(self, persona: str) -> Path | None:
        """Return the folder of the model that speaks; None where the untrained one does."""
        state = self._read(persona)
        found = next((v for v in state.versions if v.number == state.current), None)
        path = None if found is None else self._folder / persona / found.name
        return path if path is not None and path.is_dir() else None

    def next_folder(self, persona: str) -> Path:
        """Return where the next model of a persona goes."""
        return self._folder / persona / f"v{self._read(persona).last_number + 1:04}"

    def last_cycle(self, persona: str) -> str:
        """Return the cycle of the last training; empty before the first."""
        return self._read(persona).last_cycle

    def close_cycle(self, persona: str, cycle: str) -> None:
        """Remember that a cycle's training is done, whatever came of it."""
        with _LOCK:
            self._write(persona, self._read(persona).model_copy(update={"last_cycle": cycle}))

    def add(
        self, persona: str, rows: Iterable[str], evaluation: Evaluation, moment: dt.datetime
    ) -> ModelVersion:
        """Make the model in `next_folder` the one that speaks; of the older ones two stay.

        Parameters
        ----------
        persona : str
            The persona.
        rows : iterable of str
            Keys of the rows that it has seen.
        evaluation : Evaluation
            How it was judged.
        moment : datetime
            When it was made, aware.

        Returns
        -------
        ModelVersion
            The model.
        """
        with _LOCK:
            state = self._read(persona)
            version = ModelVersion(
                number=state.last_number + 1,
                made_at=moment,
                rows=tuple(sorted(set(rows))),
                evaluation=evaluation,
            )
            kept = (*state.versions, version)[-_MOST_KEPT:]
            changes = {"current": version.number, "last_number": version.number, "versions": kept}
            self._write(persona, state.model_copy(update=changes))
            for old in state.versions:
                if old not in kept:
                    self._remove(persona, old)
            return version

    def roll_back(self, persona: str) -> ModelVersion | None:
        """Let the model before the current one speak again.

        Parameters
        ----------
        persona : str
            The persona.

        Returns
        -------
        ModelVersion or None
            The model that speaks now; None where it is the untrained one.
        """
        with _LOCK:
            state = self._read(persona)
            if state.current is None:
                return None
            before = _newest_before(state.versions, state.current)
            current = None if before is None else before.number
            self._write(persona, state.model_copy(update={"current": current}))
            return before

    def withdraw(self, rows: Iterable[str]) -> list[Path]:
        """Delete every model that has seen one of some rows; an older one speaks, or the untrained.

        Parameters
        ----------
        rows : iterable of str
            Keys of rows.

        Returns
        -------
        list of Path
            What was deleted.
        """
        gone = frozenset(rows)
        return self._delete(lambda version: not gone.isdisjoint(version.rows))

    def purge(self, before: dt.date) -> list[Path]:
        """Delete the models that were made before a day; return what was deleted."""
        return self._delete(lambda version: version.made_at.date() < before)

    def delete(self) -> list[Path]:
        """Delete all models, and what trainings have left; return what was deleted."""
        with _LOCK:
            found = [self._folder / persona for persona in self.personas()]
            for path in found:
                shutil.rmtree(path)
            return found

    def _delete(self, is_gone: Callable[[ModelVersion], bool]) -> list[Path]:
        deleted: list[Path] = []
        with _LOCK:
            for persona in self.personas():
                state = self._read(persona)
                gone = [version for version in state.versions if is_gone(version)]
                if not gone:
                    continue
                kept = tuple(version for version in state.versions if version not in gone)
                current = state.current
                if current is not None and all(v.number != current for v in kept):
                    before = _newest_before(kept, current)
                    current = None if before is None else before.number
                changes = {"versions": kept, "current": current}
                self._write(persona, state.model_copy(update=changes))
                deleted += [self._remove(persona, version) for version in gone]
        return deleted

    def _remove(self, persona: str, version: ModelVersion) -> Path:
        path = self._folder / persona / version.name
        if path.exists():
            shutil.rmtree(path)
        return path

    def _read(self, persona: str) -> _State:
        file = self._folder / persona / _STATE
        if not file.is_file():
            return _State()
        return _State.model_validate_json(file.read_bytes())

    def _write(self, persona: str, state: _State) -> None:
        folder = self._folder / persona
        folder.mkdir(parents=True, exist_ok=True)
        write_file(folder / _STATE, state.model_dump_json(indent=1).encode())


def _newest_before(versions: tuple[ModelVersion, ...], number: int) -> ModelVersion | None:
    return next((v for v in reversed(versions) if v.number < number), None)
