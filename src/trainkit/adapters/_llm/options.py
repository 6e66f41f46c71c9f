"""Options that every vendor's adapter has."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr

from trainkit.models.model import Model

__all__ = ["Address", "VendorOptions"]

Address = Annotated[str, Field(pattern=r"^https?://[^\s/@?#]+(/[^\s@?#]*)?$")]
"""An address without a user, a password or a query: it may stand in a log."""


class VendorOptions(Model):
    """Options of a vendor's language model; each vendor says its own model and address.

    Parameters
    ----------
    model : str
        The model's name.
    base_url : str
        Address of the vendor, or of a gateway that speaks its protocol.
    api_key : SecretStr, optional
        The key; by default that in the vendor's environment variable.
    deadline_s : float
        Time for a whole call, with retries and stream [s]; `Prompt.deadline_s` counts before it.
    attempts : int
        How often a call that fails temporarily is made.
    calls_per_minute : int, optional
        The most requests in a minute; a call over it waits, and fails if that exceeds its deadline.
    prices : path, optional
        The host's own list of models and prices, as `trainkit.prices.PriceList.load` reads it.
    """

    model: Annotated[str, Field(min_length=1)]
    base_url: Address
    api_key: SecretStr | None = None
    deadline_s: Annotated[float, Field(gt=0, le=3600)] = 120.0
    attempts: Annotated[int, Field(ge=1, le=10)] = 4
    calls_per_minute: Annotated[int, Field(ge=1)] | None = None
    prices: Path | None = None
