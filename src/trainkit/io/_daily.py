"""Values of a day, from any source, as a record: what its fields refuse is left out and told."""

import datetime as dt
from collections.abc import Mapping

from trainkit.io._remarks import Remarks
from trainkit.models.day import RISING_PAIRS, DailyHealth
from trainkit.models.provenance import Provenance
from trainkit.models.ranges import fitting, ranges

__all__ = ["DayValue", "daily"]

DayValue = float | str | bool | dt.datetime | None


def daily(
    date: dt.date, values: Mapping[str, DayValue], provenance: Provenance, remarks: Remarks
) -> DailyHealth | None:
    """Make the record of one day.

    Parameters
    ----------
    date : date
        The local day.
    values : mapping of str to value
        By field of `DailyHealth`; None, NaN and empty text are unknown.
    provenance : Provenance
        Where they came from.
    remarks : Remarks
        Takes what the fields refuse.

    Returns
    -------
    DailyHealth or None
        None where nothing is known.
    """
    numeric = ranges(DailyHealth)
    numbers = {name: _number(value) for name, value in values.items() if name in numeric}
    known: dict[str, object] = {**fitting(DailyHealth, numbers, remarks.refused)}
    known |= {
        name: value
        for name, value in values.items()
        if name not in numeric and value is not None and value != ""
    }
    for lower, upper in RISING_PAIRS:
        low, high = known.get(lower), known.get(upper)
        if low is not None and high is not None and low > high:  # type: ignore[operator]
            del known[lower], known[upper]
            remarks.counts[f"days with a {lower} above the {upper}: both left out"] += 1
    if not known:
        return None
    return DailyHealth.model_validate({**known, "date": date, "provenance": provenance})


def _number(value: DayValue) -> float | None:
    return float(value) if isinstance(value, int | float) else None
