"""The composition root: any subset of adapters, combined for one athlete."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a Kit imports the engines and the coach, which an answer that is kept needs not
    from trainkit.kit._activities import Activities
    from trainkit.kit._conversations import Conversations
    from trainkit.kit._days import HealthDays
    from trainkit.kit._goals import Goals
    from trainkit.kit._kit import Kit
    from trainkit.kit._notices import KeptNotice
    from trainkit.kit._profile import Profile, Proposal
    from trainkit.kit._races import Races
    from trainkit.records import SourceSync, SyncReport

__all__ = [
    "Activities",
    "Conversations",
    "Goals",
    "HealthDays",
    "KeptNotice",
    "Kit",
    "Profile",
    "Proposal",
    "Races",
    "SourceSync",
    "SyncReport",
]

_HOMES = {
    "Activities": "trainkit.kit._activities",
    "Conversations": "trainkit.kit._conversations",
    "Goals": "trainkit.kit._goals",
    "HealthDays": "trainkit.kit._days",
    "KeptNotice": "trainkit.kit._notices",
    "Kit": "trainkit.kit._kit",
    "Profile": "trainkit.kit._profile",
    "Proposal": "trainkit.kit._profile",
    "Races": "trainkit.kit._races",
    "SourceSync": "trainkit.records",
    "SyncReport": "trainkit.records",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'trainkit.kit' has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
