"""From a goal to a plan: phases, rules, solver, checks, and changes when life intervenes."""

from trainkit.planning._adaptation import adapt
from trainkit.planning._check import check
from trainkit.planning._matching import match
from trainkit.planning._plan import plan
from trainkit.planning._repair import Repaired, repair

__all__ = ["Repaired", "adapt", "check", "match", "plan", "repair"]
