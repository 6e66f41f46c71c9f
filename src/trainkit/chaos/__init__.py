"""Fault search: find the fault that hurts a system most in few trials, and leave none behind."""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:
    from trainkit.chaos._analyzer import Reason, Severity, SeveritySettings, analyze
    from trainkit.chaos._campaign import Campaign
    from trainkit.chaos._many_campaigns import CampaignRequest, run_campaigns
    from trainkit.chaos._report import CampaignReport, Finding, describe_point
    from trainkit.chaos._rollback import recover, rollback_path
    from trainkit.chaos._settings import (
        BlastRadius,
        CampaignSettings,
        SteadyState,
        read_settings,
        read_settings_dict,
    )
    from trainkit.chaos._traces import read_spans

__all__ = [
    "BlastRadius",
    "Campaign",
    "CampaignReport",
    "CampaignRequest",
    "CampaignSettings",
    "Finding",
    "Reason",
    "Severity",
    "SeveritySettings",
    "SteadyState",
    "analyze",
    "describe_point",
    "read_settings",
    "read_settings_dict",
    "read_spans",
    "recover",
    "rollback_path",
    "run_campaigns",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_analyzer": "Reason Severity SeveritySettings analyze",
            "_campaign": "Campaign",
            "_many_campaigns": "CampaignRequest run_campaigns",
            "_report": "CampaignReport Finding describe_point",
            "_rollback": "recover rollback_path",
            "_settings": (
                "BlastRadius CampaignSettings SteadyState read_settings read_settings_dict"
            ),
            "_traces": "read_spans",
        },
    )
