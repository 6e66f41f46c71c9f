"""A session on the disk: what it searches, its trials as they end, and a wish that it stop."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from trainkit.errors import InvalidInput
from trainkit.optimize._journal import Journal, Record, records_of
from trainkit.optimize._optimizer import Optimizer
from trainkit.optimize._states import Limits, SessionStatus, State, TrialRecord, status_of
from trainkit.optimize.space import Space
from trainkit.ports.surrogate import Surrogate

__all__ = [
    "Diary",
    "header_of",
    "stored_about",
    "stored_optimizer",
    "stored_status",
    "stored_trials",
    "trials_of",
    "want_stop",
]

_FORMAT = 1


class Diary:
    """The journal of one session, open in this process alone.

    Parameters
    ----------
    path : path
        The journal; it is made if it is not there.
    header : mapping
        What is searched, and the limits, as `header_of` says them.
    trials : sequence of TrialRecord
        Those that the journal holds already.

    Raises
    ------
    InvalidInput
        Another process has the journal open, or wrote to it meanwhile.
    """

    def __init__(self, path: Path, header: Record, trials: Sequence[TrialRecord]) -> None:
        self._journal = Journal(path)
        self._stop = _stop_file(path)
        kept = [one for one in self._journal if "trial" in one]
        if len(kept) != len(trials):
            self._journal.close()
            raise InvalidInput("path", str(path), "a journal that no other session writes to")
        self._journal.rewrite([header, *kept])
        self._stop.unlink(missing_ok=True)

    @property
    def stop_wanted(self) -> bool:
        """Whether another process asked the session to stop."""
        return self._stop.exists()

    def add(self, record: TrialRecord) -> None:
        """Keep a trial; when this returns, it is on the disk."""
        self._journal.append({"trial": record.model_dump(mode="json", exclude_defaults=True)})

    def enter(self, state: State) -> None:
        """Keep the session's state."""
        self._journal.append({"state": str(state)})

    def close(self) -> None:
        """Let other processes open the journal."""
        self._journal.close()
        self._stop.unlink(missing_ok=True)


def header_of(optimizer: Optimizer, limits: Limits, about: Record) -> Record:
    """A journal's first record: the search before its first trial, its limits, and what else."""
    return {
        "session": _FORMAT,
        "search": optimizer.recipe,
        "limits": limits.model_dump(mode="json", exclude_none=True),
        "about": about,
    }


def trials_of(path: Path, header: Record) -> tuple[TrialRecord, ...]:
    """Read the trials of a journal, which must be of the same search if it is there."""
    if not path.exists() or not path.stat().st_size:
        return ()
    first, records = _stored(path)
    if first["search"] != header["search"]:
        raise InvalidInput("path", str(path), "the journal of the same search")
    return _trials(records)


def stored_trials(path: Path) -> tuple[TrialRecord, ...]:
    """Read the trials of a session's journal, in whatever process it runs."""
    _, records = _stored(path)
    return _trials(records)


def stored_optimizer(
    path: Path, *, space: Space | None = None, surrogate: Surrogate | None = None
) -> Optimizer:
    """Make the optimizer of a journal anew, before its first trial.

    Parameters
    ----------
    path : path
        The journal of a session.
    space : Space, optional
        The search space, needed where a constraint is a function.
    surrogate : Surrogate, optional
        The surrogate, needed where it was not given by name.

    Returns
    -------
    Optimizer
        Ready for a `Session` with the same path.

    Raises
    ------
    InvalidInput
        No such journal, or it cannot tell its space or surrogate.
    """
    search = _stored(path)[0]["search"]
    recipe = search if isinstance(search, Mapping) else {}
    return Optimizer.from_recipe(recipe, space=space, surrogate=surrogate)


def stored_status(path: Path) -> SessionStatus:
    """Read how a session in another process is doing; PENDING if none runs it any more."""
    first, records = _stored(path)
    trials, limits = _trials(records), Limits.model_validate(first["limits"])
    states = [State(str(one["state"])) for one in records if "state" in one]
    state = states[-1] if states else State.PENDING
    if state in {State.RUNNING, State.STOPPING} and not Journal.held(path):
        state = State.PENDING  # it was killed: another run may go on
    elapsed = trials[-1].elapsed if trials else 0.0
    search = first["search"]
    maximize = not isinstance(search, Mapping) or bool(search.get("maximize", True))
    return status_of(trials, limits, state=state, elapsed=elapsed, maximize=maximize)


def stored_about(path: Path) -> Record:
    """Read what else a session was told to keep in its journal."""
    about = _stored(path)[0].get("about")
    return about if isinstance(about, Mapping) else {}


def want_stop(path: Path) -> None:
    """Ask the session of a journal, in whatever process, to stop after its running trial."""
    _stored(path)
    _stop_file(path).touch(mode=0o600)


def _stored(path: Path) -> tuple[Record, Sequence[Record]]:
    """The header of a session's journal, and all of its records."""
    if not path.exists():
        raise InvalidInput("path", str(path), "the journal of a session")
    records, _ = records_of(path)
    if not records:
        raise InvalidInput("path", str(path), "the journal of a session, not an empty file")
    if records[0].get("session") != _FORMAT:
        raise InvalidInput("path", str(path), f"a session's journal of format {_FORMAT}")
    return records[0], records


def _trials(records: Sequence[Record]) -> tuple[TrialRecord, ...]:
    return tuple(TrialRecord.model_validate(one["trial"]) for one in records if "trial" in one)


def _stop_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.stop")
