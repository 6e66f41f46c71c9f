"""Turn training data into decisions; names are imported on first use."""

from importlib import import_module

TYPE_CHECKING = False  # checkers assume True; importing typing would take 5 ms
if TYPE_CHECKING:
    from trainkit import (
        chaos,
        errors,
        io,
        loads,
        metrics,
        models,
        optimize,
        planning,
        plugins,
        ports,
        recovery,
        rules,
        workouts,
    )
    from trainkit._simulate import SimulatedEvent, simulate
    from trainkit.errors import (
        BackendError,
        InfeasiblePlan,
        InsufficientData,
        InternalError,
        InvalidInput,
        MissingExtra,
        PluginError,
        RateLimited,
        TrainkitError,
    )
    from trainkit.io import quality, read, to_ics
    from trainkit.kit import Kit
    from trainkit.models import (
        Activity,
        Assessment,
        Athlete,
        Availability,
        Certificate,
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
        Revision,
        Streams,
        ThresholdChange,
        Thresholds,
        TrainingPlan,
        TrainingWarning,
        Violation,
    )
    from trainkit.optimize import Categorical, Integer, Optimizer, Real, Space
    from trainkit.planning import adapt, check, match, plan, repair
    from trainkit.recovery import assess

__version__ = "0.1.0"

__all__ = [
    "Activity",
    "Assessment",
    "Athlete",
    "Availability",
    "BackendError",
    "Categorical",
    "Certificate",
    "DailyHealth",
    "Goal",
    "History",
    "InfeasiblePlan",
    "InsufficientData",
    "Integer",
    "InternalError",
    "InvalidInput",
    "Kit",
    "Lap",
    "Length",
    "MissingExtra",
    "Optimizer",
    "PlannedWorkout",
    "PluginError",
    "Problem",
    "Provenance",
    "RaceResult",
    "RateLimited",
    "Real",
    "Recommendation",
    "Recovery",
    "Revision",
    "SimulatedEvent",
    "Space",
    "Streams",
    "ThresholdChange",
    "Thresholds",
    "TrainingPlan",
    "TrainingWarning",
    "TrainkitError",
    "Violation",
    "__version__",
    "adapt",
    "assess",
    "chaos",
    "check",
    "errors",
    "io",
    "loads",
    "match",
    "metrics",
    "models",
    "optimize",
    "plan",
    "planning",
    "plugins",
    "ports",
    "quality",
    "read",
    "recovery",
    "repair",
    "rules",
    "simulate",
    "to_ics",
    "workouts",
]

# The module of each public name; "" if the name is itself a module.
_HOMES = {
    "Activity": "models",
    "Assessment": "models",
    "Athlete": "models",
    "Availability": "models",
    "BackendError": "errors",
    "Categorical": "optimize",
    "Certificate": "models",
    "DailyHealth": "models",
    "Goal": "models",
    "History": "models",
    "InfeasiblePlan": "errors",
    "InsufficientData": "errors",
    "InternalError": "errors",
    "Integer": "optimize",
    "InvalidInput": "errors",
    "Kit": "kit",
    "Lap": "models",
    "Length": "models",
    "MissingExtra": "errors",
    "Optimizer": "optimize",
    "PlannedWorkout": "models",
    "PluginError": "errors",
    "Problem": "models",
    "Provenance": "models",
    "RaceResult": "models",
    "RateLimited": "errors",
    "Real": "optimize",
    "Recommendation": "models",
    "Recovery": "models",
    "Revision": "models",
    "SimulatedEvent": "_simulate",
    "Space": "optimize",
    "Streams": "models",
    "ThresholdChange": "models",
    "Thresholds": "models",
    "TrainingPlan": "models",
    "TrainingWarning": "models",
    "TrainkitError": "errors",
    "Violation": "models",
    "adapt": "planning",
    "assess": "recovery",
    "chaos": "",
    "check": "planning",
    "errors": "",
    "io": "",
    "loads": "",
    "match": "planning",
    "metrics": "",
    "models": "",
    "optimize": "",
    "plan": "planning",
    "planning": "",
    "plugins": "",
    "ports": "",
    "quality": "io",
    "read": "io",
    "recovery": "",
    "repair": "planning",
    "rules": "",
    "simulate": "_simulate",
    "to_ics": "io",
    "workouts": "",
}

if not TYPE_CHECKING:  # hidden from checkers, so that they report misspelt names

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
