"""Fault-search campaigns whose journals stand in the home."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from trainkit._text import clean
from trainkit.chaos import CampaignReport, CampaignSettings, describe_point, rollback_path
from trainkit.errors import Conflict, InvalidInput, NotFound, TrainkitError
from trainkit.host._access import Access, OpenKit, caller_of
from trainkit.host._api.said import Said, example
from trainkit.host._searches import ENDING, Searches
from trainkit.optimize import Limits, State, StoredSession
from trainkit.optimize.journal import Journal, read_records

__all__ = [
    "ENDED_EARLY",
    "FaultReport",
    "FaultSession",
    "Name",
    "Search",
    "home_of",
    "list_sessions",
    "read",
    "read_trials",
    "resume_search",
    "router",
    "start",
    "stop_search",
]

router = APIRouter()

ENDED_EARLY = frozenset({"stopped", "interrupted", "failed"})
"""States of a search that can go on."""

_GO_ON = "Resume it to go on."
_INTERRUPTED = "Its process ended after {done} of {most} trials. " + _GO_ON
_LEFT = "Its process ended after {done} of {most} trials, and a fault may still stand. "
_LEFT += "Resume it: what it left is removed first."
_STOPPED = "It was stopped after {done} of {most} trials. " + _GO_ON

Name = Annotated[str, Field(min_length=1, max_length=63, pattern="^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")]


class FaultSession(BaseModel):
    """A campaign.

    Parameters
    ----------
    name : str
        The name of its journal.
    status : str
        ``"pending"``, ``"running"``, ``"stopping"``, ``"completed"``, ``"failed"``, ``"stopped"``
        before its limits, or ``"interrupted"`` by the end of its process; else why it cannot be
        read.
    trials : int
        Trials that were run.
    worst : float, optional
        The highest severity so far, 0 to 10.
    fault : str
        The fault that had it.
    message : str
        What happened, where a person has to do something.
    """

    name: str
    status: str
    trials: int = 0
    worst: float | None = None
    fault: str = ""
    message: str = ""


class Search(Said):
    """A search for the worst fault.

    Parameters
    ----------
    name : str
        What to call it.
    settings : mapping
        The search space, the limits of what may be touched, and how severity is scored: the
        content of a file for ``trainkit chaos run``.
    injector : {"simulated", "own"}
        The simulated shop, or the host's own fault injector.
    trials : int
        Trials at most.
    seconds : float
        Running time at most [s].
    seed : int
        The same seed makes the same proposals.
    """

    model_config = example(
        name="shop",
        trials=5,
        settings={
            "dimensions": [
                {"type": "categorical", "name": "service", "choices": ["payment", "bank"]},
                {"type": "integer", "name": "delay_ms", "low": 0, "high": 5_000},
                {"type": "integer", "name": "duration_ms", "low": 5_001, "high": 10_000},
            ],
            "fixed": {"kind": "delay"},
            "blast_radius": {"services": ["payment", "bank"], "longest_ms": 10_000},
            "severity": {"baseline_ms": 250, "threshold_ms": 2_000},
        },
    )

    name: Name
    settings: dict[str, Any]
    injector: Literal["simulated", "own"] = "simulated"
    trials: Annotated[int, Field(ge=1, le=1_000)] = 60
    seconds: Annotated[float, Field(ge=1, le=86_400)] = 3_600
    seed: Annotated[int, Field(ge=0, le=2**31)] = 0


class Started(BaseModel):
    """Work that goes on, and where to look how far it is."""

    name: str
    poll_url: str


class FaultReport(FaultSession):
    """A campaign with what is known of its end.

    Parameters
    ----------
    failed : int
        Trials that failed.
    progress : float
        Used share of the nearest limit, 0 to 1.
    elapsed_s, remaining_s : float
        Running time so far, and the estimated rest [s].
    error : str
        Why it failed.
    """

    failed: int
    progress: float
    elapsed_s: float
    remaining_s: float | None
    error: str


def list_sessions(request: Request) -> list[FaultSession]:
    """Read the journals in the folder of the store, by name."""
    folder = home_of(request)
    if folder is None or not folder.is_dir():
        return []
    return list(_read(sorted(folder.glob(f"*{ENDING}")), _searches_of(request)))


@router.get("/faults/sessions")
def sessions(request: Request) -> list[FaultSession]:
    """List the campaigns whose journals stand in the folder of the store."""
    return list_sessions(request)


@router.post("/faults/sessions", status_code=202)
def start(kit: OpenKit, request: Request, wish: Search) -> Started:
    """Start a search in the simulated shop, or with the host's own fault injector."""
    folder = _need_home(request)
    searches: Searches = _searches_of(request)
    injector = kit.fault_injector if wish.injector == "own" else None
    if wish.injector == "own" and injector is None:
        raise InvalidInput("injector", "own", "simulated: this host has no fault injector")
    searches.start(
        folder / f"{wish.name}{ENDING}",
        wish.settings,
        Limits(trials=wish.trials, seconds=wish.seconds),
        seed=wish.seed,
        injector=injector,
    )
    return Started(name=wish.name, poll_url=f"/api/v1/faults/sessions/{wish.name}")


