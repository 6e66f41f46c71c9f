"""The record of one day from values of any source, without those that its fields do not allow."""

import datetime as dt
from collections.abc import Mapping

from trainkit.io.authoring._problem_log import ProblemLog
from trainkit.models.day import RISING_PAIRS, DailyHealth
from trainkit.models.provenance import Provenance
from trainkit.models.ranges import allowed_ranges, keep_in_range

__all__ = ["DayValue", "build_day"]

DayValue = float | str | bool | dt.datetime | None


def build_day(
    date: dt.date, values: Mapping[str, DayValue], provenance: Provenance, log: ProblemLog
) -> DailyHealth | None:
    """Build the record of one day.

    Parameters
    ----------
    date : date
        The local day.
    values : mapping of str to value
        By field of `DailyHealth`; None, NaN and empty text are unknown.
    provenance : Provenance
        Where the values came from.
    log : ProblemLog
        Collects values out of range.

    Returns
    -------
    DailyHealth or None
        None if no value is known.
    """
    numeric = allowed_ranges(DailyHealth)
    numbers = {name: _to_float(value) for name, value in values.items() if name in numeric}
    known: dict[str, object] = {**keep_in_range(DailyHealth, numbers, log.out_of_range)}
    known |= {
        name: value
        for name, value in values.items()
        if name not in numeric and value is not None and value != ""
    }
    for lower, upper in RISING_PAIRS:
        low, high = known.get(lower), known.get(upper)
        if low is not None and high is not None and low > high:  # type: ignore[operator]
            del known[lower], known[upper]
            log.count(f"day[s] with a {lower} above the {upper}: both left out")
    if not known:
        return None
    return DailyHealth.model_validate({**known, "date": date, "provenance": provenance})


def _to_float(value: DayValue) -> float | None:
    return float(value) if isinstance(value, int | float) else None
