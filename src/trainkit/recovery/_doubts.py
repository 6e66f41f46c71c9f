"""Explain what was measured but not used: nights that are held back, and SDNN in place of RMSSD."""

from collections.abc import Iterator

import numpy as np

from trainkit.data_quality import unlikely_nights
from trainkit.models.history import History

__all__ = ["notes_on_held_back", "reason_not_used"]

_FIELDS = {"hrv": "hrv_rmssd", "resting_hr": "resting_hr", "sleep": "sleep_h"}
_NAMES = {
    "hrv_rmssd": ("Last night's HRV", "ms", 0),
    "resting_hr": ("This morning's resting heart rate", "bpm", 0),
    "sleep_h": ("Last night's sleep", "h", 1),
}
_STRAIN_SIDE = {"hrv_rmssd": -1, "resting_hr": 1, "sleep_h": -1}
_RECENT_DAYS = 7
_SDNN = (
    "HRV is there as SDNN, but SDNN is another measure than RMSSD and is not used "
    "(add a source that gives RMSSD)"
)


def notes_on_held_back(history: History, at: int, *, used: bool) -> Iterator[str]:
    """Describe the values of a day that are far outside the athlete's range.

    Parameters
    ----------
    history : History
        The history.
    at : int
        The day's place in ``history.dates``.
    used : bool
        Whether the model uses them all the same.

    Yields
    ------
    str
        A sentence for each.
    """
    nights = unlikely_nights(history)
    for field, (name, unit, digits) in _NAMES.items():
        if not nights.held_back[field][at]:
            continue
        value, usual = float(history.daily(field)[at]), float(nights.usual[field][at])
        known = "" if np.isnan(usual) else f" (usual {usual:.{digits}f} {unit})"
        out = f"{name} of {value:.{digits}f} {unit} is far outside your range{known}"
        if used:
            yield f"{out}; this model uses it all the same."
            continue
        night = "morning" if field == "resting_hr" else "night"
        text = f"{out} and was held back; a second such {night} would count."
        if nights.side[field][at] == _STRAIN_SIDE[field]:
            text += " If it is true, or you feel unwell, take it easy today."
        yield text


def reason_not_used(history: History, component: str, at: int) -> str | None:
    """Explain why a component is missing although something was measured.

    Parameters
    ----------
    history : History
        The history.
    component : str
        Name of a component that has no points on the day.
    at : int
        The day's place in ``history.dates``.

    Returns
    -------
    str or None
        The reason; None if nothing was measured.
    """
    field = _FIELDS.get(component)
    if field is None:
        return None
    if unlikely_nights(history).held_back[field][at]:
        name = _NAMES[field][0]
        return f"{name[0].lower()}{name[1:]} was held back, far outside your range"
    recent = slice(max(0, at + 1 - _RECENT_DAYS), at + 1)
    sdnn, rmssd = (
        np.count_nonzero(~np.isnan(history.daily(name)[recent]))
        for name in ("hrv_sdnn", "hrv_rmssd")
    )
    return _SDNN if component == "hrv" and sdnn > rmssd else None
