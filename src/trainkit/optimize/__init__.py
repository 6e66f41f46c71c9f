"""Propose, execute, score, learn: search spaces, an optimizer for few trials, and sessions.

The modules `journal` and `space_text` are public too: the file that sessions write, and spaces as
JSON, YAML and dicts.
"""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:
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

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_acquisition": "expected_improvement log_expected_improvement",
            "_constraints": "Among Linear",
            "_dimensions": "Categorical Integer Point Real Value",
            "_gp": "GaussianProcess",
            "_matern": "one_hot",
            "_optimizer": "Optimizer Trial",
            "_session_file": "StoredSession",
            "_status": "Limits SessionStatus State TrialRecord",
            "session": "Scored Session",
            "space": "Space",
        },
    )
