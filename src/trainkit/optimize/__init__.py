"""Propose, execute, score, learn: search spaces, an optimizer for few trials, and sessions.

The modules `journal` and `space_text` are public too: the file that sessions write, and spaces as
JSON, YAML and dicts.
"""

from trainkit.optimize._acquisition import expected_improvement, log_expected_improvement
from trainkit.optimize._constraints import Among, Linear
from trainkit.optimize._dimensions import Categorical, Integer, Point, Real, Value
from trainkit.optimize._gp import GaussianProcess
from trainkit.optimize._matern import one_hot
from trainkit.optimize._optimizer import Optimizer, Trial
from trainkit.optimize._session_file import StoredSession
from trainkit.optimize._status import Limits, SessionStatus, State, TrialRecord
from trainkit.optimize.session import Scored, Session
from trainkit.optimize.space import Space

__all__ = [
    "Among",
    "Categorical",
    "GaussianProcess",
    "Integer",
    "Limits",
    "Linear",
    "Optimizer",
    "Point",
    "Real",
    "Scored",
    "Session",
    "SessionStatus",
    "Space",
    "State",
    "StoredSession",
    "Trial",
    "TrialRecord",
    "Value",
    "expected_improvement",
    "log_expected_improvement",
    "one_hot",
]
