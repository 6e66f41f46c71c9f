"""Where a record came from, what its source allows, and what went wrong on the way."""

from typing import Annotated, Literal

from pydantic import Field

from trainkit.models.model import Model
from trainkit.models.units import Moment

__all__ = ["Licence", "Problem", "Provenance"]


class Provenance(Model):
    """Where one record came from.

    Parameters
    ----------
    source : str
        The kind of source: ``"fit-file"``, ``"gpx-file"``, ``"tcx-file"``, ``"garmin-export"``,
        ``"strava-export"``, ``"manual"``, ``"simulated"``, or a plugin's own name. Source orders
        name it.
    id : str, optional
        The record's identifier at the source.
    path : str, optional
        The file, and the member inside an archive.
    fetched_at : datetime, optional
        When it was read, aware.
    licence : str
        What the source allows: ``"user-file"``, ``"user-export"``, ``"strava-api"``,
        ``"garmin-api"``, ``"simulated"``, or a plugin's own name.
    """

    source: Annotated[str, Field(min_length=1)]
    id: str | None = None
    path: str | None = None
    fetched_at: Moment | None = None
    licence: Annotated[str, Field(min_length=1)] = "user-file"


class Licence(Model):
    """What data under one licence may be used for.

    Parameters
    ----------
    name : str
        As in `Provenance`.
    prompt : bool
        Whether it may be shown to a language model.
    training : bool
        Whether it may be part of a training set.
    keep_days : float, optional
        How long it may be kept after it was fetched [d]; None for as long as the athlete likes.
    reason : str
        Where that is said.
    """

    name: Annotated[str, Field(min_length=1)]
    prompt: bool = False
    training: bool = False
    keep_days: Annotated[float, Field(ge=0)] | None = None
    reason: str = ""


class Problem(Model):
    """Something in a file that could not be read, or not be trusted.

    Parameters
    ----------
    path : str
        The file, and the member inside an archive.
    message : str
        What was wrong and what was done about it, in one sentence.
    offset : int, optional
        Where the damage begins [bytes from the start of the file].
    severity : {"error", "warning"}
        ``"error"`` where data was lost, ``"warning"`` where it was kept but is in doubt.
    """

    path: str
    message: str
    offset: Annotated[int, Field(ge=0)] | None = None
    severity: Literal["error", "warning"] = "error"
