"""Fault search: which fault hurts a system most, found in few trials and never left behind."""

from trainkit.chaos._analyzer import Reason, Severity, SeveritySettings, analyze
from trainkit.chaos._campaign import Campaign
from trainkit.chaos._report import CampaignReport, Finding, in_words
from trainkit.chaos._rollback import recover
from trainkit.chaos._settings import (
    BlastRadius,
    CampaignSettings,
    SteadyState,
    read_plain,
    read_settings,
)
from trainkit.chaos._traces import read_spans

__all__ = [
    "BlastRadius",
    "Campaign",
    "CampaignReport",
    "CampaignSettings",
    "Finding",
    "Reason",
    "Severity",
    "SeveritySettings",
    "SteadyState",
    "analyze",
    "in_words",
    "read_plain",
    "read_settings",
    "read_spans",
    "recover",
]
