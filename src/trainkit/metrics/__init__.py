"""The calculators: numbers in, numbers out, each with its unit and its source.

Every function takes scalars or numpy arrays, broadcasts, keeps float32, and never changes its
input. Time is axis 0: a daily series has shape ``(days,)`` or ``(days, athletes)``, a stream
``(samples,)``. A missing value is NaN; a rest day is zero; the two are never confused.
"""

from trainkit._lazy import import_on_use

TYPE_CHECKING = False  # checkers take it for true; importing typing would cost 5 ms
if TYPE_CHECKING:
    from trainkit.metrics import (
        acwr,
        aerobic,
        fitness,
        hrv,
        load,
        power,
        running,
        severity,
        sleep,
    )

__all__ = [
    "acwr",
    "aerobic",
    "fitness",
    "hrv",
    "load",
    "power",
    "running",
    "severity",
    "sleep",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__, {"": "acwr aerobic fitness hrv load power running severity sleep"}
    )
