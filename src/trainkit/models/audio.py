"""Speech as sound."""

from typing import Annotated

from pydantic import Field

from trainkit.models.model import Model

__all__ = ["Audio"]


class Audio(Model):
    """A piece of sound.

    Parameters
    ----------
    data : bytes
        The file.
    media_type : str
        Such as ``"audio/mpeg"``.
    seconds : float, optional
        How long it plays [s].
    """

    data: bytes
    media_type: Annotated[str, Field(pattern=r"^audio/[\w.+-]+$")]
    seconds: Annotated[float, Field(ge=0)] | None = None
