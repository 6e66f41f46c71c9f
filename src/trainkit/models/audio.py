"""Synthesized speech."""

from typing import Annotated

from pydantic import Field

from trainkit.models.model import Model

__all__ = ["Audio"]


class Audio(Model):
    """An audio file in memory.

    Parameters
    ----------
    data : bytes
        The content of the file.
    media_type : str
        The MIME type, such as ``"audio/mpeg"``.
    seconds : float, optional
        Duration [s].
    """

    data: bytes
    media_type: Annotated[str, Field(pattern=r"^audio/[\w.+-]+$")]
    seconds: Annotated[float, Field(ge=0)] | None = None
