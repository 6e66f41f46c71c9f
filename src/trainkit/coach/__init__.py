"""Numbered facts about an athlete, and everything that talks about them.

Names are imported on first use: a host that only counts money loads no planner.
"""

from importlib import import_module

TYPE_CHECKING = False  # checkers assume True
if TYPE_CHECKING:
    from trainkit.coach._chat import (
        KNOWN_QUESTIONS,
        Talk,
        careful_answer,
        check_message,
        suggest_questions,
    )
    from trainkit.coach._costs import CostReport, CostRow, report_costs
    from trainkit.coach._fact_sheet import Facts
    from trainkit.coach._facts import facts
    from trainkit.coach._guard import Claim, Guarded, guard
    from trainkit.coach._insights import (
        BatchModel,
        InsightBatch,
        InsightBatchEstimate,
        Insights,
        PatternTest,
        insights,
    )
    from trainkit.coach._ledger import Ledger
    from trainkit.coach._metered_model import FirstToAnswer, MeteredModel
    from trainkit.coach._money import Budget, BudgetAlert, Call
    from trainkit.coach._tools import Toolbox
    from trainkit.coach._training_guide import training_guide
    from trainkit.coach._week import week

__all__ = [
    "KNOWN_QUESTIONS",
    "BatchModel",
    "Budget",
    "BudgetAlert",
    "Call",
    "Claim",
    "CostReport",
    "CostRow",
    "Facts",
    "FirstToAnswer",
    "Guarded",
    "InsightBatch",
    "InsightBatchEstimate",
    "Insights",
    "Ledger",
    "MeteredModel",
    "PatternTest",
    "Talk",
    "Toolbox",
    "careful_answer",
    "check_message",
    "facts",
    "guard",
    "insights",
    "report_costs",
    "suggest_questions",
    "training_guide",
    "week",
]

_HOMES = {
    "KNOWN_QUESTIONS": "_chat",
    "Budget": "_money",
    "BudgetAlert": "_money",
    "Call": "_money",
    "Claim": "_guard",
    "CostReport": "_costs",
    "CostRow": "_costs",
    "Facts": "_fact_sheet",
    "FirstToAnswer": "_metered_model",
    "Guarded": "_guard",
    "BatchModel": "_insights",
    "InsightBatch": "_insights",
    "InsightBatchEstimate": "_insights",
    "Insights": "_insights",
    "Ledger": "_ledger",
    "MeteredModel": "_metered_model",
    "PatternTest": "_insights",
    "Talk": "_chat",
    "Toolbox": "_tools",
    "careful_answer": "_chat",
    "check_message": "_chat",
    "facts": "_facts",
    "guard": "_guard",
    "insights": "_insights",
    "report_costs": "_costs",
    "suggest_questions": "_chat",
    "training_guide": "_training_guide",
    "week": "_week",
}


def __getattr__(name: str) -> object:
    if name == "voice":
        return import_module("trainkit.coach.voice")
    if name not in _HOMES:
        raise AttributeError(f"module 'trainkit.coach' has no attribute {name!r}")
    value: object = getattr(import_module(f"trainkit.coach.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
