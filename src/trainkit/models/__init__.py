"""Domain models: frozen, validated on creation, exact in JSON; no formulas and no I/O."""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:
    from trainkit.models.activity import Activity, Lap, Length
    from trainkit.models.assessment import (
        INTENSITIES,
        Alternative,
        Assessment,
        ComponentScore,
        Intensity,
        MissingComponent,
        Recommendation,
        Recovery,
        TrainingWarning,
    )
    from trainkit.models.athlete import Athlete, ThresholdChange, Thresholds
    from trainkit.models.audio import Audio
    from trainkit.models.conversation import ChatAnswer, Conversation, Turn
    from trainkit.models.day import DailyHealth
    from trainkit.models.edit import Edit
    from trainkit.models.fact import Fact, FactStatus
    from trainkit.models.fault import FaultKind, FaultPlan
    from trainkit.models.feasibility import Feasibility
    from trainkit.models.frame import Frame, FrameColumn
    from trainkit.models.goal import WEEKDAYS, Availability, Goal, KeptGoal
    from trainkit.models.history import History
    from trainkit.models.insight import (
        Confidence,
        Insight,
        InsightData,
        InsightFeedback,
        InsightGroup,
        InsightKind,
        InsightSeries,
    )
    from trainkit.models.model import Model
    from trainkit.models.notice import Notice
    from trainkit.models.observation import Observation, Span
    from trainkit.models.plan import (
        Certificate,
        Change,
        PhaseSummary,
        Readiness,
        Revision,
        RuleSlack,
        TrainingPlan,
        Violation,
        Violations,
    )
    from trainkit.models.progress import (
        Calendar,
        CalendarDay,
        CalendarState,
        Compliance,
        Forecast,
        GoalProgress,
        Progress,
        Segment,
        WeekAcwr,
    )
    from trainkit.models.prompt import (
        Message,
        Prompt,
        Reply,
        StreamEnd,
        StreamEvent,
        TextDelta,
        Tool,
        ToolCall,
    )
    from trainkit.models.provenance import Licence, Problem, Provenance
    from trainkit.models.race import RaceResult
    from trainkit.models.status import Status, colour_of
    from trainkit.models.streams import Streams
    from trainkit.models.summary import BestEffort, LongDrift, PeriodTotals, ZoneTime
    from trainkit.models.tuning import Measured, TrainingLine, Tuned, TuningPlan
    from trainkit.models.voice import (
        Conditions,
        Feedback,
        Persona,
        Subscription,
        Traits,
        Trigger,
        VoiceResponse,
        VoiceSettings,
    )
    from trainkit.models.week import PredictedWeek, WeekChange, WeekDay, WeekProgram
    from trainkit.models.workout import PlannedWorkout, Repeat, Step, Target

__all__ = [
    "INTENSITIES",
    "WEEKDAYS",
    "Activity",
    "Alternative",
    "Assessment",
    "Athlete",
    "Audio",
    "Availability",
    "BestEffort",
    "Calendar",
    "CalendarDay",
    "CalendarState",
    "Certificate",
    "Change",
    "ChatAnswer",
    "Compliance",
    "ComponentScore",
    "Conditions",
    "Confidence",
    "Conversation",
    "DailyHealth",
    "Edit",
    "Fact",
    "FactStatus",
    "FaultKind",
    "FaultPlan",
    "Feasibility",
    "Feedback",
    "Forecast",
    "Frame",
    "FrameColumn",
    "Goal",
    "GoalProgress",
    "History",
    "Insight",
    "InsightData",
    "InsightFeedback",
    "InsightGroup",
    "InsightKind",
    "InsightSeries",
    "Intensity",
    "KeptGoal",
    "Lap",
    "Length",
    "Licence",
    "LongDrift",
    "Measured",
    "Message",
    "MissingComponent",
    "Model",
    "Notice",
    "Observation",
    "PeriodTotals",
    "Persona",
    "PhaseSummary",
    "PlannedWorkout",
    "PredictedWeek",
    "Problem",
    "Progress",
    "Prompt",
    "Provenance",
    "RaceResult",
    "Readiness",
    "Recommendation",
    "Recovery",
    "Repeat",
    "Reply",
    "Revision",
    "RuleSlack",
    "Segment",
    "Span",
    "Status",
    "Step",
    "StreamEnd",
    "StreamEvent",
    "Streams",
    "Subscription",
    "Target",
    "TextDelta",
    "ThresholdChange",
    "Thresholds",
    "Tool",
    "ToolCall",
    "TrainingLine",
    "TrainingPlan",
    "TrainingWarning",
    "Traits",
    "Trigger",
    "Tuned",
    "TuningPlan",
    "Turn",
    "Violation",
    "Violations",
    "VoiceResponse",
    "VoiceSettings",
    "WeekAcwr",
    "WeekChange",
    "WeekDay",
    "WeekProgram",
    "ZoneTime",
    "colour_of",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "activity": "Activity Lap Length",
            "assessment": (
                "Alternative Assessment ComponentScore INTENSITIES Intensity MissingComponent "
                "Recommendation Recovery TrainingWarning"
            ),
            "athlete": "Athlete ThresholdChange Thresholds",
            "audio": "Audio",
            "conversation": "ChatAnswer Conversation Turn",
            "day": "DailyHealth",
            "edit": "Edit",
            "fact": "Fact FactStatus",
            "fault": "FaultKind FaultPlan",
            "feasibility": "Feasibility",
            "frame": "Frame FrameColumn",
            "goal": "Availability Goal KeptGoal WEEKDAYS",
            "history": "History",
            "insight": (
                "Confidence Insight InsightData InsightFeedback InsightGroup InsightKind "
                "InsightSeries"
            ),
            "model": "Model",
            "notice": "Notice",
            "observation": "Observation Span",
            "plan": (
                "Certificate Change PhaseSummary Readiness Revision RuleSlack TrainingPlan "
                "Violation Violations"
            ),
            "progress": (
                "Calendar CalendarDay CalendarState Compliance Forecast GoalProgress Progress "
                "Segment WeekAcwr"
            ),
            "prompt": "Message Prompt Reply StreamEnd StreamEvent TextDelta Tool ToolCall",
            "provenance": "Licence Problem Provenance",
            "race": "RaceResult",
            "status": "Status colour_of",
            "streams": "Streams",
            "summary": "BestEffort LongDrift PeriodTotals ZoneTime",
            "tuning": "Measured TrainingLine Tuned TuningPlan",
            "voice": (
                "Conditions Feedback Persona Subscription Traits Trigger VoiceResponse "
                "VoiceSettings"
            ),
            "week": "PredictedWeek WeekChange WeekDay WeekProgram",
            "workout": "PlannedWorkout Repeat Step Target",
        },
    )
