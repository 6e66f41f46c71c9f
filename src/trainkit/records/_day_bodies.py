"""Daily records, read from their bodies as columns: thousands at once, without a model for each."""

from collections.abc import Sequence
from typing import Any, cast

from pydantic import TypeAdapter
from pydantic_core import from_json

from trainkit.models import DailyHealth, Provenance
from trainkit.models._columns import KINDS
from trainkit.models._day_rows import Rows

__all__ = ["read_days"]

_DAYS = TypeAdapter(list[DailyHealth])
_SOURCES = TypeAdapter(list[Provenance])
_USUAL: Provenance = DailyHealth.model_fields["provenance"].default


def read_days(bodies: Sequence[str]) -> Sequence[DailyHealth]:
    """Read the bodies of daily records.

    Parameters
    ----------
    bodies : sequence of str
        JSON objects.

    Returns
    -------
    sequence of DailyHealth
        What `History` takes as days.

    Raises
    ------
    ValueError
        A body is damaged.
    """
    text = f"[{','.join(bodies)}]"
    try:
        rows = _to_rows(from_json(text))
    except (ValueError, TypeError, AttributeError, LookupError):
        return _DAYS.validate_json(text)  # one by one, as other versions may have written them
    return cast("Sequence[DailyHealth]", rows)


def _to_rows(plain: Sequence[dict[str, Any]]) -> Rows:
    """Turn objects into validated columns; an error where that is not all that they contain."""
    dates = [fields.pop("date") for fields in plain]
    sources = _SOURCES.validate_python([fields.pop("provenance", _USUAL) for fields in plain])
    known = {name for fields in plain for name in fields}
    if unknown := known - KINDS.keys():
        raise LookupError(min(unknown))
    columns = {name: [fields.get(name) for fields in plain] for name in KINDS if name in known}
    return Rows.from_columns(dates, columns, sources)
