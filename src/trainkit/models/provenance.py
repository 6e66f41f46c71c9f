"""The source and licence of a record, and problems found while reading it."""

from typing import Annotated, Literal

from pydantic import Field

from trainkit.models.model import Model
from trainkit.models.units import Moment

__all__ = ["Licence", "Problem", "Provenance"]


class Provenance(Model):
    """The source of a record.

    Parameters
    ----------
    source : str
        The kind of source: ``"fit-file"``, ``"gpx-file"``, ``"tcx-file"``, ``"garmin-export"``,
        ``"strava-export"``, ``"manual"``, ``"simulated"``, or a plugin's own name.
        `History.source_order` refers to it.
    id : str, optional
        The record's identifier at the source.
    path : str, optional
        The file, and the member if it is an archive.
    fetched_at : datetime, optional
        When the record was read, aware.
    licence : str
        The licence of the data: ``"user-file"``, ``"user-export"``, ``"strava-api"``,
        ``"garmin-api"``, ``"simulated"``, or a plugin's own name.
    file : str, optional
        The file that the record names as its recording, relative to its own, as an export's list
        of activities does.
    parent : str, optional
        The identifier of the multisport record of which this one is a leg.
    """

    source: Annotated[str, Field(min_length=1)]
    id: str | None = None
    path: str | None = None
    fetched_at: Moment | None = None
    licence: Annotated[str, Field(min_length=1)] = "user-file"
    file: str | None = None
    parent: str | None = None


class Licence(Model):
    """Permitted uses of data under a licence.

    Parameters
    ----------
    name : str
        As in `Provenance`.
    prompt : bool
        True if the data may be sent to a language model.
    training : bool
        True if the data may be part of a training set.
    keep_days : float, optional
        How long the data may be stored after it was fetched [d]; None for no limit.
    reason : str
        The document that defines these terms.
    """

    name: Annotated[str, Field(min_length=1)]
    prompt: bool = False
    training: bool = False
    keep_days: Annotated[float, Field(ge=0)] | None = None
    reason: str = ""


class Problem(Model):
    """Data in a file that could not be read, or is in doubt.

    Parameters
    ----------
    path : str
        The file, and the member if it is an archive.
    message : str
        What is wrong and how it was handled, in one sentence.
    offset : int, optional
        Where the damage starts [bytes from the start of the file].
    severity : {"error", "warning"}
        ``"error"`` if data was lost, ``"warning"`` if it was kept but is in doubt.
    """

    path: str
    message: str
    offset: Annotated[int, Field(ge=0)] | None = None
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        at = "" if self.offset is None else f" at byte {self.offset}"
        return f"{self.severity}: {self.path}{at}: {self.message}"
