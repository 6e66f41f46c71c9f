"""What the outside must do: one small Protocol a file."""

from trainkit.ports.component import Component, ComponentColumns
from trainkit.ports.detector import Detector
from trainkit.ports.rule import Expression, LinearModel, Quantity, Rule, Schedule

__all__ = [
    "Component",
    "ComponentColumns",
    "Detector",
    "Expression",
    "LinearModel",
    "Quantity",
    "Rule",
    "Schedule",
]
