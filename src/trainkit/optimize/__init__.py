"""Propose, execute, score, learn: a search space, an optimizer for few trials, and sessions."""

from trainkit.optimize._acquisition import expected_improvement, log_expected_improvement
from trainkit.optimize._constraints import Among, Linear
from trainkit.optimize._dimensions import Categorical, Integer, Point, Real, Value
from trainkit.optimize._gp import GaussianProcess
from trainkit.optimize._journal import Journal
from trainkit.optimize._matern import one_hot
from trainkit.optimize._optimizer import Optimizer, Trial
from trainkit.optimize._session_file import (
    stored_about,
    stored_optimizer,
    stored_status,
    stored_trials,
    want_stop,
)
from trainkit.optimize._space_text import parsed_json, parsed_yaml
from trainkit.optimize._states import Limits, SessionStatus, State, TrialRecord
from trainkit.optimize.session import Scored, Session
from trainkit.optimize.space import Space

__all__ = [
    "Among",
    "Categorical",
    "GaussianProcess",
    "Integer",
    "Journal",
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
    "Trial",
    "TrialRecord",
    "Value",
    "expected_improvement",
    "log_expected_improvement",
    "one_hot",
    "parsed_json",
    "parsed_yaml",
    "stored_about",
    "stored_optimizer",
    "stored_status",
    "stored_trials",
    "want_stop",
]
