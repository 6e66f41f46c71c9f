"""The calculators: numbers in, numbers out, each with its unit and its source.

Every function takes scalars or numpy arrays, broadcasts, keeps float32, and never changes its
input. Time is axis 0: a daily series has shape ``(days,)`` or ``(days, athletes)``, a stream
``(samples,)``. A missing value is NaN; a rest day is zero; the two are never confused.
"""

from importlib import import_module

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

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module 'trainkit.metrics' has no attribute {name!r}")
        return import_module(f"trainkit.metrics.{name}")


def __dir__() -> list[str]:
    return list(__all__)
