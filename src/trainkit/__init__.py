"""Trainkit turns training data into decisions; each name loads when it is first used."""

from importlib import import_module

TYPE_CHECKING = False  # checkers take it for true; importing typing would cost 5 ms
if TYPE_CHECKING:
    from trainkit import errors, io, metrics, models
    from trainkit._simulate import simulate
    from trainkit.errors import InsufficientData, InvalidInput, MissingExtra, TrainkitError
    from trainkit.io import quality, read
    from trainkit.models import (
        Activity,
        Athlete,
        DailyHealth,
        History,
        Lap,
        Length,
        PlannedWorkout,
        Problem,
        Provenance,
        RaceResult,
        Streams,
        ThresholdChange,
        Thresholds,
    )

__version__ = "0.1.0"

__all__ = [
    "Activity",
    "Athlete",
    "DailyHealth",
    "History",
    "InsufficientData",
    "InvalidInput",
    "Lap",
    "Length",
    "MissingExtra",
    "PlannedWorkout",
    "Problem",
    "Provenance",
    "RaceResult",
    "Streams",
    "ThresholdChange",
    "Thresholds",
    "TrainkitError",
    "__version__",
    "errors",
    "io",
    "metrics",
    "models",
    "quality",
    "read",
    "simulate",
]

# Where each public name lives; a module's own name maps to "".
_HOMES = {
    "Activity": "models",
    "Athlete": "models",
    "DailyHealth": "models",
    "History": "models",
    "InsufficientData": "errors",
    "InvalidInput": "errors",
    "Lap": "models",
    "Length": "models",
    "PlannedWorkout": "models",
    "MissingExtra": "errors",
    "Problem": "models",
    "Provenance": "models",
    "RaceResult": "models",
    "Streams": "models",
    "ThresholdChange": "models",
    "Thresholds": "models",
    "TrainkitError": "errors",
    "errors": "",
    "io": "",
    "metrics": "",
    "models": "",
    "quality": "io",
    "read": "io",
    "simulate": "_simulate",
}

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'trainkit' has no attribute {name!r}")
        home = _HOMES[name]
        module = import_module(f"trainkit.{home or name}")
        value = getattr(module, name) if home else module
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
