"""The ports: what a backend or a plugin must do, one small Protocol per file."""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:
    from trainkit.ports import guard as guard
    from trainkit.ports.component import Component, ComponentColumns, Weighted
    from trainkit.ports.detector import Detector, Evidence
    from trainkit.ports.fault_injector import FaultInjector
    from trainkit.ports.format import Contents, FileContext, Format
    from trainkit.ports.llm import LanguageModel, TrainableModel
    from trainkit.ports.notify import Notifier
    from trainkit.ports.rule import (
        CountsRuns,
        Expression,
        LightensWeeks,
        LimitsLoad,
        LimitsMinutes,
        LimitsRuns,
        LinearModel,
        Priced,
        Quantity,
        Rule,
        Schedule,
    )
    from trainkit.ports.source import (
        Delivery,
        HasLogin,
        Listing,
        MovesWorkouts,
        SignsIn,
        Source,
        TakesWorkouts,
    )
    from trainkit.ports.speech import Speech, TunedSpeech
    from trainkit.ports.store import Leases, Record, RecordKind, Revisions, Store, revisions_of
    from trainkit.ports.surrogate import Belief, Posterior, Slopes, Surrogate

__all__ = [
    "Belief",
    "Component",
    "ComponentColumns",
    "Contents",
    "CountsRuns",
    "Delivery",
    "Detector",
    "Evidence",
    "Expression",
    "FaultInjector",
    "FileContext",
    "Format",
    "HasLogin",
    "LanguageModel",
    "Leases",
    "LightensWeeks",
    "LimitsLoad",
    "LimitsMinutes",
    "LimitsRuns",
    "LinearModel",
    "Listing",
    "MovesWorkouts",
    "Notifier",
    "Posterior",
    "Priced",
    "Quantity",
    "Record",
    "RecordKind",
    "Revisions",
    "Rule",
    "Schedule",
    "SignsIn",
    "Slopes",
    "Source",
    "Speech",
    "Store",
    "Surrogate",
    "TakesWorkouts",
    "TrainableModel",
    "TunedSpeech",
    "Weighted",
    "revisions_of",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "": "guard",
            "component": "Component ComponentColumns Weighted",
            "detector": "Detector Evidence",
            "fault_injector": "FaultInjector",
            "format": "Contents FileContext Format",
            "llm": "LanguageModel TrainableModel",
            "notify": "Notifier",
            "rule": (
                "CountsRuns Expression LightensWeeks LimitsLoad LimitsMinutes LimitsRuns "
                "LinearModel Priced Quantity Rule Schedule"
            ),
            "source": "Delivery HasLogin Listing MovesWorkouts SignsIn Source TakesWorkouts",
            "speech": "Speech TunedSpeech",
            "store": "Leases Record RecordKind Revisions Store revisions_of",
            "surrogate": "Belief Posterior Slopes Surrogate",
        },
    )
