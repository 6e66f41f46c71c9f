"""Searches for faults that run in this process, each in a thread of its own."""

import logging
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, cast

from trainkit._text import clean_line
from trainkit.chaos import Campaign, CampaignSettings, recover, rollback_path
from trainkit.errors import Conflict, TrainkitError
from trainkit.optimize import Limits, SessionStatus, State, StoredSession
from trainkit.optimize.journal import Journal
from trainkit.plugins import shared
from trainkit.ports import FaultInjector

__all__ = ["ENDING", "Searches"]

ENDING = ".campaign"
"""How the names of journals end."""

_LOG = logging.getLogger("trainkit.host")
_MOST = 10  # searches at once
_GRACE_S = 10.0
_PATIENCE_S = 60.0  # for a system that cannot be reached at once


class _Search(NamedTuple):
    """A search that runs; `own` where it uses the host's injector."""

    campaign: Campaign
    thread: threading.Thread
    own: bool


class Searches:
    """Start searches, and end them with the host: no fault is left behind. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[Path, _Search] = {}
        self._errors: dict[Path, str] = {}
        self._undoing: threading.Thread | None = None

    def start(
        self,
        path: Path,
        settings: dict[str, Any],
        limits: Limits,
        *,
        seed: int,
        injector: FaultInjector | None,
    ) -> None:
        """Start a search whose journal is new; by default in the simulated shop.

        Raises
        ------
        Conflict
            A search of this name exists, or too many run, or one with the host's injector.
        InvalidInput
            The settings are wrong.
        """
        with self._lock:
            # One that is empty was never acknowledged: its process was killed before.
            if (path.exists() and path.stat().st_size) or path in self._running:
                raise Conflict("name", path.stem, "new: a search of this name exists")
            self._run(path, settings, limits, seed, injector)

    def resume(self, path: Path, injector: FaultInjector | None) -> None:
        """Go on with a search that ended before its limits; faults that it left go first.

        Raises
        ------
        Conflict
            Too many run, or one with the host's injector; or it was not started here.
        """
        stored = StoredSession(path)
        about = stored.about
        settings, seed = about.get("settings"), about.get("seed")
        if not isinstance(settings, dict) or not isinstance(seed, int):
            raise Conflict("session", path.stem, "one that this host started")
        own = about.get("injector") == "own"
        if own and injector is None:
            raise Conflict("injector", "own", "the one that the search began with")
        with self._lock:
            self._run(path, settings, stored.limits, seed, injector if own else None)

    def undo_left(self, folder: Path, injector: FaultInjector) -> None:
        """Remove, in a thread, the faults that killed searches left with the host's injector.

        What was done stands in a file beside the journal, which `read_note` reads.
        """
        left = [path for path in sorted(folder.glob(f"*{ENDING}")) if _has_left(path)]
        if left:
            work = threading.Thread(target=_undo, args=(left, injector), name="undo faults")
            self._undoing = work
            work.start()

    def read_note(self, path: Path) -> str:
        """Return what a start of the host did about the faults of a search; empty for nothing."""
        try:
            return _note_path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def close(self) -> None:
        """Stop all searches after their running trial, and wait for them."""
        with self._lock:
            running = list(self._running.values())
        for search in running:
            search.campaign.stop()
        end_s = time.monotonic() + _GRACE_S
        if self._undoing is not None:
            self._undoing.join(_GRACE_S)
        for search in running:
            search.thread.join(max(0.0, end_s - time.monotonic()))

    def status(self, path: Path) -> SessionStatus | None:
        """Return how far a search is that runs here; None for any other."""
        campaign = self._find(path)
        return None if campaign is None else campaign.status

    def error(self, path: Path) -> str:
        """Return why a search failed that ran here last; empty for any other."""
        return self._errors.get(path, "")

    def stop(self, path: Path) -> bool:
        """Stop a search that runs here after its running trial; False for any other."""
        campaign = self._find(path)
        if campaign is not None:
            campaign.stop()
        return campaign is not None

    def _find(self, path: Path) -> Campaign | None:
        """Return a search that runs here; its thread may live a little longer than it."""
        with self._lock:
            search = self._running.get(path)
        over = search is None or search.campaign.session.state in {State.COMPLETED, State.FAILED}
        return None if search is None or over else search.campaign

    def _run(
        self,
        path: Path,
        settings: dict[str, Any],
        limits: Limits,
        seed: int,
        injector: FaultInjector | None,
    ) -> None:
        """Start the thread of a search whose journal is written: from now on it is known."""
        if path in self._running:
            raise Conflict("session", path.stem, "one that does not run")
        if len(self._running) >= _MOST:
            raise Conflict("session", path.stem, f"one of at most {_MOST} at once")
        if injector is not None and any(search.own for search in self._running.values()):
            raise Conflict("injector", "own", "free: another search uses it")
        if injector is not None and self._undoing is not None and self._undoing.is_alive():
            raise Conflict("injector", "own", "free: it removes what an earlier search left")
        made = injector or shared().make("fault_injector", "simulated", {"seed": seed})
        named = "simulated" if injector is None else "own"
        campaign = Campaign(
            CampaignSettings.from_dict(settings),
            cast("FaultInjector", made),
            path=path,
            seed=seed,
            about={"settings": settings, "seed": seed, "injector": named},
            limits=limits,
        )
        campaign.session.prepare()
        self._errors.pop(path, None)
        _note_path(path).unlink(missing_ok=True)
        thread = threading.Thread(target=self._work, args=(path, campaign), name=path.stem)
        self._running[path] = _Search(campaign, thread, injector is not None)
        thread.start()

    def _work(self, path: Path, campaign: Campaign) -> None:
        try:
            campaign.run()
        except TrainkitError as error:  # where it fails before a trial, no journal says it
            self._errors[path] = str(error)
            _LOG.warning("the search %s failed: %s", path.stem, error)
        finally:
            with self._lock:
                del self._running[path]


def _has_left(path: Path) -> bool:
    """Return whether a search with the host's injector ended without removing its fault."""
    faults = rollback_path(path)
    try:
        if not faults.stat().st_size or Journal.is_open(path) or Journal.is_open(faults):
            return False
        return StoredSession(path).about.get("injector") == "own"
    except (OSError, TrainkitError):  # no search of this host, or one that the page calls damaged
        return False


def _undo(paths: list[Path], injector: FaultInjector) -> None:
    """Remove what was left, and keep what came of it."""
    for path in paths:
        try:
            removed = recover(path, injector, patience_s=_PATIENCE_S)
            names = ", ".join(map(clean_line, removed)) or "none"
            said = f"The fault that it left ({names}) was removed when the host started again."
        except TrainkitError as error:
            said = f"The host could not remove it when it started again: {clean_line(str(error))}."
            _LOG.error("the search %s left a fault that could not be removed", path.stem)
        else:
            _LOG.warning("the faults that the search %s left were removed", path.stem)
        with suppress(OSError):
            _note_path(path).write_text(said, encoding="utf-8")


def _note_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.note")
