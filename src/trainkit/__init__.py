"""Turn training data into decisions; names are imported on first use."""

from trainkit._lazy import import_on_use

TYPE_CHECKING = False  # checkers assume True; importing typing would take 5 ms
if TYPE_CHECKING:
    from trainkit import (
        chaos,
        coach,
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
        resilience,
        rules,
        workouts,
    )
    from trainkit._simulate import SimulatedEvent, simulate
    from trainkit.errors import (
        BackendError,
        BudgetSpent,
        Conflict,
        InfeasiblePlan,
        InsufficientData,
        InternalError,
        InvalidInput,
        MissingExtra,
        NotFound,
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
    from trainkit.planning import PlanRequest, adapt, check, match, plan, plan_many, repair
    from trainkit.recovery import assess
    from trainkit.resilience import stress

__version__ = "0.1.0"

__all__ = [
    "Activity",
    "Assessment",
    "Athlete",
    "Availability",
    "BackendError",
    "BudgetSpent",
    "Categorical",
    "Certificate",
    "Conflict",
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
    "NotFound",
    "Optimizer",
    "PlanRequest",
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
    "coach",
    "errors",
    "io",
    "loads",
    "match",
    "metrics",
    "models",
    "optimize",
    "plan",
    "plan_many",
    "planning",
    "plugins",
    "ports",
    "quality",
    "read",
    "recovery",
    "repair",
    "resilience",
    "rules",
    "simulate",
    "stress",
    "to_ics",
    "workouts",
]


if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "": (
                "chaos coach errors io loads metrics models optimize planning plugins ports "
                "recovery resilience rules workouts"
            ),
            "_simulate": "SimulatedEvent simulate",
            "errors": (
                "BackendError BudgetSpent Conflict InfeasiblePlan InsufficientData InternalError "
                "InvalidInput MissingExtra NotFound PluginError RateLimited TrainkitError"
            ),
            "io": "quality read to_ics",
            "kit": "Kit",
            "models": (
                "Activity Assessment Athlete Availability Certificate DailyHealth Goal History "
                "Lap Length PlannedWorkout Problem Provenance RaceResult Recommendation Recovery "
                "Revision Streams ThresholdChange Thresholds TrainingPlan TrainingWarning "
                "Violation"
            ),
            "optimize": "Categorical Integer Optimizer Real Space",
            "planning": "PlanRequest adapt check match plan plan_many repair",
            "recovery": "assess",
            "resilience": "stress",
        },
    )
