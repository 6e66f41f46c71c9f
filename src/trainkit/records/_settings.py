"""Settings among an athlete's records: their names, and how one is parsed."""

from collections.abc import Iterable
from typing import TypeVar

from trainkit.errors import BackendError
from trainkit.models.model import Model
from trainkit.models.provenance import Licence
from trainkit.ports.store import Record
from trainkit.privacy import Gate

__all__ = [
    "APART_PREFIX",
    "ATHLETE",
    "AVAILABILITY",
    "LICENCE_PREFIX",
    "SOURCE_ORDER",
    "decode_gate",
    "parse_setting",
]

ATHLETE, AVAILABILITY, SOURCE_ORDER = "athlete", "availability", "source order"
APART_PREFIX, LICENCE_PREFIX = "apart ", "licence "

_Parsed = TypeVar("_Parsed", bound=Model)


def decode_gate(settings: Iterable[Record]) -> Gate:
    """Build the gate that knows the licences stored in the settings."""
    found = [record for record in settings if record.key.startswith(LICENCE_PREFIX)]
    return Gate(parse_setting(Licence, record.body, record.key) for record in found)


def parse_setting(model: type[_Parsed], body: str, key: str) -> _Parsed:
    """Parse a stored setting or plan; `BackendError` that names a damaged one."""
    try:
        return model.model_validate_json(body)
    except (ValueError, RecursionError) as error:
        message = f"the stored record {key!r} cannot be read: {type(error).__name__}"
        raise BackendError("records", message) from error
