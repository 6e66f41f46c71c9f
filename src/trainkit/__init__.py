"""Trainkit turns training data into decisions; each name loads when it is first used."""

from importlib import import_module

TYPE_CHECKING = False  # checkers take it for true; importing typing would cost 5 ms
if TYPE_CHECKING:
    from trainkit import errors, io, loads, metrics, models, ports, recovery, rules, workouts
    from trainkit._simulate import simulate
    from trainkit.errors import InsufficientData, InvalidInput, MissingExtra, TrainkitError
    from trainkit.io import quality, read
    from trainkit.models import (
        Activity,
        Assessment,
        Athlete,
        Availability,
        DailyHealth,
        Goal,
        History,
        Lap,
        Length,
        PlannedWorkout,
        Problem,
        Provenance,
        RaceResult,
        Recommendation,
        Recovery,
        Streams,
        ThresholdChange,
        Thresholds,
        TrainingWarning,
        Violation,
    )
    from trainkit.recovery import assess

__version__ = "0.1.0"

__all__ = [
    "Activity",
    "Assessment",
    "Athlete",
    "Availability",
    "DailyHealth",
    "Goal",
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
    "Recommendation",
    "Recovery",
    "Streams",
    "ThresholdChange",
    "Thresholds",
    "TrainingWarning",
    "TrainkitError",
    "Violation",
    "__version__",
    "assess",
    "errors",
    "io",
    "loads",
    "metrics",
    "models",
    "ports",
    "quality",
    "read",
    "recovery",
    "rules",
    "simulate",
    "workouts",
]

# Where each public name lives; a module's own name maps to "".
_HOMES = {
    "Activity": "models",
    "Assessment": "models",
    "Athlete": "models",
    "Availability": "models",
    "DailyHealth": "models",
    "Goal": "models",
    "History": "models",
    "InsufficientData": "errors",
    "InvalidInput": "errors",
    "Lap": "models",
    "Length": "models",
    "MissingExtra": "errors",
    "PlannedWorkout": "models",
    "Problem": "models",
    "Provenance": "models",
    "RaceResult": "models",
    "Recommendation": "models",
    "Recovery": "models",
    "Streams": "models",
    "ThresholdChange": "models",
    "Thresholds": "models",
    "TrainingWarning": "models",
    "TrainkitError": "errors",
    "Violation": "models",
    "assess": "recovery",
    "errors": "",
    "io": "",
    "loads": "",
    "metrics": "",
    "models": "",
    "ports": "",
    "quality": "io",
    "read": "io",
    "recovery": "",
    "rules": "",
    "simulate": "_simulate",
    "workouts": "",
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
