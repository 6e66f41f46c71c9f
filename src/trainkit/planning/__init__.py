"""From a goal to a plan: phases, rules, solver, checks, and changes when life intervenes."""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:
    from trainkit.planning._adaptation import Steadiness, adapt
    from trainkit.planning._check import check
    from trainkit.planning._feasibility import feasibility
    from trainkit.planning._many_plans import PlanRequest, plan_many
    from trainkit.planning._methods import METHODS, blend
    from trainkit.planning._minimums import MINIMUM_WEEKS, race_of
    from trainkit.planning._phases import LEAST_WEEKS, taper_weeks
    from trainkit.planning._plan import plan
    from trainkit.planning._repair import Repaired, repair
    from trainkit.planning._response import Response, response_of
    from trainkit.planning._rules import rules_for
    from trainkit.planning._tracking import (
        acwr_by_week,
        calendar,
        compliance,
        forecast,
        match,
        progress,
    )
    from trainkit.planning._what_if import Gain, WhatIf, what_if
    from trainkit.workouts import race_type, stage

__all__ = [
    "LEAST_WEEKS",
    "METHODS",
    "MINIMUM_WEEKS",
    "Gain",
    "PlanRequest",
    "Repaired",
    "Response",
    "Steadiness",
    "WhatIf",
    "acwr_by_week",
    "adapt",
    "blend",
    "calendar",
    "check",
    "compliance",
    "feasibility",
    "forecast",
    "match",
    "plan",
    "plan_many",
    "progress",
    "race_of",
    "race_type",
    "repair",
    "response_of",
    "rules_for",
    "stage",
    "taper_weeks",
    "what_if",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_adaptation": "Steadiness adapt",
            "_check": "check",
            "_feasibility": "feasibility",
            "_many_plans": "PlanRequest plan_many",
            "_methods": "METHODS blend",
            "_minimums": "MINIMUM_WEEKS race_of",
            "_phases": "LEAST_WEEKS taper_weeks",
            "_plan": "plan",
            "_repair": "Repaired repair",
            "_response": "Response response_of",
            "_rules": "rules_for",
            "_tracking": "acwr_by_week calendar compliance forecast match progress",
            "_what_if": "Gain WhatIf what_if",
            "trainkit.workouts": "race_type stage",
        },
    )
