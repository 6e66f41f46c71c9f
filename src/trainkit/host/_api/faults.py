"""Fault-search campaigns whose journals stand in the home."""

from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter, Request
from pydantic import BaseModel

from trainkit._text import clean
from trainkit.chaos import describe_point
from trainkit.errors import TrainkitError
from trainkit.host._access import Access
from trainkit.optimize import StoredSession

__all__ = ["FaultSession", "list_sessions", "router"]

router = APIRouter()

_ENDING = ".campaign"


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


def list_sessions(folder: Path | None) -> list[FaultSession]:
    """Read the journals in a folder, by name."""
    if folder is None or not folder.is_dir():
        return []
    return list(_read(sorted(folder.glob(f"*{_ENDING}"))))


@router.get("/faults/sessions")
def sessions(request: Request) -> list[FaultSession]:
    """List the campaigns whose journals stand in the folder of the store."""
    access: Access | None = getattr(request.app.state, "access", None)
    return list_sessions(None if access is None else access.home)


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
