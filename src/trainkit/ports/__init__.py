"""What the outside must do: one small Protocol a file."""

from trainkit.ports.component import Component, ComponentColumns
from trainkit.ports.detector import Detector
from trainkit.ports.executor import Executor
from trainkit.ports.rule import Expression, LinearModel, Quantity, Rule, Schedule
from trainkit.ports.surrogate import Belief, Posterior, Slopes, Surrogate

__all__ = [
    "Belief",
    "Component",
    "ComponentColumns",
    "Detector",
    "Executor",
    "Expression",
    "LinearModel",
    "Posterior",
    "Quantity",
    "Rule",
    "Schedule",
    "Slopes",
    "Surrogate",
]
