"""The REST API: a router for each system, which another host can include alone."""

from trainkit.host._api import (
    account,
    coach,
    faults,
    files,
    insights,
    plans,
    records,
    recovery,
    voice,
)

__all__ = ["ROUTERS"]

ROUTERS = {
    "recovery": recovery.router,
    "insights": insights.router,
    "plans": plans.router,
    "coach": coach.router,
    "records": records.router,
    "files": files.router,
    "faults": faults.router,
    "voice": voice.router,
    "account": account.router,
}
"""Routers by system."""
