"""Insights: patterns in an athlete's own data, tested before anybody words them."""

from trainkit.coach._insights.batch import BatchModel, InsightBatch, InsightBatchEstimate
from trainkit.coach._insights.find import insights
from trainkit.coach._insights.result import Insights, PatternTest

__all__ = [
    "BatchModel",
    "InsightBatch",
    "InsightBatchEstimate",
    "Insights",
    "PatternTest",
    "insights",
]
