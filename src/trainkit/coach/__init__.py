"""Numbered facts about an athlete, and everything that talks about them.

Names are imported on first use: a host that only counts money loads no planner.
"""

from trainkit._lazy import import_on_use

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

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "": "voice",
            "_chat": "KNOWN_QUESTIONS Talk careful_answer check_message suggest_questions",
            "_costs": "CostReport CostRow report_costs",
            "_fact_sheet": "Facts",
            "_facts": "facts",
            "_guard": "Claim Guarded guard",
            "_insights": (
                "BatchModel InsightBatch InsightBatchEstimate Insights PatternTest insights"
            ),
            "_ledger": "Ledger",
            "_metered_model": "FirstToAnswer MeteredModel",
            "_money": "Budget BudgetAlert Call",
            "_tools": "Toolbox",
            "_training_guide": "training_guide",
            "_week": "week",
        },
    )
