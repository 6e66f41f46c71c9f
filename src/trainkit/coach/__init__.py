"""Numbered facts about an athlete, and everything that talks about them."""

from trainkit.coach._costs import CostReport, CostRow, report_costs
from trainkit.coach._fact_sheet import Facts
from trainkit.coach._facts import facts
from trainkit.coach._ledger import Budget, BudgetAlert, Call, Ledger
from trainkit.coach._metered_model import FirstToAnswer, MeteredModel
from trainkit.coach._tools import Toolbox

__all__ = [
    "Budget",
    "BudgetAlert",
    "Call",
    "CostReport",
    "CostRow",
    "Facts",
    "FirstToAnswer",
    "Ledger",
    "MeteredModel",
    "Toolbox",
    "facts",
    "report_costs",
]