@router.get("/faults/sessions/{name}")
def read(request: Request, name: Name) -> FaultReport:
    """Return how far a search is, its worst fault so far, and how long it may still take."""
    path = _find(_need_home(request) / f"{name}{ENDING}", name)
    return _look(path, name, _searches_of(request))


@router.post("/faults/sessions/{name}/resume", status_code=202)
def resume_search(kit: OpenKit, request: Request, name: Name) -> Started:
    """Go on with a search that was stopped or interrupted; faults that it left go first."""
    path = _find(_need_home(request) / f"{name}{ENDING}", name)
    searches = _searches_of(request)
    state = _look(path, name, searches).status
    if state not in ENDED_EARLY:
        raise Conflict("session", name, f"stopped, interrupted or failed; it is {state}")
    searches.resume(path, kit.fault_injector)
    return Started(name=name, poll_url=f"/api/v1/faults/sessions/{name}")


@router.post("/faults/sessions/{name}/stop", status_code=202)
def stop_search(request: Request, name: Name) -> Started:
    """Finish the running trial, remove the fault, and start no other."""
    path = _need_home(request) / f"{name}{ENDING}"
    if not _searches_of(request).stop(path):
        stored = StoredSession(_find(path, name))  # of another process
        state = stored.status.state
        if state not in {"running", "stopping"}:
            raise Conflict("session", name, f"running; it is {state}")
        stored.request_stop()
    return Started(name=name, poll_url=f"/api/v1/faults/sessions/{name}")


def read_trials(request: Request, name: str) -> CampaignReport | None:
    """Return the trials of a search so far; None for one that this host did not start."""
    stored = StoredSession(_find(_need_home(request) / f"{name}{ENDING}", name))
    settings = stored.about.get("settings")
    if not isinstance(settings, dict):
        return None
    return CampaignReport.from_trials(
        stored.trials, stored.status, CampaignSettings.from_dict(settings)
    )


def home_of(request: Request) -> Path | None:
    """Return the folder of the store; in a team only an admin has it."""
    access: Access | None = getattr(request.app.state, "access", None)
    team = getattr(request.app.state, "club", None) is not None
    if team and caller_of(request).member.role != "admin":
        raise HTTPException(403, "only an admin searches for faults")
    return None if access is None else access.home


def _searches_of(request: Request) -> Searches:
    """Return the searches that this process runs; a host of its own gets some."""
    state = request.app.state
    if getattr(state, "searches", None) is None:
        state.searches = Searches()
    searches: Searches = state.searches
    return searches


def _need_home(request: Request) -> Path:
    folder = home_of(request)
    if folder is None:
        raise Conflict("home", None, "a folder: a host that was given a Kit keeps no journals")
    return folder


def _find(path: Path, name: str) -> Path:
    if not path.is_file():
        raise NotFound("session", name, "the name of a search")
    return path


def _read(paths: list[Path], searches: Searches) -> Iterator[FaultSession]:
    shown = set(FaultSession.model_fields)
    for path in paths:
        name = path.name.removesuffix(ENDING)
        try:
            if not path.stat().st_size:
                continue  # its process was killed before anybody was told that it began
            report = _look(path, name, searches)
        except (TrainkitError, OSError) as error:
            yield FaultSession(name=name, status=f"cannot be read: {clean(str(error))}")
        else:
            yield FaultSession(**report.model_dump(include=shown))


def _look(path: Path, name: str, searches: Searches) -> FaultReport:
    """Return how far a search is that runs here, in another process, or no more."""
    status, failure = searches.status(path), searches.error(path)
    if status is not None:
        state, message = status.state.value, ""
    else:
        state, message = ("failed", failure) if failure else _find_end(path)
    status = status or StoredSession(path).status
    best, said = status.best, {"done": status.done, "most": status.limits.trials}
    return FaultReport(
        name=name,
        status=state,
        trials=status.done,
        failed=status.failed,
        worst=None if best is None else best.score,
        fault="" if best is None else describe_point(best.point),
        message=clean(message) if failure else _complete(message.format(**said), path, searches),
        progress=status.progress,
        elapsed_s=status.elapsed_s,
        remaining_s=status.remaining_s,
        error=clean(status.error or failure),
    )


def _complete(message: str, path: Path, searches: Searches) -> str:
    """Say also what the host did about a fault when it started again."""
    before, mark, after = message.partition("Resume it")
    undone = searches.read_note(path) if mark else ""
    return f"{before}{undone} {mark}{after}" if undone else message


def _find_end(path: Path) -> tuple[str, str]:
    """Return the state of a search that does not run in this process, and what to do."""
    state = StoredSession(path).status.state
    faults = rollback_path(path)
    if state is State.PENDING and not (Journal.is_open(path) or Journal.is_open(faults)):
        left = faults.exists() and faults.stat().st_size > 0
        return "interrupted", _LEFT if left else _INTERRUPTED
    states = [record["state"] for record in read_records(path).records if "state" in record]
    if state is State.COMPLETED and states[-2:-1] == [State.STOPPING]:
        return "stopped", _STOPPED
    return state.value, ""
