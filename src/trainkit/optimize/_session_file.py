"""A session on disk: its journal as the session writes it and as other processes read it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from trainkit.errors import InvalidInput
from trainkit.optimize._optimizer import Optimizer
from trainkit.optimize._status import Limits, SessionStatus, State, TrialRecord, summarize
from trainkit.optimize.journal import Journal, Record, read_records
from trainkit.optimize.space import Space
from trainkit.ports.surrogate import Surrogate

__all__ = ["SessionFile", "StoredSession", "build_header", "read_trials"]

_FORMAT = 1


class SessionFile:
    """The journal of one session, opened for writing in this process alone.

    Parameters
    ----------
    path : path
        The journal; created if missing.
    header : mapping
        The search and its limits, from `build_header`.
    trials : sequence of TrialRecord
        The trials that the session read from the journal.

    Raises
    ------
    InvalidInput
        Another process has the journal open, or wrote to it since the trials were read.
    """

    def __init__(self, path: Path, header: Record, trials: Sequence[TrialRecord]) -> None:
        self._journal = Journal(path)
        self._stop_file = _stop_path(path)
        stored = [record for record in self._journal if "trial" in record]
        # Another session may have written before this one got the lock.
        if len(stored) != len(trials):
            self._journal.close()
            raise InvalidInput("path", str(path), "a journal that no other session writes to")
        # Rewritten, so that new limits count and damaged lines go.
        self._journal.rewrite([header, *stored])
        self._stop_file.unlink(missing_ok=True)

    @property
    def stop_requested(self) -> bool:
        """Whether another process asked the session to stop."""
        return self._stop_file.exists()

    def append_trial(self, record: TrialRecord) -> None:
        """Append a trial and flush it to disk."""
        self._journal.append({"trial": record.model_dump(mode="json", exclude_defaults=True)})

    def append_state(self, state: State) -> None:
        """Append the session's new state."""
        self._journal.append({"state": str(state)})

    def close(self) -> None:
        """Close the journal and let other processes open it."""
        self._journal.close()
        self._stop_file.unlink(missing_ok=True)


class StoredSession:
    """A snapshot of a session's journal, readable while another process writes it.

    Parameters
    ----------
    path : path
        The journal of a session.

    Raises
    ------
    InvalidInput
        The file is missing, empty or not the journal of a session.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        if not self.path.exists():
            raise InvalidInput("path", str(path), "the journal of a session")
        self._records = read_records(self.path).records
        if not self.path.stat().st_size:
            raise InvalidInput("path", str(path), "the journal of a session, not an empty file")
        self._header = self._records[0] if self._records else {}
        if "session" not in self._header:
            allowed = "the journal of a session: its first line is damaged or of something else"
            raise InvalidInput("path", str(path), allowed)
        if self._header["session"] != _FORMAT:
            raise InvalidInput("path", str(path), f"a session's journal of format {_FORMAT}")

    @property
    def search(self) -> Mapping[str, object]:
        """The optimizer before its first trial, as `Optimizer.to_dict` writes it."""
        search = self._header["search"]
        return search if isinstance(search, Mapping) else {}

    @property
    def about(self) -> Record:
        """The notes passed to the session as `about`."""
        about = self._header.get("about")
        return about if isinstance(about, Mapping) else {}

    @property
    def limits(self) -> Limits:
        """The session's limits."""
        return Limits.model_validate(self._header["limits"])

    @property
    def trials(self) -> tuple[TrialRecord, ...]:
        """The finished trials, in order."""
        return tuple(
            TrialRecord.model_validate(record["trial"])
            for record in self._records
            if "trial" in record
        )

    @property
    def status(self) -> SessionStatus:
        """The session's progress; PENDING if no process runs it any more."""
        states = [State(str(record["state"])) for record in self._records if "state" in record]
        state = states[-1] if states else State.PENDING
        if state in {State.RUNNING, State.STOPPING} and not Journal.is_open(self.path):
            state = State.PENDING  # its process was killed, so another run may continue it
        trials = self.trials
        return summarize(
            trials,
            self.limits,
            state=state,
            elapsed_s=trials[-1].elapsed_s if trials else 0.0,
            maximize=bool(self.search.get("maximize", True)),
        )

    def optimizer(
        self, *, space: Space | None = None, surrogate: Surrogate | None = None
    ) -> Optimizer:
        """Build the optimizer as it was before the first trial.

        Parameters
        ----------
        space : Space, optional
            The search space; required if a constraint is a function.
        surrogate : Surrogate, optional
            The surrogate; required if it has no name.

        Returns
        -------
        Optimizer
            Ready for a `Session` with the same path.

        Raises
        ------
        InvalidInput
            The space or the surrogate cannot be rebuilt.
        """
        return Optimizer.from_dict(self.search, space=space, surrogate=surrogate)

    def request_stop(self) -> None:
        """Ask the session, in whichever process it runs, to stop after its running trial."""
        # A file beside the journal, because a journal has a single writer.
        _stop_path(self.path).touch(mode=0o600)


def build_header(optimizer: Optimizer, limits: Limits, about: Record) -> Record:
    """Build the first record of a journal: the untried search, its limits and the notes."""
    return {
        "session": _FORMAT,
        "search": optimizer.to_dict(),
        "limits": limits.model_dump(mode="json", exclude_none=True),
        "about": about,
    }


def read_trials(path: Path, header: Record) -> tuple[TrialRecord, ...]:
    """Read the trials of a journal, which must belong to the same search if it exists."""
    if not path.exists() or not path.stat().st_size:
        return ()
    stored = StoredSession(path)
    if stored.search != header["search"]:
        raise InvalidInput("path", str(path), "the journal of the same search")
    return stored.trials


def _stop_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.stop")
