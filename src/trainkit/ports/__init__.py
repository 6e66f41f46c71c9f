"""What the outside must do: one small Protocol a file."""

from trainkit.ports.component import Component, ComponentColumns
from trainkit.ports.detector import Detector
from trainkit.ports.fault_injector import FaultInjector
from trainkit.ports.format import Contents, FileContext, Format
from trainkit.ports.llm import LanguageModel
from trainkit.ports.rule import Expression, LinearModel, Quantity, Rule, Schedule
from trainkit.ports.source import Delivery, Source
from trainkit.ports.speech import Speech
from trainkit.ports.store import Record, RecordKind, Store
from trainkit.ports.surrogate import Belief, Posterior, Slopes, Surrogate

__all__ = [
    "Belief",
    "Component",
    "ComponentColumns",
    "Contents",
    "Delivery",
    "Detector",
    "Expression",
    "FaultInjector",
    "FileContext",
    "Format",
    "LanguageModel",
    "LinearModel",
    "Posterior",
    "Quantity",
    "Record",
    "RecordKind",
    "Rule",
    "Schedule",
    "Slopes",
    "Source",
    "Speech",
    "Store",
    "Surrogate",
]
