"""Fault-search campaigns whose journals stand in the home."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from trainkit._text import clean
from trainkit.chaos import describe_point
from trainkit.errors import Conflict, InvalidInput, NotFound, TrainkitError
from trainkit.host._access import Access, OpenKit, caller_of
from trainkit.host._searches import Searches
from trainkit.optimize import Limits, StoredSession

__all__ = ["FaultSession", "home_of", "list_sessions", "router"]

router = APIRouter()

_ENDING = ".campaign"

Name = Annotated[str, Field(min_length=1, max_length=63, pattern="^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")]


class FaultSession(BaseModel):
    """A campaign.

    Parameters
    ----------
    name : str
        The name of its journal.
    status : str
        How far it is, or why it cannot be read.
    trials : int
        Trials that were run.
    worst : float, optional
        The highest severity so far, 0 to 10.
    fault : str
        The fault that had it.
    """

    name: str
    status: str
    trials: int = 0
    worst: float | None = None
    fault: str = ""


class Search(BaseModel):
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

    model_config = ConfigDict(extra="forbid")

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


def list_sessions(folder: Path | None) -> list[FaultSession]:
    """Read the journals in a folder, by name."""
    if folder is None or not folder.is_dir():
        return []
    return list(_read(sorted(folder.glob(f"*{_ENDING}"))))


@router.get("/faults/sessions")
def sessions(request: Request) -> list[FaultSession]:
    """List the campaigns whose journals stand in the folder of the store."""
    return list_sessions(home_of(request))


@router.post("/faults/sessions", status_code=202)
def start(kit: OpenKit, request: Request, wish: Search) -> Started:
    """Start a search in the simulated shop, or with the host's own fault injector."""
    folder = _need_home(request)
    searches: Searches = _searches_of(request)
    injector = kit.fault_injector if wish.injector == "own" else None
    if wish.injector == "own" and injector is None:
        raise InvalidInput("injector", "own", "simulated: this host has no fault injector")
    searches.start(
        folder / f"{wish.name}{_ENDING}",
        wish.settings,
        Limits(trials=wish.trials, seconds=wish.seconds),
        seed=wish.seed,
        injector=injector,
    )
    return Started(name=wish.name, poll_url=f"/api/v1/faults/sessions/{wish.name}")


@router.get("/faults/sessions/{name}")
def read(request: Request, name: Name) -> FaultReport:
    """Return how far a search is, its worst fault so far, and how long it may still take."""
    path = _need_home(request) / f"{name}{_ENDING}"
    status = _searches_of(request).status(path) or StoredSession(_find(path, name)).status
    best = status.best
    return FaultReport(
        name=name,
        status=status.state,
        trials=status.done,
        failed=status.failed,
        worst=None if best is None else best.score,
        fault="" if best is None else describe_point(best.point),
        progress=status.progress,
        elapsed_s=status.elapsed_s,
        remaining_s=status.remaining_s,
        error=clean(status.error or ""),
    )


@router.post("/faults/sessions/{name}/stop", status_code=202)
def stop(request: Request, name: Name) -> Started:
    """Finish the running trial, remove the fault, and start no other."""
    path = _need_home(request) / f"{name}{_ENDING}"
    if not _searches_of(request).stop(path):
        stored = StoredSession(_find(path, name))  # of another process
        state = stored.status.state
        if state not in {"running", "stopping"}:
            raise Conflict("session", name, f"running; it is {state}")
        stored.request_stop()
    return Started(name=name, poll_url=f"/api/v1/faults/sessions/{name}")


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


def _read(paths: list[Path]) -> Iterator[FaultSession]:
    for path in paths:
        name = path.name.removesuffix(_ENDING)
        try:
            stored = StoredSession(path)
            trials, state = stored.trials, stored.status.state
        except (TrainkitError, OSError) as error:
            yield FaultSession(name=name, status=f"cannot be read: {clean(str(error))}")
            continue
        scored = [trial for trial in trials if trial.score is not None]
        worst = max(scored, key=lambda trial: trial.score or 0.0, default=None)
        yield FaultSession(
            name=name,
            status=state,
            trials=len(trials),
            worst=None if worst is None else worst.score,
            fault="" if worst is None else describe_point(worst.point),
        )
