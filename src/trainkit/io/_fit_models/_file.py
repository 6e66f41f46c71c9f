"""FIT files of any type to models."""

from trainkit.io import fit
from trainkit.io._fit_models._activity import read_fit_activities
from trainkit.io._fit_models._monitoring import read_fit_monitoring
from trainkit.io._fit_models._workout import read_fit_workouts
from trainkit.io._origin import Origin
from trainkit.io._parsed import Parsed, joined

__all__ = ["read_fit"]


def read_fit(data: bytes, origin: Origin) -> Parsed:
    """Read a FIT file: activities, whatever else its parts hold, and its faults.

    Parameters
    ----------
    data : bytes
        The whole file.
    origin : Origin
        Where it came from.

    Returns
    -------
    Parsed
        Every record before a fault, and each fault with its byte offset.
    """
    file = fit.decode(data)
    faults = tuple(
        (origin.error if one.lost else origin.warning)(one.message, offset=one.offset)
        for one in file.problems
    )
    found = [read_fit_activities(file.parts, origin)]
    for part in file.parts:
        found += [read_fit_workouts(part, origin), read_fit_monitoring(part, origin)]
    return joined([*found, Parsed(problems=faults)])
